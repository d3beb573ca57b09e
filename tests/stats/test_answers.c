#include <math.h>

#include "measure_worlds.h"
#include "test.h"

static void
covers(double effect)
{
	static struct gal_answer rows[WORLD_EXCHANGES];
	struct gal_answer_mean d;
	double sum = 0.0;
	int hits = 0;

	for (uint64_t seed = 1; seed <= 200; seed++) {
		world_answers(rows, seed, effect);
		gal_answer_difference(&d, rows, WORLD_EXCHANGES,
		    GAL_ANSWER_SOLVING, GAL_ANSWER_EMPATHIC);
		assert_int_equal(d.conversations, WORLD_CONVERSATIONS);
		hits += fabs(d.mean - effect) < 1.96 * d.se;
		sum += d.mean;
	}
	/* 190 expected of 200, sd 3.1 */
	assert_true(hits >= 180 && hits <= 199);
	assert_true(fabs(sum / 200 - effect) < 0.05);
}

static void
test_stats_answers__zero_effect_gives_zero(void **state)
{
	(void)state;
	covers(0.0);
}

static void
test_stats_answers__covers_a_known_effect(void **state)
{
	(void)state;
	covers(-1.5);
}

static void
test_stats_answers__hand_computed_means(void **state)
{
	const struct gal_answer rows[] = {
		{ 1, GAL_ANSWER_SOLVING, 1.0 },
		{ 1, GAL_ANSWER_EMPATHIC, 4.0 },
		{ 2, GAL_ANSWER_SOLVING, 3.0 },
		{ 2, GAL_ANSWER_BOTH, 9.0 },
	};
	struct gal_answer_mean m;

	(void)state;
	gal_answer_mean(&m, rows, 4, GAL_ANSWER_SOLVING);
	assert_int_equal(m.turns, 2);
	assert_int_equal(m.conversations, 2);
	assert_true(fabs(m.mean - 2.0) < 1e-12);
	/* scores -1/2 and 1/2: 2 / 1 * 1/2 = 1 */
	assert_true(fabs(m.se - 1.0) < 1e-12);
	gal_answer_mean(&m, rows, 4, GAL_ANSWER_BOTH);
	assert_true(fabs(m.mean - 9.0) < 1e-12 && isnan(m.se));
	gal_answer_mean(&m, rows, 4, GAL_ANSWER_NEITHER);
	assert_true(m.turns == 0 && isnan(m.mean) && isnan(m.se));
	gal_answer_difference(
	    &m, rows, 4, GAL_ANSWER_SOLVING, GAL_ANSWER_EMPATHIC);
	assert_int_equal(m.turns, 3);
	assert_true(fabs(m.mean + 2.0) < 1e-12);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stats_answers__zero_effect_gives_zero),
		cmocka_unit_test(test_stats_answers__covers_a_known_effect),
		cmocka_unit_test(test_stats_answers__hand_computed_means),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
