#include "notebooks-export/asset.h"
#include "notebooks-export/chart_call.h"
#include "notebooks-export/exporters.h"
#include "notebooks-export/markup.h"

#define DOCUMENT_LIMIT ((size_t)64 << 20)

static enum gal_status
append_head(struct gal_buffer *text, const struct gal_export_about *about,
    struct gal_error *err)
{
	struct gal_str setup = gal_asset("notebook.R");
	enum gal_status status;

	status = gal_buffer_append_str(text,
	    "---\ntitle: \"Findings of galatea\"\noutput:\n  html_document:\n"
	    "    toc: true\nformat:\n  html:\n    toc: true\n"
	    "    embed-resources: true\n---\n\n",
	    err);
	if (status == GAL_OK)
		status = gal_markup_about(text, about, err);
	if (status == GAL_OK)
		status = gal_buffer_append_str(
		    text, "```{r setup, include = FALSE}\n", err);
	if (status == GAL_OK)
		status = gal_buffer_append(text, setup.data, setup.len, err);
	return status == GAL_OK ? gal_buffer_append_str(text, "```\n", err)
				: status;
}

/* Whether each value of y has a line of its own. */
static bool
names_rows(const struct gal_chart *chart)
{
	return chart->kind == GAL_CHART_INTERVAL ||
	    chart->kind == GAL_CHART_BAR;
}

static enum gal_status
append_frame(struct gal_buffer *text, const struct gal_frame *frame,
    const struct gal_export_input *input, struct gal_error *err)
{
	enum gal_status status = gal_buffer_append_str(text, "\n", err);

	if (status == GAL_OK)
		status = gal_markup_frame_head(text, frame, err);
	for (const struct gal_chart *chart = gal_charts;
	     chart->name != NULL && status == GAL_OK; chart++) {
		if (gal_chart_frame(chart, input->frames, input->frame_count) !=
		    frame)
			continue;
		status = gal_buffer_printf(text, err,
		    "\n%s\n\n```{r %s, fig.width = 9, fig.height = ",
		    chart->caption, chart->name);
		if (status == GAL_OK)
			status = names_rows(chart)
			    ? gal_buffer_printf(text, err,
				  "tall(\"%s\", \"%s\")}\n", chart->frame,
				  chart->y)
			    : gal_buffer_append_str(text, "5}\n", err);
		if (status == GAL_OK)
			status = gal_chart_call(text, chart, &gal_call_r, err);
		if (status == GAL_OK)
			status = gal_buffer_append_str(text, "\n```\n", err);
	}
	return status == GAL_OK
	    ? gal_buffer_printf(text, err,
		  "\n```{r table_%s}\nknitr::kable(head(load_table(\"%s\"), "
		  "20), format = \"html\")\n```\n",
		  frame->name, frame->name)
	    : status;
}

enum gal_status
gal_export_rmarkdown(struct gal_export_dir *dir,
    const struct gal_export_input *input, struct gal_error *err)
{
	struct gal_buffer text = GAL_BUFFER(DOCUMENT_LIMIT);
	enum gal_status status =
	    append_head(&text, gal_export_dir_about(dir), err);

	for (size_t i = 0; i < input->frame_count && status == GAL_OK; i++)
		status = append_frame(&text, input->frames[i], input, err);
	if (status == GAL_OK)
		status = gal_export_dir_write(dir, "galatea.Rmd",
		    "R Markdown and Quarto: readr, dplyr and ggplot2",
		    (struct gal_str){ text.data, text.len }, err);
	gal_buffer_free(&text);
	return status;
}
