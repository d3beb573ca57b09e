/* Small cases whose values follow from the formulas that the headers name,
 * worked out by hand. */
#include <math.h>
#include <stdlib.h>

#include "stats/association.h"
#include "stats/bootstrap.h"
#include "stats/correction.h"
#include "stats/hidden_markov_fit.h"
#include "stats/matching.h"
#include "stats/numeric.h"
#include "stats/scoring.h"
#include "stats/series.h"
#include "stats/survival.h"
#include "test.h"

static void
near(double a, double b)
{
	if (!(fabs(a - b) <= 1e-12 * fmax(1, fabs(b))))
		fail_msg("%.15g is not %.15g", a, b);
}

/* Neumaier's example: the small numbers are not lost. */
static void
test_stats_formulas__sums_keep_what_rounding_drops(void **state)
{
	static const double x[] = { 1, 1e100, 1, -1e100 };
	static const double two[] = { 1, 3 };

	(void)state;
	near(gal_mean(x, 4), 0.5);
	near(gal_variance(two, 2), 2);
	assert_true(isnan(gal_variance(two, 1)));
}

static void
test_stats_formulas__quantiles_lie_between_neighbours(void **state)
{
	static const double x[] = { 1, 2, 5 };

	(void)state;
	near(gal_quantile_sorted(x, 3, 0), 1);
	near(gal_quantile_sorted(x, 3, -1), 1);
	near(gal_quantile_sorted(x, 3, 0.25), 1.5);
	near(gal_quantile_sorted(x, 3, 0.5), 2);
	near(gal_quantile_sorted(x, 3, 0.9), 4.4);
	near(gal_quantile_sorted(x, 3, 1), 5);
	near(gal_quantile_sorted(x, 1, 0.5), 1);
	assert_true(isnan(gal_quantile_sorted(x, 0, 0.5)));
}

/* Half of the numbers lie before all that a sample of every 64 / 24th puts
 * the median between: it needs one of them. */
static void
test_stats_formulas__a_median_needs_its_lower_half(void **state)
{
	double x[64];
	int zeros = 0;

	(void)state;
	for (int i = 0; i < 64; i++)
		x[i] = -1;
	for (int i = 0; i < 24; i++) { /* those of the sample */
		x[i * 64 / 24] = i < 8 ? 0 : 1;
		zeros += i < 8;
	}
	for (int i = 0; i < 64; i++)
		if (x[i] < 0)
			x[i] = zeros++ < 32 ? 0 : 2;
	near(gal_median_select(x, 64), 0.5);
	/* or behind them: then the least of those, too */
	zeros = 0;
	for (int i = 0; i < 64; i++)
		x[i] = -1;
	for (int i = 0; i < 24; i++) {
		x[i * 64 / 24] = i < 16 ? 0 : 9;
		zeros += i < 16;
	}
	for (int i = 0; i < 64; i++)
		if (x[i] < 0)
			x[i] = zeros++ < 32 ? 0 : 9;
	x[62] = 5; /* not where the pass over them ends */
	near(gal_median_select(x, 64), 2.5);
}

static double
quantile(const struct gal_subject *s, size_t n, double p)
{
	struct gal_km *km = NULL;
	size_t rows;
	double at;

	assert_int_equal(gal_km_fit(&km, &rows, s, n, 0.95, NULL), GAL_OK);
	at = gal_km_quantile(km, rows, p).time;
	free(km);
	return at;
}

/* Where the curve stands at 1 - p for a while, the middle of that while. */
static void
test_stats_formulas__a_quantile_is_the_middle_of_a_level_stretch(void **state)
{
	const double start = -INFINITY;
	const struct gal_subject all[] = { { start, 1, 1 }, { start, 2, 1 },
		{ start, 3, 1 }, { start, 4, 1 } };
	const struct gal_subject censored_in_it[] = { { start, 1, 1 },
		{ start, 2, 1 }, { start, 2.5, 0 }, { start, 6, 1 } };
	const struct gal_subject to_the_end[] = { { start, 1, 1 },
		{ start, 2, 1 }, { start, 3, 0 }, { start, 9, 0 } };
	struct gal_subject ten[10];

	(void)state;
	near(quantile(all, 4, 0.5), 2.5);
	near(quantile(all, 4, 0.25), 1.5);
	near(quantile(all, 4, 0.4), 2);
	near(quantile(all, 4, 0.6), 3);
	near(quantile(censored_in_it, 4, 0.5), 4);
	near(quantile(to_the_end, 4, 0.5), 5.5);
	assert_true(isnan(quantile(to_the_end, 4, 0.6)));
	/* 9/10 8/9 7/8 is 0.7 but for rounding */
	for (int i = 0; i < 10; i++)
		ten[i] = (struct gal_subject){ start, i + 1, 1 };
	near(quantile(ten, 10, 0.3), 3.5);
	near(quantile(ten, 10, 0.7), 7.5);
}

