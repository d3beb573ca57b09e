/*
 * The folder of a labelling sample.
 *
 *   design.csv   unit, row, kind, author, stratum, pi, stage, codes: how
 *                each post was drawn and what the classifier said of it; no
 *                text
 *   sample.csv   unit, title, text, stage, codes: for coders, who fill the
 *                last two (a rung or "none"; code names joined by ";")
 *   sample.json  the same as Label Studio tasks; labelstudio.xml its form
 *   labels.csv   unit, coder, model, stage, codes: what import took in
 *
 * Only sample.* hold text. All files are made readable by their owner only.
 */
#ifndef GALATEA_CLI_VALIDATE_FILES_H
#define GALATEA_CLI_VALIDATE_FILES_H

#include "cli/command.h"
#include "stats/validation.h"
#include "store/store.h"

struct design_row {
	char unit[24];
	int64_t row_id;
	enum gal_kind kind;
	uint64_t author; /* key as in the statistics */
	unsigned stratum;
	double pi;
	int stage;	 /* predicted: 0 none, else rung */
	uint16_t *codes; /* predicted, owned */
	size_t code_count;
};

struct design {
	struct design_row *rows; /* ascending in unit */
	size_t count, capacity;
};

struct label_row {
	size_t unit; /* index into the design */
	char coder[64];
	bool model;
	int stage;	 /* GAL_UNLABELLED, 0 none, else rung */
	uint16_t *codes; /* owned */
	size_t code_count;
};

struct labels {
	struct label_row *rows;
	size_t count, capacity;
};

void design_free(struct design *design);
void labels_free(struct labels *labels);

/* Errors: IO, NOT_FOUND, FORMAT (with line; unknown code, rung or unit),
 * NOMEM, LIMIT (64 MiB). A missing labels.csv has no rows. */
GAL_MUST_USE enum gal_status design_read(struct design *out,
    const char *directory, const struct gal_store_codebook *book,
    struct gal_error *err);
GAL_MUST_USE enum gal_status design_write(const struct design *design,
    const char *directory, const struct gal_store_codebook *book,
    struct gal_error *err);
GAL_MUST_USE enum gal_status labels_read(struct labels *out,
    const char *directory, const struct design *design,
    const struct gal_store_codebook *book, struct gal_error *err);
GAL_MUST_USE enum gal_status labels_write(const struct labels *labels,
    const char *directory, const struct design *design,
    const struct gal_store_codebook *book, struct gal_error *err);
/* A coder's file: CSV with columns unit, stage, codes, or an export of Label
 * Studio (JSON). Rows without stage and codes were not coded. */
GAL_MUST_USE enum gal_status labels_import(struct labels *out, const char *path,
    const char *coder, bool model, const struct design *design,
    const struct gal_store_codebook *book, size_t *coded,
    struct gal_error *err);

/* Index of a unit's name, or count. */
size_t design_find(const struct design *design, const char *unit);

/* Arrays for stats/validation.h, owned by the struct. */
struct validation_data {
	struct gal_validation v;
	const char **coder, **code;
	bool *model;
	double *pi;
	uint8_t *predicted;
	int8_t *label;
	int *predicted_stage, *stage;
};
GAL_MUST_USE enum gal_status validation_fill(struct validation_data *out,
    const struct design *design, const struct labels *labels,
    const struct gal_store_codebook *book, double conf, struct gal_error *err);
void validation_free(struct validation_data *data);

/* A cell of CSV in quotes; guard: text that a spreadsheet would run gets a '
 * before it. */
GAL_MUST_USE enum gal_status csv_cell(struct gal_buffer *out,
    struct gal_str text, bool guard, struct gal_error *err);
/* Write a whole file of the folder at once, mode 0600. */
GAL_MUST_USE enum gal_status folder_write(const char *directory,
    const char *name, const struct gal_buffer *bytes, struct gal_error *err);

#endif
