/*
 * The three axes on simulated authors: a correlation of bond and risk that is
 * there is found, one that is not is not, and the average hides what the
 * profiles show.
 */
#include <math.h>

#include "measure_sample.h"
#include "stats/correlation.h"
#include "tests/test.h"

#define POSTS 20
#define HIGH 0.5
#define LOW 0.1
/* The correlation of two authors' shares: that of their traits, times
 * var(p) / (var(p) + mean(p (1 - p)) / POSTS). */
#define ATTENUATION 0.8247

static void
feed(struct gal_timeline *t, uint64_t seed, uint64_t authors, double rho)
{
	for (uint64_t i = 0; i < authors; i++) {
		struct gal_rng rng = { seed, i, 0 };
		bool bond = gal_rng_next_uniform(&rng) < 0.5;
		/* P(alike) = (1 + rho) / 2 gives correlation rho */
		bool alike = gal_rng_next_uniform(&rng) < (1 + rho) / 2;
		bool risk = alike ? bond : !bond;

		for (int p = 0; p < POSTS; p++) {
			struct measure_post post = {
				.author = i + 1, .day = 30.0 * p, .rung = 3
			};

			if (gal_rng_next_uniform(&rng) < (bond ? HIGH : LOW))
				post.codes[0] = "bond.love";
			if (gal_rng_next_uniform(&rng) < (risk ? HIGH : LOW))
				post.codes[1] = "risk.dissociation";
			if (gal_rng_next_uniform(&rng) < 0.2)
				post.codes[2] = "epistemic.outsourcing";
			measure_add(t, &post);
		}
	}
	measure_finish(t);
}

struct found {
	double r, lower, upper, hidden, both, expected;
};

static struct found
run(uint64_t seed, double rho)
{
	struct gal_timeline *t = measure_new();
	struct measure_frames f;
	struct found out;
	const char *pair = "bond and clinical safety";

	feed(t, seed, 200, rho);
	measure_report(&f, t, "axes");
	out.r = measure_cell(&f, "axes_pairs", pair, "estimate");
	out.lower = measure_cell(&f, "axes_pairs", pair, "lower");
	out.upper = measure_cell(&f, "axes_pairs", pair, "upper");
	out.hidden = measure_cell(&f, "axes_score",
	    "pairs of equal average, one high on bond and risk, one low on "
	    "both",
	    "estimate");
	out.both =
	    measure_cell(&f, "axes_profiles", "bond and risk", "estimate") +
	    measure_cell(&f, "axes_profiles", "all three", "estimate");
	out.expected =
	    measure_cell(&f, "axes_profiles", "bond and risk", "expected") +
	    measure_cell(&f, "axes_profiles", "all three", "expected");
	measure_free(&f);
	gal_timeline_free(t);
	return out;
}

static void
test_stats_axes__independent_and_correlated_are_told_apart(void **state)
{
	int covered_zero = 0, covered = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct found none = run(seed, 0), half = run(seed, 0.5);
		double truth = 0.5 * ATTENUATION;

		covered_zero += none.lower <= 0 && none.upper >= 0;
		covered += half.lower <= truth && half.upper >= truth;
		assert_true(half.lower > 0);
		assert_true(half.both > half.expected);
		assert_true(half.lower > none.r);
	}
	/* of 20 at 0.95: fewer than 16 has probability 0.003 */
	assert_true(covered_zero >= 16);
	assert_true(covered >= 16);
}

static void
test_stats_axes__the_average_hides_opposite_profiles(void **state)
{
	struct found none, strong;

	(void)state;
	none = run(1, 0);
	strong = run(1, 0.8);
	assert_true(strong.hidden > 0.2);
	assert_true(strong.hidden > 1.5 * none.hidden);
}

static void
test_stats_axes__few_authors_print_nothing(void **state)
{
	struct gal_timeline *t = measure_new();
	struct measure_frames f;

	(void)state;
	feed(t, 1, 9, 0);
	measure_report(&f, t, "axes");
	assert_int_equal(measure_rows(&f, "axes"), 0);
	assert_int_equal(measure_rows(&f, "axes_pairs"), 0);
	assert_int_equal(measure_rows(&f, "axes_profiles"), 0);
	assert_int_equal(measure_rows(&f, "axes_score"), 0);
	assert_int_equal(measure_rows(&f, "axes_soothing"), 0);
	measure_free(&f);
	gal_timeline_free(t);
}

/* By hand: x 1 2 3 4 5, y 2 1 4 3 5: r = 0.8. */
static void
test_stats_axes__correlation_by_hand(void **state)
{
	const double x[] = { 1, 2, 3, 4, 5 }, y[] = { 2, 1, 4, 3, 5 };
	const double flat[] = { 1, 1, 1, 1, 1 };
	struct gal_correlation c;

	(void)state;
	gal_correlation_of(&c, x, y, 5, 0.95);
	assert_true(fabs(c.r - 0.8) < 1e-12);
	assert_true(c.limits.lo < 0.8 && c.limits.hi > 0.8);
	gal_correlation_of(&c, x, flat, 5, 0.95);
	assert_true(isnan(c.r));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_stats_axes__independent_and_correlated_are_told_apart),
		cmocka_unit_test(
		    test_stats_axes__the_average_hides_opposite_profiles),
		cmocka_unit_test(test_stats_axes__few_authors_print_nothing),
		cmocka_unit_test(test_stats_axes__correlation_by_hand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
