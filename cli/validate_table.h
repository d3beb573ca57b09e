/* Small tables in memory: a coder's CSV, or an export of Label Studio made
 * into the same columns (unit, stage, codes). */
#ifndef GALATEA_CLI_VALIDATE_TABLE_H
#define GALATEA_CLI_VALIDATE_TABLE_H

#include "core/buffer.h"

struct csv_table {
	struct gal_buffer text; /* cells, each ended by NUL */
	size_t *offsets;	/* [rows + 1][columns]; the header first */
	size_t columns, rows, capacity;
};

/* RFC 4180 with libcsv; quotes and line breaks inside cells are allowed.
 * Errors: IO, NOT_FOUND, FORMAT, LIMIT (64 MiB), NOMEM. */
GAL_MUST_USE enum gal_status csv_table_read(
    struct csv_table *out, const char *path, struct gal_error *err);
/* The same, or Label Studio's JSON if the file begins with [ or {. */
GAL_MUST_USE enum gal_status csv_table_load(
    struct csv_table *out, const char *path, struct gal_error *err);
void csv_table_free(struct csv_table *table);
/* Errors: FORMAT (no such column). */
GAL_MUST_USE enum gal_status csv_table_column(size_t *out,
    const struct csv_table *table, const char *name, struct gal_error *err);
const char *csv_table_at(
    const struct csv_table *table, size_t row, size_t column);

#endif
