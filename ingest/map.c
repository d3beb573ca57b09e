#include "ingest/map.h"

#include "ingest/json_line.h"
#include "ingest/reddit.h"

#include "core/rng.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define GAL_NAME(name, text) (text),
static const char *const field_names[] = { GAL_MAP_FIELD_MAP(GAL_NAME) };
#undef GAL_NAME

static int
find_field(const char *name, size_t len)
{
	for (int i = 0; i < GAL_MAP_FIELD_COUNT; i++) {
		if (strlen(field_names[i]) == len &&
		    memcmp(field_names[i], name, len) == 0)
			return i;
	}
	return -1;
}

static enum gal_status
take_part(struct gal_map *map, char *part, struct gal_error *err)
{
	char *equals = strchr(part, '=');
	size_t len;
	int field;
	bool constant;

	if (equals == NULL || equals == part || equals[1] == '\0')
		return gal_fail(err, GAL_ARGUMENT,
		    "\"%s\" in the mapping is not field=column", part);
	constant = equals[-1] == ':';
	len = (size_t)(equals - part) - constant;
	field = find_field(part, len);
	if (field < 0)
		return gal_fail(err, GAL_ARGUMENT,
		    "\"%.*s\" in the mapping is no field of a post", (int)len,
		    part);
	if (map->paths[field] != NULL || map->constants[field] != NULL)
		return gal_fail(err, GAL_ARGUMENT, "\"%s\" is mapped twice",
		    field_names[field]);
	if (constant)
		map->constants[field] = equals + 1;
	else
		map->paths[field] = equals + 1;
	return GAL_OK;
}

