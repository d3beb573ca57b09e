/* Matching a post: the symbols of kinds of tokens, of names and referents;
 * lexicons. */
#include <math.h>

#include "post.h"

/* ---- symbols of tokens ---- */

static void
test_classify_post_words__kinds_and_names(void **state)
{
	static const struct place_case cases[] = {
		{ { "x", "", "the 12 and three" }, "num@0:12", "" },
		{ { "x", "", "a :) of 5" }, "emoji@0::)|num@0:5", "" },
		{ { "x", "", "see https://a.example/b now" },
		    "link@0:https://a.example/b", "" },
		{ { "x", "", "hello {{user}} and all" },
		    "placeholder@0:{{user}}", "" },
		{ { "x", "", "u/nobody_at_all" }, "", "" },
		/* a name: a capital inside a sentence, of a word that stands
		 * in no list, of more than a letter, not in capitals */
		{ { "x", "", "then Zorblat sang" }, "name@0:Zorblat", "" },
		{ { "x", "", "Zorblat sang" }, "", "" },
		{ { "x", "", "it is. Zorblat sang" }, "", "" },
		{ { "x", "", "then Q sang" }, "", "" },
		{ { "x", "", "then ZORBLAT sang" }, "", "" },
		{ { "x", "", "then zorblat sang" }, "", "" },
		{ { "x", "", "then The sang" }, "", "" },
		/* in a title the first and those in capitals too */
		{ { "x", "Zorblat sang", "" }, "name@0 title:Zorblat", "" },
		{ { "x", "then ZORBLAT", "" }, "name@0 title:ZORBLAT", "" },
		{ { "x", "zorblat", "" }, "", "" },
		/* of the author's AI, by itself and with "my" */
		{ { "x", "", "as my rep, Zorblat, sang" },
		    "name@0:Zorblat|ai@0:my rep, Zorblat", "" },
		{ { "x", "", "to see my rep. Zorblat" }, "ai@0:my rep", "" },
		/* from the first word of a sentence to its last */
		{ { "x", "", "my rep" }, "ai@0:my rep", "" },
		{ { "x", "", "so it is. My rep" }, "ai@1:My rep", "" },
		{ { "x", "my rep", "my rep. Rep" },
		    "ai@0 title:my rep|ai@1:my rep", "" },
	};

	(void)state;
	open_book("\"rules\":[{\"id\":\"num\",\"any\":[\"(<num>|qq)\"]},"
		  "{\"id\":\"emoji\",\"any\":[\"(qq|<emoji>)\"]},"
		  "{\"id\":\"link\",\"any\":[\"<link>\"]},"
		  "{\"id\":\"placeholder\",\"any\":[\"<placeholder>\"]},"
		  "{\"id\":\"ai\",\"any\":[\"<ai>\"]},"
		  "{\"id\":\"name\",\"any\":[\"<name>\"]}]",
	    "");
	COMPARE_PLACES(cases);
	close_book();
}

/* ---- lexicons ---- */

