/* What patterns are compiled to: every sequence as text, "owner: elements". */
#include <stdio.h>
#include <string.h>

#include "classify/automaton.h"
#include "core/buffer.h"
#include "test.h"

static void
show_element(struct gal_buffer *out, const struct gal_automaton *a,
    const struct gal_element *e)
{
	static const char *const signs[] = { [GAL_ELEMENT_NOT] = "!",
		[GAL_ELEMENT_ANY] = "_",
		[GAL_ELEMENT_GAP] = "~",
		[GAL_ELEMENT_REST] = "..",
		[GAL_ELEMENT_START] = "^",
		[GAL_ELEMENT_END] = "$" };
	enum gal_status st = gal_buffer_append_str(
	    out, e->op == GAL_ELEMENT_SYMBOL ? "" : signs[e->op], NULL);

	if (st == GAL_OK && e->op == GAL_ELEMENT_GAP)
		st = gal_buffer_printf(out, NULL, "%u", e->arg);
	else if (st == GAL_OK && e->op <= GAL_ELEMENT_NOT)
		st = gal_buffer_append_str(
		    out, a->symbols->items[e->arg].name, NULL);
	if (st == GAL_OK && e->optional)
		st = gal_buffer_append_str(out, "?", NULL);
	assert_int_equal(st, GAL_OK);
}

/* All sequences: those of parts by pattern, group and part. */
static void
show(struct gal_buffer *out, const struct gal_automaton *a)
{
	gal_buffer_clear(out);
	for (size_t i = 0; i < a->sequence_count; i++) {
		const struct gal_sequence *q = &a->sequences[i];
		enum gal_status st =
		    gal_buffer_append_str(out, i > 0 ? "; " : "", NULL);

		if (q->owner_kind == GAL_OWNER_PART)
			st = gal_buffer_printf(out, NULL,
			    "%u.%u:", a->parts[q->owner].group, q->owner);
		else if (q->owner_kind == GAL_OWNER_SYMBOL)
			st = gal_buffer_printf(out, NULL,
			    "%s%s:", a->symbols->items[q->owner].name,
			    a->symbols->items[q->owner].has_spans ? "+" : "");
		else
			st = gal_buffer_printf(
			    out, NULL, "lexicon %u:", q->owner);
		assert_int_equal(st, GAL_OK);
		for (uint32_t e = 0; e < q->count; e++) {
			assert_int_equal(
			    gal_buffer_append_str(out, " ", NULL), GAL_OK);
			show_element(out, a, &a->elements[q->first + e]);
		}
	}
}

/* Behind them which symbol is held by which: "a < (a|b)". */
static void
show_inclusion(struct gal_buffer *out, const struct gal_automaton *a)
{
	for (size_t i = 0; i < a->symbols->count; i++) {
		const struct gal_symbol *part = &a->symbols->items[i];

		for (uint32_t k = 0; k < part->includer_count; k++)
			assert_int_equal(
			    gal_buffer_printf(out, NULL, "; %s < %s",
				part->name,
				a->symbols->items[part->includers[k]].name),
			    GAL_OK);
	}
}

static struct gal_automaton *
make_automaton(void)
{
	struct gal_automaton *a;

	assert_int_equal(gal_automaton_new(&a, NULL), GAL_OK);
	assert_int_equal(
	    gal_automaton_declare_class(a, GAL_STR("pets"), NULL), GAL_OK);
	return a;
}

