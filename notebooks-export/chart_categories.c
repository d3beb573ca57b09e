#include "notebooks-export/chart_categories.h"

#include <math.h>
#include <string.h>

double
gal_panel_number(const struct gal_panel *panel, size_t row, const char *column)
{
	const struct gal_frame *frame = panel->frame;
	int at = column != NULL ? gal_frame_find(frame, column) : -1;
	const struct gal_cell *cell;

	if (at < 0)
		return NAN;
	cell = gal_frame_at(frame, row, (size_t)at);
	if (cell->missing || frame->columns[at].type == GAL_CELL_TEXT)
		return NAN;
	return frame->columns[at].type == GAL_CELL_INT ? (double)cell->u.integer
						       : cell->u.real;
}

const char *
gal_panel_text(const struct gal_panel *panel, size_t row, int column)
{
	const struct gal_cell *cell;

	if (column < 0 || panel->frame->columns[column].type != GAL_CELL_TEXT)
		return "";
	cell = gal_frame_at(panel->frame, row, (size_t)column);
	return cell->missing ? "" : cell->u.text;
}

bool
gal_panel_takes(const struct gal_panel *panel, size_t row)
{
	return gal_chart_takes(panel->chart, panel->frame, row) &&
	    (panel->facet < 0 ||
		strcmp(gal_panel_text(panel, row, panel->facet),
		    panel->facet_value) == 0);
}

static int64_t
whole_at(const struct gal_panel *panel, size_t row, int column)
{
	const struct gal_cell *cell =
	    gal_frame_at(panel->frame, row, (size_t)column);

	return cell->missing ? 0 : cell->u.integer;
}

size_t
gal_category_of(const struct gal_panel *panel,
    const struct gal_categories *categories, size_t row)
{
	int column = categories->column;

	if (column < 0)
		return 0;
	for (size_t i = 0; i < categories->count; i++) {
		if (categories->whole
			? categories->numbers[i] == whole_at(panel, row, column)
			: strcmp(categories->names[i],
			      gal_panel_text(panel, row, column)) == 0)
			return i;
	}
	return GAL_CATEGORIES_MAX;
}

/* Those of all rows first, so that what is suppressed in some does not change
 * their order; then only those that some row draws. */
void
gal_categories_find(struct gal_categories *out, const struct gal_panel *panel,
    const char *column)
{
	const struct gal_frame *frame = panel->frame;
	size_t rows = gal_frame_rows(frame), kept = 0;
	bool drawn[GAL_CATEGORIES_MAX] = { false };

	out->column = column != NULL ? gal_frame_find(frame, column) : -1;
	out->whole = out->column >= 0 &&
	    frame->columns[out->column].type == GAL_CELL_INT;
	out->count = 0;
	if (out->column < 0) {
		out->names[out->count++] = "";
		return;
	}
	for (size_t r = 0; r < rows; r++) {
		size_t at = gal_category_of(panel, out, r);

		if (at == GAL_CATEGORIES_MAX &&
		    out->count < GAL_CATEGORIES_MAX) {
			at = out->count++;
			out->names[at] = gal_panel_text(panel, r, out->column);
			out->numbers[at] =
			    out->whole ? whole_at(panel, r, out->column) : 0;
		}
		if (at < GAL_CATEGORIES_MAX && gal_panel_takes(panel, r))
			drawn[at] = true;
	}
	for (size_t i = 0; i < out->count; i++) {
		if (!drawn[i])
			continue;
		out->names[kept] = out->names[i];
		out->numbers[kept++] = out->numbers[i];
	}
	out->count = kept;
}
