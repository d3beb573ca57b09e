/* Stances and rungs are fitted together: of invented posts whose words say
 * both, what was learned reads posts that nobody labelled. */
#include <math.h>

#include "book.h"
#include "classify/fit.h"
#include "test.h"

#define POSTS 180

static const char rules[] =
    "{\"dimension\":\"x\",\"rules\":["
    "{\"id\":\"s1\",\"code\":\"stance.self\",\"any\":[\"apple\"]},"
    "{\"id\":\"s2\",\"code\":\"stance.other\",\"any\":[\"pear\"]},"
    "{\"id\":\"s3\",\"code\":\"stance.fiction\",\"any\":[\"plum\"]},"
    "{\"id\":\"g1\",\"code\":\"stage.tool\",\"any\":[\"kettle\"]},"
    "{\"id\":\"g2\",\"code\":\"stage.partner\",\"any\":[\"wedding\"]}]}";

/* What words say; the third of each says nothing of the rung. */
static const struct {
	const char *word, *label;
} stances[] = { { "apple", "self" }, { "pear", "other" },
	{ "plum", "fiction" } },
  stages[] = { { "kettle", "tool" }, { "wedding", "partner" },
	  { "wall", "none" } };

static void
add_posts(struct gal_fit *fit)
{
	for (size_t i = 0; i < POSTS; i++) {
		size_t stance = i % 3, stage = i / 3 % 3;
		char text[96], id[16];
		const struct gal_input input = { .community = GAL_STR("x"),
			.text = { text,
			    (size_t)snprintf(text, sizeof(text),
				"the %s and the %s in the garden",
				stances[stance].word, stages[stage].word) } };
		const struct gal_fit_label label = {
			/* a rung below or above may be as right */
			.stage = gal_str_of(i % 20 == 0 && stage == 1
				? "companion|partner"
				: stages[stage].label),
			.stance = gal_str_of(stances[stance].label),
			.codes = GAL_STR("-"),
			.id = { id,
			    (size_t)snprintf(id, sizeof(id), "p%zu", i) },
		};

		assert_int_equal(
		    gal_fit_add_post(fit, &input, &label, NULL), GAL_OK);
	}
}

static void
fit_ladders(struct gal_buffer *weights, struct gal_buffer *measures)
{
	struct test_book files;
	struct gal_codebook *book = NULL;
	struct gal_fit *fit = NULL;
	struct gal_fit_options options = GAL_FIT_DEFAULTS;

	options.folds = 5;
	book_begin(&files);
	book_file(&files, "rules/r.json", rules);
	book = book_load(&files);
	assert_int_equal(gal_fit_new(&fit, book, &options, NULL), GAL_OK);
	add_posts(fit);
	assert_int_equal(gal_fit_prepare(fit, NULL), GAL_OK);
	assert_int_equal(
	    gal_fit_dimension(fit, weights, measures, "stance", NULL), GAL_OK);
	assert_int_equal(
	    gal_fit_dimension(fit, weights, measures, "stage", NULL), GAL_OK);
	gal_fit_free(fit);
	gal_codebook_free(book);
	book_end(&files);
}

static void
test_classify_fit_ladders__unread_posts_are_read_right(void **state)
{
	struct gal_buffer w = GAL_BUFFER(1 << 20), m = GAL_BUFFER(1 << 20);
	struct test_book files;
	struct gal_codebook *book = NULL;
	struct gal_scratch *scratch = NULL;

	(void)state;
	fit_ladders(&w, &m);
	/* out of fold, 60 of each stance and all of them found */
	assert_non_null(strstr(m.data, "stance.self\t180\t60\t60\t0\t0\t"));
	assert_non_null(strstr(m.data, "stance.fiction\t180\t60\t60\t0\t0\t"));
	book_begin(&files);
	book_file(&files, "rules/r.json", rules);
	book_file(&files, "weights/w.tsv", w.data);
	book = book_load(&files);
	assert_int_equal(gal_scratch_new(&scratch, book, NULL), GAL_OK);
	for (size_t i = 0; i < 9; i++) {
		size_t stance = i % 3, stage = i / 3;
		char text[96];
		const struct gal_input input = { .community = GAL_STR("x"),
			.text = { text,
			    (size_t)snprintf(text, sizeof(text),
				"today the %s was beside the %s",
				stages[stage].word, stances[stance].word) } };
		struct gal_reading r;

		assert_int_equal(
		    gal_classify(&r, scratch, &input, NULL), GAL_OK);
		assert_string_equal(
		    gal_stance_name(r.stance), stances[stance].label);
		assert_string_equal(
		    gal_codebook_rung(book, r.stage), stages[stage].label);
	}
	gal_scratch_free(scratch);
	gal_codebook_free(book);
	book_end(&files);
	gal_buffer_free(&w);
	gal_buffer_free(&m);
}

static void
test_classify_fit_ladders__a_codebook_needs_all_stances(void **state)
{
	struct gal_buffer w = GAL_BUFFER(1 << 20), m = GAL_BUFFER(1 << 20);
	struct gal_fit_options options = GAL_FIT_DEFAULTS;
	struct test_book files;
	struct gal_codebook *book = NULL;
	struct gal_fit *fit = NULL;
	struct gal_error err = { 0 };

	(void)state;
	options.folds = 2;
	book_begin(&files);
	book_file(&files, "codes/c.json",
	    "{\"dimension\":\"x\",\"codes\":[{\"code\":\"x.y\","
	    "\"definition\":\"d\"}]}");
	book = book_load(&files);
	assert_int_equal(gal_fit_new(&fit, book, &options, NULL), GAL_OK);
	add_posts(fit);
	assert_int_equal(
	    gal_fit_dimension(fit, &w, &m, "stance", &err), GAL_CODEBOOK);
	assert_non_null(strstr(err.message, "lacks stance.self"));
	gal_error_clear(&err);
	assert_int_equal(
	    gal_fit_dimension(fit, &w, &m, "nothing", &err), GAL_NOT_FOUND);
	gal_fit_free(fit);
	gal_codebook_free(book);
	book_end(&files);
	gal_buffer_free(&w);
	gal_buffer_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_classify_fit_ladders__unread_posts_are_read_right),
		cmocka_unit_test(
		    test_classify_fit_ladders__a_codebook_needs_all_stances),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
