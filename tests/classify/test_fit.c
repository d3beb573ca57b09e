#include <math.h>

#include "book.h"
#include "classify/dic.h"
#include "classify/fit.h"
#include "classify/logit.h"
#include "test.h"

/* One feature, ten of ten and two of ten: the estimate without prior pull
 * is the difference of the log-odds. */
static void
test_classify_fit__logistic_regression_finds_the_odds(void **state)
{
	struct gal_entry entries[10];
	uint8_t labels[20] = { 0 };
	float importance[20];
	double scores[20];
	struct gal_column column = { .entries = entries,
		.count = 10,
		.lambda = 1e-9,
		.low = -9,
		.high = 9 };
	struct gal_logit p = { .rows = 20,
		.labels = labels,
		.importance = importance,
		.columns = &column,
		.column_count = 1,
		.bias_lambda = 1e-9,
		.scores = scores };

	(void)state;
	for (uint32_t i = 0; i < 20; i++) {
		importance[i] = 1;
		if (i < 10)
			entries[i] = (struct gal_entry){ i, 1 };
		labels[i] = i < 7 || (i >= 10 && i < 12);
	}
	assert_int_equal(gal_logit_fit(&p, NULL), GAL_OK);
	assert_true(fabs(p.bias - log(0.2 / 0.8)) < 1e-3);
	assert_true(
	    fabs(column.weight - (log(0.7 / 0.3) - log(0.2 / 0.8))) < 1e-3);
	/* a strong prior holds it, a bound stops it */
	column.lambda = 1e6;
	column.mean = 1;
	assert_int_equal(gal_logit_fit(&p, NULL), GAL_OK);
	assert_true(fabs(column.weight - 1) < 1e-2);
	column.lambda = 1e-9;
	column.high = 0.5;
	assert_int_equal(gal_logit_fit(&p, NULL), GAL_OK);
	assert_true(fabs(column.weight - 0.5) < 1e-9);
}

static void
fit_invented(struct gal_buffer *weights, struct gal_buffer *measures)
{
	struct test_book files;
	struct gal_codebook *book = NULL;
	struct gal_fit *fit = NULL;
	struct gal_fit_options options = GAL_FIT_DEFAULTS;
	struct gal_error err = { 0 };

	options.folds = 5;
	book_begin(&files);
	book_file(&files, "rules/r.json",
	    "{\"dimension\":\"x\",\"rules\":["
	    "{\"id\":\"good\",\"code\":\"x.y\",\"any\":[\"apple\"],"
	    "\"weight\":1},"
	    "{\"id\":\"poor\",\"code\":\"x.y\",\"any\":[\"pear\"],"
	    "\"weight\":1}]}");
	book = book_load(&files);
	assert_int_equal(gal_fit_new(&fit, book, &options, NULL), GAL_OK);
	for (int i = 0; i < 200; i++) {
		/* apples and plum trees speak for x.y, pears for nothing */
		char text[128], id[16];
		bool apple = i % 4 == 0, plum = i % 8 == 1, pear = i % 3 == 0;
		struct gal_input input = { .community = GAL_STR("x") };
		struct gal_fit_label label = { .stance = GAL_STR("other"),
			.stage = GAL_STR("none"),
			.codes = apple || plum ? GAL_STR("x.y") : GAL_STR("-"),
			.disputed = GAL_STR("") };

		(void)snprintf(text, sizeof(text), "Text number%c %s %s %s.",
		    'a' + i % 26, apple ? "apple" : "stone",
		    plum ? "plum tree" : "oak", pear ? "pear" : "wall");
		(void)snprintf(id, sizeof(id), "p%d", i);
		input.text = gal_str_of(text);
		label.id = gal_str_of(id);
		assert_int_equal(
		    gal_fit_add_post(fit, &input, &label, NULL), GAL_OK);
	}
	assert_int_equal(gal_fit_prepare(fit, &err), GAL_OK);
	assert_int_equal(
	    gal_fit_dimension(fit, weights, measures, "x", &err), GAL_OK);
	gal_fit_free(fit);
	gal_codebook_free(book);
	book_end(&files);
}

static double
weight_of(const char *lines, const char *start)
{
	const char *found = strstr(lines, start);

	return found == NULL ? 0 : strtod(found + strlen(start), NULL);
}

static void
test_classify_fit__learns_what_the_labels_say(void **state)
{
	struct gal_buffer w = GAL_BUFFER(1 << 20), m = GAL_BUFFER(1 << 20);

	(void)state;
	fit_invented(&w, &m);
	assert_true(weight_of(w.data, "x.y\tgood\t") > 1.5);
	assert_true(weight_of(w.data, "x.y\tpoor\t") <
	    weight_of(w.data, "x.y\tgood\t") / 5);
	assert_true(weight_of(w.data, "x.y\tterm:plum") > 0.2);
	/* out of fold it finds all 75 of 200 and nothing else */
	assert_non_null(strstr(m.data, "x.y\t200\t75\t75\t0\t0\t"));
	gal_buffer_free(&w);
	gal_buffer_free(&m);
}

static void
test_classify_fit__same_seed_same_bytes(void **state)
{
	struct gal_buffer w[2] = { GAL_BUFFER(1 << 20), GAL_BUFFER(1 << 20) };
	struct gal_buffer m[2] = { GAL_BUFFER(1 << 20), GAL_BUFFER(1 << 20) };

	(void)state;
	fit_invented(&w[0], &m[0]);
	fit_invented(&w[1], &m[1]);
	assert_string_equal(w[0].data, w[1].data);
	assert_string_equal(m[0].data, m[1].data);
	for (int i = 0; i < 2; i++) {
		gal_buffer_free(&w[i]);
		gal_buffer_free(&m[i]);
	}
}

/* Wilson (1927) interval of 5 of 10, worked by hand. */
static void
test_classify_fit__interval(void **state)
{
	double low, high;

	(void)state;
	gal_fit_wilson(&low, &high, 5, 10);
	assert_true(fabs(low - 0.236593) < 1e-5);
	assert_true(fabs(high - 0.763407) < 1e-5);
	gal_fit_wilson(&low, &high, 0, 0);
	assert_true(isnan(low) && isnan(high));
}

static void
test_classify_fit__dictionaries_become_lexicons(void **state)
{
	struct gal_buffer out = GAL_BUFFER(1 << 16);
	struct gal_error err = { 0 };

	(void)state;
	assert_int_equal(
	    gal_dic_to_lexicon(&out,
		GAL_STR("%\r\n1\tFunct\r\n31\taffect (Affect)\r\n%\r\n"
			"abandon*\t31\r\nkind of\t1\t31\r\n"),
		"own", &err),
	    GAL_OK);
	assert_string_equal(out.data,
	    "affect\tabandon*\t1\town\t\nfunct\tkind of\t1\town\t\n"
	    "affect\tkind of\t1\town\t\n");
	assert_int_equal(gal_dic_to_lexicon(
			     &out, GAL_STR("%\n1\ta\n%\nword\t7\n"), "x", &err),
	    GAL_FORMAT);
	assert_int_equal(err.line, 4);
	assert_string_equal(err.message, "a category that is not declared");
	gal_buffer_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_classify_fit__logistic_regression_finds_the_odds),
		cmocka_unit_test(test_classify_fit__learns_what_the_labels_say),
		cmocka_unit_test(test_classify_fit__same_seed_same_bytes),
		cmocka_unit_test(test_classify_fit__interval),
		cmocka_unit_test(
		    test_classify_fit__dictionaries_become_lexicons),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
