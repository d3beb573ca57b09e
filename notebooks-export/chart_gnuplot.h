/*
 * A chart as a gnuplot 5 script with its data inside: `gnuplot NAME.gp`
 * writes NAME.svg beside it and, of a chart with panels, NAME_2.svg …
 */
#ifndef GALATEA_NOTEBOOKS_EXPORT_CHART_GNUPLOT_H
#define GALATEA_NOTEBOOKS_EXPORT_CHART_GNUPLOT_H

#include "notebooks-export/chart.h"

/* Append the script to out: one drawing, or one for each of the first 24
 * values of the facet. Errors: NOMEM, LIMIT. */
GAL_MUST_USE enum gal_status gal_chart_gnuplot(struct gal_buffer *out,
    const struct gal_chart *chart, const struct gal_frame *frame,
    struct gal_error *err);

#endif
