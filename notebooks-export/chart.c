#include "notebooks-export/chart.h"

#include <string.h>

static const char *const kind_names[GAL_CHART_KIND_COUNT] = {
	[GAL_CHART_BAND] = "band",
	[GAL_CHART_STACK] = "stack",
	[GAL_CHART_HEAT] = "heat",
	[GAL_CHART_INTERVAL] = "interval",
	[GAL_CHART_BAR] = "bar",
	[GAL_CHART_FLOW] = "flow",
};

const char *
gal_chart_kind_name(enum gal_chart_kind kind)
{
	return kind < GAL_CHART_KIND_COUNT ? kind_names[kind] : "?";
}

bool
gal_chart_has(const struct gal_frame *frame, const char *column)
{
	return column != NULL && gal_frame_find(frame, column) >= 0;
}

static const char *
measured_column(const struct gal_chart *chart)
{
	if (chart->value != NULL)
		return chart->value;
	return chart->kind == GAL_CHART_INTERVAL || chart->kind == GAL_CHART_BAR
	    ? chart->x
	    : chart->y;
}

bool
gal_chart_takes(
    const struct gal_chart *chart, const struct gal_frame *frame, size_t row)
{
	int at = gal_frame_find(frame, measured_column(chart));
	const struct gal_cell *cell;

	if (at < 0 || gal_frame_at(frame, row, (size_t)at)->missing)
		return false;
	if (chart->where == NULL)
		return true;
	at = gal_frame_find(frame, chart->where);
	if (at < 0 || frame->columns[at].type != GAL_CELL_TEXT)
		return false;
	cell = gal_frame_at(frame, row, (size_t)at);
	return !cell->missing && strcmp(cell->u.text, chart->equals) == 0;
}

bool
gal_chart_draws(const struct gal_chart *chart, const struct gal_frame *frame,
    size_t column, const char *value)
{
	size_t rows = gal_frame_rows(frame);

	for (size_t r = 0; r < rows; r++) {
		const struct gal_cell *cell = gal_frame_at(frame, r, column);

		if (!cell->missing && strcmp(cell->u.text, value) == 0 &&
		    gal_chart_takes(chart, frame, r))
			return true;
	}
	return false;
}

static double
x_of(const struct gal_chart *chart, const struct gal_frame *frame, size_t row)
{
	int at = gal_frame_find(frame, chart->x);
	const struct gal_cell *cell = gal_frame_at(frame, row, (size_t)at);

	return frame->columns[at].type == GAL_CELL_INT ? (double)cell->u.integer
						       : cell->u.real;
}

bool
gal_chart_begins(
    const struct gal_chart *chart, const struct gal_frame *frame, size_t row)
{
	size_t before = row;

	while (before > 0 && !gal_chart_takes(chart, frame, before - 1))
		before--;
	return before == 0 ||
	    x_of(chart, frame, row) <= x_of(chart, frame, before - 1);
}

/* Whether the row leaves a mark. The area of a stack or a flow is its value:
 * one of nothing but zeros would be an empty picture. */
static bool
is_seen(
    const struct gal_chart *chart, const struct gal_frame *frame, size_t row)
{
	int at = gal_frame_find(frame, measured_column(chart));
	const struct gal_cell *cell;

	if (!gal_chart_takes(chart, frame, row))
		return false;
	if (chart->kind != GAL_CHART_STACK && chart->kind != GAL_CHART_FLOW)
		return true;
	cell = gal_frame_at(frame, row, (size_t)at);
	return frame->columns[at].type == GAL_CELL_INT ? cell->u.integer != 0
						       : cell->u.real != 0.0;
}

static bool
has_needed_columns(const struct gal_chart *chart, const struct gal_frame *frame)
{
	return gal_chart_has(frame, chart->x) &&
	    gal_chart_has(frame, chart->y) &&
	    (chart->value == NULL || gal_chart_has(frame, chart->value));
}

const struct gal_frame *
gal_chart_frame(const struct gal_chart *chart,
    const struct gal_frame *const *frames, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct gal_frame *frame = frames[i];
		size_t rows = gal_frame_rows(frame);

		if (strcmp(frame->name, chart->frame) != 0 ||
		    !has_needed_columns(chart, frame))
			continue;
		for (size_t r = 0; r < rows; r++) {
			if (is_seen(chart, frame, r))
				return frame;
		}
	}
	return NULL;
}
