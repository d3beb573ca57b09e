/*
 * 200,000 word types whose frequencies follow Zipf-Mandelbrot. The first
 * ranks are plain English words by part of speech, the rest are made of
 * syllables, so that an index of a simulated corpus grows like a real one.
 */
#ifndef GALATEA_CORPORA_VOCABULARY_H
#define GALATEA_CORPORA_VOCABULARY_H

#include "core/buffer.h"
#include "core/rng.h"

#define GAL_SIM_TYPES 200000

enum gal_sim_word_class {
	GAL_SIM_NOUN,
	GAL_SIM_VERB_PAST,
	GAL_SIM_ADJECTIVE,
	GAL_SIM_WORD_CLASSES
};

struct gal_sim_vocabulary;

/* About 3 MiB. Read-only once made: any number of threads. Errors: NOMEM. */
GAL_MUST_USE enum gal_status gal_sim_vocabulary_new(
    struct gal_sim_vocabulary **out, struct gal_error *err);
void gal_sim_vocabulary_free(struct gal_sim_vocabulary *vocabulary);
/* A rank from 0, most frequent first. */
uint32_t gal_sim_vocabulary_draw(
    const struct gal_sim_vocabulary *vocabulary, struct gal_rng *rng);
/* Append the word of that rank. Errors: as gal_buffer_append(). */
GAL_MUST_USE enum gal_status gal_sim_vocabulary_word(struct gal_buffer *out,
    uint32_t rank, enum gal_sim_word_class word_class, struct gal_error *err);

#endif
