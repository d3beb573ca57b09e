#include "notebooks-export/frame_write.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "notebooks-export/json_text.h"
#include "notebooks-export/visible.h"

#define PRINT_LIMIT ((size_t)1 << 30)
#define COLUMN_GAP "  "

typedef enum gal_status write_fn(struct gal_buffer *out,
    const struct gal_frame *const *frames, size_t n,
    const struct gal_frame_options *options, struct gal_error *err);

void
gal_real_text(double value, char out[32])
{
	out[0] = '\0';
	if (!isfinite(value))
		return;
	(void)snprintf(out, 32, "%.15g", value);
	if (strtod(out, NULL) < value || strtod(out, NULL) > value)
		(void)snprintf(out, 32, "%.17g", value);
}

/* For eyes: four significant digits, whole numbers in full. */
static void
real_for_people(double value, char out[32])
{
	double size = fabs(value);

	if (!isfinite(value))
		(void)snprintf(out, 32, "%s", value < 0 ? "-inf" : "inf");
	else if (size >= 1e15 || (size > 0 && size < 1e-4))
		(void)snprintf(out, 32, "%.3e", value);
	else if (size >= 1000)
		(void)snprintf(out, 32, "%.0f", value);
	else
		(void)snprintf(out, 32, "%.4g", value);
}

/* ---- table ---- */

/* The cells of a table as they will stand, and how wide they are. */
struct shown_cell {
	size_t start;
	size_t len;
	size_t width;
};

static enum gal_status
show_text(struct gal_buffer *out, const char *text, size_t limit,
    struct gal_error *err)
{
	size_t start = out->len, at, width = 0;
	enum gal_status status =
	    gal_visible_append(out, gal_str_of(text), true, err);

	if (status != GAL_OK || limit == 0)
		return status;
	if (gal_visible_width((struct gal_str){
		out->data + start, out->len - start }) <= limit)
		return GAL_OK;
	for (at = start; at < out->len;) {
		int32_t c = 0;
		size_t n = gal_visible_next(&c, out->data + at, out->len - at);

		width +=
		    gal_visible_width((struct gal_str){ out->data + at, n });
		if (width > limit - 1)
			break;
		at += n;
	}
	out->len = at;
	return gal_buffer_append_str(out, "…", err);
}

static enum gal_status
show_cell(struct gal_buffer *out, const struct gal_cell *cell,
    enum gal_cell_type type, size_t limit, struct gal_error *err)
{
	char number[32];

	if (cell->missing)
		return GAL_OK;
	switch (type) {
	case GAL_CELL_INT:
		return gal_buffer_printf(out, err, "%" PRId64, cell->u.integer);
	case GAL_CELL_REAL:
		real_for_people(cell->u.real, number);
		return gal_buffer_append_str(out, number, err);
	case GAL_CELL_TEXT:
		break;
	}
	return show_text(out, cell->u.text, limit, err);
}

/* Fill cells[0 .. columns): the header (row 0) or a row of the frame. */
static enum gal_status
show_row(struct gal_buffer *text, struct shown_cell *cells,
    const struct gal_frame *frame, size_t line, size_t limit,
    struct gal_error *err)
{
	for (size_t c = 0; c < frame->column_count; c++) {
		const struct gal_frame_column *column = &frame->columns[c];
		size_t start = text->len;
		enum gal_status status;

		status = line == 0
		    ? show_text(text, column->name, 0, err)
		    : show_cell(text, gal_frame_at(frame, line - 1, c),
			  column->type, limit, err);
		if (status != GAL_OK)
			return status;
		cells[c].start = start;
		cells[c].len = text->len - start;
		cells[c].width = cells[c].len == 0
		    ? 0
		    : gal_visible_width(
			  (struct gal_str){ text->data + start, cells[c].len });
	}
	return GAL_OK;
}

static enum gal_status
write_padding(
    struct gal_buffer *out, size_t n, char fill, struct gal_error *err)
{
	enum gal_status status = gal_buffer_reserve(out, n, err);

	if (status != GAL_OK || n == 0)
		return status;
	memset(out->data + out->len, fill, n);
	out->len += n;
	out->data[out->len] = '\0';
	return GAL_OK;
}

static enum gal_status
write_line(struct gal_buffer *out, const struct gal_frame *frame,
    const struct gal_buffer *text, const struct shown_cell *cells,
    const size_t *widths, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t c = 0; c < frame->column_count && status == GAL_OK; c++) {
		bool right = frame->columns[c].type != GAL_CELL_TEXT;
		bool last = c + 1 == frame->column_count;
		size_t pad = widths[c] - cells[c].width;

		if (c > 0)
			status = gal_buffer_append_str(out, COLUMN_GAP, err);
		if (status == GAL_OK && right)
			status = write_padding(out, pad, ' ', err);
		if (status == GAL_OK && cells[c].len > 0)
			status = gal_buffer_append(out,
			    text->data + cells[c].start, cells[c].len, err);
		if (status == GAL_OK && !right && !last)
			status = write_padding(out, pad, ' ', err);
	}
	while (
	    status == GAL_OK && out->len > 0 && out->data[out->len - 1] == ' ')
		out->len--;
	return status == GAL_OK ? gal_buffer_append_str(out, "\n", err)
				: status;
}

