#include "ingest/members.h"
#include "ingest/archive_end.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define READ_BYTES ((size_t)128 << 10)

struct gal_members {
	struct archive *archive;
	struct gal_stream *upstream;
	const char *kind;
	const char *place;
	char *name;
	enum gal_status upstream_status; /* why there are no more bytes */
	struct gal_error upstream_error;
	uint64_t headers;	    /* of members seen, of whatever kind */
	bool is_broken;		    /* libarchive will not go on */
	bool is_lost;		    /* in a tar, looking for a header */
	bool has_failed;	    /* a member could not be read to its end */
	const unsigned char *block; /* what is left of it; libarchive's */
	size_t block_len;
	int64_t block_at;      /* its place in the member */
	int64_t at;	       /* bytes of the member handed out */
	enum gal_status ended; /* what is said when the block is out */
	struct gal_error ended_error;
	unsigned fault_count;	/* that hide nothing: said behind the last */
	struct gal_error fault; /* the first of them */
	/* What was pulled last, and from where in it libarchive is to read
	 * before anything more is pulled. */
	size_t input_len;
	size_t input_next;
	uint64_t input_at;     /* its place in upstream */
	uint64_t archive_from; /* where this handle began */
	unsigned char input[READ_BYTES];
	unsigned char last[ZIP_LAST_BYTES]; /* bytes of upstream */
	size_t last_len;
};

/* Keep the last bytes, which say whether the whole is there. */
static void
keep_last(struct gal_members *self, const unsigned char *bytes, size_t n)
{
	size_t most = sizeof(self->last), keep = self->last_len;

	if (n > most) {
		bytes += n - most;
		n = most;
	}
	if (keep > most - n)
		keep = most - n;
	memmove(self->last, self->last + self->last_len - keep, keep);
	memcpy(self->last + keep, bytes, n);
	self->last_len = keep + n;
}

/* More bytes behind the first `kept` of the input. */
static bool
pull_more(struct gal_members *self, size_t kept)
{
	size_t got = 0;

	if (self->upstream_status == GAL_OK)
		self->upstream_status = gal_stream_read(self->upstream,
		    self->input + kept, sizeof(self->input) - kept, &got,
		    &self->upstream_error);
	if (self->upstream_status != GAL_OK)
		return false;
	self->input_len = kept + got;
	self->input_next = 0;
	self->input_at = self->upstream->offset - self->input_len;
	keep_last(self, self->input + kept, got);
	return true;
}

static la_ssize_t
pull(struct archive *archive, void *payload, const void **bytes)
{
	struct gal_members *self = payload;
	size_t n;

	if (self->input_next == self->input_len && !pull_more(self, 0)) {
		if (self->upstream_status == GAL_END)
			return 0;
		archive_set_error(archive, -1, "input failed");
		return -1;
	}
	*bytes = self->input + self->input_next;
	n = self->input_len - self->input_next;
	self->input_next = self->input_len;
	return (la_ssize_t)n;
}

/* How far libarchive has come in upstream. */
static uint64_t
reached(const struct gal_members *self)
{
	int64_t bytes = archive_filter_bytes(self->archive, 0);

	return self->archive_from + (bytes > 0 ? (uint64_t)bytes : 0);
}

static enum gal_status
upstream_fault(const struct gal_members *self, struct gal_error *err)
{
	if (err != NULL)
		*err = self->upstream_error;
	gal_error_place(err, self->place);
	return self->upstream_status;
}

/* Upstream is at its end, and that is not the end of a zip. */
static bool
is_cut(const struct gal_members *self)
{
	return self->upstream_status == GAL_END &&
	    (strcmp(self->kind, "zip") != 0 ||
		zip_end(self->last, self->last_len) == NULL);
}

/* What libarchive complains of: our own upstream, a file that stops, or
 * bytes that make no sense. It has no code for the second. */
static enum gal_status
fault(struct gal_members *self, struct gal_error *err)
{
	const char *text = archive_error_string(self->archive);

	if (self->upstream_status != GAL_OK && self->upstream_status != GAL_END)
		return upstream_fault(self, err);
	if (archive_errno(self->archive) == ENOMEM)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	gal_error_place(err, self->place);
	gal_error_byte(err, reached(self));
	if (is_cut(self) && text == NULL)
		return gal_fail(err, GAL_TRUNCATED,
		    "%s ends before its last member: incomplete download?",
		    self->kind);
	if (is_cut(self))
		return gal_fail(err, GAL_TRUNCATED,
		    "%s ends inside a member: %s", self->kind, text);
	if (text == NULL)
		text = "invalid";
	if (strstr(text, "ncrypt") != NULL)
		return gal_fail(err, GAL_UNSUPPORTED,
		    "the %s is encrypted: unpack it first", self->kind);
	return gal_fail(err, GAL_CORRUPT, "damaged %s: %s", self->kind, text);
}

