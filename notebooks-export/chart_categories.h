/*
 * What a panel of a chart draws of a frame, and the names on its axes and in
 * its legend, for exports that write numbers instead of leaving them to the
 * program that draws.
 */
#ifndef GALATEA_NOTEBOOKS_EXPORT_CHART_CATEGORIES_H
#define GALATEA_NOTEBOOKS_EXPORT_CHART_CATEGORIES_H

#include "notebooks-export/chart.h"

/* More categories than this make no legible axis; the rest is left out. */
#define GAL_CATEGORIES_MAX 200

/* Borrows everything. */
struct gal_panel {
	const struct gal_chart *chart;
	const struct gal_frame *frame;
	int facet; /* column; -1: one panel of all rows */
	const char
	    *facet_value; /* of the column facet; NULL where that is -1 */
};

/* The distinct values of a column that are drawn, in the order of the table. */
struct gal_categories {
	int column; /* -1: the frame has no such column; one category */
	bool whole; /* of whole numbers, not of text */
	size_t count;
	const char *names[GAL_CATEGORIES_MAX]; /* borrowed from the frame */
	int64_t numbers[GAL_CATEGORIES_MAX];
};

/* Whether the panel draws this row. */
bool gal_panel_takes(const struct gal_panel *panel, size_t row);
/* The number of a row in a column; NAN if it is missing or no number, or the
 * column is not there (NULL too). */
double gal_panel_number(
    const struct gal_panel *panel, size_t row, const char *column);
/* The text of a row; "" if it is missing or no text, or column is -1. */
const char *gal_panel_text(
    const struct gal_panel *panel, size_t row, int column);

/* The categories of a column (NULL: one category) that the panel draws. */
void gal_categories_find(struct gal_categories *out,
    const struct gal_panel *panel, const char *column);
/* Number of the category that a row belongs to; GAL_CATEGORIES_MAX: none. */
size_t gal_category_of(const struct gal_panel *panel,
    const struct gal_categories *categories, size_t row);

#endif