static enum gal_status
write_rule(struct gal_buffer *out, const size_t *widths, size_t columns,
    struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t c = 0; c < columns && status == GAL_OK; c++) {
		if (c > 0)
			status = gal_buffer_append_str(out, COLUMN_GAP, err);
		if (status == GAL_OK)
			status = write_padding(out, widths[c], '-', err);
	}
	return status == GAL_OK ? gal_buffer_append_str(out, "\n", err)
				: status;
}

static enum gal_status
write_notes(struct gal_buffer *out, const struct gal_frame *frame,
    struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; i < frame->note_count && status == GAL_OK; i++) {
		status = gal_buffer_append_str(out, "note: ", err);
		if (status == GAL_OK)
			status = show_text(out, frame->notes[i], 0, err);
		if (status == GAL_OK)
			status = gal_buffer_append_str(out, "\n", err);
	}
	return status;
}

/* Lines of the table, header first; two passes, because a column is as wide
 * as its widest cell. */
static enum gal_status
write_grid(struct gal_buffer *out, const struct gal_frame *frame,
    const struct gal_frame_options *options, struct gal_error *err)
{
	size_t columns = frame->column_count;
	size_t lines = gal_frame_rows(frame) + 1;
	struct gal_buffer text = GAL_BUFFER(PRINT_LIMIT);
	struct shown_cell *cells = calloc(lines * columns, sizeof(*cells));
	size_t *widths = calloc(columns, sizeof(*widths));
	enum gal_status status = GAL_OK;

	if (cells == NULL || widths == NULL)
		status = gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t i = 0; i < lines && status == GAL_OK; i++) {
		struct shown_cell *line = cells + i * columns;

		status =
		    show_row(&text, line, frame, i, options->cell_width, err);
		for (size_t c = 0; c < columns && status == GAL_OK; c++) {
			if (line[c].width > widths[c])
				widths[c] = line[c].width;
		}
	}
	for (size_t i = options->no_header ? 1 : 0;
	     i < lines && status == GAL_OK; i++) {
		status = write_line(
		    out, frame, &text, cells + i * columns, widths, err);
		if (status == GAL_OK && i == 0)
			status = write_rule(out, widths, columns, err);
	}
	gal_buffer_free(&text);
	free(cells);
	free(widths);
	return status;
}

static enum gal_status
write_table(struct gal_buffer *out, const struct gal_frame *const *frames,
    size_t n, const struct gal_frame_options *options, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; i < n && status == GAL_OK; i++) {
		const struct gal_frame *frame = frames[i];

		if (i > 0)
			status = gal_buffer_append_str(out, "\n", err);
		if (status == GAL_OK && frame->title[0] != '\0') {
			status = show_text(out, frame->title, 0, err);
			if (status == GAL_OK)
				status = gal_buffer_append_str(out, "\n", err);
		}
		if (status == GAL_OK && frame->column_count > 0 &&
		    gal_frame_rows(frame) > 0)
			status = write_grid(out, frame, options, err);
		else if (status == GAL_OK)
			status = gal_buffer_append_str(out, "(none)\n", err);
		if (status == GAL_OK)
			status = write_notes(out, frame, err);
	}
	return status;
}

/* ---- csv ---- */

static enum gal_status
write_csv_text(
    struct gal_buffer *out, const char *text, bool guard, struct gal_error *err)
{
	struct gal_buffer safe = GAL_BUFFER(PRINT_LIMIT);
	enum gal_status status =
	    gal_visible_append(&safe, gal_str_of(text), false, err);
	bool quote, formula;

	if (status != GAL_OK || safe.len == 0)
		goto done;
	formula = guard && strchr("=+-@\t\r", safe.data[0]) != NULL;
	quote = strpbrk(safe.data, "\",\r\n") != NULL || safe.data[0] == ' ' ||
	    safe.data[safe.len - 1] == ' ';
	if (quote)
		status = gal_buffer_append_str(out, "\"", err);
	if (status == GAL_OK && formula)
		status = gal_buffer_append_str(out, "'", err);
	for (size_t i = 0; i < safe.len && status == GAL_OK; i++) {
		if (safe.data[i] == '"')
			status = gal_buffer_append_str(out, "\"", err);
		if (status == GAL_OK)
			status = gal_buffer_append(out, safe.data + i, 1, err);
	}
	if (quote && status == GAL_OK)
		status = gal_buffer_append_str(out, "\"", err);
done:
	gal_buffer_free(&safe);
	return status;
}

static enum gal_status
write_csv_cell(struct gal_buffer *out, const struct gal_cell *cell,
    enum gal_cell_type type, bool guard, struct gal_error *err)
{
	char number[32];

	if (cell->missing)
		return GAL_OK;
	switch (type) {
	case GAL_CELL_INT:
		return gal_buffer_printf(out, err, "%" PRId64, cell->u.integer);
	case GAL_CELL_REAL:
		gal_real_text(cell->u.real, number);
		return gal_buffer_append_str(out, number, err);
	case GAL_CELL_TEXT:
		break;
	}
	return write_csv_text(out, cell->u.text, guard, err);
}

