#include "stats/quantile.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#define STEPS_MAX 300

struct law {
	double a, b;
	double tail;
	bool upper;
};

/* How far x lies above the quantile, as probability; the density there. */
typedef double excess_at(double *density, const struct law *law, double x);

static double
beta_excess(double *density, const struct law *law, double x)
{
	*density = gsl_ran_beta_pdf(x, law->a, law->b);
	return law->upper ? law->tail - gsl_cdf_beta_Q(x, law->a, law->b)
			  : gsl_cdf_beta_P(x, law->a, law->b) - law->tail;
}

static double
chisq_excess(double *density, const struct law *law, double x)
{
	*density = gsl_ran_chisq_pdf(x, law->a);
	return law->upper ? law->tail - gsl_cdf_chisq_Q(x, law->a)
			  : gsl_cdf_chisq_P(x, law->a) - law->tail;
}

/* The quantile lies in [lo, hi]; x is where to begin. */
static double
solve(excess_at *excess, const struct law *law, double lo, double hi, double x)
{
	for (int step = 0; step < STEPS_MAX; step++) {
		double density, e = excess(&density, law, x), next;

		next = x - e / density;
		if (e == 0 || fabs(next - x) <= 1e-15 * x)
			return x;
		if (e > 0)
			hi = x;
		else
			lo = x;
		if (!(next > lo && next < hi))
			next = lo + (hi - lo) / 2;
		x = next;
	}
	return x;
}

double
gal_beta_quantile(double tail, double a, double b, bool upper)
{
	const struct law law = { a, b, tail, upper };

	return solve(beta_excess, &law, 0, 1, a / (a + b));
}

double
gal_chisq_quantile(double tail, double df, bool upper)
{
	const struct law law = { df, 0, tail, upper };
	double hi = df, density;

	while (chisq_excess(&density, &law, hi) < 0)
		hi *= 2;
	return solve(chisq_excess, &law, 0, hi, df < hi ? df : hi / 2);
}

double
gal_gamma_quantile(double tail, double shape)
{
	return gal_chisq_quantile(tail, 2 * shape, false) / 2;
}
