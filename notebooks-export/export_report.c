#include "notebooks-export/export_report.h"

#include <string.h>

#include "core/version.h"
#include "notebooks-export/asset.h"
#include "notebooks-export/chart.h"
#include "notebooks-export/json_text.h"
#include "notebooks-export/markup.h"

#define PAGE_LIMIT ((size_t)256 << 20)

bool
gal_report_has_charts(void)
{
	return gal_asset("vega.js").data != NULL;
}

/* ---- the data of the page ---- */

static bool
add_text(cJSON *object, const char *name, const char *text)
{
	return (text != NULL ? cJSON_AddStringToObject(object, name, text)
			     : cJSON_AddNullToObject(object, name)) != NULL;
}

static bool
add_about(cJSON *tree, const struct gal_export_about *about)
{
	cJSON *object = cJSON_AddObjectToObject(tree, "about");

	return object != NULL &&
	    add_text(object, "title",
		about->title != NULL ? about->title : "galatea") &&
	    add_text(object, "version", GAL_VERSION) &&
	    add_text(object, "codebook", about->codebook) &&
	    add_text(object, "codebook_name", about->codebook_name) &&
	    cJSON_AddBoolToObject(object, "simulated", about->simulated) !=
	    NULL &&
	    add_text(object, "simulated_label", GAL_SIMULATED_LABEL);
}

/* The head figures: [[name, number or text] …]. */
static bool
add_facts(cJSON *tree, const struct gal_export_about *about)
{
	cJSON *facts = cJSON_AddArrayToObject(tree, "facts");

	for (size_t i = 0; facts != NULL && i < about->fact_count; i++) {
		const struct gal_export_fact *fact = &about->facts[i];
		cJSON *pair = cJSON_CreateArray();

		if (pair == NULL || !cJSON_AddItemToArray(facts, pair)) {
			cJSON_Delete(pair);
			return false;
		}
		if (!cJSON_AddItemToArray(
			pair, cJSON_CreateString(fact->name)) ||
		    !cJSON_AddItemToArray(pair,
			fact->text != NULL
			    ? cJSON_CreateString(fact->text)
			    : cJSON_CreateNumber((double)fact->number)))
			return false;
	}
	return facts != NULL;
}

static bool
add_ladder(cJSON *tree, const struct gal_export_about *about)
{
	cJSON *ladder = cJSON_AddArrayToObject(tree, "ladder");
	bool ok = ladder != NULL &&
	    cJSON_AddItemToArray(ladder, cJSON_CreateString("none"));

	for (size_t i = 0; ok && i < about->rung_count; i++)
		ok = cJSON_AddItemToArray(
		    ladder, cJSON_CreateString(about->rungs[i]));
	return ok;
}

static bool
add_chart(cJSON *charts, const struct gal_chart *chart)
{
	const struct {
		const char *name;
		const char *value;
	} members[] = {
		{ "name", chart->name },
		{ "frame", chart->frame },
		{ "kind", gal_chart_kind_name(chart->kind) },
		{ "title", chart->title },
		{ "caption", chart->caption },
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
		{ "rank", chart->rank },
		{ "ranked", chart->ranked },
		{ "where", chart->where },
		{ "equals", chart->equals },
	};
	cJSON *object = cJSON_CreateObject();

	if (object == NULL || !cJSON_AddItemToArray(charts, object)) {
		cJSON_Delete(object);
		return false;
	}
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		if (members[i].value != NULL &&
		    !add_text(object, members[i].name, members[i].value))
			return false;
	}
	return cJSON_AddBoolToObject(object, "percent", chart->percent) != NULL;
}

static cJSON *
page_data(
    const struct gal_export_about *about, const struct gal_export_input *input)
{
	cJSON *tree = cJSON_CreateObject();
	cJSON *frames = NULL, *charts = NULL;
	bool ok = tree != NULL && add_about(tree, about) &&
	    add_facts(tree, about) && add_ladder(tree, about);

	if (ok)
		frames = cJSON_AddArrayToObject(tree, "frames");
	for (size_t i = 0; ok && frames != NULL && i < input->frame_count;
	     i++) {
		cJSON *frame = gal_json_frame(input->frames[i]);

		ok = frame != NULL && cJSON_AddItemToArray(frames, frame);
		if (!ok)
			cJSON_Delete(frame);
	}
	if (ok)
		charts = cJSON_AddArrayToObject(tree, "charts");
	for (const struct gal_chart *chart = gal_charts;
	     ok && charts != NULL && chart->name != NULL; chart++) {
		if (gal_chart_frame(chart, input->frames, input->frame_count) !=
		    NULL)
			ok = add_chart(charts, chart);
	}
	if (ok && frames != NULL && charts != NULL)
		return tree;
	cJSON_Delete(tree);
	return NULL;
}

