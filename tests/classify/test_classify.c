#include <pthread.h>
#include <time.h>

#include "book.h"
#include "test.h"

static struct test_book files;
static struct gal_codebook *book;

static int
set_up(void **state)
{

	(void)state;
	book_begin(&files);
	book_file(&files, "rules/r.json",
	    "{\"dimension\":\"x\",\"default_if\":\"!negated\",\"rules\":["
	    "{\"id\":\"x.y.alone\",\"code\":\"x.y\",\"any\":[\"alone\"],"
	    "\"weight\":2.5},"
	    "{\"id\":\"x.y.not\",\"code\":\"x.y\",\"any\":[\"together\"],"
	    "\"weight\":-1},"
	    "{\"id\":\"cue.a\",\"any\":[\"apple\"]},"
	    "{\"id\":\"cue.b\",\"any\":[\"pear\"]},"
	    "{\"id\":\"self\",\"code\":\"stance.self\",\"any\":[\"<i>\"],"
	    "\"if\":\"?negated\",\"weight\":1},"
	    "{\"id\":\"tool\",\"code\":\"stage.tool\",\"any\":[\"homework\"],"
	    "\"weight\":2},"
	    "{\"id\":\"partner\",\"code\":\"stage.partner\",\"any\":"
	    "[\"married\"],\"weight\":2}],"
	    "\"composites\":["
	    "{\"id\":\"x.z.both\",\"code\":\"x.z\",\"when\":"
	    "\"cue.a & (cue.b | code:x.y) & !tier:general\",\"weight\":3},"
	    "{\"id\":\"x.z.same\",\"code\":\"x.z\",\"scope\":\"sentence\","
	    "\"when\":\"x.y.* & cue.b\",\"weight\":3},"
	    "{\"id\":\"told\",\"from\":\"tool\",\"to\":\"stage\","
	    "\"when\":\"cue.a & decided:x.y\"}],"
	    "\"frames\":[{\"id\":\"started\",\"left\":[\"started\"],"
	    "\"right\":[\"now\"]}],"
	    "\"rungs\":[{\"rung\":\"tool\",\"any\":[\"homework\"]},"
	    "{\"rung\":\"partner\",\"any\":[\"husband\"]}]}");
	book_file(&files, "lexicons/l.tsv",
	    "valence\thappy\t1\tx\t\nvalence\tso sad\t-1\tx\t\n"
	    "x.z\tgrief*\t9\tx\t\n");
	book_file(&files, "weights/x.tsv",
	    "x.z\tlex:x.z\t1\t3\nx.z\tterm:plum "
	    "tree\t2.5\t3\n");
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

/* "stance stage code=rule@start-end … from>to" */
static void
read_as(char *out, size_t size, struct gal_scratch *scratch,
    const char *community, const char *text)
{
	struct gal_input input = { .community = gal_str_of(community),
		.title = GAL_STR(""),
		.text = gal_str_of(text) };
	struct gal_reading r;
	size_t at;

	assert_int_equal(gal_classify(&r, scratch, &input, NULL), GAL_OK);
	at = (size_t)snprintf(out, size, "%s %s", gal_stance_name(r.stance),
	    gal_codebook_rung(book, r.stage));
	for (size_t i = 0; i < r.tag_count && at < size; i++)
		at += (size_t)snprintf(out + at, size - at, " %s=%s@%u-%u",
		    gal_codebook_code(book, r.tags[i].code),
		    gal_codebook_rule(book, r.tags[i].rule).id, r.tags[i].start,
		    r.tags[i].end);
	for (size_t i = 0; i < r.move_count && at < size; i++)
		at += (size_t)snprintf(out + at, size - at, " %s>%s",
		    gal_codebook_rung(book, r.moves[i].from),
		    gal_codebook_rung(book, r.moves[i].to));
}

static void
test_classify_classify__decisions(void **state)
{
	static const struct {
		const char *community, *text, *reading;
	} cases[] = {
		{ "x", "alone", "other none x.y=x.y.alone@0-5" },
		{ "x", "alone together", "other none" },
		{ "x", "not alone", "other none" },
		{ "x", "apple. pear", "other none x.z=x.z.both@0-5" },
		{ "x", "apple. alone",
		    "other none x.y=x.y.alone@7-12 x.z=x.z.both@0-5" },
		{ "ChatGPT", "apple. pear", "other none" },
		{ "x", "alone pear",
		    "other none x.y=x.y.alone@0-5 x.z=x.z.same@0-5" },
		{ "x", "alone. pear", "other none x.y=x.y.alone@0-5" },
		{ "x", "grieving grief", "other none x.z=lex:x.z@9-14" },
		{ "x", "a plum tree", "other none x.z=term:plum tree@2-11" },
		{ "x", "the homework", "other tool stage.tool=tool@4-12" },
		{ "x", "married, homework",
		    "other partner stage.partner=partner@0-7" },
		{ "x", "I started with homework. Now my husband",
		    "self tool stage.tool=tool@15-23 "
		    "stance.self=self@0-1 tool>partner" },
		/* told by composites: up to the rung of the post */
		{ "x", "apple. alone and married",
		    "other partner stage.partner=partner@17-24 "
		    "x.y=x.y.alone@7-12 x.z=x.z.both@0-5 tool>partner" },
		{ "x", "apple. married",
		    "other partner stage.partner=partner@7-14" },
		{ "x", "started with homework now homework",
		    "other tool stage.tool=tool@13-21" },
	};
	struct gal_scratch *scratch = NULL;
	char out[1024];

	(void)state;
	assert_int_equal(gal_scratch_new(&scratch, book, NULL), GAL_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		read_as(out, sizeof(out), scratch, cases[i].community,
		    cases[i].text);
		assert_string_equal(out, cases[i].reading);
	}
	gal_scratch_free(scratch);
}

static void
test_classify_classify__what_is_not_read_says_why(void **state)
{
	struct gal_scratch *scratch = NULL;
	struct gal_input input = { .community = GAL_STR("x") };
	struct gal_reading r;

	(void)state;
	assert_int_equal(gal_scratch_new(&scratch, book, NULL), GAL_OK);
	assert_int_equal(gal_classify(&r, scratch, &input, NULL), GAL_OK);
	assert_int_equal(r.unread, GAL_UNREAD_EMPTY);
	input.text = GAL_STR("alone");
	input.is_bot = true;
	assert_int_equal(gal_classify(&r, scratch, &input, NULL), GAL_OK);
	assert_int_equal(r.unread, GAL_UNREAD_BOT);
	input.is_bot = false;
	input.is_turn_of_ai = true;
	assert_int_equal(gal_classify(&r, scratch, &input, NULL), GAL_OK);
	assert_int_equal(r.unread, GAL_UNREAD_ROLE);
	input.is_turn_of_ai = false;
	input.text = GAL_STR("\xd0\xbc\xd0\xbe\xd0\xb9 \xd0\xb4\xd1\x80\xd1"
			     "\x83\xd0\xb3");
	assert_int_equal(gal_classify(&r, scratch, &input, NULL), GAL_OK);
	assert_int_equal(r.unread, GAL_UNREAD_LANGUAGE);
	input.text = GAL_STR("Ayer hablé con mi compañera otra vez porque "
			     "estaba muy triste y nadie quiso escuchar nada "
			     "durante toda la larga noche de invierno");
	assert_int_equal(gal_classify(&r, scratch, &input, NULL), GAL_OK);
	assert_int_equal(r.unread, GAL_UNREAD_LANGUAGE);
	gal_scratch_free(scratch);
}

static void
test_classify_classify__valence_sums_words_and_phrases(void **state)
{
	struct gal_scratch *scratch = NULL;
	struct gal_input input = { .text = GAL_STR("so happy") };
	struct gal_reading r;

	(void)state;
	assert_int_equal(gal_scratch_new(&scratch, book, NULL), GAL_OK);
	assert_int_equal(gal_classify(&r, scratch, &input, NULL), GAL_OK);
	assert_true(r.valence > 0.1f);
	input.text = GAL_STR("I am so sad");
	assert_int_equal(gal_classify(&r, scratch, &input, NULL), GAL_OK);
	assert_true(r.valence < -0.1f);
	input.text = GAL_STR("I am not happy");
	assert_int_equal(gal_classify(&r, scratch, &input, NULL), GAL_OK);
	assert_true(r.valence < 0);
	gal_scratch_free(scratch);
}

#define TEXTS 64
static void
text_number(char out[128], unsigned i)
{
	static const char *const words[] = { "alone", "apple", "pear", "I",
		"homework", "now", "started", "husband", "not", "together" };

	(void)snprintf(out, 128, "%s %s. %s %s, %s", words[i % 10],
	    words[i / 3 % 10], words[i / 7 % 10], words[(i + 5) % 10],
	    words[(i * 7) % 10]);
}

static void *
read_all(void *argument)
{
	char *out = argument;
	struct gal_scratch *scratch = NULL;

	if (gal_scratch_new(&scratch, book, NULL) != GAL_OK)
		return NULL;
	for (unsigned i = 0; i < TEXTS; i++) {
		char text[128];

		text_number(text, i);
		read_as(out + i * 1024, 1024, scratch, "replika", text);
	}
	gal_scratch_free(scratch);
	return NULL;
}

static void
test_classify_classify__threads_and_order_change_nothing(void **state)
{
	pthread_t threads[4];
	char *outs[4];
	struct gal_scratch *scratch = NULL;

	(void)state;
	for (int t = 0; t < 4; t++) {
		outs[t] = calloc(TEXTS, 1024);
		assert_int_equal(
		    pthread_create(&threads[t], NULL, read_all, outs[t]), 0);
	}
	for (int t = 0; t < 4; t++)
		assert_int_equal(pthread_join(threads[t], NULL), 0);
	for (int t = 1; t < 4; t++)
		assert_memory_equal(outs[0], outs[t], TEXTS * 1024);
	/* backwards, in one scratch: nothing of a post stays in it */
	assert_int_equal(gal_scratch_new(&scratch, book, NULL), GAL_OK);
	for (unsigned i = TEXTS; i-- > 0;) {
		char text[128], out[1024];

		text_number(text, i);
		read_as(out, sizeof(out), scratch, "replika", text);
		assert_string_equal(out, outs[0] + i * 1024);
	}
	gal_scratch_free(scratch);
	for (int t = 0; t < 4; t++)
		free(outs[t]);
}

static double
seconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* A codebook of ten thousand overlapping globs and deep gaps; twice the text
 * takes about twice the time. */
static void
test_classify_classify__hostile_codebook_stays_linear(void **state)
{
	struct test_book b;
	struct gal_codebook *hostile = NULL;
	struct gal_scratch *scratch = NULL;
	struct gal_buffer rules = GAL_BUFFER(16 << 20);
	struct gal_error err = { 0 };
	double times[2];

	(void)state;
	book_begin(&b);
	assert_int_equal(gal_buffer_append_str(&rules,
			     "{\"dimension\":\"x\",\"rules\":[{\"id\":\"a\","
			     "\"code\":\"x.y\",\"any\":[\"a .. a .. a ~20 a ~20"
			     " a\",\"(a (a|b a)|a ~5 b) ~9 (a|b)\"",
			     NULL),
	    GAL_OK);
	for (int i = 0; i < 10000; i++)
		assert_int_equal(
		    gal_buffer_printf(&rules, NULL, ",\"%.*s%d* a\"", i % 40,
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", i),
		    GAL_OK);
	assert_int_equal(gal_buffer_append_str(&rules, "]}]}", NULL), GAL_OK);
	book_file(&b, "rules/r.json", rules.data);
	if (gal_codebook_load(&hostile, b.directory, NULL, &err) != GAL_OK)
		fail_msg("%s", err.message);
	assert_int_equal(gal_scratch_new(&scratch, hostile, NULL), GAL_OK);
	for (int k = 0; k < 2; k++) {
		struct gal_buffer text = GAL_BUFFER(16 << 20);
		struct gal_input input = { .community = GAL_STR("x") };
		struct gal_reading r;

		while (text.len < (size_t)200000 << k)
			assert_int_equal(
			    gal_buffer_append_str(&text, "i a b a i ", NULL),
			    GAL_OK);
		input.text = (struct gal_str){ text.data, text.len };
		times[k] = seconds();
		assert_int_equal(
		    gal_classify(&r, scratch, &input, NULL), GAL_OK);
		times[k] = seconds() - times[k];
		gal_buffer_free(&text);
	}
	if (times[1] > 4 * times[0] + 0.2)
		fail_msg("%g s for twice the text of %g s", times[1], times[0]);
	gal_scratch_free(scratch);
	gal_codebook_free(hostile);
	gal_buffer_free(&rules);
	book_end(&b);
}

/* A number in letters: 0 is "a", 10 is "ba". */
static const char *
letters(int number)
{
	static char out[16];

	(void)snprintf(out, sizeof(out), "%d", number);
	for (char *p = out; *p != '\0'; p++)
		*p = (char)(*p - '0' + 'a');
	return out;
}

/* Seconds to read a text with `rules` rules of which the same ten hit. */
static double
time_with_rules(int rules)
{
	struct test_book b;
	struct gal_codebook *many = NULL;
	struct gal_scratch *scratch = NULL;
	struct gal_buffer json = GAL_BUFFER(16 << 20);
	struct gal_buffer text = GAL_BUFFER(16 << 20);
	struct gal_input input = { .community = GAL_STR("x") };
	struct gal_reading r;
	struct gal_error err = { 0 };
	double best = 1e9;

	book_begin(&b);
	assert_int_equal(gal_buffer_append_str(
			     &json, "{\"dimension\":\"x\",\"rules\":[", NULL),
	    GAL_OK);
	for (int i = 0; i < rules; i++)
		assert_int_equal(
		    gal_buffer_printf(&json, NULL,
			"%s{\"id\":\"r%d\",\"code\":\"x.y\",\"any\":"
			"[\"(my|her) ~3 word%s\"]}",
			i > 0 ? "," : "", i, letters(i)),
		    GAL_OK);
	assert_int_equal(gal_buffer_append_str(&json, "]}", NULL), GAL_OK);
	book_file(&b, "rules/r.json", json.data);
	if (gal_codebook_load(&many, b.directory, NULL, &err) != GAL_OK)
		fail_msg("%s", err.message);
	assert_int_equal(gal_scratch_new(&scratch, many, NULL), GAL_OK);
	while (text.len < 200000)
		assert_int_equal(
		    gal_buffer_append_str(&text,
			"my worda and her wordb was in the yard. ", NULL),
		    GAL_OK);
	input.text = (struct gal_str){ text.data, text.len };
	for (int k = 0; k < 3; k++) {
		double t = seconds();

		assert_int_equal(
		    gal_classify(&r, scratch, &input, NULL), GAL_OK);
		t = seconds() - t;
		if (t < best)
			best = t;
	}
	gal_scratch_free(scratch);
	gal_codebook_free(many);
	gal_buffer_free(&json);
	gal_buffer_free(&text);
	book_end(&b);
	return best;
}

static void
test_classify_classify__rules_that_do_not_hit_cost_little(void **state)
{
	double few = time_with_rules(100), many = time_with_rules(10000);

	(void)state;
	if (many > 2 * few + 0.05)
		fail_msg("%g s with 10,000 rules, %g s with 100", many, few);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_classify_classify__decisions),
		cmocka_unit_test(
		    test_classify_classify__what_is_not_read_says_why),
		cmocka_unit_test(
		    test_classify_classify__valence_sums_words_and_phrases),
		cmocka_unit_test(
		    test_classify_classify__threads_and_order_change_nothing),
		cmocka_unit_test(
		    test_classify_classify__hostile_codebook_stays_linear),
		cmocka_unit_test(
		    test_classify_classify__rules_that_do_not_hit_cost_little),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