static void
test_classify_post_words__lexicons_sum_over_the_root_of_the_words(void **state)
{
	/* sums before they are divided by the root of the words, and the
	 * strongest hit */
	static const struct {
		struct post post;
		double value;
		const char *best;
	} cases[] = {
		{ { "x", "", "glad" }, 1, "glad" },
		{ { "x", "", "glad and the glad" }, 2, "glad" },
		{ { "x", "", "so very happy now" }, 2, "very happy" },
		{ { "x", "", "glad. So very happy, joyful" }, 6.5, "joyful" },
		{ { "x", "", "joyful or glad" }, 4.5, "joyful" },
		{ { "x", "glad", "joyful in a" }, 4.5, "joyful" },
		{ { "x", "", "sad or glad or sad" }, -1, "glad" },
		{ { "x", "", "sad" }, -1, NULL },
		/* a phrase at each place, also over itself */
		{ { "x", "", "the ha ha ha" }, 8, "ha ha" },
		/* not in quotes; denied, the half of the opposite */
		{ { "x", "", "a \"glad or very happy\" of it" }, 0, NULL },
		{ { "x", "", "a \"joyful of it\" and glad" }, 1, "glad" },
		{ { "x", "", "not glad" }, -0.5, NULL },
		{ { "x", "", "never very happy" }, -1, NULL },
		{ { "x", "", "not sad, glad" }, 1.5, "glad" },
		{ { "x", "", "not sad" }, 0.5, "sad" },
		/* in the second word of a state too */
		{ { "x", "",
		      "the a the a the a the a the a the a the a the a the a "
		      "the a the a the a the a the a the a the a the a the a "
		      "the a the a the a the a the a the a the a the a the a "
		      "the a the a the a the a the a the a the a the a the a "
		      "the \"glad of it\" and the not glad, then joyful" },
		    3, "joyful" },
		{ { "x", "", "the" }, 0, NULL },
	};
	size_t n = sizeof(cases) / sizeof(cases[0]);
	int rule;

	(void)state;
	open_book("\"rules\":[{\"id\":\"r\",\"any\":[\"qq\"]}]",
	    "mood\tglad\t1\tx\t\nmood\tvery happy\t2\tx\t\n"
	    "mood\tjoyf*\t3.5\tx\t\nmood\tsad\t-1\tx\t\n"
	    "mood\tha ha\t4\tx\t\n"
	    "other\tglad\t1\tx\t\nother\tq\t1\tx\t\n");
	rule = gal_codebook_find_rule(book, GAL_STR("lex:mood"));
	assert_true(rule >= 0);
	for (size_t k = 0; k < 2 * n; k++) {
		size_t i = k < n ? k : 2 * n - 1 - k;
		const struct gal_hit *best = &scratch->lexicon_hits[rule];
		struct post post = cases[i].post;
		double have;

		read_post(post, false);
		have = (double)gal_scratch_value(scratch, (uint32_t)rule) *
		    sqrt((double)scratch->tokens.words);
		if (fabs(have - cases[i].value) > 1e-5)
			fail_msg("\"%s\": %g, not %g", post.text, have,
			    cases[i].value);
		if (cases[i].best == NULL) {
			if (have != 0)
				assert_true(
				    scratch->lexicon_best[rule] <= 0.0f);
			continue;
		}
		assert_int_equal(
		    best->end - best->start, strlen(cases[i].best));
		assert_memory_equal(
		    (best->field == GAL_FIELD_TITLE ? post.title : post.text) +
			best->start,
		    cases[i].best, strlen(cases[i].best));
		assert_int_equal(best->rule, rule);
	}
	/* a word of two categories counts in each */
	rule = gal_codebook_find_rule(book, GAL_STR("lex:other"));
	read_post((struct post){ "x", "", "glad" }, false);
	assert_true(gal_scratch_value(scratch, (uint32_t)rule) == 1.0f);
	read_post((struct post){ "x", "", "sad" }, false);
	assert_true(gal_scratch_value(scratch, (uint32_t)rule) == 0.0f);
	close_book();
}

/* Emoji have no words to divide by. */
static void
test_classify_post_words__a_lexicon_without_words(void **state)
{
	int rule;

	(void)state;
	open_book("\"rules\":[{\"id\":\"r\",\"any\":[\"qq\"]}]",
	    "mood\t:)\t2\tx\t\n");
	rule = gal_codebook_find_rule(book, GAL_STR("lex:mood"));
	assert_true(rule >= 0);
	read_post((struct post){ "x", "", ":)" }, false);
	assert_true(fabs((double)gal_scratch_value(scratch, (uint32_t)rule) -
			2) < 1e-6);
	close_book();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_classify_post_words__kinds_and_names),
		cmocka_unit_test(
		    test_classify_post_words__lexicons_sum_over_the_root_of_the_words),
		cmocka_unit_test(
		    test_classify_post_words__a_lexicon_without_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
