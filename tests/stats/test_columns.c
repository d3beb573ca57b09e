#include "test.h"

#include <math.h>
#include <string.h>

#include "stats/hidden_markov_fit.h"
#include "timeline_sample.h"

#define DAY 0.002 /* rate a day from rung to rung */

/* A fit as the free hidden model leaves it, with small errors. */
static struct gal_hmm_fit
known_fit(void)
{
	struct gal_hmm_fit fit = { .authors = 300, .posts = 3000 };

	gal_chain_ladder(&fit.rates.chain, 6, false);
	fit.rates.converged = true;
	fit.flatness = 1;
	for (size_t r = 0; r < fit.rates.chain.rates; r++)
		fit.rates.chain.rate[r] = DAY;
	for (size_t i = 0; i < 6; i++)
		fit.init[i] = 1.0 / 6;
	fit.init_reference = 5;
	fit.joint_count = fit.rates.chain.rates + 5;
	for (size_t i = 0; i < fit.joint_count; i++)
		fit.joint[i * fit.joint_count + i] = 0.01;
	return fit;
}

static void
make_frames(struct sample_frames *out, uint64_t authors)
{
	struct gal_timeline_settings s = sample_settings();
	struct gal_hmm_fit fit = known_fit();
	struct gal_timeline *t = NULL;

	assert_int_equal(gal_timeline_new(&t, &s, NULL), GAL_OK);
	sample_feed(t, 0, authors);
	assert_int_equal(gal_timeline_finish(t, NULL), GAL_OK);
	gal_timeline_set_hidden(t, GAL_HIDDEN_FREE, &fit, NULL);
	sample_reports(out, t);
	gal_timeline_free(t);
}

static void
test_stats_columns__every_frame_names_unit_ground_and_correction(void **state)
{
	static const char *const needed[] = { "n_authors", "n_posts",
		"n_missing", "correction" };
	struct sample_frames frames;

	(void)state;
	make_frames(&frames, 400);
	assert_true(frames.count > 30);
	for (size_t i = 0; i < frames.count; i++) {
		const struct gal_frame *f = frames.items[i];
		bool limits = gal_frame_find(f, "lower") >= 0;

		for (size_t n = 0; n < sizeof(needed) / sizeof(needed[0]); n++)
			if (gal_frame_find(f, needed[n]) < 0)
				fail_msg("%s has no %s", f->name, needed[n]);
		for (size_t c = 0; c < f->column_count; c++)
			if (f->columns[c].type != GAL_CELL_TEXT &&
			    f->columns[c].unit[0] == '\0')
				fail_msg("%s.%s has no unit", f->name,
				    f->columns[c].name);
		if (!limits && !sample_says(f, "limits"))
			fail_msg("%s: neither limits nor why not", f->name);
	}
	sample_free(&frames);
}

static void
test_stats_columns__every_row_says_whether_it_is_corrected(void **state)
{
	struct sample_frames frames;

	(void)state;
	make_frames(&frames, 400);
	for (size_t i = 0; i < frames.count; i++) {
		const struct gal_frame *f = frames.items[i];
		int c = gal_frame_find(f, "correction");

		for (size_t r = 0; r < gal_frame_rows(f); r++) {
			const struct gal_cell *x =
			    gal_frame_at(f, r, (size_t)c);

			if (x->missing || x->u.text[0] == '\0')
				fail_msg("%s, row %zu", f->name, r);
		}
	}
	sample_free(&frames);
}

static void
test_stats_columns__incidence_without_labels_has_early_limits_only(void **state)
{
	struct sample_frames frames;
	const struct gal_frame *f;
	size_t early = 0, late = 0;

	(void)state;
	make_frames(&frames, 400);
	f = sample_find(&frames, "incidence");
	for (size_t r = 0; r < gal_frame_rows(f); r++) {
		const struct gal_cell *row = gal_frame_at(f, r, 0);
		const struct gal_cell *lower = &row[gal_frame_find(f, "lower")];
		int64_t day = row[gal_frame_find(f, "day")].u.integer;

		if (strcmp(row->u.text, "net, hidden rung, no labels") != 0)
			continue;
		assert_false(row[gal_frame_find(f, "estimate")].missing);
		assert_int_equal(lower->missing, day > 90);
		early += day <= 90;
		late += day > 90;
	}
	assert_int_equal(early, 3);
	assert_true(late > 10);
	assert_true(sample_says(f, "too narrow in simulation"));
	sample_free(&frames);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_stats_columns__every_frame_names_unit_ground_and_correction),
		cmocka_unit_test(
		    test_stats_columns__every_row_says_whether_it_is_corrected),
		cmocka_unit_test(
		    test_stats_columns__incidence_without_labels_has_early_limits_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
