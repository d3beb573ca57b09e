/*
 * A chart as a Vega-Lite 5 specification with its data inside: opens in the
 * Vega editor, in JupyterLab and in Observable without another file.
 */
#ifndef GALATEA_NOTEBOOKS_EXPORT_CHART_VEGALITE_H
#define GALATEA_NOTEBOOKS_EXPORT_CHART_VEGALITE_H

#include <cjson/cJSON.h>

#include "notebooks-export/chart.h"

/*
 * frame is what gal_chart_frame() gave. subtitle may be NULL. The templates
 * are assets/vega-lite/<kind>.json: a string "@name" in them stands for what
 * the chart says (@x: its x column …); a channel whose column the frame
 * lacks is left out. *out is the caller's (cJSON_Delete). Errors: NOMEM.
 */
GAL_MUST_USE enum gal_status gal_chart_vegalite(cJSON **out,
    const struct gal_chart *chart, const struct gal_frame *frame,
    const char *subtitle, struct gal_error *err);

#endif