static void
test_stats_formulas__the_mean_time_of_one_row(void **state)
{
	const struct gal_subject event = { -INFINITY, 4, 1 };
	const struct gal_subject censored = { -INFINITY, 4, 0 };
	struct gal_km *km = NULL;
	size_t n;
	double mean, se;

	(void)state;
	assert_int_equal(gal_km_fit(&km, &n, &event, 1, 0.95, NULL), GAL_OK);
	gal_km_rmst(&mean, &se, km, n, 10);
	near(mean, 4);
	near(se, 0);
	free(km);
	assert_int_equal(gal_km_fit(&km, &n, &censored, 1, 0.95, NULL), GAL_OK);
	gal_km_rmst(&mean, &se, km, n, 10);
	near(mean, 10);
	free(km);
}

/* All at risk leave at once: the groups are expected what they had, without a
 * variance to hold it against. */
static void
test_stats_formulas__a_logrank_without_variance_is_undefined(void **state)
{
	const double start = -INFINITY;
	const struct gal_subject s[] = { { start, 2, 1 }, { start, 2, 1 },
		{ start, 2, 1 }, { start, 1, 0 } };
	const size_t group[] = { 0, 1, 1, 0 };
	struct gal_logrank test;

	(void)state;
	assert_int_equal(
	    gal_logrank_test(&test, s, group, 4, 2, 0, NULL), GAL_OK);
	near(test.observed[0], 1);
	near(test.expected[0], 1);
	near(test.expected[1], 2);
	near(test.variance[3], 0);
	near(test.df, 1);
	assert_true(isnan(test.chisq) && isnan(test.p));
	gal_logrank_free(&test);
}

static void
test_stats_formulas__lags_follow_newey_and_west(void **state)
{
	(void)state;
	assert_int_equal(gal_newey_west_lag(100), 4); /* 4 * 1 */
	assert_int_equal(gal_newey_west_lag(10), 2);  /* 4 * 0.599 */
	assert_int_equal(gal_newey_west_lag(52), 3);  /* 4 * 0.865 */
	assert_int_equal(gal_newey_west_lag(520), 5); /* 4 * 1.443 */
}

static void
test_stats_formulas__a_series_needs_six_weeks(void **state)
{
	struct gal_week weeks[6];
	struct gal_its fit;

	(void)state;
	for (int i = 0; i < 6; i++)
		weeks[i] = (struct gal_week){
			.week = i, .n = 50, .k = 10 + i * i % 5, .post = i >= 3
		};
	assert_int_equal(gal_its_fit(&fit, weeks, 6, 1, NULL), GAL_OK);
	near(fit.weeks, 6);
	assert_int_equal(gal_its_fit(&fit, weeks, 5, 1, NULL), GAL_UNDEFINED);
}

/* Who posted on one side of the event alone is in no pair. */
static void
test_stats_formulas__pairs_have_both_sides(void **state)
{
	static const struct gal_event_post posts[] = { { 0, -1, 0 },
		{ 0, 1, 1 }, { 1, -2, 1 }, { 2, -1, 1 }, { 2, 0, 0 },
		{ 2, 3, 1 }, { 3, 2, 1 }, { 4, -3, 0 }, { 4, 1, 0 } };
	struct gal_event_paired out;

	(void)state;
	gal_event_pairs(&out, posts, sizeof(posts) / sizeof(posts[0]), 0.95);
	near(out.authors, 3);
	near(out.mean, (1 - 0.5 + 0) / 3);
	near(out.pre_only, 0);
	near(out.post_only, 1);
}

