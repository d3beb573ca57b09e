#include "ingest/tail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* for ZSTD_getFrameHeader() */
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>

#include "ingest/archive_end.h"

#define ZSTD_MAGIC_LEN 4
#define SKIPPABLE_HEADER 8
#define BLOCK_HEADER 3
#define CHECKSUM 4
#define LAST_BYTES ZIP_LAST_BYTES

struct ended_file {
	int fd;
	uint64_t size;
};

const char *
gal_tail_name(enum gal_tail tail)
{
	static const char *const names[] = { [GAL_TAIL_WHOLE] = "whole",
		[GAL_TAIL_CUT] = "cut",
		[GAL_TAIL_UNKNOWN] = "not known" };

	return names[tail];
}

/* Up to n bytes from `at`; *got may be fewer at the end. */
static enum gal_status
read_at(const struct ended_file *file, uint64_t at, void *bytes, size_t n,
    size_t *got, struct gal_error *err)
{
	*got = 0;
	while (*got < n) {
		ssize_t r = pread(file->fd, (char *)bytes + *got, n - *got,
		    (off_t)(at + *got));

		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return gal_fail_errno(
			    err, GAL_IO, errno, "cannot read");
		if (r == 0)
			break;
		*got += (size_t)r;
	}
	return GAL_OK;
}

/* ---- zstd: from frame to frame, from block to block ---- */

/* *at moves behind the blocks of a frame; beyond the file where it is cut. */
static enum gal_status
pass_blocks(const struct ended_file *file, uint64_t *at, struct gal_error *err)
{
	bool last = false;

	while (!last && *at <= file->size) {
		unsigned char head[BLOCK_HEADER];
		uint64_t value;
		size_t got;
		enum gal_status status =
		    read_at(file, *at, head, sizeof(head), &got, err);

		if (status != GAL_OK)
			return status;
		if (got < sizeof(head)) {
			*at = file->size + 1;
			return GAL_OK;
		}
		value = little_endian(head, sizeof(head));
		last = (value & 1) != 0;
		/* type 1 is one byte repeated */
		*at += sizeof(head) + ((value >> 1 & 3) == 1 ? 1 : value >> 3);
	}
	return GAL_OK;
}

static enum gal_status
look_zstd(
    enum gal_tail *out, const struct ended_file *file, struct gal_error *err)
{
	uint64_t at = 0;

	*out = GAL_TAIL_WHOLE;
	while (at < file->size) {
		unsigned char head[ZSTD_FRAMEHEADERSIZE_MAX];
		ZSTD_frameHeader frame;
		size_t got, wanted;
		enum gal_status status =
		    read_at(file, at, head, sizeof(head), &got, err);

		if (status != GAL_OK)
			return status;
		wanted = ZSTD_getFrameHeader(&frame, head, got);
		if (wanted != 0) {
			/* more bytes than there are, or no frame at all: the
			 * reader says which damage it is */
			*out = ZSTD_isError(wanted) ? GAL_TAIL_UNKNOWN
						    : GAL_TAIL_CUT;
			return GAL_OK;
		}
		if (frame.frameType == ZSTD_skippableFrame) {
			at += SKIPPABLE_HEADER + frame.frameContentSize;
			continue;
		}
		at += frame.headerSize;
		status = pass_blocks(file, &at, err);
		if (status != GAL_OK)
			return status;
		at += frame.checksumFlag ? CHECKSUM : 0;
	}
	if (at > file->size)
		*out = GAL_TAIL_CUT;
	return GAL_OK;
}

/* ---- packings that say so in their last bytes ---- */

static enum gal_tail
look_xz(const unsigned char *bytes, size_t n)
{
	while (n > 0 && bytes[n - 1] == 0) /* padding between streams */
		n--;
	return n >= 2 && memcmp(bytes + n - 2, "YZ", 2) == 0 ? GAL_TAIL_WHOLE
							     : GAL_TAIL_CUT;
}

static enum gal_tail
look_zip(const unsigned char *bytes, size_t n)
{
	return zip_end(bytes, n) != NULL ? GAL_TAIL_WHOLE : GAL_TAIL_CUT;
}

static enum gal_tail
look_tar(const unsigned char *bytes, size_t n)
{
	return tar_end(bytes, n) ? GAL_TAIL_WHOLE : GAL_TAIL_CUT;
}

/* Lines end with a newline, documents with their last bracket. */
static enum gal_tail
look_plain(const unsigned char *bytes, size_t n)
{
	if (n > 0 && bytes[n - 1] == '\n')
		return GAL_TAIL_WHOLE;
	return n > 0 && memchr("}]>", bytes[n - 1], 3) != NULL
	    ? GAL_TAIL_WHOLE
	    : GAL_TAIL_UNKNOWN;
}

static enum gal_status
look_at_last(enum gal_tail *out, const struct ended_file *file,
    enum gal_tail (*look)(const unsigned char *bytes, size_t n),
    struct gal_error *err)
{
	static const uint64_t most = LAST_BYTES;
	unsigned char bytes[LAST_BYTES];
	uint64_t n = file->size < most ? file->size : most;
	size_t got;
	enum gal_status status =
	    read_at(file, file->size - n, bytes, (size_t)n, &got, err);

	if (status == GAL_OK)
		*out = look(bytes, got);
	return status;
}

static const struct {
	const char *codec;
	enum gal_tail (*look)(const unsigned char *bytes, size_t n);
} lookers[] = {
	{ "xz", look_xz },
	{ "zip", look_zip },
	{ "tar", look_tar },
	{ "plain", look_plain },
};

enum gal_status
gal_tail_look(enum gal_tail *out, const char *path, const char *codec,
    struct gal_error *err)
{
	struct ended_file file = { -1, 0 };
	struct stat info;
	enum gal_status status = GAL_OK;

	*out = GAL_TAIL_UNKNOWN;
	if (strcmp(path, "-") == 0)
		return GAL_OK;
	gal_error_place(err, path);
	file.fd = open(path, O_RDONLY | O_CLOEXEC);
	if (file.fd < 0)
		return gal_fail_errno(err,
		    errno == ENOENT ? GAL_NOT_FOUND : GAL_IO, errno,
		    "cannot open");
	if (fstat(file.fd, &info) == 0 && S_ISREG(info.st_mode)) {
		file.size = (uint64_t)info.st_size;
		if (strcmp(codec, "zstd") == 0)
			status = look_zstd(out, &file, err);
		for (size_t i = 0; i < sizeof(lookers) / sizeof(lookers[0]);
		     i++) {
			if (strcmp(codec, lookers[i].codec) == 0)
				status = look_at_last(
				    out, &file, lookers[i].look, err);
		}
	}
	(void)close(file.fd);
	return status;
}
