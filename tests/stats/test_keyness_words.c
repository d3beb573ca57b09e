/*
 * Words of simulated authors: one that companions use comes out on top, one
 * that a single author repeats does not come out at all.
 */
#include <math.h>
#include <string.h>

#include "core/rng.h"
#include "stats/report.h"
#include "tests/test.h"

#define START 1704067200
#define AUTHORS 400 /* every second one reaches companionship */
#define COMMON 40   /* words of everybody, first in the vocabulary */
enum { PLANTED = COMMON, REPEATED, NAME, RARE, WORDS };

static const char *const rungs[] = { "tool", "companion" };
static const char text[] = /* two letters a word */
    "aaabacadaeafagahaiajakalamanaoapaqarasatauavawaxayaz"
    "babbbcbdbebfbgbhbibjbkblbmbn"
    "plreNara";

struct corpus {
	size_t starts[WORDS + 1];
	struct gal_vocabulary vocabulary;
	struct gal_timeline *timeline;
	struct gal_frame *frame;
};

static enum gal_status
keep(void *payload, struct gal_frame *frame, struct gal_error *err)
{
	struct corpus *corpus = payload;

	(void)err;
	corpus->frame = frame;
	return GAL_OK;
}

static void
add_post(struct corpus *corpus, uint64_t author, int64_t t, int stage,
    const uint32_t *words, size_t n)
{
	struct gal_timed_post post = { .author = author,
		.has_author = true,
		.t = t,
		.read = true,
		.self = true,
		.stage = stage,
		.words = words,
		.word_count = n };

	assert_int_equal(
	    gal_timeline_add(corpus->timeline, &post, NULL), GAL_OK);
}

static void
feed_author(struct corpus *corpus, uint64_t author)
{
	struct gal_rng rng = { 11, author, 0 };
	bool companion = author % 2 == 0;
	uint32_t words[WORDS];
	size_t n = 0;

	/* a word and whether in small letters: number * 2 + 1 */
	for (uint32_t w = 0; w < COMMON; w++)
		if (gal_rng_next_uniform(&rng) < 0.5)
			words[n++] = w * 2 + 1;
	if (gal_rng_next_uniform(&rng) < (companion ? 0.5 : 0.05))
		words[n++] = PLANTED * 2 + 1;
	if (companion)
		words[n++] = NAME * 2;
	if (companion && author < 18) /* nine authors */
		words[n++] = RARE * 2 + 1;
	add_post(corpus, author, START + 100, 0, words, n);
	for (int i = 0; author == 2 && i < 1000; i++) {
		words[0] = REPEATED * 2 + 1;
		add_post(corpus, author, START + 200 + i, -1, words, 1);
	}
	add_post(corpus, author, START + 86400, companion, words, 0);
}

static void
make(struct corpus *corpus, uint64_t authors)
{
	struct gal_timeline_settings s;

	*corpus = (struct corpus){ .frame = NULL };
	for (size_t w = 0; w <= WORDS; w++)
		corpus->starts[w] = 2 * w;
	corpus->vocabulary = (struct gal_vocabulary){
		.text = text, .starts = corpus->starts, .count = WORDS
	};
	gal_timeline_defaults(&s);
	s.rules.start = START;
	s.rules.end = START + (int64_t)365 * 86400;
	s.rules.states = 2;
	s.rules.target = 1;
	s.rungs = rungs;
	s.replicates = 0;
	s.vocabulary = &corpus->vocabulary;
	assert_int_equal(gal_timeline_new(&corpus->timeline, &s, NULL), GAL_OK);
	for (uint64_t a = 0; a < authors; a++)
		feed_author(corpus, a);
	assert_int_equal(gal_timeline_finish(corpus->timeline, NULL), GAL_OK);
	assert_int_equal(gal_report_make(gal_report_find("keyness_words"),
			     corpus->timeline, keep, corpus, NULL),
	    GAL_OK);
}

static void
drop(struct corpus *corpus)
{
	gal_frame_free(corpus->frame);
	gal_timeline_free(corpus->timeline);
}

/* The row of a term, or -1. */
static int
row_of(const struct corpus *corpus, const char *term)
{
	size_t column = (size_t)gal_frame_find(corpus->frame, "term");

	for (size_t r = 0; r < gal_frame_rows(corpus->frame); r++)
		if (strcmp(gal_frame_at(corpus->frame, r, column)->u.text,
			term) == 0)
			return (int)r;
	return -1;
}

static double
real_of(const struct corpus *corpus, size_t row, const char *column)
{
	int c = gal_frame_find(corpus->frame, column);

	return gal_frame_at(corpus->frame, row, (size_t)c)->u.real;
}

static void
test_stats_keyness_words__a_planted_word_comes_out_on_top(void **state)
{
	struct corpus corpus;

	(void)state;
	make(&corpus, AUTHORS);
	assert_int_equal(row_of(&corpus, "pl"), 0);
	assert_string_equal(
	    gal_frame_at(corpus.frame, 0, 0)->u.text, "companion");
	assert_true(real_of(&corpus, 0, "z") > 4);
	assert_true(real_of(&corpus, 0, "p_adjusted") < 1e-4);
	/* the others are used alike */
	for (size_t r = 1; r < gal_frame_rows(corpus.frame); r++)
		assert_true(fabs(real_of(&corpus, r, "z")) < 3);
	drop(&corpus);
}

static void
test_stats_keyness_words__one_author_makes_no_key_word(void **state)
{
	struct corpus corpus;

	(void)state;
	make(&corpus, AUTHORS);
	assert_int_equal(row_of(&corpus, "re"), -1); /* 1,000 times by one */
	assert_int_equal(row_of(&corpus, "ra"), -1); /* nine authors */
	drop(&corpus);
}

static void
test_stats_keyness_words__names_are_left_out(void **state)
{
	struct corpus corpus;

	(void)state;
	make(&corpus, AUTHORS);
	assert_int_equal(row_of(&corpus, "Na"), -1); /* all 200 companions */
	assert_non_null(strstr(corpus.frame->notes[1], "names: 1 words"));
	drop(&corpus);
}

static void
test_stats_keyness_words__few_authors_print_nothing(void **state)
{
	struct corpus corpus;

	(void)state;
	make(&corpus, 9);
	assert_int_equal(gal_frame_rows(corpus.frame), 0);
	drop(&corpus);
	make(&corpus, 0);
	assert_int_equal(gal_frame_rows(corpus.frame), 0);
	drop(&corpus);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_stats_keyness_words__a_planted_word_comes_out_on_top),
		cmocka_unit_test(
		    test_stats_keyness_words__one_author_makes_no_key_word),
		cmocka_unit_test(test_stats_keyness_words__names_are_left_out),
		cmocka_unit_test(
		    test_stats_keyness_words__few_authors_print_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
