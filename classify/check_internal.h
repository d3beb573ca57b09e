/* Inside classify/: what a check has counted. */
#ifndef GALATEA_CLASSIFY_CHECK_INTERNAL_H
#define GALATEA_CLASSIFY_CHECK_INTERNAL_H

#include "classify/check.h"
#include "classify/scratch.h"

/* The posts a rule hit: ascending numbers. */
struct rule_hits {
	uint32_t *posts;
	size_t count;
	size_t capacity;
	size_t right; /* of them labelled with the rule's code */
	size_t alone; /* of these, hit by no other rule of the code */
	bool ever;    /* matched anything, examples included */
};

struct gal_check {
	const struct gal_codebook *book;
	struct gal_scratch *scratch;
	struct rule_hits *rules;
	size_t post_count;
	uint32_t *per_code; /* rules of the code that hit the post at hand */
	bool *labelled;	    /* by code, of the post at hand */
};

#endif
