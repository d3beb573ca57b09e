/*
 * The invented sentences of simulated posts: templates by code, with slots
 * in braces that phrasing.c fills. They were written from the definitions of
 * the codes, not from the codebook's lists and not from anyone's posts, so a
 * classifier meets them as strangers. Data only.
 */
#ifndef GALATEA_CORPORA_PHRASES_H
#define GALATEA_CORPORA_PHRASES_H

#include <stddef.h>

struct gal_sim_phrase {
	const char *code; /* a code, "stage.<rung>", "narrated.<from>", … */
	const char *text;
};

struct gal_sim_slot {
	const char *name;
	const char *const *fillers;
	size_t count;
};

/* Phrases of one code stand together. */
extern const struct gal_sim_phrase gal_sim_ladder_phrases[];
extern const size_t gal_sim_ladder_phrase_count;
extern const struct gal_sim_phrase gal_sim_code_phrases[];
extern const size_t gal_sim_code_phrase_count;
extern const struct gal_sim_phrase gal_sim_other_phrases[];
extern const size_t gal_sim_other_phrase_count;
extern const struct gal_sim_slot gal_sim_slots[];
extern const size_t gal_sim_slot_count;

#endif
