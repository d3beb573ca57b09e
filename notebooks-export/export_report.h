/*
 * The report: one HTML page with its data, its drawing code and the Vega
 * library inside, which works from file:// and loads nothing.
 */
#ifndef GALATEA_NOTEBOOKS_EXPORT_EXPORT_REPORT_H
#define GALATEA_NOTEBOOKS_EXPORT_EXPORT_REPORT_H

#include "notebooks-export/exporters.h"

/* Append the page to out. Errors: NOMEM, LIMIT. */
GAL_MUST_USE enum gal_status gal_report_page(struct gal_buffer *out,
    const struct gal_export_about *about, const struct gal_export_input *input,
    struct gal_error *err);

/* Whether this build has the library that draws. */
bool gal_report_has_charts(void);

#endif
