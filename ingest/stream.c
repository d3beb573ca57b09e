#include "ingest/stream.h"

#include <stdlib.h>
#include <string.h>

enum gal_status
gal_stream_new(struct gal_stream **out, const struct gal_stream_ops *ops,
    void *state, struct gal_error *err)
{
	struct gal_stream *stream = calloc(1, sizeof(*stream));

	if (stream == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	stream->ops = ops;
	stream->state = state;
	*out = stream;
	return GAL_OK;
}

void
gal_stream_free(struct gal_stream *stream)
{
	if (stream == NULL)
		return;
	if (stream->ops->close != NULL)
		stream->ops->close(stream);
	free(stream->peeked);
	free(stream);
}

enum gal_status
gal_stream_read(struct gal_stream *stream, void *bytes, size_t capacity,
    size_t *got, struct gal_error *err)
{
	size_t left = stream->peeked_len - stream->peeked_used;
	enum gal_status status;

	*got = 0;
	if (left > 0) {
		*got = left < capacity ? left : capacity;
		memcpy(bytes, stream->peeked + stream->peeked_used, *got);
		stream->peeked_used += *got;
		stream->offset += *got;
		return GAL_OK;
	}
	if (stream->peek_status != GAL_OK) {
		if (err != NULL && stream->peek_status != GAL_END)
			*err = stream->peek_error;
		return stream->peek_status;
	}
	status = stream->ops->read(stream, bytes, capacity, got, err);
	stream->offset += *got;
	return status;
}

enum gal_status
gal_stream_peek(struct gal_stream *stream, const unsigned char **bytes,
    size_t *len, struct gal_error *err)
{
	if (stream->peeked == NULL) {
		stream->peeked = malloc(GAL_PEEK_BYTES);
		if (stream->peeked == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	if (stream->peeked_used > 0) {
		stream->peeked_len -= stream->peeked_used;
		memmove(stream->peeked, stream->peeked + stream->peeked_used,
		    stream->peeked_len);
		stream->peeked_used = 0;
	}
	while (stream->peek_status == GAL_OK &&
	    stream->peeked_len < GAL_PEEK_BYTES) {
		size_t got = 0;

		stream->peek_status = stream->ops->read(stream,
		    stream->peeked + stream->peeked_len,
		    GAL_PEEK_BYTES - stream->peeked_len, &got,
		    &stream->peek_error);
		stream->peeked_len += got;
	}
	*bytes = stream->peeked;
	*len = stream->peeked_len;
	return GAL_OK;
}
