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
	size_t next;
};

static enum gal_status
back(void *payload, struct gal_error *err)
{
	struct sample *s = payload;

	(void)err;
	s->next = 0;
	return GAL_OK;
}

static enum gal_status
next(void *payload, struct gal_hmm_series *out, struct gal_error *err)
{
	struct sample *s = payload;

	(void)err;
	if (s->next == AUTHORS)
		return GAL_END;
	*out = s->series[s->next++];
	return GAL_OK;
}

/* A post shows the own rung and the tagger says `emission` of it. */
static void
fill_spec(struct gal_hmm_spec *spec, const double *emission)
{
	*spec = (struct gal_hmm_spec){ .shows = STATES,
		.symbols = STATES,
		.gap = gap,
		.gap_count = GAPS };
	gal_chain_ladder(&spec->chain, STATES, false);
	gal_hmm_start_init(spec);
	for (size_t j = 0; j < STATES; j++)
		spec->shown[j * STATES + j] = 1;
	memcpy(spec->tagger, emission, STATES * STATES * sizeof(*spec->tagger));
}

static enum gal_status
fit_sample(
    struct gal_hmm_fit *fit, const struct gal_hmm_spec *spec, struct sample *s)
{
	struct gal_hmm_source source = { s, back, next };
	struct gal_error err = { 0 };

	return gal_hmm_fit(fit, spec, &source, &err);
}

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
}

/* Without errors the model is the panel model: the same rates but for the
 * weak prior, and nearly the same standard errors (observed against expected
 * information). */
static void
test_stats_hidden_markov_fit__without_errors_is_the_panel_fit(void **state)
{
	static const double identity[] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
	static struct sample s;
	struct gal_gaps gaps = { .states = STATES };
	double counted = 0;
	struct gal_error err = { 0 };
	struct gal_chain chain;
	struct gal_panel_fit panel;
	static struct gal_hmm_fit hidden;
	static struct gal_hmm_spec spec;

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
	fill_spec(&spec, identity);
	assert_int_equal(fit_sample(&hidden, &spec, &s), GAL_OK);
	assert_true(hidden.rates.converged);
	assert_true(fabs(hidden.init[0] - counted / AUTHORS) < 1e-3);
	for (size_t r = 0; r < 2; r++) {
		double ratio =
		    hidden.rates.covariance[r * 3] / panel.covariance[r * 3];

		assert_true(fabs(log(hidden.rates.chain.rate[r] /
				panel.chain.rate[r])) < 2e-3);
		assert_true(ratio > 0.85 && ratio < 1.15);
	}
	gal_gaps_free(&gaps);
}

/* Rates of a fit hold the truth within `ses` standard errors. */
static void
near_truth(const struct gal_hmm_fit *fit, double ses)
{
	static const double rates[] = { 0.02, 0.01 };

	assert_true(fit->rates.converged);
	for (size_t r = 0; r < 2; r++) {
		double error = log(fit->rates.chain.rate[r] / rates[r]);
		double se = sqrt(fit->rates.covariance[r * 3]);

		assert_true(se > 0.01 && se < 0.25);
		assert_true(fabs(error) < ses * se);
	}
}

static void
test_stats_hidden_markov_fit__finds_the_rates_behind_errors(void **state)
{
	static const double emission[] = { 0.85, 0.1, 0.05, 0.2, 0.7, 0.1, 0.15,
		0.15, 0.7 };
	static struct sample s;
	static struct gal_hmm_fit fit;
	static struct gal_hmm_spec spec;

	(void)state;
	fill_sample(&s, emission, 12);
	fill_spec(&spec, emission);
	assert_int_equal(fit_sample(&fit, &spec, &s), GAL_OK);
	near_truth(&fit, 3.5);
	/* the authors tell rates and start apart, though not independently */
	assert_true(fit.flatness > 0.01 && fit.flatness < 1);
}

/* The fewer labels the tagger's errors are known from, the wider. */
static void
test_stats_hidden_markov_fit__few_labels_widen_the_limits(void **state)
{
	static const double emission[] = { 0.85, 0.1, 0.05, 0.2, 0.7, 0.1, 0.15,
		0.15, 0.7 };
	static struct sample s;
	static struct gal_hmm_fit fit;
	static struct gal_hmm_spec spec;
	double before = 0;

	(void)state;
	fill_sample(&s, emission, 12);
	fill_spec(&spec, emission);
	for (int i = 0; i < 3; i++) {
		static const double labels[] = { 0, 1000, 50 };

		for (size_t v = 0; v < STATES; v++)
			spec.labels[v] = labels[i];
		assert_int_equal(fit_sample(&fit, &spec, &s), GAL_OK);
		assert_true(fit.rates.covariance[0] > 1.02 * before);
		assert_true((fit.draws > 0) == (i > 0));
		before = fit.rates.covariance[0];
	}
}

/* Nothing known of the errors: the order of the rungs and repeated posts
 * still tell the rates. */