/* No spread between authors can be seen of one. */
static void
test_stats_formulas__one_author_has_no_clustered_error(void **state)
{
	static const struct gal_event_post posts[] = { { 7, -1, 0 },
		{ 7, -1, 1 }, { 7, 0, 1 }, { 7, 0, 1 }, { 7, 0, 0 } };
	struct gal_event_term term = { .relweek = 0 };

	(void)state;
	assert_int_equal(gal_event_study(&term, 1, posts, 5, NULL), GAL_OK);
	near(term.coef, 2.0 / 3 - 0.5);
	assert_true(isnan(term.se_cr1));
	assert_true(isfinite(term.se_cr0));
}

static double
distance(const int *a, size_t n, const int *b, size_t m, const double *cost,
    double indel)
{
	double out = NAN;

	assert_int_equal(
	    gal_optimal_matching(&out, a, n, b, m, cost, 3, indel, NULL),
	    GAL_OK);
	return out;
}

static void
test_stats_formulas__matching_takes_the_cheapest_way(void **state)
{
	static const int long_one[] = { 0, 1, 2 }, short_one[] = { 0, 2 };
	static const int other[] = { 2 };
	double cost[9], few[4];

	(void)state;
	gal_matching_constant(cost, 3, 3);
	near(distance(long_one, 3, short_one, 2, cost, 2), 2);
	near(distance(long_one, 2, NULL, 0, cost, 2), 4);
	near(distance(NULL, 0, long_one, 3, cost, 2), 6);
	near(distance(long_one, 1, other, 1, cost, 2), 3); /* put for it */
	near(distance(long_one, 1, other, 1, cost, 1), 2); /* out and in */
	gal_matching_ordinal(cost, 3, 4);
	near(cost[1], 2); /* one of two steps */
	near(cost[2], 4);
	near(cost[4], 0);
	near(cost[6], 4);
	gal_matching_ordinal(few, 2, 4);
	near(few[0], 0);
	near(few[1], 4);
	near(few[2], 4);
	few[0] = 9;
	gal_matching_ordinal(few, 1, 4);
	near(few[0], 0);
}

/* An author without a post in the table is not one of its authors. */
static void
test_stats_formulas__authors_of_a_table_are_those_in_it(void **state)
{
	static const struct gal_table2 cells[] = { { 3, 1, 1, 2 },
		{ 0, 0, 0, 0 }, { 1, 2, 2, 4 } };
	struct gal_clustered_or out;

	(void)state;
	gal_clustered_odds(&out, cells, 3, 0.95);
	near(out.authors, 2);
	near(out.log_or, log(4.0 * 6 / (3 * 3)));
}

/* One replicate, two authors: mean 2, deviations 1 and -1. */
static void
test_stats_formulas__bca_of_the_fewest(void **state)
{
	static const double replicate[] = { 2 }, left_out[] = { 1, 3 };
	struct gal_bca out;

	(void)state;
	gal_bootstrap_bca(&out, 2, replicate, 1, left_out, 2, 0.95);
	near(out.jack_se, 1);
	near(out.z0, 0);
	near(out.a, 0);
	near(out.limits.lo, 2);
	near(out.limits.hi, 2);
	gal_bootstrap_bca(&out, 2, replicate, 1, left_out, 1, 0.95);
	near(out.jack_se, 0);
	assert_true(isnan(out.limits.lo));
}

/* Predictions that are all alike help nothing: what is labelled counts. */
static void
test_stats_formulas__constant_predictions_say_nothing(void **state)
{
	static const struct gal_labelled rows[] = { { 1, 0.5, 0.5, 1, true },
		{ 1, 0.5, 0.5, 0, false }, { 2, 0.5, 0.5, 0, true },
		{ 3, 0.5, 0.5, 0, false }, { 4, 0.5, 0.5, 1, true },
		{ 5, 0.5, 0.5, 0, false } };
	struct gal_corrected out;

	(void)state;
	assert_int_equal(gal_correct(&out, rows, 6, 0.95, NULL), GAL_OK);
	assert_true(isnan(out.lambda) && isnan(out.lambda_raw));
	near(out.ppi_tuned.value, 2.0 / 3);
	near(out.ppi_tuned.value, out.classical.value);
	near(out.ppi_tuned.se, out.classical.se);
}

