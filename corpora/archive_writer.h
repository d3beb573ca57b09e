/*
 * Lines into a file: Zstandard when the path ends in ".zst", plain else. The
 * file appears under its name only when closed; until then it is PATH.part.
 */
#ifndef GALATEA_CORPORA_ARCHIVE_WRITER_H
#define GALATEA_CORPORA_ARCHIVE_WRITER_H

#include "core/status.h"

/* As in the monthly dumps, which say 2 GiB. */
#define GAL_ARCHIVE_WINDOW_LOG 31
#define GAL_ARCHIVE_WINDOW_LOG_LEAST 17

struct gal_archive_writer;

/*
 * The caller owns *out. The window of window_log bits is declared in every
 * frame, but frames end after 64 MiB of content, so the encoder's history,
 * which is reserved and not filled, costs no more memory than that. Same
 * lines, same window: same bytes (one thread encodes).
 * Errors: IO, FULL, READ_ONLY, NOMEM, ARGUMENT (window_log).
 */
GAL_MUST_USE enum gal_status gal_archive_writer_open(
    struct gal_archive_writer **out, const char *path, int window_log,
    struct gal_error *err);
/* n bytes and a newline. */
GAL_MUST_USE enum gal_status gal_archive_writer_line(
    struct gal_archive_writer *writer, const void *line, size_t n,
    struct gal_error *err);
/* Finish the last frame and give the file its name. */
GAL_MUST_USE enum gal_status gal_archive_writer_close(
    struct gal_archive_writer *writer, struct gal_error *err);
/* Removes PATH.part if not closed. NULL is allowed. */
void gal_archive_writer_free(struct gal_archive_writer *writer);

uint64_t gal_archive_writer_bytes_in(const struct gal_archive_writer *writer);
uint64_t gal_archive_writer_bytes_out(const struct gal_archive_writer *writer);

#endif
