/* Persona as document against lived: known odds ratios of simulated tags. */
#include <math.h>

#include "measure_sample.h"
#include "tests/test.h"

/* A third of the posts are about the document; of these P(cognitive) is
 * `document`, of the others 0.2. Authors differ by `spread` in logits. */
static void
feed(struct gal_timeline *t, uint64_t seed, double document, double spread)
{
	for (uint64_t i = 0; i < 150; i++) {
		struct gal_rng rng = { seed, i, 0 };
		double own = spread * gal_rng_next_normal(&rng);
		uint64_t posts = 2 + gal_rng_next_below(&rng, 20);

		for (uint64_t p = 0; p < posts; p++) {
			struct measure_post post = {
				.author = i + 1, .day = (double)p, .rung = 1
			};
			bool artifact = gal_rng_next_uniform(&rng) < 1 / 3.0;
			double share = artifact ? document : 0.2;
			double odds = share / (1 - share) * exp(own);

			if (artifact)
				post.codes[0] = "persona.artifact";
			if (gal_rng_next_uniform(&rng) < odds / (1 + odds))
				post.codes[1] = "empathy.cognitive";
			measure_add(t, &post);
		}
	}
	measure_finish(t);
}

static int
covered(double document, double spread, double truth)
{
	int n = 0;

	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct gal_timeline *t = measure_new();
		struct measure_frames f;
		const char *row = "empathy, cognitive";

		feed(t, seed, document, spread);
		measure_report(&f, t, "persona");
		n += measure_cell(&f, "persona_document", row, "lower") <=
			truth &&
		    measure_cell(&f, "persona_document", row, "upper") >= truth;
		measure_free(&f);
		gal_timeline_free(t);
	}
	return n;
}

static void
test_stats_persona__known_odds_ratios_are_covered(void **state)
{
	(void)state;
	/* of 20 at 0.95: fewer than 16 has probability 0.003 */
	assert_true(covered(0.2, 0, 0) >= 16);
	assert_true(covered(0.2, 1, 0) >= 16);
	assert_true(covered(0.4, 0, log(0.4 / 0.6 / (0.2 / 0.8))) >= 16);
}

static void
test_stats_persona__posts_about_others_do_not_count(void **state)
{
	struct gal_timeline *t = measure_new();
	struct measure_post post = { .author = 1,
		.rung = -1,
		.other = true,
		.codes = { "persona.artifact", "empathy.cognitive" } };
	struct measure_frames f;

	(void)state;
	for (post.author = 1; post.author <= 30; post.author++)
		measure_add(t, &post);
	measure_finish(t);
	measure_report(&f, t, "persona");
	assert_true(isnan(measure_cell(
	    &f, "persona_document", "empathy, cognitive", "estimate")));
	measure_free(&f);
	gal_timeline_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_stats_persona__known_odds_ratios_are_covered),
		cmocka_unit_test(
		    test_stats_persona__posts_about_others_do_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
