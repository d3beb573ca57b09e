/*
 * Discord servers and chats as DiscordChatExporter writes them (JSON):
 *   { "guild": {…}, "channel": {…}, "messages": [ {…}, … ] }
 * Text is as the exporter shows it; entities are not encoded there.
 */
#include "ingest/formats.h"
#include "ingest/json_cut.h"
#include "ingest/json_line.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#define KEY_MAP(X)                                                             \
	X(ID, "id")                                                            \
	X(TYPE, "type")                                                        \
	X(TIMESTAMP, "timestamp")                                              \
	X(EDITED, "timestampEdited")                                           \
	X(CONTENT, "content")                                                  \
	X(PINNED, "isPinned")                                                  \
	X(AUTHOR_ID, "author.id")                                              \
	X(AUTHOR_NAME, "author.name")                                          \
	X(AUTHOR_BOT, "author.isBot")                                          \
	X(MENTIONS, "mentions")                                                \
	X(REPLY_TO, "reference.messageId")
enum key {
#define AS_KEY(name, key) KEY_##name,
	KEY_MAP(AS_KEY)
#undef AS_KEY
	    KEY_COUNT
};
#define AS_TEXT(name, key) (key),
static const char *const keys[] = { KEY_MAP(AS_TEXT) };
#undef AS_TEXT

static const char *const elements[] = { "messages[]", NULL };
static const char *const context[] = { "guild.id", "guild.name", "channel.id",
	"channel.name", NULL };

/* What people write; the rest are joins, pins, calls and boosts. */
static const char *const written[] = { "Default", "Reply", "0", "19",
	"ThreadStarterMessage" };

static int
discord_bid(const char *head, size_t len, const struct gal_settings *settings)
{
	(void)settings;
	return len > 0 && head[0] == '{' &&
		gal_json_head_has(head, len, "guild") &&
		gal_json_head_has(head, len, "channel") &&
		gal_json_head_has(head, len, "messages")
	    ? 95
	    : 0;
}

static const struct gal_cutter cutter = GAL_JSON_CUTTER(elements, context);

static enum gal_status
discord_open(
    void **state, const struct gal_settings *settings, struct gal_error *err)
{
	struct gal_json_object *self = NULL;
	enum gal_status status =
	    gal_json_object_new(&self, keys, KEY_COUNT, err);

	(void)settings;
	*state = self;
	return status;
}

struct name {
	const char *text;
	size_t len;
};

/* Replace "@name" by the token. Names may hold spaces, so only the list of
 * those mentioned can tell where they end. */
static enum gal_status
replace_name(struct gal_buffer *text, const struct name *name)
{
	static const char token[] = "@[user]";
	size_t n = name->len, at = 0;

	while (at + n < text->len) {
		char *found = memchr(text->data + at, '@', text->len - at - n);
		size_t rest;

		if (found == NULL)
			break;
		at = (size_t)(found - text->data);
		if (memcmp(found + 1, name->text, n) != 0) {
			at++;
			continue;
		}
		if (gal_buffer_reserve(text, sizeof(token), NULL) != GAL_OK)
			return GAL_NOMEM;
		found = text->data + at;
		rest = text->len - at - 1 - n;
		memmove(found + sizeof(token) - 1, found + 1 + n, rest);
		memcpy(found, token, sizeof(token) - 1);
		text->len = at + sizeof(token) - 1 + rest;
		at += sizeof(token) - 1;
	}
	return GAL_OK;
}

static int
longer_first(const void *a, const void *b)
{
	const struct name *x = a, *y = b;

	return (x->len < y->len) - (x->len > y->len);
}

static enum gal_status
add_name(struct gal_buffer *names, const cJSON *item, const char *key)
{
	const char *text =
	    cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(item, key));
	struct name name = { text, text != NULL ? strlen(text) : 0 };

	return name.len > 0
	    ? gal_buffer_append(names, &name, sizeof(name), NULL)
	    : GAL_OK;
}

/* One name may begin another: the longer is looked for first, or its end
 * would be left. */
static enum gal_status
replace_names(struct gal_buffer *text, const cJSON *mentioned)
{
	struct gal_buffer names = GAL_BUFFER(GAL_RECORD_MAX);
	enum gal_status status = GAL_OK;
	struct name *list;
	size_t n;

	for (const cJSON *item = mentioned; item != NULL && status == GAL_OK;
	     item = item->next) {
		status = add_name(&names, item, "nickname");
		if (status == GAL_OK)
			status = add_name(&names, item, "name");
	}
	list = (struct name *)(void *)names.data;
	n = names.len / sizeof(*list);
	if (n > 1)
		qsort(list, n, sizeof(*list), longer_first);
	for (size_t i = 0; i < n && status == GAL_OK; i++)
		status = replace_name(text, &list[i]);
	gal_buffer_free(&names);
	return status;
}

static enum gal_status
replace_mentions(struct gal_json_object *self, struct gal_str content,
    struct gal_str mentions)
{
	enum gal_status status;
	cJSON *list;

	gal_buffer_clear(&self->text);
	status =
	    gal_buffer_append(&self->text, content.data, content.len, NULL);
	if (status != GAL_OK || mentions.len <= 2)
		return status;
	status = gal_json_tree(&list, &self->mended, mentions);
	if (status != GAL_OK)
		return status;
	if (list != NULL)
		status = replace_names(&self->text, list->child);
	cJSON_Delete(list);
	return status;
}

/* "server / channel"; a private chat bears the other person's name, which
 * is not kept. */