/* Eigenvalues of 1 with r beside the diagonal: 1 - r, and 1 + (m - 1) r. */
static void
test_stats_formulas__a_flat_likelihood_has_a_small_eigenvalue(void **state)
{
	static const double two[] = { 4, 1, 1, 1 }; /* r is 1/2 */
	static const double three[] = { 1, 0.2, 2, 0.2, 1, 2, 2, 2, 100 };
	static const double singular[] = { 1, 1, 1, 1 };
	static const double nothing[] = { 0, 0, 0, 0 };
	double flatness;

	(void)state;
	assert_int_equal(gal_flatness(&flatness, two, 2, NULL), GAL_OK);
	near(flatness, 0.5 / 1.5);
	assert_int_equal(gal_flatness(&flatness, three, 3, NULL), GAL_OK);
	near(flatness, 0.8 / 1.4);
	assert_int_equal(gal_flatness(&flatness, singular, 2, NULL), GAL_OK);
	near(flatness, 0);
	assert_int_equal(gal_flatness(&flatness, nothing, 2, NULL), GAL_OK);
	near(flatness, 0);
}

/* Known shares of who starts where below the target: as of a chain that is
 * seen, of which these are the shares. */
static void
test_stats_formulas__hidden_incidence_is_of_those_below(void **state)
{
	static struct gal_hmm_fit hidden;
	static struct gal_panel_fit seen;
	const double start[] = { 0.6, 0.4, 0 };
	struct gal_interval limits, expected_limits;
	double share, se, expected, expected_se;

	(void)state;
	gal_chain_ladder(&seen.chain, 3, false);
	seen.covariance[0] = 0.04;
	seen.covariance[1] = seen.covariance[2] = 0.01;
	seen.covariance[3] = 0.09;
	hidden.rates = seen;
	hidden.init[0] = 0.3;
	hidden.init[1] = 0.2;
	hidden.init[2] = 0.5;
	hidden.joint_count = 4; /* two rates, two shares that are known */
	hidden.joint[0] = 0.04;
	hidden.joint[1] = hidden.joint[4] = 0.01;
	hidden.joint[5] = 0.09;
	assert_int_equal(
	    gal_panel_incidence(&expected, &expected_se, &expected_limits,
		&seen, start, 0, 2, 90, 0.95, NULL),
	    GAL_OK);
	assert_int_equal(
	    gal_hmm_incidence(&share, &se, &limits, &hidden, 2, 90, 0.95, NULL),
	    GAL_OK);
	near(share, expected);
	near(se, expected_se);
	near(limits.lo, expected_limits.lo);
	near(limits.hi, expected_limits.hi);
}

/* Each rung half as often as the one below, all of them 1. */
static void
test_stats_formulas__models_begin_on_the_lower_rungs(void **state)
{
	struct gal_hmm_spec spec = { 0 };
	double sum = 0;

	(void)state;
	spec.chain.states = 4;
	gal_hmm_start_init(&spec);
	for (int h = 0; h < 4; h++)
		sum += spec.init[h];
	near(sum, 1);
	near(spec.init[0], 8.0 / 15);
	near(spec.init[3], 1.0 / 15);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_stats_formulas__sums_keep_what_rounding_drops),
		cmocka_unit_test(
		    test_stats_formulas__quantiles_lie_between_neighbours),
		cmocka_unit_test(
		    test_stats_formulas__a_median_needs_its_lower_half),
		cmocka_unit_test(
		    test_stats_formulas__a_quantile_is_the_middle_of_a_level_stretch),
		cmocka_unit_test(test_stats_formulas__the_mean_time_of_one_row),
		cmocka_unit_test(
		    test_stats_formulas__a_logrank_without_variance_is_undefined),
		cmocka_unit_test(
		    test_stats_formulas__lags_follow_newey_and_west),
		cmocka_unit_test(test_stats_formulas__a_series_needs_six_weeks),
		cmocka_unit_test(test_stats_formulas__pairs_have_both_sides),
		cmocka_unit_test(
		    test_stats_formulas__one_author_has_no_clustered_error),
		cmocka_unit_test(
		    test_stats_formulas__matching_takes_the_cheapest_way),
		cmocka_unit_test(
		    test_stats_formulas__authors_of_a_table_are_those_in_it),
		cmocka_unit_test(test_stats_formulas__bca_of_the_fewest),
		cmocka_unit_test(
		    test_stats_formulas__constant_predictions_say_nothing),
		cmocka_unit_test(
		    test_stats_formulas__a_flat_likelihood_has_a_small_eigenvalue),
		cmocka_unit_test(
		    test_stats_formulas__hidden_incidence_is_of_those_below),
		cmocka_unit_test(
		    test_stats_formulas__models_begin_on_the_lower_rungs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
