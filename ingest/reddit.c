#include "ingest/reddit.h"

#include "ingest/json_line.h"

#include <string.h>

#define GAL_KEY(name, key) (key),
const char *const gal_reddit_keys[GAL_REDDIT_KEY_COUNT] = { GAL_REDDIT_KEY_MAP(
    GAL_KEY) };
#undef GAL_KEY

#define TEXT_FLAGS                                                             \
	(GAL_CLEAN_ENTITIES | GAL_CLEAN_REDDIT_USERS | GAL_CLEAN_PLAIN_EMAILS)

/* Reddit ids are base 36; "t1_", "t3_" or "t5_" may stand before them. */
static struct gal_str
bare_id(struct gal_str id)
{
	if (id.len > 3 && id.data[0] == 't' && id.data[2] == '_')
		return (struct gal_str){ id.data + 3, id.len - 3 };
	return id;
}

/* Rows of one interface give ids as the decimal value of the base-36 id:
 * 45568804275 for "kxmhmer". */
static struct gal_str
base36(struct gal_parse *parse, int64_t value, const char *prefix)
{
	char text[GAL_REDDIT_ID_MAX + 4];
	size_t n = strlen(prefix);
	struct gal_str out = { NULL, 0 };

	if (value <= 0)
		return out;
	memcpy(text, prefix, n);
	gal_reddit_id(text + n, value);
	/* out of memory leaves it absent and shows at the next copy */
	(void)!gal_arena_copy(parse->arena, &out, gal_str_of(text));
	return out;
}

/* Native id without prefix, in the arena, lower case. */
static enum gal_status
take_id(struct gal_parse *parse, struct gal_str *out,
    const struct gal_json_value *value)
{
	int64_t number;
	enum gal_status status;

	*out = (struct gal_str){ NULL, 0 };
	if (value->type == GAL_JSON_NUMBER && gal_json_int(value, &number)) {
		*out = base36(parse, number, "");
		return GAL_OK;
	}
	status =
	    gal_arena_copy(parse->arena, out, bare_id(gal_json_text(value)));
	for (size_t i = 0; i < out->len; i++) {
		char *c = (char *)(uintptr_t)out->data + i;

		*c = gal_lower(*c);
	}
	return status;
}

static enum gal_status
take_ids(struct gal_parse *parse, struct gal_post *post,
    const struct gal_json_value *values)
{
	const struct gal_json_value *parent = &values[GAL_REDDIT_PARENT_ID];
	int64_t parent_number, link_number;
	enum gal_status status;

	status = take_id(parse, &post->native_id, &values[GAL_REDDIT_ID]);
	if (status == GAL_OK && post->native_id.len == 0)
		status =
		    take_id(parse, &post->native_id, &values[GAL_REDDIT_NAME]);
	if (status != GAL_OK)
		return status;
	status = take_id(parse, &post->crosspost_parent,
	    &values[GAL_REDDIT_CROSSPOST_PARENT]);
	if (status != GAL_OK)
		return status;
	if (post->kind == GAL_KIND_SUBMISSION) {
		post->thread = post->native_id;
		return GAL_OK;
	}
	status = take_id(parse, &post->thread, &values[GAL_REDDIT_LINK_ID]);
	if (status != GAL_OK)
		return status;
	if (parent->type == GAL_JSON_NUMBER &&
	    gal_json_int(parent, &parent_number)) {
		/* a number has no prefix: it is the thread if it equals the
		 * thread's, else a comment */
		bool is_thread =
		    gal_json_int(&values[GAL_REDDIT_LINK_ID], &link_number) &&
		    link_number == parent_number;
		struct gal_str bare = base36(parse, parent_number, "");

		is_thread = is_thread || gal_str_equal(bare, post->thread);
		post->parent =
		    base36(parse, parent_number, is_thread ? "t3_" : "t1_");
		return GAL_OK;
	}
	return gal_arena_copy(
	    parse->arena, &post->parent, gal_json_text(parent));
}

static int64_t
count_or_absent(const struct gal_json_value *value)
{
	int64_t number;

	return gal_json_int(value, &number) ? number : GAL_ABSENT;
}

static void
later(int64_t *latest, const struct gal_json_value *value)
{
	int64_t utc = gal_json_time(value);

	if (utc != GAL_ABSENT && (*latest == GAL_ABSENT || utc > *latest))
		*latest = utc;
}

static void
take_numbers(struct gal_post *post, const struct gal_json_value *values)
{
	const struct gal_json_value *edited = &values[GAL_REDDIT_EDITED];
	int64_t utc;

	post->created_utc = gal_json_time(&values[GAL_REDDIT_CREATED_UTC]);
	post->score = count_or_absent(&values[GAL_REDDIT_SCORE]);
	post->num_comments = count_or_absent(&values[GAL_REDDIT_NUM_COMMENTS]);
	/* the second look of newer archives gives the metrics */
	later(&post->observed_utc, &values[GAL_REDDIT_RETRIEVED_ON]);
	later(&post->observed_utc, &values[GAL_REDDIT_RETRIEVED_UTC]);
	later(&post->observed_utc, &values[GAL_REDDIT_UPDATED_ON]);
	later(&post->observed_utc, &values[GAL_REDDIT_UPDATED_UTC]);
	later(&post->observed_utc, &values[GAL_REDDIT_META_RETRIEVED_2ND]);
	/* false, true without a time, or the time */
	utc =
	    edited->type == GAL_JSON_TRUE ? GAL_ABSENT : gal_json_time(edited);
	if (utc > 1)
		post->edited_utc = utc;
	if (utc > 1 || edited->type == GAL_JSON_TRUE ||
	    gal_json_is_true(&values[GAL_REDDIT_META_IS_EDITED]))
		post->flags |= GAL_POST_EDITED;
}

