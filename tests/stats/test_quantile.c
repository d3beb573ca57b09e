/* Quantiles lead back to their probability, also where GSL's inversions do
 * not: the first rows of each table are such cases. */
#include "stats/quantile.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "tests/test.h"

static const double levels[] = { 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999 };
#define LEVELS (sizeof(levels) / sizeof(levels[0]))

static void
leads_back(double p, double tail)
{
	assert_true(fabs(p - tail) <= 1e-10);
}

static void
beta_leads_back(double tail, double a, double b)
{
	leads_back(
	    gsl_cdf_beta_Q(gal_beta_quantile(tail, a, b, true), a, b), tail);
	leads_back(
	    gsl_cdf_beta_P(gal_beta_quantile(tail, a, b, false), a, b), tail);
}

static void
test_stats_quantile__beta_leads_back(void **state)
{
	(void)state;
	/* R 4.2: qbeta(0.995, 99, 1408), qbeta(0.975, 0.5, 1e6 + 0.5) */
	assert_true(fabs(gal_beta_quantile(0.005, 99, 1408, true) -
			0.0831964908897347) < 1e-12);
	assert_true(fabs(gal_beta_quantile(0.025, 0.5, 1e6 + 0.5, true) -
			2.51193931074679e-06) < 1e-15);
	leads_back(
	    gsl_cdf_beta_Q(gal_beta_quantile(0.25, 1, 703, true), 1, 703),
	    0.25);
	for (size_t l = 0; l < LEVELS; l++)
		for (int n = 1; n < 3000; n += 1 + n / 8)
			for (int k = 0; k < n; k += 1 + n / 16)
				beta_leads_back(
				    (1 - levels[l]) / 2, k + 1, n - k);
}

static void
test_stats_quantile__chisq_leads_back(void **state)
{
	(void)state;
	/* GSL 2.7.1 says 4251.92 */
	leads_back(
	    gsl_cdf_chisq_Q(gal_chisq_quantile(0.05, 5278, true), 5278), 0.05);
	for (size_t l = 0; l < LEVELS; l++)
		for (double df = 0.5; df < 10000; df += df < 4 ? 0.5 : df / 8) {
			double tail = (1 - levels[l]) / 2;

			leads_back(gsl_cdf_chisq_Q(
				       gal_chisq_quantile(tail, df, true), df),
			    tail);
			leads_back(gsl_cdf_chisq_P(
				       gal_chisq_quantile(tail, df, false), df),
			    tail);
			leads_back(gsl_cdf_gamma_P(
				       gal_gamma_quantile(tail, df), df, 1),
			    tail);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stats_quantile__beta_leads_back),
		cmocka_unit_test(test_stats_quantile__chisq_leads_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
