/*
 * Telegram's own export, result.json: one chat
 *   { "name": …, "type": …, "id": …, "messages": [ {…}, … ] }
 * or a whole account: { "chats": { "list": [ chat, … ] }, "left_chats": … }.
 * Message ids count within a chat, so the chat's id is the scope.
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
	X(DATE, "date")                                                        \
	X(DATE_UNIX, "date_unixtime")                                          \
	X(EDITED, "edited")                                                    \
	X(EDITED_UNIX, "edited_unixtime")                                      \
	X(FROM, "from")                                                        \
	X(FROM_ID, "from_id")                                                  \
	X(TEXT, "text")                                                        \
	X(REPLY_TO, "reply_to_message_id")
enum key {
#define AS_KEY(name, key) KEY_##name,
	KEY_MAP(AS_KEY)
#undef AS_KEY
	    KEY_COUNT
};
#define AS_TEXT(name, key) (key),
static const char *const keys[] = { KEY_MAP(AS_TEXT) };
#undef AS_TEXT

static const char *const elements[] = { "messages[]", "chats.list[].messages[]",
	"left_chats.list[].messages[]", NULL };
static const char *const context[] = { "name", "type", "id",
	"chats.list[].name", "chats.list[].type", "chats.list[].id",
	"left_chats.list[].name", "left_chats.list[].type",
	"left_chats.list[].id", NULL };

/* Pieces of text that name someone, by what Telegram calls them. */
static const struct {
	const char *type;
	const char *token;
} tokens[] = {
	{ "mention", "@[user]" },
	{ "mention_name", "@[user]" },
	{ "text_mention", "@[user]" },
	{ "email", "[email]" },
	{ "phone", "[phone]" },
	{ "bank_card", "[card]" },
};

static int
telegram_bid(const char *head, size_t len, const struct gal_settings *settings)
{
	(void)settings;
	if (len == 0 || head[0] != '{')
		return 0;
	/* of a whole account the contacts come first, and may be many */
	if (gal_json_head_has(head, len, "personal_information") &&
	    gal_json_head_has(head, len, "about"))
		return 70;
	if (!gal_json_head_has(head, len, "messages"))
		return 0;
	return ((gal_json_head_has(head, len, "chats") ||
		    gal_json_head_has(head, len, "left_chats")) &&
		   gal_json_head_has(head, len, "list")) ||
		(gal_json_head_has(head, len, "type") &&
		    gal_json_head_has(head, len, "from_id")) ||
		memmem(head, len < 400 ? len : 400, "_chat\"", 6) != NULL ||
		memmem(head, len < 400 ? len : 400, "group\"", 6) != NULL
	    ? 70
	    : 0;
}

static const struct gal_cutter cutter = GAL_JSON_CUTTER(elements, context);

static enum gal_status
telegram_open(
    void **state, const struct gal_settings *settings, struct gal_error *err)
{
	struct gal_json_object *self = NULL;
	enum gal_status status =
	    gal_json_object_new(&self, keys, KEY_COUNT, err);

	(void)settings;
	*state = self;
	return status;
}

static enum gal_status
add_piece(struct gal_buffer *out, const cJSON *piece)
{
	const char *type, *text;

	if (cJSON_IsString(piece))
		return gal_buffer_append_str(out, piece->valuestring, NULL);
	type = cJSON_GetStringValue(
	    cJSON_GetObjectItemCaseSensitive(piece, "type"));
	text = cJSON_GetStringValue(
	    cJSON_GetObjectItemCaseSensitive(piece, "text"));
	for (size_t i = 0;
	     type != NULL && i < sizeof(tokens) / sizeof(tokens[0]); i++) {
		if (strcmp(type, tokens[i].type) == 0)
			text = tokens[i].token;
	}
	return text != NULL ? gal_buffer_append_str(out, text, NULL) : GAL_OK;
}

/* Text is a string, or an array of strings and of pieces with a type. */
static enum gal_status
take_text(struct gal_parse *parse, struct gal_post *post,
    struct gal_json_object *self)
{
	const struct gal_json_value *value = &self->values[KEY_TEXT];
	struct gal_str text = gal_json_text(value);
	enum gal_status status = GAL_OK;

	if (value->type == GAL_JSON_NESTED) {
		cJSON *pieces;

		status = gal_json_tree(&pieces, &self->mended, value->text);
		if (status != GAL_OK)
			return status;
		gal_buffer_clear(&self->text);
		for (const cJSON *piece = pieces != NULL ? pieces->child : NULL;
		     piece != NULL && status == GAL_OK; piece = piece->next)
			status = add_piece(&self->text, piece);
		cJSON_Delete(pieces);
		text = (struct gal_str){ self->text.data, self->text.len };
	}
	if (status != GAL_OK)
		return GAL_NOMEM;
	return gal_parse_text(parse, &post->text, text,
	    GAL_CLEAN_AT_USERS | GAL_CLEAN_LINKED_USERS | GAL_CLEAN_EMAILS |
		GAL_CLEAN_UTF8);
}

/* A number or a string as text. */
static struct gal_str
as_id(const struct gal_json_value *value)
{
	if (value->type == GAL_JSON_STRING || value->type == GAL_JSON_NUMBER)
		return value->text;
	return (struct gal_str){ NULL, 0 };
}

