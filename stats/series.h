/*
 * Time: interrupted series and event studies. Sources: Wagner et al. 2002
 * (segmented regression), Newey and West 1987 with Bartlett weights, White
 * 1980 (HC1), author fixed effects by the within transformation with
 * cluster-robust errors (Liang and Zeger 1986; CR1 as Stata counts it),
 * McNemar 1947.
 */
#ifndef GALATEA_STATS_SERIES_H
#define GALATEA_STATS_SERIES_H

#include "stats/numeric.h"

#define GAL_ITS_TERMS 4 /* intercept, week, level change, slope change */

struct gal_week {
	double week;
	double n, k; /* posts, posts with the code; n = 0 is left out */
	bool post;   /* at or after the event */
};

struct gal_its {
	double weeks;
	double lag;
	double ols[GAL_ITS_TERMS], ols_se[GAL_ITS_TERMS];
	double nw_se[GAL_ITS_TERMS];	/* Newey-West */
	double nw_se_df[GAL_ITS_TERMS]; /* times n / (n - p) */
	double hc1_se[GAL_ITS_TERMS];
	double wls[GAL_ITS_TERMS], wls_se[GAL_ITS_TERMS]; /* weights n */
	double logit[GAL_ITS_TERMS], logit_se[GAL_ITS_TERMS];
	double quasi_se[GAL_ITS_TERMS];
	double durbin_watson, quasi_dispersion, acf1;
	double nw_p_level; /* two-sided normal, level change */
};
/* weeks ascending. UNDEFINED if the design has not full rank or fewer than
 * six weeks have posts. Errors: NOMEM. */
GAL_MUST_USE enum gal_status gal_its_fit(struct gal_its *out,
    const struct gal_week *weeks, size_t count, int lag, struct gal_error *err);
/* floor(4 (T / 100)^(2/9)). */
int gal_newey_west_lag(size_t weeks);

struct gal_event_post {
	size_t author; /* equal authors adjacent */
	int relweek;
	double y;
};
struct gal_event_term {
	int relweek;
	double coef, se_cr0, se_cr1; /* NaN: not identified */
};
/* Terms for every relweek in `weeks` (count terms, reference not among
 * them). Errors: NOMEM; UNDEFINED if nothing is identified. */
GAL_MUST_USE enum gal_status gal_event_study(struct gal_event_term *terms,
    size_t count, const struct gal_event_post *posts, size_t n,
    struct gal_error *err);

struct gal_event_paired {
	double authors;
	double mean, se, t, df, p;
	struct gal_interval limits; /* t distribution */
	double pre_only, post_only; /* authors with any y = 1 */
	double exact_p, mid_p, chisq, chisq_cc;
};
/* Authors with posts before (relweek < 0) and after; posts as above. */
void gal_event_pairs(struct gal_event_paired *out,
    const struct gal_event_post *posts, size_t n, double conf);

#endif
