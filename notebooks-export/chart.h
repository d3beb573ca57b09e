/*
 * The charts that galatea draws. One row of the table makes a chart in the
 * report, a Vega-Lite spec, a gnuplot script, and a cell in the Jupyter and
 * the Quarto notebook. To add a chart: add a row in chart_table.c.
 */
#ifndef GALATEA_NOTEBOOKS_EXPORT_CHART_H
#define GALATEA_NOTEBOOKS_EXPORT_CHART_H

#include "core/frame.h"

/*
 * Kind      x             y              others
 * band      number/month  number         lower, upper: the band; series
 * stack     month/number  share          series: the layers, in row order
 * heat      text          text           value: the colour and the label
 * interval  number        text           lower, upper: whiskers; series
 * bar       number        text           series
 * flow      text (from)   text (to)      value: width of the ribbon
 */
enum gal_chart_kind {
	GAL_CHART_BAND,
	GAL_CHART_STACK,
	GAL_CHART_HEAT,
	GAL_CHART_INTERVAL,
	GAL_CHART_BAR,
	GAL_CHART_FLOW,
	GAL_CHART_KIND_COUNT
};

/* Columns that are NULL do not apply. */
struct gal_chart {
	const char *name;  /* file stem, unique */
	const char *frame; /* the frame that it draws */
	enum gal_chart_kind kind;
	const char *title;
	const char *caption; /* how to read it: one or two sentences */
	const char *x;
	const char *y;
	const char *lower;
	const char *upper;
	const char *value;
	const char *series;
	const char *facet; /* draw one panel per value, or choose one */
	const char *x_title;
	const char *y_title;
	bool percent; /* the measured axis is a share: print as per cent */
	const char *at_zero; /* what y is at x = 0 by definition; a curve is
				drawn from there. NULL: no such value */
	/* The report draws the first codes by this column where there are many,
	 * and calls them so ("most common"). NULL: it draws them all. */
	const char *rank;
	const char *ranked;
	/* rows to draw: only those where the text column `where` is `equals` */
	const char *where;
	const char *equals;
};

/* The table; ends with a NULL name. */
extern const struct gal_chart gal_charts[];

/* "band", "stack", … */
const char *gal_chart_kind_name(enum gal_chart_kind kind);

/* The frame of a chart among n frames, if it has the chart's columns (an
 * absent lower, upper, series or facet is no hindrance) and at least one row
 * to draw (of a stack or a flow: one that is not 0); else NULL. Borrowed. */
const struct gal_frame *gal_chart_frame(const struct gal_chart *chart,
    const struct gal_frame *const *frames, size_t n);
/* Whether the chart draws this row of its frame. */
bool gal_chart_takes(
    const struct gal_chart *chart, const struct gal_frame *frame, size_t row);
/* Whether the chart draws a row whose text in this column is `value`. The
 * order of names is that of all rows of the frame: what is suppressed in its
 * first rows must not change the order of the rest. */
bool gal_chart_draws(const struct gal_chart *chart,
    const struct gal_frame *frame, size_t column, const char *value);
/* Whether a curve begins with this row: x is no greater than in the row drawn
 * before it. */
bool gal_chart_begins(
    const struct gal_chart *chart, const struct gal_frame *frame, size_t row);
/* Whether the frame has the optional column (NULL: no). */
bool gal_chart_has(const struct gal_frame *frame, const char *column);

#endif
