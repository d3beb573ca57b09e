/* Inside ingest/: what the reader needs of a source beyond source.h. */
#ifndef GALATEA_INGEST_SOURCE_INTERNAL_H
#define GALATEA_INGEST_SOURCE_INTERNAL_H

#include "ingest/source.h"

/* As gal_stream_peek() over the member's decompressed bytes. */
GAL_MUST_USE enum gal_status gal_source_peek(struct gal_source *source,
    const unsigned char **bytes, size_t *len, struct gal_error *err);

/* Whether the next member may be whole although this one has a fault, which is
 * then told in place of END behind the last. */
bool gal_source_pass_fault(
    struct gal_source *source, const struct gal_error *fault);

#endif
