#include "ingest/format.h"
#include "ingest/reader_internal.h"
#include "ingest/source_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- formats of members ---- */

static void
close_cutter(struct gal_reader *self)
{
	if (self->cutter != NULL && self->format->cutter != NULL)
		self->format->cutter->close(self->cutter);
	self->cutter = NULL;
}

static enum gal_status
choose_format(struct gal_reader *self, struct gal_error *err)
{
	const struct gal_format *fits = NULL;
	const unsigned char *head = NULL;
	size_t len = 0, junk = 0;
	int best = 0;
	enum gal_status status;

	status = gal_source_peek(self->source, &head, &len, err);
	if (status != GAL_OK)
		return status;
	if (self->format_wanted != NULL) {
		self->format = gal_format_find(self->format_wanted);
		return GAL_OK;
	}
	if (len == 0) {
		char byte;

		/* let the source say why there is nothing */
		status = gal_source_read(self->source, &byte, 1, &len, err);
		return status == GAL_END
		    ? gal_fail(err, GAL_FORMAT, "holds no bytes")
		    : status;
	}
	/* byte order marks, NULs and space in front belong to no format */
	while (junk < len && strchr("\xef\xbb\xbf \t\r\n", head[junk]) != NULL)
		junk++;
	if (len >= 2 &&
	    (memcmp(head, "\xff\xfe", 2) == 0 ||
		memcmp(head, "\xfe\xff", 2) == 0))
		return gal_fail(err, GAL_UNSUPPORTED,
		    "is text in UTF-16; make it UTF-8 first (iconv -f UTF-16 "
		    "-t UTF-8)");
	for (size_t i = 0; gal_format_table[i] != NULL; i++) {
		int bid = gal_format_table[i]->bid(
		    (const char *)head + junk, len - junk, &self->settings);

		if (bid < 0)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		if (bid > best) {
			best = bid;
			fits = gal_format_table[i];
		}
	}
	if (fits == NULL)
		return gal_fail(err, GAL_UNSUPPORTED, "%s",
		    self->settings.map == NULL
			? "no known format fits the content; name one with "
			  "--input-format, or the fields with --map"
			: "no format fits the content: --map reads objects, "
			  "one a line, and tables whose header has all its "
			  "columns");
	self->format = fits;
	return GAL_OK;
}

static enum gal_status
open_member(struct gal_reader *self, struct gal_error *err)
{
	enum gal_status status = choose_format(self, err);

	if (status == GAL_OK && self->format->cutter != NULL)
		status = self->format->cutter->open(
		    &self->cutter, self->format->cutter, err);
	return status;
}

static void
pass_member(struct gal_reader *self)
{
	if (self->passed_members++ == 0)
		(void)snprintf(self->passed_member, sizeof(self->passed_member),
		    "%s", gal_source_member(self->source));
}

/* Go on to the next member that holds posts. Files between them (a README)
 * are no archives and are passed by; what is damaged before its first record
 * hides no other. */
static enum gal_status
next_member(struct gal_reader *self, struct gal_error *err)
{
	for (;;) {
		struct gal_error why = { 0 };
		enum gal_status status;

		close_cutter(self);
		self->drop_records = 0;
		gal_buffer_clear(&self->carry);
		status = gal_source_next_member(self->source, err);
		if (status != GAL_OK)
			return status;
		status = open_member(self, &why);
		if (status == GAL_UNSUPPORTED || status == GAL_FORMAT)
			pass_member(self);
		else if (status == GAL_OK ||
		    !gal_source_pass_fault(self->source, &why)) {
			if (status != GAL_OK && err != NULL)
				*err = why;
			return status;
		}
	}
}

/* The first member: where nothing fits, go on if there are members, and say
 * why if none fits at all. */
static enum gal_status
first_member(struct gal_reader *self, struct gal_error *err)
{
	struct gal_error why = { 0 };
	enum gal_status status = open_member(self, &why), next;
	bool passes = status == GAL_UNSUPPORTED || status == GAL_FORMAT;

	if (passes)
		pass_member(self);
	else if (status != GAL_OK)
		passes = gal_source_pass_fault(self->source, &why);
	next = passes ? next_member(self, err) : GAL_END;
	if (next != GAL_END)
		return next;
	if (status != GAL_OK && err != NULL)
		*err = why;
	return status;
}

