/*
 * Maximum likelihood of the rates and the initial distribution of the
 * hidden Markov model (stats/hidden_markov.h), the emission held fixed.
 *
 * Each author's score comes from the smoothed pairs by Fisher's identity
 * (Louis 1982); the information is the sum of outer products of the scores
 * (Berndt, Hall, Hall and Hausman 1974), so authors must be independent and
 * more than parameters. Its inverse is the covariance: uncertainty of the
 * emission is not in it; fit again over draws of the emission for that.
 */
#ifndef GALATEA_STATS_HIDDEN_MARKOV_FIT_H
#define GALATEA_STATS_HIDDEN_MARKOV_FIT_H

#include "stats/hidden_markov.h"

struct gal_hmm_data {
	const struct gal_hmm_series *series; /* authors; empty ones say
						nothing */
	size_t count;
	const double *gap; /* days, ascending, distinct: what the series'
			      gap[] index */
	size_t gap_count;
	const double *emission; /* [states][symbols] */
	size_t symbols;
};

/*
 * Fits from the rates of `chain` and from `init` (shares > 0, sum 1), which
 * is replaced by the fitted distribution of the rung at the first post. The
 * result is that of a panel fit, so gal_panel_rate_interval() and
 * gal_panel_incidence() apply; covariance is of the log rates, init taken
 * into account. Errors: NOMEM, LIMIT, ARGUMENT (an initial share of 0 or
 * less), UNDEFINED (no author; the model gives the symbols no probability).
 */
GAL_MUST_USE enum gal_status gal_hmm_fit(struct gal_panel_fit *out,
    double *init, const struct gal_chain *chain,
    const struct gal_hmm_data *data, struct gal_error *err);

#endif
