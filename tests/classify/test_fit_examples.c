/* Learning weights: examples teach and are not measured, unseen rules grow. */
#include "book.h"
#include "classify/fit.h"
#include "test.h"

#define POSTS 60

static struct test_book files;
static struct gal_codebook *book;

static int
set_up(void **state)
{

	(void)state;
	book_begin(&files);
	book_file(&files, "codes/w.json",
	    "{\"dimension\":\"w\",\"codes\":[{\"code\":\"w.y\","
	    "\"definition\":\"d\",\"source\":\"s\","
	    "\"positive\":[\"I am alone with my rep.\"],"
	    "\"negative\":[\"I am with my rep.\"]}]}");
	book_file(&files, "rules/r.json",
	    "{\"dimension\":\"w\",\"rules\":["
	    "{\"id\":\"w.y.alone\",\"code\":\"w.y\",\"any\":[\"alone\"],"
	    "\"weight\":2},"
	    "{\"id\":\"w.y.unseen\",\"code\":\"w.y\",\"any\":[\"solitary\"],"
	    "\"weight\":2},"
	    "{\"id\":\"self\",\"code\":\"stance.self\",\"any\":[\"<i>\"],"
	    "\"weight\":1},"
	    "{\"id\":\"other\",\"code\":\"stance.other\",\"any\":[\"server\"],"
	    "\"weight\":1},"
	    "{\"id\":\"fiction\",\"code\":\"stance.fiction\",\"any\":"
	    "[\"castle\"],\"weight\":1}]}");
	book = book_load(&files);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	gal_codebook_free(book);
	book_end(&files);
	return 0;
}

/* A post in `set`; it shows w.y or not, with the same words each time. */
static void
add_post(struct gal_fit *fit, unsigned number, unsigned set, bool yes)
{
	char id[16];
	struct gal_error err = { 0 };
	struct gal_input input = { .community = gal_str_of("replika"),
		.title = gal_str_of(""),
		.text = gal_str_of(yes
			? "I am not well and I am so alone with my rep"
			: "I am in the park with my rep and the dog") };
	struct gal_fit_label label = { .set = set,
		.taught = set > 0,
		.stance = gal_str_of("self"),
		.stage = gal_str_of("none"),
		.codes = gal_str_of(yes ? "w.y" : "-"),
		.disputed = gal_str_of("-") };

	(void)snprintf(id, sizeof(id), "%c%u", 'p' + (int)set, number);
	label.id = gal_str_of(id);
	assert_int_equal(gal_fit_add_post(fit, &input, &label, &err), GAL_OK);
}

/* Fit w, with posts that only teach, all of which show it; the weights and
 * measures that came out. */
static void
fit_w(bool examples, unsigned taught, struct gal_buffer *weights,
    struct gal_buffer *measures)
{
	struct gal_fit_options options = GAL_FIT_DEFAULTS;
	struct gal_error err = { 0 };
	struct gal_fit *fit = NULL;

	options.folds = 5;
	options.mine_terms = false;
	assert_int_equal(gal_fit_new(&fit, book, &options, &err), GAL_OK);
	for (unsigned i = 0; i < POSTS; i++)
		add_post(fit, i, 0, i % 4 == 0);
	for (unsigned i = 0; i < taught; i++)
		add_post(fit, i, 1, true);
	if (examples)
		assert_int_equal(gal_fit_add_examples(fit, &err), GAL_OK);
	assert_int_equal(gal_fit_prepare(fit, &err), GAL_OK);
	assert_int_equal(
	    gal_fit_dimension(fit, weights, measures, "w", &err), GAL_OK);
	assert_int_equal(gal_buffer_append(weights, "", 1, &err), GAL_OK);
	assert_int_equal(gal_buffer_append(measures, "", 1, &err), GAL_OK);
	gal_fit_free(fit);
}

static double
weight_of(const struct gal_buffer *weights, const char *feature)
{
	const char *line = strstr((const char *)weights->data, feature);

	assert_non_null(line);
	return strtod(line + strlen(feature), NULL);
}

static void
test_classify_fit_examples__examples_are_not_measured(void **state)
{
	struct gal_buffer weights = GAL_BUFFER(1 << 20);
	struct gal_buffer measures = GAL_BUFFER(1 << 20);

	(void)state;
	fit_w(true, 0, &weights, &measures);
	/* posts, positive: those of the labels alone */
	assert_non_null(strstr((const char *)measures.data, "w.y\t60\t15\t"));
	gal_buffer_free(&weights);
	gal_buffer_free(&measures);
}

/* Posts written to teach show the code much more often: the bias stays that
 * of the measured posts. */
static void
test_classify_fit_examples__a_set_keeps_its_own_intercept(void **state)
{
	struct gal_buffer weights[2] = { GAL_BUFFER(1 << 20),
		GAL_BUFFER(1 << 20) };
	struct gal_buffer measures = GAL_BUFFER(1 << 20);
	double bias[2];

	(void)state;
	for (unsigned k = 0; k < 2; k++) {
		measures.len = 0;
		fit_w(false, k * POSTS, &weights[k], &measures);
		bias[k] = weight_of(&weights[k], "w.y\tbias\t");
	}
	assert_true(bias[1] < bias[0] + 0.2);
	assert_non_null(strstr((const char *)measures.data, "w.y\t60\t15\t"));
	for (unsigned k = 0; k < 2; k++)
		gal_buffer_free(&weights[k]);
	gal_buffer_free(&measures);
}

static void
test_classify_fit_examples__unseen_rules_grow_with_the_seen(void **state)
{
	struct gal_buffer weights = GAL_BUFFER(1 << 20);
	struct gal_buffer measures = GAL_BUFFER(1 << 20);

	(void)state;
	fit_w(false, 0, &weights, &measures);
	assert_true(weight_of(&weights, "w.y.alone\t") > 2);
	assert_true(weight_of(&weights, "w.y.unseen\t") > 2);
	gal_buffer_free(&weights);
	gal_buffer_free(&measures);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_classify_fit_examples__examples_are_not_measured),
		cmocka_unit_test(
		    test_classify_fit_examples__a_set_keeps_its_own_intercept),
		cmocka_unit_test(
		    test_classify_fit_examples__unseen_rules_grow_with_the_seen),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