/* ---- blocks ---- */

static void
block_clear(struct gal_block *block)
{
	gal_buffer_clear(&block->data);
	block->record_count = 0;
	block->skip_records = 0;
	block->too_long = false;
	block->first_byte = 0;
	block->end_byte = 0;
}

static enum gal_status
held(struct gal_reader *self, struct gal_error *err)
{
	if (err != NULL && self->held != GAL_END)
		*err = self->held_error;
	return self->held;
}

/* A cleared block gets the member's next records, whole ones before a fault,
 * too. What the fault ends is the member where there are others, else all. */
static void
fill(struct gal_reader *self, struct gal_block *block)
{
	struct gal_error why = { 0 };
	enum gal_status status;

	block_clear(block);
	block->format = self->format;
	block->member = gal_source_member_index(self->source);
	(void)snprintf(block->member_name, sizeof(block->member_name), "%s",
	    gal_source_member(self->source));
	status = self->format->cutter == NULL
	    ? gal_reader_fill_lines(self, block, &why)
	    : gal_reader_fill_records(self, block, &why);
	if (status == GAL_OK)
		return;
	if (gal_source_pass_fault(self->source, &why)) {
		self->member_over = true;
		gal_buffer_clear(&self->carry);
		return;
	}
	gal_error_place(&why, gal_source_path(self->source));
	self->held = status;
	self->held_error = why;
}

static bool
has_records(const struct gal_block *block)
{
	return block->too_long ||
	    (block->format->cutter == NULL
		    ? block->data.len > 0
		    : block->record_count > block->skip_records);
}

enum gal_status
gal_reader_block(
    struct gal_reader *self, struct gal_block *block, struct gal_error *err)
{
	for (;;) {
		if (self->held != GAL_OK)
			return held(self, err);
		if (self->member_over && self->carry.len == 0) {
			self->member_over = false;
			self->held = next_member(self, &self->held_error);
			if (self->held != GAL_OK)
				return held(self, err);
		}
		fill(self, block);
		if (has_records(block))
			return GAL_OK;
	}
}

/* ---- where to start ---- */

static enum gal_status
discard(struct gal_reader *self, uint64_t bytes, struct gal_error *err)
{
	while (bytes > 0) {
		size_t want = bytes < READ_BYTES ? (size_t)bytes : READ_BYTES;
		size_t got = 0;
		enum gal_status status =
		    gal_source_read(self->source, self->chunk, want, &got, err);

		if (status == GAL_END)
			return gal_fail(err, GAL_FORMAT,
			    "is shorter than the place to resume at");
		if (status != GAL_OK)
			return status;
		bytes -= got;
	}
	return GAL_OK;
}

/* What was read of a member before a resume, for the faults in it. */
static enum gal_status
pass_read(struct gal_reader *self, struct gal_error *err)
{
	struct gal_block *block = NULL;
	enum gal_status status = gal_block_new(&block, err);

	if (status != GAL_OK)
		return status;
	while (self->held == GAL_OK &&
	    !(self->member_over && self->carry.len == 0))
		fill(self, block);
	gal_block_free(block);
	self->member_over = false;
	return held(self, err);
}

static enum gal_status
go_to_start(struct gal_reader *self, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	while (status == GAL_OK &&
	    gal_source_member_index(self->source) < self->start.member) {
		status = pass_read(self, err);
		if (status == GAL_OK)
			status = next_member(self, err);
		if (status == GAL_END)
			return gal_fail(err, GAL_FORMAT,
			    "has fewer files than the place to resume at");
	}
	if (status != GAL_OK ||
	    gal_source_member_index(self->source) > self->start.member)
		return status;
	/* lines can be counted in bytes; documents must be read again up to
	 * the record */
	if (self->format->cutter == NULL)
		return discard(self, self->start.byte, err);
	self->drop_records = self->start.records;
	return GAL_OK;
}

