#include "ingest/codec.h"
#include "ingest/readers.h"
#include "ingest/source_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 *   file ─► codec ─┬─► bytes
 *                  └─► members ─► member ─► member_codec ─► bytes
 *
 * `top` is the stream whose bytes are handed out.
 */
struct gal_source {
	char *path;
	struct gal_file *file; /* owned by file_stream */
	struct gal_stream *file_stream;
	struct gal_stream *codec_stream;   /* NULL: plain */
	const struct gal_readers *readers; /* of members; NULL: none */
	struct gal_members *members;	   /* NULL: none */
	struct gal_stream *member_stream;
	struct gal_stream *member_codec_stream;
	struct gal_stream *top;
	const char *codec;
	const char *member; /* borrowed from members; "" without */
	uint64_t member_index;
	struct gal_error refusal; /* why this member cannot be read */
	unsigned fault_count;	  /* of members; others are behind them */
	struct gal_error fault;	  /* the first of them */
	uint64_t made;		  /* bytes handed out, of all members */
};

/* Put a codec over `from` where its first bytes ask for one. */
static enum gal_status
decode_layer(struct gal_stream **out, const char **name,
    struct gal_stream *from, bool *empty, struct gal_error *err)
{
	const struct gal_codec *codec = NULL;
	const unsigned char *head = NULL;
	size_t len = 0;
	enum gal_status status;

	*out = NULL;
	status = gal_stream_peek(from, &head, &len, err);
	if (status != GAL_OK)
		return status;
	*empty = len == 0;
	if (len == 0 && from->peek_status != GAL_END) {
		if (err != NULL)
			*err = from->peek_error;
		return from->peek_status;
	}
	status = gal_codec_choose(&codec, head, len, err);
	if (status != GAL_OK || codec == NULL)
		return status;
	*name = codec->name;
	return gal_codec_stream(out, codec, from, err);
}

/* "zip", "tar", or NULL where the head is neither. */
static const char *
members_kind(const unsigned char *head, size_t len)
{
	if (len >= 4 &&
	    (memcmp(head, "PK\3\4", 4) == 0 || memcmp(head, "PK\5\6", 4) == 0))
		return "zip";
	if (len >= 512 && memcmp(head + 257, "ustar", 5) == 0)
		return "tar";
	return NULL;
}

static enum gal_status
open_layers(struct gal_source *self, struct gal_error *err)
{
	const unsigned char *head = NULL;
	const char *kind;
	size_t len = 0;
	bool empty = false;
	enum gal_status status;

	self->codec = "plain";
	self->member = "";
	status = decode_layer(
	    &self->codec_stream, &self->codec, self->file_stream, &empty, err);
	if (status != GAL_OK)
		return status;
	if (empty)
		return gal_fail(
		    err, GAL_FORMAT, "is empty: an archive has bytes");
	self->top =
	    self->codec_stream != NULL ? self->codec_stream : self->file_stream;
	status = gal_stream_peek(self->top, &head, &len, err);
	if (status != GAL_OK)
		return status;
	kind = members_kind(head, len);
	if (kind == NULL)
		return GAL_OK;
	if (self->codec_stream == NULL)
		self->codec = kind;
	status = gal_readers_get(&self->readers, err);
	if (status == GAL_OK)
		status = self->readers->members_open(
		    &self->members, self->top, kind, self->path, err);
	if (status != GAL_OK)
		return status;
	self->member_index = UINT64_MAX; /* next_member makes it 0 */
	status = gal_source_next_member(self, err);
	if (status == GAL_END)
		return gal_fail(err, GAL_FORMAT, "%s without files", kind);
	return status;
}

