/* Weibull fits of times that are known to windows: against the likelihood as
 * it is written, by differences. */
#include <math.h>

#include "stats/interval.h"
#include "test.h"

static void
near(double a, double b, double tolerance)
{
	if (!(fabs(a - b) <= tolerance * fmax(1, fabs(b))))
		fail_msg("%.15g is not %.15g", a, b);
}

/* Of every kind: before a time, between two, at one, after one, unknown. */
static const struct gal_window mixed[] = { { 0, 3 }, { 0, 12 }, { 2, 5 },
	{ 4, 9 }, { 7, 20 }, { 15, 31 }, { 6, 6 }, { 11, 11 }, { 2.5, 2.5 },
	{ 19, 19 }, { 28, 28 }, { 14, INFINITY }, { 30, INFINITY },
	{ 45, INFINITY }, { 0.5, INFINITY }, { 0, INFINITY } };
#define MIXED (sizeof(mixed) / sizeof(mixed[0]))

static double
survival(double t, double mu, double s)
{
	return t <= 0 ? 1 : exp(-pow(t / exp(mu), 1 / exp(s)));
}

/* ln(S(left) - S(right)); of an exact time the density. */
static double
loglik(const struct gal_window *w, size_t n, double mu, double s)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		double k = 1 / exp(s), scale = exp(mu), t = w[i].left;

		if (w[i].left == w[i].right)
			sum += log(k / scale * pow(t / scale, k - 1) *
			    survival(t, mu, s));
		else
			sum += log(survival(t, mu, s) -
			    (isinf(w[i].right) ? 0
					       : survival(w[i].right, mu, s)));
	}
	return sum;
}

/* Score and minus second derivatives at the fit. */
static void
differences(double score[2], double information[3], const struct gal_window *w,
    size_t n, double mu, double s)
{
	const double h = 1e-4;
	double at = loglik(w, n, mu, s);
	double right = loglik(w, n, mu + h, s), left = loglik(w, n, mu - h, s);
	double up = loglik(w, n, mu, s + h), down = loglik(w, n, mu, s - h);

	score[0] = (right - left) / (2 * h);
	score[1] = (up - down) / (2 * h);
	information[0] = -(right - 2 * at + left) / (h * h);
	information[2] = -(up - 2 * at + down) / (h * h);
	information[1] =
	    -(loglik(w, n, mu + h, s + h) - loglik(w, n, mu + h, s - h) -
		loglik(w, n, mu - h, s + h) + loglik(w, n, mu - h, s - h)) /
	    (4 * h * h);
}

static void
assert_maximum(const struct gal_window *w, size_t n, double informative)
{
	struct gal_weibull fit;
	double score[2], information[3], det, s;

	assert_int_equal(gal_weibull_fit(&fit, w, n, false, NULL), GAL_OK);
	assert_true(fit.converged);
	near(fit.n, informative, 0);
	s = log(fit.sigma);
	near(fit.loglik, loglik(w, n, fit.mu, s), 1e-12);
	differences(score, information, w, n, fit.mu, s);
	near(score[0], 0, 1e-6);
	near(score[1], 0, 1e-6);
	det = information[0] * information[2] - information[1] * information[1];
	near(fit.se_mu, sqrt(information[2] / det), 1e-5);
	near(fit.se_log_sigma, sqrt(information[0] / det), 1e-5);
	near(fit.covariance, -information[1] / det, 1e-5);
}

/* So far apart that they say little. */
static const struct gal_window two[] = { { 0.2, 0.2 }, { 60, 60 } };

static void
test_stats_interval__is_the_maximum_with_its_curvature(void **state)
{
	(void)state;
	assert_maximum(mixed, MIXED, MIXED - 1);
	assert_maximum(mixed, 6, 6);	   /* windows alone */
	assert_maximum(mixed + 6, 5, 5);   /* exact times alone */
	assert_maximum(mixed + 6, 10, 9);  /* exact and censored ones */
	assert_maximum(mixed + 2, 10, 10); /* none before a time */
	assert_maximum(two, 2, 2);
}

/* With sigma 1 and exact or censored times the rate is events by days. */
static void
test_stats_interval__the_exponential_is_events_by_days(void **state)
{
	struct gal_weibull fit;
	double days = 0;

	(void)state;
	for (size_t i = 6; i < MIXED; i++)
		days += mixed[i].left;
	assert_int_equal(
	    gal_weibull_fit(&fit, mixed + 6, MIXED - 6, true, NULL), GAL_OK);
	assert_true(fit.converged);
	near(fit.mu, log(days / 5), 1e-10);
	near(fit.se_mu, 1 / sqrt(5), 1e-9);
	near(fit.sigma, 1, 0);
	assert_true(isnan(fit.se_log_sigma));
	/* log(-log S) = ln t - mu: its error is that of mu, at every t */
	{
		struct gal_interval limits =
		    gal_weibull_interval(&fit, 10, 0.95);
		double half = 1.959963984540054 / sqrt(5);

		near(gal_weibull_share(&fit, 10), 1 - exp(-50 / days), 1e-10);
		near(limits.lo, 1 - exp(-50 / days * exp(-half)), 1e-9);
		near(limits.hi, 1 - exp(-50 / days * exp(half)), 1e-9);
	}
}

static double
log_minus_log(double t, double mu, double s)
{
	return log(-log(survival(t, mu, s)));
}

static void
test_stats_interval__limits_are_those_of_the_delta_method(void **state)
{
	static const double times[] = { 0.5, 3, 12, 40, 200 };
	const double h = 1e-6;
	struct gal_weibull fit;

	(void)state;
	assert_int_equal(
	    gal_weibull_fit(&fit, mixed, MIXED, false, NULL), GAL_OK);
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		double t = times[i], s = log(fit.sigma);
		double by_mu = (log_minus_log(t, fit.mu + h, s) -
				   log_minus_log(t, fit.mu - h, s)) /
		    (2 * h);
		double by_s = (log_minus_log(t, fit.mu, s + h) -
				  log_minus_log(t, fit.mu, s - h)) /
		    (2 * h);
		double half = 1.959963984540054 *
		    sqrt(by_mu * by_mu * fit.se_mu * fit.se_mu +
			by_s * by_s * fit.se_log_sigma * fit.se_log_sigma +
			2 * by_mu * by_s * fit.covariance);
		double centre = log_minus_log(t, fit.mu, s);
		struct gal_interval limits =
		    gal_weibull_interval(&fit, t, 0.95);

		near(gal_weibull_share(&fit, t), 1 - survival(t, fit.mu, s),
		    1e-12);
		near(limits.lo, 1 - exp(-exp(centre - half)), 1e-7);
		near(limits.hi, 1 - exp(-exp(centre + half)), 1e-7);
	}
	near(gal_weibull_share(&fit, 0), 0, 0);
	assert_true(isnan(gal_weibull_interval(&fit, 0, 0.95).lo));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_stats_interval__is_the_maximum_with_its_curvature),
		cmocka_unit_test(
		    test_stats_interval__the_exponential_is_events_by_days),
		cmocka_unit_test(
		    test_stats_interval__limits_are_those_of_the_delta_method),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
