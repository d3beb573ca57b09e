/* bzip2: any number of streams one after another, as pbzip2 writes them. */
#include "ingest/codec.h"

#include <bzlib.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct bzip2_state {
	bz_stream bz;
	bool in_stream;
};

static unsigned
bzip2_bid(const unsigned char *head, size_t len)
{
	static const unsigned char block[6] = { 0x31, 0x41, 0x59, 0x26, 0x53,
		0x59 };
	static const unsigned char end[6] = { 0x17, 0x72, 0x45, 0x38, 0x50,
		0x90 };

	if (len < 10 || memcmp(head, "BZh", 3) != 0 || head[3] < '1' ||
	    head[3] > '9')
		return 0;
	return memcmp(head + 4, block, 6) == 0 || memcmp(head + 4, end, 6) == 0
	    ? 76
	    : 0;
}

static enum gal_status
bzip2_open(void **state, struct gal_error *err)
{
	*state = calloc(1, sizeof(struct bzip2_state));
	if (*state == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	return GAL_OK;
}

static void
bzip2_close(void *state)
{
	struct bzip2_state *self = state;

	if (self->in_stream)
		(void)BZ2_bzDecompressEnd(&self->bz);
	free(self);
}

static enum gal_status
bzip2_decode(void *state, struct gal_codec_step *step, struct gal_error *err)
{
	struct bzip2_state *self = state;
	size_t in_len = step->in_len > UINT_MAX ? UINT_MAX : step->in_len;
	size_t out_len =
	    step->out_capacity > UINT_MAX ? UINT_MAX : step->out_capacity;
	int code;

	if (!self->in_stream) {
		if (in_len == 0)
			return step->in_end ? GAL_END : GAL_OK;
		memset(&self->bz, 0, sizeof(self->bz));
		if (BZ2_bzDecompressInit(&self->bz, 0, 0) != BZ_OK)
			return gal_fail(err, GAL_NOMEM, "cannot set up bzip2");
		self->in_stream = true;
	}
	self->bz.next_in = (char *)(uintptr_t)step->in;
	self->bz.avail_in = (unsigned)in_len;
	self->bz.next_out = (char *)step->out;
	self->bz.avail_out = (unsigned)out_len;
	code = BZ2_bzDecompress(&self->bz);
	step->in_used = in_len - self->bz.avail_in;
	step->out_len = out_len - self->bz.avail_out;
	switch (code) {
	case BZ_STREAM_END:
		(void)BZ2_bzDecompressEnd(&self->bz);
		self->in_stream = false;
		return GAL_OK;
	case BZ_OK:
		if (step->in_end && step->in_used == step->in_len &&
		    self->bz.avail_out > 0)
			return gal_fail(err, GAL_TRUNCATED,
			    "bzip2 data ends inside a stream: incomplete "
			    "download?");
		return GAL_OK;
	case BZ_MEM_ERROR:
		return gal_fail(err, GAL_NOMEM, "out of memory");
	case BZ_DATA_ERROR_MAGIC:
		return gal_fail(err, GAL_CORRUPT,
		    "damaged bzip2 data: no stream starts here");
	default:
		return gal_fail(err, GAL_CORRUPT,
		    "damaged bzip2 data: checksum or structure is wrong");
	}
}

const struct gal_codec gal_codec_bzip2 = { "bzip2", bzip2_bid, bzip2_open,
	bzip2_decode, bzip2_close };
