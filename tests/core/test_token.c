#include <stdio.h>
#include <string.h>

#include "core/token.h"
#include "test.h"

/* Norms of a text, separated by blanks; "/" between sentences. */
static void
norms(char *out, size_t size, const char *text)
{
	struct gal_tokens t;
	size_t at = 0;

	gal_tokens_init(&t);
	assert_int_equal(
	    gal_tokens_add(&t, GAL_FIELD_TEXT, gal_str_of(text), NULL), GAL_OK);
	out[0] = '\0';
	for (size_t i = 0; i < t.count; i++) {
		struct gal_str n = gal_token_norm(&t, &t.tokens[i]);
		bool next =
		    i > 0 && t.tokens[i].sentence != t.tokens[i - 1].sentence;

		at += (size_t)snprintf(out + at, size - at, "%s%s%.*s",
		    i > 0 ? " " : "", next ? "/ " : "", (int)n.len, n.data);
	}
	gal_tokens_free(&t);
}

static void
test_core_token__text_gives_norms(void **state)
{
	static const struct {
		const char *text;
		const char *norms;
	} cases[] = {
		{ "Hello World", "hello world" },
		{ "don\xe2\x80\x99t", "do not" },
		{ "dont can't won't ain't", "do not can not will not is not" },
		{ "I'm im I\xe2\x80\x99ve ive", "i am i am i have i have" },
		{ "he's she'll we'd they're",
		    "he is she will we would they are" },
		{ "Rep's friends' let's", "rep 's friends let us" },
		{ "gonna wanna gotta u ur",
		    "going to want to got to you your" },
		{ "soooo loooove goood hmmm", "soo loove good hmm" },
		{ "1000 5.1 24/7 4o 3am 1,000", "1000 5.1 24/7 4o 3am 1,000" },
		{ "c.ai A.I. e.g. this", "c.ai ai e.g this" },
		{ "Character.AI, Nomi.Ai.", "character.ai nomi.ai" },
		{ "One. Two! Three? four", "one / two / three / four" },
		{ "i love him... so much", "i love him so much" },
		{ "I love him... She does", "i love him / she does" },
		{ "Dr. Who met Mr. Fox", "dr who met mr fox" },
		{ "self-harm and/or", "self harm and or" },
		{ "fianc\xc3\xa9 na\xc3\xafve \xef\xbc\xa1\xef\xbc\xa9",
		    "fiance naive ai" },
		{ "&amp; &quot;hi&quot; &#39;s &#x2019;", "and hi s" },
		{ "one.&#10;two &#42;hugs&#42; &#x60;x&#96;",
		    "one / two hugs x" },
		{ "u/somebody @other r/Replika",
		    "<mention> <mention> r/replika" },
		{ "#keep4o https://a.b/c?d#e", "keep4o <link>" },
		{ "{{User}} likes {{char}}", "{{user}} likes {{char}}" },
		{ "first line\nSecond line", "first line / second line" },
		{ "wrapped\nline", "wrapped line" },
		{ "ring \xf0\x9f\x92\x8d!", "ring \xf0\x9f\x92\x8d" },
		{ "\xf0\x9f\x91\x8b\xf0\x9f\x8f\xbd",
		    "\xf0\x9f\x91\x8b" },			/* skin tone */
		{ "\xe2\x9d\xa4\xef\xb8\x8f", "\xe2\x9d\xa4" }, /* selector */
		{ "\xf0\x9f\x91\xa9\xe2\x80\x8d\xe2\x9d\xa4\xef\xb8\x8f"
		  "\xe2\x80\x8d\xf0\x9f\x91\xa8",
		    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xe2\x9d\xa4\xe2\x80\x8d"
		    "\xf0\x9f\x91\xa8" },
		{ "love <3 you :)", "love <3 you :)" },
		{ "sure, great /s", "sure great /s" },
		{ "it.She", "it / she" },
		{ "\xff\xfe"
		  "ok",
		    "ok" },
		{ "", "" },
		{ "... !!! ???", "" },
	};
	char out[512];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		norms(out, sizeof(out), cases[i].text);
		assert_string_equal(out, cases[i].norms);
	}
}

static void
test_core_token__spans_are_bytes_of_the_text_as_given(void **state)
{
	static const char text[] =
	    "I don\xe2\x80\x99t &amp; she\xe2\x80\x99s \xf0\x9f\x98\x8d";
	static const struct {
		uint32_t start, end;
	} spans[] = { { 0, 1 }, { 2, 4 }, { 4, 9 }, { 10, 15 }, { 16, 19 },
		{ 19, 23 }, { 24, 28 } };
	struct gal_tokens t;

	(void)state;
	gal_tokens_init(&t);
	assert_int_equal(
	    gal_tokens_add(&t, GAL_FIELD_TEXT, gal_str_of(text), NULL), GAL_OK);
	assert_int_equal(t.count, sizeof(spans) / sizeof(spans[0]));
	for (size_t i = 0; i < t.count; i++) {
		assert_int_equal(t.tokens[i].start, spans[i].start);
		assert_int_equal(t.tokens[i].end, spans[i].end);
	}
	gal_tokens_free(&t);
}

/* Norms of the tokens that carry a mark. */
static void
marked(char *out, size_t size, const char *text, uint32_t mark)
{
	struct gal_tokens t;
	size_t at = 0;

	gal_tokens_init(&t);
	assert_int_equal(
	    gal_tokens_add(&t, GAL_FIELD_TEXT, gal_str_of(text), NULL), GAL_OK);
	gal_tokens_mark(&t);
	out[0] = '\0';
	for (size_t i = 0; i < t.count; i++) {
		struct gal_str n = gal_token_norm(&t, &t.tokens[i]);

		if ((t.tokens[i].marks & mark) != 0)
			at += (size_t)snprintf(out + at, size - at, "%s%.*s",
			    at > 0 ? " " : "", (int)n.len, n.data);
	}
	gal_tokens_free(&t);
}

