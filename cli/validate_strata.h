/*
 * Strata of a sample: of each, the `size` candidates with the smallest hashes
 * are kept while all go by, then the sample is shared out over the strata.
 */
#ifndef GALATEA_CLI_VALIDATE_STRATA_H
#define GALATEA_CLI_VALIDATE_STRATA_H

#include "core/post.h"

/* What is drawn: a post, or an author (row_id is not used then). */
struct candidate {
	uint64_t hash;
	int64_t row_id;
	struct gal_pseudonym author;
};

/* Zero-initialise; free `heap`. */
struct stratum {
	struct candidate *heap; /* the largest hash on top, until shared out */
	size_t count, capacity;
	uint64_t population;
	size_t taken; /* of those kept, from the smallest hash on */
};

/* Errors: NOMEM. */
GAL_MUST_USE enum gal_status stratum_offer(struct stratum *stratum,
    const struct candidate *candidate, size_t size, struct gal_error *err);
/* The same number from each stratum; what a small one lacks goes to the
 * others. Sorts what is kept by hash. Returns how many are taken in all. */
size_t strata_allocate(struct stratum *strata, size_t count, size_t size);

#endif
