/*
 * Small numerical tools of the statistics: compensated sums, quantiles,
 * intervals. NaN stands for "not defined" everywhere in stats/ and prints as
 * an empty cell. Pure; no function here allocates.
 */
#ifndef GALATEA_STATS_NUMERIC_H
#define GALATEA_STATS_NUMERIC_H

#include <math.h>

#include "core/status.h"

#define GAL_SECONDS_PER_DAY 86400

/* Both NaN: not defined. */
struct gal_interval {
	double lo;
	double hi;
};

/* Neumaier's compensated sum; zero-initialise. */
struct gal_sum {
	double sum;
	double carry;
};

/* In the header: the pass calls it for every code that an author shows. */
static inline void
gal_sum_add(struct gal_sum *sum, double x)
{
	double t = sum->sum + x;

	if (fabs(sum->sum) >= fabs(x))
		sum->carry += (sum->sum - t) + x;
	else
		sum->carry += (x - t) + sum->sum;
	sum->sum = t;
}
double gal_sum_value(const struct gal_sum *sum);

/* x, with -0 made 0: what is printed. */
double gal_unsigned_zero(double x);

/* Standard normal: P(Z <= x), and the two-sided p-value of z. */
double gal_normal_cdf(double x);
double gal_normal_two_sided(double z);
/* z of a two-sided interval: quantile of 1 - (1 - conf) / 2, unrounded. */
double gal_z(double conf);
/* The same of Student's t with df (> 0) degrees of freedom. */
double gal_t(double conf, double df);

/* Not defined for n = 0 (mean) or n < 2 (variance with n - 1). */
double gal_mean(const double *x, size_t n);
double gal_variance(const double *x, size_t n);

/* Ascending; no NaN among x. */
void gal_sort_doubles(double *x, size_t n);
/* Quantile type 7 (Hyndman and Fan 1996) of n ascending numbers. */
double gal_quantile_sorted(const double *x, size_t n, double p);
/* Median of n numbers in any order, which it moves (Hoare's selection). */
double gal_median_select(double *x, size_t n);
/* Median of n ascending numbers. */
double gal_median_sorted(const double *x, size_t n);

/* estimate -+ z se. */
struct gal_interval gal_interval_wald(double estimate, double se, double conf);
struct gal_interval gal_interval_none(void);

/* calloc of n * size with the product checked; NULL and err set if it fails
 * (n = 0 gives room for one). Freed with free(). */
void *gal_allocate(size_t n, size_t size, struct gal_error *err);

#endif
