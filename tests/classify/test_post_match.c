/* Matching a post: which hits are kept, where they stand, what takes them
 * back. */
#include "post.h"

/* ---- conditions ---- */

/* A rule "love" for each condition, and one that asks for its opposite. */
static void
open_conditions(void)
{
	static const char *const conditions[] = { "quoted", "code", "roleplay",
		"hypothetical", "negated", "question", "past", "over", "self",
		"ironic", "ai_here", "bot_here", "human_here", "title",
		"text" };
	struct gal_buffer rules = GAL_BUFFER(1 << 16);

	assert_int_equal(
	    gal_buffer_append_str(&rules, "\"rules\":[", NULL), GAL_OK);
	for (size_t i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++)
		assert_int_equal(
		    gal_buffer_printf(&rules, NULL,
			"%s{\"id\":\"%s\",\"any\":[\"love\"],\"if\":\"%s\"},"
			"{\"id\":\"~%s\",\"any\":[\"love\"],\"if\":\"!%s\"}",
			i > 0 ? "," : "", conditions[i], conditions[i],
			conditions[i], conditions[i]),
		    GAL_OK);
	assert_int_equal(gal_buffer_append_str(&rules, "]", NULL), GAL_OK);
	open_book(rules.data, "");
	gal_buffer_free(&rules);
}

static void
test_classify_post_match__conditions_are_those_of_the_hit(void **state)
{
	/* what holds of "love", besides that it stands in the text */
	static const struct {
		struct post post;
		const char *facts;
	} cases[] = {
		{ { "x", "", "love" }, "" },
		{ { "x", "love", "" }, "title" },
		{ { "x", "", "he said \"all is love\" to her" }, "quoted" },
		{ { "x", "", "the \"song of songs\" of love" }, "" },
		{ { "x", "", "run `love` and the `hate` of it" }, "code" },
		{ { "x", "", "run `hate` to love" }, "" },
		{ { "x", "", "*hugs love* and so on" }, "roleplay" },
		{ { "x", "", "*hugs* the love" }, "" },
		{ { "x", "", "maybe love" }, "hypothetical" },
		{ { "x", "", "love, maybe so" }, "" },
		{ { "x", "", "the love was not" }, "past" },
		{ { "x", "", "not love" }, "negated" },
		{ { "x", "", "love is not hate" }, "" },
		{ { "x", "", "is it love?" }, "question" },
		{ { "x", "", "is it? The love" }, "" },
		{ { "x", "", "they used to love" }, "over" },
		{ { "x", "", "no longer. It is love" }, "" },
		{ { "x", "", "I love it" }, "self" },
		{ { "x", "", "I am. You love it" }, "" },
		{ { "x", "", "you love it /s" }, "ironic" },
		{ { "x", "", "you do /s. You love it" }, "" },
		/* an own AI is an AI too; of a sentence only */
		{ { "x", "", "you love my Rep" }, "ai_here bot_here self" },
		{ { "x", "", "my Rep. You love" }, "" },
		{ { "x", "", "you love. My Rep" }, "" },
		{ { "x", "", "you love the bot" }, "bot_here" },
		{ { "x", "", "the bot. You love" }, "" },
		{ { "x", "", "you love a friend" }, "human_here" },
		{ { "x", "", "a friend. You love. The bot. A friend" }, "" },
		{ { "x", "my Rep", "you love" }, "" },
		{ { "x", "", "a friend and the bot of love" },
		    "bot_here human_here" },
	};

	(void)state;
	open_conditions();
	for (size_t k = 0; k < 2 * sizeof(cases) / sizeof(cases[0]); k++) {
		size_t n = sizeof(cases) / sizeof(cases[0]);
		size_t i = k < n ? k : 2 * n - 1 - k;
		char have[TEXT_MAX], want[TEXT_MAX] = "";
		const char *facts = cases[i].facts;
		size_t at = 0;

		read_post(cases[i].post, false);
		rules_of(have);
		for (uint32_t r = 0; r < gal_codebook_rule_count(book); r++) {
			const char *id = gal_codebook_rule(book, r).id;
			const char *name = id + (id[0] == '~');
			char spaced[TEXT_MAX], asked[64];
			bool holds;

			if (book->rules[r].kind != GAL_RULE_PATTERN)
				continue;
			(void)snprintf(spaced, sizeof(spaced), " %s%s ", facts,
			    strstr(facts, "title") == NULL ? " text" : "");
			(void)snprintf(asked, sizeof(asked), " %s ", name);
			holds = strstr(spaced, asked) != NULL;
			if (holds == (id[0] != '~'))
				at += (size_t)snprintf(want + at,
				    sizeof(want) - at, "%s%s",
				    at > 0 ? " " : "", id);
		}
		if (strcmp(have, want) != 0)
			fail_msg("\"%s\": %s, not %s", cases[i].post.text, have,
			    want);
	}
	close_book();
}

