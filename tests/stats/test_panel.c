/* Chains seen at some times: what is computed by matrices here is computed by
 * closed forms and by small steps of the differential equation there. */
#include <math.h>
#include <string.h>

#include "stats/panel.h"
#include "test.h"

#define STATES 3
#define RATES 4
#define STEPS 4000

static void
near(double a, double b, double tolerance)
{
	if (!(fabs(a - b) <= tolerance * fmax(1, fabs(b))))
		fail_msg("%.15g is not %.15g", a, b);
}

/* Three rungs with both ways between neighbours. */
static struct gal_chain
ladder(const double rates[RATES])
{
	struct gal_chain chain;

	gal_chain_ladder(&chain, STATES, true);
	assert_int_equal(chain.rates, RATES);
	memcpy(chain.rate, rates, RATES * sizeof(rates[0]));
	return chain;
}

/* dP/dt of a row of P, by the definition of the generator; nobody leaves a
 * state at or above `top`. */
static void
slope(double out[STATES], const double p[STATES], const struct gal_chain *chain,
    size_t top)
{
	memset(out, 0, STATES * sizeof(out[0]));
	for (size_t r = 0; r < chain->rates; r++) {
		double flow = chain->rate[r] * p[chain->from[r]];

		if (chain->from[r] >= top)
			continue;
		out[chain->from[r]] -= flow;
		out[chain->to[r]] += flow;
	}
}

/* Where who starts in `from` is after t, by Runge and Kutta. */
static void
walk(double p[STATES], size_t from, double t, const struct gal_chain *chain,
    size_t top)
{
	const double h = t / STEPS;

	memset(p, 0, STATES * sizeof(p[0]));
	p[from] = 1;
	for (int n = 0; n < STEPS; n++) {
		double k[4][STATES], at[STATES];

		slope(k[0], p, chain, top);
		for (int i = 1; i < 4; i++) {
			for (int j = 0; j < STATES; j++)
				at[j] =
				    p[j] + (i < 3 ? h / 2 : h) * k[i - 1][j];
			slope(k[i], at, chain, top);
		}
		for (int j = 0; j < STATES; j++)
			p[j] += h / 6 *
			    (k[0][j] + 2 * k[1][j] + 2 * k[2][j] + k[3][j]);
	}
}

/* The same, with one log rate moved by `by`. */
static double
share_in(size_t to, size_t from, double t, const struct gal_chain *chain,
    size_t top, size_t moved, double by)
{
	struct gal_chain other = *chain;
	double p[STATES];

	other.rate[moved] *= exp(by);
	walk(p, from, t, &other, top);
	return p[to];
}

static double
derivative(size_t to, size_t from, double t, const struct gal_chain *chain,
    size_t top, size_t moved)
{
	const double h = 1e-4;

	return (share_in(to, from, t, chain, top, moved, h) -
		   share_in(to, from, t, chain, top, moved, -h)) /
	    (2 * h);
}

static const double rates[RATES] = { 0.04, 0.02, 0.01, 0.03 };

static void
test_stats_panel__reach_is_the_way_to_the_target(void **state)
{
	const struct gal_chain chain = ladder(rates);

	(void)state;
	for (size_t target = 1; target < STATES; target++) {
		struct gal_reach reach;

		assert_int_equal(
		    gal_panel_reach(&reach, &chain, target, 30, NULL), GAL_OK);
		for (size_t from = 0; from < target; from++) {
			double p[STATES], reached = 0;

			walk(p, from, 30, &chain, target);
			for (size_t j = target; j < STATES; j++)
				reached += p[j];
			near(reach.reach[from], reached, 1e-9);
			for (size_t r = 0; r < RATES; r++) {
				double d = 0;

				for (size_t j = target; j < STATES; j++)
					d += derivative(
					    j, from, 30, &chain, target, r);
				near(reach.by_rate[from][r], d, 1e-7);
			}
		}
	}
}

/* Upwards alone, one step after the other: the sum of two exponential times. */
static void
test_stats_panel__two_steps_take_the_sum_of_two_times(void **state)
{
	struct gal_chain chain;
	struct gal_reach reach;
	const double a = 0.05, b = 0.02, t = 40;

	(void)state;
	gal_chain_ladder(&chain, STATES, false);
	chain.rate[0] = a;
	chain.rate[1] = b;
	assert_int_equal(gal_panel_reach(&reach, &chain, 2, t, NULL), GAL_OK);
	near(reach.reach[0], 1 - (b * exp(-a * t) - a * exp(-b * t)) / (b - a),
	    1e-12);
	near(reach.reach[1], 1 - exp(-b * t), 1e-12);
}

