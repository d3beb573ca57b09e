/* Realness and simulation talk: shares by rung, change around a rupture. */
#include <math.h>
#include <string.h>

#include "measure_sample.h"
#include "tests/test.h"

#define AUTHORS 400

/* Authors with twelve posts before a rupture and twelve after it; a post
 * says "real" with `before` and then `after`. */
static void
feed(struct gal_timeline *t, uint64_t seed, double before, double after)
{
	for (uint64_t i = 0; i < AUTHORS; i++) {
		struct gal_rng rng = { seed, i, 0 };

		for (int p = -12; p <= 12; p++) {
			struct measure_post post = { .author = i + 1,
				.day = 200 + 5 * p,
				.rung = p < 0 ? 3 : 4 };
			double share = p < 0 ? before : after;

			if (p == 0)
				post.codes[0] = "persona.rupture";
			else if (gal_rng_next_uniform(&rng) < share)
				post.codes[0] = "persona.realness";
			measure_add(t, &post);
		}
	}
	measure_finish(t);
}

static void
test_stats_beliefs__change_around_a_rupture_is_covered(void **state)
{
	int zero = 0, fall = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		const char *row = "persona.realness";
		double truth = (1 - pow(0.98, 12)) - (1 - pow(0.9, 12));
		struct gal_timeline *t = measure_new();
		struct measure_frames f;

		feed(t, seed, 0.05, 0.05);
		measure_report(&f, t, "beliefs");
		zero +=
		    measure_cell(&f, "beliefs_rupture", row, "lower") <= 0 &&
		    measure_cell(&f, "beliefs_rupture", row, "upper") >= 0;
		measure_free(&f);
		gal_timeline_free(t);

		t = measure_new();
		feed(t, seed, 0.1, 0.02);
		measure_report(&f, t, "beliefs");
		fall += measure_cell(&f, "beliefs_rupture", row, "lower") <=
			truth &&
		    measure_cell(&f, "beliefs_rupture", row, "upper") >= truth;
		assert_true(
		    measure_cell(&f, "beliefs_rupture", row, "upper") < 0);
		measure_free(&f);
		gal_timeline_free(t);
	}
	/* of 20 at 0.95: fewer than 16 has probability 0.003 */
	assert_true(zero >= 16);
	assert_true(fall >= 16);
}

static void
test_stats_beliefs__shares_by_rung(void **state)
{
	struct gal_timeline *t = measure_new();
	struct measure_frames f;
	double low, high;

	(void)state;
	feed(t, 1, 0.1, 0.3);
	measure_report(&f, t, "beliefs");
	low = measure_cell(&f, "beliefs_stage", "companion", "estimate");
	high = measure_cell(&f, "beliefs_stage", "partner", "estimate");
	assert_true(fabs(low - 0.1) < 0.03);
	/* one post of thirteen is the rupture's own */
	assert_true(fabs(high - 0.3 * 12 / 13) < 0.04);
	assert_true(measure_cell(&f, "beliefs_stage", "companion", "n_posts") ==
	    12 * AUTHORS);
	measure_free(&f);
	gal_timeline_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_stats_beliefs__change_around_a_rupture_is_covered),
		cmocka_unit_test(test_stats_beliefs__shares_by_rung),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
