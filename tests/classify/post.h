/* Reading invented posts with a codebook of a few rules, and what matching
 * left behind. One codebook at a time. */
#ifndef GALATEA_TESTS_CLASSIFY_POST_H
#define GALATEA_TESTS_CLASSIFY_POST_H

#include "book.h"
#include "classify/scratch.h"
#include "core/buffer.h"
#include "test.h"

#define TEXT_MAX 1024

static struct test_book files;
static struct gal_codebook *book;
static struct gal_scratch *scratch;

/* A codebook of these members of a rules file, without conditions unless a
 * rule has its own, and of these lexicon terms. */
static inline void
open_book(const char *members, const char *lexicon)
{
	struct gal_buffer rules = GAL_BUFFER(1 << 20);
	struct gal_error err = { 0 };

	book_begin(&files);
	assert_int_equal(gal_buffer_printf(&rules, NULL,
			     "{\"dimension\":\"x\",\"default_if\":\"?negated\","
			     "%s}",
			     members),
	    GAL_OK);
	book_file(&files, "rules/r.json", rules.data);
	book_file(&files, "lexicons/l.tsv", lexicon);
	gal_buffer_free(&rules);
	if (gal_codebook_load(&book, files.directory, NULL, &err) != GAL_OK)
		fail_msg("%s: %s", err.place, err.message);
	assert_int_equal(gal_scratch_new(&scratch, book, NULL), GAL_OK);
}

static inline void
close_book(void)
{
	gal_scratch_free(scratch);
	gal_codebook_free(book);
	book_end(&files);
}

struct post {
	const char *community;
	const char *title;
	const char *text;
};

static inline void
read_post(struct post post, bool trace)
{
	struct gal_input input = { .community = gal_str_of(post.community),
		.title = gal_str_of(post.title),
		.text = gal_str_of(post.text) };
	struct gal_reading r;

	scratch->trace = trace;
	assert_int_equal(gal_classify(&r, scratch, &input, NULL), GAL_OK);
}

static inline const char *
id_of(const struct gal_hit *hit)
{
	return gal_codebook_rule(book, hit->rule).id;
}

/* What a hit matched begins there; its length is end - start. */
static inline const char *
matched(const struct gal_hit *hit, struct post post)
{
	return (hit->field == GAL_FIELD_TITLE ? post.title : post.text) +
	    hit->start;
}

/* "rule rule": those that hit, by number, each as often as it did. */
static inline void
rules_of(char out[TEXT_MAX])
{
	size_t at = 0;

	out[0] = '\0';
	for (uint32_t rule = 0; rule < gal_codebook_rule_count(book); rule++) {
		bool hit = false;

		for (size_t i = 0; i < scratch->hit_count; i++) {
			if (scratch->hits[i].rule != rule)
				continue;
			hit = true;
			at += (size_t)snprintf(out + at, TEXT_MAX - at, "%s%s",
			    at > 0 ? " " : "", id_of(&scratch->hits[i]));
		}
		/* a rule is a feature of the post exactly if it hit */
		if (book->rules[rule].kind == GAL_RULE_PATTERN)
			assert_true(
			    (gal_scratch_value(scratch, rule) != 0) == hit);
	}
}

/* "rule@sentence:matched bytes|…" in the order found; "title" for 0. */
static inline void
places_of(char out[TEXT_MAX], struct post post)
{
	size_t at = 0;

	out[0] = '\0';
	for (size_t i = 0; i < scratch->hit_count; i++) {
		const struct gal_hit *h = &scratch->hits[i];
		const struct gal_token *tokens = scratch->tokens.tokens;

		/* the tokens say the same as the bytes */
		assert_int_equal(tokens[h->token].start, h->start);
		assert_int_equal(tokens[h->last - 1].end, h->end);
		assert_int_equal(tokens[h->token].sentence, h->sentence);
		assert_int_equal(tokens[h->token].field, h->field);
		at += (size_t)snprintf(out + at, TEXT_MAX - at,
		    "%s%s@%u%s:%.*s", at > 0 ? "|" : "", id_of(h), h->sentence,
		    h->field == GAL_FIELD_TITLE ? " title" : "",
		    (int)(h->end - h->start), matched(h, post));
	}
}

/* "rule by fact fact" or "rule unless pattern", each blocked hit. */
static inline void
blocked_of(char out[TEXT_MAX], struct post post)
{
	size_t at = 0;

	out[0] = '\0';
	for (size_t i = 0; i < scratch->blocked_count; i++) {
		const struct gal_blocked *b = &scratch->blocked[i];

		at += (size_t)snprintf(out + at, TEXT_MAX - at, "%s%s:%.*s",
		    at > 0 ? "|" : "", id_of(&b->hit),
		    (int)(b->hit.end - b->hit.start), matched(&b->hit, post));
		if (b->conditions == 0)
			at += (size_t)snprintf(out + at, TEXT_MAX - at,
			    " unless %s",
			    book->automaton->patterns[b->pattern].text);
		for (unsigned k = 0; k < GAL_CONDITION_COUNT; k++)
			if ((b->conditions >> k & 1) != 0)
				at += (size_t)snprintf(out + at, TEXT_MAX - at,
				    " %s", gal_condition_name(k));
	}
}

/* What is to be found, and with a trace also what was blocked. Every row is
 * read in one scratch, forwards and backwards, with a trace and without, so
 * that nothing of a post or of a sentence may stay in it. */
struct place_case {
	struct post post;
	const char *places;
	const char *blocked;
};

static inline void
compare_places(const struct place_case *cases, size_t n)
{
	char have[TEXT_MAX];

	for (size_t k = 0; k < 4 * n; k++) {
		bool trace = k / n % 2 == 1;
		size_t i = k < 2 * n ? k % n : n - 1 - k % n;

		read_post(cases[i].post, trace);
		places_of(have, cases[i].post);
		if (strcmp(have, cases[i].places) != 0)
			fail_msg("\"%s\": %s, not %s", cases[i].post.text, have,
			    cases[i].places);
		rules_of(have);
		blocked_of(have, cases[i].post);
		if (strcmp(have, trace ? cases[i].blocked : "") != 0)
			fail_msg("\"%s\": blocked %s, not %s",
			    cases[i].post.text, have, cases[i].blocked);
	}
}
#define COMPARE_PLACES(cases)                                                  \
	compare_places(cases, sizeof(cases) / sizeof((cases)[0]))

#endif
