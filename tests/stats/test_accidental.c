/* Accidental bonds: known times to entry, and published shares corrected for
 * a tagger that errs. */
#include <math.h>
#include <string.h>

#include "measure_worlds.h"
#include "tests/test.h"

/* From tool use; every tenth day a post, which is the first of companionship
 * with probability 1/4. */
static void
feed_entries(struct gal_timeline *t, uint64_t authors)
{
	for (uint64_t i = 0; i < authors; i++) {
		struct gal_rng rng = { 5, i, 0 };
		struct measure_post post = { .author = i + 1 };

		measure_add(t, &post);
		while (post.rung == 0 && post.day < 700) {
			post.day += 10;
			if (gal_rng_next_uniform(&rng) < 0.25)
				post.rung = 3;
			measure_add(t, &post);
		}
		if (i % 4 == 0) {
			post.codes[0] = "onset.unintended";
			measure_add(t, &post);
		}
	}
	measure_finish(t);
}

static void
test_stats_accidental__times_and_posts_to_entry(void **state)
{
	struct gal_timeline *t = measure_new();
	struct measure_frames f;
	const struct gal_frame *times, *purpose;
	int estimate, lower, upper;

	(void)state;
	feed_entries(t, 600);
	measure_report(&f, t, "accidental");
	purpose = f.items[0];
	times = f.items[1];
	estimate = gal_frame_find(times, "estimate");
	lower = gal_frame_find(times, "lower");
	upper = gal_frame_find(times, "upper");
	assert_int_equal(gal_frame_rows(times), 2);
	/* the geometric's median is 3 steps */
	assert_true(gal_frame_at(times, 0, (size_t)estimate)->u.real == 30.0);
	assert_true(gal_frame_at(times, 1, (size_t)estimate)->u.real == 4.0);
	assert_true(gal_frame_at(times, 0, (size_t)lower)->u.real <= 30.0);
	assert_true(gal_frame_at(times, 0, (size_t)upper)->u.real >= 30.0);
	/* all arrive; a quarter says that it was unplanned */
	estimate = gal_frame_find(purpose, "estimate");
	assert_true(gal_frame_at(purpose, 0, (size_t)estimate)->u.real == 1.0);
	assert_true(gal_frame_at(purpose, 1, (size_t)estimate)->u.real == 0.25);
	measure_free(&f);
	gal_timeline_free(t);
}

/* Dependency in 0.1 of posts, found with sensitivity 0.6 and specificity
 * 0.9; one post in ten is labelled. */
static void
feed_labels(struct gal_timeline *t, uint64_t seed)
{
	for (uint64_t i = 0; i < 400; i++) {
		struct gal_rng rng = { seed, i, 0 };

		for (int p = 0; p < 10; p++) {
			struct measure_post post = {
				.author = i + 1, .day = p, .rung = -1
			};
			bool shows = gal_rng_next_uniform(&rng) < 0.1;
			bool tagged =
			    gal_rng_next_uniform(&rng) < (shows ? 0.6 : 0.1);

			if (gal_rng_next_uniform(&rng) < 0.1)
				post.pi = 0.1;
			if (tagged)
				post.codes[0] = "dependency.salience";
			if (shows)
				post.labels[0] = "dependency.salience";
			measure_add(t, &post);
		}
	}
	measure_finish(t);
}

static void
test_stats_accidental__published_shares_are_corrected(void **state)
{
	int covered = 0, wrong = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct gal_timeline *t = measure_new_with(NULL, 0, true);
		struct measure_frames f;
		const struct gal_frame *frame;
		int lower, upper, correction;

		feed_labels(t, seed);
		measure_report(&f, t, "accidental");
		frame = f.items[2];
		lower = gal_frame_find(frame, "lower");
		upper = gal_frame_find(frame, "upper");
		correction = gal_frame_find(frame, "correction");
		for (size_t r = 0; r < gal_frame_rows(frame); r++) {
			const char *name = gal_frame_at(frame, r, 0)->u.text;
			const char *how =
			    gal_frame_at(frame, r, (size_t)correction)->u.text;
			const char *of = gal_frame_at(frame, r, 1)->u.text;
			const struct gal_cell *lo =
			    gal_frame_at(frame, r, (size_t)lower);
			const struct gal_cell *hi =
			    gal_frame_at(frame, r, (size_t)upper);
			bool in;

			if (strcmp(name, "dependency") != 0 ||
			    strcmp(of, "posts") != 0)
				continue;
			in = lo->u.real <= 0.1 && hi->u.real >= 0.1;
			if (strcmp(how, "DSL") == 0)
				covered += in;
			else
				wrong += !in;
		}
		measure_free(&f);
		gal_timeline_free(t);
	}
	/* of 20 at 0.95: fewer than 16 has probability 0.003 */
	assert_true(covered >= 16);
	/* uncorrected the share is 0.15 */
	assert_int_equal(wrong, 20);
}

/* Is `truth` inside the limits of tool users' rows of an outcome with this
 * correction? */
static bool
holds(const struct gal_frame *f, const char *outcome, const char *how,
    double truth)
{
	size_t lower = (size_t)gal_frame_find(f, "lower");
	size_t upper = (size_t)gal_frame_find(f, "upper");
	size_t correction = (size_t)gal_frame_find(f, "correction");

	for (size_t r = 0; r < gal_frame_rows(f); r++)
		if (strcmp(gal_frame_at(f, r, 0)->u.text, "tool") == 0 &&
		    strcmp(gal_frame_at(f, r, 1)->u.text, outcome) == 0 &&
		    strcmp(gal_frame_at(f, r, correction)->u.text, how) == 0)
			return gal_frame_at(f, r, lower)->u.real <= truth &&
			    gal_frame_at(f, r, upper)->u.real >= truth;
	fail();
	return false;
}

