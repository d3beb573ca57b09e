#include "notebooks-export/chart_gnuplot.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "notebooks-export/frame_write.h"
#include "notebooks-export/visible.h"

/* More categories than this make no legible axis; the rest is left out. */
#define MAX_CATEGORIES 200
#define MAX_TICS 8

/* The distinct values of a column, in order of first appearance. */
struct categories {
	int column; /* -1: the frame has no such column; one category */
	size_t count;
	const char *names[MAX_CATEGORIES];
};

struct plot {
	struct gal_buffer *out;
	const struct gal_chart *chart;
	const struct gal_frame *frame;
	struct categories series;
	struct categories x; /* heat, flow, stack */
	struct categories y; /* heat, flow, interval, bar */
	int facet;
	const char *facet_value;
	struct gal_error *err;
	enum gal_status status;
};

/* Append, unless something failed before: keeps the writers flat. */
static void
put(struct plot *p, const char *text)
{
	if (p->status == GAL_OK)
		p->status = gal_buffer_append_str(p->out, text, p->err);
}

static void
put_number(struct plot *p, double value)
{
	char text[32];

	gal_real_text(value, text);
	put(p, text[0] != '\0' ? text : "NaN");
	put(p, " ");
}

static void
put_index(struct plot *p, size_t value)
{
	if (p->status == GAL_OK)
		p->status = gal_buffer_printf(p->out, p->err, "%zu", value);
}

/* A gnuplot string in single quotes, where only the quote is special. */
static void
put_quoted(struct plot *p, const char *text)
{
	struct gal_buffer safe = GAL_BUFFER(1 << 20);

	if (p->status == GAL_OK)
		p->status = gal_visible_append(
		    &safe, gal_str_of(text != NULL ? text : ""), true, p->err);
	put(p, "'");
	for (size_t i = 0; i < safe.len && p->status == GAL_OK; i++) {
		if (safe.data[i] == '\'')
			put(p, "'");
		p->status = gal_buffer_append(p->out, safe.data + i, 1, p->err);
	}
	put(p, "'");
	gal_buffer_free(&safe);
}