static void
take_flags(struct gal_post *post, const struct gal_json_value *values)
{
	static const struct {
		enum gal_reddit_key key;
		enum gal_post_flag flag;
	} flags[] = {
		{ GAL_REDDIT_IS_SELF, GAL_POST_IS_SELF },
		{ GAL_REDDIT_OVER_18, GAL_POST_NSFW },
		{ GAL_REDDIT_STICKIED, GAL_POST_STICKIED },
		{ GAL_REDDIT_PROMOTED, GAL_POST_ADVERT },
		{ GAL_REDDIT_SIMULATED, GAL_POST_SIMULATED },
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (gal_json_is_true(&values[flags[i].key]))
			post->flags |= flags[i].flag;
	}
}

/* ---- who took it away ---- */

struct word_row {
	const char *word; /* lower case */
	enum gal_deletion deletion;
};

/* What stands where the text was. */
static const struct word_row placeholders[] = {
	{ "[deleted]", GAL_DELETION_AUTHOR },
	{ "[deleted by user]", GAL_DELETION_AUTHOR },
	{ "[ deleted by user ]", GAL_DELETION_AUTHOR },
	{ "[removed]", GAL_DELETION_MODERATOR },
	{ "[removed by moderator]", GAL_DELETION_MODERATOR },
	{ "[ removed by moderator ]", GAL_DELETION_MODERATOR },
	{ "[removed by reddit]", GAL_DELETION_PLATFORM },
	{ "[ removed by reddit ]", GAL_DELETION_PLATFORM },
};

/* removed_by_category since 2019-09, and _meta.removal_type. */
static const struct word_row categories[] = {
	{ "deleted", GAL_DELETION_AUTHOR },
	{ "author", GAL_DELETION_AUTHOR },
	{ "moderator", GAL_DELETION_MODERATOR },
	{ "automod_filtered", GAL_DELETION_MODERATOR },
	{ "removed", GAL_DELETION_MODERATOR },
	{ "reddit", GAL_DELETION_PLATFORM },
	{ "removed by reddit", GAL_DELETION_PLATFORM },
	{ "content_takedown", GAL_DELETION_PLATFORM },
	{ "copyright_takedown", GAL_DELETION_PLATFORM },
	{ "community_ops", GAL_DELETION_PLATFORM },
	{ "anti_evil_ops", GAL_DELETION_PLATFORM },
};

#define ROWS(table) (table), sizeof(table) / sizeof((table)[0])

static enum gal_deletion
look_up(const struct word_row *rows, size_t count, struct gal_str text,
    enum gal_deletion otherwise)
{
	text = gal_str_trim(text, " \t\r\n");
	for (size_t i = 0; i < count; i++) {
		size_t n = strlen(rows[i].word), k = 0;

		if (text.len != n)
			continue;
		while (k < n &&
		    (text.data[k] >= 'A' && text.data[k] <= 'Z'
			    ? text.data[k] + 32
			    : text.data[k]) == rows[i].word[k])
			k++;
		if (k == n)
			return rows[i].deletion;
	}
	return otherwise;
}

/* Reddit adds a reason to its own notice: "[ Removed by Reddit on account of
 * violating the content policy. ]". */
static bool
is_notice(struct gal_str text)
{
	static const char start[] = "[ Removed by ";

	return text.len > sizeof(start) && text.len < 200 &&
	    memcmp(text.data, start, sizeof(start) - 1) == 0 &&
	    memchr(text.data, '\n', text.len) == NULL;
}

enum gal_deletion
gal_reddit_placeholder(struct gal_str text)
{
	return look_up(ROWS(placeholders), text,
	    is_notice(text) ? GAL_DELETION_PLATFORM : GAL_DELETION_NONE);
}

static enum gal_deletion
by_category(const struct gal_json_value *value)
{
	struct gal_str text = gal_json_text(value);

	return text.len > 0
	    ? look_up(ROWS(categories), text, GAL_DELETION_PLATFORM)
	    : GAL_DELETION_NONE;
}

/* Decide the state, and take away the text where there is none or its author
 * withdrew it. */
static void
take_deletion(struct gal_post *post, const struct gal_json_value *values,
    struct gal_str *title, struct gal_str *text)
{
	struct gal_str reason =
	    gal_json_text(&values[GAL_REDDIT_REMOVAL_REASON]);
	/* the surest first */
	const enum gal_deletion said[] = {
		by_category(&values[GAL_REDDIT_REMOVED_BY_CATEGORY]),
		by_category(&values[GAL_REDDIT_META_REMOVAL_TYPE]),
		reason.len > 0 ? GAL_DELETION_PLATFORM : GAL_DELETION_NONE,
		gal_reddit_placeholder(*text), gal_reddit_placeholder(*title)
	};