/* ---- opening ---- */

static enum gal_status
open_common(struct gal_reader **out, const char *path, const void *bytes,
    size_t len, bool in_memory, const struct gal_reader_options *options,
    struct gal_error *err)
{
	struct gal_reader *self = calloc(1, sizeof(*self));
	enum gal_status status;

	gal_error_place(err, path);
	if (self == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	self->carry.limit = 2 * GAL_RECORD_MAX;
	self->chunk = malloc(READ_BYTES);
	if (self->chunk == NULL) {
		status = gal_fail(err, GAL_NOMEM, "out of memory");
		goto fail;
	}
	status = gal_reader_take_options(self, path, options, err);
	if (status != GAL_OK)
		goto fail;
	status = in_memory
	    ? gal_source_open_memory(&self->source, path, bytes, len, err)
	    : gal_source_open(&self->source, path, err);
	if (status == GAL_OK)
		status = first_member(self, err);
	if (status == GAL_OK)
		status = go_to_start(self, err);
	if (status == GAL_OK) {
		*out = self;
		return GAL_OK;
	}
fail:
	gal_error_place(err, path);
	gal_reader_free(self);
	return status;
}

enum gal_status
gal_reader_open(struct gal_reader **out, const char *path,
    const struct gal_reader_options *options, struct gal_error *err)
{
	return open_common(out, path, NULL, 0, false, options, err);
}

enum gal_status
gal_reader_open_memory(struct gal_reader **out, const char *name,
    const void *bytes, size_t len, const struct gal_reader_options *options,
    struct gal_error *err)
{
	return open_common(out, name, bytes, len, true, options, err);
}

void
gal_reader_free(struct gal_reader *self)
{
	if (self == NULL)
		return;
	close_cutter(self);
	gal_parser_free(self->parser);
	gal_batch_free(&self->batch);
	gal_block_free(self->block);
	gal_source_free(self->source);
	gal_buffer_free(&self->carry);
	gal_selection_free(self->settings.own_selection);
	gal_key_forget(&self->settings.key);
	free(self->settings.map);
	free(self->settings.scope);
	free(self->settings.site);
	free(self->chunk);
	free(self);
}

/* ---- asking ---- */

const struct gal_settings *
gal_reader_settings(const struct gal_reader *self)
{
	return &self->settings;
}

struct gal_place
gal_reader_start(const struct gal_reader *self)
{
	return self->start;
}

const char *
gal_reader_codec(const struct gal_reader *self)
{
	return gal_source_codec(self->source);
}

const char *
gal_reader_format(const struct gal_reader *self)
{
	return self->format->name;
}

uint64_t
gal_reader_position(const struct gal_reader *self)
{
	return gal_source_position(self->source);
}

uint64_t
gal_reader_size(const struct gal_reader *self)
{
	return gal_source_size(self->source);
}

uint64_t
gal_reader_passed_members(const struct gal_reader *self)
{
	return self->passed_members;
}

const char *
gal_reader_passed_member(const struct gal_reader *self)
{
	return self->passed_member;
}

/* ---- one by one ---- */

enum gal_status
gal_reader_next(struct gal_reader *self, const struct gal_post **out,
    struct gal_tally *tally, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	*out = NULL;
	if (self->parser == NULL)
		status = gal_parser_new(&self->parser, self, err);
	if (status == GAL_OK && self->block == NULL)
		status = gal_block_new(&self->block, err);
	while (status == GAL_OK && self->next == self->batch.post_count) {
		if (tally->stopped)
			return GAL_END;
		status = gal_reader_block(self, self->block, err);
		if (status == GAL_OK)
			status = gal_parser_run(
			    self->parser, self->block, &self->batch, err);
		if (status == GAL_OK) {
			gal_tally_add(tally, &self->batch);
			self->next = 0;
		}
	}
	if (status == GAL_OK)
		*out = &self->batch.posts[self->next++];
	return status;
}
