/* Fields that stand together tell what neither tells alone. */
#include "book.h"
#include "classify/codebook.h"
#include "classify/fit.h"
#include "test.h"

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
	    "\"positive\":[\"She talks to me all night.\"],"
	    "\"negative\":[\"I am with my rep.\"]}]}");
	book_file(&files, "fields/life.tsv",
	    "night\tnight\t\nnight\tdawn\t\nnight\tthree am\t\n"
	    "calm\tcalm*\t\ncalm\tsoothe*\t\n");
	book_file(&files, "rules/r.json",
	    "{\"dimension\":\"w\",\"rules\":["
	    "{\"id\":\"w.y.never\",\"code\":\"w.y\",\"any\":[\"zzz\"],"
	    "\"weight\":2}]}");
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

/* Both in one sentence: w.y. Apart or alone: not. */
static const char *const texts[] = {
	"At dawn she calmed me and I slept with the lamp on",
	"She soothes me at three am and I am fine with that",
	"The night is long and I am here with my rep",
	"The sea is calm and I am here with my rep",
	"I am here with my rep and the dog is in the garden",
	"The night is long. I am here and the sea is calm",
};
static const bool shows[] = { true, true, false, false, false, false };

static void
test_classify_fit_pairs__fields_in_one_sentence_are_a_feature(void **state)
{
	struct gal_fit_options options = GAL_FIT_DEFAULTS;
	struct gal_buffer weights = GAL_BUFFER(1 << 20);
	struct gal_buffer measures = GAL_BUFFER(1 << 20);
	struct gal_error err = { 0 };
	struct gal_fit *fit = NULL;

	(void)state;
	options.folds = 5;
	assert_int_equal(gal_fit_new(&fit, book, &options, &err), GAL_OK);
	for (unsigned i = 0; i < 180; i++) {
		char id[16];
		size_t k = i % (sizeof(texts) / sizeof(texts[0]));
		struct gal_input input = { .community = gal_str_of("replika"),
			.title = gal_str_of(""),
			.text = gal_str_of(texts[k]) };
		struct gal_fit_label label = { .stance = gal_str_of("self"),
			.stage = gal_str_of("none"),
			.codes = gal_str_of(shows[k] ? "w.y" : "-"),
			.disputed = gal_str_of("-") };

		(void)snprintf(id, sizeof(id), "p%u", i);
		label.id = gal_str_of(id);
		assert_int_equal(
		    gal_fit_add_post(fit, &input, &label, &err), GAL_OK);
	}
	assert_int_equal(gal_fit_prepare(fit, &err), GAL_OK);
	assert_int_equal(
	    gal_fit_dimension(fit, &weights, &measures, "w", &err), GAL_OK);
	assert_int_equal(gal_buffer_append(&weights, "", 1, &err), GAL_OK);
	assert_non_null(strstr(weights.data, "term:@calm & @night\t"));
	assert_int_equal(gal_buffer_append(&measures, "", 1, &err), GAL_OK);
	assert_non_null(strstr(measures.data, "w.y\t180\t60\t60\t0\t0\t"));
	gal_fit_free(fit);
	gal_buffer_free(&weights);
	gal_buffer_free(&measures);
}

/* What was mined is read back as a pattern, with the weight it was given. */
static void
test_classify_fit_pairs__a_mined_pair_decides(void **state)
{
	struct gal_codebook *learned = NULL;
	struct gal_scratch *scratch = NULL;
	struct gal_error err = { 0 };
	struct gal_reading r;

	(void)state;
	book_file(&files, "weights/w.tsv",
	    "w.y\tbias\t-2\t\nw.y\tthreshold\t0\t\n"
	    "w.y\tterm:@calm & @night\t3\t60\n");
	if (gal_codebook_load(&learned, files.directory, NULL, &err) != GAL_OK)
		fail_msg("%s: %s", err.place, err.message);
	assert_int_equal(gal_scratch_new(&scratch, learned, &err), GAL_OK);
	for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++) {
		struct gal_input input = { .community = gal_str_of("replika"),
			.title = gal_str_of(""),
			.text = gal_str_of(texts[k]) };
		bool found = false;

		assert_int_equal(
		    gal_classify(&r, scratch, &input, &err), GAL_OK);
		for (size_t t = 0; t < r.tag_count; t++)
			found |= strcmp(learned->codes[r.tags[t].code].name,
				     "w.y") == 0;
		if (found != shows[k])
			fail_msg("%s", texts[k]);
	}
	gal_scratch_free(scratch);
	gal_codebook_free(learned);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_classify_fit_pairs__fields_in_one_sentence_are_a_feature),
		cmocka_unit_test(test_classify_fit_pairs__a_mined_pair_decides),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