/* The delta method, with derivatives by differences. */
static void
test_stats_panel__incidence_has_the_error_of_the_delta_method(void **state)
{
	static const double covariance[RATES][RATES] = {
		{ 0.04, 0.01, -0.002, 0.003 },
		{ 0.01, 0.09, 0.004, -0.001 },
		{ -0.002, 0.004, 0.05, 0.006 },
		{ 0.003, -0.001, 0.006, 0.07 },
	};
	const double start[STATES] = { 0.7, 0.3, 0 }, z = 1.959963984540054;
	struct gal_panel_fit fit = { .chain = ladder(rates) };
	double share, se, variance = 0, expected = 0, gradient[RATES] = { 0 };
	double known, half, centre;
	struct gal_interval limits;

	(void)state;
	memcpy(fit.covariance, covariance, sizeof(covariance));
	for (size_t i = 0; i < 2; i++) {
		expected += start[i] * share_in(2, i, 60, &fit.chain, 2, 0, 0);
		for (size_t r = 0; r < RATES; r++)
			gradient[r] +=
			    start[i] * derivative(2, i, 60, &fit.chain, 2, r);
	}
	for (size_t u = 0; u < RATES; u++)
		for (size_t v = 0; v < RATES; v++)
			variance +=
			    gradient[u] * covariance[u][v] * gradient[v];
	assert_int_equal(gal_panel_incidence(&share, &se, &limits, &fit, start,
			     0, 2, 60, 0.95, NULL),
	    GAL_OK);
	near(share, expected, 1e-9);
	near(se, sqrt(variance), 1e-6);
	/* limits on log(-log(1 - F)), of which d/dF is 1 / (S |ln S|) */
	centre = log(-log(1 - expected));
	half = z * sqrt(variance) / ((1 - expected) * fabs(log(1 - expected)));
	near(limits.lo, 1 - exp(-exp(centre - half)), 1e-6);
	near(limits.hi, 1 - exp(-exp(centre + half)), 1e-6);
	assert_true(limits.lo < share && share < limits.hi);
	/* a start that was seen of 40 authors is a sample, too */
	known = variance;
	for (size_t i = 0; i < 2; i++)
		variance += start[i] / 40 *
		    pow(share_in(2, i, 60, &fit.chain, 2, 0, 0) - expected, 2);
	assert_int_equal(gal_panel_incidence(&share, &se, &limits, &fit, start,
			     40, 2, 60, 0.95, NULL),
	    GAL_OK);
	assert_true(variance > known * 1.01);
	near(se, sqrt(variance), 1e-6);
	/* not defined where nobody or everybody is there */
	assert_true(isnan(gal_reach_interval(0, 0.1, 0.95).lo));
	assert_true(isnan(gal_reach_interval(1, 0.1, 0.95).hi));
}

/* One gap: the likelihood is that of a share, x of n, of 1 - exp(-a t). */
static void
test_stats_panel__one_way_at_one_gap_is_a_share(void **state)
{
	struct gal_gaps gaps = { .states = 2 };
	const double n = 90, x = 27, t = 12;
	const double rate = -log(1 - x / n) / t;
	/* var of the share is x (n - x) / n^3; by the delta method */
	const double se =
	    sqrt(x * (n - x) / (n * n * n)) / ((1 - x / n) * t * rate);
	struct gal_panel_fit fit;
	struct gal_interval limits;
	struct gal_chain chain;

	(void)state;
	gal_chain_ladder(&chain, 2, false);
	assert_int_equal(gal_gaps_add(&gaps, t, 0, 1, x, NULL), GAL_OK);
	assert_int_equal(gal_gaps_add(&gaps, t, 0, 0, n - x, NULL), GAL_OK);
	assert_int_equal(gal_panel_fit(&fit, &chain, &gaps, NULL), GAL_OK);
	assert_true(fit.converged);
	near(fit.chain.rate[0], rate, 1e-7);
	near(fit.covariance[0], se * se, 1e-6);
	near(fit.loglik, x * log(x / n) + (n - x) * log(1 - x / n), 1e-12);
	limits = gal_panel_rate_interval(&fit, 0, 0.95);
	near(limits.lo, rate * exp(-1.959963984540054 * se), 1e-6);
	near(limits.hi, rate * exp(1.959963984540054 * se), 1e-6);
	gal_gaps_free(&gaps);
}

