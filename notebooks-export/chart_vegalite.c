#include "notebooks-export/chart_vegalite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "notebooks-export/asset.h"
#include "notebooks-export/json_text.h"

#define SCHEMA "https://vega.github.io/schema/vega-lite/v5.json"

struct binding {
	const struct gal_chart *chart;
	const struct gal_frame *frame;
	bool no_memory;
};

/* ---- what a "@name" of a template stands for ---- */

/* The text values of a column that are drawn, in order of first appearance;
 * NULL for a numeric or absent column. */
static cJSON *
value_order(struct binding *b, const char *column)
{
	const struct gal_frame *frame = b->frame;
	int at = column != NULL ? gal_frame_find(frame, column) : -1;
	size_t rows = gal_frame_rows(frame);
	cJSON *order, *seen;

	if (at < 0 || frame->columns[at].type != GAL_CELL_TEXT)
		return NULL;
	order = cJSON_CreateArray();
	seen = cJSON_CreateObject(); /* a set of the values met */
	for (size_t r = 0; order != NULL && seen != NULL && r < rows; r++) {
		const struct gal_cell *cell =
		    gal_frame_at(frame, r, (size_t)at);
		cJSON *item;

		if (cell->missing ||
		    cJSON_GetObjectItemCaseSensitive(seen, cell->u.text) !=
			NULL)
			continue;
		if (cJSON_AddTrueToObject(seen, cell->u.text) == NULL)
			b->no_memory = true;
		if (!gal_chart_draws(b->chart, frame, (size_t)at, cell->u.text))
			continue;
		item = gal_export_json_text(cell->u.text);
		if (item == NULL || !cJSON_AddItemToArray(order, item))
			b->no_memory = true;
	}
	b->no_memory = b->no_memory || order == NULL || seen == NULL;
	cJSON_Delete(seen);
	return order;
}

/* What a name stands for may be nothing; what could not be made is not. */
static cJSON *
made(struct binding *b, cJSON *value)
{
	b->no_memory = b->no_memory || value == NULL;
	return value;
}

static cJSON *
text_or_null(struct binding *b, const char *text)
{
	return text != NULL ? made(b, cJSON_CreateString(text)) : NULL;
}

static cJSON *
column_or_null(struct binding *b, const char *column)
{
	return gal_chart_has(b->frame, column)
	    ? made(b, cJSON_CreateString(column))
	    : NULL;
}

static bool
is_text_column(struct binding *b, const char *column)
{
	int at = column != NULL ? gal_frame_find(b->frame, column) : -1;

	return at >= 0 && b->frame->columns[at].type == GAL_CELL_TEXT;
}

#define BIND_COLUMN(what)                                                      \
	static cJSON *bind_##what(struct binding *b)                           \
	{                                                                      \
		return column_or_null(b, b->chart->what);                      \
	}
BIND_COLUMN(x)
BIND_COLUMN(y)
BIND_COLUMN(lower)
BIND_COLUMN(upper)
BIND_COLUMN(value)
BIND_COLUMN(series)

static cJSON *
bind_x_title(struct binding *b)
{
	return text_or_null(b, b->chart->x_title);
}

static cJSON *
bind_y_title(struct binding *b)
{
	return b->chart->y_title != NULL ? text_or_null(b, b->chart->y_title)
					 : made(b, cJSON_CreateNull());
}

/* Months are text: "2024-05". */
static cJSON *
bind_x_type(struct binding *b)
{
	return made(b,
	    cJSON_CreateString(
		is_text_column(b, b->chart->x) ? "temporal" : "quantitative"));
}

/* Layers stand on months or on days of which each has its place. */
static cJSON *
bind_stack_x_type(struct binding *b)
{
	return made(b,
	    cJSON_CreateString(
		is_text_column(b, b->chart->x) ? "temporal" : "ordinal"));
}