static void
test_classify_automaton__patterns_become_sequences(void **state)
{
	static const struct {
		const char *pattern;
		const char *sequences;
	} cases[] = {
		{ "sad", "0.0: sad" },
		{ "don't go", "0.0: do not go" },
		{ "dont", "0.0: do not" },
		{ "so really? sad", "0.0: so really? sad" },
		{ "so can't? go",
		    "(phrase 0)+: can not; 0.0: so (phrase 0)? go" },
		{ "so (very very)? sad",
		    "(very very)+: very very; 0.0: so (very very)? sad" },
		{ "!sad so", "0.0: !sad so" },
		{ "so !(very|quite) sad",
		    "0.0: so !(very|quite) sad; very < (very|quite); quite < "
		    "(very|quite)" },
		{ "so _ sad", "0.0: so _ sad" },
		{ "so _? sad", "0.0: so _? sad" },
		{ "so ~2 sad", "0.0: so ~2 sad" },
		{ "so ~40 sad", "0.0: so ~40 sad" },
		{ "so ~20 it ~20 sad", "0.0: so ~20 it ~20 sad" },
		{ "so .. sad", "0.0: so .. sad" },
		{ "~3 so ~2", "0.0: so" },
		{ ".. so ..", "0.0: so" },
		{ "~1 .. so .. ~1", "0.0: so" },
		{ "^ so", "0.0: ^ so" },
		{ "so $", "0.0: so $" },
		{ "^ so $", "0.0: ^ so $" },
		{ "~2 ^ so", "0.0: ^ so" },
		{ "sad & so", "0.0: sad; 0.1: so" },
		{ "sad && so", "0.0: sad; 1.1: so" },
		{ "sad & it && so & be",
		    "0.0: sad; 0.1: it; 1.2: so; 1.3: be" },
		{ "a && b && c", "0.0: a; 1.1: b; 2.2: c" },
		{ "a&b c", "0.0: a and b c" },
		{ "(alone|by myself)",
		    "(alone|by myself)+: by myself; 0.0: (alone|by myself); "
		    "alone < (alone|by myself)" },
		{ "(alone|by myself) so (alone|by myself)",
		    "(alone|by myself)+: by myself; 0.0: (alone|by myself) so "
		    "(alone|by myself); alone < (alone|by myself)" },
		{ "(a|b) (a|b|c)",
		    "0.0: (a|b) (a|b|c); a < (a|b); a < (a|b|c); b < (a|b); b "
		    "< (a|b|c); c < (a|b|c)" },
		{ "(a (b|c d) e|f) g",
		    "(b|c d)+: c d; (a (b|c d) e|f)+: a (b|c d) e; 0.0: (a "
		    "(b|c d) e|f) g; b < (b|c d); f < (a (b|c d) e|f)" },
		{ "((((a|b)|c)|d)|e)",
		    "0.0: ((((a|b)|c)|d)|e); (((a|b)|c)|d) < "
		    "((((a|b)|c)|d)|e); ((a|b)|c) < (((a|b)|c)|d); (a|b) < "
		    "((a|b)|c); a < (a|b); b < (a|b); c < ((a|b)|c); d < "
		    "(((a|b)|c)|d); e < ((((a|b)|c)|d)|e)" },
		{ "(~2 a ~3|b .. c)",
		    "(~2 a ~3|b .. c)+: b .. c; 0.0: (~2 a ~3|b .. c); a < (~2 "
		    "a ~3|b .. c)" },
		{ "(a&b|c)", "(a&b|c)+: a and b; 0.0: (a&b|c); c < (a&b|c)" },
		{ "f*p", "0.0: f*p" },
		{ "*ship", "0.0: *ship" },
		{ "lonel* so", "0.0: lonel* so" },
		{ "\\*a", "0.0: *a" },
		{ "a\\|b", "0.0: a b" },
		{ "(a\\)b|c)",
		    "(a\\)b|c)+: a b; 0.0: (a\\)b|c); c < (a\\)b|c)" },
		{ "@pets", "0.0: @pets" },
		{ "so @pets?", "0.0: so @pets?" },
		{ "!@pets so", "0.0: !@pets so" },
		{ "<i> ~1 sad", "0.0: <i> ~1 sad" },
		{ "<ai>?  so", "0.0: <ai>? so" },
		{ "<3 so", "0.0: <3 so" },
		{ "a. b", "0.0: a b" },
		{ "so...", "0.0: so" },
		{ "  so   sad  ", "0.0: so sad" },
		{ "\tso\tsad\t", "0.0: so sad" },
		{ "(  a  |  b c  )",
		    "(  a  |  b c  )+: b c; 0.0: (  a  |  b c  ); a < (  a  |  "
		    "b c  )" },
		{ "u.s. so", "0.0: u.s so" },
		{ "(a|a)", "0.0: (a|a); a < (a|a)" },
		{ "((a)) b", "0.0: ((a)) b; (a) < ((a)); a < (a)" },
		{ "so sad? it?", "0.0: so sad? it?" },
		{ "so _ _ sad", "0.0: so _ _ sad" },
		{ "😀* so", "0.0: 😀* so" },
		{ "so 5", "0.0: so 5" },
		{ "so\\", "0.0: so" },
		{ "so \\(a", "0.0: so a" },
		{ "(a|b) so (a|b)?",
		    "0.0: (a|b) so (a|b)?; a < (a|b); b < (a|b)" },
		{ "soooo", "0.0: soo" },
		{ "a/b", "0.0: a b" },
		{ "SO Sad", "0.0: so sad" },
	};
	struct gal_buffer shown = GAL_BUFFER(1 << 16);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct gal_automaton *a = make_automaton();
		struct gal_error err = { 0 };
		uint32_t number = 9;

		if (gal_automaton_add_pattern(&number, a,
			gal_str_of(cases[i].pattern), 77, 3, &err) != GAL_OK)
			fail_msg("%s: %s", cases[i].pattern, err.message);
		show(&shown, a);
		show_inclusion(&shown, a);
		assert_string_equal(shown.data, cases[i].sequences);
		assert_int_equal(number, 0);
		assert_int_equal(a->patterns[0].owner, 77);
		assert_int_equal(a->patterns[0].role, 3);
		assert_string_equal(a->patterns[0].text, cases[i].pattern);
		gal_automaton_free(a);
	}
	gal_buffer_free(&shown);
}

