/*
 * `galatea tag --timeline`: an archive on stdin, one line of JSON a post on
 * stdout, with all that `galatea stats --from` needs to compute what the
 * database would.
 */
#ifndef GALATEA_CLI_TAG_TIMELINE_H
#define GALATEA_CLI_TAG_TIMELINE_H

#include "classify/classify.h"
#include "ingest/pseudonym.h"

/* Names that stand before the reading in each line; docs/scale.md. */
#define TIMELINE_BOOK_DIGITS 16 /* of the codebook's hash */
#define TIMELINE_KEY_DIGITS 16	/* of the key's check value */

/* *bad: records that are no posts that can be read; no line is written for
 * them. Errors: those of gal_reader_open() and of writing. */
GAL_MUST_USE enum gal_status cli_tag_timeline(uint64_t *bad,
    const struct gal_codebook *book, const struct gal_key *key, size_t threads,
    struct gal_error *err);

#endif
