/*
 * Maximum likelihood of the hidden Markov model with what authors show (X)
 * estimated along with the rates and the start, given what the tagger says
 * (M). With the emission as a whole known, hidden_markov_fit.h is simpler.
 *
 * Steps: Fisher's identity gives each author's score from one forward-
 * backward pass; the sum of their outer products approximates the
 * information (Berndt, Hall, Hall and Hausman 1974), which also gives the
 * standard errors (OPG). Posts are read again for each step from a source,
 * so that memory does not grow with them.
 */
#ifndef GALATEA_STATS_SHOWN_FIT_H
#define GALATEA_STATS_SHOWN_FIT_H

#include "stats/hidden_markov.h"

/* Series after series; the same ones in the same order after a rewind. */
struct gal_shown_source {
	void *payload;
	enum gal_status (*rewind)(void *payload, struct gal_error *err);
	/* The next series or END; borrowed until the next call. */
	enum gal_status (*next)(
	    void *payload, struct gal_hmm_series *out, struct gal_error *err);
};

struct gal_shown_spec {
	struct gal_chain chain; /* moves allowed, rates to start from */
	size_t symbols;		/* shown and observed alike: 0 none, then the
				   rungs: states + 1 */
	/* M: P(observed | shown), symbols x symbols, rows sum to 1 */
	double tagger[GAL_SYMBOLS_MAX * GAL_SYMBOLS_MAX];
	bool free_shown;   /* estimate X (lower rungs and none); else X = I */
	const double *gap; /* days of the gaps that series refer to */
	size_t gap_count;
	int max_steps; /* 0: 200 */
};

struct gal_shown_fit {
	struct gal_chain chain;
	double init[GAL_STATES_MAX];
	double shown[GAL_STATES_MAX * GAL_SYMBOLS_MAX];	   /* X */
	double emission[GAL_STATES_MAX * GAL_SYMBOLS_MAX]; /* X M */
	double loglik;
	double authors, posts;
	/* of the log rates, rates x rates; NaN where the data say nothing */
	double covariance[GAL_RATES_MAX * GAL_RATES_MAX];
	double flatness; /* smallest over largest eigenvalue of the scaled
			    information: below 1e-4 say that it is flat */
	int steps;
	bool converged;
};

/* Errors: NOMEM, UNDEFINED (no series; impossible symbols), the source's. */
GAL_MUST_USE enum gal_status gal_shown_fit(struct gal_shown_fit *out,
    const struct gal_shown_spec *spec, const struct gal_shown_source *source,
    struct gal_error *err);

/* As a panel fit, for gal_panel_incidence() and the intervals of rates. */
void gal_shown_as_panel(
    struct gal_panel_fit *out, const struct gal_shown_fit *fit);

#endif
