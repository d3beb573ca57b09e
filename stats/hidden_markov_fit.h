/*
 * Hidden Markov fits: rates of the ladder and the rung at the first post,
 * behind an emission X M. M is what the tagger says of what a post shows
 * (given); X what authors at a rung show (given, or estimated along).
 *
 * Steps: Fisher's identity gives each author's score from one forward-
 * backward pass; the sum of their outer products approximates the
 * information (Berndt, Hall, Hall and Hausman 1974), which also gives the
 * standard errors. Posts are read again for each step from a source, so that
 * memory does not grow with them.
 *
 * Weak priors keep what the data say nothing of from running away, and are
 * part of the estimate (posterior mode): each estimated share has half an
 * author's (init) or half a post's (X) worth of every choice it is allowed;
 * each log rate is normal around 1 / GAL_HMM_PRIOR_DAYS a day with standard
 * deviation GAL_HMM_PRIOR_SD, 95 % between a fiftieth and fifty times it.
 */
#ifndef GALATEA_STATS_HIDDEN_MARKOV_FIT_H
#define GALATEA_STATS_HIDDEN_MARKOV_FIT_H

#include "stats/hidden_markov.h"

#define GAL_HMM_PRIOR_SHARE 0.5
#define GAL_HMM_PRIOR_DAYS 180.0
#define GAL_HMM_PRIOR_SD 2.0

/* Series after series; the same ones in the same order after a rewind. */
struct gal_hmm_source {
	void *payload;
	enum gal_status (*rewind)(void *payload, struct gal_error *err);
	/* The next series or END; borrowed until the next call. */
	enum gal_status (*next)(
	    void *payload, struct gal_hmm_series *out, struct gal_error *err);
};

struct gal_hmm_spec {
	struct gal_chain chain;	     /* moves allowed, rates to start from */
	size_t shows;		     /* what a post can show: columns of X */
	size_t symbols;		     /* what it can be tagged as */
	double init[GAL_STATES_MAX]; /* to start from, > 0, sum 1 */
	/* X, [states][shows], rows sum to 1: as it is or, with free_shown, to
	 * start from; a cell that is 0 stays 0 (rungs above the own) */
	double shown[GAL_STATES_MAX * GAL_SYMBOLS_MAX];
	bool free_shown;
	/* M, [shows][symbols], rows sum to 1 */
	double tagger[GAL_SYMBOLS_MAX * GAL_SYMBOLS_MAX];
	/* how many labels each row of M rests on; 0: known for sure */
	double labels[GAL_SYMBOLS_MAX];
	uint64_t seed;	   /* of the draws of M */
	const double *gap; /* days of the gaps that series refer to */
	size_t gap_count;
	int max_steps; /* 0: 200 */
};

/* X to start from: mostly the own rung, then none (column 0), then lower
 * ones; with `above`, the rungs above a little too. shows = states + 1. */
void gal_hmm_start_shown(struct gal_hmm_spec *spec, bool above);
/* init to start from: each rung half as common as the one below. */
void gal_hmm_start_init(struct gal_hmm_spec *spec);

#define GAL_HMM_JOINT_MAX (GAL_RATES_MAX + GAL_STATES_MAX)
struct gal_hmm_fit {
	/* As a panel fit, for gal_panel_rate_interval(). The covariance of
	 * the log rates takes the other parameters into account, and the
	 * draws of M. */
	struct gal_panel_fit rates;
	double init[GAL_STATES_MAX];
	/* of the log rates and then of the logits of init, against the state
	 * init_reference, which has none: what gal_hmm_incidence() needs */
	double joint[GAL_HMM_JOINT_MAX * GAL_HMM_JOINT_MAX];
	size_t joint_count, init_reference;
	double shown[GAL_STATES_MAX * GAL_SYMBOLS_MAX];	   /* X */
	double emission[GAL_STATES_MAX * GAL_SYMBOLS_MAX]; /* X M */
	double authors, posts;
	/* smallest over largest eigenvalue of the data's scaled information:
	 * below 1e-4 the likelihood is flat in some direction */
	double flatness;
	double draws; /* of M that went into the covariance */
};

/*
 * Errors: NOMEM, LIMIT (too many parameters), ARGUMENT (an initial share of 0
 * or less, a row of X below 0), UNDEFINED (fewer than two series; the model
 * gives the symbols no probability), the source's.
 *
 * Where labels are given, M is drawn GAL_HMM_DRAWS times from
 * Dirichlet(labels x M + 1/2) by row; each draw moves the estimate by one
 * scoring step, and the spread of these moves is added to the covariance.
 */
#define GAL_HMM_DRAWS 30
GAL_MUST_USE enum gal_status gal_hmm_fit(struct gal_hmm_fit *out,
    const struct gal_hmm_spec *spec, const struct gal_hmm_source *source,
    struct gal_error *err);

/*
 * Net incidence of authors who were below the target at their first post:
 * from the fitted init, whose uncertainty is in the limits. Over a short time
 * it is what matters: who begins one rung below gets there first.
 */
GAL_MUST_USE enum gal_status gal_hmm_incidence(double *share, double *se,
    struct gal_interval *limits, const struct gal_hmm_fit *fit, size_t target,
    double t, double conf, struct gal_error *err);

#endif
