/*
 * Maximum likelihood of the hidden Markov model (stats/hidden_markov.h):
 * the rates and the initial distribution with the emission held fixed, or
 * together with what authors show at each rung, the tagger's errors held
 * fixed.
 *
 * Each author's score comes from the smoothed pairs by Fisher's identity
 * (Louis 1982); the information is the sum of outer products of the scores
 * (Berndt, Hall, Hall and Hausman 1974), so authors must be independent and
 * more than parameters. Its inverse is the covariance. Uncertainty of what
 * is held fixed is not in it; fit again over draws of it for that.
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
	const double *emission; /* gal_hmm_fit(): P(symbol | author's rung),
				   [states][symbols]. gal_hmm_fit_shown():
				   P(symbol | rung shown),
				   [states + 1][symbols], row 0: none shown */
	size_t symbols;
};

/*
 * Fits from the rates of `chain` and from `init` (shares > 0, sum 1), which
 * is replaced by the fitted distribution of the rung at the first post. The
 * result is that of a panel fit, so gal_panel_rate_interval() and
 * gal_panel_incidence() apply; covariance is of the log rates, the other
 * parameters taken into account; NaN in it: the likelihood is flat there.
 * Errors: NOMEM, LIMIT, ARGUMENT (an initial share of 0 or less), UNDEFINED
 * (no author; the model gives the symbols no probability).
 */
GAL_MUST_USE enum gal_status gal_hmm_fit(struct gal_panel_fit *out,
    double *init, const struct gal_chain *chain,
    const struct gal_hmm_data *data, struct gal_error *err);

/*
 * The same with `shown` fitted too: P(rung shown | author's rung),
 * [states][states + 1], column 0: none. Rows sum to 1; a cell that starts at
 * 0 stays 0 (rungs above the own). The emission is shown times
 * data->emission. Say in print that it was estimated: long flat ridges
 * between rates and shown are possible, and NaN covariances show them.
 */
GAL_MUST_USE enum gal_status gal_hmm_fit_shown(struct gal_panel_fit *out,
    double *init, double *shown, const struct gal_chain *chain,
    const struct gal_hmm_data *data, struct gal_error *err);

#endif
