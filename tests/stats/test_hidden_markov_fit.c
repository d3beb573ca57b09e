#include "test.h"

#include <math.h>
#include <string.h>

#include "core/rng.h"
#include "stats/hidden_markov_fit.h"

#define STATES 3
#define AUTHORS 1500
#define POSTS 8
#define GAPS 5

static const double gap[GAPS] = { 0, 5, 10, 20, 40 };

/* A ladder of three rungs with rates 0.02 and 0.01, seen at random gaps
 * through an emission with errors. */
struct sample {
	uint8_t state[AUTHORS * POSTS];
	uint8_t symbol[AUTHORS * POSTS];
	uint16_t gap[AUTHORS * POSTS];
	struct gal_hmm_series series[AUTHORS];
	struct gal_hmm_data data;
};

static size_t
draw(struct gal_rng *rng, const double *weights, size_t n)
{
	double u = gal_rng_next_uniform(rng);
	size_t i = 0;

	while (i + 1 < n && (u -= weights[i]) >= 0)
		i++;
	return i;
}

static void
fill_sample(struct sample *s, const double *emission, uint64_t seed)
{
	static const double init[STATES] = { 0.8, 0.15, 0.05 };
	struct gal_error err = { 0 };
	struct gal_chain chain;
	struct gal_grid grid;

	gal_chain_ladder(&chain, STATES, false);
	chain.rate[0] = 0.02;
	chain.rate[1] = 0.01;
	assert_int_equal(
	    gal_grid_build(&grid, &chain, gap, GAPS, &err), GAL_OK);
	for (size_t a = 0; a < AUTHORS; a++) {
		struct gal_rng rng = { seed, a, 0 };

		for (size_t i = 0; i < POSTS; i++) {
			size_t at = a * POSTS + i;

			s->gap[at] =
			    (uint16_t)(1 + gal_rng_next_below(&rng, GAPS - 1));
			s->state[at] = (uint8_t)(i == 0
				? draw(&rng, init, STATES)
				: draw(&rng,
				      grid.p +
					  (size_t)(s->gap[at] * STATES +
					      s->state[at - 1]) *
					      STATES,
				      STATES));
			s->symbol[at] = (uint8_t)draw(
			    &rng, emission + s->state[at] * STATES, STATES);
		}
		s->series[a] = (struct gal_hmm_series){ s->symbol + a * POSTS,
			s->gap + a * POSTS, POSTS };
	}
	gal_grid_free(&grid);
	s->data = (struct gal_hmm_data){ s->series, AUTHORS, gap, GAPS,
		emission, STATES };
}

/* Without errors the model is the panel model: same rates, and nearly the
 * same standard errors (observed against expected information). */
static void
test_stats_hidden_markov_fit__without_errors_is_the_panel_fit(void **state)
{
	static const double identity[] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
	static struct sample s;
	struct gal_gaps gaps = { .states = STATES };
	double init[STATES] = { 0.4, 0.3, 0.3 };
	double counted = 0;
	struct gal_error err = { 0 };
	struct gal_chain chain;
	struct gal_panel_fit panel, hidden;

	(void)state;
	fill_sample(&s, identity, 11);
	for (size_t at = 0; at < AUTHORS * POSTS; at++) {
		if (at % POSTS == 0)
			counted += s.state[at] == 0;
		else
			assert_int_equal(
			    gal_gaps_add(&gaps, gap[s.gap[at]], s.state[at - 1],
				s.state[at], 1, &err),
			    GAL_OK);
	}
	gal_chain_ladder(&chain, STATES, false);
	assert_int_equal(gal_panel_fit(&panel, &chain, &gaps, &err), GAL_OK);
	assert_int_equal(
	    gal_hmm_fit(&hidden, init, &chain, &s.data, &err), GAL_OK);
	assert_true(hidden.converged);
	assert_true(fabs(init[0] - counted / AUTHORS) < 1e-4);
	for (size_t r = 0; r < 2; r++) {
		double ratio =
		    hidden.covariance[r * 3] / panel.covariance[r * 3];

		assert_true(fabs(log(hidden.chain.rate[r] /
				panel.chain.rate[r])) < 1e-4);
		assert_true(ratio > 0.85 && ratio < 1.15);
	}
	gal_gaps_free(&gaps);
}

static void
test_stats_hidden_markov_fit__finds_the_rates_behind_errors(void **state)
{
	static const double emission[] = { 0.85, 0.1, 0.05, 0.2, 0.7, 0.1, 0.15,
		0.15, 0.7 };
	static const double rates[] = { 0.02, 0.01 };
	static struct sample s;
	double init[STATES] = { 0.4, 0.3, 0.3 };
	struct gal_error err = { 0 };
	struct gal_chain chain;
	struct gal_panel_fit fit;

	(void)state;
	fill_sample(&s, emission, 12);
	gal_chain_ladder(&chain, STATES, false);
	assert_int_equal(
	    gal_hmm_fit(&fit, init, &chain, &s.data, &err), GAL_OK);
	assert_true(fit.converged);
	for (size_t r = 0; r < 2; r++) {
		double error = log(fit.chain.rate[r] / rates[r]);
		double se = sqrt(fit.covariance[r * 3]);

		assert_true(se > 0.01 && se < 0.2);
		assert_true(fabs(error) < 3.5 * se);
	}
}

