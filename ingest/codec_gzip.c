/* gzip: any number of members, as RFC 1952 allows; zero padding behind the
 * last one passes, as gzip itself lets it. */
#include "ingest/codec.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

struct gzip_state {
	z_stream z;
	bool in_member;
	bool padding; /* zeros seen behind a member */
};

static unsigned
gzip_bid(const unsigned char *head, size_t len)
{
	return len >= 3 && head[0] == 0x1f && head[1] == 0x8b && head[2] == 8
	    ? 24
	    : 0;
}

static enum gal_status
gzip_open(void **state, struct gal_error *err)
{
	struct gzip_state *self = calloc(1, sizeof(*self));

	if (self == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	/* 15 window bits, +16: gzip header and checksum are checked */
	if (inflateInit2(&self->z, 15 + 16) != Z_OK) {
		free(self);
		return gal_fail(err, GAL_NOMEM, "cannot set up zlib");
	}
	*state = self;
	return GAL_OK;
}

static void
gzip_close(void *state)
{
	struct gzip_state *self = state;

	(void)inflateEnd(&self->z);
	free(self);
}

/* Between members: END, the next member, or padding. */
static enum gal_status
between(
    struct gzip_state *self, struct gal_codec_step *step, struct gal_error *err)
{
	while (step->in_used < step->in_len && step->in[step->in_used] == 0) {
		self->padding = true;
		step->in_used++;
	}
	if (step->in_used == step->in_len)
		return step->in_end ? GAL_END : GAL_OK;
	if (self->padding || step->in[step->in_used] != 0x1f)
		return gal_fail(err, GAL_CORRUPT,
		    "damaged gzip data: no member starts here");
	if (inflateReset(&self->z) != Z_OK)
		return gal_fail(err, GAL_NOMEM, "cannot set up zlib");
	self->in_member = true;
	return GAL_OK;
}

static enum gal_status
gzip_decode(void *state, struct gal_codec_step *step, struct gal_error *err)
{
	struct gzip_state *self = state;
	size_t in_len, out_len;
	int code;

	if (!self->in_member) {
		enum gal_status status = between(self, step, err);

		if (status != GAL_OK || !self->in_member)
			return status;
	}
	in_len = step->in_len - step->in_used;
	out_len = step->out_capacity;
	in_len = in_len > UINT_MAX ? UINT_MAX : in_len;
	out_len = out_len > UINT_MAX ? UINT_MAX : out_len;
	self->z.next_in =
	    (unsigned char *)(uintptr_t)(step->in + step->in_used);
	self->z.avail_in = (unsigned)in_len;
	self->z.next_out = step->out;
	self->z.avail_out = (unsigned)out_len;
	code = inflate(&self->z, Z_NO_FLUSH);
	step->in_used += in_len - self->z.avail_in;
	step->out_len = out_len - self->z.avail_out;
	switch (code) {
	case Z_STREAM_END:
		self->in_member = false;
		return GAL_OK;
	case Z_OK:
	case Z_BUF_ERROR: /* no progress: wants input or room */
		if (step->in_end && step->in_used == step->in_len &&
		    self->z.avail_out > 0)
			return gal_fail(err, GAL_TRUNCATED,
			    "gzip data ends inside a member: incomplete "
			    "download?");
		return GAL_OK;
	case Z_MEM_ERROR:
		return gal_fail(err, GAL_NOMEM, "out of memory");
	default:
		return gal_fail(err, GAL_CORRUPT, "damaged gzip data: %s",
		    self->z.msg != NULL ? self->z.msg : "invalid");
	}
}

const struct gal_codec gal_codec_gzip = { "gzip", gzip_bid, gzip_open,
	gzip_decode, gzip_close };