static void
test_stats_hidden_markov_fit__finds_the_errors_without_labels(void **state)
{
	static const double emission[] = { 0.85, 0.1, 0.05, 0.2, 0.7, 0.1, 0.15,
		0.15, 0.7 };
	static const double identity[] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
	static struct sample s;
	static struct gal_hmm_fit fit;
	static struct gal_hmm_spec spec;

	(void)state;
	fill_sample(&s, emission, 12);
	fill_spec(&spec, identity);
	for (size_t i = 0; i < STATES * STATES; i++)
		spec.shown[i] = identity[i] > 0 ? 0.8 : 0.1;
	spec.free_shown = true;
	assert_int_equal(fit_sample(&fit, &spec, &s), GAL_OK);
	near_truth(&fit, 3.5);
	for (size_t i = 0; i < STATES * STATES; i++)
		assert_true(fabs(fit.emission[i] - emission[i]) < 0.08);
}

/* A rung nobody starts at: its share goes to nothing and the rest of the
 * fit is not held up by it. */
static void
test_stats_hidden_markov_fit__an_empty_start_does_not_stall(void **state)
{
	static const double emission[] = { 0.9, 0.1, 0, 0.1, 0.9, 0, 0, 0, 1 };
	static struct sample s;
	static struct gal_hmm_fit fit;
	static struct gal_hmm_spec spec;

	(void)state;
	fill_sample(&s, emission, 13);
	for (size_t a = 0; a < AUTHORS; a++) {
		if (s.state[a * POSTS] == 2)
			s.series[a].count = 0;
	}
	fill_spec(&spec, emission);
	assert_int_equal(fit_sample(&fit, &spec, &s), GAL_OK);
	assert_true(fit.rates.converged);
	assert_true(fit.init[2] < 1e-3);
	assert_true(fabs(log(fit.rates.chain.rate[0] / 0.02)) < 0.2);
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
	static const double identity[] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
	static struct sample s;
	static struct gal_hmm_fit fit;
	static struct gal_hmm_spec spec;

	(void)state;
	fill_sample(&s, identity, 15);
	for (size_t at = 0; at < AUTHORS * POSTS; at++) {
		struct gal_rng rng = { 16, at, 0 };
		size_t rung = draw(&rng, truth + s.state[at] * 4, 4);

		s.symbol[at] = (uint8_t)draw(&rng, tagger + rung * 4, 4);
	}
	fill_spec(&spec, identity);
	memcpy(spec.tagger, tagger, sizeof(tagger));
	spec.shows = spec.symbols = STATES + 1;
	gal_hmm_start_shown(&spec, false);
	spec.free_shown = true;
	assert_int_equal(fit_sample(&fit, &spec, &s), GAL_OK);
	near_truth(&fit, 3.5);
	for (size_t i = 0; i < 12; i++)
		assert_true(fabs(fit.shown[i] - truth[i]) < 0.06);
	assert_true(
	    fit.shown[2] == 0 && fit.shown[3] == 0 && fit.shown[7] == 0);
}

/* Nobody ever leaves the first rung: the prior keeps the rates in sight, and
 * the limits say that next to nothing is known of the second. */
static void
test_stats_hidden_markov_fit__rates_of_no_moves_do_not_run_away(void **state)
{
	static const double identity[] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
	static struct sample s;
	static struct gal_hmm_fit fit;
	static struct gal_hmm_spec spec;
	struct gal_interval ci;

	(void)state;
	fill_sample(&s, identity, 11);
	memset(s.symbol, 0, sizeof(s.symbol));
	fill_spec(&spec, identity);
	assert_int_equal(fit_sample(&fit, &spec, &s), GAL_OK);
	assert_true(fit.rates.converged);
	assert_true(
	    fit.rates.chain.rate[0] > 0 && fit.rates.chain.rate[0] < 1e-3);
	ci = gal_panel_rate_interval(&fit.rates, 1, 0.95);
	assert_true(ci.hi / ci.lo > 1000);
}

static void
test_stats_hidden_markov_fit__refuses_what_it_cannot_fit(void **state)
{
	static const double impossible[] = { 1, 0, 0, 1, 0, 0, 1, 0, 0 };
	static struct sample s;
	static struct gal_hmm_fit fit;
	static struct gal_hmm_spec spec;

	(void)state;
	fill_sample(&s, impossible, 14);
	fill_spec(&spec, impossible);
	s.symbol[3] = 2;
	assert_int_equal(fit_sample(&fit, &spec, &s), GAL_UNDEFINED);
	for (size_t a = 0; a < AUTHORS; a++)
		s.series[a].count = 0;
	assert_int_equal(fit_sample(&fit, &spec, &s), GAL_UNDEFINED);
	spec.init[1] = 0;
	assert_int_equal(fit_sample(&fit, &spec, &s), GAL_ARGUMENT);
	fill_spec(&spec, impossible);
	spec.chain.states = GAL_STATES_MAX + 1;
	assert_int_equal(fit_sample(&fit, &spec, &s), GAL_LIMIT);
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
		    test_stats_hidden_markov_fit__few_labels_widen_the_limits),
		cmocka_unit_test(
		    test_stats_hidden_markov_fit__finds_the_errors_without_labels),
		cmocka_unit_test(
		    test_stats_hidden_markov_fit__an_empty_start_does_not_stall),
		cmocka_unit_test(
		    test_stats_hidden_markov_fit__finds_what_is_shown),
		cmocka_unit_test(
		    test_stats_hidden_markov_fit__rates_of_no_moves_do_not_run_away),
		cmocka_unit_test(
		    test_stats_hidden_markov_fit__refuses_what_it_cannot_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
