/*
 * A user's export of dialogues with an AI, conversations.json: an array of
 *   { "conversation_id": …, "create_time": …, "mapping": { node: {
 *       "message": { "id": …, "author": {"role": …}, "create_time": …,
 *                    "content": {"parts": [ … ]} },
 *       "parent": node }, … } }
 * All belong to one person: name them with --scope where the exports of
 * several people are read.
 */
#include "ingest/formats.h"
#include "ingest/json_cut.h"
#include "ingest/json_line.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

static const char *const elements[] = { "[]", "conversations[]", NULL };
static const char *const context[] = { NULL };

struct conversations_state {
	struct gal_buffer text;
	struct gal_buffer mended;
};

static int
conversations_bid(
    const char *head, size_t len, const struct gal_settings *settings)
{
	(void)settings;
	/* an object alone is none of them: its dialogues would be passed by */
	return len > 0 &&
		(head[0] == '[' ||
		    (head[0] == '{' &&
			gal_json_head_has(head, len, "conversations"))) &&
		gal_json_head_has(head, len, "mapping") &&
		gal_json_head_has(head, len, "create_time")
	    ? 90
	    : 0;
}

static const struct gal_cutter cutter = GAL_JSON_CUTTER(elements, context);

static enum gal_status
conversations_open(
    void **state, const struct gal_settings *settings, struct gal_error *err)
{
	struct conversations_state *self = calloc(1, sizeof(*self));

	(void)settings;
	if (self == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	self->text.limit = 2 * GAL_RECORD_MAX;
	self->mended.limit = 4 * GAL_RECORD_MAX;
	*state = self;
	return GAL_OK;
}

static void
conversations_close(void *state)
{
	struct conversations_state *self = state;

	gal_buffer_free(&self->text);
	gal_buffer_free(&self->mended);
	free(self);
}

static struct gal_str
text_of(const cJSON *object, const char *key)
{
	return gal_str_of(cJSON_GetStringValue(
	    cJSON_GetObjectItemCaseSensitive(object, key)));
}

static int64_t
time_of(const cJSON *object, const char *key)
{
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, key);
	struct gal_json_value time = { GAL_JSON_STRING,
		gal_str_of(cJSON_GetStringValue(value)) };

	/* other tools write the seconds, or a date, as text */
	if (cJSON_IsString(value))
		return gal_json_time(&time);
	return cJSON_IsNumber(value) && value->valuedouble > 0 &&
		value->valuedouble < 1e11
	    ? (int64_t)value->valuedouble
	    : GAL_ABSENT;
}

/* The written parts of a message, a line apart; pictures are objects. */
static enum gal_status
join_parts(struct gal_buffer *out, const cJSON *content)
{
	const cJSON *parts = cJSON_GetObjectItemCaseSensitive(content, "parts");
	struct gal_str whole = text_of(content, "text");
	enum gal_status status = GAL_OK;

	gal_buffer_clear(out);
	if (whole.data != NULL)
		status = gal_buffer_append(out, whole.data, whole.len, NULL);
	for (const cJSON *part = parts != NULL ? parts->child : NULL;
	     part != NULL && status == GAL_OK; part = part->next) {
		if (!cJSON_IsString(part))
			continue;
		if (out->len > 0)
			status = gal_buffer_append(out, "\n", 1, NULL);
		if (status == GAL_OK)
			status =
			    gal_buffer_append_str(out, part->valuestring, NULL);
	}
	return status == GAL_OK ? GAL_OK : GAL_NOMEM;
}

/* Whether somebody says something: not a picture alone, nor what the system
 * or a tool put in. */
static bool
is_said(const cJSON *message)
{
	const cJSON *content =
	    cJSON_GetObjectItemCaseSensitive(message, "content");
	const cJSON *part = cJSON_GetObjectItemCaseSensitive(content, "parts");
	struct gal_str role = text_of(
	    cJSON_GetObjectItemCaseSensitive(message, "author"), "role");
	bool words = text_of(content, "text").len > 0;

	for (part = part != NULL ? part->child : NULL; part != NULL && !words;
	     part = part->next)
		words = cJSON_IsString(part) && part->valuestring[0] != '\0';
	return words && !gal_str_equal(role, GAL_STR("system")) &&
	    !gal_str_equal(role, GAL_STR("tool"));
}

/* The nearest message above a node that is a turn, too; some nodes hold none,
 * and a chain of tools may stand between. */
