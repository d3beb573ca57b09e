#include <math.h>

#include "stats/affect.h"
#include "stats/marks.h"
#include "test.h"

static void
test_stats_affect__starts_at_forty_and_moves_ten_at_most(void **state)
{
	struct gal_affect a;

	(void)state;
	gal_affect_start(&a);
	assert_true(a.score == 40.0);
	assert_true(gal_affect_step(&a, 1.0, 50.0) == 50.0);
	assert_true(gal_affect_step(&a, -0.3, 0.0) == 47.0);
	assert_true(gal_affect_step(&a, NAN, 0.0) == 47.0);
}

static void
test_stats_affect__appraisals_add_a_quarter_step_each(void **state)
{
	struct gal_affect a;

	(void)state;
	assert_true(gal_affect_cues(0) == 0.0);
	assert_true(gal_affect_cues(GAL_MARK_HELPED | GAL_MARK_BOND) == 2.5);
	assert_true(gal_affect_cues(GAL_MARK_HELPED | GAL_MARK_ABLE) == 5.0);
	assert_true(gal_affect_cues(GAL_MARK_ABLE | GAL_MARK_UNABLE) == 0.0);
	assert_true(
	    gal_affect_cues(GAL_MARK_HINDERED | GAL_MARK_UNABLE) == -5.0);
	gal_affect_start(&a);
	assert_true(gal_affect_step(&a, -0.5, 2.5) == 37.5);
	assert_true(gal_affect_step(&a, -0.9, -5.0) == 27.5);
}

static void
test_stats_affect__stays_between_zero_and_hundred(void **state)
{
	struct gal_affect a;

	(void)state;
	gal_affect_start(&a);
	for (int i = 0; i < 20; i++)
		(void)gal_affect_step(&a, 1.0, 0.0);
	assert_true(a.score == 100.0);
	for (int i = 0; i < 20; i++)
		(void)gal_affect_step(&a, -1.0, 0.0);
	assert_true(a.score == 0.0);
	assert_int_equal(a.falls, 1);
	assert_int_equal(a.recoveries, 0);
}

static void
test_stats_affect__counts_a_recovery_after_a_fall(void **state)
{
	struct gal_affect a;

	(void)state;
	gal_affect_start(&a);
	(void)gal_affect_step(&a, -1.0, 0.0); /* 30: band C, a fall from B */
	assert_int_equal(a.falls, 1);
	(void)gal_affect_step(&a, 1.0, 0.0); /* 40: band B again */
	assert_int_equal(a.recoveries, 1);
	assert_false(a.falling);
}

static void
test_stats_affect__bands_have_the_stated_edges(void **state)
{
	(void)state;
	assert_int_equal(gal_affect_band_of(9.99), GAL_AFFECT_F);
	assert_int_equal(gal_affect_band_of(10), GAL_AFFECT_C);
	assert_int_equal(gal_affect_band_of(40), GAL_AFFECT_B);
	assert_int_equal(gal_affect_band_of(70), GAL_AFFECT_A);
	assert_int_equal(gal_affect_band_of(100), GAL_AFFECT_S);
	assert_string_equal(gal_affect_band_name(GAL_AFFECT_S), "S");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_stats_affect__starts_at_forty_and_moves_ten_at_most),
		cmocka_unit_test(
		    test_stats_affect__appraisals_add_a_quarter_step_each),
		cmocka_unit_test(
		    test_stats_affect__stays_between_zero_and_hundred),
		cmocka_unit_test(
		    test_stats_affect__counts_a_recovery_after_a_fall),
		cmocka_unit_test(
		    test_stats_affect__bands_have_the_stated_edges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
