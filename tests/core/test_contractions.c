#include "test.h"

#include "core/contractions.h"

/* Every word of the list must pass what is asked before the list. */
static void
test_core_contractions__every_bare_word_is_found(void **state)
{
	static const char *const words[] = { "aint", "arent", "bc", "cannot",
		"cant", "couldnt", "couldve", "coz", "cuz", "didnt", "doesnt",
		"dont", "gonna", "gotta", "hadnt", "hasnt", "havent", "hes",
		"im", "isnt", "ive", "shes", "shouldnt", "thats", "theyre",
		"theyve", "u", "ur", "wanna", "wasnt", "werent", "weve",
		"whats", "wont", "wouldnt", "wouldve", "youre", "youve" };

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (gal_contraction_bare(gal_str_of(words[i])) == NULL)
			fail_msg("%s is not found", words[i]);
	}
}

static void
test_core_contractions__other_words_are_not(void **state)
{
	static const char *const words[] = { "", "a", "don", "dontt", "ill",
		"its", "shouldn", "shouldntt", "w", "zont", "\xc3\xa9t", "1m",
		"couldvex" };

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_null(gal_contraction_bare(gal_str_of(words[i])));
}

static void
test_core_contractions__splits_in_two_words(void **state)
{
	const struct gal_contraction *found =
	    gal_contraction_bare(GAL_STR("wont"));

	(void)state;
	assert_non_null(found);
	assert_string_equal(found->first, "will");
	assert_string_equal(found->second, "not");
	assert_int_equal(found->split, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_core_contractions__every_bare_word_is_found),
		cmocka_unit_test(test_core_contractions__other_words_are_not),
		cmocka_unit_test(test_core_contractions__splits_in_two_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