/* "name", "type" or "id" of the chat a message stands in. */
static struct gal_str
of_chat(const struct gal_record *record, const char *key)
{
	struct gal_str value = { NULL, 0 };

	for (size_t i = 0; context[i] != NULL && value.data == NULL; i++) {
		const char *dot = strrchr(context[i], '.');

		if (strcmp(dot != NULL ? dot + 1 : context[i], key) == 0)
			value = gal_pairs_get(
			    record->context, record->context_len, context[i]);
	}
	return value;
}

/* "user77"; exports before 2021 have the number alone. Theirs of channels
 * are larger than any number of a user was then. */
static enum gal_status
take_author(struct gal_parse *parse, struct gal_str *out,
    const struct gal_json_value *values)
{
	struct gal_json_object *self = parse->state;
	const struct gal_json_value *id = &values[KEY_FROM_ID];
	enum gal_status status = GAL_OK;
	int64_t number;

	*out = as_id(id);
	if (out->len == 0)
		*out = gal_json_text(&values[KEY_FROM]);
	if (id->type != GAL_JSON_NUMBER || !gal_json_int(id, &number) ||
	    number <= 0 || number > UINT32_MAX)
		return GAL_OK;
	gal_buffer_clear(&self->text);
	status = gal_buffer_append_str(&self->text, "user", NULL);
	if (status == GAL_OK)
		status = gal_buffer_append(
		    &self->text, id->text.data, id->text.len, NULL);
	*out = (struct gal_str){ self->text.data, self->text.len };
	return status == GAL_OK ? GAL_OK : GAL_NOMEM;
}

/* Such a chat bears the other person's name and number, or one's own. */
static bool
is_personal(struct gal_str type)
{
	static const char *const types[] = { "personal_chat", "bot_chat",
		"saved_messages", "replies", "verify_codes" };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (gal_str_equal(type, gal_str_of(types[i])))
			return true;
	}
	return type.len == 0;
}

static void
take_head(struct gal_post *post, const struct gal_json_value *values,
    const struct gal_record *record)
{
	struct gal_str type = of_chat(record, "type");

	post->platform = GAL_PLATFORM_TELEGRAM;
	post->kind = GAL_KIND_MESSAGE;
	/* the plain date is in the exporter's own time zone */
	post->created_utc = gal_json_time(&values[KEY_DATE_UNIX]);
	if (post->created_utc == GAL_ABSENT)
		post->created_utc = gal_json_time(&values[KEY_DATE]);
	post->edited_utc = gal_json_time(&values[KEY_EDITED_UNIX]);
	if (post->edited_utc == GAL_ABSENT)
		post->edited_utc = gal_json_time(&values[KEY_EDITED]);
	if (post->edited_utc != GAL_ABSENT)
		post->flags |= GAL_POST_EDITED;
	post->scope = of_chat(record, "id");
	if (is_personal(type)) {
		post->community = GAL_STR("personal chat");
	} else {
		post->community = of_chat(record, "name");
		post->community_id = post->scope;
	}
}

static enum gal_status
telegram_parse(struct gal_parse *parse, const struct gal_record *record)
{
	struct gal_json_object *self = parse->state;
	const struct gal_json_value *values = self->values;
	struct gal_str author;
	struct gal_post post;
	enum gal_status status;
	bool ok, wanted = false;

	status = gal_json_record(parse, self->pick, record, self->values, &ok);
	if (status != GAL_OK || !ok)
		return status;
	if (!gal_str_equal(
		gal_json_text(&values[KEY_TYPE]), GAL_STR("message"))) {
		gal_parse_count(parse, GAL_OUTCOME_NOT_A_POST);
		return GAL_OK;
	}
	if (as_id(&values[KEY_ID]).len == 0) {
		gal_parse_bad(parse, "no usable id");
		return GAL_OK;
	}
	gal_post_clear(&post);
	take_head(&post, values, record);
	status = take_author(parse, &author, values);
	if (status == GAL_OK)
		status = gal_parse_author(
		    parse, &post, (struct gal_str){ NULL, 0 }, author);
	if (status == GAL_OK)
		status = gal_parse_wanted(parse, &post, &wanted);
	if (status != GAL_OK || !wanted)
		return status;
	/* only a personal chat is no community with an id */
	status = post.community_id.data != NULL
	    ? gal_arena_copy(parse->arena, &post.scope, post.scope)
	    : gal_parse_sealed(parse, &post.scope, post.scope);
	if (post.community_id.data != NULL)
		post.community_id = post.scope;
	if (status == GAL_OK)
		status = gal_parse_text(
		    parse, &post.community, post.community, GAL_CLEAN_UTF8);
	if (status == GAL_OK)
		status = gal_arena_copy(
		    parse->arena, &post.native_id, as_id(&values[KEY_ID]));
	if (status == GAL_OK)
		status = gal_arena_copy(
		    parse->arena, &post.parent, as_id(&values[KEY_REPLY_TO]));
	if (status == GAL_OK)
		status = take_text(parse, &post, self);
	return status == GAL_OK ? gal_parse_emit(parse, &post) : status;
}

const struct gal_format gal_format_telegram = {
	.name = "telegram",
	.description = "Telegram's export, result.json",
	.bid = telegram_bid,
	.cutter = &cutter,
	.open = telegram_open,
	.parse = telegram_parse,
	.close = gal_json_object_free,
};
