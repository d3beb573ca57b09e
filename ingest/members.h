/*
 * Inside the module of ingest/readers.h: the regular files inside a zip or tar,
 * through libarchive, read front to back without seeking, so that pipes work
 * too.
 */
#ifndef GALATEA_INGEST_MEMBERS_H
#define GALATEA_INGEST_MEMBERS_H

#include "ingest/stream.h"

struct gal_members;

/* kind: "zip" or "tar". `upstream` and `place`, which stands in messages, are
 * borrowed and must outlive it. */
GAL_MUST_USE enum gal_status gal_members_open(struct gal_members **out,
    struct gal_stream *upstream, const char *kind, const char *place,
    struct gal_error *err);
void gal_members_free(struct gal_members *members);
/* Go to the next regular file, also behind one that could not be read to its
 * end. *stream is a new stream of its bytes, the caller's, valid until the next
 * call; *name is borrowed as long. END: no more. In its place TRUNCATED,
 * CORRUPT or UNSUPPORTED (encrypted) where a member before could not be found
 * or had a wrong checksum, where the end is missing, and what upstream says of
 * its. */
GAL_MUST_USE enum gal_status gal_members_next(struct gal_members *members,
    struct gal_stream **stream, const char **name, struct gal_error *err);

#endif
