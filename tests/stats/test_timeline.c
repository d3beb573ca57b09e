#include "test.h"

#include <math.h>
#include <string.h>

#include "timeline_sample.h"

static struct gal_timeline *
make(uint64_t authors)
{
	struct gal_timeline_settings s = sample_settings();
	struct gal_timeline *t = NULL;

	assert_int_equal(gal_timeline_new(&t, &s, NULL), GAL_OK);
	sample_feed(t, 0, authors);
	assert_int_equal(gal_timeline_finish(t, NULL), GAL_OK);
	return t;
}

static double
cell(const struct gal_frame *f, size_t row, const char *column)
{
	int c = gal_frame_find(f, column);
	const struct gal_cell *x;

	assert_true(c >= 0);
	x = gal_frame_at(f, row, (size_t)c);
	if (x->missing)
		return NAN;
	return f->columns[c].type == GAL_CELL_INT ? (double)x->u.integer
						  : x->u.real;
}

static void
test_stats_timeline__an_empty_corpus_says_why(void **state)
{
	struct gal_timeline *t = make(0);
	struct sample_frames frames;

	(void)state;
	sample_reports(&frames, t);
	assert_true(sample_says(
	    sample_find(&frames, "incidence"), "no author at risk"));
	assert_int_equal(gal_frame_rows(sample_find(&frames, "incidence")), 0);
	assert_true(
	    sample_says(sample_find(&frames, "cohort"), "no author was seen"));
	sample_free(&frames);
	gal_timeline_free(t);
}

static void
test_stats_timeline__few_authors_print_no_small_cell(void **state)
{
	(void)state;
	for (uint64_t authors = 1; authors < 12; authors++) {
		struct gal_timeline *t = make(authors);
		struct sample_frames frames;
		const struct gal_frame *f;

		sample_reports(&frames, t);
		f = sample_find(&frames, "prevalence");
		for (size_t r = 0; r < gal_frame_rows(f); r++) {
			double shown = cell(f, r, "with_code");

			assert_true(isnan(shown) || shown == 0 || shown >= 10);
			if (isnan(shown))
				assert_true(isnan(cell(f, r, "estimate")));
		}
		sample_free(&frames);
		gal_timeline_free(t);
	}
}

static void
test_stats_timeline__prevalence_matches_its_bootstrap(void **state)
{
	struct gal_timeline *t = make(400);
	struct sample_frames frames;
	const struct gal_frame *f;

	(void)state;
	sample_reports(&frames, t);
	f = sample_find(&frames, "prevalence");
	for (size_t r = 0; r < gal_frame_rows(f); r++) {
		double x = cell(f, r, "estimate"), lo = cell(f, r, "lower");
		double boot = cell(f, r, "boot_lower");

		if (isnan(x) || x == 0)
			continue;
		assert_true(lo < x && x < cell(f, r, "upper"));
		assert_true(boot < x && x < cell(f, r, "boot_upper"));
		assert_true(fabs(lo - boot) < 0.5 * (x - lo) + 0.01);
	}
	sample_free(&frames);
	gal_timeline_free(t);
}

static void
test_stats_timeline__net_incidence_is_above_crude(void **state)
{
	struct gal_timeline *t = make(2000);
	struct sample_frames frames;
	const struct gal_frame *f;
	double crude = NAN, net = NAN;

	(void)state;
	sample_reports(&frames, t);
	f = sample_find(&frames, "incidence");
	assert_true(gal_frame_rows(f) > 20);
	for (size_t r = 0; r < gal_frame_rows(f); r++) {
		const char *estimand = gal_frame_at(f, r, 0)->u.text;

		/* no limits while nobody has reached it */
		if (cell(f, r, "estimate") > 0) {
			assert_true(
			    cell(f, r, "lower") <= cell(f, r, "estimate"));
			assert_true(
			    cell(f, r, "estimate") <= cell(f, r, "upper"));
		}
		if (cell(f, r, "day") != 180)
			continue;
		if (strcmp(estimand, "crude") == 0)
			crude = cell(f, r, "estimate");
		if (strcmp(estimand, "net") == 0)
			net = cell(f, r, "estimate");
	}
	assert_true(crude > 0 && net > crude && net < 1);
	sample_free(&frames);
	gal_timeline_free(t);
}

static void
test_stats_timeline__times_that_descend_are_refused(void **state)
{
	struct gal_timeline_settings s = sample_settings();
	struct gal_timed_post post = { .author = 1,
		.has_author = true,
		.t = SAMPLE_START + 100,
		.stage = -1 };
	struct gal_timeline *t = NULL;

	(void)state;
	assert_int_equal(gal_timeline_new(&t, &s, NULL), GAL_OK);
	assert_int_equal(gal_timeline_add(t, &post, NULL), GAL_OK);
	post.t--;
	assert_int_equal(gal_timeline_add(t, &post, NULL), GAL_ARGUMENT);
	gal_timeline_free(t);
}

