#include "ingest/bots.h"
#include "ingest/format.h"
#include "ingest/reader_internal.h"
#include "ingest/scan.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Most posts of a block come from few authors: one hash a name is enough. */
#define CACHE_SLOTS 4096
#define CACHE_NAME 48

struct cache_slot {
	unsigned char len; /* 0: empty */
	unsigned char platform;
	bool bot;
	char name[CACHE_NAME];
	struct gal_pseudonym pseudonym;
};

struct gal_author_cache {
	struct cache_slot slots[CACHE_SLOTS];
	struct gal_buffer scoped;
};

struct gal_parser {
	const struct gal_reader *reader;
	const struct gal_format *format; /* whose state it is */
	struct gal_parse parse;
};

enum gal_status
gal_parser_new(struct gal_parser **out, const struct gal_reader *reader,
    struct gal_error *err)
{
	struct gal_parser *self = calloc(1, sizeof(*self));

	if (self == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	self->reader = reader;
	self->parse.settings = gal_reader_settings(reader);
	self->parse.authors = calloc(1, sizeof(*self->parse.authors));
	if (self->parse.authors == NULL) {
		free(self);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	self->parse.authors->scoped.limit = (size_t)1 << 20;
	*out = self;
	return GAL_OK;
}

static void
close_format(struct gal_parser *self)
{
	if (self->format != NULL && self->format->close != NULL)
		self->format->close(self->parse.state);
	self->format = NULL;
	self->parse.state = NULL;
}

void
gal_parser_free(struct gal_parser *self)
{
	if (self == NULL)
		return;
	close_format(self);
	for (int i = 0; i < GAL_PLATFORM_COUNT; i++)
		gal_author_set_free(&self->parse.wanted[i]);
	gal_buffer_free(&self->parse.authors->scoped);
	free(self->parse.authors);
	free(self);
}

/* ---- batches ---- */

static enum gal_status
batch_clear(struct gal_batch *batch, struct gal_error *err)
{
	struct gal_arena *arena = batch->arena;

	if (arena == NULL) {
		enum gal_status status = gal_arena_new(&arena, err);

		if (status != GAL_OK)
			return status;
		batch->arena = arena;
	}
	gal_arena_clear(arena);
	batch->post_count = 0;
	batch->bad_count = 0;
	batch->restored = 0;
	memset(batch->outcomes, 0, sizeof(batch->outcomes));
	memset(&batch->end, 0, sizeof(batch->end));
	return GAL_OK;
}

void
gal_batch_free(struct gal_batch *batch)
{
	gal_arena_free(batch->arena);
	free(batch->posts);
	memset(batch, 0, sizeof(*batch));
}

/* ---- what formats call ---- */

void
gal_parse_count(struct gal_parse *parse, enum gal_outcome outcome)
{
	parse->batch->outcomes[outcome]++;
}

void
gal_parse_bad(struct gal_parse *parse, const char *reason)
{
	struct gal_batch *batch = parse->batch;

	batch->outcomes[GAL_OUTCOME_BAD]++;
	if (batch->bad_count == GAL_BATCH_BAD_MAX)
		return;
	batch->bad[batch->bad_count].line = parse->record_number;
	batch->bad[batch->bad_count].byte = parse->record_byte;
	batch->bad[batch->bad_count++].reason = reason;
}

enum gal_status
gal_parse_text(struct gal_parse *parse, struct gal_str *out,
    struct gal_str text, unsigned clean_flags)
{
	if (parse->settings->seal_ids)
		clean_flags |= GAL_CLEAN_LINKED_POSTS;
	return gal_clean(parse->arena, out, text, clean_flags);
}

enum gal_status
gal_parse_sealed(
    struct gal_parse *parse, struct gal_str *out, struct gal_str text)
{
	struct gal_pseudonym sealed;
	enum gal_status status;
	char hex[33];

	*out = (struct gal_str){ NULL, 0 };
	if (text.len == 0)
		return GAL_OK;
	status = gal_pseudonym_make(
	    &sealed, &parse->settings->key, GAL_PLATFORM_GENERIC, text, NULL);
	if (status != GAL_OK)
		return status;
	gal_pseudonym_hex(&sealed, hex);
	return gal_arena_copy(parse->arena, out, gal_str_of(hex));
}

/* Tables of Reddit's posts write "u/[deleted]". */
static bool
is_nobody(struct gal_str name)
{
	static const char *const nobody[] = { "", "[deleted]", "[removed]" };
	static const char *const leads[] = { "/u/", "u/" };

	name = gal_str_trim(name, " \t\r\n");
	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++) {
		size_t n = strlen(leads[i]);

		if (name.len > n && memcmp(name.data, leads[i], n) == 0 &&
		    name.data[n] == '[')
			name = (struct gal_str){ name.data + n, name.len - n };
	}
	for (size_t i = 0; i < sizeof(nobody) / sizeof(nobody[0]); i++) {
		if (name.len == strlen(nobody[i]) &&
		    strncasecmp(name.data, nobody[i], name.len) == 0)
			return true;
	}
	return false;
}

static enum gal_status
scoped_name(struct gal_parse *parse, struct gal_str scope, struct gal_str *name)
{
	struct gal_buffer *buffer = &parse->authors->scoped;
	enum gal_status status;

	if (scope.len == 0)
		return GAL_OK;
	gal_buffer_clear(buffer);
	status = gal_buffer_append(buffer, scope.data, scope.len, NULL);
	if (status == GAL_OK)
		status = gal_buffer_append(buffer, "/", 1, NULL);
	if (status == GAL_OK)
		status = gal_buffer_append(buffer, name->data, name->len, NULL);
	*name = (struct gal_str){ buffer->data, buffer->len };
	return status == GAL_OK ? GAL_OK : GAL_NOMEM;
}

static uint64_t
cache_hash(enum gal_platform platform, struct gal_str name)
{
	uint64_t hash = UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)platform;