/* At the maximum the score is 0, and the covariance is the inverse of the
 * expected information: both from small steps. */
static void
test_stats_panel__several_gaps_have_their_information(void **state)
{
	static const double when[] = { 1, 7, 30 };
	static const double pairs[3][STATES][STATES] = {
		{ { 60, 3, 0 }, { 2, 40, 2 }, { 0, 1, 30 } },
		{ { 40, 9, 1 }, { 5, 30, 6 }, { 1, 4, 20 } },
		{ { 20, 12, 6 }, { 6, 15, 9 }, { 2, 6, 14 } },
	};
	double information[RATES][RATES] = { { 0 } }, score[RATES] = { 0 };
	struct gal_chain chain = ladder(rates);
	struct gal_gaps gaps = { .states = STATES };
	struct gal_panel_fit fit;

	(void)state;
	for (size_t g = 3; g-- > 0;) /* they need not come in order */
		for (size_t i = 0; i < STATES; i++)
			for (size_t j = 0; j < STATES; j++)
				assert_int_equal(gal_gaps_add(&gaps, when[g], i,
						     j, pairs[g][i][j], NULL),
				    GAL_OK);
	assert_int_equal(gal_panel_fit(&fit, &chain, &gaps, NULL), GAL_OK);
	assert_true(fit.converged);
	for (size_t g = 0; g < 3; g++)
		for (size_t i = 0; i < STATES; i++) {
			double p[STATES], from = 0;

			walk(p, i, when[g], &fit.chain, STATES);
			for (size_t j = 0; j < STATES; j++)
				from += pairs[g][i][j];
			for (size_t j = 0; j < STATES; j++) {
				double d[RATES];

				for (size_t r = 0; r < RATES; r++) {
					d[r] = derivative(j, i, when[g],
					    &fit.chain, STATES, r);
					score[r] +=
					    pairs[g][i][j] * d[r] / p[j];
				}
				for (size_t u = 0; u < RATES; u++)
					for (size_t v = 0; v < RATES; v++)
						information[u][v] +=
						    from * d[u] * d[v] / p[j];
			}
		}
	for (size_t u = 0; u < RATES; u++) {
		near(score[u], 0, 1e-4);
		for (size_t v = 0; v < RATES; v++) {
			double product = 0;

			for (size_t r = 0; r < RATES; r++)
				product += information[u][r] *
				    fit.covariance[r * RATES + v];
			near(product, u == v, 1e-5);
		}
	}
	gal_gaps_free(&gaps);
}

static void
test_stats_panel__gaps_are_rounded_to_hours_then_days(void **state)
{
	(void)state;
	near(gal_gap_round(0), 1.0 / 24, 1e-15);
	near(gal_gap_round(5400), 2.0 / 24, 1e-15);
	near(gal_gap_round(48 * 3600 - 3600), 47.0 / 24, 1e-15);
	near(gal_gap_round(48 * 3600), 2, 1e-15);
	near(gal_gap_round(10 * 86400 + 40000), 10, 1e-15);
	near(gal_gap_round(10 * 86400 + 50000), 11, 1e-15);
}

static void
test_stats_panel__a_chain_of_one_state_stays_there(void **state)
{
	const struct gal_chain chain = { .states = 1 };
	const double gap = 5, nothing = 0, growth = 0.25;
	struct gal_grid grid;
	double p = 0;

	(void)state;
	assert_int_equal(gal_grid_values(&grid, &chain, &gap, 1, NULL), GAL_OK);
	near(grid.p[0], 1, 1e-15);
	gal_grid_free(&grid);
	assert_int_equal(gal_expm(&p, &nothing, 1, 3, NULL), GAL_OK);
	near(p, 1, 1e-15);
	assert_int_equal(gal_expm(&p, &growth, 1, 12, NULL), GAL_OK);
	near(p, exp(3), 1e-13);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_stats_panel__reach_is_the_way_to_the_target),
		cmocka_unit_test(
		    test_stats_panel__two_steps_take_the_sum_of_two_times),
		cmocka_unit_test(
		    test_stats_panel__incidence_has_the_error_of_the_delta_method),
		cmocka_unit_test(
		    test_stats_panel__one_way_at_one_gap_is_a_share),
		cmocka_unit_test(
		    test_stats_panel__several_gaps_have_their_information),
		cmocka_unit_test(
		    test_stats_panel__gaps_are_rounded_to_hours_then_days),
		cmocka_unit_test(
		    test_stats_panel__a_chain_of_one_state_stays_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
