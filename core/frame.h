/*
 * A frame: a small table of results on its way from the statistics to the
 * screen, the exports and the report. Columns are declared first with name,
 * type and unit; cells are appended row by row, left to right. Frames are
 * for aggregates: they never hold one row per post.
 *
 *   struct gal_frame *f;
 *   gal_frame_new(&f, "prevalence", "Authors who show each code", err);
 *   gal_frame_column(f, "code", GAL_CELL_TEXT, "", "code name", err);
 *   gal_frame_column(f, "share", GAL_CELL_REAL, "share of authors", "…", err);
 *   gal_frame_text(f, "bond.love", err); gal_frame_real(f, 0.2, err); …
 *
 * NaN in a real cell and gal_frame_missing() both print as empty / null.
 * Appending checks type and column; a wrong one is GAL_ARGUMENT.
 * Errors of all fallible functions: NOMEM, ARGUMENT, LIMIT (2^31 cells).
 */
#ifndef GALATEA_CORE_FRAME_H
#define GALATEA_CORE_FRAME_H

#include "core/buffer.h"

enum gal_cell_type { GAL_CELL_INT, GAL_CELL_REAL, GAL_CELL_TEXT };

struct gal_frame_column {
	char *name; /* snake_case, unique in the frame */
	enum gal_cell_type type;
	char *unit;	   /* "days", "share of authors", "" */
	char *description; /* one line for the schema file */
};

struct gal_cell {
	bool missing;
	union {
		int64_t integer;
		double real;
		char *text;
	} u;
};

/* Read freely; change only through the functions. */
struct gal_frame {
	char *name;  /* file stem and JSON key */
	char *title; /* for people */
	struct gal_frame_column *columns;
	size_t column_count;
	struct gal_cell *cells; /* row-major */
	size_t cell_count;
	size_t cell_capacity;
	char **notes; /* limits, reasons for what is not printed */
	size_t note_count;
};

GAL_MUST_USE enum gal_status gal_frame_new(struct gal_frame **out,
    const char *name, const char *title, struct gal_error *err);
void gal_frame_free(struct gal_frame *frame);
GAL_MUST_USE enum gal_status gal_frame_column(struct gal_frame *frame,
    const char *name, enum gal_cell_type type, const char *unit,
    const char *description, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_frame_int(
    struct gal_frame *frame, int64_t value, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_frame_real(
    struct gal_frame *frame, double value, struct gal_error *err);
/* Copies text; NULL is missing. */
GAL_MUST_USE enum gal_status gal_frame_text(
    struct gal_frame *frame, const char *text, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_frame_missing(
    struct gal_frame *frame, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_frame_note(struct gal_frame *frame,
    struct gal_error *err, const char *format, ...) GAL_PRINTF(3, 4);

/*
 * A copy with some of the columns (NULL: all; names that are missing are
 * passed over) and those rows for which keep() says yes (NULL: all): the
 * first `limit` of them, or the last with a negative limit; 0 is no limit.
 * Notes are copied. The caller frees *out.
 */
GAL_MUST_USE enum gal_status gal_frame_select(struct gal_frame **out,
    const struct gal_frame *frame, const char *const *columns,
    bool (*keep)(const struct gal_frame *frame, size_t row), int limit,
    struct gal_error *err);

/* Complete rows. */
size_t gal_frame_rows(const struct gal_frame *frame); /* 0 for NULL */
/* Borrowed; row and column must be in range. */
const struct gal_cell *gal_frame_at(
    const struct gal_frame *frame, size_t row, size_t column);
/* Index of a column by name, or -1. */
int gal_frame_find(const struct gal_frame *frame, const char *name);

#endif
