/*
 * Quantiles of the beta, chi-square and gamma distributions. GSL's own
 * inversions of these fail for about one in five hundred of the limits that
 * counts up to 3,000 ask for (not a number, or far off), so its distribution
 * functions are inverted here, by Newton's steps inside a bracket. `tail` in
 * (0, 1) is the probability below the quantile, or above it (upper).
 */
#ifndef GALATEA_STATS_QUANTILE_H
#define GALATEA_STATS_QUANTILE_H

#include <stdbool.h>

/* a, b > 0. */
double gal_beta_quantile(double tail, double a, double b, bool upper);
/* df > 0. */
double gal_chisq_quantile(double tail, double df, bool upper);
/* shape > 0, scale 1; from below. */
double gal_gamma_quantile(double tail, double shape);

#endif