/* The same in the order in which they come, with their groups and parts. */
static void
test_classify_automaton__patterns_share_symbols(void **state)
{
	static const char *const patterns[] = { "(a|b c) d & e && f", "(a|b c)",
		"x & y & z", "a (a|b c) && can't? d" };
	static const uint16_t parts[] = { 3, 1, 3, 2 },
			      groups[] = { 2, 1, 1, 2 };
	struct gal_automaton *a = make_automaton();
	struct gal_buffer shown = GAL_BUFFER(1 << 16);
	uint32_t number = 9, first = 0;

	(void)state;
	for (uint32_t i = 0; i < 4; i++) {
		assert_int_equal(gal_automaton_add_pattern(&number, a,
				     gal_str_of(patterns[i]), i, 0, NULL),
		    GAL_OK);
		assert_int_equal(number, i);
		assert_int_equal(a->patterns[i].first_part, first);
		assert_int_equal(a->patterns[i].part_count, parts[i]);
		assert_int_equal(a->patterns[i].group_count, groups[i]);
		for (uint16_t k = 0; k < parts[i]; k++)
			assert_int_equal(a->parts[first + k].pattern, i);
		first += parts[i];
	}
	show(&shown, a);
	assert_string_equal(shown.data,
	    "(a|b c)+: b c; 0.0: (a|b c) d; 0.1: e; 1.2: f; 0.3: (a|b c); "
	    "0.4: x; 0.5: y; 0.6: z; 0.7: a (a|b c); (phrase 12)+: can not; "
	    "1.8: (phrase 12)? d");
	gal_buffer_free(&shown);
	gal_automaton_free(a);
}