enum gal_status
gal_map_parse(struct gal_map *map, const char *text, struct gal_error *err)
{
	enum gal_status status = GAL_OK;
	char *part, *rest = NULL;

	memset(map, 0, sizeof(*map));
	map->words = strdup(text);
	if (map->words == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	for (part = strtok_r(map->words, ",", &rest);
	     part != NULL && status == GAL_OK;
	     part = strtok_r(NULL, ",", &rest))
		status = take_part(map, part, err);
	if (status == GAL_OK && map->paths[GAL_MAP_TEXT] == NULL &&
	    map->paths[GAL_MAP_TITLE] == NULL)
		status = gal_fail(err, GAL_ARGUMENT,
		    "the mapping names neither text nor title");
	if (status != GAL_OK)
		gal_map_free(map);
	return status;
}

void
gal_map_free(struct gal_map *map)
{
	free(map->words);
	memset(map, 0, sizeof(*map));
}

/* A string, or a number as written; absent otherwise. */
static struct gal_str
as_text(const struct gal_json_value *value)
{
	if (value->type == GAL_JSON_STRING || value->type == GAL_JSON_NUMBER)
		return value->text;
	return (struct gal_str){ NULL, 0 };
}

static bool
is_ai(struct gal_str role)
{
	static const char *const names[] = { "ai", "assistant", "bot", "model",
		"system", "tool" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (role.len == strlen(names[i]) &&
		    strncasecmp(role.data, names[i], role.len) == 0)
			return true;
	}
	return false;
}

static void
take_kind(struct gal_post *post, const struct gal_json_value *values)
{
	struct gal_str kind = as_text(&values[GAL_MAP_KIND]);

	post->kind = values[GAL_MAP_TITLE].type == GAL_JSON_STRING
	    ? GAL_KIND_SUBMISSION
	    : GAL_KIND_MESSAGE;
	if (values[GAL_MAP_ROLE].type == GAL_JSON_STRING)
		post->kind = GAL_KIND_TURN;
	if (kind.len > 0 && gal_kind_parse(&post->kind, kind) != GAL_OK)
		return; /* a word of theirs, not of ours: keep the guess */
}

/* Tables of Reddit's posts hold its placeholders, too; false: neither text
 * nor title was there to begin with. */
static bool
take_words(struct gal_post *post, const struct gal_json_value *values,
    struct gal_str *title, struct gal_str *text)
{
	struct gal_str *const words[] = { text, title };

	*title = as_text(&values[GAL_MAP_TITLE]);
	*text = as_text(&values[GAL_MAP_TEXT]);
	if (title->data == NULL && text->data == NULL)
		return false;
	for (size_t i = 0; i < 2; i++) {
		enum gal_deletion deletion = gal_reddit_placeholder(*words[i]);

		if (deletion == GAL_DELETION_NONE)
			continue;
		*words[i] = (struct gal_str){ NULL, 0 };
		if (post->deletion != GAL_DELETION_AUTHOR)
			post->deletion = deletion;
	}
	if (post->deletion == GAL_DELETION_AUTHOR)
		*text = (struct gal_str){ NULL, 0 };
	return true;
}

static enum gal_status
made_up_id(struct gal_parse *parse, struct gal_post *post)
{
	uint64_t hash = gal_hash_bytes(post->author.bytes,
	    sizeof(post->author.bytes), (uint64_t)post->created_utc);
	char text[24];
	int n;

	hash = gal_hash_bytes(post->title.data, post->title.len, hash);
	hash = gal_hash_bytes(post->text.data, post->text.len, hash);
	n = snprintf(text, sizeof(text), "h%016llx", (unsigned long long)hash);
	return gal_arena_copy(parse->arena, &post->native_id,
	    (struct gal_str){ text, (size_t)n });
}

void
gal_map_constants(const struct gal_map *map,
    struct gal_json_value values[GAL_MAP_FIELD_COUNT])
{
	memset(values, 0, GAL_MAP_FIELD_COUNT * sizeof(values[0]));
	for (int i = 0; i < GAL_MAP_FIELD_COUNT; i++) {
		if (map->constants[i] == NULL)
			continue;
		values[i].type = GAL_JSON_STRING;
		values[i].text = gal_str_of(map->constants[i]);
	}
}

enum gal_status
gal_map_post(struct gal_parse *parse,
    const struct gal_json_value values[GAL_MAP_FIELD_COUNT])
{
	const unsigned names = GAL_CLEAN_UTF8;
	const unsigned texts = names | GAL_CLEAN_AT_USERS |
	    GAL_CLEAN_REDDIT_USERS | GAL_CLEAN_ID_USERS | GAL_CLEAN_EMAILS;
	struct {
		struct gal_str *out;
		struct gal_str from;
		unsigned flags;
	} copies[8];
	struct gal_post post;
	struct gal_str title, text;
	struct gal_str scope = as_text(&values[GAL_MAP_SCOPE]);
	enum gal_status status;
	bool wanted = false;
	size_t n = 0;

	gal_post_clear(&post);
	post.platform = GAL_PLATFORM_GENERIC;
	if (scope.data == NULL)
		scope = gal_str_of(parse->settings->scope);
	take_kind(&post, values);
	post.created_utc = gal_json_time(&values[GAL_MAP_CREATED]);
	post.observed_utc = gal_json_time(&values[GAL_MAP_OBSERVED]);
	post.edited_utc = gal_json_time(&values[GAL_MAP_EDITED]);
	if (!gal_json_int(&values[GAL_MAP_SCORE], &post.score))
		post.score = GAL_ABSENT;
	if (!gal_json_int(&values[GAL_MAP_NUM_COMMENTS], &post.num_comments))
		post.num_comments = GAL_ABSENT;
	if (is_ai(as_text(&values[GAL_MAP_ROLE])))
		post.flags |= GAL_POST_ROLE_AI;
	post.community = as_text(&values[GAL_MAP_COMMUNITY]);
	post.community_id = as_text(&values[GAL_MAP_COMMUNITY_ID]);
	status = gal_parse_author(
	    parse, &post, scope, as_text(&values[GAL_MAP_AUTHOR]));
	if (status == GAL_OK)
		status = gal_parse_wanted(parse, &post, &wanted);
	if (status != GAL_OK || !wanted)
		return status;
	if (!take_words(&post, values, &title, &text)) {
		gal_parse_bad(parse, "neither text nor title");
		return GAL_OK;
	}
	copies[n].out = &post.scope;
	copies[n].flags = names;
	copies[n++].from = scope;
	copies[n].out = &post.native_id;
	copies[n].flags = names;
	copies[n++].from = as_text(&values[GAL_MAP_ID]);
	copies[n].out = &post.community;
	copies[n].flags = names;
	copies[n++].from = gal_reddit_community(post.community);
	copies[n].out = &post.community_id;
	copies[n].flags = names;
	copies[n++].from = post.community_id;
	copies[n].out = &post.thread;
	copies[n].flags = names;
	copies[n++].from = as_text(&values[GAL_MAP_THREAD]);
	copies[n].out = &post.parent;
	copies[n].flags = names;
	copies[n++].from = as_text(&values[GAL_MAP_PARENT]);
	copies[n].out = &post.title;
	copies[n].flags = texts;
	copies[n++].from = title;
	copies[n].out = &post.text;
	copies[n].flags = texts;
	copies[n++].from = text;
	for (size_t i = 0; i < n && status == GAL_OK; i++)
		status = gal_parse_text(
		    parse, copies[i].out, copies[i].from, copies[i].flags);
	if (status == GAL_OK && post.native_id.len == 0)
		status = made_up_id(parse, &post);
	if (status != GAL_OK)
		return status;
	return gal_parse_emit(parse, &post);
}
