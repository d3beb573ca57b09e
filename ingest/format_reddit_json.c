/*
 * Reddit objects within one document: an array of them, what the interface
 * answers (listings of things, with replies nested in them), and what the
 * archives' interfaces answer ({"data": [ … ]}).
 */
#include "ingest/formats.h"
#include "ingest/json_cut.h"
#include "ingest/json_line.h"
#include "ingest/reddit.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

/* Replies within replies: the interface stops at ten. */
#define REPLY_DEPTH_MAX 64

static const char *const elements[] = { "[]", "data[]", "data.children[]",
	NULL };
static const char *const context[] = { NULL };

/* Things saved one a line, {"kind": "t1", "data": {…}}, are for the format
 * of lines. */
static bool
is_line_of_thing(const char *head, size_t len)
{
	static const char *const parts[] = { "{", "\"kind\"", ":", "\"t" };
	const char *p = head, *end = head + len;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		size_t n = strlen(parts[i]);

		while (p < end && (*p == ' ' || *p == '\t'))
			p++;
		if ((size_t)(end - p) < n || memcmp(p, parts[i], n) != 0)
			return false;
		p += n;
	}
	return p < end && (*p == '1' || *p == '3') &&
	    gal_json_looks_like_lines(head, len);
}

static int
document_bid(const char *head, size_t len, const struct gal_settings *settings)
{
	(void)settings;
	if (len == 0 || is_line_of_thing(head, len))
		return 0;
	if (head[0] == '[' &&
	    (gal_json_head_has(head, len, "subreddit") ||
		gal_json_head_has(head, len, "link_id") ||
		gal_json_head_has(head, len, "selftext")))
		return 80;
	return head[0] == '{' && gal_json_head_has(head, len, "data") &&
		(gal_json_head_has(head, len, "children") ||
		    !gal_json_looks_like_lines(head, len) ||
		    memmem(head, len < 64 ? len : 64, "\"data\"", 6) != NULL) &&
		gal_json_head_has(head, len, "subreddit")
	    ? 92
	    : 0;
}

static const struct gal_cutter cutter = GAL_JSON_CUTTER(elements, context);

static enum gal_status
document_open(
    void **state, const struct gal_settings *settings, struct gal_error *err)
{
	struct gal_json_object *self = NULL;
	enum gal_status status = gal_json_object_new(
	    &self, gal_reddit_keys, GAL_REDDIT_KEY_COUNT, err);

	(void)settings;
	*state = self;
	return status;
}

static enum gal_status
parse_object(struct gal_parse *parse, const char *json, size_t len)
{
	struct gal_json_object *self = parse->state;
	enum gal_status status;

	status = gal_json_pick_run(self->pick, json, len, len, self->values);
	if (status == GAL_FORMAT) {
		gal_parse_bad(parse, "broken JSON");
		return GAL_OK;
	}
	return status == GAL_OK ? gal_reddit_post(parse, self->values) : status;
}

static enum gal_status walk(
    struct gal_parse *parse, const cJSON *thing, int depth);

static enum gal_status
walk_children(struct gal_parse *parse, const cJSON *listing, int depth)
{
	const cJSON *data = cJSON_GetObjectItemCaseSensitive(listing, "data");
	const cJSON *children =
	    cJSON_GetObjectItemCaseSensitive(data, "children");
	enum gal_status status = GAL_OK;

	for (const cJSON *child = children != NULL ? children->child : NULL;
	     child != NULL && status == GAL_OK; child = child->next)
		status = walk(parse, child, depth + 1);
	return status;
}

/* A thing {"kind": "t1", "data": {…}}, a listing, or a bare object. */
static enum gal_status
walk(struct gal_parse *parse, const cJSON *thing, int depth)
{
	const char *kind = cJSON_GetStringValue(
	    cJSON_GetObjectItemCaseSensitive(thing, "kind"));
	const cJSON *data = cJSON_GetObjectItemCaseSensitive(thing, "data");
	enum gal_status status;
	char *text;

	if (depth > REPLY_DEPTH_MAX) {
		gal_parse_bad(parse, "replies nested too deep");
		return GAL_OK;
	}
	if (kind != NULL && strcmp(kind, "Listing") == 0)
		return walk_children(parse, thing, depth);
	if (kind != NULL && strcmp(kind, "t1") != 0 &&
	    strcmp(kind, "t3") != 0) {
		/* "more", users, communities */
		gal_parse_count(parse, GAL_OUTCOME_NOT_A_POST);
		return GAL_OK;
	}
	if (kind == NULL)
		data = thing;
	text = data != NULL ? cJSON_PrintUnformatted(data) : NULL;
	if (text == NULL) {
		gal_parse_bad(parse, "not a Reddit object");
		return GAL_OK;
	}
	status = parse_object(parse, text, strlen(text));
	cJSON_free(text);
	if (status == GAL_OK && cJSON_IsObject(data))
		status = walk_children(parse,
		    cJSON_GetObjectItemCaseSensitive(data, "replies"), depth);
	return status;
}

static enum gal_status
document_parse(struct gal_parse *parse, const struct gal_record *record)
{
	struct gal_json_object *self = parse->state;
	enum gal_status status;
	cJSON *thing;

	/* plain objects, the most common, need no tree */
	if (memmem(record->data, record->len < 200 ? record->len : 200,
		"\"kind\"", 6) == NULL &&
	    memmem(record->data, record->len, "\"children\"", 10) == NULL) {
		bool ok;

		status = gal_json_record(
		    parse, self->pick, record, self->values, &ok);
		return status == GAL_OK && ok
		    ? gal_reddit_post(parse, self->values)
		    : status;
	}
	status = gal_json_tree(&thing, &self->mended,
	    (struct gal_str){ record->data, record->len });
	if (status != GAL_OK)
		return status;
	if (thing == NULL) {
		gal_parse_bad(parse, "broken JSON");
		return GAL_OK;
	}
	status = walk(parse, thing, 0);
	cJSON_Delete(thing);
	return status;
}

const struct gal_format gal_format_reddit_json = {
	.name = "reddit-json",
	.description = "Reddit objects in a JSON array or a listing",
	.bid = document_bid,
	.cutter = &cutter,
	.open = document_open,
	.parse = document_parse,
	.close = gal_json_object_free,
};