static struct gal_str
parent_message(const cJSON *mapping, const cJSON *node)
{
	for (int steps = 0; steps < 64 && node != NULL; steps++) {
		const char *parent = cJSON_GetStringValue(
		    cJSON_GetObjectItemCaseSensitive(node, "parent"));
		const cJSON *message;

		node = parent != NULL
		    ? cJSON_GetObjectItemCaseSensitive(mapping, parent)
		    : NULL;
		message = cJSON_GetObjectItemCaseSensitive(node, "message");
		if (cJSON_IsObject(message) && is_said(message))
			return text_of(message, "id");
	}
	return (struct gal_str){ NULL, 0 };
}

static enum gal_status
take_node(struct gal_parse *parse, const cJSON *conversation,
    const cJSON *mapping, const cJSON *node)
{
	struct conversations_state *self = parse->state;
	const cJSON *message =
	    cJSON_GetObjectItemCaseSensitive(node, "message");
	struct gal_str role = text_of(
	    cJSON_GetObjectItemCaseSensitive(message, "author"), "role");
	struct gal_str thread = text_of(conversation, "conversation_id");
	struct gal_post post;
	enum gal_status status;
	bool wanted = false, person = gal_role_is_person(role);

	if (!cJSON_IsObject(message))
		return GAL_OK; /* the root of the tree */
	if (role.len == 0 || text_of(message, "id").len == 0) {
		gal_parse_bad(parse, "a message needs id and role");
		return GAL_OK;
	}
	if (!is_said(message)) {
		gal_parse_count(parse, GAL_OUTCOME_NOT_A_POST);
		return GAL_OK;
	}
	status = join_parts(
	    &self->text, cJSON_GetObjectItemCaseSensitive(message, "content"));
	if (status != GAL_OK)
		return status;
	gal_post_clear(&post);
	post.platform = GAL_PLATFORM_TRANSCRIPT;
	post.kind = GAL_KIND_TURN;
	post.community = GAL_STR("conversations");
	post.created_utc = time_of(message, "create_time");
	if (post.created_utc == GAL_ABSENT)
		post.created_utc = time_of(conversation, "create_time");
	if (!person)
		post.flags |= GAL_POST_ROLE_AI;
	status =
	    gal_parse_author(parse, &post, gal_str_of(parse->settings->scope),
		person ? GAL_STR("owner of the export")
		       : (struct gal_str){ NULL, 0 });
	if (status == GAL_OK)
		status = gal_parse_wanted(parse, &post, &wanted);
	if (status != GAL_OK || !wanted)
		return status;
	if (thread.len == 0)
		thread = text_of(conversation, "id");
	status = gal_arena_copy(
	    parse->arena, &post.native_id, text_of(message, "id"));
	if (status == GAL_OK)
		status = gal_arena_copy(parse->arena, &post.thread, thread);
	if (status == GAL_OK)
		status = gal_arena_copy(
		    parse->arena, &post.parent, parent_message(mapping, node));
	if (status == GAL_OK)
		status = gal_parse_text(parse, &post.text,
		    (struct gal_str){ self->text.data, self->text.len },
		    GAL_CLEAN_EMAILS | GAL_CLEAN_UTF8);
	return status == GAL_OK ? gal_parse_emit(parse, &post) : status;
}

static enum gal_status
conversations_parse(struct gal_parse *parse, const struct gal_record *record)
{
	struct conversations_state *self = parse->state;
	cJSON *conversation;
	const cJSON *mapping;
	enum gal_status status = gal_json_tree(&conversation, &self->mended,
	    (struct gal_str){ record->data, record->len });

	if (status != GAL_OK)
		return status;
	mapping = cJSON_GetObjectItemCaseSensitive(conversation, "mapping");
	if (!cJSON_IsObject(mapping))
		gal_parse_bad(parse,
		    conversation == NULL ? "broken JSON"
					 : "not a conversation");
	else
		for (const cJSON *node = mapping->child;
		     node != NULL && status == GAL_OK; node = node->next)
			status = take_node(parse, conversation, mapping, node);
	cJSON_Delete(conversation);
	return status;
}

const struct gal_format gal_format_conversations = {
	.name = "conversations",
	.description = "a user's export of dialogues, conversations.json",
	.bid = conversations_bid,
	.cutter = &cutter,
	.open = conversations_open,
	.parse = conversations_parse,
	.close = conversations_close,
};
