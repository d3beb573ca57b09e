/* The codebook as a page, from a small one. */
#include "book.h"
#include "classify/document.h"
#include "test.h"

static void
test_classify_document__a_code_with_all_that_is_known_of_it(void **state)
{
	static const char page[] =
	    "\n## dim\n"
	    "\n### dim.full\n\nwhat it means\n\n"
	    "- Source: somebody 2020\n"
	    "- Given only with: stance.self stance.fiction\n"
	    "- Gets the code: “one”; “top: two”; “three”\n"
	    "- Does not: “other”\n"
	    "- Evidence: 2 rules, 1 composites, 1 mined terms; weights "
	    "learned\n"
	    "- Measured out of fold on 200 posts, 30 of them positive: "
	    "precision 0.80 [0.60, 0.90], recall 0.70 [0.50, 0.85], F1 0.75\n"
	    "- Known errors: irony\n"
	    "\n### dim.none\n\nnothing more\n\n"
	    "- Evidence: 0 rules, 0 composites, 0 mined terms; weights by "
	    "hand\n"
	    "- Measured: not validated\n"
	    "\n### dim.rare\n\nseldom\n\n"
	    "- Evidence: 0 rules, 0 composites, 0 mined terms; weights by "
	    "hand\n"
	    "- Measured after reading the errors (docs/validity.md) on 50 "
	    "posts, 9 of them positive (too few: not validated): precision "
	    "0.10 [0.01, 0.20], recall 0.30 [0.02, 0.40], F1 0.15\n";
	struct test_book b;
	struct gal_codebook *book;
	struct gal_buffer out = GAL_BUFFER(1 << 20);
	char measures[300];
	const char *from, *end;

	(void)state;
	book_begin(&b);
	book_file(&b, "codes/d.json",
	    "{\"dimension\":\"dim\",\"codes\":[{\"code\":\"dim.full\","
	    "\"definition\":\"what it means\",\"source\":\"somebody 2020\","
	    "\"requires\":[\"stance.self\",\"stance.fiction\"],"
	    "\"positive\":[\"one\",{\"title\":\"top\",\"text\":\"two\"},"
	    "\"three\",\"four\"],\"negative\":[\"other\"],"
	    "\"known_errors\":\"irony\"},"
	    "{\"code\":\"dim.none\",\"definition\":\"nothing more\"},"
	    "{\"code\":\"dim.rare\",\"definition\":\"seldom\"}]}");
	book_file(&b, "rules/r.json",
	    "{\"dimension\":\"dim\",\"rules\":[{\"id\":\"a\",\"code\":"
	    "\"dim.full\",\"any\":[\"apple\"]},{\"id\":\"b\",\"code\":"
	    "\"dim.full\",\"any\":[\"pear\"]},{\"id\":\"cue\",\"any\":"
	    "[\"plum\"]}],\"composites\":[{\"id\":\"c\",\"code\":"
	    "\"dim.full\",\"when\":\"cue & a\"}]}");
	book_file(&b, "weights/d.tsv",
	    "dim.full\tterm:blue tree\t1.5\t4\ndim.full\ta\t2\t5\n");
	(void)snprintf(measures, sizeof(measures), "%s/measures", b.directory);
	assert_int_equal(mkdir(measures, 0700), 0);
	/* code posts positive tp fp fn precision low high recall low high F1;
	 * a line that stops early says nothing */
	book_file(&b, "measures/blind_d.tsv",
	    "dim.rare\t50\t9\t3\t27\t7\t0.1\t0.01\t0.2\t0.3\t0.02\t0.4\t0.15\n"
	    "dim.none\t50\t9\n");
	book_file(&b, "measures/d.tsv",
	    "dim.fuller\t1\t1\t1\t1\t1\t1\t1\t1\t1\t1\t1\t1\n"
	    "dim.full\t200\t30\t21\t5\t9\t0.8\t0.6\t0.9\t0.7\t0.5\t0.85\t0.75"
	    "\n");
	book = book_load(&b);
	assert_int_equal(
	    gal_codebook_document(&out, book, b.directory, NULL), GAL_OK);
	assert_memory_equal(out.data, "# The codebook test 1\n", 22);
	assert_non_null(strstr(out.data, gal_codebook_hash(book)));
	from = strstr(out.data, "\n## dim\n");
	assert_non_null(from);
	end = strstr(from, "\n## x\n");
	assert_non_null(end);
	assert_int_equal(end - from, sizeof(page) - 1);
	assert_memory_equal(from, page, sizeof(page) - 1);
	gal_buffer_free(&out);
	gal_codebook_free(book);
	for (size_t i = 0; i < b.count; i++)
		(void)remove(b.files[i]);
	(void)remove(measures);
	book_end(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_classify_document__a_code_with_all_that_is_known_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