/* With a vocabulary, here without words, the caller computes. */
static void
test_stats_timeline__its_thread_changes_no_number(void **state)
{
	static const size_t none[1] = { 0 };
	static const struct gal_vocabulary vocabulary = { "", none, 0, false };
	struct sample_frames frames[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct gal_timeline_settings s = sample_settings();
		struct gal_timeline *t = NULL;

		s.vocabulary = i == 0 ? NULL : &vocabulary;
		assert_int_equal(gal_timeline_new(&t, &s, NULL), GAL_OK);
		sample_feed(t, 0, 3000);
		assert_int_equal(gal_timeline_finish(t, NULL), GAL_OK);
		sample_reports(&frames[i], t);
		gal_timeline_free(t);
	}
	for (size_t i = 0; i < frames[0].count; i++) {
		const struct gal_frame *a = frames[0].items[i];
		const struct gal_frame *b = sample_find(&frames[1], a->name);

		if (strcmp(a->name, "keyness_words") == 0)
			continue;
		assert_non_null(b);
		assert_int_equal(a->cell_count, b->cell_count);
		for (size_t c = 0; c < a->cell_count; c++) {
			assert_int_equal(
			    a->cells[c].missing, b->cells[c].missing);
			if (a->cells[c].missing)
				continue;
			if (a->columns[c % a->column_count].type ==
			    GAL_CELL_TEXT)
				assert_string_equal(
				    a->cells[c].u.text, b->cells[c].u.text);
			else
				assert_memory_equal(&a->cells[c].u,
				    &b->cells[c].u, sizeof(double));
		}
	}
	sample_free(&frames[0]);
	sample_free(&frames[1]);
}

static void
test_stats_timeline__one_that_is_left_in_the_middle_is_freed(void **state)
{
	struct gal_timeline_settings s = sample_settings();
	struct gal_timeline *t = NULL;

	(void)state;
	assert_int_equal(gal_timeline_new(&t, &s, NULL), GAL_OK);
	sample_feed(t, 0, 500);
	gal_timeline_free(t);
}

static void
test_stats_timeline__a_duplicate_time_is_one_observation(void **state)
{
	struct gal_derive_rules rules = { .start = 0,
		.end = 1000000,
		.disengage = 900000,
		.washout = 0,
		.states = 4,
		.target = 2 };
	struct gal_author a;

	(void)state;
	gal_author_begin(&a);
	assert_false(gal_author_add(&a, &rules, 10, 0));
	assert_false(gal_author_add(&a, &rules, 10, 3));
	assert_true(gal_author_finish(&a, &rules));
	assert_int_equal(a.observations, 1);
	assert_int_equal(a.first_stage, 3);
	assert_true(a.prevalent);
}

/* `moves` times up and down between the two lowest rungs, one a bin. */
static void
feed_moves(struct gal_timeline *t, uint64_t author, int moves)
{
	for (int i = 0; i <= moves; i++) {
		struct gal_timed_post post = { .author = author,
			.has_author = true,
			.t = SAMPLE_START + (int64_t)i * 30 * 86400,
			.read = true,
			.stage = i % 2 };

		assert_int_equal(gal_timeline_add(t, &post, NULL), GAL_OK);
	}
}

static void
test_stats_timeline__moves_of_mostly_one_author_are_hidden(void **state)
{
	(void)state;
	for (int many = 1; many <= 23; many += 22) {
		struct gal_timeline_settings s = sample_settings();
		struct gal_timeline *t = NULL;
		struct sample_frames frames;
		double up;

		assert_int_equal(gal_timeline_new(&t, &s, NULL), GAL_OK);
		for (uint64_t author = 1; author <= 11; author++)
			feed_moves(t, author, 1);
		feed_moves(t, 12, many);
		assert_int_equal(gal_timeline_finish(t, NULL), GAL_OK);
		sample_reports(&frames, t);
		/* from the lowest rung to the next: 12 authors */
		up = cell(sample_find(&frames, "transitions"), 1, "moves");
		if (many == 1)
			assert_true(up == 12);
		else
			assert_true(isnan(up));
		sample_free(&frames);
		gal_timeline_free(t);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stats_timeline__an_empty_corpus_says_why),
		cmocka_unit_test(
		    test_stats_timeline__few_authors_print_no_small_cell),
		cmocka_unit_test(
		    test_stats_timeline__prevalence_matches_its_bootstrap),
		cmocka_unit_test(
		    test_stats_timeline__net_incidence_is_above_crude),
		cmocka_unit_test(
		    test_stats_timeline__moves_of_mostly_one_author_are_hidden),
		cmocka_unit_test(
		    test_stats_timeline__times_that_descend_are_refused),
		cmocka_unit_test(
		    test_stats_timeline__its_thread_changes_no_number),
		cmocka_unit_test(
		    test_stats_timeline__one_that_is_left_in_the_middle_is_freed),
		cmocka_unit_test(
		    test_stats_timeline__a_duplicate_time_is_one_observation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
