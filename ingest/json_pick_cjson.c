/* The same answers as json_pick_simdjson.cpp from cJSON: for machines
 * without simdjson, and the other side of the differential test. */
#include "ingest/json_pick.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/json_parse.h"

struct gal_json_pick {
	struct gal_json_paths paths;
	struct gal_buffer mended;
	struct gal_buffer printed; /* numbers and nested values */
	cJSON *document;
};

enum gal_status
gal_json_pick_new(struct gal_json_pick **out, const char *const *paths,
    size_t count, struct gal_error *err)
{
	struct gal_json_pick *pick = calloc(1, sizeof(*pick));
	enum gal_status status;

	if (pick == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	pick->mended.limit = (size_t)1 << 30;
	pick->printed.limit = (size_t)1 << 30;
	status = gal_json_paths_build(&pick->paths, paths, count, err);
	if (status != GAL_OK) {
		free(pick);
		return status;
	}
	*out = pick;
	return GAL_OK;
}

void
gal_json_pick_free(struct gal_json_pick *pick)
{
	if (pick == NULL)
		return;
	gal_json_paths_free(&pick->paths);
	gal_buffer_free(&pick->mended);
	gal_buffer_free(&pick->printed);
	cJSON_Delete(pick->document);
	free(pick);
}

/* Printed text is kept as an offset in text.len until the run ends, because
 * the buffer may move. */
static enum gal_status
print_value(
    struct gal_json_pick *pick, const cJSON *item, struct gal_json_value *out)
{
	size_t start = pick->printed.len;
	enum gal_status status;
	char *text;

	if (cJSON_IsNumber(item)) {
		double d = item->valuedouble;

		/* cJSON keeps doubles only: whole ones are exact to 2^53 */
		status = fabs(d) < 9007199254740992.0 && d == floor(d)
		    ? gal_buffer_printf(&pick->printed, NULL, "%.0f", d)
		    : gal_buffer_printf(&pick->printed, NULL, "%.17g", d);
		out->type = GAL_JSON_NUMBER;
	} else {
		text = cJSON_PrintUnformatted(item);
		if (text == NULL)
			return GAL_NOMEM;
		status = gal_buffer_append_str(&pick->printed, text, NULL);
		cJSON_free(text);
		out->type = GAL_JSON_NESTED;
	}
	out->text.data = NULL;
	out->text.len = start;
	if (status == GAL_OK)
		status = gal_buffer_append(&pick->printed, "", 1, NULL);
	return status;
}

static enum gal_status
walk(struct gal_json_pick *pick, int parent, const cJSON *object,
    struct gal_json_value *values)
{
	for (const cJSON *item = object->child; item != NULL;
	     item = item->next) {
		int at = gal_json_paths_find(
		    &pick->paths, parent, item->string, strlen(item->string));
		struct gal_json_path *node;
		enum gal_status status = GAL_OK;

		if (at < 0)
			continue;
		node = &pick->paths.nodes[at];
		if (node->value < 0) {
			if (node->seen != pick->paths.run &&
			    cJSON_IsObject(item))
				status = walk(pick, at, item, values);
			node->seen = pick->paths.run;
		} else if (values[node->value].type == GAL_JSON_ABSENT) {
			struct gal_json_value *out = &values[node->value];

			if (cJSON_IsString(item)) {
				out->type = GAL_JSON_STRING;
				out->text = gal_str_of(item->valuestring);
			} else if (cJSON_IsNull(item)) {
				out->type = GAL_JSON_NULL;
			} else if (cJSON_IsBool(item)) {
				out->type = cJSON_IsTrue(item) ? GAL_JSON_TRUE
							       : GAL_JSON_FALSE;
			} else {
				status = print_value(pick, item, out);
			}
		}
		if (status != GAL_OK)
			return status;
	}
	return GAL_OK;
}

enum gal_status
gal_json_pick_run(struct gal_json_pick *pick, const char *json, size_t len,
    size_t readable, struct gal_json_value *values)
{
	enum gal_status status;
	const char *end = NULL;
	bool changed;

	(void)readable;
	memset(values, 0, pick->paths.value_count * sizeof(values[0]));
	pick->paths.run++;
	cJSON_Delete(pick->document);
	pick->document = NULL;
	gal_buffer_clear(&pick->printed);
	if (gal_json_mend(&pick->mended, json, len, &changed) != GAL_OK)
		return GAL_NOMEM;
	status = gal_json_parse(&pick->document,
	    (struct gal_str){ pick->mended.data, pick->mended.len }, &end);
	if (status == GAL_NOMEM)
		return status;
	/* a second value behind the object: two lines without an end between */
	while (end != NULL && end < pick->mended.data + pick->mended.len &&
	    strchr(" \t\r\n", *end) != NULL)
		end++;
	if (!cJSON_IsObject(pick->document) ||
	    end < pick->mended.data + pick->mended.len)
		return GAL_FORMAT;
	status = walk(pick, 0, pick->document, values);
	for (size_t i = 0; i < pick->paths.value_count; i++) {
		struct gal_json_value *value = &values[i];

		if (value->type == GAL_JSON_NUMBER ||
		    value->type == GAL_JSON_NESTED)
			value->text =
			    gal_str_of(pick->printed.data + value->text.len);
	}
	return status;
}
