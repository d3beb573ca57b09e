/* Two cohorts of equal authors, whose indices and distances are known by
 * hand: tool tool tool against tool companion. */
#include <math.h>

#include "stats/report.h"
#include "tests/test.h"

#define START 1704067200
#define DAY 86400

static const char *const rungs[] = { "tool", "companion" };

struct frames {
	struct gal_frame *items[2];
	size_t count;
};

static enum gal_status
keep(void *payload, struct gal_frame *frame, struct gal_error *err)
{
	struct frames *out = payload;

	(void)err;
	assert_true(out->count < 2);
	out->items[out->count++] = frame;
	return GAL_OK;
}

static void
add_post(struct gal_timeline *t, uint64_t author, int day, int stage)
{
	const struct gal_timed_post post = { .author = author,
		.has_author = true,
		.t = START + (int64_t)day * DAY,
		.read = true,
		.self = true,
		.stage = stage };

	assert_int_equal(gal_timeline_add(t, &post, NULL), GAL_OK);
}

/* The first `below` authors stay tools; one has a single post. */
static void
make(struct frames *out, uint64_t below, uint64_t companions)
{
	struct gal_timeline_settings s;
	struct gal_timeline *t = NULL;

	*out = (struct frames){ .count = 0 };
	gal_timeline_defaults(&s);
	s.rules.start = START;
	s.rules.end = START + (int64_t)365 * DAY;
	s.rules.states = 2;
	s.rules.target = 1;
	s.rungs = rungs;
	s.replicates = 0;
	s.sequences = true;
	assert_int_equal(gal_timeline_new(&t, &s, NULL), GAL_OK);
	for (uint64_t a = 1; a <= below; a++) {
		add_post(t, a, 0, 0);
		add_post(t, a, 61, 0); /* the bin between is carried */
	}
	for (uint64_t a = 1; a <= companions; a++) {
		add_post(t, below + a, 0, 0);
		add_post(t, below + a, 31, 1);
	}
	add_post(t, below + companions + 1, 0, 0);
	assert_int_equal(gal_timeline_finish(t, NULL), GAL_OK);
	assert_int_equal(
	    gal_report_make(gal_report_find("sequences"), t, keep, out, NULL),
	    GAL_OK);
	assert_int_equal(out->count, 2);
	gal_timeline_free(t);
}

static void
drop(struct frames *frames)
{
	for (size_t i = 0; i < frames->count; i++)
		gal_frame_free(frames->items[i]);
}

static const struct gal_cell *
cell(const struct gal_frame *frame, size_t row, const char *column)
{
	return gal_frame_at(frame, row, (size_t)gal_frame_find(frame, column));
}

static void
test_stats_sequences__means_by_hand(void **state)
{
	/* turbulence, entropy, complexity, length; companions, then tools */
	const double expected[] = { 2, 1, 1, 2, 1, 0, 0, 3 };
	struct frames f;

	(void)state;
	make(&f, 20, 12);
	for (size_t r = 0; r < 8; r++) {
		assert_true(fabs(cell(f.items[0], r, "estimate")->u.real -
				expected[r]) < 1e-12);
		assert_int_equal(cell(f.items[0], r, "n_authors")->u.integer,
		    r < 4 ? 12 : 20);
	}
	drop(&f);
}

static void
test_stats_sequences__distances_by_hand(void **state)
{
	/* tool tool tool to tool companion: one deletion, one substitution,
	 * by three bins */
	const double expected[] = { 0, 1, 0 };
	struct frames f;

	(void)state;
	make(&f, 20, 12);
	for (size_t r = 0; r < 3; r++)
		assert_true(fabs(cell(f.items[1], r, "distance")->u.real -
				expected[r]) < 1e-12);
	drop(&f);
}

static void
test_stats_sequences__few_authors_are_left_out(void **state)
{
	struct frames f;

	(void)state;
	make(&f, 20, 9);
	assert_true(cell(f.items[0], 0, "estimate")->missing ||
	    isnan(cell(f.items[0], 0, "estimate")->u.real));
	for (size_t r = 0; r < 2; r++)
		assert_true(cell(f.items[1], r, "distance")->missing ||
		    isnan(cell(f.items[1], r, "distance")->u.real));
	assert_true(cell(f.items[1], 2, "distance")->u.real == 0);
	drop(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stats_sequences__means_by_hand),
		cmocka_unit_test(test_stats_sequences__distances_by_hand),
		cmocka_unit_test(
		    test_stats_sequences__few_authors_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