static cJSON *
bind_whole(struct binding *b)
{
	return b->chart->percent ? made(b, cJSON_CreateNumber(1)) : NULL;
}

static cJSON *
bind_x_unit(struct binding *b)
{
	return is_text_column(b, b->chart->x)
	    ? made(b, cJSON_CreateString("utcyearmonth"))
	    : NULL;
}

static cJSON *
bind_format(struct binding *b)
{
	return made(b, cJSON_CreateString(b->chart->percent ? ".0%" : "~g"));
}

static cJSON *
bind_label_format(struct binding *b)
{
	return made(b, cJSON_CreateString(b->chart->percent ? ".1%" : ".3~g"));
}

static cJSON *
bind_x_order(struct binding *b)
{
	return value_order(b, b->chart->x);
}

static cJSON *
bind_y_order(struct binding *b)
{
	return value_order(b, b->chart->y);
}

static cJSON *
bind_series_order(struct binding *b)
{
	return value_order(b, b->chart->series);
}

/* Panels stand three in a row, one chart alone has more room. */
static bool
has_panels(const struct binding *b)
{
	return gal_chart_has(b->frame, b->chart->facet);
}

#define PANEL_WIDTH 240

static cJSON *
bind_width(struct binding *b)
{
	return made(b, cJSON_CreateNumber(has_panels(b) ? PANEL_WIDTH : 480));
}

static cJSON *
bind_height(struct binding *b)
{
	return made(b, cJSON_CreateNumber(has_panels(b) ? 170 : 300));
}

/* Of a row, or of each of those that several series put below one another. */
static cJSON *
bind_row_step(struct binding *b)
{
	return made(b,
	    cJSON_CreateNumber(
		gal_chart_has(b->frame, b->chart->series) ? 11 : 18));
}

/* A number beside each row, so that layers stack in the ladder's order. */
static cJSON *
bind_series_rank(struct binding *b)
{
	return gal_chart_has(b->frame, b->chart->series)
	    ? made(b, cJSON_CreateString("series_rank"))
	    : NULL;
}

static const struct {
	const char *name;
	cJSON *(*bind)(struct binding *b);
} names[] = {
	{ "@x", bind_x },
	{ "@y", bind_y },
	{ "@lower", bind_lower },
	{ "@upper", bind_upper },
	{ "@value", bind_value },
	{ "@series", bind_series },
	{ "@x_title", bind_x_title },
	{ "@y_title", bind_y_title },
	{ "@x_type", bind_x_type },
	{ "@stack_x_type", bind_stack_x_type },
	{ "@whole", bind_whole },
	{ "@x_unit", bind_x_unit },
	{ "@format", bind_format },
	{ "@label_format", bind_label_format },
	{ "@x_order", bind_x_order },
	{ "@y_order", bind_y_order },
	{ "@series_order", bind_series_order },
	{ "@series_rank", bind_series_rank },
	{ "@width", bind_width },
	{ "@height", bind_height },
	{ "@row_step", bind_row_step },
};

static cJSON *
bound_value(struct binding *b, const char *name)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i].name, name) == 0)
			return names[i].bind(b);
	}
	return NULL;
}

/* Put the value in the place of the member of that name. cJSON leaves it
 * without a name where memory is short. */
static void
replace(struct binding *b, cJSON *object, const char *name, cJSON *value)
{
	bool replaced =
	    cJSON_ReplaceItemInObjectCaseSensitive(object, name, value);

	b->no_memory = b->no_memory || !replaced || value->string == NULL;
	if (!replaced)
		cJSON_Delete(value);
}

/*
 * Replace every "@name" below node. False if the node itself should go: it
 * is a channel ("field": …) whose column is not there.
 */
