/*
 * Inside ingest/: a codec turns compressed bytes into plain ones. One file a
 * codec (codec_<name>.c), one row in the table of codecs.c.
 *
 * Bidding: each codec looks at the first bytes and answers how many bits of
 * magic agreed, 0 for "not mine"; the highest bid wins, no bid means plain
 * bytes. Names of files are never asked.
 */
#ifndef GALATEA_INGEST_CODEC_H
#define GALATEA_INGEST_CODEC_H

#include "ingest/stream.h"

/* One step of decoding: consume from in, produce into out. */
struct gal_codec_step {
	const unsigned char *in;
	size_t in_len;
	size_t in_used; /* set by the codec */
	bool in_end;	/* no input behind in[] */
	unsigned char *out;
	size_t out_capacity;
	size_t out_len; /* set by the codec, also when it fails */
};

struct gal_codec {
	const char *name;
	unsigned (*bid)(const unsigned char *head, size_t len);
	GAL_MUST_USE enum gal_status (*open)(
	    void **state, struct gal_error *err);
	/*
	 * OK: go on (with in_end and no progress: TRUNCATED is due, and the
	 * codec says so itself). END: all of the input is consumed and stood
	 * at the end of a frame. TRUNCATED, CORRUPT, LIMIT, NOMEM: in_used
	 * is the place of the fault.
	 */
	GAL_MUST_USE enum gal_status (*decode)(
	    void *state, struct gal_codec_step *step, struct gal_error *err);
	void (*close)(void *state);
};

extern const struct gal_codec gal_codec_zstd;
extern const struct gal_codec gal_codec_gzip;
extern const struct gal_codec gal_codec_bzip2;
extern const struct gal_codec gal_codec_xz;

/* The codec whose magic the head bears, NULL for plain bytes. Errors:
 * UNSUPPORTED for a packing that is known but not read. */
GAL_MUST_USE enum gal_status gal_codec_choose(const struct gal_codec **out,
    const unsigned char *head, size_t len, struct gal_error *err);
/* A stream that decodes `upstream` (borrowed, must outlive it). */
GAL_MUST_USE enum gal_status gal_codec_stream(struct gal_stream **out,
    const struct gal_codec *codec, struct gal_stream *upstream,
    struct gal_error *err);

#endif
