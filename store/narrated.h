/*
 * Moves that authors tell of, in the order of author timelines: ascending
 * (author pseudonym, post, from, to). Read beside store/timeline.h, author by
 * author.
 */
#ifndef GALATEA_STORE_NARRATED_H
#define GALATEA_STORE_NARRATED_H

#include "core/reading.h"
#include "store/store.h"

struct gal_store_narrated;

struct gal_narrated_move {
	struct gal_pseudonym author;
	int64_t post; /* row id */
	struct gal_move move;
};

/* Posts without author are left out. */
GAL_MUST_USE enum gal_status gal_store_narrated_open(
    struct gal_store_narrated **out, struct gal_store *store,
    struct gal_error *err);
/* The next move that the author told, by value, or END: no further one. Authors
 * are asked in ascending order; moves of authors before are passed over. */
GAL_MUST_USE enum gal_status gal_store_narrated_of(
    struct gal_narrated_move *out, struct gal_store_narrated *narrated,
    const struct gal_pseudonym *author, struct gal_error *err);
void gal_store_narrated_close(struct gal_store_narrated *narrated);

#endif
