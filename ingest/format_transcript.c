/*
 * Dialogues with an AI, one turn a line:
 *   {"conversation_id": …, "turn": …, "role": "user" or "ai", "text": …}
 * Turns of the AI are kept and flagged; they have no author.
 */
#include "core/rng.h"
#include "ingest/formats.h"
#include "ingest/json_cut.h"
#include "ingest/json_line.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define KEY_MAP(X)                                                             \
	X(CONVERSATION, "conversation_id")                                     \
	X(TURN, "turn")                                                        \
	X(ROLE, "role")                                                        \
	X(TEXT, "text")                                                        \
	X(CONTENT, "content")                                                  \
	X(AUTHOR, "author")                                                    \
	X(USER, "user_id")                                                     \
	X(PERSONA, "persona")                                                  \
	X(PLATFORM, "platform")                                                \
	X(CREATED_UTC, "created_utc")                                          \
	X(CREATED_AT, "created_at")                                            \
	X(TIMESTAMP, "timestamp")
enum key {
#define AS_KEY(name, key) KEY_##name,
	KEY_MAP(AS_KEY)
#undef AS_KEY
	    KEY_COUNT
};
#define AS_TEXT(name, key) (key),
static const char *const keys[] = { KEY_MAP(AS_TEXT) };
#undef AS_TEXT

struct transcript_state {
	struct gal_json_pick *pick;
	struct gal_json_value values[KEY_COUNT];
	struct gal_buffer id;
	struct gal_buffer text;
	struct gal_buffer mended;
};

static int
transcript_bid(
    const char *head, size_t len, const struct gal_settings *settings)
{
	(void)settings;
	return gal_json_looks_like_lines(head, len) &&
		gal_json_head_has(head, len, "conversation_id") &&
		gal_json_head_has(head, len, "role")
	    ? 85
	    : 0;
}

static void
transcript_close(void *state)
{
	struct transcript_state *self = state;

	gal_json_pick_free(self->pick);
	gal_buffer_free(&self->id);
	gal_buffer_free(&self->text);
	gal_buffer_free(&self->mended);
	free(self);
}

