/* Small CSV reader and writer of the reference program: comma, header, no
 * quotes, numbers as %.15g, empty = not defined. Exits on a broken file. */
#ifndef GALATEA_TESTS_STATS_REFERENCE_CSV_H
#define GALATEA_TESTS_STATS_REFERENCE_CSV_H

#include <stdio.h>

#include "core/status.h"

struct table {
	char *text; /* owned; the cells point into it */
	size_t columns, rows;
	char **header; /* [columns] */
	char **cells;  /* [rows][columns] */
};

struct reference {
	const char *input;
	const char *output;
	int64_t dump_start, dump_end, event_time;
	double bin_days, disengage_days, washout_days, conf, rmst_tau;
	double keyness_a0, om_indel, om_sub_const;
	int64_t k_anon;
	int nw_lag;
	struct gal_error err;
};

void reference_die(struct reference *ref, const char *what);
#define MUST(ref, call)                                                        \
	do {                                                                   \
		if ((call) != GAL_OK)                                          \
			reference_die((ref), #call);                           \
	} while (0)

/* Whether the call's result is defined; where it is not (GAL_UNDEFINED), the
 * result, a struct of doubles, is made NaN: its cells are empty. */
bool reference_defined(struct reference *ref, enum gal_status status,
    const char *what, void *result, size_t bytes);
#define DEFINED(ref, call, result)                                             \
	reference_defined((ref), (call), #call, (result), sizeof(*(result)))

struct table table_read(struct reference *ref, const char *name);
void table_free(struct table *table);
/* Column by name; exits if absent. */
size_t table_column(const struct table *table, const char *name);
const char *table_text(const struct table *table, size_t row, size_t column);
double table_real(const struct table *table, size_t row, size_t column);
int64_t table_int(const struct table *table, size_t row, size_t column);
/* Cell of `key`'s row in a two-column table; NaN if there is no such row. */
double table_lookup(const struct table *table, const char *key);

/* Distinct texts of a column, sorted as R's locale sorts them (punctuation,
 * digits, letters without case). Borrowed texts, owned array. */
char **table_levels(
    const struct table *table, size_t column, size_t *out_count);
size_t level_of(char *const *levels, size_t count, const char *text);
int locale_compare(const char *a, const char *b);

void *room(size_t n, size_t size);

/* header NULL: the caller writes it. */
FILE *csv_open(struct reference *ref, const char *name, const char *header);
void csv_close(FILE *file);
void csv_text(FILE *file, const char *text);
void csv_real(FILE *file, double x); /* with the comma before, but first */
void csv_int(FILE *file, int64_t x);
void csv_end(FILE *file);
/* "stat,value" rows. */
void csv_stat(FILE *file, const char *name, double value);

void reference_posts(struct reference *ref);
void reference_post_models(struct reference *ref);
void reference_survival(struct reference *ref);
void reference_panel(struct reference *ref);
void reference_shares(struct reference *ref);
void reference_association(struct reference *ref);
void reference_agreement(struct reference *ref);
void reference_series(struct reference *ref);

#endif