/* A fault that leaves the other members readable. */
static void
note(struct gal_members *self, enum gal_status status, const char *message)
{
	if (self->fault_count++ > 0)
		return;
	gal_error_place(&self->fault, self->place);
	gal_error_byte(&self->fault, reached(self));
	(void)gal_fail(&self->fault, status, "%s", message);
}

static enum gal_status
open_archive(struct gal_members *self, struct gal_error *err)
{
	self->archive_from = self->input_at + self->input_next;
	self->archive = archive_read_new();
	if (self->archive == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	/* tars one behind another are all read, as gzip's members are */
	if (archive_read_support_format_tar(self->archive) != ARCHIVE_OK ||
	    archive_read_set_format_option(self->archive, "tar",
		"read_concatenated_archives", "1") != ARCHIVE_OK ||
	    archive_read_support_format_zip_streamable(self->archive) !=
		ARCHIVE_OK ||
	    archive_read_open(self->archive, self, NULL, pull, NULL) !=
		ARCHIVE_OK)
		return fault(self, err);
	return GAL_OK;
}

enum gal_status
gal_members_open(struct gal_members **out, struct gal_stream *upstream,
    const char *kind, const char *place, struct gal_error *err)
{
	struct gal_members *self = calloc(1, sizeof(*self));
	enum gal_status status;

	if (self == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	self->upstream = upstream;
	self->kind = kind;
	self->place = place;
	self->input_at = upstream->offset;
	status = open_archive(self, err);
	if (status == GAL_OK)
		*out = self;
	else
		gal_members_free(self);
	return status;
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

/* A wrong checksum or size, known when all of the member is read. */
static void
note_wrong_member(struct gal_members *self)
{
	const char *text = archive_error_string(self->archive);
	char message[GAL_ERROR_MESSAGE_MAX];

	(void)snprintf(message, sizeof(message), "damaged %s: %s: %s",
	    self->kind, self->name, text != NULL ? text : "invalid");
	note(self, GAL_CORRUPT, message);
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
		self->is_broken = code == ARCHIVE_FATAL;
		self->has_failed = true;
		return;
	}
	if (code < ARCHIVE_OK) {
		note_wrong_member(self);
		self->ended = GAL_END;
	}
	if (at < self->at) {
		gal_error_place(&self->ended_error, self->place);
		gal_error_byte(&self->ended_error, reached(self));
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

/* Go to the next header in a zip, without libarchive, which reads nothing more
 * behind a fault: of what it has read, and then of upstream. */
static bool
find_header(struct gal_members *self)
{
	static const char magic[] = { 'P', 'K', 3, 4 };
	uint64_t at = reached(self) + 1; /* not the same one again */
	size_t from = at > self->input_at ? (size_t)(at - self->input_at) : 0;

	for (;;) {
		const unsigned char *found = from < self->input_len
		    ? memmem(self->input + from, self->input_len - from, magic,
			  sizeof(magic))
		    : NULL;
		size_t kept = sizeof(magic) - 1;

		if (found != NULL) {
			self->input_next = (size_t)(found - self->input);
			return true;
		}
		if (kept > self->input_len)
			kept = self->input_len;
		memmove(
		    self->input, self->input + self->input_len - kept, kept);
		from = 0;
		if (!pull_more(self, kept))
			return false;
	}
}

static void
check_end(struct gal_members *self)
{
	const unsigned char *end = zip_end(self->last, self->last_len);
	uint64_t listed = end != NULL ? zip_listed(self->last, end) : 0;
	char message[GAL_ERROR_MESSAGE_MAX];

	if (strcmp(self->kind, "zip") != 0) {
		if (!tar_end(self->last, self->last_len))
			note(self, GAL_TRUNCATED,
			    "tar ends without its end mark: incomplete "
			    "download?");
	} else if (end == NULL) {
		note(self, GAL_TRUNCATED,
		    "zip ends before its list of members does: incomplete "
		    "download?");
	} else if (self->headers < listed) {
		(void)snprintf(message, sizeof(message),
		    "damaged zip: it lists %" PRIu64 " members, %" PRIu64
		    " were found",
		    listed, self->headers);
		note(self, GAL_CORRUPT, message);
	}
}

/* Read what stands behind the members: a codec has its checksum there. */
static enum gal_status
finish(struct gal_members *self, struct gal_error *err)
{
	while (pull_more(self, 0))
		;
	if (self->upstream_status != GAL_END)
		return upstream_fault(self, err);
	if (self->fault_count == 0 && !self->has_failed)
		check_end(self);
	if (self->fault_count == 0)
		return GAL_END;
	if (err != NULL) {
		size_t n = strlen(self->fault.message);

		*err = self->fault;
		if (self->fault_count > 1)
			(void)snprintf(err->message + n,
			    sizeof(err->message) - n, " (and %u more)",
			    self->fault_count - 1);
	}
	return self->fault.status;
}

/* Members have the names that whoever packed them liked. */
static char *
copy_name(const char *path)
{
	char *name = strdup(path);

	for (char *c = name; c != NULL && *c != '\0'; c++) {
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	}
	return name;
}

static enum gal_status
begin_member(struct gal_members *self, const char *path,
    struct gal_stream **stream, struct gal_error *err)
{
	free(self->name);
	self->name = copy_name(path);
	if (self->name == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	self->block_len = 0;
	self->block_at = 0;
	self->at = 0;
	self->ended = GAL_OK;
	gal_error_clear(&self->ended_error);
	return gal_stream_new(stream, &member_ops, self, err);
}

/* Behind a fault libarchive reads nothing more. In a zip another handle does,
 * from the next header; a tar ends there. END: there is none. */
static enum gal_status
go_behind_fault(struct gal_members *self, struct gal_error *err)
{
	if (strcmp(self->kind, "zip") != 0) {
		if (err != NULL)
			*err = self->ended_error;
		return self->ended;
	}
	if (!find_header(self))
		return GAL_END;
	self->is_broken = false;
	(void)archive_read_free(self->archive);
	return open_archive(self, err);
}

/* The next entry, of whatever kind. SKIP: there was none where one is due. */
static enum gal_status
next_entry(struct gal_members *self, struct archive_entry **entry,
    struct gal_error *err)
{
	enum gal_status status =
	    self->is_broken ? go_behind_fault(self, err) : GAL_OK;
	int code;

	if (status != GAL_OK)
		return status;
	code = archive_read_next_header(self->archive, entry);
	if (code == ARCHIVE_EOF)
		return GAL_END;
	if (code == ARCHIVE_RETRY && !self->is_lost)
		note(self, GAL_CORRUPT,
		    "damaged tar: no header where one is due");
	self->is_lost = code == ARCHIVE_RETRY;
	if (self->is_lost)
		return GAL_SKIP;
	if (code < ARCHIVE_WARN) {
		gal_error_clear(&self->ended_error);
		self->ended = fault(self, &self->ended_error);
		self->is_broken = true;
		if (self->ended == GAL_NOMEM && err != NULL)
			*err = self->ended_error;
		if (self->ended == GAL_NOMEM)
			return GAL_NOMEM;
		note(self, self->ended, self->ended_error.message);
		return GAL_SKIP;
	}
	self->headers++;
	return GAL_OK;
}

enum gal_status
gal_members_next(struct gal_members *self, struct gal_stream **stream,
    const char **name, struct gal_error *err)
{
	for (;;) {
		struct archive_entry *entry = NULL;
		enum gal_status status = next_entry(self, &entry, err);
		const char *path;

		if (status == GAL_END)
			return finish(self, err);
		if (status == GAL_SKIP)
			continue;
		if (status != GAL_OK)
			return status;
		path = archive_entry_pathname(entry);
		if (path == NULL)
			path = "?";
		if (archive_entry_filetype(entry) != AE_IFREG ||
		    is_dropping(path))
			continue;
		if (archive_entry_is_encrypted(entry)) {
			note(self, GAL_UNSUPPORTED,
			    "the zip is encrypted: unpack it first");
			continue;
		}
		status = begin_member(self, path, stream, err);
		if (status == GAL_OK)
			*name = self->name;
		return status;
	}
}
