/* xz: concatenated streams and stream padding; all integrity checks on. */
#include "ingest/codec.h"

#include <lzma.h>
#include <stdlib.h>
#include <string.h>

/* The largest preset needs 65 MiB; a file that asks for more than a GiB is
 * an attack or an accident. */
#define MEMORY_LIMIT ((uint64_t)1 << 30)

static unsigned
xz_bid(const unsigned char *head, size_t len)
{
	static const unsigned char magic[6] = { 0xfd, '7', 'z', 'X', 'Z', 0 };

	return len >= 6 && memcmp(head, magic, 6) == 0 ? 48 : 0;
}

static enum gal_status
xz_open(void **state, struct gal_error *err)
{
	static const lzma_stream initial = LZMA_STREAM_INIT;
	lzma_stream *lzma = malloc(sizeof(*lzma));

	if (lzma == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	*lzma = initial;
	if (lzma_stream_decoder(lzma, MEMORY_LIMIT, LZMA_CONCATENATED) !=
	    LZMA_OK) {
		free(lzma);
		return gal_fail(err, GAL_NOMEM, "cannot set up xz");
	}
	*state = lzma;
	return GAL_OK;
}

static void
xz_close(void *state)
{
	lzma_end(state);
	free(state);
}

static enum gal_status
xz_decode(void *state, struct gal_codec_step *step, struct gal_error *err)
{
	lzma_stream *lzma = state;
	lzma_ret code;

	lzma->next_in = step->in;
	lzma->avail_in = step->in_len;
	lzma->next_out = step->out;
	lzma->avail_out = step->out_capacity;
	code = lzma_code(lzma, step->in_end ? LZMA_FINISH : LZMA_RUN);
	step->in_used = step->in_len - lzma->avail_in;
	step->out_len = step->out_capacity - lzma->avail_out;
	switch (code) {
	case LZMA_OK:
		return GAL_OK;
	case LZMA_STREAM_END:
		return GAL_END;
	case LZMA_BUF_ERROR:
		if (step->in_end && lzma->avail_out > 0)
			return gal_fail(err, GAL_TRUNCATED,
			    "xz data ends inside a stream: incomplete "
			    "download?");
		return GAL_OK;
	case LZMA_MEM_ERROR:
		return gal_fail(err, GAL_NOMEM, "out of memory");
	case LZMA_MEMLIMIT_ERROR:
		return gal_fail(
		    err, GAL_LIMIT, "xz data wants more than 1 GiB of memory");
	default:
		return gal_fail(err, GAL_CORRUPT,
		    "damaged xz data: checksum or structure is wrong");
	}
}

const struct gal_codec gal_codec_xz = { "xz", xz_bid, xz_open, xz_decode,
	xz_close };
