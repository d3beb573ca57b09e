/*
 * Contractions and the spellings people type for them, split in two words.
 * Private to the tokeniser.
 */
#ifndef GALATEA_CORE_CONTRACTIONS_H
#define GALATEA_CORE_CONTRACTIONS_H

#include "core/buffer.h"

struct gal_contraction {
	const char *first;  /* never NULL */
	const char *second; /* NULL: one word stays one word */
	uint8_t split;	    /* characters of the written word that belong to the
			       first part */
};

/*
 * Look up a folded word without apostrophe ("dont", "gonna", "u").
 * NULL if it is none.
 */
const struct gal_contraction *gal_contraction_bare(struct gal_str word);

/*
 * Split a folded word at its last apostrophe ("don't": base "don", tail
 * "t"). On true, base_len bytes of the word (or `replacement` if not NULL)
 * are the first word and `second` the other.
 */
struct gal_contraction_split {
	size_t base_len;
	const char *replacement;
	const char *second;
	bool tail_takes_n; /* the second word's span starts one letter
			      before the apostrophe: n't */
};
bool gal_contraction_split(struct gal_contraction_split *out,
    struct gal_str base, struct gal_str tail);

#endif