	if (said[3] != GAL_DELETION_NONE)
		*text = (struct gal_str){ NULL, 0 };
	if (said[4] != GAL_DELETION_NONE)
		*title = (struct gal_str){ NULL, 0 };
	/* what the author did counts, whoever else took it away, too */
	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
		if (said[i] == GAL_DELETION_AUTHOR ||
		    post->deletion == GAL_DELETION_NONE)
			post->deletion = said[i];
	}
	if (gal_json_is_true(&values[GAL_REDDIT_META_DELETED_LATER]))
		post->deletion = GAL_DELETION_LATER;
	/* an archive may still hold what its author took back */
	if (post->deletion == GAL_DELETION_AUTHOR)
		*text = (struct gal_str){ NULL, 0 };
}

/* ---- the whole ---- */

/* Which of the two it is; false: neither. */
static bool
take_kind(struct gal_post *post, const struct gal_json_value *values)
{
	bool body = values[GAL_REDDIT_BODY].type != GAL_JSON_ABSENT;
	bool link = values[GAL_REDDIT_LINK_ID].type != GAL_JSON_ABSENT;
	bool title = values[GAL_REDDIT_TITLE].type != GAL_JSON_ABSENT ||
	    values[GAL_REDDIT_SELFTEXT].type != GAL_JSON_ABSENT;

	post->kind = body || link ? GAL_KIND_COMMENT : GAL_KIND_SUBMISSION;
	return body || link || title;
}

struct gal_str
gal_reddit_community(struct gal_str name)
{
	if (name.len > 2 && (name.data[0] == 'u' || name.data[0] == 'U') &&
	    name.data[1] == '_')
		return GAL_STR("u_[user]");
	return name;
}

static enum gal_status
take_text(struct gal_parse *parse, struct gal_post *post,
    const struct gal_json_value *values)
{
	unsigned flags = TEXT_FLAGS;
	struct gal_str title = gal_json_text(&values[GAL_REDDIT_TITLE]);
	struct gal_str text = gal_json_text(
	    &values[post->kind == GAL_KIND_COMMENT ? GAL_REDDIT_BODY
						   : GAL_REDDIT_SELFTEXT]);
	enum gal_status status;

	/* rows with this key hold escapes that were escaped once more */
	if (values[GAL_REDDIT_BODY_SHA1].type != GAL_JSON_ABSENT)
		flags |= GAL_CLEAN_WRITTEN_ESCAPES;
	take_deletion(post, values, &title, &text);
	status = gal_parse_text(parse, &post->title, title, flags);
	if (status == GAL_OK)
		status = gal_parse_text(parse, &post->text, text, flags);
	return status;
}

enum gal_status
gal_reddit_post(struct gal_parse *parse, const struct gal_json_value *values)
{
	struct gal_str community = gal_json_text(&values[GAL_REDDIT_SUBREDDIT]);
	struct gal_post post;
	enum gal_status status;
	bool wanted = false;

	gal_post_clear(&post);
	post.platform = GAL_PLATFORM_REDDIT;
	if (values[GAL_REDDIT_DISPLAY_NAME].type != GAL_JSON_ABSENT) {
		gal_parse_count(parse, GAL_OUTCOME_NOT_A_POST);
		return GAL_OK;
	}
	if (!take_kind(&post, values)) {
		gal_parse_bad(parse, "neither a submission nor a comment");
		return GAL_OK;
	}
	/* what selection asks for; strings still in the JSON reader */
	post.community = community;
	post.community_id =
	    bare_id(gal_json_text(&values[GAL_REDDIT_SUBREDDIT_ID]));
	take_numbers(&post, values);
	status = gal_parse_author(parse, &post, (struct gal_str){ NULL, 0 },
	    gal_json_text(&values[GAL_REDDIT_AUTHOR]));
	if (status == GAL_OK)
		status = gal_parse_wanted(parse, &post, &wanted);
	if (status != GAL_OK || !wanted)
		return status;
	status = take_ids(parse, &post, values);
	if (status != GAL_OK)
		return status;
	if (gal_reddit_row_id(&post.row_id, post.kind, post.native_id, NULL) !=
	    GAL_OK) {
		gal_parse_bad(parse, "no usable id");
		return GAL_OK;
	}
	take_flags(&post, values);
	status = gal_arena_copy(
	    parse->arena, &post.community, gal_reddit_community(community));
	if (status == GAL_OK)
		status = gal_arena_copy(
		    parse->arena, &post.community_id, post.community_id);
	if (status == GAL_OK)
		status = take_text(parse, &post, values);
	if (status != GAL_OK)
		return status;
	if (gal_json_is_true(&values[GAL_REDDIT_META_INITIALLY_DELETED]))
		parse->batch->restored++;
	return gal_parse_emit(parse, &post);
}