static void
test_classify_automaton__terms_of_classes_and_lexicons(void **state)
{
	struct gal_automaton *a = make_automaton();
	struct gal_buffer shown = GAL_BUFFER(1 << 16);
	uint32_t symbol;

	(void)state;
	assert_int_equal(gal_automaton_add_class_term(
			     a, GAL_STR("pets"), GAL_STR("cat*"), NULL),
	    GAL_OK);
	assert_int_equal(gal_automaton_add_class_term(
			     a, GAL_STR("pets"), GAL_STR("guinea pig"), NULL),
	    GAL_OK);
	assert_int_equal(gal_automaton_add_class_term(
			     a, GAL_STR("all"), GAL_STR("@pets"), NULL),
	    GAL_OK);
	assert_int_equal(gal_automaton_add_lexicon_term(
			     &symbol, a, GAL_STR("Don't"), 5, NULL),
	    GAL_OK);
	assert_int_equal(symbol, GAL_NO_SYMBOL);
	assert_int_equal(gal_automaton_add_lexicon_term(
			     &symbol, a, GAL_STR("CAT*"), 6, NULL),
	    GAL_OK);
	assert_string_equal(a->symbols->items[symbol].name, "cat*");
	show(&shown, a);
	show_inclusion(&shown, a);
	assert_string_equal(shown.data,
	    "@pets+: guinea pig; lexicon 5: do not; @pets < @all; cat* < "
	    "@pets");
	gal_buffer_free(&shown);
	gal_automaton_free(a);
}