static enum gal_status
take_community(struct gal_parse *parse, struct gal_post *post,
    struct gal_json_object *self, const struct gal_record *record)
{
	struct gal_str guild =
	    gal_pairs_get(record->context, record->context_len, "guild.name");
	struct gal_str guild_id =
	    gal_pairs_get(record->context, record->context_len, "guild.id");
	struct gal_str channel =
	    gal_pairs_get(record->context, record->context_len, "channel.name");
	struct gal_buffer *text = &self->text;
	enum gal_status status;

	post->community_id =
	    gal_pairs_get(record->context, record->context_len, "channel.id");
	if (guild_id.len == 0 || gal_str_equal(guild_id, GAL_STR("0"))) {
		post->community = GAL_STR("direct messages");
		return GAL_OK;
	}
	gal_buffer_clear(text);
	status = gal_buffer_append(text, guild.data, guild.len, NULL);
	if (status == GAL_OK)
		status = gal_buffer_append(text, " / ", 3, NULL);
	if (status == GAL_OK)
		status =
		    gal_buffer_append(text, channel.data, channel.len, NULL);
	if (status != GAL_OK)
		return status;
	return gal_parse_text(parse, &post->community,
	    (struct gal_str){ text->data, text->len }, GAL_CLEAN_UTF8);
}

static bool
is_written(struct gal_str type)
{
	for (size_t i = 0; i < sizeof(written) / sizeof(written[0]); i++) {
		if (gal_str_equal(type, gal_str_of(written[i])))
			return true;
	}
	return false;
}

/* Snowflakes are strings; tools that rewrite exports make numbers of them. */
static struct gal_str
as_id(const struct gal_json_value *value)
{
	return value->type == GAL_JSON_NUMBER ? value->text
					      : gal_json_text(value);
}

/* All accounts that are gone share one id: they are nobody. */
static struct gal_str
author_of(const struct gal_json_value *values)
{
	struct gal_str id = as_id(&values[KEY_AUTHOR_ID]);

	if (gal_str_equal(id, GAL_STR("456226577798135808")))
		return (struct gal_str){ NULL, 0 };
	return id.len > 0 ? id : gal_json_text(&values[KEY_AUTHOR_NAME]);
}

static enum gal_status
fill(struct gal_parse *parse, struct gal_post *post,
    struct gal_json_object *self)
{
	const struct gal_json_value *values = self->values;
	enum gal_status status;

	status = gal_arena_copy(
	    parse->arena, &post->native_id, as_id(&values[KEY_ID]));
	if (status == GAL_OK)
		status = gal_arena_copy(
		    parse->arena, &post->parent, as_id(&values[KEY_REPLY_TO]));
	if (status == GAL_OK)
		status = gal_arena_copy(
		    parse->arena, &post->community_id, post->community_id);
	if (status == GAL_OK)
		status =
		    replace_mentions(self, gal_json_text(&values[KEY_CONTENT]),
			values[KEY_MENTIONS].type == GAL_JSON_NESTED
			    ? values[KEY_MENTIONS].text
			    : (struct gal_str){ NULL, 0 });
	if (status == GAL_OK)
		status = gal_parse_text(parse, &post->text,
		    (struct gal_str){ self->text.data, self->text.len },
		    GAL_CLEAN_AT_USERS | GAL_CLEAN_ID_USERS | GAL_CLEAN_EMAILS);
	return status;
}

static enum gal_status
discord_parse(struct gal_parse *parse, const struct gal_record *record)
{
	struct gal_json_object *self = parse->state;
	const struct gal_json_value *values = self->values;
	struct gal_post post;
	enum gal_status status;
	bool ok, wanted = false;

	status = gal_json_record(parse, self->pick, record, self->values, &ok);
	if (status != GAL_OK || !ok)
		return status;
	if (!is_written(gal_json_text(&values[KEY_TYPE]))) {
		gal_parse_count(parse, GAL_OUTCOME_NOT_A_POST);
		return GAL_OK;
	}
	if (as_id(&values[KEY_ID]).len == 0) {
		gal_parse_bad(parse, "no usable id");
		return GAL_OK;
	}
	gal_post_clear(&post);
	post.platform = GAL_PLATFORM_DISCORD;
	post.kind = GAL_KIND_MESSAGE;
	post.created_utc = gal_json_time(&values[KEY_TIMESTAMP]);
	post.edited_utc = gal_json_time(&values[KEY_EDITED]);
	if (post.edited_utc != GAL_ABSENT)
		post.flags |= GAL_POST_EDITED;
	if (gal_json_is_true(&values[KEY_PINNED]))
		post.flags |= GAL_POST_STICKIED;
	if (gal_json_is_true(&values[KEY_AUTHOR_BOT]))
		post.flags |= GAL_POST_BOT;
	status = take_community(parse, &post, self, record);
	if (status == GAL_OK)
		status = gal_parse_author(parse, &post,
		    (struct gal_str){ NULL, 0 }, author_of(values));
	if (status == GAL_OK)
		status = gal_parse_wanted(parse, &post, &wanted);
	if (status != GAL_OK || !wanted)
		return status;
	status = fill(parse, &post, self);
	return status == GAL_OK ? gal_parse_emit(parse, &post) : status;
}

const struct gal_format gal_format_discord = {
	.name = "discord",
	.description = "Discord chats as DiscordChatExporter's JSON",
	.bid = discord_bid,
	.cutter = &cutter,
	.open = discord_open,
	.parse = discord_parse,
	.close = gal_json_object_free,
};
