/*
 * Inside ingest/: a pull stream of bytes with an upstream. File, codec and
 * member streams are stacked by source.c.
 *
 * Contract of read: *got > 0 with GAL_OK; GAL_END when the stream is
 * complete; otherwise a failure, *got = 0, and the same answer ever after.
 * A fault found after some bytes were made is kept until the next call, so
 * that nothing before it is lost.
 */
#ifndef GALATEA_INGEST_STREAM_H
#define GALATEA_INGEST_STREAM_H

#include "core/buffer.h"

struct gal_stream;

struct gal_stream_ops {
	enum gal_status (*read)(struct gal_stream *stream, void *bytes,
	    size_t capacity, size_t *got, struct gal_error *err);
	void (*close)(
	    struct gal_stream *stream); /* frees state, not upstream */
};

/* Bytes looked at before a codec or format is chosen. */
#define GAL_PEEK_BYTES ((size_t)64 << 10)

struct gal_stream {
	const struct gal_stream_ops *ops;
	void *state;
	unsigned char *peeked; /* owned; bytes read ahead by peek */
	size_t peeked_len;
	size_t peeked_used;
	enum gal_status peek_status; /* what ended the peek early */
	struct gal_error peek_error;
	uint64_t offset; /* bytes handed out */
};

GAL_MUST_USE enum gal_status gal_stream_new(struct gal_stream **out,
    const struct gal_stream_ops *ops, void *state, struct gal_error *err);
void gal_stream_free(struct gal_stream *stream); /* NULL is fine */
GAL_MUST_USE enum gal_status gal_stream_read(struct gal_stream *stream,
    void *bytes, size_t capacity, size_t *got, struct gal_error *err);
/* Look at up to GAL_PEEK_BYTES without consuming them. Fewer only where the
 * stream ends or fails (a failure is reported by the read that gets there).
 * Errors: NOMEM. */
GAL_MUST_USE enum gal_status gal_stream_peek(struct gal_stream *stream,
    const unsigned char **bytes, size_t *len, struct gal_error *err);

/* The bytes of a file, stdin or memory. */
struct gal_file;
GAL_MUST_USE enum gal_status gal_file_open(struct gal_stream **out,
    struct gal_file **file, const char *path, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_file_open_memory(struct gal_stream **out,
    struct gal_file **file, const void *bytes, size_t len,
    struct gal_error *err);
uint64_t gal_file_position(const struct gal_file *file); /* any thread */
uint64_t gal_file_size(const struct gal_file *file);	 /* 0: not known */

#endif
