#include "core/frame.h"

#include <stdlib.h>

static enum gal_status
copy_cell(struct gal_frame *out, const struct gal_frame_column *column,
    const struct gal_cell *cell, struct gal_error *err)
{
	if (cell->missing)
		return gal_frame_missing(out, err);
	if (column->type == GAL_CELL_INT)
		return gal_frame_int(out, cell->u.integer, err);
	if (column->type == GAL_CELL_REAL)
		return gal_frame_real(out, cell->u.real, err);
	return gal_frame_text(out, cell->u.text, err);
}

/* Which columns of the frame go into the copy, declared there. */
static enum gal_status
choose_columns(struct gal_frame *out, size_t *chosen, size_t *count,
    const struct gal_frame *frame, const char *const *names,
    struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; i < frame->column_count && names == NULL; i++)
		chosen[(*count)++] = i;
	for (size_t i = 0; names != NULL && names[i] != NULL; i++) {
		int found = gal_frame_find(frame, names[i]);

		if (found >= 0 && *count < frame->column_count)
			chosen[(*count)++] = (size_t)found;
	}
	for (size_t i = 0; status == GAL_OK && i < *count; i++) {
		const struct gal_frame_column *c = &frame->columns[chosen[i]];

		status = gal_frame_column(
		    out, c->name, c->type, c->unit, c->description, err);
	}
	return status;
}

static enum gal_status
copy_rows(struct gal_frame *out, const size_t *chosen, size_t columns,
    const struct gal_frame *frame,
    bool (*keep)(const struct gal_frame *frame, size_t row), int limit,
    struct gal_error *err)
{
	size_t rows = gal_frame_rows(frame), kept = 0, seen = 0;
	size_t first = 0, last = SIZE_MAX;
	enum gal_status status = GAL_OK;

	for (size_t r = 0; r < rows; r++)
		kept += keep == NULL || keep(frame, r);
	if (limit < 0 && kept > (size_t)-limit)
		first = kept - (size_t)-limit;
	if (limit > 0)
		last = (size_t)limit;
	for (size_t r = 0; status == GAL_OK && r < rows; r++) {
		if (keep != NULL && !keep(frame, r))
			continue;
		if (seen >= first && seen < last) {
			for (size_t i = 0; status == GAL_OK && i < columns; i++)
				status =
				    copy_cell(out, &frame->columns[chosen[i]],
					gal_frame_at(frame, r, chosen[i]), err);
		}
		seen++;
	}
	return status;
}

enum gal_status
gal_frame_select(struct gal_frame **out, const struct gal_frame *frame,
    const char *const *columns,
    bool (*keep)(const struct gal_frame *frame, size_t row), int limit,
    struct gal_error *err)
{
	size_t *chosen = calloc(frame->column_count + 1, sizeof(*chosen));
	struct gal_frame *copy = NULL;
	size_t count = 0;
	enum gal_status status;

	*out = NULL;
	if (chosen == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	status = gal_frame_new(&copy, frame->name, frame->title, err);
	if (status == GAL_OK)
		status =
		    choose_columns(copy, chosen, &count, frame, columns, err);
	if (status == GAL_OK)
		status =
		    copy_rows(copy, chosen, count, frame, keep, limit, err);
	for (size_t i = 0; status == GAL_OK && i < frame->note_count; i++)
		status = gal_frame_note(copy, err, "%s", frame->notes[i]);
	free(chosen);
	if (status != GAL_OK) {
		gal_frame_free(copy);
		return status;
	}
	*out = copy;
	return GAL_OK;
}
