/*
 * Hidden Markov model on the ladder: the author's rung follows a
 * continuous-time chain (stats/panel.h); what is observed of a post is a
 * symbol drawn from the emission row of the rung. Scaled forward-backward
 * (Rabiner 1989); path by the max-product algorithm in logarithms.
 *
 * Emission of galatea = X M: X is what an author at a rung shows (that rung,
 * a lower one or none), M what the tagger says of what is shown. Tag errors
 * are taken as independent given the rung: check with repeated posts.
 */
#ifndef GALATEA_STATS_HIDDEN_MARKOV_H
#define GALATEA_STATS_HIDDEN_MARKOV_H

#include "stats/panel.h"

#define GAL_SYMBOLS_MAX (GAL_STATES_MAX + 1)

struct gal_hmm {
	size_t states;
	size_t symbols;
	const double *init;	/* [states] */
	const double *emission; /* [states][symbols] */
	const struct gal_grid *grid;
};

/* One author: symbol of each post, and which gap of the grid lies before it
 * (gap[0] is not read). Borrowed. */
struct gal_hmm_series {
	const uint8_t *symbol;
	const uint16_t *gap;
	size_t count;
};

/* Workspace for the longest series met so far; zero-initialise. */
struct gal_hmm_work {
	size_t capacity;
	double *forward;
	double *backward;
	double *scale;
	int *back;
};
void gal_hmm_work_free(struct gal_hmm_work *work);

/* ln P(symbols); -INFINITY if the model forbids them. Errors: NOMEM. */
GAL_MUST_USE enum gal_status gal_hmm_loglik(double *out,
    const struct gal_hmm *hmm, const struct gal_hmm_series *series,
    struct gal_hmm_work *work, struct gal_error *err);
/* posterior[count][states]: P(rung | all symbols). Errors: NOMEM,
 * UNDEFINED (impossible symbols). */
GAL_MUST_USE enum gal_status gal_hmm_smooth(double *posterior,
    const struct gal_hmm *hmm, const struct gal_hmm_series *series,
    struct gal_hmm_work *work, struct gal_error *err);
/* Most probable path; among equals the lower rung. */
GAL_MUST_USE enum gal_status gal_hmm_viterbi(int *path,
    const struct gal_hmm *hmm, const struct gal_hmm_series *series,
    struct gal_hmm_work *work, struct gal_error *err);

/* Forward and backward passes of one series into `work` (the scaled alpha
 * and beta, one row of `states` per post). For the fit. */
GAL_MUST_USE enum gal_status gal_hmm_passes(double *loglik,
    const struct gal_hmm *hmm, const struct gal_hmm_series *series,
    struct gal_hmm_work *work, struct gal_error *err);

#endif
