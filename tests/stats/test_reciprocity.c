#include <math.h>

#include "measure_worlds.h"
#include "test.h"

static void
covers(double slope)
{
	static struct gal_exchange rows[WORLD_EXCHANGES];
	struct gal_reciprocity fit;
	int hits = 0;

	for (uint64_t seed = 1; seed <= 200; seed++) {
		world_exchanges(rows, seed, slope);
		assert_int_equal(gal_reciprocity_fit(
				     &fit, rows, WORLD_EXCHANGES, true, NULL),
		    GAL_OK);
		hits += fabs(fit.slope - slope) < 1.96 * fit.se;
	}
	/* 190 expected of 200, sd 3.1 */
	assert_true(hits >= 180 && hits <= 199);
}

static void
test_stats_reciprocity__covers_a_known_slope(void **state)
{
	(void)state;
	covers(0.4);
}

static void
test_stats_reciprocity__zero_effect_gives_zero(void **state)
{
	(void)state;
	covers(0.0);
}

static void
test_stats_reciprocity__hand_computed_slope(void **state)
{
	/* within: ai -1,+1 / -1,+1; after -1,+1 / 0,0: slope 2/4 */
	const struct gal_exchange rows[] = {
		{ 1, 0, 1, 1 },
		{ 1, 0, 3, 3 },
		{ 2, 0, 1, 5 },
		{ 2, 0, 3, 5 },
		{ 3, 0, 9, 9 },
	};
	struct gal_reciprocity fit;

	(void)state;
	assert_int_equal(
	    gal_reciprocity_fit(&fit, rows, 5, false, NULL), GAL_OK);
	assert_true(fabs(fit.slope - 0.5) < 1e-12);
	/* scores +-2 * 0.5 / 4 each: meat 2 * 0.25^2, factor 2 */
	assert_true(fabs(fit.se - sqrt(2.0 * 2.0 * 0.0625)) < 1e-12);
	assert_int_equal(fit.dropped, 1);
}

static void
test_stats_reciprocity__says_why_it_is_undefined(void **state)
{
	const struct gal_exchange constant[] = {
		{ 1, 0, 2, 1 },
		{ 1, 0, 2, 3 },
		{ 2, 0, 1, 5 },
		{ 2, 0, 1, 5 },
	};
	struct gal_reciprocity fit;
	struct gal_error err = { 0 };

	(void)state;
	assert_int_equal(
	    gal_reciprocity_fit(&fit, constant, 4, false, &err), GAL_UNDEFINED);
	assert_string_equal(err.message,
	    "the AI's disclosure does not vary within conversations");
	assert_int_equal(
	    gal_reciprocity_fit(&fit, constant, 2, false, NULL), GAL_UNDEFINED);
}

static void
test_stats_reciprocity__style_tells_matching_from_constant(void **state)
{
	const struct gal_exchange matching[] = {
		{ 1, 1, 1, 1 },
		{ 1, 2, 2, 1 },
		{ 1, 3, 3, 1 },
	};
	const struct gal_exchange constant[] = {
		{ 1, 1, 3, 1 },
		{ 1, 2, 3, 1 },
		{ 1, 3, 3, 1 },
	};
	struct gal_disclosure_style style;

	(void)state;
	gal_disclosure_style(&style, matching, 3);
	assert_true(fabs(style.matching - 1.0) < 1e-12);
	assert_true(fabs(style.level - 2.0) < 1e-12);
	gal_disclosure_style(&style, constant, 3);
	assert_true(isnan(style.matching));
	assert_true(style.spread == 0.0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stats_reciprocity__covers_a_known_slope),
		cmocka_unit_test(
		    test_stats_reciprocity__zero_effect_gives_zero),
		cmocka_unit_test(test_stats_reciprocity__hand_computed_slope),
		cmocka_unit_test(
		    test_stats_reciprocity__says_why_it_is_undefined),
		cmocka_unit_test(
		    test_stats_reciprocity__style_tells_matching_from_constant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
