/* Emotion as a trajectory of authors: a known drift is recovered, no drift
 * gives none. */
#include <math.h>

#include "measure_worlds.h"
#include "tests/test.h"

static int
covered(double drift, const char *appraisal, double points)
{
	double truth = 10 * drift + points;
	int n = 0;

	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct gal_timeline *t = measure_new();
		struct measure_frames f;
		const char *slope = "slope (Theil-Sen)";
		double end;

		world_affect(t, seed, drift, appraisal);
		measure_report(&f, t, "affect");
		n += measure_cell(&f, "affect", slope, "lower") <= truth &&
		    measure_cell(&f, "affect", slope, "upper") >= truth;
		end =
		    measure_cell(&f, "affect", "score at the end", "estimate");
		assert_true(fabs(end - (40 + WORLD_POSTS * truth)) < 1.5);
		measure_free(&f);
		gal_timeline_free(t);
	}
	return n;
}

static void
test_stats_trajectory__a_known_drift_is_covered(void **state)
{
	(void)state;
	/* of 20 at 0.95: fewer than 16 has probability 0.003 */
	assert_true(covered(0, NULL, 0) >= 16);
	assert_true(covered(0.15, NULL, 0) >= 16);
	assert_true(covered(-0.15, NULL, 0) >= 16);
	assert_true(covered(0, "appraisal.helped", 2.5) >= 16);
	assert_true(covered(0.1, "appraisal.unable", -2.5) >= 16);
}

/* Down by two posts of -1, up again by two: one fall, recovered. */
static void
test_stats_trajectory__falls_and_recoveries(void **state)
{
	const double valence[] = { 1, -1, -1, 1, 1, 1 };
	struct gal_timeline *t = measure_new();
	struct measure_frames f;

	(void)state;
	for (uint64_t i = 1; i <= 40; i++)
		for (int p = 0; p < 6; p++) {
			struct measure_post post = { .author = i,
				.day = p,
				.rung = -1,
				/* a quarter never comes up again */
				.valence =
				    i % 4 == 0 && p > 2 ? 0 : valence[p] };

			measure_add(t, &post);
		}
	measure_finish(t);
	measure_report(&f, t, "affect");
	assert_true(
	    measure_cell(&f, "affect", "fell by a band", "estimate") == 1.0);
	assert_true(measure_cell(&f, "affect",
			"recovered from every fall, of those that fell",
			"estimate") == 0.75);
	assert_true(measure_cell(&f, "affect_bands", "C", "estimate") == 0.25);
	measure_free(&f);
	gal_timeline_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_stats_trajectory__a_known_drift_is_covered),
		cmocka_unit_test(test_stats_trajectory__falls_and_recoveries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