static enum gal_status
open_common(struct gal_source **out, const char *path, const void *bytes,
    size_t len, struct gal_error *err)
{
	struct gal_source *self = calloc(1, sizeof(*self));
	enum gal_status status;

	gal_error_place(err, path);
	if (self == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	self->path = strdup(path);
	if (self->path == NULL) {
		status = gal_fail(err, GAL_NOMEM, "out of memory");
		goto fail;
	}
	if (bytes != NULL)
		status = gal_file_open_memory(
		    &self->file_stream, &self->file, bytes, len, err);
	else
		status =
		    gal_file_open(&self->file_stream, &self->file, path, err);
	if (status == GAL_OK)
		status = open_layers(self, err);
	if (status == GAL_OK) {
		*out = self;
		return GAL_OK;
	}
fail:
	/* an error taken over from a lower layer does not know the place */
	gal_error_place(err, path);
	gal_source_free(self);
	return status;
}

enum gal_status
gal_source_open(
    struct gal_source **out, const char *path, struct gal_error *err)
{
	return open_common(out, path, NULL, 0, err);
}

enum gal_status
gal_source_open_memory(struct gal_source **out, const char *name,
    const void *bytes, size_t len, struct gal_error *err)
{
	/* no bytes are still bytes, not a path */
	return open_common(out, name, bytes == NULL ? "" : bytes, len, err);
}

static void
close_member(struct gal_source *self)
{
	gal_stream_free(self->member_codec_stream);
	gal_stream_free(self->member_stream);
	self->member_codec_stream = NULL;
	self->member_stream = NULL;
}

void
gal_source_free(struct gal_source *self)
{
	if (self == NULL)
		return;
	close_member(self);
	if (self->members != NULL)
		self->readers->members_free(self->members);
	gal_stream_free(self->codec_stream);
	gal_stream_free(self->file_stream);
	free(self->path);
	free(self);
}

/* What packs the member, and whether it is something to be read at all. */
static enum gal_status
open_member(struct gal_source *self, struct gal_error *err)
{
	const unsigned char *head = NULL;
	const char *ignored = NULL;
	size_t len = 0;
	bool empty = false;
	enum gal_status status;

	gal_error_clear(&self->refusal);
	self->member_index++;
	self->top = self->member_stream;
	status = decode_layer(&self->member_codec_stream, &ignored,
	    self->member_stream, &empty, &self->refusal);
	if (self->member_codec_stream != NULL)
		self->top = self->member_codec_stream;
	if (status == GAL_OK)
		status =
		    gal_stream_peek(self->top, &head, &len, &self->refusal);
	if (status == GAL_OK && members_kind(head, len) != NULL)
		(void)gal_fail(&self->refusal, GAL_UNSUPPORTED,
		    "an archive inside an archive: unpack it first");
	if (status != GAL_NOMEM && status != GAL_IO)
		return GAL_OK;
	if (err != NULL)
		*err = self->refusal;
	return status;
}

/* At the end of the members: what was found on the way. `last` may be what a
 * member's fault was already. */
static enum gal_status
end_members(const struct gal_source *self, const struct gal_error *last,
    struct gal_error *err)
{
	bool is_same = last->status == self->fault.status &&
	    last->byte == self->fault.byte;
	unsigned more = self->fault_count - 1;
	size_t n = strlen(self->fault.message);

	more += last->status != GAL_OK && !is_same;
	if (err == NULL)
		return self->fault.status;
	*err = self->fault;
	if (more > 0)
		(void)snprintf(err->message + n, sizeof(err->message) - n,
		    " (and %u more)", more);
	return self->fault.status;
}

enum gal_status
gal_source_next_member(struct gal_source *self, struct gal_error *err)
{
	struct gal_error why = { 0 };
	enum gal_status status;

	if (self->members == NULL)
		return GAL_END;
	close_member(self);
	status = self->readers->members_next(
	    self->members, &self->member_stream, &self->member, &why);
	if (status == GAL_OK)
		status = open_member(self, &why);
	else if (self->fault_count > 0 && status != GAL_NOMEM &&
	    status != GAL_IO)
		return end_members(self, &why, err);
	if (status != GAL_OK) {
		gal_error_place(&why, self->path);
		if (err != NULL)
			*err = why;
	}
	return status;
}

/* Archives of forums unpack to 5 to 20 times their size; what one letter
 * repeated becomes (1,000 times in gzip, 10,000 and more elsewhere) takes time
 * without end. Short ones do no harm. */
static bool
is_bomb(const struct gal_source *self)
{
	return self->made > GAL_SOURCE_BYTES_FREE &&
	    self->made / GAL_SOURCE_RATIO_MAX > gal_file_position(self->file);
}

/* A codec within a member counts its bytes, all else those of the archive. */
static void
place_fault(const struct gal_source *self, struct gal_error *err)
{
	char place[GAL_ERROR_PLACE_MAX];

	(void)snprintf(place, sizeof(place), "%s%s%s", self->path,
	    self->members != NULL ? ": " : "", self->member);
	gal_error_place(err, place);
}

enum gal_status
gal_source_read(struct gal_source *self, void *bytes, size_t capacity,
    size_t *got, struct gal_error *err)
{
	enum gal_status status;

	*got = 0;
	if (self->refusal.status != GAL_OK) {
		if (err != NULL)
			*err = self->refusal;
		status = self->refusal.status;
	} else if (is_bomb(self)) {
		gal_error_place(err, self->path);
		gal_error_byte(err, gal_file_position(self->file));
		status = gal_fail(err, GAL_LIMIT,
		    "unpacks to more than %d times its size",
		    GAL_SOURCE_RATIO_MAX);
	} else {
		status = gal_stream_read(self->top, bytes, capacity, got, err);
		self->made += *got;
	}
	if (status != GAL_OK && status != GAL_END)
		place_fault(self, err);
	return status;
}

bool
gal_source_pass_fault(struct gal_source *self, const struct gal_error *fault)
{
	static const enum gal_status passed[] = { GAL_FORMAT, GAL_TRUNCATED,
		GAL_CORRUPT, GAL_UNSUPPORTED, GAL_LIMIT };
	bool passes = false;

	for (size_t i = 0; i < sizeof(passed) / sizeof(passed[0]); i++)
		passes |= fault->status == passed[i];
	if (!passes || self->members == NULL || is_bomb(self))
		return false;
	if (self->fault_count++ > 0)
		return true;
	self->fault = *fault;
	if (strcmp(fault->place, self->path) == 0)
		(void)snprintf(self->fault.message, sizeof(self->fault.message),
		    "%.100s: %.360s", self->member, fault->message);
	place_fault(self, &self->fault);
	return true;
}

enum gal_status
gal_source_peek(struct gal_source *self, const unsigned char **bytes,
    size_t *len, struct gal_error *err)
{
	if (self->refusal.status != GAL_OK) {
		if (err != NULL)
			*err = self->refusal;
		return self->refusal.status;
	}
	return gal_stream_peek(self->top, bytes, len, err);
}

const char *
gal_source_codec(const struct gal_source *self)
{
	return self->codec;
}

const char *
gal_source_path(const struct gal_source *self)
{
	return self->path;
}

const char *
gal_source_member(const struct gal_source *self)
{
	return self->member;
}

uint64_t
gal_source_member_index(const struct gal_source *self)
{
	return self->member_index;
}

uint64_t
gal_source_position(const struct gal_source *self)
{
	return gal_file_position(self->file);
}

uint64_t
gal_source_size(const struct gal_source *self)
{
	return gal_file_size(self->file);
}

uint64_t
gal_source_offset(const struct gal_source *self)
{
	return self->top->offset;
}
