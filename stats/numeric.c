#include "stats/numeric.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>

#define BRACKET_SAMPLE 24
#define BRACKET_LEAST 64 /* fewer numbers are selected from at once */
#define SORTED_MOST 12	 /* so few are sorted */

/* GSL aborts the process on an error unless told otherwise, and the handler
 * is one global: set once before main, so that no thread races for it. */
__attribute__((constructor)) static void
quiet_gsl(void)
{
	gsl_set_error_handler_off();
}

double
gal_sum_value(const struct gal_sum *sum)
{
	return sum->sum + sum->carry;
}

double
gal_unsigned_zero(double x)
{
	return x == 0 ? 0.0 : x;
}

double
gal_normal_cdf(double x)
{
	return gsl_cdf_ugaussian_P(x);
}

double
gal_normal_two_sided(double z)
{
	return isnan(z) ? NAN : 2 * gsl_cdf_ugaussian_Q(fabs(z));
}

double
gal_z(double conf)
{
	return gsl_cdf_ugaussian_Qinv((1 - conf) / 2);
}

double
gal_t(double conf, double df)
{
	return gsl_cdf_tdist_Qinv((1 - conf) / 2, df);
}

double
gal_mean(const double *x, size_t n)
{
	struct gal_sum sum = { 0, 0 };

	for (size_t i = 0; i < n; i++)
		gal_sum_add(&sum, x[i]);
	return n == 0 ? NAN : gal_sum_value(&sum) / (double)n;
}

double
gal_variance(const double *x, size_t n)
{
	struct gal_sum sum = { 0, 0 };
	double mean = gal_mean(x, n);

	if (n < 2)
		return NAN;
	for (size_t i = 0; i < n; i++)
		gal_sum_add(&sum, (x[i] - mean) * (x[i] - mean));
	return gal_sum_value(&sum) / (double)(n - 1);
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

void
gal_sort_doubles(double *x, size_t n)
{
	if (n > 1)
		qsort(x, n, sizeof(*x), by_value);
}

double
gal_quantile_sorted(const double *x, size_t n, double p)
{
	double h, floor_h;
	size_t i;

	if (n == 0 || isnan(p))
		return NAN;
	if (p <= 0)
		return x[0];
	if (p >= 1)
		return x[n - 1];
	h = (double)(n - 1) * p;
	floor_h = floor(h);
	i = (size_t)floor_h;
	if (i + 1 >= n)
		return x[n - 1];
	return x[i] + (h - floor_h) * (x[i + 1] - x[i]);
}

static double
middle_of(double a, double b, double c)
{
	double lower = a < b ? a : b, upper = a < b ? b : a;

	return c < lower ? lower : c > upper ? upper : c;
}

/* Moves what is less than `pivot` (or equal to it too) to the front of [lo,
 * hi); returns where it ends. Without branches: which side a number takes
 * cannot be predicted. */
static size_t
part_less(double *x, size_t lo, size_t hi, double pivot, bool equal)
{
	size_t end = lo;

	for (size_t i = lo; i < hi; i++) {
		double value = x[i];

		x[i] = x[end];
		x[end] = value;
		end += equal ? value <= pivot : value < pivot;
	}
	return end;
}

/* By insertion: the fastest for few. */
static void
sort_few(double *x, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		double value = x[i];
		size_t at = i;

		for (; at > 0 && x[at - 1] > value; at--)
			x[at] = x[at - 1];
		x[at] = value;
	}
}

/* x[k] becomes what it would be if x were sorted; smaller ones before. */
static double
select_rank(double *x, size_t n, size_t k)
{
	size_t lo = 0, hi = n;

	while (hi - lo > SORTED_MOST) {
		double pivot =
		    middle_of(x[lo], x[lo + (hi - lo) / 2], x[hi - 1]);
		size_t less = part_less(x, lo, hi, pivot, false), same;

		if (k < less) {
			hi = less;
			continue;
		}
		same = part_less(x, less, hi, pivot, true);
		if (k < same)
			return pivot;
		/* always past the pivot, even where NaN compares to nothing */
		lo = same > lo ? same : lo + 1;
	}
	sort_few(x + lo, hi - lo);
	return x[k];
}

/* Median of x, whose ranks before `below` are missing from it of `n`. */
static double
median_among(double *x, size_t count, size_t n, size_t below)
{
	size_t k = n / 2 - below;
	double upper = select_rank(x, count, k), lower;

	if (n % 2 == 1)
		return upper;
	lower = x[0];
	for (size_t i = 1; i < k; i++)
		lower = x[i] > lower ? x[i] : lower;
	return (lower + upper) / 2;
}

/*
 * Two numbers of a sample that the median most likely lies between (Floyd and
 * Rivest 1975): one pass then leaves a third of the numbers to select from.
 */
static void
bracket(double *lo, double *hi, const double *x, size_t n)
{
	double sample[BRACKET_SAMPLE];

	for (size_t i = 0; i < BRACKET_SAMPLE; i++)
		sample[i] = x[i * n / BRACKET_SAMPLE];
	sort_few(sample, BRACKET_SAMPLE);
	*lo = sample[BRACKET_SAMPLE / 3];
	*hi = sample[BRACKET_SAMPLE - 1 - BRACKET_SAMPLE / 3];
}

double
gal_median_select(double *x, size_t n)
{
	size_t below = 0, between = 0;
	double lo, hi;

	if (n == 0)
		return NAN;
	if (n < BRACKET_LEAST)
		return median_among(x, n, n, 0);
	bracket(&lo, &hi, x, n);
	for (size_t i = 0; i < n; i++) {
		double value = x[i];

		x[i] = x[between];
		x[between] = value;
		below += value < lo;
		between += (value >= lo) & (value <= hi);
	}
	/* both of the middle ranks must have been caught */
	if (below < n / 2 && n / 2 < below + between)
		return median_among(x, between, n, below);
	return median_among(x, n, n, 0);
}

double
gal_median_sorted(const double *x, size_t n)
{
	if (n == 0)
		return NAN;
	return n % 2 == 1 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}

struct gal_interval
gal_interval_wald(double estimate, double se, double conf)
{
	double half = gal_z(conf) * se;
	struct gal_interval out = { estimate - half, estimate + half };

	return out;
}

struct gal_interval
gal_interval_none(void)
{
	struct gal_interval out = { NAN, NAN };

	return out;
}

void *
gal_allocate(size_t n, size_t size, struct gal_error *err)
{
	void *p;

	if (n == 0)
		n = 1;
	p = calloc(n, size); /* calloc checks the product */
	if (p == NULL)
		(void)gal_fail(err, GAL_NOMEM,
		    "no memory for %zu values of %zu bytes", n, size);
	return p;
}
