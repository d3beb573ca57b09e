#include "test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/rng.h"
#include "stats/shown_fit.h"

#define STATES 3
#define SYMBOLS 4
#define AUTHORS 1200
#define POSTS_MAX 40
#define GAPS 120

struct sample {
	uint8_t symbol[AUTHORS][POSTS_MAX];
	uint16_t gap[AUTHORS][POSTS_MAX];
	size_t count[AUTHORS];
	size_t next;
};

static const double true_rate[2] = { 0.01, 0.006 };
/* what is shown: none, then rungs up to the own one */
static const double true_shown[STATES][SYMBOLS] = { { 0.4, 0.6, 0, 0 },
	{ 0.3, 0.2, 0.5, 0 }, { 0.3, 0.1, 0.1, 0.5 } };

static double
truth_tagger(size_t shown, size_t said)
{
	if (shown == said)
		return 0.85;
	return 0.15 / (SYMBOLS - 1);
}

static size_t
draw(struct gal_rng *rng, const double *p, size_t n)
{
	double u = gal_rng_next_uniform(rng);

	for (size_t i = 0; i + 1 < n; i++) {
		if (u < p[i])
			return i;
		u -= p[i];
	}
	return n - 1;
}

static void
fill(struct sample *s, bool own_only)
{
	for (size_t a = 0; a < AUTHORS; a++) {
		struct gal_rng rng = { 11, a, 0 };
		size_t rung = gal_rng_next_uniform(&rng) < 0.8 ? 0 : 1;

		s->count[a] = 2 + gal_rng_next_below(&rng, POSTS_MAX - 2);
		for (size_t i = 0; i < s->count[a]; i++) {
			double row[SYMBOLS];
			size_t days = 1 + gal_rng_next_below(&rng, 30), shown;

			s->gap[a][i] = (uint16_t)(days - 1);
			for (size_t d = 0; i > 0 && d < days; d++)
				if (rung < 2 &&
				    gal_rng_next_uniform(&rng) <
					-expm1(-true_rate[rung]))
					rung++;
			shown = own_only
			    ? rung + 1
			    : draw(&rng, true_shown[rung], SYMBOLS);
			for (size_t o = 0; o < SYMBOLS; o++)
				row[o] = truth_tagger(shown, o);
			s->symbol[a][i] = (uint8_t)draw(&rng, row, SYMBOLS);
		}
	}
}

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
	size_t a = s->next++;

	(void)err;
	if (a >= AUTHORS)
		return GAL_END;
	*out = (struct gal_hmm_series){ s->symbol[a], s->gap[a], s->count[a] };
	return GAL_OK;
}

static void
fit_sample(struct gal_shown_fit *fit, bool own_only)
{
	struct sample *s = calloc(1, sizeof(*s));
	struct gal_shown_spec spec = {
		.symbols = SYMBOLS, .free_shown = !own_only, .gap_count = GAPS
	};
	struct gal_shown_source source = { s, back, next };
	struct gal_error err = { 0 };
	double gap[GAPS];

	assert_non_null(s);
	fill(s, own_only);
	gal_chain_ladder(&spec.chain, STATES, false);
	for (size_t i = 0; i < GAPS; i++)
		gap[i] = (double)(i + 1);
	for (size_t v = 0; v < SYMBOLS; v++)
		for (size_t o = 0; o < SYMBOLS; o++)
			spec.tagger[v * SYMBOLS + o] = truth_tagger(v, o);
	spec.gap = gap;
	assert_int_equal(gal_shown_fit(fit, &spec, &source, &err), GAL_OK);
	assert_true(fit->converged);
	free(s);
}

static void
near_truth(const struct gal_shown_fit *fit)
{
	for (size_t r = 0; r < 2; r++) {
		double se = sqrt(fit->covariance[r * 2 + r]);

		assert_true(se > 0 && se < 0.2);
		assert_true(
		    fabs(log(fit->chain.rate[r] / true_rate[r])) < 4 * se);
	}
}

static void
test_stats_shown_fit__finds_rates_through_tagger_errors(void **state)
{
	struct gal_shown_fit fit;

	(void)state;
	fit_sample(&fit, true);
	near_truth(&fit);
	assert_true(fabs(fit.init[0] - 0.8) < 0.08);
}

static void
test_stats_shown_fit__finds_what_authors_show(void **state)
{
	struct gal_shown_fit fit;

	(void)state;
	fit_sample(&fit, false);
	near_truth(&fit);
	for (size_t h = 0; h < STATES; h++)
		for (size_t v = 0; v < SYMBOLS; v++)
			assert_true(fabs(fit.shown[h * SYMBOLS + v] -
					true_shown[h][v]) < 0.08);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_stats_shown_fit__finds_rates_through_tagger_errors),
		cmocka_unit_test(test_stats_shown_fit__finds_what_authors_show),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