static void
test_core_token__marks_have_their_scope(void **state)
{
	static const struct {
		uint32_t mark;
		const char *text;
		const char *marked;
	} cases[] = {
		{ GAL_MARK_NEGATED, "I do not love him at all, really",
		    "love him at all" },
		{ GAL_MARK_NEGATED, "I do not but he loves", "" },
		{ GAL_MARK_NEGATED, "not only kind", "" },
		{ GAL_MARK_NEGATED, "I can't wait to see her", "" },
		{ GAL_MARK_NEGATED, "never felt so loved", "" },
		{ GAL_MARK_NEGATED, "never judges me", "judges me" },
		{ GAL_MARK_NEGATED, "I don't think that he is real now",
		    "think that he is real now" },
		{ GAL_MARK_HYPOTHETICAL, "if he leaves I cry",
		    "he leaves i cry" },
		{ GAL_MARK_HYPOTHETICAL, "as if he knew", "" },
		{ GAL_MARK_QUESTION, "Is it? Yes.", "is it" },
		{ GAL_MARK_PAST, "He was kind. He is kind.", "he was kind" },
		{ GAL_MARK_OVER, "I used to talk. I am used to it.",
		    "i used to talk" },
		{ GAL_MARK_SELF, "I run. He runs.", "i run" },
		{ GAL_MARK_QUOTED, "> he said this\n\nI said that",
		    "he said this" },
		{ GAL_MARK_QUOTED, "she wrote \"I love you too\" today",
		    "i love you too" },
		{ GAL_MARK_QUOTED, "a \"real\" love", "" },
		{ GAL_MARK_QUOTED, "an \"unclosed quote runs on", "" },
		{ GAL_MARK_CODE, "run `x y` now", "x y" },
		{ GAL_MARK_ROLEPLAY, "*smiles softly* hello", "smiles softly" },
		{ GAL_MARK_ROLEPLAY, "a *very* good **bold one**", "" },
		{ GAL_MARK_IRONIC, "yeah right", "yeah right" },
	};
	char out[512];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		marked(out, sizeof(out), cases[i].text, cases[i].mark);
		assert_string_equal(out, cases[i].marked);
	}
}

static void
test_core_token__long_sentences_are_cut(void **state)
{
	struct gal_buffer text = GAL_BUFFER(1 << 20);
	struct gal_tokens t;

	(void)state;
	for (int i = 0; i < 1000; i++)
		assert_int_equal(
		    gal_buffer_append_str(&text, "word ", NULL), GAL_OK);
	gal_tokens_init(&t);
	assert_int_equal(gal_tokens_add(&t, GAL_FIELD_TEXT,
			     (struct gal_str){ text.data, text.len }, NULL),
	    GAL_OK);
	assert_int_equal(t.count, 1000);
	assert_int_equal(t.sentence_count, 4);
	for (size_t i = 0; i < t.sentence_count; i++)
		assert_true(t.sentences[i].count <= GAL_SENTENCE_MAX);
	gal_tokens_free(&t);
	gal_buffer_free(&text);
}

/* A megabyte of one hostile unit is read, within the limits of a token. */
/* Each character written as an entity is passed by once and to its end. */
static void
test_core_token__entities_are_one_character(void **state)
{
	static const char *const shapes[] = { "a &#%u; b", "a &#x%x; b",
		"a&#%u;&#%u;b", "&#%u;" };
	char text[64], got[200];

	(void)state;
	for (unsigned code = 1; code < 0x3100; code++) {
		for (size_t i = 0; i < 4; i++) {
			(void)snprintf(
			    text, sizeof(text), shapes[i], code, code);
			norms(got, sizeof(got), text);
			assert_null(strchr(got, ';'));
			assert_true(strncmp(got, "a", i == 3 ? 0 : 1) == 0);
		}
	}
}

static void
test_core_token__hostile_texts_are_read(void **state)
{
	static const char *const units[] = { "a", "\"", "\xe2\x80\x9c", "*",
		"`", "'", ">\n", "&", "&#", "\xff", "\xd7\x90", "(", "{{", "/",
		"\xf0\x9f\x98\x8d", "\xe2\x80\x8d", "@", ".", "a*b\"c` " };

	(void)state;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		struct gal_buffer text = GAL_BUFFER(2 << 20);
		struct gal_tokens t;

		while (text.len < 1 << 20)
			assert_int_equal(
			    gal_buffer_append_str(&text, units[i], NULL),
			    GAL_OK);
		gal_tokens_init(&t);
		assert_int_equal(
		    gal_tokens_add(&t, GAL_FIELD_TEXT,
			(struct gal_str){ text.data, text.len }, NULL),
		    GAL_OK);
		for (size_t k = 0; k < t.count; k++) {
			assert_true(t.tokens[k].start < t.tokens[k].end);
			assert_true(t.tokens[k].end <= text.len);
			assert_true(t.tokens[k].norm_len <= GAL_WORD_MAX);
		}
		gal_tokens_free(&t);
		gal_buffer_free(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_core_token__text_gives_norms),
		cmocka_unit_test(
		    test_core_token__spans_are_bytes_of_the_text_as_given),
		cmocka_unit_test(test_core_token__marks_have_their_scope),
		cmocka_unit_test(test_core_token__long_sentences_are_cut),
		cmocka_unit_test(test_core_token__entities_are_one_character),
		cmocka_unit_test(test_core_token__hostile_texts_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
