#include "ingest/members.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

#define READ_BYTES ((size_t)128 << 10)

struct gal_members {
	struct archive *archive;
	struct gal_stream *upstream;
	const char *kind;
	char *name;
	enum gal_status upstream_status; /* why libarchive got no more bytes */
	struct gal_error upstream_error;
	const unsigned char *block; /* what is left of it; libarchive's */
	size_t block_len;
	int64_t block_at;      /* its place in the member */
	int64_t at;	       /* bytes of the member handed out */
	enum gal_status ended; /* what is said when the block is out */
	struct gal_error ended_error;
	enum gal_status fault; /* of the first member that came whole but not
				* as it was packed: said behind the last */
	struct gal_error fault_error;
	unsigned char input[READ_BYTES];
};

static la_ssize_t
pull(struct archive *archive, void *payload, const void **bytes)
{
	struct gal_members *self = payload;
	size_t got = 0;

	*bytes = self->input;
	self->upstream_status = gal_stream_read(self->upstream, self->input,
	    sizeof(self->input), &got, &self->upstream_error);
	if (self->upstream_status == GAL_OK)
		return (la_ssize_t)got;
	if (self->upstream_status == GAL_END)
		return 0;
	archive_set_error(archive, -1, "input failed");
	return -1;
}

/* What libarchive complains of: our own upstream, a file that stops, or
 * bytes that make no sense. It has no code for the second. */
static enum gal_status
fault(struct gal_members *self, struct gal_error *err)
{
	const char *text = archive_error_string(self->archive);

	if (self->upstream_status != GAL_OK &&
	    self->upstream_status != GAL_END) {
		if (err != NULL)
			*err = self->upstream_error;
		return self->upstream_status;
	}
	gal_error_byte(err, self->upstream->offset);
	if (text == NULL)
		text = "invalid";
	if (self->upstream_status == GAL_END)
		return gal_fail(err, GAL_TRUNCATED,
		    "%s ends inside a member: %s", self->kind, text);
	if (strstr(text, "ncrypt") != NULL)
		return gal_fail(err, GAL_UNSUPPORTED,
		    "the %s is encrypted: unpack it first", self->kind);
	return gal_fail(err, GAL_CORRUPT, "damaged %s: %s", self->kind, text);
}

/* A wrong checksum or size of a member that could be read to its end: the
 * others are not lost for it. */
static void
note_wrong_member(struct gal_members *self)
{
	const char *text = archive_error_string(self->archive);

	if (self->fault != GAL_OK)
		return;
	gal_error_byte(&self->fault_error, self->upstream->offset);
	self->fault =
	    gal_fail(&self->fault_error, GAL_CORRUPT, "damaged %s: %s: %s",
		self->kind, self->name, text != NULL ? text : "invalid");
}

enum gal_status
gal_members_open(struct gal_members **out, struct gal_stream *upstream,
    const char *kind, struct gal_error *err)
{
	struct gal_members *self = calloc(1, sizeof(*self));
	enum gal_status status;

	if (self == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	self->upstream = upstream;
	self->kind = kind;
	self->archive = archive_read_new();
	if (self->archive == NULL) {
		free(self);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	if (archive_read_support_format_tar(self->archive) != ARCHIVE_OK ||
	    archive_read_support_format_zip_streamable(self->archive) !=
		ARCHIVE_OK ||
	    archive_read_open(self->archive, self, NULL, pull, NULL) !=
		ARCHIVE_OK) {
		status = fault(self, err);
		gal_members_free(self);
		return status;
	}
	*out = self;
	return GAL_OK;
}

void
gal_members_free(struct gal_members *self)
{
	if (self == NULL)
		return;
	(void)archive_read_free(self->archive);
	free(self->name);
	free(self);
}

/* Not archive_read_data(): the call that meets a fault drops what it had
 * copied before, and of blocks that lie backwards it says RETRY for ever. */
static void
next_block(struct gal_members *self)
{
	const void *bytes = NULL;
	size_t len = 0;
	int64_t at = self->at;
	int code = archive_read_data_block(self->archive, &bytes, &len, &at);

	if (code == ARCHIVE_EOF) {
		self->ended = GAL_END;
		return;
	}
	if (code < ARCHIVE_WARN) {
		self->ended = fault(self, &self->ended_error);
		return;
	}
	if (code < ARCHIVE_OK) {
		note_wrong_member(self);
		self->ended = GAL_END;
	}
	if (at < self->at) {
		gal_error_byte(&self->ended_error, self->upstream->offset);
		self->ended = gal_fail(&self->ended_error, GAL_CORRUPT,
		    "damaged %s: blocks of a member lie backwards", self->kind);
		return;
	}
	self->block = bytes;
	self->block_len = len;
	self->block_at = at;
}

static enum gal_status
member_read(struct gal_stream *stream, void *bytes, size_t capacity,
    size_t *got, struct gal_error *err)
{
	struct gal_members *self = stream->state;
	size_t n;

	*got = 0;
	while (self->block_len == 0 && self->at >= self->block_at &&
	    self->ended == GAL_OK)
		next_block(self);
	if (self->at < self->block_at) { /* a hole of a sparse file */
		uint64_t hole = (uint64_t)(self->block_at - self->at);

		n = hole < capacity ? (size_t)hole : capacity;
		memset(bytes, 0, n);
	} else if (self->block_len > 0) {
		n = self->block_len < capacity ? self->block_len : capacity;
		memcpy(bytes, self->block, n);
		self->block += n;
		self->block_len -= n;
		self->block_at += (int64_t)n;
	} else {
		if (err != NULL && self->ended != GAL_END)
			*err = self->ended_error;
		return self->ended;
	}
	self->at += (int64_t)n;
	*got = n;
	return GAL_OK;
}

static const struct gal_stream_ops member_ops = { member_read, NULL };

/* Droppings of file managers are no archives. */
static bool
is_dropping(const char *name)
{
	const char *base = strrchr(name, '/');

	base = base == NULL ? name : base + 1;
	return strncmp(name, "__MACOSX/", 9) == 0 || base[0] == '.';
}

enum gal_status
gal_members_next(struct gal_members *self, struct gal_stream **stream,
    const char **name, struct gal_error *err)
{
	for (;;) {
		struct archive_entry *entry = NULL;
		const char *path;
		int code = archive_read_next_header(self->archive, &entry);

		if (code == ARCHIVE_EOF) {
			if (self->upstream_status != GAL_OK &&
			    self->upstream_status != GAL_END)
				return fault(self, err);
			if (self->fault == GAL_OK)
				return GAL_END;
			if (err != NULL)
				*err = self->fault_error;
			return self->fault;
		}
		if (code == ARCHIVE_RETRY)
			continue;
		if (code < ARCHIVE_WARN)
			return fault(self, err);
		path = archive_entry_pathname(entry);
		if (path == NULL)
			path = "?";
		if (archive_entry_filetype(entry) != AE_IFREG ||
		    is_dropping(path))
			continue;
		if (archive_entry_is_encrypted(entry))
			return gal_fail(err, GAL_UNSUPPORTED,
			    "the %s is encrypted: unpack it first", self->kind);
		free(self->name);
		self->name = strdup(path);
		if (self->name == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		*name = self->name;
		self->block_len = 0;
		self->block_at = 0;
		self->at = 0;
		self->ended = GAL_OK;
		gal_error_clear(&self->ended_error);
		return gal_stream_new(stream, &member_ops, self, err);
	}
}
