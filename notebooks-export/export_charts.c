#include <stdio.h>

#include "notebooks-export/chart.h"
#include "notebooks-export/chart_gnuplot.h"
#include "notebooks-export/chart_vegalite.h"
#include "notebooks-export/exporters.h"
#include "notebooks-export/json_text.h"

#define CHART_LIMIT ((size_t)256 << 20)

static enum gal_status
write_vegalite(struct gal_export_dir *dir, const struct gal_chart *chart,
    const struct gal_frame *frame, struct gal_error *err)
{
	struct gal_buffer text = GAL_BUFFER(CHART_LIMIT);
	cJSON *spec = NULL;
	enum gal_status status = gal_chart_vegalite(&spec, chart, frame,
	    gal_export_dir_about(dir)->simulated ? GAL_SIMULATED_LABEL : NULL,
	    err);

	if (status == GAL_OK)
		status = gal_json_append(&text, spec, true, err);
	if (status == GAL_OK)
		status = gal_buffer_append_str(&text, "\n", err);
	if (status == GAL_OK)
		status = gal_export_dir_writef(dir, chart->title,
		    (struct gal_str){ text.data, text.len }, err,
		    "charts/%s.vl.json", chart->name);
	cJSON_Delete(spec);
	gal_buffer_free(&text);
	return status;
}

static enum gal_status
write_gnuplot(struct gal_export_dir *dir, const struct gal_chart *chart,
    const struct gal_frame *frame, struct gal_error *err)
{
	struct gal_buffer text = GAL_BUFFER(CHART_LIMIT);
	enum gal_status status = GAL_OK;

	if (gal_export_dir_about(dir)->simulated)
		status = gal_buffer_append_str(&text,
		    "# " GAL_SIMULATED_LABEL "\n"
		    "set label 1 'simulated data' at screen 0.99, 0.02 right "
		    "textcolor '#aa3300'\n",
		    err);
	if (status == GAL_OK)
		status = gal_chart_gnuplot(&text, chart, frame, err);
	if (status == GAL_OK)
		status = gal_export_dir_writef(dir, chart->title,
		    (struct gal_str){ text.data, text.len }, err,
		    "gnuplot/%s.gp", chart->name);
	gal_buffer_free(&text);
	return status;
}

typedef enum gal_status write_fn(struct gal_export_dir *dir,
    const struct gal_chart *chart, const struct gal_frame *frame,
    struct gal_error *err);

static enum gal_status
write_charts(struct gal_export_dir *dir, const struct gal_export_input *input,
    write_fn *write, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (const struct gal_chart *chart = gal_charts;
	     chart->name != NULL && status == GAL_OK; chart++) {
		const struct gal_frame *frame =
		    gal_chart_frame(chart, input->frames, input->frame_count);

		if (frame != NULL)
			status = write(dir, chart, frame, err);
	}
	return status;
}

enum gal_status
gal_export_vegalite(struct gal_export_dir *dir,
    const struct gal_export_input *input, struct gal_error *err)
{
	return write_charts(dir, input, write_vegalite, err);
}

enum gal_status
gal_export_gnuplot(struct gal_export_dir *dir,
    const struct gal_export_input *input, struct gal_error *err)
{
	return write_charts(dir, input, write_gnuplot, err);
}
