/* Dictionaries of other programs as lexicons. */
#include "classify/dic.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

static void
test_classify_dic__words_in_each_of_their_categories(void **state)
{
	static const char dic[] = "%\n1\tAffect (Affective Processes)\n"
				  "  31  NegEmo\r\n\n2\tempty\n%\n"
				  "glad*\t1\nso sad\t1\t31\t\n\n(:)\t31 1\n";
	static const char lexicon[] = "affect\tglad*\t1\tmine\t\n"
				      "affect\tso sad\t1\tmine\t\n"
				      "negemo\tso sad\t1\tmine\t\n"
				      "negemo\t(:)\t1\tmine\t\n"
				      "affect\t(:)\t1\tmine\t\n";
	struct gal_buffer out = GAL_BUFFER(1 << 16);

	(void)state;
	assert_int_equal(
	    gal_dic_to_lexicon(&out, gal_str_of(dic), "mine", NULL), GAL_OK);
	assert_int_equal(out.len, sizeof(lexicon) - 1);
	assert_memory_equal(out.data, lexicon, out.len);
	gal_buffer_free(&out);
}

static void
test_classify_dic__faults_have_their_line(void **state)
{
	static const struct {
		const char *dic, *message;
		uint64_t line;
	} faults[] = {
		{ "word\t1\n", "a .dic file starts with %", 1 },
		{ "", "the list of categories does not end", 0 },
		{ "%\n1\ta\n", "the list of categories does not end", 2 },
		{ "%\na\t1\n%\n", "a category needs a number", 2 },
		{ "%\n1\n%\n", "a category needs a name", 2 },
		{ "%\n1\ta\n%\nword\n", "needs the numbers", 4 },
		{ "%\n1\ta\n%\nword\tx\n", "not a category number", 4 },
		{ "%\n1\ta\n%\nw\t1\nword\t1 x\n", "not a category number", 5 },
		{ "%\n1\ta\n%\nword\t2\n", "a category that is not declared",
		    4 },
		{ "%\n1\ta\n%\nword\t1234567890\n",
		    "a category that is not declared", 4 },
		{ "%\n1\ta\n%\nw\t1\n%\nword\t1\n", "a .dic file starts with %",
		    6 },
	};
	struct gal_buffer many = GAL_BUFFER(1 << 20), out = GAL_BUFFER(1 << 16);
	struct gal_error err = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		gal_error_clear(&err);
		assert_int_equal(gal_dic_to_lexicon(&out,
				     gal_str_of(faults[i].dic), "mine", &err),
		    GAL_FORMAT);
		if (strstr(err.message, faults[i].message) == NULL ||
		    err.line != faults[i].line)
			fail_msg("%zu: line %llu, %s", i,
			    (unsigned long long)err.line, err.message);
	}
	/* more categories than are kept, and a name longer than a line */
	assert_int_equal(gal_buffer_append_str(&many, "%\n", NULL), GAL_OK);
	for (int i = 0; i < 1025; i++)
		assert_int_equal(
		    gal_buffer_printf(&many, NULL, "%d\tc%d\n", i, i), GAL_OK);
	gal_error_clear(&err);
	assert_int_equal(
	    gal_dic_to_lexicon(
		&out, (struct gal_str){ many.data, many.len }, "mine", &err),
	    GAL_FORMAT);
	assert_string_equal(err.message, "more than 1024 categories");
	assert_int_equal(err.line, 1026);
	gal_buffer_clear(&many);
	assert_int_equal(
	    gal_buffer_printf(&many, NULL, "%%\n1\t%0300d\n", 7), GAL_OK);
	gal_error_clear(&err);
	assert_int_equal(
	    gal_dic_to_lexicon(
		&out, (struct gal_str){ many.data, many.len }, "mine", &err),
	    GAL_FORMAT);
	assert_string_equal(err.message, "line too long");
	gal_buffer_free(&many);
	gal_buffer_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_classify_dic__words_in_each_of_their_categories),
		cmocka_unit_test(test_classify_dic__faults_have_their_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
