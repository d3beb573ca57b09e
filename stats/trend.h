/*
 * Monotone trend of one author's values in time, and over authors. Sources:
 * Theil 1950, Sen 1968, Mann 1945, Kendall 1975 (ties in both), Hirsch and
 * Slack 1984 (regional). Autocorrelation is not corrected: say so.
 */
#ifndef GALATEA_STATS_TREND_H
#define GALATEA_STATS_TREND_H

#include "stats/numeric.h"

struct gal_trend {
	double n, slopes;	    /* pairs at different times */
	double theil_sen;	    /* per unit of t; NaN without a pair */
	double intercept;	    /* median of v - slope t */
	struct gal_interval limits; /* Sen's, by index */
	double s, variance;	    /* Mann-Kendall */
	double z, p, tau_b;	    /* NaN where the variance is 0 */
};
/* Pairs take n (n - 1) / 2 numbers: LIMIT above 4096 values. */
GAL_MUST_USE enum gal_status gal_trend_of(struct gal_trend *out,
    const double *t, const double *v, size_t n, double conf,
    struct gal_error *err);

/* Only n, slopes, theil_sen, s and variance, the rest NaN: for many authors.
 * t ascends; scratch holds n (n - 1) / 2 numbers or more. */
void gal_trend_slope(struct gal_trend *out, const double *t, const double *v,
    size_t n, double *scratch);

struct gal_regional {
	double authors; /* with variance > 0 */
	double s, variance, z, p;
	double median_slope; /* over those authors */
	double rising, falling, sign_p;
};
/* Errors: NOMEM. */
GAL_MUST_USE enum gal_status gal_trend_regional(struct gal_regional *out,
    const struct gal_trend *trends, size_t count, struct gal_error *err);

#endif