	for (size_t i = 0; i < name.len; i++)
		hash = (hash ^ (unsigned char)name.data[i]) *
		    UINT64_C(0x100000001b3);
	return hash ^ hash >> 29;
}

enum gal_status
gal_parse_author(struct gal_parse *parse, struct gal_post *post,
    struct gal_str scope, struct gal_str name)
{
	struct cache_slot *slot, fresh = { 0 };
	enum gal_status status;

	parse->author_named = false;
	if (name.data == NULL || is_nobody(name)) {
		post->has_author = false;
		post->flags |= GAL_POST_NO_AUTHOR;
		return GAL_OK;
	}
	/* --author names a person as the archive does, who gives no site */
	parse->author_named = scope.len > 0 &&
	    gal_name_set_has(&parse->settings->selection->authors, name);
	status = scoped_name(parse, scope, &name);
	if (status != GAL_OK)
		return status;
	slot = &parse->authors
		    ->slots[cache_hash(post->platform, name) % CACHE_SLOTS];
	if (name.len == 0 || slot->len != name.len ||
	    slot->platform != post->platform ||
	    memcmp(slot->name, name.data, name.len) != 0) {
		status = gal_pseudonym_make(&fresh.pseudonym,
		    &parse->settings->key, post->platform, name, NULL);
		if (status != GAL_OK)
			return status;
		fresh.bot = gal_is_bot(post->platform, name);
		fresh.platform = (unsigned char)post->platform;
		if (name.len <= CACHE_NAME) {
			fresh.len = (unsigned char)name.len;
			memcpy(fresh.name, name.data, name.len);
			*slot = fresh;
		}
		slot = name.len <= CACHE_NAME ? slot : &fresh;
	}
	post->has_author = true;
	post->author = slot->pseudonym;
	if (slot->bot)
		post->flags |= GAL_POST_BOT;
	return GAL_OK;
}

enum gal_status
gal_parse_wanted(
    struct gal_parse *parse, const struct gal_post *post, bool *wanted)
{
	static const struct gal_author_set anyone;
	struct gal_author_set *authors = &parse->wanted[post->platform];
	enum gal_outcome outcome;

	if (!parse->wanted_built[post->platform]) {
		enum gal_status status =
		    gal_author_set_build(authors, parse->settings->selection,
			&parse->settings->key, post->platform, NULL);

		if (status != GAL_OK)
			return status;
		parse->wanted_built[post->platform] = true;
	}
	outcome = gal_select_meta(parse->settings->selection,
	    parse->author_named ? &anyone : authors, post);
	*wanted = outcome == GAL_OUTCOME_POST;
	if (!*wanted)
		gal_parse_count(parse, outcome);
	return GAL_OK;
}

enum gal_status
gal_parse_emit(struct gal_parse *parse, const struct gal_post *post)
{
	struct gal_batch *batch = parse->batch;
	enum gal_outcome outcome =
	    gal_select_text(parse->settings->selection, post);

	if (outcome == GAL_OUTCOME_POST &&
	    post->deletion == GAL_DELETION_LATER &&
	    !parse->settings->keep_deleted_later)
		outcome = GAL_OUTCOME_DELETED_LATER;
	if (outcome != GAL_OUTCOME_POST) {
		gal_parse_count(parse, outcome);
		return GAL_OK;
	}
	if (batch->post_count == batch->post_capacity) {
		size_t capacity =
		    batch->post_capacity == 0 ? 256 : batch->post_capacity * 2;
		struct gal_post *grown =
		    realloc(batch->posts, capacity * sizeof(*grown));

		if (grown == NULL)
			return GAL_NOMEM;
		batch->posts = grown;
		batch->post_capacity = capacity;
	}
	batch->posts[batch->post_count] = *post;
	if (parse->settings->seal_ids &&
	    gal_seal_post(&parse->settings->seal, parse->arena,
		&batch->posts[batch->post_count]) != GAL_OK)
		return GAL_NOMEM;
	batch->post_count++;
	gal_parse_count(parse, GAL_OUTCOME_POST);
	return GAL_OK;
}

