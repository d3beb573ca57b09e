/* zstd: any number of frames and skippable frames, windows up to 2 GiB. */
#include "ingest/codec.h"

#include <stdlib.h>
#include <string.h>
/* for ZSTD_createDCtx_advanced(), which Debian's library exports: the only way
 * to say where the window lies */
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>
#include <zstd_errors.h>

#include "ingest/window.h"

/* The dumps are made with --long=31; the library refuses more than 2^27
 * unless told. 32-bit builds of the library stop at 2^30. */
#define WINDOW_LOG_MAX (sizeof(size_t) == 4 ? 30 : 31)

#define BLOCK_HEAD 3

struct zstd_state {
	struct gal_window *window;
	ZSTD_DCtx *context;
	bool in_frame; /* input was consumed since the last end of a frame */
	unsigned char magic[4]; /* of this frame, as far as it came */
	size_t magic_len;
	size_t wanted; /* bytes the library asked for */
	bool has_more; /* output that did not fit the last step */
};

static unsigned
zstd_bid(const unsigned char *head, size_t len)
{
	static const unsigned char frame[4] = { 0x28, 0xb5, 0x2f, 0xfd };

	if (len >= 4 && memcmp(head, frame, 4) == 0)
		return 32;
	/* a skippable frame: 0x184D2A50 to 0x184D2A5F, little endian */
	if (len >= 4 && (head[0] & 0xf0) == 0x50 && head[1] == 0x2a &&
	    head[2] == 0x4d && head[3] == 0x18)
		return 28;
	return 0;
}

static void
zstd_close(void *state)
{
	struct zstd_state *self = state;

	ZSTD_freeDCtx(self->context);
	gal_window_free(self->window);
	free(self);
}

static enum gal_status
zstd_open(void **state, struct gal_error *err)
{
	struct zstd_state *self = calloc(1, sizeof(*self));
	enum gal_status status;

	if (self == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	status = gal_window_new(&self->window, err);
	if (status != GAL_OK) {
		zstd_close(self);
		return status;
	}
	self->context = ZSTD_createDCtx_advanced((ZSTD_customMem){
	    gal_window_take, gal_window_release, self->window });
	if (self->context == NULL ||
	    ZSTD_isError(ZSTD_DCtx_setParameter(
		self->context, ZSTD_d_windowLogMax, WINDOW_LOG_MAX))) {
		zstd_close(self);
		return gal_fail(err, GAL_NOMEM, "cannot set up zstd");
	}
	*state = self;
	return GAL_OK;
}

static enum gal_status
zstd_fault(size_t code, struct gal_error *err)
{
	switch (ZSTD_getErrorCode(code)) {
	case ZSTD_error_memory_allocation:
		return gal_fail(err, GAL_NOMEM, "no memory for the window");
	case ZSTD_error_frameParameter_windowTooLarge:
		return gal_fail(
		    err, GAL_LIMIT, "zstd window larger than 2 GiB");
	case ZSTD_error_prefix_unknown:
		return gal_fail(err, GAL_CORRUPT,
		    "damaged zstd data: no frame starts here");
	default:
		return gal_fail(err, GAL_CORRUPT, "damaged zstd data: %s",
		    ZSTD_getErrorName(code));
	}
}

/*
 * Frames of zstd before 0.8 have other magics. The library reads them too,
 * but of damaged ones it hands out memory that nobody wrote: so the first
 * four bytes of each frame are looked at before the library sees them.
 * Answers how many bytes of the input may be given to it, 0: none.
 *
 * Behind them one block at a time: of a call that ends in a fault the library
 * does not say what it had written before. It asks for a block and the head of
 * the next, which has three bytes and may be the fault. What a block left
 * behind comes out before them, too.
 */
static size_t
check_magic(struct zstd_state *self, const struct gal_codec_step *step)
{
	size_t take = sizeof(self->magic) - self->magic_len;

	if (take == 0) {
		take = self->wanted > BLOCK_HEAD ? self->wanted - BLOCK_HEAD
						 : self->wanted;
		return take < step->in_len ? take : step->in_len;
	}
	if (take > step->in_len)
		take = step->in_len;
	if (take > 0)
		memcpy(self->magic + self->magic_len, step->in, take);
	self->magic_len += take;
	if (self->magic_len == sizeof(self->magic) &&
	    zstd_bid(self->magic, sizeof(self->magic)) == 0)
		return 0;
	return take;
}

/* The library's hint; *no_frame: here begins none, and nothing was done. */
static size_t
decompress(struct zstd_state *self, const struct gal_codec_step *step,
    ZSTD_inBuffer *in, ZSTD_outBuffer *out, bool *no_frame)
{
	*no_frame = false;
	if (self->has_more) {
		size_t hint = ZSTD_decompressStream(self->context, out, in);

		if (ZSTD_isError(hint) || out->pos > 0)
			return hint;
	}
	in->size = check_magic(self, step);
	*no_frame = in->size == 0 && step->in_len > 0;
	return *no_frame ? 0 : ZSTD_decompressStream(self->context, out, in);
}

static enum gal_status
zstd_decode(void *state, struct gal_codec_step *step, struct gal_error *err)
{
	struct zstd_state *self = state;
	ZSTD_inBuffer in = { step->in, 0, 0 };
	ZSTD_outBuffer out = { step->out, step->out_capacity, 0 };
	bool no_frame;
	size_t hint;

	if (step->in_len == 0 && step->in_end && !self->in_frame)
		return GAL_END;
	hint = decompress(self, step, &in, &out, &no_frame);
	if (no_frame)
		return gal_fail(err, GAL_CORRUPT,
		    "damaged zstd data: no frame starts here");
	step->in_used = in.pos;
	step->out_len = out.pos;
	if (ZSTD_isError(hint))
		return zstd_fault(hint, err);
	gal_window_advance(self->window, out.pos);
	if (in.pos > 0)
		self->in_frame = true;
	self->wanted = hint;
	self->has_more = hint != 0 && out.pos == out.size;
	if (hint == 0) {
		self->in_frame = false;
		self->magic_len = 0;
		gal_window_rewind(self->window);
	} else if (step->in_end && in.pos == step->in_len && out.pos < out.size)
		/* all input taken, room left, and the frame wants more */
		return gal_fail(err, GAL_TRUNCATED,
		    "zstd data ends inside a frame: incomplete download?");
	return GAL_OK;
}

const struct gal_codec gal_codec_zstd = { "zstd", zstd_bid, zstd_open,
	zstd_decode, zstd_close };
