#include "notebooks-export/frame_write.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "notebooks-export/frame_table.h"
#include "notebooks-export/json_text.h"
#include "notebooks-export/visible.h"

#define PRINT_LIMIT ((size_t)1 << 30)

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
	[GAL_FRAME_TABLE] = { "table", gal_frame_table_write },
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