static bool
bind_tree(struct binding *b, cJSON *node)
{
	cJSON *child = node->child;

	while (child != NULL) {
		cJSON *next = child->next;
		bool is_name = child->string != NULL && cJSON_IsString(child) &&
		    child->valuestring[0] == '@';
		cJSON *value =
		    is_name ? bound_value(b, child->valuestring) : NULL;

		if (value != NULL) {
			replace(b, node, child->string, value);
		} else if (is_name && strcmp(child->string, "field") == 0) {
			return false;
		} else if (is_name || !bind_tree(b, child)) {
			cJSON_Delete(cJSON_DetachItemViaPointer(node, child));
		}
		child = next;
	}
	return true;
}

/* ---- the specification around it ---- */

static cJSON *
load_template(const struct gal_chart *chart)
{
	char name[64];
	struct gal_str text;

	(void)snprintf(name, sizeof(name), "vega-lite/%s.json",
	    gal_chart_kind_name(chart->kind));
	text = gal_asset(name);
	return text.data == NULL ? NULL
				 : cJSON_ParseWithLength(text.data, text.len);
}

static int
rank_of(const cJSON *order, const char *value)
{
	const cJSON *item;
	int rank = 0;

	cJSON_ArrayForEach(item, order)
	{
		if (strcmp(item->valuestring, value) == 0)
			return rank;
		rank++;
	}
	return -1;
}

/* The row before the first of a curve: what is known at 0. */
static cJSON *
row_at_zero(struct binding *b, size_t r)
{
	const struct gal_chart *chart = b->chart;
	const char *measured[] = { chart->y, chart->lower, chart->upper };
	cJSON *row = gal_json_row(b->frame, r, NULL);

	for (size_t i = 0; row != NULL && i < 3; i++)
		if (gal_chart_has(b->frame, measured[i]))
			replace(b, row, measured[i],
			    cJSON_CreateNumber(strtod(chart->at_zero, NULL)));
	if (row != NULL)
		replace(b, row, chart->x, cJSON_CreateNumber(0));
	return row;
}

static cJSON *
chart_data(struct binding *b)
{
	const struct gal_frame *frame = b->frame;
	size_t rows = gal_frame_rows(frame);
	int series = b->chart->series != NULL
	    ? gal_frame_find(frame, b->chart->series)
	    : -1;
	cJSON *order = value_order(b, b->chart->series);
	cJSON *values = cJSON_CreateArray();

	for (size_t r = 0; values != NULL && r < rows; r++) {
		cJSON *row;

		if (!gal_chart_takes(b->chart, frame, r))
			continue;
		if (b->chart->at_zero != NULL &&
		    gal_chart_begins(b->chart, frame, r) &&
		    !cJSON_AddItemToArray(values, row_at_zero(b, r)))
			b->no_memory = true;
		row = gal_json_row(frame, r, NULL);
		if (row == NULL || !cJSON_AddItemToArray(values, row)) {
			b->no_memory = true;
			break;
		}
		if (order != NULL && series >= 0 &&
		    !gal_frame_at(frame, r, (size_t)series)->missing)
			(void)made(b,
			    cJSON_AddNumberToObject(row, "series_rank",
				rank_of(order,
				    gal_frame_at(frame, r, (size_t)series)
					->u.text)));
	}
	cJSON_Delete(order);
	b->no_memory = b->no_memory || values == NULL;
	return values;
}

/* Vega breaks no lines: a subtitle wider than the picture makes it small. */
#define SUBTITLE_WIDTH 76

/* Append a text to an array, a line an item. */
static bool
add_lines(cJSON *lines, const char *text)
{
	while (*text != '\0') {
		size_t n = strlen(text);
		char line[SUBTITLE_WIDTH + 1];
		cJSON *item;

		if (n > SUBTITLE_WIDTH) {
			n = SUBTITLE_WIDTH;
			while (n > 0 && text[n] != ' ')
				n--;
			if (n == 0) /* a word longer than a line */
				n = SUBTITLE_WIDTH;
		}
		memcpy(line, text, n);
		line[n] = '\0';
		item = cJSON_CreateString(line);
		if (item == NULL || !cJSON_AddItemToArray(lines, item))
			return false;
		text += n;
		text += strspn(text, " ");
	}
	return true;
}