/* ---- the page around it ---- */

static const char *const scripts[] = { "report/theme.js", "report/charts.js",
	"report/sankey.js", "report/page.js" };

static enum gal_status
append_scripts(struct gal_buffer *out, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0;
	     i < sizeof(scripts) / sizeof(scripts[0]) && status == GAL_OK;
	     i++) {
		struct gal_str script = gal_asset(scripts[i]);

		status = gal_buffer_append(out, script.data, script.len, err);
	}
	return status;
}

struct page {
	const struct gal_export_about *about;
	const struct gal_export_input *input;
};

static enum gal_status
fill_title(
    struct gal_buffer *out, const struct page *page, struct gal_error *err)
{
	enum gal_status status = gal_markup_append(out,
	    page->about->title != NULL ? page->about->title : "galatea", err);

	return status == GAL_OK && page->about->simulated
	    ? gal_buffer_append_str(out, " (simulated data)", err)
	    : status;
}

static enum gal_status
fill_style(
    struct gal_buffer *out, const struct page *page, struct gal_error *err)
{
	struct gal_str style = gal_asset("report.css");

	(void)page;
	return gal_buffer_append(out, style.data, style.len, err);
}

static enum gal_status
fill_data(
    struct gal_buffer *out, const struct page *page, struct gal_error *err)
{
	cJSON *tree = page_data(page->about, page->input);
	enum gal_status status = tree == NULL
	    ? gal_fail(err, GAL_NOMEM, "out of memory")
	    : gal_json_append(out, tree, false, err);

	cJSON_Delete(tree);
	return status;
}

static enum gal_status
fill_vega(
    struct gal_buffer *out, const struct page *page, struct gal_error *err)
{
	struct gal_str vega = gal_asset("vega.js");

	(void)page;
	return vega.data == NULL
	    ? gal_buffer_append_str(out, "var vega = null;", err)
	    : gal_buffer_append(out, vega.data, vega.len, err);
}

static enum gal_status
fill_script(
    struct gal_buffer *out, const struct page *page, struct gal_error *err)
{
	(void)page;
	return append_scripts(out, err);
}

static const struct {
	const char *slot;
	enum gal_status (*fill)(struct gal_buffer *out, const struct page *page,
	    struct gal_error *err);
} slots[] = {
	{ "{{title}}", fill_title },
	{ "{{style}}", fill_style },
	{ "{{data}}", fill_data },
	{ "{{vega}}", fill_vega },
	{ "{{script}}", fill_script },
};

/* The slots stand in this order in assets/report.html. What fills one is
 * never searched for slots. */
enum gal_status
gal_report_page(struct gal_buffer *out, const struct gal_export_about *about,
    const struct gal_export_input *input, struct gal_error *err)
{
	const struct page page = { about, input };
	const char *at = gal_asset("report.html").data;
	enum gal_status status = GAL_OK;

	for (size_t i = 0;
	     i < sizeof(slots) / sizeof(slots[0]) && status == GAL_OK; i++) {
		const char *slot = strstr(at, slots[i].slot);

		if (slot == NULL)
			return gal_fail(err, GAL_FORMAT,
			    "the page's template has no %s", slots[i].slot);
		status = gal_buffer_append(out, at, (size_t)(slot - at), err);
		if (status == GAL_OK)
			status = slots[i].fill(out, &page, err);
		at = slot + strlen(slots[i].slot);
	}
	return status == GAL_OK ? gal_buffer_append_str(out, at, err) : status;
}

enum gal_status
gal_export_report(struct gal_export_dir *dir,
    const struct gal_export_input *input, struct gal_error *err)
{
	struct gal_buffer text = GAL_BUFFER(PAGE_LIMIT);
	enum gal_status status =
	    gal_report_page(&text, gal_export_dir_about(dir), input, err);

	if (status == GAL_OK)
		status = gal_export_dir_write(dir, "report.html",
		    "the report: open it in a browser",
		    (struct gal_str){ text.data, text.len }, err);
	gal_buffer_free(&text);
	return status;
}
