#include "notebooks-export/chart_gnuplot.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "notebooks-export/chart_categories.h"
#include "notebooks-export/frame_write.h"
#include "notebooks-export/visible.h"

#define MAX_TICS 8
/* More panels than this nobody looks through. */
#define MAX_PANELS 24

struct plot {
	struct gal_buffer *out;
	struct gal_panel of;
	struct gal_categories series;
	struct gal_categories x; /* heat, flow, stack */
	struct gal_categories y; /* heat, flow, interval, bar */
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

/* A value of the axis that is measured: per cent where it is a share. */
static double
measured_at(const struct plot *p, size_t row, const char *column)
{
	double value = gal_panel_number(&p->of, row, column);

	return p->of.chart->percent ? 100 * value : value;
}

/* Whether names stand at the left and values are measured across. */
static bool
is_across(const struct plot *p)
{
	return p->of.chart->kind == GAL_CHART_INTERVAL ||
	    p->of.chart->kind == GAL_CHART_BAR;
}

static bool
x_is_text(const struct plot *p)
{
	int at = gal_frame_find(p->of.frame, p->of.chart->x);

	return p->of.frame->columns[at].type == GAL_CELL_TEXT;
}

static void
put_tics(struct plot *p, const char *axis, const struct gal_categories *c)
{
	size_t step =
	    strcmp(axis, "x") == 0 && p->of.chart->kind == GAL_CHART_STACK
	    ? (c->count + MAX_TICS - 1) / MAX_TICS
	    : 1;

	put(p, "set ");
	put(p, axis);
	put(p, "tics noenhanced (");
	for (size_t i = 0; i < c->count; i += step) {
		if (i > 0)
			put(p, ", ");
		if (c->whole && p->status == GAL_OK)
			p->status = gal_buffer_printf(
			    p->out, p->err, "'%" PRId64 "'", c->numbers[i]);
		else
			put_quoted(p, c->names[i]);
		put(p, " ");
		put_index(p, i);
	}
	put(p, ")\n");
}

/* The range of an axis of names, half a place more at both ends; the first
 * name of the y axis stands at the top. */
static void
put_places(struct plot *p, const char *axis, const struct gal_categories *c)
{
	if (p->status == GAL_OK)
		p->status = gal_buffer_printf(p->out, p->err,
		    "set %srange [-0.5:%zu.5]%s\n", axis, c->count - 1,
		    axis[0] == 'y' ? " reverse" : "");
}

/* ---- one writer per kind ---- */

/* What is known at 0: where a curve begins. */
static void
put_zero(struct plot *p)
{
	double y = (p->of.chart->percent ? 100 : 1) *
	    strtod(p->of.chart->at_zero, NULL);

	put_number(p, 0);
	for (int i = 0; i < 3; i++)
		put_number(p, y);
	put(p, "\n");
}

/* $s0, $s1 …: x y lower upper of each series */
static void
write_series_data(struct plot *p)
{
	size_t rows = gal_frame_rows(p->of.frame);
	int x = gal_frame_find(p->of.frame, p->of.chart->x);

	for (size_t s = 0; s < p->series.count; s++) {
		put(p, "$s");
		put_index(p, s);
		put(p, " << EOD\n");
		if (p->of.chart->at_zero != NULL)
			put_zero(p);
		for (size_t r = 0; r < rows; r++) {
			if (!gal_panel_takes(&p->of, r) ||
			    gal_category_of(&p->of, &p->series, r) != s)
				continue;
			if (x_is_text(p)) {
				put(p, gal_panel_text(&p->of, r, x));
				put(p, " ");
			} else {
				put_number(p,
				    gal_panel_number(
					&p->of, r, p->of.chart->x));
			}
			put_number(p, measured_at(p, r, p->of.chart->y));
			put_number(p, measured_at(p, r, p->of.chart->lower));
			put_number(p, measured_at(p, r, p->of.chart->upper));
			put(p, "\n");
		}
		put(p, "EOD\n");
	}
}

static void
write_band(struct plot *p)
{
	write_series_data(p);
	if (p->of.chart->percent) /* shares are seen whole */
		put(p, "set yrange [*<0:*]\n");
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
	size_t rows = gal_frame_rows(p->of.frame);
	size_t n = p->x.count * p->series.count;
	double *cells = malloc((n > 0 ? n : 1) * sizeof(*cells));

	if (cells == NULL) {
		p->status = gal_fail(p->err, GAL_NOMEM, "out of memory");
		return NULL;
	}
	for (size_t i = 0; i < n; i++)
		cells[i] = NAN;
	for (size_t r = 0; r < rows; r++) {
		size_t x = gal_category_of(&p->of, &p->x, r);
		size_t s = gal_category_of(&p->of, &p->series, r);

		if (gal_panel_takes(&p->of, r) && x < p->x.count &&
		    s < p->series.count)
			cells[x * p->series.count + s] =
			    measured_at(p, r, p->of.chart->y);
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

/* Viridis, as in the report: layers have an order. */
static const char *
rung_colour(size_t layer, size_t layers)
{
	static const char *const colours[] = { "#440154", "#46327e", "#365c8d",
		"#277f8e", "#1fa187", "#4ac16d", "#a0da39", "#fde725" };
	const size_t last = sizeof(colours) / sizeof(colours[0]) - 1;

	return colours[layers < 2
		? 0
		: (layer * last + (layers - 1) / 2) / (layers - 1)];
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
		if (p->of.chart->percent)
			put_number(p, left);
		rest = rest || (p->of.chart->percent && left > 0);
		put(p, "\n");
	}
	put(p, "EOD\n");
	free(cells);
	put_tics(p, "x", &p->x);
	if (p->of.chart->percent)
		put(p, "set yrange [0:100]\n");
	put(p,
	    "set style data histograms\nset style histogram rowstacked\n"
	    "set style fill solid 0.85 noborder\nset boxwidth 0.9\nplot ");
	for (size_t s = 0; s < p->series.count; s++) {
		if (s > 0)
			put(p, ", ");
		put(p, "$m using ");
		put_index(p, s + 1);
		put(p, " linecolor '");
		put(p, rung_colour(s, p->series.count));
		put(p, "' title ");
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
	size_t rows = gal_frame_rows(p->of.frame);

	put(p, "$m << EOD\n");
	for (size_t r = 0; r < rows; r++) {
		size_t x = gal_category_of(&p->of, &p->x, r);
		size_t y = gal_category_of(&p->of, &p->y, r);

		if (!gal_panel_takes(&p->of, r) || x >= p->x.count ||
		    y >= p->y.count)
			continue;
		put_number(p, (double)x);
		put_number(p, (double)y);
		put_number(p, gal_panel_number(&p->of, r, p->of.chart->value));
		put(p, "\n");
	}
	put(p, "EOD\n");
	put_tics(p, "x", &p->x);
	put_tics(p, "y", &p->y);
	put_places(p, "x", &p->x);
	put_places(p, "y", &p->y);
	put(p,
	    "set xtics rotate by -35\n"
	    "set palette defined (0 '#f7fbff', 1 '#6baed6', 2 '#2171b5')\n"
	    "unset key\nplot $m using 1:2:(0.5):(0.5):3 with boxxyerror "
	    "fillstyle solid linecolor palette, $m using 1:2:(sprintf('");
	put(p, p->of.chart->percent ? "%.1f%%', 100*$3" : "%.3g', $3");
	put(p, ")) with labels font ',9'\n");
}

/* Rows of one category lie close together, series by series. */
static double
row_place(const struct plot *p, size_t row)
{
	double step = 0.6 / (double)p->series.count;

	return (double)gal_category_of(&p->of, &p->y, row) +
	    step * (double)gal_category_of(&p->of, &p->series, row) - 0.3 +
	    step / 2;
}

static void
write_rows(struct plot *p, const char *using, const char *style)
{
	size_t rows = gal_frame_rows(p->of.frame);

	for (size_t s = 0; s < p->series.count; s++) {
		put(p, "$s");
		put_index(p, s);
		put(p, " << EOD\n");
		for (size_t r = 0; r < rows; r++) {
			if (!gal_panel_takes(&p->of, r) ||
			    gal_category_of(&p->of, &p->series, r) != s ||
			    gal_category_of(&p->of, &p->y, r) >= p->y.count)
				continue;
			put_number(p, measured_at(p, r, p->of.chart->x));
			put_number(p, row_place(p, r));
			put_number(p, measured_at(p, r, p->of.chart->lower));
			put_number(p, measured_at(p, r, p->of.chart->upper));
			put(p, "\n");
		}
		put(p, "EOD\n");
	}
	put_tics(p, "y", &p->y);
	put_places(p, "y", &p->y);
	if (p->of.chart->percent) /* shares are seen whole */
		put(p, "set xrange [*<0:*]\n");
	put(p, "set style fill solid 0.8 noborder\nplot ");
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

/* Names need a line each, or they cover one another. */
static size_t
height_of(const struct plot *p)
{
	const size_t least = 560;
	size_t lanes = p->series.count > 2 ? p->series.count : 2;
	size_t needed = 0;

	if (is_across(p))
		needed = 130 + p->y.count * 9 * lanes;
	else if (p->of.chart->value != NULL)
		needed = 200 + p->y.count * 30;
	return needed > least ? needed : least;
}

/* "How it began, community x" */
static void
put_title(struct plot *p)
{
	struct gal_buffer title = GAL_BUFFER(1 << 20);

	if (p->status == GAL_OK && p->of.facet_value != NULL)
		p->status = gal_buffer_printf(&title, p->err, "%s, %s %s",
		    p->of.chart->title, p->of.chart->facet, p->of.facet_value);
	put(p, "set title ");
	put_quoted(p,
	    p->of.facet_value != NULL && p->status == GAL_OK
		? title.data
		: p->of.chart->title);
	put(p, " noenhanced\n");
	gal_buffer_free(&title);
}

/* panel: 0 for the first, whose file bears the chart's name alone. */
static void
write_head(struct plot *p, size_t panel)
{
	char number[24] = "";

	if (panel > 0)
		(void)snprintf(number, sizeof(number), "_%zu", panel + 1);
	put(p, "# ");
	put(p, p->of.chart->caption);
	put(p, "\n");
	if (p->status == GAL_OK)
		p->status = gal_buffer_printf(p->out, p->err,
		    "set terminal svg size 900,%zu dynamic background "
		    "'#ffffff'\nset output '%s%s.svg'\n",
		    height_of(p), p->of.chart->name, number);
	put(p, "set encoding utf8\n");
	put(p,
	    "set linetype 1 linecolor '#0b62a4'\n"
	    "set linetype 2 linecolor '#c04f00'\n"
	    "set linetype 3 linecolor '#00745a'\n"
	    "set linetype 4 linecolor '#a3437f'\n"
	    "set linetype 5 linecolor '#6b5b00'\n"
	    "set linetype 6 linecolor '#4b4fb5'\n");
	put_title(p);
	put(p, "set key outside right noenhanced\nset xlabel ");
	put_quoted(p, p->of.chart->x_title);
	put(p, " noenhanced\nset ylabel ");
	put_quoted(p, p->of.chart->y_title);
	put(p, " noenhanced\n");
	if (p->of.chart->percent && p->of.chart->value == NULL) {
		put(p, is_across(p) ? "set format x" : "set format y");
		put(p, " '%g%%'\n");
	}
}

static void
write_panel(struct plot *p, size_t panel)
{
	gal_categories_find(&p->series, &p->of, p->of.chart->series);
	gal_categories_find(&p->x, &p->of, p->of.chart->x);
	gal_categories_find(&p->y, &p->of, p->of.chart->y);
	write_head(p, panel);
	writers[p->of.chart->kind](p);
}

enum gal_status
gal_chart_gnuplot(struct gal_buffer *out, const struct gal_chart *chart,
    const struct gal_frame *frame, struct gal_error *err)
{
	struct plot *p = calloc(1, sizeof(*p));
	struct gal_categories *panels = calloc(1, sizeof(*panels));
	enum gal_status status = GAL_NOMEM;

	if (p == NULL || panels == NULL) {
		status = gal_fail(err, GAL_NOMEM, "out of memory");
		goto out;
	}
	p->out = out;
	p->err = err;
	p->of = (struct gal_panel){ chart, frame, -1, NULL };
	gal_categories_find(panels, &p->of, chart->facet);
	p->of.facet = panels->column;
	for (size_t i = 0; i < panels->count && i < MAX_PANELS; i++) {
		p->of.facet_value =
		    panels->column >= 0 ? panels->names[i] : NULL;
		write_panel(p, i);
	}
	status = p->status;
out:
	free(panels);
	free(p);
	return status;
}
