/*
 * A chart as a call of draw() in Python or R: the notebooks hold one a
 * chart, and the drawing code once (assets/notebook.py, notebook.R).
 */
#ifndef GALATEA_NOTEBOOKS_EXPORT_CHART_CALL_H
#define GALATEA_NOTEBOOKS_EXPORT_CHART_CALL_H

#include "notebooks-export/chart.h"

/* How a language writes an argument and truth. */
struct gal_call_style {
	const char *equals; /* "=" or " = " */
	const char *yes;    /* "True" or "TRUE" */
};
extern const struct gal_call_style gal_call_python;
extern const struct gal_call_style gal_call_r;

/* Append `draw(frame="incidence", kind="band", …)`. Errors: NOMEM, LIMIT. */
GAL_MUST_USE enum gal_status gal_chart_call(struct gal_buffer *out,
    const struct gal_chart *chart, const struct gal_call_style *style,
    struct gal_error *err);

#endif
