#include "corpora/archive_writer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zstd.h>

#define FRAME_BYTES ((uint64_t)64 << 20)
#define LEVEL 3

struct gal_archive_writer {
	char *path;
	char *part;
	FILE *file;
	ZSTD_CStream *stream; /* NULL: plain */
	void *block;
	size_t block_size;
	uint64_t frame;
	uint64_t lines;
	uint64_t bytes_in;
	uint64_t bytes_out;
};

static bool
ends_with(const char *text, const char *end)
{
	size_t n = strlen(text);
	size_t m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

static enum gal_status
write_out(struct gal_archive_writer *w, const void *bytes, size_t n,
    struct gal_error *err)
{
	if (n > 0 && fwrite(bytes, 1, n, w->file) != n) {
		gal_error_place(err, w->path);
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot write the archive");
	}
	w->bytes_out += n;
	return GAL_OK;
}

static enum gal_status
open_stream(struct gal_archive_writer *w, int window_log, struct gal_error *err)
{
	size_t code;

	if (window_log < GAL_ARCHIVE_WINDOW_LOG_LEAST ||
	    window_log > GAL_ARCHIVE_WINDOW_LOG)
		return gal_fail(err, GAL_ARGUMENT,
		    "a window of 2^%d bytes is not possible; %d to %d are",
		    window_log, GAL_ARCHIVE_WINDOW_LOG_LEAST,
		    GAL_ARCHIVE_WINDOW_LOG);
	w->block_size = ZSTD_CStreamOutSize();
	w->block = malloc(w->block_size);
	w->stream = ZSTD_createCStream();
	if (w->block == NULL || w->stream == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	code =
	    ZSTD_CCtx_setParameter(w->stream, ZSTD_c_compressionLevel, LEVEL);
	if (!ZSTD_isError(code))
		code = ZSTD_CCtx_setParameter(
		    w->stream, ZSTD_c_windowLog, window_log);
	if (!ZSTD_isError(code))
		code =
		    ZSTD_CCtx_setParameter(w->stream, ZSTD_c_checksumFlag, 1);
	if (ZSTD_isError(code))
		return gal_fail(
		    err, GAL_ARGUMENT, "zstd: %s", ZSTD_getErrorName(code));
	return GAL_OK;
}

enum gal_status
gal_archive_writer_open(struct gal_archive_writer **out, const char *path,
    int window_log, struct gal_error *err)
{
	struct gal_archive_writer *w = calloc(1, sizeof(*w));
	enum gal_status status = GAL_OK;
	size_t n = strlen(path);

	*out = NULL;
	if (w == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	w->path = malloc(n + 1);
	w->part = malloc(n + sizeof(".part"));
	if (w->path == NULL || w->part == NULL) {
		status = gal_fail(err, GAL_NOMEM, "out of memory");
		goto done;
	}
	memcpy(w->path, path, n + 1);
	memcpy(w->part, path, n);
	memcpy(w->part + n, ".part", sizeof(".part"));
	if (ends_with(path, ".zst"))
		status = open_stream(w, window_log, err);
	if (status != GAL_OK)
		goto done;
	w->file = fopen(w->part, "wb");
	if (w->file == NULL) {
		gal_error_place(err, path);
		status = gal_fail_errno(
		    err, GAL_IO, errno, "cannot create the file");
	}
done:
	if (status != GAL_OK) {
		gal_archive_writer_free(w);
		return status;
	}
	*out = w;
	return GAL_OK;
}

static enum gal_status
compress(struct gal_archive_writer *w, const void *bytes, size_t n,
    ZSTD_EndDirective end, struct gal_error *err)
{
	ZSTD_inBuffer in = { bytes, n, 0 };
	size_t left;

	do {
		ZSTD_outBuffer room = { w->block, w->block_size, 0 };
		enum gal_status status;

		left = ZSTD_compressStream2(w->stream, &room, &in, end);
		if (ZSTD_isError(left)) {
			gal_error_place(err, w->path);
			/* The window is asked for at the first byte. */
			return gal_fail(err, GAL_NOMEM,
			    "zstd: %s; try a smaller --window-log",
			    ZSTD_getErrorName(left));
		}
		status = write_out(w, w->block, room.pos, err);
		if (status != GAL_OK)
			return status;
	} while (end == ZSTD_e_end ? left > 0 : in.pos < in.size);
	return GAL_OK;
}

enum gal_status
gal_archive_writer_line(struct gal_archive_writer *writer, const void *line,
    size_t n, struct gal_error *err)
{
	enum gal_status status;

	writer->lines++;
	writer->bytes_in += n + 1;
	if (writer->stream == NULL) {
		status = write_out(writer, line, n, err);
		return status == GAL_OK ? write_out(writer, "\n", 1, err)
					: status;
	}
	status = compress(writer, line, n, ZSTD_e_continue, err);
	if (status == GAL_OK)
		status = compress(writer, "\n", 1, ZSTD_e_continue, err);
	writer->frame += n + 1;
	if (status == GAL_OK && writer->frame >= FRAME_BYTES) {
		writer->frame = 0;
		status = compress(writer, NULL, 0, ZSTD_e_end, err);
	}
	return status;
}

enum gal_status
gal_archive_writer_close(
    struct gal_archive_writer *writer, struct gal_error *err)
{
	enum gal_status status = GAL_OK;
	int closed;

	if (writer->stream != NULL && (writer->frame > 0 || writer->lines == 0))
		status = compress(writer, NULL, 0, ZSTD_e_end, err);
	if (status != GAL_OK)
		return status;
	closed = fclose(writer->file);
	writer->file = NULL;
	gal_error_place(err, writer->path);
	if (closed != 0)
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot write the archive");
	if (rename(writer->part, writer->path) != 0)
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot give the archive its name");
	free(writer->part);
	writer->part = NULL;
	return GAL_OK;
}

void
gal_archive_writer_free(struct gal_archive_writer *writer)
{
	if (writer == NULL)
		return;
	if (writer->file != NULL)
		(void)fclose(writer->file);
	if (writer->part != NULL)
		(void)unlink(writer->part);
	ZSTD_freeCStream(writer->stream);
	free(writer->block);
	free(writer->part);
	free(writer->path);
	free(writer);
}

uint64_t
gal_archive_writer_bytes_in(const struct gal_archive_writer *writer)
{
	return writer->bytes_in;
}

uint64_t
gal_archive_writer_bytes_out(const struct gal_archive_writer *writer)
{
	return writer->bytes_out;
}
