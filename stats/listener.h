/*
 * The imagined listener: persona consistency by Rational Speech Acts.
 *
 * Source: Kim, Kim, Kim 2020 (EMNLP, arXiv 2004.05816). With personas
 * i = 0 .. n-1 (the target and its distractors), history h and the words
 * u_1 .. u_t of a speaker,
 *
 *   L0(i | h, u<=t)  ∝  S0(u_t | i, h, u<t)^beta * p_t(i)
 *   p_{t+1}(i)       =  L0(i | h, u<=t)
 *
 * S0 is not a neural speaker here but a bigram model with Dirichlet
 * smoothing: a word's share after its predecessor is drawn to the persona's
 * unigram share, that to the share in all personas together, and that to
 * uniform. So every probability can be shown as counts.
 *
 * Words are numbers 0 .. vocabulary-1 given by the caller; a turn is one run
 * of words. Nothing is stored of a turn but its counts. Not thread-safe
 * while training; afterwards a const listener may be shared.
 */
#ifndef GALATEA_STATS_LISTENER_H
#define GALATEA_STATS_LISTENER_H

#include "core/status.h"

struct gal_listener;

struct gal_listener_options {
	double beta;	       /* trust of the listener in each word; 1 */
	double unigram_weight; /* pseudo-count of the background share; 500 */
	double bigram_weight;  /* pseudo-count of the unigram share; 20 */
};

extern const struct gal_listener_options gal_listener_defaults;

/* 2 <= personas <= 1000, 1 <= vocabulary <= 2^24. Options NULL: defaults.
 * Errors: NOMEM, ARGUMENT (out of range, or a weight not positive). */
GAL_MUST_USE enum gal_status gal_listener_new(struct gal_listener **out,
    uint32_t personas, uint32_t vocabulary,
    const struct gal_listener_options *options, struct gal_error *err);
void gal_listener_free(struct gal_listener *listener);

/* Count one turn of a persona. Errors: NOMEM, ARGUMENT (number out of
 * range). */
GAL_MUST_USE enum gal_status gal_listener_train(struct gal_listener *listener,
    uint32_t persona, const uint32_t *words, size_t n, struct gal_error *err);

/* Take a turn back that was counted before, to hold it out: cheaper than to
 * count all others anew. A turn never counted gives nonsense. */
GAL_MUST_USE enum gal_status gal_listener_forget(struct gal_listener *listener,
    uint32_t persona, const uint32_t *words, size_t n, struct gal_error *err);

/* ln S0(word | persona, previous); previous = UINT32_MAX at the start of a
 * turn. Words beyond the vocabulary have the uniform share. */
double gal_listener_log_speaker(const struct gal_listener *listener,
    uint32_t persona, uint32_t previous, uint32_t word);

/*
 * Hear one turn. `log_prior` (one value a persona, natural log, need not be
 * normalised) is replaced by the normalised log posterior L0. With
 * `surprisal` not NULL: mean of -log2 S0(word | target) in bits a word, NaN
 * for an empty turn (which leaves the prior normalised and nothing else).
 */
void gal_listener_hear(const struct gal_listener *listener,
    const uint32_t *words, size_t n, uint32_t target, double *log_prior,
    double *surprisal);

#endif
