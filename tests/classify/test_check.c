/* Checking a codebook: what it says of examples and rules, counted by hand. */
#include <math.h>

#include "book.h"
#include "classify/check.h"
#include "test.h"

/* x.y: "apple" is right twice of three, "apple tree" only where "apple" is,
 * "fig" never called; the weights name a rule that is gone. */
static const char rules[] =
    "{\"dimension\":\"x\",\"rules\":["
    "{\"id\":\"apple\",\"code\":\"x.y\",\"any\":[\"apple\"],\"weight\":3},"
    "{\"id\":\"fig\",\"code\":\"x.y\",\"any\":[\"fig\"],\"weight\":3},"
    "{\"id\":\"same\",\"code\":\"x.y\",\"any\":[\"fig\"],\"weight\":1},"
    "{\"id\":\"tree\",\"code\":\"x.y\",\"any\":[\"apple tree\"],"
    "\"weight\":3},"
    "{\"id\":\"uncoded\",\"any\":[\"apple\"]}]}";
static const char codes[] =
    "{\"dimension\":\"x\",\"codes\":[{\"code\":\"x.y\",\"definition\":\"d\","
    "\"positive\":[\"An apple.\",\"Nothing of it.\"],"
    "\"negative\":[\"A pear.\",\"An apple again.\"]}]}";

struct book {
	struct test_book files;
	struct gal_codebook *book;
	struct gal_check *check;
};

static void
open_book(struct book *b)
{
	struct gal_error err = { 0 };

	book_begin(&b->files);
	book_file(&b->files, "codes/c.json", codes);
	book_file(&b->files, "rules/r.json", rules);
	book_file(&b->files, "weights/x.tsv",
	    "x.y\tbias\t-2\t0\nx.y\tapple\t3\t2\nx.y\tgone\t1\t2\n");
	if (gal_codebook_load(&b->book, b->files.directory, NULL, &err) !=
	    GAL_OK)
		fail_msg("%s", err.message);
	assert_int_equal(gal_check_new(&b->check, b->book, NULL), GAL_OK);
}

static void
close_book(struct book *b)
{
	gal_check_free(b->check);
	gal_codebook_free(b->book);
	book_end(&b->files);
}

static void
add(struct book *b, const char *text, const char *labels)
{
	const struct gal_input input = { .community = GAL_STR("x"),
		.text = gal_str_of(text) };
	const struct gal_fit_label label = { .id = gal_str_of(text),
		.stance = GAL_STR("self|other"),
		.stage = GAL_STR("none"),
		.codes = gal_str_of(labels) };

	assert_int_equal(
	    gal_check_add_post(b->check, &input, &label, NULL), GAL_OK);
}

static const char *
text_at(const struct gal_frame *f, size_t row, const char *column)
{
	int c = gal_frame_find(f, column);

	assert_true(c >= 0);
	return gal_frame_at(f, row, (size_t)c)->u.text;
}

static const struct gal_cell *
cell_of(const struct gal_frame *f, const char *rule, const char *column)
{
	for (size_t r = 0; r < gal_frame_rows(f); r++)
		if (strcmp(text_at(f, r, "rule"), rule) == 0)
			return gal_frame_at(
			    f, r, (size_t)gal_frame_find(f, column));
	return NULL;
}

static void
test_classify_check__examples_that_are_read_otherwise(void **state)
{
	struct book b;
	struct gal_frame *f = NULL;
	size_t count = 0;

	(void)state;
	open_book(&b);
	assert_int_equal(gal_check_examples(&f, &count, b.check, NULL), GAL_OK);
	assert_int_equal(count, 4);
	assert_int_equal(gal_frame_rows(f), 2);
	assert_string_equal(text_at(f, 0, "text"), "Nothing of it.");
	assert_string_equal(text_at(f, 1, "text"), "An apple again.");
	gal_frame_free(f);
	close_book(&b);
}

static void
test_classify_check__what_each_rule_contributes(void **state)
{
	struct book b;
	struct gal_frame *f = NULL;

	(void)state;
	open_book(&b);
	add(&b, "an apple today", "x.z x.y");
	add(&b, "an apple tree", "x.y");
	add(&b, "apple pie", "x.yy"); /* another code that begins so */
	add(&b, "no apple", "x.y");   /* negated: no hit */
	assert_int_equal(gal_check_rules(&f, b.check, NULL), GAL_OK);
	assert_int_equal(gal_frame_rows(f), 3);
	assert_int_equal(cell_of(f, "apple", "posts")->u.integer, 3);
	assert_int_equal(cell_of(f, "apple", "right")->u.integer, 2);
	assert_int_equal(cell_of(f, "apple", "alone")->u.integer, 1);
	assert_true(
	    fabs(cell_of(f, "apple", "precision")->u.real - 2.0 / 3) < 1e-12);
	/* Wilson's interval of 2 of 3 */
	assert_true(fabs(cell_of(f, "apple", "low")->u.real - 0.2077) < 1e-4);
	assert_true(fabs(cell_of(f, "apple", "high")->u.real - 0.9385) < 1e-4);
	assert_int_equal(cell_of(f, "tree", "posts")->u.integer, 1);
	assert_int_equal(cell_of(f, "tree", "alone")->u.integer, 0);
	assert_true(cell_of(f, "uncoded", "code")->missing);
	gal_frame_free(f);
	close_book(&b);
}

static void
test_classify_check__faults_of_rules(void **state)
{
	static const char *const expected[][3] = {
		{ "same", "duplicate", "fig" },
		{ "fig", "dead", NULL },
		{ "same", "dead", NULL },
		{ "tree", "shadowed", "apple" },
		{ "gone", "stale", "x.y" },
	};
	struct book b;
	struct gal_frame *f = NULL;

	(void)state;
	open_book(&b);
	for (int i = 0; i < 6; i++)
		add(&b, "an apple tree", "x.y");
	add(&b, "an apple", "x.y");
	assert_int_equal(gal_check_faults(&f, b.check, NULL), GAL_OK);
	assert_int_equal(
	    gal_frame_rows(f), sizeof(expected) / sizeof(expected[0]));
	for (size_t r = 0; r < gal_frame_rows(f); r++) {
		assert_string_equal(text_at(f, r, "rule"), expected[r][0]);
		assert_non_null(strstr(text_at(f, r, "fault"), expected[r][1]));
		if (expected[r][2] != NULL)
			assert_string_equal(
			    text_at(f, r, "other"), expected[r][2]);
	}
	gal_frame_free(f);
	close_book(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_classify_check__examples_that_are_read_otherwise),
		cmocka_unit_test(
		    test_classify_check__what_each_rule_contributes),
		cmocka_unit_test(test_classify_check__faults_of_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
