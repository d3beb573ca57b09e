#include "core/frame.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_CELLS ((size_t)1 << 31)

enum gal_status
gal_frame_new(struct gal_frame **out, const char *name, const char *title,
    struct gal_error *err)
{
	struct gal_frame *frame = calloc(1, sizeof(*frame));

	*out = NULL;
	if (frame == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	frame->name = strdup(name);
	frame->title = strdup(title);
	if (frame->name == NULL || frame->title == NULL) {
		gal_frame_free(frame);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	*out = frame;
	return GAL_OK;
}

void
gal_frame_free(struct gal_frame *frame)
{
	if (frame == NULL)
		return;
	for (size_t i = 0; i < frame->cell_count; i++) {
		size_t column = i % frame->column_count;

		if (frame->columns[column].type == GAL_CELL_TEXT &&
		    !frame->cells[i].missing)
			free(frame->cells[i].u.text);
	}
	for (size_t i = 0; i < frame->column_count; i++) {
		free(frame->columns[i].name);
		free(frame->columns[i].unit);
		free(frame->columns[i].description);
	}
	for (size_t i = 0; i < frame->note_count; i++)
		free(frame->notes[i]);
	free(frame->notes);
	free(frame->columns);
	free(frame->cells);
	free(frame->name);
	free(frame->title);
	free(frame);
}

enum gal_status
gal_frame_column(struct gal_frame *frame, const char *name,
    enum gal_cell_type type, const char *unit, const char *description,
    struct gal_error *err)
{
	struct gal_frame_column *grown;
	struct gal_frame_column column = { NULL, type, NULL, NULL };

	if (frame->cell_count > 0)
		return gal_fail(err, GAL_ARGUMENT,
		    "frame %s: column after the first cell", frame->name);
	grown =
	    realloc(frame->columns, (frame->column_count + 1) * sizeof(*grown));
	if (grown == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	frame->columns = grown;
	column.name = strdup(name);
	column.unit = strdup(unit);
	column.description = strdup(description);
	if (column.name == NULL || column.unit == NULL ||
	    column.description == NULL) {
		free(column.name);
		free(column.unit);
		free(column.description);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	frame->columns[frame->column_count++] = column;
	return GAL_OK;
}

/* The next cell, checked against its column's type. */
static enum gal_status
next_cell(struct gal_cell **out, struct gal_frame *frame,
    enum gal_cell_type type, bool any_type, struct gal_error *err)
{
	size_t column;

	if (frame->column_count == 0)
		return gal_fail(
		    err, GAL_ARGUMENT, "frame %s has no column", frame->name);
	column = frame->cell_count % frame->column_count;
	if (!any_type && frame->columns[column].type != type)
		return gal_fail(err, GAL_ARGUMENT,
		    "frame %s: wrong type for column %s", frame->name,
		    frame->columns[column].name);
	if (frame->cell_count == frame->cell_capacity) {
		size_t capacity =
		    frame->cell_capacity == 0 ? 64 : frame->cell_capacity * 2;
		struct gal_cell *grown;

		if (capacity > MAX_CELLS)
			return gal_fail(err, GAL_LIMIT,
			    "frame %s has too many cells", frame->name);
		grown = realloc(frame->cells, capacity * sizeof(*grown));
		if (grown == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		frame->cells = grown;
		frame->cell_capacity = capacity;
	}
	*out = &frame->cells[frame->cell_count];
	memset(*out, 0, sizeof(**out));
	return GAL_OK;
}

enum gal_status
gal_frame_int(struct gal_frame *frame, int64_t value, struct gal_error *err)
{
	struct gal_cell *cell = NULL;
	enum gal_status status;

	status = next_cell(&cell, frame, GAL_CELL_INT, false, err);
	if (status != GAL_OK)
		return status;
	cell->u.integer = value;
	frame->cell_count++;
	return GAL_OK;
}

enum gal_status
gal_frame_real(struct gal_frame *frame, double value, struct gal_error *err)
{
	struct gal_cell *cell = NULL;
	enum gal_status status;

	status = next_cell(&cell, frame, GAL_CELL_REAL, false, err);
	if (status != GAL_OK)
		return status;
	cell->missing = isnan(value);
	cell->u.real = value == 0.0 ? 0.0 : value; /* -0 prints as 0 */
	frame->cell_count++;
	return GAL_OK;
}

enum gal_status
gal_frame_text(struct gal_frame *frame, const char *text, struct gal_error *err)
{
	struct gal_cell *cell = NULL;
	enum gal_status status;

	status = next_cell(&cell, frame, GAL_CELL_TEXT, false, err);
	if (status != GAL_OK)
		return status;
	if (text == NULL) {
		cell->missing = true;
	} else {
		cell->u.text = strdup(text);
		if (cell->u.text == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	frame->cell_count++;
	return GAL_OK;
}

enum gal_status
gal_frame_missing(struct gal_frame *frame, struct gal_error *err)
{
	struct gal_cell *cell = NULL;
	enum gal_status status;

	status = next_cell(&cell, frame, GAL_CELL_INT, true, err);
	if (status != GAL_OK)
		return status;
	cell->missing = true;
	frame->cell_count++;
	return GAL_OK;
}

enum gal_status
gal_frame_note(
    struct gal_frame *frame, struct gal_error *err, const char *format, ...)
{
	char text[1024];
	char **grown;
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	grown = realloc(frame->notes, (frame->note_count + 1) * sizeof(*grown));
	if (grown == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	frame->notes = grown;
	frame->notes[frame->note_count] = strdup(text);
	if (frame->notes[frame->note_count] == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	frame->note_count++;
	return GAL_OK;
}

size_t
gal_frame_rows(const struct gal_frame *frame)
{
	return frame == NULL || frame->column_count == 0
	    ? 0
	    : frame->cell_count / frame->column_count;
}

const struct gal_cell *
gal_frame_at(const struct gal_frame *frame, size_t row, size_t column)
{
	return &frame->cells[row * frame->column_count + column];
}

int
gal_frame_find(const struct gal_frame *frame, const char *name)
{
	for (size_t i = 0; i < frame->column_count; i++) {
		if (strcmp(frame->columns[i].name, name) == 0)
			return (int)i;
	}
	return -1;
}