/* {"title": {"text", "subtitle": [caption, subtitle]}, "data": …} */
static bool
add_head(cJSON *spec, const struct gal_chart *chart, const char *subtitle,
    cJSON *values)
{
	cJSON *data, *title, *lines;

	if (cJSON_AddStringToObject(spec, "$schema", SCHEMA) == NULL ||
	    cJSON_AddStringToObject(spec, "description", chart->caption) ==
		NULL)
		return false;
	title = cJSON_AddObjectToObject(spec, "title");
	if (title == NULL ||
	    cJSON_AddStringToObject(title, "text", chart->title) == NULL ||
	    cJSON_AddStringToObject(title, "anchor", "start") == NULL)
		return false;
	lines = cJSON_AddArrayToObject(title, "subtitle");
	if (lines == NULL || !add_lines(lines, chart->caption) ||
	    (subtitle != NULL && !add_lines(lines, subtitle)))
		return false;
	data = cJSON_AddObjectToObject(spec, "data");
	return data != NULL && cJSON_AddItemToObject(data, "values", values);
}

/* {"field", "type", "title": null, "sort", "header"}: one panel per value. */
static bool
add_panels(cJSON *spec, struct binding *b)
{
	cJSON *facet = cJSON_AddObjectToObject(spec, "facet");
	cJSON *order = value_order(b, b->chart->facet);
	cJSON *header;

	if (order != NULL &&
	    (facet == NULL || !cJSON_AddItemToObject(facet, "sort", order))) {
		cJSON_Delete(order);
		return false;
	}
	if (b->no_memory || facet == NULL ||
	    cJSON_AddStringToObject(facet, "field", b->chart->facet) == NULL ||
	    cJSON_AddStringToObject(facet, "type", "nominal") == NULL ||
	    cJSON_AddNullToObject(facet, "title") == NULL)
		return false;
	header = cJSON_AddObjectToObject(facet, "header");
	return header != NULL &&
	    cJSON_AddNumberToObject(
		header, "labelLimit", PANEL_WIDTH * 4 / 3) != NULL &&
	    cJSON_AddNumberToObject(spec, "columns", 3) != NULL;
}

/* Takes body over, also on failure. */
static bool
add_body(cJSON *spec, struct binding *b, cJSON *body)
{
	cJSON *member;

	if (has_panels(b)) {
		if (add_panels(spec, b) &&
		    cJSON_AddItemToObject(spec, "spec", body))
			return true;
		cJSON_Delete(body);
		return false;
	}
	while ((member = body->child) != NULL) {
		(void)cJSON_DetachItemViaPointer(body, member);
		if (!cJSON_AddItemToObject(spec, member->string, member)) {
			cJSON_Delete(member);
			cJSON_Delete(body);
			return false;
		}
	}
	cJSON_Delete(body);
	return true;
}

enum gal_status
gal_chart_vegalite(cJSON **out, const struct gal_chart *chart,
    const struct gal_frame *frame, const char *subtitle, struct gal_error *err)
{
	struct binding b = { chart, frame, false };
	cJSON *spec = cJSON_CreateObject();
	cJSON *body = load_template(chart);
	cJSON *values = chart_data(&b);

	*out = NULL;
	if (spec == NULL || body == NULL || values == NULL)
		goto fail;
	(void)bind_tree(&b, body);
	if (!add_head(spec, chart, subtitle, values))
		goto fail;
	values = NULL;
	if (b.no_memory)
		goto fail;
	if (!add_body(spec, &b, body)) {
		body = NULL;
		goto fail;
	}
	*out = spec;
	return GAL_OK;
fail:
	cJSON_Delete(values);
	cJSON_Delete(body);
	cJSON_Delete(spec);
	return gal_fail(err, GAL_NOMEM, "out of memory");
}