/* ---- blocks ---- */

static bool
is_blank(const char *line, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (strchr(" \t\r\f\v", line[i]) != NULL) /* and NUL */
			continue;
		if (len - i >= 3 && memcmp(line + i, "\xef\xbb\xbf", 3) == 0) {
			i += 2;
			continue;
		}
		return false;
	}
	return true;
}

static uint64_t
count_lines(const char *bytes, size_t len)
{
	uint64_t lines = gal_scan_count(bytes, len, '\n');

	/* the last one of the archive may end without a newline */
	return lines + (len > 0 && bytes[len - 1] != '\n');
}

static enum gal_status
run_lines(struct gal_parse *parse, const struct gal_format *format,
    const struct gal_block *block)
{
	const char *data = block->data.data;
	size_t len = block->data.len;
	size_t at = 0;

	while (at < len) {
		enum gal_outcome reason = GAL_OUTCOME_POST;
		struct gal_record record = { 0 };
		enum gal_status status;
		const char *newline;
		size_t skip = 0;

		if (format->skip != NULL)
			skip = format->skip(
			    parse->settings, data + at, len - at, &reason);
		if (skip > 0) {
			uint64_t lines = count_lines(data + at, skip);

			parse->batch->outcomes[reason] += lines;
			parse->record_number += lines;
			at += skip;
			continue;
		}
		newline = memchr(data + at, '\n', len - at);
		record.data = data + at;
		record.len = newline != NULL ? (size_t)(newline - record.data)
					     : len - at;
		record.readable = len - at + GAL_BLOCK_PADDING;
		parse->record_byte = block->first_byte + at;
		if (is_blank(record.data, record.len)) {
			gal_parse_count(parse, GAL_OUTCOME_BLANK);
		} else {
			status = format->parse(parse, &record);
			if (status != GAL_OK)
				return status;
		}
		parse->record_number++;
		at += record.len + (newline != NULL);
	}
	return GAL_OK;
}

static enum gal_status
run_records(struct gal_parse *parse, const struct gal_format *format,
    const struct gal_block *block)
{
	for (size_t i = block->skip_records; i < block->record_count; i++) {
		const struct gal_block_record *from = &block->records[i];
		struct gal_record record = { 0 };
		enum gal_status status;

		record.data = block->data.data + from->at;
		record.len = from->len;
		record.readable =
		    block->data.len - from->at + GAL_BLOCK_PADDING;
		if (from->context_len > 0) {
			record.context = block->data.data + from->context_at;
			record.context_len = from->context_len;
		}
		parse->record_byte = from->byte;
		status = format->parse(parse, &record);
		if (status != GAL_OK)
			return status;
		parse->record_number++;
	}
	return GAL_OK;
}

enum gal_status
gal_parser_run(struct gal_parser *self, struct gal_block *block,
    struct gal_batch *batch, struct gal_error *err)
{
	struct gal_parse *parse = &self->parse;
	enum gal_status status;

	status = batch_clear(batch, err);
	if (status != GAL_OK)
		return status;
	if (self->format != block->format) {
		close_format(self);
		if (block->format->open != NULL) {
			status = block->format->open(
			    &parse->state, parse->settings, err);
			if (status != GAL_OK)
				return status;
		}
		self->format = block->format;
	}
	parse->batch = batch;
	parse->arena = batch->arena;
	parse->record_number = 0;
	if (block->too_long) {
		parse->record_byte = block->first_byte;
		gal_parse_bad(parse, "longer than 16 MiB");
		parse->record_number = 1;
	} else if (block->format->cutter == NULL) {
		status = run_lines(parse, block->format, block);
	} else {
		status = run_records(parse, block->format, block);
	}
	if (status != GAL_OK)
		return gal_fail(err, status, "out of memory");
	batch->end.member = block->member;
	for (size_t i = 0; i < batch->bad_count; i++)
		memcpy(batch->bad[i].member, block->member_name,
		    sizeof(block->member_name));
	batch->end.byte = block->end_byte;
	batch->end.records = parse->record_number;
	return GAL_OK;
}
