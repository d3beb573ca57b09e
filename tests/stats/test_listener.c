#include <math.h>

#include "core/rng.h"
#include "stats/listener.h"
#include "test.h"

#define WORDS 12

/* Persona p prefers words p * 4 .. p * 4 + 3 by `edge`; the rest evenly. */
static void
draw_turn(struct gal_rng *rng, uint32_t persona, double edge, uint32_t *words,
    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (gal_rng_next_uniform(rng) < edge)
			words[i] =
			    persona * 4 + (uint32_t)gal_rng_next_below(rng, 4);
		else
			words[i] = (uint32_t)gal_rng_next_below(rng, WORDS);
	}
}

static struct gal_listener *
trained(double edge)
{
	struct gal_listener *listener = NULL;
	struct gal_rng rng = { 7, 1, 0 };
	uint32_t words[20];

	assert_int_equal(
	    gal_listener_new(&listener, 3, WORDS, NULL, NULL), GAL_OK);
	for (uint32_t persona = 0; persona < 3; persona++) {
		for (int turn = 0; turn < 100; turn++) {
			draw_turn(&rng, persona, edge, words, 20);
			assert_int_equal(gal_listener_train(listener, persona,
					     words, 20, NULL),
			    GAL_OK);
		}
	}
	return listener;
}

static void
test_stats_listener__speaker_shares_sum_to_one(void **state)
{
	struct gal_listener *listener = trained(0.5);
	double sum = 0.0;

	(void)state;
	for (uint32_t w = 0; w < WORDS; w++)
		sum += exp(gal_listener_log_speaker(listener, 1, 3, w));
	assert_true(fabs(sum - 1.0) < 1e-12);
	gal_listener_free(listener);
}

static void
test_stats_listener__finds_the_persona_that_spoke(void **state)
{
	struct gal_listener *listener = trained(0.4);
	struct gal_rng rng = { 8, 2, 0 };
	uint32_t words[20];
	double bits = 0.0;

	(void)state;
	for (uint32_t persona = 0; persona < 3; persona++) {
		double log_posterior[3] = { 0, 0, 0 }, surprisal = 0.0;

		for (int turn = 0; turn < 5; turn++) {
			draw_turn(&rng, persona, 0.4, words, 20);
			gal_listener_hear(listener, words, 20, persona,
			    log_posterior, &surprisal);
			bits += surprisal / 15.0;
		}
		assert_true(exp(log_posterior[persona]) > 0.95);
	}
	/* One turn may be more surprising than chance; fifteen are not. */
	assert_true(bits < log2(WORDS));
	gal_listener_free(listener);
}

static void
test_stats_listener__personas_that_speak_alike_stay_apart_by_chance(
    void **state)
{
	struct gal_listener *listener = trained(0.0);
	struct gal_rng rng = { 9, 3, 0 };
	uint32_t words[20];
	int right = 0;

	(void)state;
	for (int trial = 0; trial < 300; trial++) {
		uint32_t persona = (uint32_t)(trial % 3);
		double p[3] = { 0, 0, 0 };

		draw_turn(&rng, persona, 0.0, words, 20);
		gal_listener_hear(listener, words, 20, persona, p, NULL);
		right += p[persona] >= p[0] && p[persona] >= p[1] &&
		    p[persona] >= p[2];
	}
	/* 100 expected, sd 8.2 */
	assert_true(right > 70 && right < 130);
	gal_listener_free(listener);
}

static void
test_stats_listener__an_empty_turn_says_nothing(void **state)
{
	struct gal_listener *listener = trained(0.3);
	double p[3] = { log(2), log(1), log(1) }, surprisal = 0.0;

	(void)state;
	gal_listener_hear(listener, NULL, 0, 0, p, &surprisal);
	assert_true(isnan(surprisal));
	assert_true(fabs(exp(p[0]) - 0.5) < 1e-12);
	gal_listener_free(listener);
}

static void
test_stats_listener__refuses_bad_arguments(void **state)
{
	struct gal_listener *listener = NULL;
	struct gal_error err = { 0 };
	const uint32_t beyond = WORDS;

	(void)state;
	assert_int_equal(
	    gal_listener_new(&listener, 1, WORDS, NULL, &err), GAL_ARGUMENT);
	assert_null(listener);
	listener = trained(0.1);
	assert_int_equal(
	    gal_listener_train(listener, 0, &beyond, 1, NULL), GAL_ARGUMENT);
	assert_int_equal(
	    gal_listener_train(listener, 3, &beyond, 0, NULL), GAL_ARGUMENT);
	gal_listener_free(listener);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_stats_listener__speaker_shares_sum_to_one),
		cmocka_unit_test(
		    test_stats_listener__finds_the_persona_that_spoke),
		cmocka_unit_test(
		    test_stats_listener__personas_that_speak_alike_stay_apart_by_chance),
		cmocka_unit_test(
		    test_stats_listener__an_empty_turn_says_nothing),
		cmocka_unit_test(test_stats_listener__refuses_bad_arguments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
