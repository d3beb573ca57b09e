/*
 * A source: the decompressed bytes of one archive, whatever holds them. The
 * first bytes decide the codec, never the file name.
 *
 *   file or stdin ─► codec (zstd, gzip, bzip2, xz, plain) ─► bytes
 *                    or members of a zip / tar, one after another
 *
 * Concatenated frames, members and streams are one stream of bytes. The end
 * of the input inside one of them is GAL_TRUNCATED, damage is GAL_CORRUPT;
 * both come only after every byte before the fault was handed out, and the
 * error carries the byte place in the compressed file.
 *
 * Thread rule: one thread reads; gal_source_position() may be asked from
 * any thread meanwhile.
 */
#ifndef GALATEA_INGEST_SOURCE_H
#define GALATEA_INGEST_SOURCE_H

#include "core/buffer.h"

struct gal_source;

/*
 * Open a file, or standard input where path is "-". The caller owns *out.
 * Errors: NOT_FOUND, IO (also for a directory), FORMAT (empty input),
 * UNSUPPORTED (a packing we know by its magic and do not read), NOMEM.
 */
GAL_MUST_USE enum gal_status gal_source_open(
    struct gal_source **out, const char *path, struct gal_error *err);
/* The same over bytes in memory, which must outlive the source. `name`
 * stands in for the path in messages and is copied. */
GAL_MUST_USE enum gal_status gal_source_open_memory(struct gal_source **out,
    const char *name, const void *bytes, size_t len, struct gal_error *err);
/* NULL is fine. */
void gal_source_free(struct gal_source *source);

#define GAL_SOURCE_BYTES_FREE ((uint64_t)1 << 30)
#define GAL_SOURCE_RATIO_MAX 500

/*
 * Up to `capacity` decompressed bytes into `bytes`; *got > 0 with OK.
 * END: the member (or the whole, where there are no members) is complete.
 * TRUNCATED, CORRUPT, IO, LIMIT (a window above 2 GiB; more than so many
 * bytes that are more than so many times those of the file), NOMEM: as said
 * above, *got = 0; every later call returns the same.
 */
GAL_MUST_USE enum gal_status gal_source_read(struct gal_source *source,
    void *bytes, size_t capacity, size_t *got, struct gal_error *err);
/* After END or a fault: go to the next regular file of a zip or tar. END: none
 * left (always so for the other codecs). Its bytes count from offset 0. One
 * that cannot be read (7z, another zip) is gone to and refused by
 * gal_source_read(). TRUNCATED, CORRUPT, UNSUPPORTED in place of END: the end
 * of the archive is missing or damaged, or a member before had a fault that hid
 * no other. */
GAL_MUST_USE enum gal_status gal_source_next_member(
    struct gal_source *source, struct gal_error *err);

/* Borrowed, never NULL: "zstd", "gzip", "bzip2", "xz", "plain", "zip",
 * "tar"; the path as given; the member's name, "" without members. */
const char *gal_source_codec(const struct gal_source *source);
const char *gal_source_path(const struct gal_source *source);
const char *gal_source_member(const struct gal_source *source);
/* 0-based number of the member. */
uint64_t gal_source_member_index(const struct gal_source *source);
/* Bytes of the file consumed so far; any thread. */
uint64_t gal_source_position(const struct gal_source *source);
/* Bytes of the file, 0 if not known (a pipe). */
uint64_t gal_source_size(const struct gal_source *source);
/* Decompressed bytes of this member handed out so far. */
uint64_t gal_source_offset(const struct gal_source *source);

#define GAL_FINGERPRINT_HEX 33
/*
 * Identity of a file for provenance and resuming: BLAKE2b-128 (hex, NUL) of
 * its size, its first and last MiB and 64 KiB at sixteen even places
 * between; files up to 4 MiB are hashed whole. It reads at most 3 MiB, so it
 * also serves a month of 48 GB. "" for "-". Errors: NOT_FOUND, IO, NOMEM.
 */
GAL_MUST_USE enum gal_status gal_source_fingerprint(
    char out[GAL_FINGERPRINT_HEX], const char *path, struct gal_error *err);

#endif