/* ---- places ---- */

static void
test_classify_post_match__first_place_that_meets_the_conditions(void **state)
{
	static const struct place_case cases[] = {
		{ { "x", "", "love" }, "hate@0:love", "" },
		{ { "x", "love now", "hate it. So love" },
		    "hate@0 title:love|hate@1:hate|hate@2:love", "" },
		/* one of a sentence: the first place, then the longest,
		 * whichever pattern has it */
		{ { "x", "", "hate and love and love her" }, "hate@0:hate",
		    "" },
		{ { "x", "", "and love and hate" }, "hate@0:love", "" },
		{ { "x", "", "so love her dearly" }, "hate@0:love her dearly",
		    "" },
		/* quoted or denied, the next place is looked at */
		{ { "x", "", "the \"crush it is\" and a crush" },
		    "crush@0:crush", "crush:crush quoted" },
		{ { "x", "", "the \"crush it is\" and \"is a crush\"" }, "",
		    "crush:crush quoted" },
		{ { "x", "", "the \"crush it is\" to" }, "",
		    "crush:crush quoted" },
		{ { "x", "", "not a crush, a crush" }, "crush@0:crush",
		    "crush:crush negated" },
		{ { "x", "", "is it a crush?" }, "", "crush:crush question" },
		{ { "x", "", "is it not \"crush it is\"?" }, "",
		    "crush:crush quoted question" },
		/* a negator that is matched does not deny */
		{ { "x", "", "do not miss it" }, "miss@0:not miss", "" },
		{ { "x", "", "never did not miss it" }, "",
		    "miss:not miss negated" },
		{ { "x", "", "never ever miss it" }, "",
		    "miss:ever miss negated" },
		{ { "x", "", "i do not miss" }, "miss@0:not miss", "" },
		/* what stands in a gap is not matched */
		{ { "x", "", "we never ever meet" }, "",
		    "meet:we never ever "
		    "meet negated" },
		{ { "x", "", "we \"do or not\" meet" },
		    "meet@0:we \"do or not\" meet", "" },
		/* every token of the match is asked */
		{ { "x", "", "we two of `meet`" }, "",
		    "meet:we two of `meet code" },
		{ { "x", "", "`we` two meet" }, "", "meet:we` two meet code" },
	};

	(void)state;
	open_book("\"rules\":[{\"id\":\"hate\",\"any\":[\"hate\",\"love\","
		  "\"love her\",\"love her dearly\",\"her dearly\"]},"
		  "{\"id\":\"crush\",\"any\":[\"crush\"],"
		  "\"if\":\"!quoted !negated !question\"},"
		  "{\"id\":\"miss\",\"any\":[\"(not|ever) miss\"],"
		  "\"if\":\"!negated\"},"
		  "{\"id\":\"meet\",\"any\":[\"we ~3 meet\"],"
		  "\"if\":\"!negated !code !quoted\"}]",
	    "");
	COMPARE_PLACES(cases);
	close_book();
}

/* Eight places of a sentence are tried for the conditions, and of a rule
 * sixteen hits of a post are kept. */
static void
test_classify_post_match__limits(void **state)
{
	char text[TEXT_MAX];

	(void)state;
	open_book("\"rules\":[{\"id\":\"crush\",\"any\":[\"crush\"],"
		  "\"if\":\"!quoted\"}]",
	    "");
	for (int quoted = 0; quoted < 10; quoted++) {
		int at = 0;

		for (int i = 0; i < quoted; i++)
			at += snprintf(text + at, sizeof(text) - (size_t)at,
			    "\"the crush it\" and ");
		(void)snprintf(
		    text + at, sizeof(text) - (size_t)at, "the crush");
		read_post((struct post){ "x", "", text }, false);
		assert_int_equal(scratch->hit_count, quoted < 8);
	}
	for (int sentences = 1; sentences < 20; sentences++) {
		int at = 0;

		for (int i = 0; i < sentences; i++)
			at += snprintf(
			    text + at, sizeof(text) - (size_t)at, "My crush. ");
		read_post((struct post){ "x", "", text }, false);
		assert_int_equal(scratch->hit_count,
		    sentences < GAL_HITS_PER_RULE ? sentences
						  : GAL_HITS_PER_RULE);
		for (size_t i = 0; i < scratch->hit_count; i++)
			assert_int_equal(scratch->hits[i].sentence, i);
	}
	close_book();
}