/* A rung nobody starts at: its share goes to nothing and the rest of the
 * fit is not held up by it. */
static void
test_stats_hidden_markov_fit__an_empty_start_does_not_stall(void **state)
{
	static const double emission[] = { 0.9, 0.1, 0, 0.1, 0.9, 0, 0, 0, 1 };
	static struct sample s;
	double init[STATES] = { 0.4, 0.3, 0.3 };
	struct gal_error err = { 0 };
	struct gal_chain chain;
	struct gal_panel_fit fit;

	(void)state;
	fill_sample(&s, emission, 13);
	for (size_t a = 0; a < AUTHORS; a++) {
		if (s.state[a * POSTS] == 2)
			s.series[a].count = 0;
	}
	gal_chain_ladder(&chain, STATES, false);
	assert_int_equal(
	    gal_hmm_fit(&fit, init, &chain, &s.data, &err), GAL_OK);
	assert_true(fit.converged);
	assert_true(init[2] < 1e-3);
	assert_true(fabs(log(fit.chain.rate[0] / 0.02)) < 0.2);
}

/* Rates and what is shown together, the tagger's errors known: authors at a
 * rung show lower ones too. */
static void
test_stats_hidden_markov_fit__finds_what_is_shown(void **state)
{
	/* own rung -> rung shown, none first; rung shown -> symbol */
	static const double truth[] = { 0.3, 0.7, 0, 0, 0.25, 0.15, 0.6, 0, 0.2,
		0.1, 0.2, 0.5 };
	static const double tagger[] = { 0.96, 0.02, 0.01, 0.01, 0.15, 0.83,
		0.01, 0.01, 0.15, 0.02, 0.82, 0.01, 0.15, 0.02, 0.02, 0.81 };
	static const double rates[] = { 0.02, 0.01 };
	static struct sample s;
	static const double identity[] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
	double init[STATES] = { 0.4, 0.3, 0.3 };
	double shown[] = { 0.5, 0.5, 0, 0, 0.3, 0.3, 0.4, 0, 0.25, 0.25, 0.25,
		0.25 };
	struct gal_error err = { 0 };
	struct gal_chain chain;
	struct gal_panel_fit fit;

	(void)state;
	fill_sample(&s, identity, 15);
	for (size_t at = 0; at < AUTHORS * POSTS; at++) {
		struct gal_rng rng = { 16, at, 0 };
		size_t rung = draw(&rng, truth + s.state[at] * 4, 4);

		s.symbol[at] = (uint8_t)draw(&rng, tagger + rung * 4, 4);
	}
	s.data.emission = tagger;
	s.data.symbols = 4;
	gal_chain_ladder(&chain, STATES, false);
	assert_int_equal(
	    gal_hmm_fit_shown(&fit, init, shown, &chain, &s.data, &err),
	    GAL_OK);
	assert_true(fit.converged);
	for (size_t r = 0; r < 2; r++) {
		double se = sqrt(fit.covariance[r * 3]);

		assert_true(fabs(log(fit.chain.rate[r] / rates[r])) < 3.5 * se);
	}
	for (size_t i = 0; i < 12; i++)
		assert_true(fabs(shown[i] - truth[i]) < 0.06);
	assert_true(shown[2] == 0 && shown[3] == 0 && shown[7] == 0);
}

static void
test_stats_hidden_markov_fit__refuses_what_it_cannot_fit(void **state)
{
	static const double impossible[] = { 1, 0, 0, 1, 0, 0, 1, 0, 0 };
	static struct sample s;
	double init[STATES] = { 0.4, 0.3, 0.3 };
	struct gal_error err = { 0 };
	struct gal_chain chain;
	struct gal_panel_fit fit;

	(void)state;
	gal_chain_ladder(&chain, STATES, false);
	fill_sample(&s, impossible, 14);
	s.symbol[3] = 2;
	assert_int_equal(
	    gal_hmm_fit(&fit, init, &chain, &s.data, &err), GAL_UNDEFINED);
	gal_error_clear(&err);
	s.data.count = 0;
	assert_int_equal(
	    gal_hmm_fit(&fit, init, &chain, &s.data, &err), GAL_UNDEFINED);
	gal_error_clear(&err);
	s.data.count = AUTHORS;
	init[1] = 0;
	assert_int_equal(
	    gal_hmm_fit(&fit, init, &chain, &s.data, &err), GAL_ARGUMENT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_stats_hidden_markov_fit__without_errors_is_the_panel_fit),
		cmocka_unit_test(
		    test_stats_hidden_markov_fit__finds_the_rates_behind_errors),
		cmocka_unit_test(
		    test_stats_hidden_markov_fit__an_empty_start_does_not_stall),
		cmocka_unit_test(
		    test_stats_hidden_markov_fit__finds_what_is_shown),
		cmocka_unit_test(
		    test_stats_hidden_markov_fit__refuses_what_it_cannot_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