/* Line 0 is the header. A lone empty cell is quoted, or the line would be
 * empty and readers would skip it. */
static enum gal_status
write_csv_line(struct gal_buffer *out, const struct gal_frame *frame,
    size_t line, bool guard, struct gal_error *err)
{
	enum gal_status status = GAL_OK;
	size_t start = out->len;

	for (size_t c = 0; c < frame->column_count && status == GAL_OK; c++) {
		const struct gal_frame_column *column = &frame->columns[c];

		if (c > 0)
			status = gal_buffer_append_str(out, ",", err);
		if (status != GAL_OK)
			break;
		status = line == 0
		    ? write_csv_text(out, column->name, guard, err)
		    : write_csv_cell(out, gal_frame_at(frame, line - 1, c),
			  column->type, guard, err);
	}
	if (status == GAL_OK && out->len == start)
		status = gal_buffer_append_str(out, "\"\"", err);
	return status == GAL_OK ? gal_buffer_append_str(out, "\n", err)
				: status;
}

static enum gal_status
write_csv(struct gal_buffer *out, const struct gal_frame *const *frames,
    size_t n, const struct gal_frame_options *options, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; i < n; i++) {
		size_t lines = gal_frame_rows(frames[i]) + 1;

		if (i > 0)
			status = gal_buffer_append_str(out, "\n", err);
		for (size_t r = options->no_header ? 1 : 0;
		     r < lines && status == GAL_OK; r++)
			status = write_csv_line(
			    out, frames[i], r, options->formula_guard, err);
		if (status != GAL_OK)
			return status;
	}
	return status;
}

/* ---- json ---- */

static enum gal_status
write_ndjson(struct gal_buffer *out, const struct gal_frame *const *frames,
    size_t n, const struct gal_frame_options *options, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	(void)options;
	for (size_t i = 0; i < n; i++) {
		size_t rows = gal_frame_rows(frames[i]);

		for (size_t r = 0; r < rows && status == GAL_OK; r++) {
			cJSON *row = gal_json_row(
			    frames[i], r, n > 1 ? frames[i]->name : NULL);

			if (row == NULL)
				return gal_fail(
				    err, GAL_NOMEM, "out of memory");
			status = gal_json_append(out, row, false, err);
			if (status == GAL_OK)
				status = gal_buffer_append_str(out, "\n", err);
			cJSON_Delete(row);
		}
	}
	return status;
}

static enum gal_status
write_json(struct gal_buffer *out, const struct gal_frame *const *frames,
    size_t n, const struct gal_frame_options *options, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	(void)options;
	if (n != 1)
		status = gal_buffer_append_str(out, "[", err);
	for (size_t i = 0; i < n && status == GAL_OK; i++) {
		cJSON *object = gal_json_frame(frames[i]);

		if (object == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		if (i > 0)
			status = gal_buffer_append_str(out, ",\n", err);
		if (status == GAL_OK)
			status = gal_json_append(out, object, true, err);
		cJSON_Delete(object);
	}
	if (status == GAL_OK && n != 1)
		status = gal_buffer_append_str(out, "]", err);
	return status == GAL_OK ? gal_buffer_append_str(out, "\n", err)
				: status;
}

static const struct {
	const char *name;
	write_fn *write;
} writers[GAL_FRAME_FORMAT_COUNT] = {
	[GAL_FRAME_TABLE] = { "table", write_table },
	[GAL_FRAME_CSV] = { "csv", write_csv },
	[GAL_FRAME_NDJSON] = { "ndjson", write_ndjson },
	[GAL_FRAME_JSON] = { "json", write_json },
};

const char *
gal_frame_format_name(enum gal_frame_format format)
{
	return format < GAL_FRAME_FORMAT_COUNT ? writers[format].name : "?";
}

enum gal_status
gal_frame_write(struct gal_buffer *out, const struct gal_frame *const *frames,
    size_t n, enum gal_frame_format format,
    const struct gal_frame_options *options, struct gal_error *err)
{
	static const struct gal_frame_options defaults = { 0 };

	if (format >= GAL_FRAME_FORMAT_COUNT)
		return gal_fail(err, GAL_ARGUMENT, "unknown frame format");
	return writers[format].write(
	    out, frames, n, options != NULL ? options : &defaults, err);
}

enum gal_status
gal_frame_print(FILE *file, const struct gal_frame *const *frames, size_t n,
    enum gal_frame_format format, const struct gal_frame_options *options,
    struct gal_error *err)
{
	struct gal_buffer text = GAL_BUFFER(PRINT_LIMIT);
	enum gal_status status =
	    gal_frame_write(&text, frames, n, format, options, err);

	if (status == GAL_OK && text.len > 0 &&
	    fwrite(text.data, 1, text.len, file) != text.len)
		status = gal_fail(err, GAL_IO, "cannot write the table");
	gal_buffer_free(&text);
	return status;
}
