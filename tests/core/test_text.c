/* Text character by character: entities, folding, classes, validity. */
#include "core/text.h"
#include "test.h"

#include <string.h>

static void
test_core_text__entities_and_bytes(void **state)
{
	static const struct {
		const char *text;
		int32_t code;
		uint32_t length;
		bool from_entity;
	} cases[] = {
		{ "a", 'a', 1, false },
		{ "\xc3\xa9", 0xe9, 2, false },
		{ "\xf0\x9f\x98\x80x", 0x1f600, 4, false },
		{ "&amp;", '&', 5, true },
		{ "&lt;b", '<', 4, true },
		{ "&gt;", '>', 4, true },
		{ "&quot;", '"', 6, true },
		{ "&apos;", '\'', 6, true },
		{ "&nbsp;", 0xa0, 6, true },
		{ "&#x200B;", 0x200b, 8, true },
		{ "&#39;", '\'', 5, true },
		{ "&#x27;", '\'', 6, true },
		{ "&#X1f600;", 0x1f600, 9, true },
		{ "&#x1F60a;", 0x1f60a, 9, true },
		{ "&#1114111;", 0x10ffff, 10, true },
		/* no characters: what stands for them is U+FFFD */
		{ "&#1114112;", 0xfffd, 10, true },
		{ "&#0;", 0xfffd, 4, true },
		{ "&#xd800;", 0xfffd, 8, true },
		{ "&#xdfff;", 0xfffd, 8, true },
		{ "&#xe000;", 0xe000, 8, true },
		/* no entities: an ampersand */
		{ "&", '&', 1, false },
		{ "&#", '&', 1, false },
		{ "&#;", '&', 1, false },
		{ "&#x;", '&', 1, false },
		{ "&#39", '&', 1, false },
		{ "&#3a;", '&', 1, false },
		{ "&#xg;", '&', 1, false },
		{ "&#12345678;", '&', 1, false },
		{ "&amp", '&', 1, false },
		{ "&unknown;", '&', 1, false },
		/* bytes that begin nothing */
		{ "\xff", 0xfffd, 1, false },
		{ "\xc3", 0xfffd, 1, false },
		{ "\xe2\x82", 0xfffd, 1, false },
		{ "\xed\xa0\x80", 0xfffd, 1, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct gal_char c = gal_text_char(gal_str_of(cases[i].text), 0);

		if (c.code != cases[i].code || c.length != cases[i].length ||
		    c.from_entity != cases[i].from_entity)
			fail_msg("\"%s\": U+%04X of %u bytes", cases[i].text,
			    (unsigned)c.code, c.length);
	}
}

static void
test_core_text__folds_what_is_compared(void **state)
{
	static const struct {
		int32_t code;
		const char *folded;
	} cases[] = {
		{ 'A', "a" },
		{ 'Z', "z" },
		{ '@', "@" },
		{ '[', "[" },
		{ 'a', "a" },
		{ '0', "0" },
		{ 0xe9, "e" },	  /* é */
		{ 0xc9, "e" },	  /* É */
		{ 0xff25, "e" },  /* Ｅ */
		{ 0x1d404, "e" }, /* bold E */
		{ 0xdf, "ss" },	  /* ß */
		{ 0xfb01, "fi" }, /* ﬁ */
		{ 0x200b, "" },	  /* invisible */
		{ 0xad, "" },	  /* a soft hyphen */
		{ 0x301, "" },	  /* an accent by itself */
		{ 0x430, "\xd0\xb0" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int32_t out[GAL_FOLD_MAX];
		size_t n = gal_text_fold(cases[i].code, out), at = 0;
		char text[4 * GAL_FOLD_MAX + 1];

		for (size_t k = 0; k < n; k++)
			at += gal_text_encode(out[k], text + at);
		text[at] = '\0';
		if (strcmp(text, cases[i].folded) != 0)
			fail_msg(
			    "U+%04X: \"%s\"", (unsigned)cases[i].code, text);
	}
	/* long expansions are cut, and never overrun */
	for (int32_t code = 0; code < 0x30000; code++) {
		int32_t out[GAL_FOLD_MAX];

		assert_true(gal_text_fold(code, out) <= GAL_FOLD_MAX);
	}
}

static void
test_core_text__classes(void **state)
{
	/* l letter, d digit, u upper, e emoji, t tail of one, f foreign */
	static const struct {
		int32_t code;
		const char *classes;
	} cases[] = {
		{ 'a', "l" },
		{ 'z', "l" },
		{ 'A', "lu" },
		{ 'Z', "lu" },
		{ '`', "" },
		{ '{', "" },
		{ '@', "" },
		{ '[', "" },
		{ '0', "d" },
		{ '9', "d" },
		{ '/', "" },
		{ ':', "" },
		{ 0xe9, "l" },
		{ 0xc9, "lu" },
		{ 0x301, "l" }, /* accents belong to their letters */
		{ 0x903, "lf" },
		{ 0x662, "d" }, /* ٢ */
		{ 0x391, "luf" },
		{ 0x3b1, "lf" },
		{ 0x36f, "l" },
		{ 0x4e2d, "lf" },
		{ 0x1d400, "lu" }, /* decoration is not foreign */
		{ 0xff21, "lu" },
		{ 0x1e9e, "lu" },
		{ 0x1d00, "l" },
		{ 0x1cff, "" },
		{ 0x1f00, "lf" },
		{ 0x2c00, "luf" },
		{ 0xa9, "" }, /* (c) is a sign */
		{ 0x2764, "e" },
		{ 0x1f600, "e" },
		{ 0x1f1e6, "e" },
		{ 0x1f1ff, "e" },
		{ 0x200d, "t" },
		{ 0x20e3, "t" },
		{ 0x1f3fb, "t" },
		{ 0x1f3ff, "t" },
		{ 0x1f3fa, "e" },
		{ 0x1f400, "e" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int32_t c = cases[i].code;
		char have[8] = "";

		(void)strcat(have, gal_text_is_letter(c) ? "l" : "");
		(void)strcat(have, gal_text_is_digit(c) ? "d" : "");
		(void)strcat(have, gal_text_is_upper(c) ? "u" : "");
		(void)strcat(have, gal_text_is_emoji(c) ? "e" : "");
		(void)strcat(have, gal_text_is_emoji_tail(c) ? "t" : "");
		(void)strcat(have, gal_text_is_foreign(c) ? "f" : "");
		if (strcmp(have, cases[i].classes) != 0)
			fail_msg("U+%04X: %s, not %s", (unsigned)c, have,
			    cases[i].classes);
	}
}

static void
test_core_text__what_is_valid(void **state)
{
	static const struct {
		const char *text;
		bool valid;
	} cases[] = {
		{ "", true },
		{ "plain", true },
		{ "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", true },
		{ "a\xc3", false },
		{ "\xa9", false },
		{ "\xc0\xaf", false }, /* too long a form */
		{ "\xe0\x80\xaf", false },
		{ "\xed\xa0\x80", false },     /* half of a pair */
		{ "\xf4\x90\x80\x80", false }, /* beyond the last */
		{ "\xf0\x9f\x98", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(gal_text_is_valid(gal_str_of(cases[i].text)),
		    cases[i].valid);
	assert_false(gal_text_is_valid((struct gal_str){ "a\0b", 3 }));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_core_text__entities_and_bytes),
		cmocka_unit_test(test_core_text__folds_what_is_compared),
		cmocka_unit_test(test_core_text__classes),
		cmocka_unit_test(test_core_text__what_is_valid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
