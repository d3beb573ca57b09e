/* Every operator of the pattern language, through the whole classifier. */
#include "book.h"
#include "test.h"

#define RULES                                                                  \
	"{\"dimension\":\"x\",\"default_if\":\"?negated\",\"rules\":["         \
	"{\"id\":\"r\",\"code\":\"x.y\",\"weight\":5,%s}]}"

/* Does the rule with these members hit the text? The span of its first
 * evidence goes to *start, *end. */
static bool
hits(const char *members, const char *community, const char *text,
    uint32_t *start, uint32_t *end)
{
	struct test_book b;
	struct gal_codebook *book = NULL;
	struct gal_scratch *scratch = NULL;
	struct gal_error err = { 0 };
	struct gal_input input = { .community = gal_str_of(community),
		.title = GAL_STR(""),
		.text = gal_str_of(text) };
	struct gal_reading r;
	char rules[4096];
	bool found;

	book_begin(&b);
	book_file(&b, "classes/t.tsv",
	    "pets\tcat*\nall\t@pets\nall\t@also\n"
	    "also\tin addition\nalso\ttoo\n");
	(void)snprintf(rules, sizeof(rules), RULES, members);
	book_file(&b, "rules/r.json", rules);
	if (gal_codebook_load(&book, b.directory, NULL, &err) != GAL_OK)
		fail_msg("%s: %s", members, err.message);
	assert_int_equal(gal_scratch_new(&scratch, book, NULL), GAL_OK);
	assert_int_equal(gal_classify(&r, scratch, &input, NULL), GAL_OK);
	found = r.tag_count > 0;
	if (found && start != NULL) {
		*start = r.tags[0].start;
		*end = r.tags[0].end;
	}
	gal_scratch_free(scratch);
	gal_codebook_free(book);
	book_end(&b);
	return found;
}

