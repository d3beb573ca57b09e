#include "ingest/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct gal_file {
	int fd; /* -1: bytes in memory */
	const unsigned char *bytes;
	uint64_t size;
	_Atomic uint64_t position; /* read by the progress line's thread */
};

static enum gal_status
file_read(struct gal_stream *stream, void *bytes, size_t capacity, size_t *got,
    struct gal_error *err)
{
	struct gal_file *file = stream->state;
	uint64_t at =
	    atomic_load_explicit(&file->position, memory_order_relaxed);
	ssize_t n;

	*got = 0;
	if (file->fd < 0) {
		uint64_t left = file->size - at;

		n = (ssize_t)(left < capacity ? left : capacity);
		if (n > 0)
			memcpy(bytes, file->bytes + at, (size_t)n);
	} else {
		do {
			n = read(file->fd, bytes, capacity);
		} while (n < 0 && errno == EINTR);
		if (n < 0) {
			gal_error_byte(err, at);
			return gal_fail_errno(
			    err, GAL_IO, errno, "cannot read");
		}
	}
	if (n == 0)
		return GAL_END;
	*got = (size_t)n;
	atomic_store_explicit(
	    &file->position, at + (uint64_t)n, memory_order_relaxed);
	return GAL_OK;
}

static void
file_close(struct gal_stream *stream)
{
	struct gal_file *file = stream->state;

	if (file->fd > STDIN_FILENO)
		(void)close(file->fd); /* only read from: nothing to lose */
	free(file);
}

static const struct gal_stream_ops file_ops = { file_read, file_close };

static enum gal_status
wrap(struct gal_stream **out, struct gal_file **file_out, int fd,
    const void *bytes, uint64_t size, struct gal_error *err)
{
	struct gal_file *file = calloc(1, sizeof(*file));
	enum gal_status status;

	if (file == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	file->fd = fd;
	file->bytes = bytes;
	file->size = size;
	atomic_init(&file->position, 0);
	status = gal_stream_new(out, &file_ops, file, err);
	if (status != GAL_OK) {
		free(file);
		return status;
	}
	*file_out = file;
	return GAL_OK;
}

enum gal_status
gal_file_open(struct gal_stream **out, struct gal_file **file_out,
    const char *path, struct gal_error *err)
{
	struct stat info;
	enum gal_status status;
	int fd;

	if (strcmp(path, "-") == 0) {
		fd = STDIN_FILENO;
	} else {
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			return gal_fail_errno(err,
			    errno == ENOENT ? GAL_NOT_FOUND : GAL_IO, errno,
			    "cannot open");
	}
	if (fstat(fd, &info) != 0) {
		status = gal_fail_errno(err, GAL_IO, errno, "cannot open");
		goto fail;
	}
	if (S_ISDIR(info.st_mode)) {
		status = gal_fail(
		    err, GAL_IO, "is a directory; name the files in it");
		goto fail;
	}
	status = wrap(out, file_out, fd, NULL,
	    S_ISREG(info.st_mode) ? (uint64_t)info.st_size : 0, err);
	if (status == GAL_OK) {
#ifdef POSIX_FADV_SEQUENTIAL
		(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
#endif
		return GAL_OK;
	}
fail:
	if (fd > STDIN_FILENO)
		(void)close(fd);
	return status;
}

enum gal_status
gal_file_open_memory(struct gal_stream **out, struct gal_file **file_out,
    const void *bytes, size_t len, struct gal_error *err)
{
	return wrap(out, file_out, -1, bytes, len, err);
}

uint64_t
gal_file_position(const struct gal_file *file)
{
	/* C11 has no atomic_load of a const object that all compilers take */
	return atomic_load_explicit(
	    &((struct gal_file *)(uintptr_t)file)->position,
	    memory_order_relaxed);
}

uint64_t
gal_file_size(const struct gal_file *file)
{
	return file->size;
}
