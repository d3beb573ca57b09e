/* Inside ingest/: what the reader needs of a source beyond source.h. */
#ifndef GALATEA_INGEST_SOURCE_INTERNAL_H
#define GALATEA_INGEST_SOURCE_INTERNAL_H

#include "ingest/source.h"

/* As gal_stream_peek() over the member's decompressed bytes. */
GAL_MUST_USE enum gal_status gal_source_peek(struct gal_source *source,
    const unsigned char **bytes, size_t *len, struct gal_error *err);

#endif