static void
test_classify_post_match__parts_in_a_sentence_and_in_a_post(void **state)
{
	static const struct place_case cases[] = {
		/* &: the same sentence; evidence is the pattern's first */
		{ { "x", "", "salt and pepper" }, "&@0:salt", "" },
		{ { "x", "", "pepper and salt" }, "&@0:salt", "" },
		{ { "x", "", "salt. Pepper" }, "", "" },
		{ { "x", "", "salt. Pepper and salt. Salt" }, "&@1:salt", "" },
		/* &&: the sentence that completes it, and each after it that
		 * has a group; evidence is the first group that stands there */
		{ { "x", "", "sun and moon" }, "&&@0:sun", "" },
		{ { "x", "", "sun. The moon" }, "&&@1:moon", "" },
		{ { "x", "", "moon. The sun. The sky. The moon" },
		    "&&@1:sun|&&@3:moon", "" },
		{ { "x", "sun", "the moon" }, "&&@1:moon", "" },
		{ { "x", "", "moon" }, "", "" },
		{ { "x", "", "sun" }, "", "" },
		/* a group of several parts wants them in one sentence */
		{ { "x", "", "tea and milk. Cake" }, "&&&@1:Cake", "" },
		{ { "x", "", "tea. Milk. Cake" }, "", "" },
		{ { "x", "", "cake. Tea. Milk and tea" }, "&&&@2:tea", "" },
		{ { "x", "", "cake and milk and tea" }, "&&&@0:tea", "" },
		{ { "x", "", "milk and tea" }, "", "" },
		/* each part meets the conditions or is not there */
		{ { "x", "", "oak. Not elm" }, "", "not:elm negated" },
		{ { "x", "", "oak. The elm. Not elm" }, "not@1:elm",
		    "not:elm negated" },
		{ { "x", "", "oak and not elm, elm" }, "not@0:oak",
		    "not:elm negated" },
		{ { "x", "", "not oak. Elm" }, "", "not:oak negated" },
		{ { "x", "", "oak or oak then elm" }, "not@0:oak", "" },
		/* what is not asked about a place needs none */
		{ { "x", "", "is it oak? Elm" }, "not@1:Elm", "" },
	};

	(void)state;
	open_book("\"rules\":[{\"id\":\"&\",\"any\":[\"salt & pepper\"]},"
		  "{\"id\":\"&&\",\"any\":[\"sun && moon\"]},"
		  "{\"id\":\"&&&\",\"any\":[\"tea & milk && cake\"]},"
		  "{\"id\":\"not\",\"any\":[\"oak && elm\"],"
		  "\"if\":\"!negated\"}]",
	    "");
	COMPARE_PLACES(cases);
	close_book();
}

/* ---- what takes a hit back ---- */