static void
test_classify_pattern__operators(void **state)
{
	static const struct {
		const char *pattern;
		const char *text;
		bool hit;
	} cases[] = {
		{ "lonely", "So lonely.", true },
		{ "lonely", "loneliness", false },
		{ "lonel*", "my loneliness", true },
		{ "lonely", "so lonelyyyy", true },
		{ "*ship", "a friendship", true },
		/* phrases within sets within sets */
		{ "so (x|(y|old cat)) it", "so old cat it", true },
		{ "so @all it", "so in addition it", true },
		{ "so @all it", "so in it", false },
		/* what stands beside may be known later: a phrase is made of
		 * words */
		{ "so it & (old cat|y)", "so it was an old cat", true },
		{ "so it & @also", "so it was in addition", true },
		{ "so it & @also", "so it was an addition", false },
		{ "f*p", "friendship", true },
		{ "less alone", "less alone", true },
		{ "less alone", "less so alone", false },
		{ "less alone", "alone less", false },
		{ "less alone", "less. Alone", false },
		{ "don't go", "do not go", true },
		{ "do not go", "dont go", true },
		{ "(alone|by myself)", "all by myself", true },
		{ "(alone|by myself) now", "by myself now", true },
		{ "(alone|by myself) now", "by now", false },
		{ "so really? sad", "so sad", true },
		{ "so really? sad", "so really sad", true },
		{ "so really? sad", "so very sad", false },
		{ "so (very very)? sad", "so very very sad", true },
		{ "so _ sad", "so very sad", true },
		{ "so _ sad", "so sad", false },
		{ "so ~2 sad", "so sad", true },
		{ "so ~2 sad", "so a b sad", true },
		{ "so ~2 sad", "so a b c sad", false },
		{ "so .. sad", "so a b c d e f g h sad", true },
		{ "so .. sad", "sad so", false },
		{ "so !very sad", "so quite sad", true },
		{ "so !very sad", "so very sad", false },
		{ "so !(very|quite) sad", "so quite sad", false },
		{ "^ so", "so it is", true },
		{ "^ so", "it is so", false },
		{ "so $", "it is so", true },
		{ "so $", "so it is", false },
		{ "sad & so", "so it is sad", true },
		{ "sad & so", "so. It is sad", false },
		{ "sad && so", "so. It is sad", true },
		{ "sad && so", "so it is", false },
		{ "sad & it && so", "so. It is sad", true },
		{ "@pets", "two cats", true },
		{ "@also good", "in addition good", true },
		{ "@all good", "too good", true },
		{ "@all good", "cat good", true },
		{ "(a (b|c d) e|f)", "a c d e", true },
		{ "(a (b|c d) e|f) g", "a c d g", false },
		{ "<num> days", "30 days", true },
		{ "<num> days", "three days", true },
		{ "(<num>|some) days", "30 days", true },
		{ "((<num>|some)|many) days", "30 days", true },
		{ "(he|<name>) sang", "then Zorblat sang", true },
		{ "(well|<emoji>) now", "\xF0\x9F\x98\x80 now", true },
		{ "<emoji>", "hi \xf0\x9f\x98\x8d", true },
		{ "\xf0\x9f\x98\x8d", "hi \xf0\x9f\x98\x8d", true },
		{ "<i> ~1 sad", "I am sad", true },
		{ "love <ai>", "love my dear Rep", true },
		{ "love <ai>", "love my mom", false },
		{ "love <human>", "love my mom", true },
		{ "love <ai>", "I love him", true },
		{ "love <ai>", "my real husband. I love him", false },
		{ "<hpartner>", "my real husband", true },
		{ "love <ai>", "I named her Luna. I love Luna", true },
		{ "met <name>", "we met Zorblat", true },
		{ "met <name>", "we met zorblat", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char members[512];

		(void)snprintf(members, sizeof(members), "\"any\":[\"%s\"]",
		    cases[i].pattern);
		if (hits(members, "replika", cases[i].text, NULL, NULL) !=
		    cases[i].hit)
			fail_msg("pattern \"%s\" on \"%s\": expected %s",
			    cases[i].pattern, cases[i].text,
			    cases[i].hit ? "a hit" : "none");
	}
}

static void
test_classify_pattern__conditions_and_guards(void **state)
{
	static const struct {
		const char *members;
		const char *community;
		const char *text;
		bool hit;
	} cases[] = {
		{ "\"any\":[\"love\"],\"if\":\"!negated\"", "x",
		    "I do not love it", false },
		{ "\"any\":[\"love\"],\"if\":\"negated\"", "x",
		    "I do not love it", true },
		{ "\"any\":[\"not love\"],\"if\":\"!negated\"", "x",
		    "I do not love it", true },
		{ "\"any\":[\"i ~3 love\"],\"if\":\"!negated\"", "x",
		    "I do not love it", false },
		{ "\"any\":[\"love\"],\"if\":\"!negated\"", "x",
		    "I do not love it, I love her", true },
		{ "\"any\":[\"love\"],\"if\":\"!question\"", "x",
		    "Do you love it?", false },
		{ "\"any\":[\"love\"],\"if\":\"!quoted\"", "x", "> I love it",
		    false },
		{ "\"any\":[\"leave\"],\"if\":\"!hypothetical\"", "x",
		    "if they leave", false },
		{ "\"any\":[\"love\"],\"if\":\"own_ai\"", "x", "I love my Rep",
		    true },
		{ "\"any\":[\"love\"],\"if\":\"own_ai\"", "ChatGPT",
		    "I love her", false },
		{ "\"any\":[\"love\"],\"if\":\"own_ai\"", "Replika",
		    "I love her", true },
		{ "\"any\":[\"love\"],\"if\":\"tier:general\"", "ChatGPT",
		    "love", true },
		{ "\"any\":[\"love\"],\"if\":\"tier:general\"", "replika",
		    "love", false },
		{ "\"any\":[\"love\"],\"if\":\"tier:general tier:companion\"",
		    "replika", "love", true },
		{ "\"any\":[\"love\"],\"if\":\"text\"", "x", "love", true },
		{ "\"any\":[\"love\"],\"if\":\"title\"", "x", "love", false },
		{ "\"any\":[\"love\"],\"unless\":[\"how\"]", "x",
		    "love how it is", false },
		{ "\"any\":[\"love\"],\"unless\":[\"how\"]", "x",
		    "love. How it is", true },
		{ "\"any\":[\"love\"],\"unless_post\":[\"how\"]", "x",
		    "love. How it is", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (hits(cases[i].members, cases[i].community, cases[i].text,
			NULL, NULL) != cases[i].hit)
			fail_msg("%s on \"%s\": expected %s", cases[i].members,
			    cases[i].text, cases[i].hit ? "a hit" : "none");
	}
}

/* More words in one set than are kept as bits, and sentences of more tokens
 * than one word of a state holds, with short ones behind them. */
static void
test_classify_pattern__many_words_and_long_sentences(void **state)
{
	char members[4000], text[2000];
	size_t n, start;
	uint32_t first = 0, end = 0;

	(void)state;
	n = (size_t)snprintf(members, sizeof(members), "\"any\":[\"(q0");
	for (int i = 1; i < 400; i++)
		n += (size_t)snprintf(
		    members + n, sizeof(members) - n, "|q%d", i);
	(void)snprintf(
	    members + n, sizeof(members) - n, ") then ~2 sad .. end\"]");
	for (int i = 0; i < 400; i += 57) {
		n = (size_t)snprintf(text, sizeof(text), "q%d then. ", i);
		for (int k = 0; k < 45; k++)
			n += (size_t)snprintf(
			    text + n, sizeof(text) - n, "and the ");
		start = n;
		(void)snprintf(text + n, sizeof(text) - n,
		    "q%d then so sad to the end. Sad end.", i);
		assert_true(hits(members, "replika", text, &first, &end));
		assert_int_equal(first, start);
		assert_int_equal(end, strlen(text) - strlen(". Sad end."));
	}
	assert_false(hits(members, "replika", "q400 then sad end", NULL, NULL));
	assert_false(hits(members, "replika", "q1 then. Sad end", NULL, NULL));
}

static void
test_classify_pattern__evidence_is_the_matched_bytes(void **state)
{
	uint32_t start = 0, end = 0;

	(void)state;
	assert_true(hits("\"any\":[\"so ~3 (sad|by myself)\"]", "x",
	    "\xe2\x80\x9cwell\xe2\x80\x9d, so very by myself now", &start,
	    &end));
	assert_int_equal(start, 12);
	assert_int_equal(end, 29);
}

static void
refused(const char *members, const char *message, uint64_t line)
{
	struct test_book b;
	struct gal_codebook *book = NULL;
	struct gal_error err = { 0 };
	char rules[4096];

	book_begin(&b);
	(void)snprintf(rules, sizeof(rules),
	    "{\"dimension\":\"x\",\"rules\":[\n\n{\"id\":\"r\",\"code\":"
	    "\"x.y\",%s}]}",
	    members);
	book_file(&b, "rules/r.json", rules);
	assert_int_equal(
	    gal_codebook_load(&book, b.directory, NULL, &err), GAL_CODEBOOK);
	assert_null(book);
	if (strstr(err.message, message) == NULL)
		fail_msg("\"%s\" lacks \"%s\"", err.message, message);
	assert_int_equal(err.line, line);
	assert_non_null(strstr(err.place, "rules/r.json"));
	book_end(&b);
}

static void
test_classify_pattern__faults_name_file_and_line(void **state)
{
	(void)state;
	refused("\"any\":[\"a ~41 b\"]", "~ takes a number from 0 to 40", 3);
	refused("\"any\":[\"a ~30 b ~20 c\"]", "gaps of more than 40", 3);
	refused("\"any\":[\"(a|b\"]", "( without )", 3);
	refused("\"any\":[\"_ _\"]", "needs a word", 3);
	refused("\"any\":[\"a?\"]", "needs a word", 3);
	refused("\"any\":[\"@nothing\"]", "no class or referent @nothing", 3);
	refused("\"any\":[\"<nobody>\"]", "no class or referent <nobody>", 3);
	refused("\"any\":[]", "no patterns", 3);
	refused("\"any\":[\"a\"],\"if\":\"sometimes\"",
	    "no condition \"sometimes\"", 3);
	refused("\"any\":[\"(((((((((a)))))))))\"]", "nested too deeply", 3);
	refused("\"any\":[\"a\"],\"from\":\"nowhere\"", "no rung", 3);
	refused("\"any\":[\"a\"]}],\"composites\":[{\"id\":\"m\",\"when\":"
		"\"decided:x.y\"",
	    "decided: is for moves", 3);
	refused("\"any\":\"a\"", "must be an array", 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_classify_pattern__operators),
		cmocka_unit_test(test_classify_pattern__conditions_and_guards),
		cmocka_unit_test(
		    test_classify_pattern__many_words_and_long_sentences),
		cmocka_unit_test(
		    test_classify_pattern__evidence_is_the_matched_bytes),
		cmocka_unit_test(
		    test_classify_pattern__faults_name_file_and_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
