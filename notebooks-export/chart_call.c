#include "notebooks-export/chart_call.h"

const struct gal_call_style gal_call_python = { "=", "True" };
const struct gal_call_style gal_call_r = { " = ", "TRUE" };

/* The chart table is ours: its texts hold no quote and no backslash. */
enum gal_status
gal_chart_call(struct gal_buffer *out, const struct gal_chart *chart,
    const struct gal_call_style *style, struct gal_error *err)
{
	const struct {
		const char *name;
		const char *value;
	} arguments[] = {
		{ "frame", chart->frame },
		{ "kind", gal_chart_kind_name(chart->kind) },
		{ "title", chart->title },
		{ "x", chart->x },
		{ "y", chart->y },
		{ "lower", chart->lower },
		{ "upper", chart->upper },
		{ "value", chart->value },
		{ "series", chart->series },
		{ "facet", chart->facet },
		{ "x_title", chart->x_title },
		{ "y_title", chart->y_title },
		{ "at_zero", chart->at_zero },
		{ "where", chart->where },
		{ "equals", chart->equals },
	};
	enum gal_status status = gal_buffer_append_str(out, "draw(", err);

	for (size_t i = 0;
	     i < sizeof(arguments) / sizeof(arguments[0]) && status == GAL_OK;
	     i++) {
		if (arguments[i].value != NULL)
			status = gal_buffer_printf(out, err, "%s%s%s\"%s\"",
			    i == 0 ? "" : ",\n     ", arguments[i].name,
			    style->equals, arguments[i].value);
	}
	if (status == GAL_OK && chart->percent)
		status = gal_buffer_printf(
		    out, err, ",\n     percent%s%s", style->equals, style->yes);
	return status == GAL_OK ? gal_buffer_append_str(out, ")", err) : status;
}
