#include "ingest/codec.h"

#include <stdlib.h>
#include <string.h>

static const struct gal_codec *const codecs[] = {
	&gal_codec_zstd,
	&gal_codec_gzip,
	&gal_codec_bzip2,
	&gal_codec_xz,
};

/* Packings people have and we do not read: say so by name instead of
 * calling their bytes bad lines. */
static const struct {
	const char *magic;
	size_t len;
	const char *advice;
} unread[] = {
	{ "7z\xbc\xaf\x27\x1c", 6, "a 7z archive: unpack it first (7z x)" },
	{ "Rar!\x1a\x07", 6, "a RAR archive: unpack it first" },
	{ "\x04\x22\x4d\x18", 4, "lz4: decompress it first (lz4 -dc FILE |)" },
	{ "\x1f\x9d", 2, "compress .Z: decompress it first (zcat FILE |)" },
	{ "LZIP", 4, "lzip: decompress it first (lzip -dc FILE |)" },
	{ "\xff\x06\x00\x00sNaPpY", 10, "snappy: decompress it first" },
	{ "SQLite format 3", 16, "a SQLite database, not an archive" },
	{ "PAR1", 4, "Parquet: export it as NDJSON or CSV first" },
	{ "%PDF-", 5, "a PDF file, not an archive" },
	{ "\x89HDF", 4, "HDF5: export it as NDJSON or CSV first" },
};

enum gal_status
gal_codec_choose(const struct gal_codec **out, const unsigned char *head,
    size_t len, struct gal_error *err)
{
	unsigned best = 0;

	*out = NULL;
	for (size_t i = 0; i < sizeof(codecs) / sizeof(codecs[0]); i++) {
		unsigned bid = codecs[i]->bid(head, len);

		if (bid > best) {
			best = bid;
			*out = codecs[i];
		}
	}
	if (*out != NULL)
		return GAL_OK;
	for (size_t i = 0; i < sizeof(unread) / sizeof(unread[0]); i++) {
		if (len >= unread[i].len &&
		    memcmp(head, unread[i].magic, unread[i].len) == 0)
			return gal_fail(
			    err, GAL_UNSUPPORTED, "%s", unread[i].advice);
	}
	return GAL_OK;
}

#define INPUT_BYTES ((size_t)256 << 10)

struct codec_stream {
	const struct gal_codec *codec;
	void *state;
	struct gal_stream *upstream;
	unsigned char *input;
	size_t input_len;
	size_t input_used;
	uint64_t consumed; /* compressed bytes before input[input_used] */
	bool input_end;
	enum gal_status cut;  /* the fault that upstream ended with */
	enum gal_status held; /* a fault or END found behind good bytes */
	struct gal_error held_error;
};

static enum gal_status
refill(struct codec_stream *self, struct gal_error *err)
{
	enum gal_status status;

	self->input_used = 0;
	self->input_len = 0;
	status = gal_stream_read(
	    self->upstream, self->input, INPUT_BYTES, &self->input_len, err);
	if (status == GAL_END) {
		self->input_end = true;
		return GAL_OK;
	}
	return status;
}

/* A window of 2 GiB takes a third of a second to give back: as soon as the
 * last byte is out, while other threads still parse what came before. */
static void
close_decoder(struct codec_stream *self)
{
	if (self->state != NULL)
		self->codec->close(self->state);
	self->state = NULL;
}

static enum gal_status
codec_read(struct gal_stream *stream, void *bytes, size_t capacity, size_t *got,
    struct gal_error *err)
{
	struct codec_stream *self = stream->state;

	*got = 0;
	while (self->held == GAL_OK) {
		struct gal_codec_step step = { 0 };

		if (self->input_used == self->input_len && !self->input_end &&
		    self->cut == GAL_OK)
			self->cut = refill(self, &self->held_error);
		step.in = self->input + self->input_used;
		step.in_len = self->input_len - self->input_used;
		step.in_end = self->input_end;
		step.out = (unsigned char *)bytes + *got;
		step.out_capacity = capacity - *got;
		self->held =
		    self->codec->decode(self->state, &step, &self->held_error);
		self->input_used += step.in_used;
		self->consumed += step.in_used;
		*got += step.out_len;
		if (self->held != GAL_OK && self->held != GAL_END)
			gal_error_byte(&self->held_error, self->consumed);
		/* the decoder may hold what it made of the bytes before */
		if (self->held == GAL_OK && self->cut != GAL_OK &&
		    step.in_len == 0 && step.out_len == 0)
			self->held = self->cut;
		if (*got == capacity)
			break;
	}
	if (self->held != GAL_OK)
		close_decoder(self);
	if (*got > 0)
		return GAL_OK;
	if (err != NULL && self->held != GAL_END)
		*err = self->held_error;
	return self->held;
}

static void
codec_close(struct gal_stream *stream)
{
	struct codec_stream *self = stream->state;

	close_decoder(self);
	free(self->input);
	free(self);
}

static const struct gal_stream_ops codec_ops = { codec_read, codec_close };

enum gal_status
gal_codec_stream(struct gal_stream **out, const struct gal_codec *codec,
    struct gal_stream *upstream, struct gal_error *err)
{
	struct codec_stream *self = calloc(1, sizeof(*self));
	enum gal_status status;

	if (self == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	self->codec = codec;
	self->upstream = upstream;
	self->input = malloc(INPUT_BYTES);
	if (self->input == NULL) {
		status = gal_fail(err, GAL_NOMEM, "out of memory");
		goto fail;
	}
	status = codec->open(&self->state, err);
	if (status != GAL_OK)
		goto fail;
	status = gal_stream_new(out, &codec_ops, self, err);
	if (status == GAL_OK)
		return GAL_OK;
	codec->close(self->state);
fail:
	free(self->input);
	free(self);
	return status;
}
