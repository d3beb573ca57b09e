/* Depth of replies: known slopes of simulated pairs are covered; forums that
 * differ do not pass for matching. */
#include <math.h>

#include "measure_worlds.h"
#include "tests/test.h"

static int
covered(double slope, double gap, double *overall)
{
	int n = 0;

	*overall = 0;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct gal_replies sums = { 0 };
		struct gal_reply_slope s;

		world_replies(&sums, seed, slope, gap);
		s = gal_replies_within(&sums);
		n += fabs(s.slope - slope) <= gal_z(0.95) * s.se;
		*overall += gal_replies_overall(&sums).slope / 20;
	}
	return n;
}

static void
test_stats_replies__known_slopes_are_covered(void **state)
{
	double overall;

	(void)state;
	/* of 20 at 0.95: fewer than 16 has probability 0.003 */
	assert_true(covered(0, 0, &overall) >= 16);
	assert_true(covered(0.4, 0, &overall) >= 16);
	assert_true(fabs(overall - 0.4) < 0.05);
}

static void
test_stats_replies__forums_do_not_pass_for_matching(void **state)
{
	double overall;

	(void)state;
	assert_true(covered(0, 2, &overall) >= 16);
	assert_true(overall > 0.3); /* with nothing held constant */
	assert_true(covered(0.4, 2, &overall) >= 16);
}

static void
test_stats_replies__by_hand(void **state)
{
	struct gal_replies sums = { 0 };
	struct gal_reply_slope s;

	(void)state;
	/* x 3 4 5, y 3 5 7: slope 2; a second replier: x 3 5, y 4 4: 0 */
	gal_replies_add(&sums, 1, 1, 3, 3);
	gal_replies_add(&sums, 1, 1, 4, 5);
	gal_replies_add(&sums, 1, 1, 5, 7);
	gal_replies_add(&sums, 2, 1, 3, 4);
	gal_replies_add(&sums, 2, 1, 5, 4);
	gal_replies_finish(&sums);
	s = gal_replies_within(&sums);
	assert_true(fabs(s.slope - 1) < 1e-12);
	/* scores 4 - 2 and 0 - 2, factor 2 / 1, divided by 4 */
	assert_true(fabs(s.se - 1) < 1e-12);
	assert_true(s.repliers == 2 && s.pairs == 5);
	assert_true(sums.matching_n == 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stats_replies__known_slopes_are_covered),
		cmocka_unit_test(
		    test_stats_replies__forums_do_not_pass_for_matching),
		cmocka_unit_test(test_stats_replies__by_hand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
