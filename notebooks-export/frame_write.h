/*
 * Frames written for people and for other programs.
 *
 * table   title, aligned columns, notes below; reals rounded to four
 *         significant digits; for the screen only
 * csv     RFC 4180 with CRLF-free line ends ("\n"), a header of column names,
 *         missing = empty; frames after the first are set off by an empty
 *         line; notes are not part of it
 * ndjson  one object per row; with several frames each row starts with
 *         "frame": NAME
 * json    one frame: {"name","title","columns","rows","notes"}; several: an
 *         array of these; rows are objects, missing = null
 *
 * csv, ndjson and json give reals with the fewest of 15 digits, or 17 where
 * 15 do not lead back to the same number. Infinite reals are missing there:
 * JSON has no word for them. Controls and bidi controls in text become
 * U+FFFD (visible.h). In json and ndjson "<", ">" and "&" are \u escapes, so
 * that the JSON may stand inside HTML.
 */
#ifndef GALATEA_NOTEBOOKS_EXPORT_FRAME_WRITE_H
#define GALATEA_NOTEBOOKS_EXPORT_FRAME_WRITE_H

#include <stdio.h>

#include "core/frame.h"

enum gal_frame_format {
	GAL_FRAME_TABLE,
	GAL_FRAME_CSV,
	GAL_FRAME_NDJSON,
	GAL_FRAME_JSON,
	GAL_FRAME_FORMAT_COUNT
};

/* Zero is the default of each. */
struct gal_frame_options {
	bool formula_guard; /* csv: put ' before cells that a spreadsheet
			       would run: = + - @ tab CR; text cells only */
	bool no_header;	    /* csv and table: rows only */
	size_t line_width;  /* table: lines fit this many columns: text cells
			       are cut with "…", columns that have no room go
			       into a block below with the first ones again,
			       notes are broken; 0 = no limit */
};

/* "table", "csv", "ndjson", "json"; the file name's ending likewise. */
const char *gal_frame_format_name(enum gal_frame_format format);

/*
 * Append n frames to out. options NULL: all defaults. Only complete rows are
 * written. Errors: NOMEM, LIMIT (of out), ARGUMENT (unknown format).
 * Thread-safe; frames are only read.
 */
GAL_MUST_USE enum gal_status gal_frame_write(struct gal_buffer *out,
    const struct gal_frame *const *frames, size_t n,
    enum gal_frame_format format, const struct gal_frame_options *options,
    struct gal_error *err);

/* The same to a stream. Errors: also IO. */
GAL_MUST_USE enum gal_status gal_frame_print(FILE *file,
    const struct gal_frame *const *frames, size_t n,
    enum gal_frame_format format, const struct gal_frame_options *options,
    struct gal_error *err);

/* The shortest text for a finite real, as csv and json have it: at least 32
 * bytes in out. Infinity and NaN give "". */
void gal_real_text(double value, char out[32]);

#endif
