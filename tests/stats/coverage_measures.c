/* usage: coverage-measures [CORPORA]. How often the intervals of the measures
 * hold the truth of simulated worlds, as a table for docs/coverage.md. Exit 1
 * where a coverage leaves 90 to 99 %. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure_worlds.h"

static struct gal_interval
wald(double value, double se)
{
	return gal_interval_wald(value, se, 0.95);
}

/* Limits in the row of a report whose cells of the columns named say so. */
static struct gal_interval
limits_of(const struct gal_timeline *t, const char *report, const char *frame,
    const char *const (*cells)[2])
{
	struct gal_interval out = gal_interval_none();
	struct measure_frames f;

	measure_report(&f, t, report);
	for (size_t i = 0; i < f.count; i++) {
		const struct gal_frame *x = f.items[i];
		int lower = gal_frame_find(x, "lower");
		int upper = gal_frame_find(x, "upper");

		for (size_t r = 0;
		     strcmp(x->name, frame) == 0 && r < gal_frame_rows(x);
		     r++) {
			bool same = true;

			for (size_t c = 0; cells[c][0] != NULL; c++) {
				size_t at =
				    (size_t)gal_frame_find(x, cells[c][0]);
				const struct gal_cell *cell =
				    gal_frame_at(x, r, at);
				const char *want = cells[c][1];

				same &= x->columns[at].type == GAL_CELL_INT
				    ? cell->u.integer == atoll(want)
				    : strcmp(cell->u.text, want) == 0;
			}
			if (same)
				out = (struct gal_interval){ gal_frame_at(x, r,
								 (size_t)lower)
								 ->u.real,
					gal_frame_at(x, r, (size_t)upper)
					    ->u.real };
		}
	}
	measure_free(&f);
	return out;
}

static struct gal_interval
survival(uint64_t seed, double truth)
{
	static const char *const cells[][2] = { { "companions", "chatgpt" },
		{ "day", "90" }, { NULL, NULL } };
	struct gal_timeline *t = measure_new();
	struct gal_interval out;

	world_companions(t, seed, 1 - pow(truth, 1.0 / 9), 0.05);
	out = limits_of(t, "survival", "persona_survival", cells);
	gal_timeline_free(t);
	return out;
}

static struct gal_interval
survival_by_model(uint64_t seed, double truth)
{
	static const char *const cells[][2] = { { "companions", "chatgpt 5" },
		{ "day", "90" }, { NULL, NULL } };
	struct gal_timeline *t = measure_new();
	struct gal_interval out;

	world_models(t, seed, 0.1, 1 - pow(truth, 1.0 / 9));
	out = limits_of(t, "survival", "persona_survival", cells);
	gal_timeline_free(t);
	return out;
}

static struct gal_interval
affect(uint64_t seed, double drift, const char *appraisal)
{
	static const char *const cells[][2] = {
		{ "measure", "slope (Theil-Sen)" }, { NULL, NULL }
	};
	struct gal_timeline *t = measure_new();
	struct gal_interval out;

	world_affect(t, seed, drift, appraisal);
	out = limits_of(t, "affect", "affect", cells);
	gal_timeline_free(t);
	return out;
}

static struct gal_interval
affect_of_words(uint64_t seed, double truth)
{
	return affect(seed, truth / 10, NULL);
}

static struct gal_interval
affect_of_appraisals(uint64_t seed, double truth)
{
	return affect(seed, (truth + 2.5) / 10, "appraisal.unable");
}

static struct gal_interval
reaches(uint64_t seed, double truth)
{
	static const char *const cells[][2] = { { "purpose", "tool" },
		{ "outcome", "reaches companionship" },
		{ "correction", "DSL, whole authors" }, { NULL, NULL } };
	struct gal_timeline *t = measure_new_with(NULL, 0, true);
	struct gal_interval out;

	(void)truth;
	world_whole_authors(t, seed);
	out = limits_of(t, "accidental", "accidental", cells);
	gal_timeline_free(t);
	return out;
}