static void
test_classify_post_match__guards_of_the_sentence_and_of_the_post(void **state)
{
	static const struct place_case cases[] = {
		{ { "x", "", "joy. The fear" }, "joy@0:joy|fear@1:fear", "" },
		/* before it, behind it, in its sentence alone */
		{ { "x", "", "little joy" }, "", "joy:joy unless little" },
		{ { "x", "", "joy too little" }, "", "joy:joy unless little" },
		{ { "x", "", "little. The joy" }, "joy@1:joy", "" },
		{ { "x", "", "joy. Too little" }, "joy@0:joy", "" },
		{ { "x", "", "joy. Little joy. The joy" },
		    "joy@0:joy|joy@2:joy", "joy:joy unless little" },
		{ { "x", "", "joy to see" }, "", "joy:joy unless to .. see" },
		/* of one rule, not of another */
		{ { "x", "", "little joy or fear" }, "fear@0:fear",
		    "joy:joy unless little" },
		{ { "x", "", "little hope" }, "hope@0:hope", "" },
		/* a guard is not asked the rule's conditions */
		{ { "x", "", "joy, \"too little of\"" }, "",
		    "joy:joy unless little" },
		/* anywhere in the post, before or behind */
		{ { "x", "", "fear. Of a film" }, "", "fear:fear unless film" },
		{ { "x", "film", "the fear" }, "", "fear:fear unless film" },
		{ { "x", "", "fear. Film. The fear and joy" }, "joy@2:joy",
		    "fear:fear unless film|fear:fear unless film" },
		{ { "x", "", "joy in a film" }, "joy@0:joy", "" },
	};
	char text[TEXT_MAX];
	int at = 0;

	(void)state;
	open_book("\"rules\":[{\"id\":\"joy\",\"any\":[\"joy\"],\"unless\":["
		  "\"little\",\"to .. see\"],\"if\":\"!quoted !negated\"},"
		  "{\"id\":\"fear\",\"any\":[\"fear\"],\"unless_post\":["
		  "\"film\"]},{\"id\":\"hope\",\"any\":[\"hope\"]}]",
	    "");
	COMPARE_PLACES(cases);
	/* what a guard takes back is none of the sixteen */
	for (int i = 0; i < 20; i++)
		at += snprintf(
		    text + at, sizeof(text) - (size_t)at, "My little joy. ");
	(void)snprintf(text + at, sizeof(text) - (size_t)at, "The joy.");
	read_post((struct post){ "x", "", text }, false);
	assert_int_equal(scratch->hit_count, 1);
	assert_int_equal(scratch->hits[0].sentence, 20);
	close_book();
}

/* "L0 R1": left and right cues of frames with their sentences. */
static void
cues_of(char out[TEXT_MAX])
{
	size_t at = 0;

	out[0] = '\0';
	for (size_t i = 0; i < scratch->frame_count; i++)
		at += (size_t)snprintf(out + at, TEXT_MAX - at, "%s%c%u",
		    i > 0 ? " " : "",
		    scratch->frames[i].role == GAL_ROLE_LEFT ? 'L' : 'R',
		    scratch->frames[i].hit.sentence);
}

static void
test_classify_post_match__cues_of_frames(void **state)
{
	static const struct {
		const char *text;
		const char *cues;
		const char *blocked;
	} cases[] = {
		{ "first a, now the", "L0 R0", "" },
		{ "first a. Now the", "L0 R1", "" },
		{ "first a. Now a bit. Now", "L0 R1 R2", "" },
		{ "now the", "R0", "" },
		{ "first, not now", "L0", "f:now negated" },
		/* guarded: the cues of the sentence */
		{ "first a joke, now the", "",
		    "f:first unless joke|f:now unless joke" },
		{ "first a. Now a joke. Now", "L0 R2", "f:Now unless joke" },
		{ "first a joke. First a. Now", "L1 R2",
		    "f:first unless joke" },
	};
	struct gal_buffer text = GAL_BUFFER(1 << 20);
	char have[TEXT_MAX];

	(void)state;
	open_book("\"frames\":[{\"id\":\"f\",\"left\":[\"first\"],\"right\":["
		  "\"now\"],\"if\":\"!negated\",\"unless\":[\"joke\"]}]",
	    "");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct post post = { "x", "", cases[i].text };

		read_post(post, true);
		cues_of(have);
		assert_string_equal(have, cases[i].cues);
		blocked_of(have, post);
		assert_string_equal(have, cases[i].blocked);
		assert_int_equal(scratch->hit_count, 0);
	}
	/* as many as a post may have */
	for (size_t i = 0; i < 5000; i++)
		assert_int_equal(
		    gal_buffer_append_str(&text, "Now the. ", NULL), GAL_OK);
	read_post((struct post){ "x", "", text.data }, false);
	assert_int_equal(scratch->frame_count, 4096);
	gal_buffer_free(&text);
	close_book();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_classify_post_match__conditions_are_those_of_the_hit),
		cmocka_unit_test(
		    test_classify_post_match__first_place_that_meets_the_conditions),
		cmocka_unit_test(test_classify_post_match__limits),
		cmocka_unit_test(
		    test_classify_post_match__parts_in_a_sentence_and_in_a_post),
		cmocka_unit_test(
		    test_classify_post_match__guards_of_the_sentence_and_of_the_post),
		cmocka_unit_test(test_classify_post_match__cues_of_frames),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
