/*
 * Interval-censored time to an event: it happened in (left, right].
 * Weibull with survreg's parametrisation S(t) = exp(-(t / exp(mu))^(1 /
 * sigma)); the exponential fixes sigma = 1. Log-likelihood sum of
 * ln(S(left) - S(right)); left = 0 is left-censored, right = INFINITY
 * right-censored, rows (0, INFINITY) say nothing and drop out; left = right
 * is an exact time.
 */
#ifndef GALATEA_STATS_INTERVAL_H
#define GALATEA_STATS_INTERVAL_H

#include "stats/numeric.h"

struct gal_window {
	double left;  /* days, >= 0 */
	double right; /* days, > 0, INFINITY allowed */
};

struct gal_weibull {
	double n; /* rows that carry information */
	double loglik;
	double mu, se_mu;
	double sigma, se_log_sigma; /* 1 and NaN for the exponential */
	double covariance;	    /* of mu and log sigma */
	bool converged;
};

/* Newton from the exponential's crude rate. UNDEFINED if no row carries
 * information or no row has a finite right end (the likelihood is flat). */
GAL_MUST_USE enum gal_status gal_weibull_fit(struct gal_weibull *out,
    const struct gal_window *windows, size_t count, bool exponential,
    struct gal_error *err);

/* F(t) and limits by the delta method on log(-log S). */
double gal_weibull_share(const struct gal_weibull *fit, double t);
struct gal_interval gal_weibull_interval(
    const struct gal_weibull *fit, double t, double conf);

#endif