static struct gal_interval
depends(uint64_t seed, double truth)
{
	static const char *const cells[][2] = { { "purpose", "tool" },
		{ "outcome", "then: dependency" },
		{ "correction", "DSL, whole authors" }, { NULL, NULL } };
	struct gal_timeline *t = measure_new_with(NULL, 0, true);
	struct gal_interval out;

	(void)truth;
	world_whole_authors(t, seed);
	out = limits_of(t, "accidental", "accidental", cells);
	gal_timeline_free(t);
	return out;
}

static struct gal_interval
replies(uint64_t seed, double truth)
{
	struct gal_replies sums = { 0 };
	struct gal_reply_slope s;

	world_replies(&sums, seed, truth, 2);
	s = gal_replies_within(&sums);
	return wald(s.slope, s.se);
}

static struct gal_interval
turns(uint64_t seed, double truth)
{
	static struct gal_exchange rows[WORLD_EXCHANGES];
	struct gal_reciprocity fit;

	world_exchanges(rows, seed, truth);
	if (gal_reciprocity_fit(&fit, rows, WORLD_EXCHANGES, true, NULL) !=
	    GAL_OK)
		return gal_interval_none();
	return wald(fit.slope, fit.se);
}

static struct gal_interval
answers(uint64_t seed, double truth)
{
	static struct gal_answer rows[WORLD_EXCHANGES];
	struct gal_answer_mean d;

	world_answers(rows, seed, truth);
	gal_answer_difference(
	    &d, rows, WORLD_EXCHANGES, GAL_ANSWER_SOLVING, GAL_ANSWER_EMPATHIC);
	return wald(d.mean, d.se);
}

static const struct {
	const char *number, *estimator;
	double truth;
	struct gal_interval (*limits)(uint64_t seed, double truth);
} rows[] = {
	{ "companions unbroken after 90 days, one platform", "Kaplan-Meier",
	    0.630249, survival },
	{ "companions unbroken after 90 days, one model", "Kaplan-Meier",
	    0.760231, survival_by_model },
	{ "slope of an author's emotion score, 30 days", "mean of Theil-Sen", 0,
	    affect_of_words },
	{ "slope of an author's emotion score, 30 days", "mean of Theil-Sen",
	    1.5, affect_of_words },
	{ "the same, an appraisal in every post", "mean of Theil-Sen", -2.5,
	    affect_of_appraisals },
	{ "depth of a reply on the post's, forums apart", "within, CR1", 0,
	    replies },
	{ "depth of a reply on the post's, forums apart", "within, CR1", 0.4,
	    replies },
	{ "depth of a turn on the AI's before", "within, CR1", 0, turns },
	{ "depth of a turn on the AI's before", "within, CR1", 0.4, turns },
	{ "score after advice less after comfort", "CR1", 0, answers },
	{ "score after advice less after comfort", "CR1", -1.5, answers },
	{ "tool users who reach companionship", "DSL, whole authors", 0.5,
	    reaches },
	{ "of these, who tell of a dependency", "DSL, whole authors", 0.3,
	    depends },
};

int
main(int argc, char **argv)
{
	long corpora = argc > 1 ? atol(argv[1]) : 1000;
	int bad = 0;

	if (corpora < 1) {
		(void)fprintf(stderr, "usage: %s [CORPORA]\n", argv[0]);
		return 2;
	}
	(void)printf(
	    "| number | estimator | truth | mean of the limits' middle "
	    "| covers %% | MC error | mean width |\n"
	    "|---|---|---|---|---|---|---|\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		double hits = 0, width = 0, middle = 0, share;

		for (long s = 1; s <= corpora; s++) {
			struct gal_interval at =
			    rows[i].limits((uint64_t)s, rows[i].truth);

			hits +=
			    at.lo <= rows[i].truth && at.hi >= rows[i].truth;
			width += at.hi - at.lo;
			middle += (at.hi + at.lo) / 2;
		}
		share = hits / (double)corpora;
		bad += !(share > 0.90 && share < 0.99);
		(void)printf("| %s | %s | %g | %.4f | %.1f | %.1f | %.4f |\n",
		    rows[i].number, rows[i].estimator, rows[i].truth,
		    middle / (double)corpora, 100 * share,
		    100 * sqrt(share * (1 - share) / (double)corpora),
		    width / (double)corpora);
	}
	return bad > 0;
}