static enum gal_status
transcript_open(
    void **state, const struct gal_settings *settings, struct gal_error *err)
{
	struct transcript_state *self = calloc(1, sizeof(*self));
	enum gal_status status;

	(void)settings;
	if (self == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	self->id.limit = (size_t)1 << 20;
	self->text.limit = 2 * GAL_RECORD_MAX;
	self->mended.limit = 4 * GAL_RECORD_MAX;
	status = gal_json_pick_new(&self->pick, keys, KEY_COUNT, err);
	if (status != GAL_OK) {
		free(self);
		return status;
	}
	*state = self;
	return GAL_OK;
}

bool
gal_role_is_person(struct gal_str role)
{
	static const char *const people[] = { "user", "human", "me" };

	for (size_t i = 0; i < sizeof(people) / sizeof(people[0]); i++) {
		if (role.len == strlen(people[i]) &&
		    strncasecmp(role.data, people[i], role.len) == 0)
			return true;
	}
	return false;
}

/* The first of some keys that holds text. */
static struct gal_str
first_text(
    const struct gal_json_value *values, const enum key *from, size_t count)
{
	struct gal_str text = { NULL, 0 };

	for (size_t i = 0; i < count && text.len == 0; i++) {
		const struct gal_json_value *value = &values[from[i]];

		if (value->type == GAL_JSON_STRING ||
		    value->type == GAL_JSON_NUMBER)
			text = value->text;
	}
	return text;
}

static int64_t
first_time(const struct gal_json_value *values)
{
	static const enum key times[] = { KEY_CREATED_UTC, KEY_CREATED_AT,
		KEY_TIMESTAMP };
	int64_t utc = GAL_ABSENT;

	for (size_t i = 0; i < 3 && utc == GAL_ABSENT; i++)
		utc = gal_json_time(&values[times[i]]);
	return utc;
}

/* A turn without a number is known by who said what when. */
static enum gal_status
made_up_id(struct gal_parse *parse, struct gal_post *post,
    struct transcript_state *self, struct gal_str conversation)
{
	struct gal_str role = gal_json_text(&self->values[KEY_ROLE]);
	uint64_t hash =
	    gal_hash_bytes(role.data, role.len, (uint64_t)post->created_utc);
	enum gal_status status;

	hash = gal_hash_bytes(post->text.data, post->text.len, hash);
	gal_buffer_clear(&self->id);
	status = gal_buffer_append(
	    &self->id, conversation.data, conversation.len, NULL);
	if (status == GAL_OK)
		status = gal_buffer_printf(
		    &self->id, NULL, ":h%016llx", (unsigned long long)hash);
	if (status == GAL_OK)
		status = gal_arena_copy(parse->arena, &post->native_id,
		    (struct gal_str){ self->id.data, self->id.len });
	return status == GAL_OK
	    ? gal_arena_copy(parse->arena, &post->thread, conversation)
	    : GAL_NOMEM;
}

/* "conversation:turn", and that of the turn before as the parent. */
static enum gal_status
take_ids(struct gal_parse *parse, struct gal_post *post,
    struct transcript_state *self, struct gal_str conversation)
{
	int64_t turn = 0;
	enum gal_status status;
	int step;

	if (!gal_json_int(&self->values[KEY_TURN], &turn))
		return made_up_id(parse, post, self, conversation);
	for (step = 0; step < 2; step++) {
		if (step == 1 && turn <= 1)
			break;
		gal_buffer_clear(&self->id);
		status = gal_buffer_append(
		    &self->id, conversation.data, conversation.len, NULL);
		if (status == GAL_OK)
			status = gal_buffer_printf(
			    &self->id, NULL, ":%lld", (long long)(turn - step));
		if (status == GAL_OK)
			status = gal_arena_copy(parse->arena,
			    step == 0 ? &post->native_id : &post->parent,
			    (struct gal_str){ self->id.data, self->id.len });
		if (status != GAL_OK)
			return GAL_NOMEM;
	}
	return gal_arena_copy(parse->arena, &post->thread, conversation);
}

/* Text in parts, as interfaces of models have it:
 * [{"type": "text", "text": …}, …]. */
static enum gal_status
join_parts(struct transcript_state *self, struct gal_str json)
{
	enum gal_status status;
	cJSON *parts;

	gal_buffer_clear(&self->text);
	status = gal_json_tree(&parts, &self->mended, json);
	for (const cJSON *part = parts != NULL ? parts->child : NULL;
	     part != NULL && status == GAL_OK; part = part->next) {
		const char *text = cJSON_GetStringValue(cJSON_IsObject(part)
			? cJSON_GetObjectItemCaseSensitive(part, "text")
			: part);

		if (text == NULL)
			continue;
		if (self->text.len > 0)
			status = gal_buffer_append(&self->text, "\n", 1, NULL);
		if (status == GAL_OK)
			status = gal_buffer_append_str(&self->text, text, NULL);
	}
	cJSON_Delete(parts);
	return status == GAL_OK ? GAL_OK : GAL_NOMEM;
}

static enum gal_status
take_text(struct gal_parse *parse, struct gal_post *post,
    struct transcript_state *self)
{
	static const enum key texts[] = { KEY_TEXT, KEY_CONTENT };
	struct gal_str text = first_text(self->values, texts, 2);
	enum gal_status status = GAL_OK;

	if (text.data == NULL &&
	    self->values[KEY_CONTENT].type == GAL_JSON_NESTED) {
		status = join_parts(self, self->values[KEY_CONTENT].text);
		text = (struct gal_str){ self->text.data, self->text.len };
	}
	return status == GAL_OK ? gal_parse_text(parse, &post->text, text,
				      GAL_CLEAN_EMAILS | GAL_CLEAN_UTF8)
				: status;
}

static enum gal_status
transcript_parse(struct gal_parse *parse, const struct gal_record *record)
{
	static const enum key authors[] = { KEY_AUTHOR, KEY_USER, KEY_PERSONA,
		KEY_CONVERSATION };
	static const enum key conversations[] = { KEY_CONVERSATION };
	struct transcript_state *self = parse->state;
	const struct gal_json_value *values = self->values;
	struct gal_str conversation;
	struct gal_post post;
	enum gal_status status;
	bool ok, wanted = false, person;

	status = gal_json_record(parse, self->pick, record, self->values, &ok);
	if (status != GAL_OK || !ok)
		return status;
	conversation = first_text(values, conversations, 1);
	if (conversation.len == 0 ||
	    gal_json_text(&values[KEY_ROLE]).len == 0) {
		gal_parse_bad(parse, "a turn needs conversation_id and role");
		return GAL_OK;
	}
	gal_post_clear(&post);
	post.platform = GAL_PLATFORM_TRANSCRIPT;
	post.kind = GAL_KIND_TURN;
	post.created_utc = first_time(values);
	post.community = gal_json_text(&values[KEY_PLATFORM]);
	post.scope = gal_str_of(parse->settings->scope);
	person = gal_role_is_person(gal_json_text(&values[KEY_ROLE]));
	if (!person)
		post.flags |= GAL_POST_ROLE_AI;
	status = gal_parse_author(parse, &post, post.scope,
	    person ? first_text(values, authors, 4)
		   : (struct gal_str){ NULL, 0 });
	if (status == GAL_OK)
		status = gal_parse_wanted(parse, &post, &wanted);
	if (status != GAL_OK || !wanted)
		return status;
	/* the scope tells people's exports apart: it may well be a name */
	status = gal_parse_sealed(parse, &post.scope, post.scope);
	if (status == GAL_OK)
		status = gal_arena_copy(
		    parse->arena, &post.community, post.community);
	if (status == GAL_OK)
		status = take_text(parse, &post, self);
	if (status == GAL_OK)
		status = take_ids(parse, &post, self, conversation);
	return status == GAL_OK ? gal_parse_emit(parse, &post) : status;
}

const struct gal_format gal_format_transcript = {
	.name = "transcript",
	.description = "dialogues with roles, one turn a line",
	.bid = transcript_bid,
	.open = transcript_open,
	.parse = transcript_parse,
	.close = transcript_close,
};
