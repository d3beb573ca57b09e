/*
 * Dumps of Stack Exchange: Posts.xml, Comments.xml and Users.xml, each one
 * element <row …/> a record with everything in attributes. The site stands
 * nowhere in the files: it is the scope (--scope, or the folder's name).
 * Ids of posts and comments count apart, so a comment's native id has a "c"
 * before it. Bodies of posts are HTML; comments are plain.
 */
#include "ingest/formats.h"
#include "ingest/readers.h"

#include "core/datetime.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

/* ---- cutting ---- */

struct xml_cut {
	XML_Parser parser;
	struct gal_buffer pairs;
	char root[16]; /* "posts", "comments", "users", … */
	struct gal_block *block;
	struct gal_error *err;
	enum gal_status status;
	bool too_long;
	bool begun;
	size_t bom; /* bytes passed by before the document */
};

static void
cut_close(void *state)
{
	struct xml_cut *self = state;

	XML_ParserFree(self->parser);
	gal_buffer_free(&self->pairs);
	free(self);
}

static void
add_pair(struct xml_cut *self, const char *name, const char *value)
{
	enum gal_status status;

	if (self->too_long || self->status != GAL_OK)
		return;
	status = gal_pairs_add(
	    &self->pairs, gal_str_of(name), gal_str_of(value), NULL);
	self->too_long = status == GAL_LIMIT;
	if (status == GAL_NOMEM)
		self->status = gal_fail(self->err, GAL_NOMEM, "out of memory");
}

static void
on_start(void *state, const XML_Char *name, const XML_Char **attributes)
{
	struct xml_cut *self = state;

	if (self->root[0] == '\0') {
		/* the name of the root tells what the rows are */
		strncpy(self->root, name, sizeof(self->root) - 1);
		return;
	}
	if (strcmp(name, "row") != 0 || self->status != GAL_OK)
		return;
	gal_buffer_clear(&self->pairs);
	self->too_long = false;
	add_pair(self, "", self->root);
	for (size_t i = 0; attributes[i] != NULL; i += 2)
		add_pair(self, attributes[i], attributes[i + 1]);
	if (self->too_long)
		gal_buffer_clear(&self->pairs);
	if (self->status == GAL_OK)
		self->status = gal_block_add(self->block, self->pairs.data,
		    self->pairs.len,
		    (uint64_t)XML_GetCurrentByteIndex(self->parser) + self->bom,
		    self->err);
	if (self->status != GAL_OK)
		(void)XML_StopParser(self->parser, XML_FALSE);
}