static void
test_classify_automaton__faults_have_their_character(void **state)
{
	static const struct {
		const char *pattern;
		const char *message; /* its end */
	} cases[] = {
		{ "",
		    "character 1: needs a word, class or referent that is "
		    "not optional" },
		{ "so | it", "character 4: unexpected character" },
		{ "so ) it", "character 4: unexpected character" },
		{ ":) so", "character 2: unexpected character" },
		{ "so ? it", "character 4: unexpected character" },
		{ "so (it", "character 4: ( without )" },
		{ "so (a|) it", "character 7: an empty alternative" },
		{ "(|a)", "character 2: an empty alternative" },
		{ "(a & b)", "character 4: & does not stand inside ( )" },
		{ "so & ",
		    "character 6: needs a word, class or referent that "
		    "is not optional" },
		{ "so?",
		    "character 4: needs a word, class or referent that "
		    "is not optional" },
		{ "!so",
		    "character 4: needs a word, class or referent that is "
		    "not optional" },
		{ "so !can't", "character 10: ! takes a single word or group" },
		{ "so !(a b|c) it", "character 12: ! takes single words" },
		{ "so !(c|(d|a b)) it", "character 16: ! takes single words" },
		{ "so * it", "character 5: a lone *: write _ for any token" },
		{ "\xf0\x9f\x98\x80 *",
		    "character 7: a lone *: write _ for any token" },
		{ "so ~ it", "character 5: ~ takes a number from 0 to 40" },
		{ "so ~41 it", "character 7: ~ takes a number from 0 to 40" },
		{ "so ~12345 it",
		    "character 9: ~ takes a number from 0 to 40" },
		{ "so ~21 a ~20 it",
		    "character 16: gaps of more than 40 tokens in all" },
		{ "so @nobody it", ": no class or referent @nobody" },
		{ "so <nobody> it", ": no class or referent <nobody>" },
		{ "so <nobody", ": no class or referent <nobody" },
		{ "(((((((((a|b))))))))) c",
		    "character 9: groups nested too deeply" },
		{ "a&&b&&c&&d&&e&&f&&g&&h && a && a && a && a && a && a && a "
		  "&& a && a && a && a && a && a && a && a && a && a && a",
		    ": more than 16 parts" },
		{ "a a a a a a a a a a a a a a a a a a a a a a a a a a a a a "
		  "a a a a a a a a a a a a",
		    "character 82: too long" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct gal_automaton *a = make_automaton();
		struct gal_error err = { 0 };
		char message[300];
		uint32_t number;

		assert_int_equal(gal_automaton_add_pattern(&number, a,
				     gal_str_of(cases[i].pattern), 0, 0, &err),
		    GAL_CODEBOOK);
		(void)snprintf(message, sizeof(message),
		    "pattern \"%.120s\"%s%s", cases[i].pattern,
		    cases[i].message[0] == ':' ? "" : ", ", cases[i].message);
		if (cases[i].message[0] == ':') /* its place does not matter */
			assert_non_null(
			    strstr(err.message, cases[i].message + 2));
		else
			assert_string_equal(err.message, message);
		gal_automaton_free(a);
	}
}

static void
test_classify_automaton__faults_of_class_terms_and_long_patterns(void **state)
{
	struct gal_automaton *a = make_automaton();
	struct gal_buffer text = GAL_BUFFER(1000);
	struct gal_error err = { 0 };
	char message[200];
	uint32_t number;

	(void)state;
	assert_int_equal(gal_automaton_add_class_term(
			     a, GAL_STR("pets"), GAL_STR("cat|dog"), &err),
	    GAL_CODEBOOK);
	assert_string_equal(err.message,
	    "pattern \"cat|dog\", character 4: unexpected character in a "
	    "class term");
	/* the first 120 bytes are said */
	err = (struct gal_error){ 0 };
	assert_int_equal(
	    gal_buffer_printf(&text, NULL, "%0*d (", 150, 0), GAL_OK);
	(void)snprintf(message, sizeof(message),
	    "pattern \"%.120s\", character 152: ( without )", text.data);
	assert_int_equal(
	    gal_automaton_add_pattern(&number, a,
		(struct gal_str){ text.data, text.len }, 0, 0, &err),
	    GAL_CODEBOOK);
	assert_string_equal(err.message, message);
	gal_buffer_free(&text);
	gal_automaton_free(a);
}

/* As long, as deep, as many as may be. */
static void
test_classify_automaton__limits_are_inclusive(void **state)
{
	struct gal_automaton *a = make_automaton();
	struct gal_buffer text = GAL_BUFFER(2 * GAL_PATTERN_BYTES_MAX);
	uint32_t number;

	(void)state;
	for (int i = 0; i < GAL_ELEMENTS_MAX; i++)
		assert_int_equal(
		    gal_buffer_append_str(&text, "a ", NULL), GAL_OK);
	assert_int_equal(
	    gal_automaton_add_pattern(&number, a,
		(struct gal_str){ text.data, text.len }, 0, 0, NULL),
	    GAL_OK);
	gal_buffer_clear(&text);
	for (int i = 0; i < 16; i++)
		assert_int_equal(
		    gal_buffer_append_str(&text, i > 0 ? " & a" : "a", NULL),
		    GAL_OK);
	assert_int_equal(
	    gal_automaton_add_pattern(&number, a,
		(struct gal_str){ text.data, text.len }, 0, 0, NULL),
	    GAL_OK);
	assert_int_equal(a->patterns[number].part_count, 16);
	while (text.len < GAL_PATTERN_BYTES_MAX)
		assert_int_equal(
		    gal_buffer_append_str(&text, " ", NULL), GAL_OK);
	assert_int_equal(
	    gal_automaton_add_pattern(&number, a,
		(struct gal_str){ text.data, text.len }, 0, 0, NULL),
	    GAL_OK);
	assert_int_equal(gal_buffer_append_str(&text, " ", NULL), GAL_OK);
	assert_int_equal(
	    gal_automaton_add_pattern(&number, a,
		(struct gal_str){ text.data, text.len }, 0, 0, NULL),
	    GAL_CODEBOOK);
	assert_int_equal(gal_automaton_add_pattern(&number, a,
			     GAL_STR("((((((((a|b))))))))"), 0, 0, NULL),
	    GAL_OK);
	gal_buffer_free(&text);
	gal_automaton_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_classify_automaton__patterns_become_sequences),
		cmocka_unit_test(
		    test_classify_automaton__patterns_share_symbols),
		cmocka_unit_test(
		    test_classify_automaton__terms_of_classes_and_lexicons),
		cmocka_unit_test(
		    test_classify_automaton__faults_have_their_character),
		cmocka_unit_test(
		    test_classify_automaton__faults_of_class_terms_and_long_patterns),
		cmocka_unit_test(test_classify_automaton__limits_are_inclusive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