static void
test_stats_accidental__whole_labelled_authors_correct(void **state)
{
	int reach = 0, told = 0, days = 0, naive = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct gal_timeline *t = measure_new_with(NULL, 0, true);
		struct measure_frames f;
		const char *how = "DSL, whole authors";

		world_whole_authors(t, seed);
		measure_report(&f, t, "accidental");
		reach += holds(f.items[0], "reaches companionship", how, 0.5);
		told += holds(f.items[0], "then: dependency", how, 0.3);
		naive += holds(f.items[0], "reaches companionship",
			     "uncorrected", 0.5) ||
		    holds(f.items[0], "then: dependency", "uncorrected", 0.3);
		days += holds(
		    f.items[1], "days", "labelled authors alone, weighted", 15);
		measure_free(&f);
		gal_timeline_free(t);
	}
	/* of 20 at 0.95: fewer than 16 has probability 0.003 */
	assert_true(reach >= 16);
	assert_true(told >= 16);
	assert_int_equal(days, 20);
	assert_int_equal(naive, 0);
}

/* Labels of single posts say nothing of what an author ever shows. */
static void
test_stats_accidental__labels_by_post_are_refused_with_a_reason(void **state)
{
	struct gal_timeline *t = measure_new_with(NULL, 0, true);
	struct measure_frames f;
	bool said = false;

	(void)state;
	for (uint64_t i = 0; i < 40; i++)
		for (int p = 0; p < 4; p++) {
			struct measure_post post = { .author = i + 1,
				.day = p,
				.pi = p == 2 ? 0.25 : 0 };

			measure_add(t, &post);
		}
	measure_finish(t);
	measure_report(&f, t, "accidental");
	for (size_t i = 0; i < f.items[0]->note_count; i++)
		said |=
		    strstr(f.items[0]->notes[i], "drawn post by post") != NULL;
	assert_true(said);
	assert_int_equal(gal_frame_rows(f.items[0]), 1);
	measure_free(&f);
	gal_timeline_free(t);
}

/* The row of prevalence_ever for a code with this correction; -1 without. */
static int
ever_row(const struct gal_frame *f, const char *code, const char *how)
{
	size_t correction = (size_t)gal_frame_find(f, "correction");

	for (size_t r = 0; r < gal_frame_rows(f); r++)
		if (strcmp(gal_frame_at(f, r, 0)->u.text, code) == 0 &&
		    strcmp(gal_frame_at(f, r, correction)->u.text, how) == 0)
			return (int)r;
	return -1;
}

/* Of 800 authors 15 % tell of it once; a tagger that errs in 3 of 100 posts
 * finds it with many more. */
static void
test_stats_accidental__ever_shares_are_corrected_by_whole_authors(void **state)
{
	const char *code = "dependency.salience";
	int covered = 0, naive = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct gal_timeline *t = measure_new_with(NULL, 0, true);
		struct measure_frames f;
		const struct gal_frame *ever;
		size_t lower, upper;
		int row;

		world_whole_authors(t, seed);
		measure_report(&f, t, "prevalence");
		ever = f.items[1];
		lower = (size_t)gal_frame_find(ever, "lower");
		upper = (size_t)gal_frame_find(ever, "upper");
		row = ever_row(ever, code, "DSL");
		assert_true(row >= 0);
		covered +=
		    gal_frame_at(ever, (size_t)row, lower)->u.real <= 0.15 &&
		    gal_frame_at(ever, (size_t)row, upper)->u.real >= 0.15;
		row = ever_row(ever, code, "uncorrected");
		assert_true(row >= 0);
		naive += gal_frame_at(ever, (size_t)row, lower)->u.real <= 0.15;
		measure_free(&f);
		gal_timeline_free(t);
	}
	/* of 20 at 0.95: fewer than 16 has probability 0.003 */
	assert_true(covered >= 16);
	assert_int_equal(naive, 0);
}

static void
test_stats_accidental__ever_shares_refuse_labels_by_post(void **state)
{
	const char *how = "uncorrected: needs author-level labels";
	struct gal_timeline *t = measure_new_with(NULL, 0, true);
	struct measure_frames f;

	(void)state;
	for (uint64_t i = 0; i < 40; i++)
		for (int p = 0; p < 4; p++) {
			struct measure_post post = { .author = i + 1,
				.day = p,
				.codes = { "dependency.salience" },
				.pi = p == 2 ? 0.25 : 0 };

			measure_add(t, &post);
		}
	measure_finish(t);
	measure_report(&f, t, "prevalence");
	assert_true(ever_row(f.items[1], "dependency.salience", how) >= 0);
	assert_true(ever_row(f.items[1], "dependency.salience", "DSL") < 0);
	measure_free(&f);
	gal_timeline_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_stats_accidental__times_and_posts_to_entry),
		cmocka_unit_test(
		    test_stats_accidental__published_shares_are_corrected),
		cmocka_unit_test(
		    test_stats_accidental__whole_labelled_authors_correct),
		cmocka_unit_test(
		    test_stats_accidental__labels_by_post_are_refused_with_a_reason),
		cmocka_unit_test(
		    test_stats_accidental__ever_shares_are_corrected_by_whole_authors),
		cmocka_unit_test(
		    test_stats_accidental__ever_shares_refuse_labels_by_post),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