static enum gal_status
cut_open(void **state, const struct gal_cutter *cutter, struct gal_error *err)
{
	struct xml_cut *self = calloc(1, sizeof(*self));

	(void)cutter;
	if (self == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	self->pairs.limit = GAL_RECORD_MAX;
	self->parser = XML_ParserCreate(NULL);
	if (self->parser == NULL) {
		free(self);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	XML_SetUserData(self->parser, self);
	XML_SetElementHandler(self->parser, on_start, NULL);
	*state = self;
	return GAL_OK;
}

static enum gal_status
parse(struct xml_cut *self, struct gal_block *block, const char *bytes,
    size_t len, bool last, struct gal_error *err)
{
	enum XML_Error code;

	self->block = block;
	self->err = err;
	self->status = GAL_OK;
	if (XML_Parse(self->parser, bytes, (int)len, last) == XML_STATUS_OK)
		return self->status;
	if (self->status != GAL_OK)
		return self->status;
	code = XML_GetErrorCode(self->parser);
	gal_error_byte(
	    err, (uint64_t)XML_GetCurrentByteIndex(self->parser) + self->bom);
	if (code == XML_ERROR_NO_MEMORY)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	if (last &&
	    (code == XML_ERROR_NO_ELEMENTS ||
		code == XML_ERROR_UNCLOSED_TOKEN ||
		code == XML_ERROR_PARTIAL_CHAR ||
		code == XML_ERROR_UNCLOSED_CDATA_SECTION))
		return gal_fail(
		    err, GAL_TRUNCATED, "the XML document ends before its end");
	return gal_fail(err, GAL_CORRUPT, "the XML document is broken here: %s",
	    XML_ErrorString(code));
}

static enum gal_status
cut_feed(void *state, struct gal_block *block, const char *bytes, size_t len,
    uint64_t at, struct gal_error *err)
{
	struct xml_cut *self = state;

	(void)at;
	/* some dumps have two byte order marks, or space in front */
	while (!self->begun && len > 0 &&
	    strchr("\xef\xbb\xbf \r\n\t", bytes[0]) != NULL) {
		bytes++;
		len--;
		self->bom++;
	}
	if (len == 0)
		return GAL_OK;
	self->begun = true;
	return parse(self, block, bytes, len, false, err);
}

static enum gal_status
cut_finish(void *state, struct gal_block *block, struct gal_error *err)
{
	return parse(state, block, "", 0, true, err);
}

static const struct gal_cutter cutter = { .open = cut_open,
	.feed = cut_feed,
	.finish = cut_finish,
	.close = cut_close };

/* ---- parsing ---- */

struct se_state {
	const struct gal_readers *readers;
	struct gal_buffer text;
};

static int
se_bid(const char *head, size_t len, const struct gal_settings *settings)
{
	/* all files of a dump, so that *.xml can be given */
	static const char *const roots[] = { "<posts", "<comments", "<users",
		"<badges>", "<votes>", "<tags>", "<posthistory>",
		"<postlinks>" };

	(void)settings;
	if (len == 0 || head[0] != '<')
		return 0;
	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
		if (memmem(head, len < 4096 ? len : 4096, roots[i],
			strlen(roots[i])) != NULL)
			return 90;
	}
	return 0;
}

static enum gal_status
se_open(
    void **state, const struct gal_settings *settings, struct gal_error *err)
{
	struct se_state *self = calloc(1, sizeof(*self));
	enum gal_status status;

	(void)settings;
	if (self == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	self->text.limit = 4 * GAL_RECORD_MAX;
	status = gal_readers_get(&self->readers, err);
	if (status == GAL_OK)
		*state = self;
	else
		free(self);
	return status;
}

static void
se_close(void *state)
{
	struct se_state *self = state;

	gal_buffer_free(&self->text);
	free(self);
}

static struct gal_str
get(const struct gal_record *record, const char *name)
{
	return gal_pairs_get(record->data, record->len, name);
}

static int64_t
number(struct gal_str text)
{
	char digits[24];

	if (text.len == 0 || text.len >= sizeof(digits))
		return GAL_ABSENT;
	memcpy(digits, text.data, text.len);
	digits[text.len] = '\0';
	return strtoll(digits, NULL, 10);
}

static int64_t
when(struct gal_str text)
{
	int64_t utc;

	return text.len > 0 && gal_time_parse(&utc, text, NULL) == GAL_OK
	    ? utc
	    : GAL_ABSENT;
}

/* Native ids: a post's number; "c" and the number of a comment. */
static enum gal_status
take_id(struct gal_parse *parse, struct gal_str *out, struct gal_str id,
    bool comment)
{
	char text[32];

	if (id.len == 0 || id.len > 20)
		return GAL_OK;
	text[0] = 'c';
	memcpy(text + 1, id.data, id.len);
	return gal_arena_copy(parse->arena, out,
	    (struct gal_str){ text + !comment, id.len + comment });
}

enum se_kind { SE_QUESTION, SE_ANSWER, SE_COMMENT, SE_OTHER };

static enum se_kind
kind_of(const struct gal_record *record)
{
	struct gal_str type = get(record, "PostTypeId");

	if (gal_str_equal(get(record, ""), GAL_STR("comments")))
		return SE_COMMENT;
	if (!gal_str_equal(get(record, ""), GAL_STR("posts")))
		return SE_OTHER; /* users; badges and votes hold no text */
	if (gal_str_equal(type, GAL_STR("1")))
		return SE_QUESTION;
	/* 4 and 5 are descriptions of tags, 3, 6 and 7 the site's own */
	return gal_str_equal(type, GAL_STR("2")) ? SE_ANSWER : SE_OTHER;
}

static enum gal_status
take_ids(struct gal_parse *parse, struct gal_post *post,
    const struct gal_record *record, enum se_kind kind)
{
	struct gal_str parent =
	    get(record, kind == SE_COMMENT ? "PostId" : "ParentId");
	enum gal_status status;

	status = take_id(
	    parse, &post->native_id, get(record, "Id"), kind == SE_COMMENT);
	if (status == GAL_OK && kind != SE_QUESTION)
		status = take_id(parse, &post->parent, parent, false);
	if (kind == SE_QUESTION)
		post->thread = post->native_id;
	/* what a comment's post answers is not in this file */
	if (kind == SE_ANSWER)
		post->thread = post->parent;
	return status;
}

static enum gal_status
take_text(struct gal_parse *parse, struct gal_post *post,
    const struct gal_record *record, enum se_kind kind)
{
	struct se_state *self = parse->state;
	const unsigned flags = GAL_CLEAN_AT_USERS | GAL_CLEAN_LINKED_USERS |
	    GAL_CLEAN_EMAILS | GAL_CLEAN_UTF8;
	struct gal_str text = get(record, kind == SE_COMMENT ? "Text" : "Body");
	enum gal_status status;

	if (kind != SE_COMMENT) {
		gal_buffer_clear(&self->text);
		status =
		    self->readers->html_text(&self->text, text.data, text.len);
		if (status != GAL_OK)
			return status;
		text = (struct gal_str){ self->text.data, self->text.len };
	}
	status = gal_parse_text(parse, &post->text, text, flags);
	if (status == GAL_OK)
		status = gal_parse_text(
		    parse, &post->title, get(record, "Title"), flags);
	return status;
}

static enum gal_status
se_parse(struct gal_parse *parse, const struct gal_record *record)
{
	enum se_kind kind = kind_of(record);
	struct gal_post post;
	enum gal_status status;
	bool wanted = false;

	if (record->len == 0) {
		gal_parse_bad(parse, "longer than 16 MiB");
		return GAL_OK;
	}
	if (kind == SE_OTHER) {
		gal_parse_count(parse, GAL_OUTCOME_NOT_A_POST);
		return GAL_OK;
	}
	gal_post_clear(&post);
	post.platform = GAL_PLATFORM_STACKEXCHANGE;
	post.kind =
	    kind == SE_QUESTION ? GAL_KIND_SUBMISSION : GAL_KIND_COMMENT;
	post.scope = gal_str_of(parse->settings->scope[0] != '\0'
		? parse->settings->scope
		: parse->settings->site);
	post.community = post.scope;
	post.created_utc = when(get(record, "CreationDate"));
	post.edited_utc = when(get(record, "LastEditDate"));
	if (post.edited_utc != GAL_ABSENT)
		post.flags |= GAL_POST_EDITED;
	post.score = number(get(record, "Score"));
	if (kind != SE_COMMENT)
		post.num_comments = number(get(record, "CommentCount"));
	/* without a number the account is gone, a name may be left */
	status = gal_parse_author(parse, &post, post.scope,
	    get(record, kind == SE_COMMENT ? "UserId" : "OwnerUserId"));
	if (status == GAL_OK)
		status = gal_parse_wanted(parse, &post, &wanted);
	if (status != GAL_OK || !wanted)
		return status;
	status = take_ids(parse, &post, record, kind);
	if (status == GAL_OK && post.native_id.len == 0) {
		gal_parse_bad(parse, "no usable id");
		return GAL_OK;
	}
	if (status == GAL_OK)
		status = gal_arena_copy(parse->arena, &post.scope, post.scope);
	post.community = post.scope;
	if (status == GAL_OK)
		status = take_text(parse, &post, record, kind);
	return status == GAL_OK ? gal_parse_emit(parse, &post) : status;
}

const struct gal_format gal_format_stackexchange = {
	.name = "stackexchange",
	.description = "Stack Exchange dumps: Posts, Comments, Users.xml",
	.bid = se_bid,
	.cutter = &cutter,
	.open = se_open,
	.parse = se_parse,
	.close = se_close,
};
