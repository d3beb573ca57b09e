#include "notebooks-export/json_text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "notebooks-export/frame_write.h"
#include "notebooks-export/visible.h"

static enum gal_status
append_escape(struct gal_buffer *out, int32_t c, struct gal_error *err)
{
	return gal_buffer_printf(out, err, "\\u%04x", (unsigned)c);
}

/* These characters occur in JSON only inside strings, where an escape means
 * the same, so the printed tree can be escaped as a whole. */
static bool
needs_escape(int32_t c)
{
	return c == '<' || c == '>' || c == '&' ||
	    gal_hazard_of(c) == GAL_HAZARD_BIDI ||
	    gal_hazard_of(c) == GAL_HAZARD_CONTROL;
}

enum gal_status
gal_json_append(struct gal_buffer *out, const cJSON *tree, bool pretty,
    struct gal_error *err)
{
	char *text = pretty ? cJSON_Print(tree) : cJSON_PrintUnformatted(tree);
	enum gal_status status = GAL_OK;
	size_t len, at = 0, from = 0;

	if (text == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	len = strlen(text);
	while (at < len && status == GAL_OK) {
		int32_t c = 0;
		size_t n = gal_visible_next(&c, text + at, len - at);

		if (needs_escape(c) || (n == 1 && c == 0xfffd)) {
			status =
			    gal_buffer_append(out, text + from, at - from, err);
			if (status == GAL_OK)
				status = append_escape(out, c, err);
			from = at + n;
		}
		at += n;
	}
	if (status == GAL_OK)
		status = gal_buffer_append(out, text + from, len - from, err);
	cJSON_free(text);
	return status;
}

/* Escapes would keep controls harmless in the file, but whoever decodes it
 * and draws or prints the text would have them again. */
cJSON *
gal_export_json_text(const char *text)
{
	struct gal_buffer shown = GAL_BUFFER((size_t)1 << 30);
	cJSON *value = NULL;

	if (gal_visible_append(&shown, gal_str_of(text), false, NULL) == GAL_OK)
		value = cJSON_CreateString(shown.len > 0 ? shown.data : "");
	gal_buffer_free(&shown);
	return value;
}

/* cJSON keeps numbers as double: integers go through raw text. */
static cJSON *
cell_value(const struct gal_cell *cell, enum gal_cell_type type)
{
	char number[32];

	if (cell->missing)
		return cJSON_CreateNull();
	switch (type) {
	case GAL_CELL_INT:
		(void)snprintf(
		    number, sizeof(number), "%" PRId64, cell->u.integer);
		return cJSON_CreateRaw(number);
	case GAL_CELL_REAL:
		if (!isfinite(cell->u.real))
			return cJSON_CreateNull();
		gal_real_text(cell->u.real, number);
		return cJSON_CreateRaw(number);
	case GAL_CELL_TEXT:
		break;
	}
	return gal_export_json_text(cell->u.text);
}

cJSON *
gal_json_row(const struct gal_frame *frame, size_t row, const char *frame_name)
{
	cJSON *object = cJSON_CreateObject();

	if (object == NULL)
		return NULL;
	if (frame_name != NULL &&
	    cJSON_AddStringToObject(object, "frame", frame_name) == NULL)
		goto fail;
	for (size_t c = 0; c < frame->column_count; c++) {
		const struct gal_frame_column *column = &frame->columns[c];
		cJSON *value =
		    cell_value(gal_frame_at(frame, row, c), column->type);

		if (value == NULL ||
		    !cJSON_AddItemToObject(object, column->name, value)) {
			cJSON_Delete(value);
			goto fail;
		}
	}
	return object;
fail:
	cJSON_Delete(object);
	return NULL;
}

cJSON *
gal_json_rows(const struct gal_frame *frame)
{
	cJSON *rows = cJSON_CreateArray();
	size_t n = gal_frame_rows(frame);

	for (size_t r = 0; rows != NULL && r < n; r++) {
		cJSON *row = gal_json_row(frame, r, NULL);

		if (row == NULL || !cJSON_AddItemToArray(rows, row)) {
			cJSON_Delete(row);
			cJSON_Delete(rows);
			return NULL;
		}
	}
	return rows;
}

static const char *const type_names[] = {
	[GAL_CELL_INT] = "integer",
	[GAL_CELL_REAL] = "number",
	[GAL_CELL_TEXT] = "string",
};

/* false when out of memory */
static bool
add_columns(cJSON *object, const struct gal_frame *frame)
{
	cJSON *columns = cJSON_AddArrayToObject(object, "columns");

	for (size_t c = 0; columns != NULL && c < frame->column_count; c++) {
		const struct gal_frame_column *column = &frame->columns[c];
		cJSON *item = cJSON_CreateObject();

		if (item == NULL || !cJSON_AddItemToArray(columns, item)) {
			cJSON_Delete(item);
			return false;
		}
		if (cJSON_AddStringToObject(item, "name", column->name) ==
			NULL ||
		    cJSON_AddStringToObject(
			item, "type", type_names[column->type]) == NULL ||
		    cJSON_AddStringToObject(item, "unit", column->unit) ==
			NULL ||
		    cJSON_AddStringToObject(
			item, "description", column->description) == NULL)
			return false;
	}
	return columns != NULL;
}

cJSON *
gal_json_frame(const struct gal_frame *frame)
{
	cJSON *object = cJSON_CreateObject();
	cJSON *rows = gal_json_rows(frame);
	cJSON *notes;

	if (object == NULL || rows == NULL ||
	    cJSON_AddStringToObject(object, "name", frame->name) == NULL ||
	    cJSON_AddStringToObject(object, "title", frame->title) == NULL ||
	    !add_columns(object, frame) ||
	    !cJSON_AddItemToObject(object, "rows", rows))
		goto fail;
	rows = NULL;
	notes = cJSON_AddArrayToObject(object, "notes");
	for (size_t i = 0; notes != NULL && i < frame->note_count; i++) {
		cJSON *note = cJSON_CreateString(frame->notes[i]);

		if (note == NULL || !cJSON_AddItemToArray(notes, note)) {
			cJSON_Delete(note);
			goto fail;
		}
	}
	if (notes != NULL)
		return object;
fail:
	cJSON_Delete(rows);
	cJSON_Delete(object);
	return NULL;
}