static double
number_at(const struct gal_frame *frame, size_t row, const char *column)
{
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

/* A value of the axis that is measured: per cent where it is a share. */
static double
measured_at(const struct plot *p, size_t row, const char *column)
{
	double value = number_at(p->frame, row, column);

	return p->chart->percent ? 100 * value : value;
}

static const char *
text_at(const struct gal_frame *frame, size_t row, int column)
{
	const struct gal_cell *cell;

	if (column < 0 || frame->columns[column].type != GAL_CELL_TEXT)
		return "";
	cell = gal_frame_at(frame, row, (size_t)column);
	return cell->missing ? "" : cell->u.text;
}

/* Number of the category that a row belongs to; MAX_CATEGORIES if none. */
static size_t
category_of(const struct plot *p, const struct categories *c, size_t row)
{
	const char *value = text_at(p->frame, row, c->column);

	if (c->column < 0)
		return 0;
	for (size_t i = 0; i < c->count; i++) {
		if (strcmp(c->names[i], value) == 0)
			return i;
	}
	return MAX_CATEGORIES;
}

static bool
takes(const struct plot *p, size_t row)
{
	return gal_chart_takes(p->chart, p->frame, row) &&
	    (p->facet < 0 ||
		strcmp(text_at(p->frame, row, p->facet), p->facet_value) == 0);
}

static void
find_categories(struct plot *p, struct categories *c, const char *column)
{
	size_t rows = gal_frame_rows(p->frame);

	c->column = column != NULL ? gal_frame_find(p->frame, column) : -1;
	c->count = 0;
	if (c->column < 0) {
		c->names[c->count++] = "";
		return;
	}
	for (size_t r = 0; r < rows && c->count < MAX_CATEGORIES; r++) {
		if (takes(p, r) && category_of(p, c, r) == MAX_CATEGORIES)
			c->names[c->count++] = text_at(p->frame, r, c->column);
	}
}

static bool
x_is_text(const struct plot *p)
{
	int at = gal_frame_find(p->frame, p->chart->x);

	return p->frame->columns[at].type == GAL_CELL_TEXT;
}

static void
put_tics(struct plot *p, const char *axis, const struct categories *c)
{
	size_t step =
	    strcmp(axis, "x") == 0 && p->chart->kind == GAL_CHART_STACK
	    ? (c->count + MAX_TICS - 1) / MAX_TICS
	    : 1;

	put(p, "set ");
	put(p, axis);
	put(p, "tics noenhanced (");
	for (size_t i = 0; i < c->count; i += step) {
		if (i > 0)
			put(p, ", ");
		put_quoted(p, c->names[i]);
		put(p, " ");
		put_index(p, i);
	}
	put(p, ")\n");
}

/* ---- one writer per kind ---- */

/* What is known at 0: where a curve begins. */
static void
put_zero(struct plot *p)
{
	double y =
	    (p->chart->percent ? 100 : 1) * strtod(p->chart->at_zero, NULL);

	put_number(p, 0);
	for (int i = 0; i < 3; i++)
		put_number(p, y);
	put(p, "\n");
}

/* $s0, $s1 …: x y lower upper of each series */
static void
write_series_data(struct plot *p)
{
	size_t rows = gal_frame_rows(p->frame);
	int x = gal_frame_find(p->frame, p->chart->x);

	for (size_t s = 0; s < p->series.count; s++) {
		put(p, "$s");
		put_index(p, s);
		put(p, " << EOD\n");
		if (p->chart->at_zero != NULL)
			put_zero(p);
		for (size_t r = 0; r < rows; r++) {
			if (!takes(p, r) || category_of(p, &p->series, r) != s)
				continue;
			if (x_is_text(p)) {
				put(p, text_at(p->frame, r, x));
				put(p, " ");
			} else {
				put_number(
				    p, number_at(p->frame, r, p->chart->x));
			}
			put_number(p, measured_at(p, r, p->chart->y));
			put_number(p, measured_at(p, r, p->chart->lower));
			put_number(p, measured_at(p, r, p->chart->upper));
			put(p, "\n");
		}
		put(p, "EOD\n");
	}
}

static void
write_band(struct plot *p)
{
	write_series_data(p);
	if (x_is_text(p))
		put(p,
		    "set xdata time\nset timefmt '%Y-%m'\n"
		    "set format x '%Y-%m'\n");
	put(p, "plot ");
	for (size_t s = 0; s < p->series.count; s++) {
		if (s > 0)
			put(p, ", ");
		put(p, "$s");
		put_index(p, s);
		put(p,
		    " using 1:3:4 with filledcurves "
		    "fillstyle transparent solid 0.2 linecolor ");
		put_index(p, s + 1);
		put(p, " notitle, $s");
		put_index(p, s);
		put(p, " using 1:2 with lines linewidth 2 linecolor ");
		put_index(p, s + 1);
		put(p, " title ");
		put_quoted(p, p->series.names[s]);
		put(p, " noenhanced");
		/* a line of one point has no length */
		put(p, ", $s");
		put_index(p, s);
		put(p,
		    " using 1:2 with points pointtype 7 pointsize 0.3 "
		    "linecolor ");
		put_index(p, s + 1);
		put(p, " notitle");
	}
	put(p, "\n");
}

/* The measured values by x and series, NAN where suppressed or not there;
 * NULL when out of memory. */
static double *
stack_cells(struct plot *p)
{
	size_t rows = gal_frame_rows(p->frame);
	size_t n = p->x.count * p->series.count;
	double *cells = malloc((n > 0 ? n : 1) * sizeof(*cells));

	if (cells == NULL) {
		p->status = gal_fail(p->err, GAL_NOMEM, "out of memory");
		return NULL;
	}
	for (size_t i = 0; i < n; i++)
		cells[i] = NAN;
	for (size_t r = 0; r < rows; r++) {
		size_t x = category_of(p, &p->x, r);
		size_t s = category_of(p, &p->series, r);

		if (takes(p, r) && x < p->x.count && s < p->series.count)
			cells[x * p->series.count + s] =
			    measured_at(p, r, p->chart->y);
	}
	return cells;
}

/* What of the whole no layer shows: where a cell is suppressed this, and not
 * 0, is what is known of it. */
static double
stack_rest(const double *layers, size_t n, double whole)
{
	double sum = 0;
	bool suppressed = false;

	for (size_t i = 0; i < n; i++) {
		if (isnan(layers[i]))
			suppressed = true;
		else
			sum += layers[i];
	}
	return suppressed && sum < whole ? whole - sum : 0;
}

/* $m: one line per x, one column per series; of shares, a last one for the
 * rest that is suppressed. */
static void
write_stack(struct plot *p)
{
	double *cells = stack_cells(p);
	bool rest = false;

	if (cells == NULL)
		return;
	put(p, "$m << EOD\n");
	for (size_t x = 0; x < p->x.count; x++) {
		const double *layers = cells + x * p->series.count;
		double left = stack_rest(layers, p->series.count, 100);

		for (size_t s = 0; s < p->series.count; s++)
			put_number(p, layers[s]);
		if (p->chart->percent)
			put_number(p, left);
		rest = rest || (p->chart->percent && left > 0);
		put(p, "\n");
	}
	put(p, "EOD\n");
	free(cells);
	put_tics(p, "x", &p->x);
	if (p->chart->percent)
		put(p, "set yrange [0:100]\n");
	put(p,
	    "set style data histograms\nset style histogram rowstacked\n"
	    "set style fill solid 0.85 noborder\nset boxwidth 0.9\nplot ");
	for (size_t s = 0; s < p->series.count; s++) {
		if (s > 0)
			put(p, ", ");
		put(p, "$m using ");
		put_index(p, s + 1);
		put(p, " title ");
		put_quoted(p, p->series.names[s]);
		put(p, " noenhanced");
	}
	if (rest) {
		put(p, ", $m using ");
		put_index(p, p->series.count + 1);
		put(p, " linecolor '#d9d9d9' title 'suppressed'");
	}
	put(p, "\n");
}

static void
write_heat(struct plot *p)
{
	size_t rows = gal_frame_rows(p->frame);

	put(p, "$m << EOD\n");
	for (size_t r = 0; r < rows; r++) {
		size_t x = category_of(p, &p->x, r);
		size_t y = category_of(p, &p->y, r);

		if (!takes(p, r) || x >= p->x.count || y >= p->y.count)
			continue;
		put_number(p, (double)x);
		put_number(p, (double)y);
		put_number(p, number_at(p->frame, r, p->chart->value));
		put(p, "\n");
	}
	put(p, "EOD\n");
	put_tics(p, "x", &p->x);
	put_tics(p, "y", &p->y);
	put(p,
	    "set xtics rotate by -35\nset yrange [*:*] reverse\n"
	    "set autoscale noextend\nset offsets 0.5, 0.5, 0.5, 0.5\n"
	    "set palette defined (0 '#f7fbff', 1 '#6baed6', 2 '#2171b5')\n"
	    "unset key\nplot $m using 1:2:(0.5):(0.5):3 with boxxyerror "
	    "fillstyle solid linecolor palette, $m using 1:2:(sprintf('");
	put(p, p->chart->percent ? "%.1f%%', 100*$3" : "%.3g', $3");
	put(p, ")) with labels font ',9'\n");
}

/* Rows of one category lie close together, series by series. */
static double
row_place(const struct plot *p, size_t row)
{
	double step = 0.6 / (double)p->series.count;

	return (double)category_of(p, &p->y, row) +
	    step * (double)category_of(p, &p->series, row) - 0.3 + step / 2;
}

static void
write_rows(struct plot *p, const char *using, const char *style)
{
	size_t rows = gal_frame_rows(p->frame);

	for (size_t s = 0; s < p->series.count; s++) {
		put(p, "$s");
		put_index(p, s);
		put(p, " << EOD\n");
		for (size_t r = 0; r < rows; r++) {
			if (!takes(p, r) ||
			    category_of(p, &p->series, r) != s ||
			    category_of(p, &p->y, r) >= p->y.count)
				continue;
			put_number(p, measured_at(p, r, p->chart->x));
			put_number(p, row_place(p, r));
			put_number(p, measured_at(p, r, p->chart->lower));
			put_number(p, measured_at(p, r, p->chart->upper));
			put(p, "\n");
		}
		put(p, "EOD\n");
	}
	put_tics(p, "y", &p->y);
	put(p,
	    "set yrange [*:*] reverse\nset offsets 0, 0, 0.5, 0.5\n"
	    "set style fill solid 0.8 noborder\nplot ");
	for (size_t s = 0; s < p->series.count; s++) {
		if (s > 0)
			put(p, ", ");
		put(p, "$s");
		put_index(p, s);
		put(p, using);
		put(p, style);
		put(p, " linecolor ");
		put_index(p, s + 1);
		put(p, " title ");
		put_quoted(p, p->series.names[s]);
		put(p, " noenhanced");
	}
	put(p, "\n");
}

static void
write_interval(struct plot *p)
{
	write_rows(
	    p, " using 1:2:3:4", " with xerrorbars pointtype 7 pointsize 0.6");
}

static void
write_bar(struct plot *p)
{
	write_rows(p, " using ($1/2):2:(abs($1/2)):(0.3)", " with boxxyerror");
}

static void (*const writers[GAL_CHART_KIND_COUNT])(struct plot *) = {
	[GAL_CHART_BAND] = write_band,
	[GAL_CHART_STACK] = write_stack,
	[GAL_CHART_HEAT] = write_heat,
	[GAL_CHART_INTERVAL] = write_interval,
	[GAL_CHART_BAR] = write_bar,
	[GAL_CHART_FLOW] = write_heat,
};

static void
write_head(struct plot *p)
{
	bool across = p->chart->kind == GAL_CHART_INTERVAL ||
	    p->chart->kind == GAL_CHART_BAR;

	put(p, "# ");
	put(p, p->chart->caption);
	put(p,
	    "\nset terminal svg size 900,560 dynamic background '#ffffff'\n"
	    "set output ");
	if (p->status == GAL_OK)
		p->status = gal_buffer_printf(
		    p->out, p->err, "'%s.svg'\n", p->chart->name);
	put(p, "set encoding utf8\nset title ");
	put_quoted(p, p->chart->title);
	put(p, " noenhanced\nset key outside right noenhanced\n");
	put(p, "set xlabel ");
	put_quoted(p, p->chart->x_title);
	put(p, " noenhanced\nset ylabel ");
	put_quoted(p, p->chart->y_title);
	put(p, " noenhanced\n");
	if (p->chart->percent && p->chart->value == NULL) {
		put(p, across ? "set format x" : "set format y");
		put(p, " '%g%%'\n");
	}
}

enum gal_status
gal_chart_gnuplot(struct gal_buffer *out, const struct gal_chart *chart,
    const struct gal_frame *frame, struct gal_error *err)
{
	struct plot *p = calloc(1, sizeof(*p));
	enum gal_status status;

	if (p == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	p->out = out;
	p->chart = chart;
	p->frame = frame;
	p->err = err;
	p->facet =
	    chart->facet != NULL ? gal_frame_find(frame, chart->facet) : -1;
	for (size_t r = 0; p->facet >= 0 && p->facet_value == NULL &&
	     r < gal_frame_rows(frame);
	     r++) {
		if (gal_chart_takes(chart, frame, r))
			p->facet_value = text_at(frame, r, p->facet);
	}
	if (p->facet_value == NULL)
		p->facet = -1;
	find_categories(p, &p->series, chart->series);
	find_categories(p, &p->x, chart->x);
	find_categories(p, &p->y, chart->y);
	write_head(p);
	writers[chart->kind](p);
	status = p->status;
	free(p);
	return status;
}
