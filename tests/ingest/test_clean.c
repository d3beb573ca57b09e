/* Text as it may be stored: what each flag asks for, and nothing else. */
#include "test.h"

#include "ingest/clean.h"

#include <string.h>

static void
test_ingest_clean__each_flag_does_what_it_says(void **state)
{
	enum {
		E = GAL_CLEAN_ENTITIES,
		R = GAL_CLEAN_REDDIT_USERS,
		A = GAL_CLEAN_AT_USERS,
		I = GAL_CLEAN_ID_USERS,
		M = GAL_CLEAN_EMAILS,
		W = GAL_CLEAN_WRITTEN_ESCAPES,
		U = GAL_CLEAN_UTF8,
		L = GAL_CLEAN_LINKED_USERS,
		P = GAL_CLEAN_LINKED_POSTS
	};
	static const struct {
		unsigned flags;
		const char *text, *clean;
	} cases[] = {
		{ 0, "as it is: &amp; u/abc @abc a@b.org", NULL },
		{ 0, "\xef\xbb\xbfno mark", "no mark" },
		/* entities once */
		{ E, "&amp;lt; &lt;&gt; &quot; & &am", "&lt; <> &quot; & &am" },
		/* people of Reddit */
		{ R, "u/abc, /u/a_b-c and U/ABC",
		    "u/[user], /u/[user] and "
		    "U/[user]" },
		{ R, "u/a\\_b\\-c\\d", "u/[user]\\d" },
		{ R, "u/s r/abc menu/abc user/abc", NULL },
		{ R, "/user/abc and x.com/user/abc",
		    "/user/[user] and "
		    "x.com/user/[user]" },
		{ R, "r/u_abc R/U_abc r/u_a r/abc",
		    "r/u_[user] R/U_[user] "
		    "r/u_a r/abc" },
		{ R, "u/", NULL },
		/* names behind an @ */
		{ A,
		    "@abc, @a.b-c. (@\xc3\xa9"
		    "a)",
		    "@[user], @[user]. "
		    "(@[user])" },
		{ A, "@everyone and @here, @heres",
		    "@everyone and @here, "
		    "@[user]" },
		{ A, "a@b .@c @ @-", NULL },
		{ I, "<@12> <@!34> <@> <@!> <@56 <@x> <b>",
		    "@[user] @[user] "
		    "<@> <@!> <@56 <@x> <b>" },
		{ I, "<@7", NULL },
		/* addresses of mail */
		{ M, "a.b+c@d-e.org, x@y.", "[email], x@y." },
		{ M, "@d.org a@d a@.d", NULL },
		{ M, "a@b.org. And a@b.co-", "[email]. And [email]-" },
		{ M, "<a at b.org> (c at d.org) e at f.org look at it.now",
		    "<[email]> ([email]) e at f.org look at it.now" },
		{ M, "a at b.org", NULL },
		/* escapes that were written out */
		{ W, "\\u0041\\u00e9\\u00E9", "A\xc3\xa9\xc3\xa9" },
		{ W, "\\ud83d\\ude00 \\uD83D\\uDE00",
		    "\xf0\x9f\x98\x80 "
		    "\xf0\x9f\x98\x80" },
		{ W, "\\ud83d \\ude00 \\ud83d\\u0041",
		    "\xef\xbf\xbd "
		    "\xef\xbf\xbd \xef\xbf\xbd"
		    "A" },
		{ W, "\\u0000 \\u00g0 \\u12 \\n \\u", NULL },
		/* bytes that are not UTF-8 */
		{ U,
		    "a\xff"
		    "b\xc3(\xe2\x82",
		    "a\xef\xbf\xbd"
		    "b\xef\xbf\xbd("
		    "\xef\xbf\xbd\xef\xbf\xbd" },
		{ U, "\xc3\xa9 \xf0\x9f\x98\x80", NULL },
		{ U, "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ 0,
		    "a\xff"
		    "b",
		    NULL },
		/* addresses of people */
		{ L, "t.me/abc https://t.me/s/abc telegram.me/a-b",
		    "t.me/[user] https://t.me/[user] telegram.me/[user]" },
		{ L, "x.com/users/12/a-b x.com/users/12 x.com/users/ab",
		    "x.com/users/[user] x.com/users/[user] x.com/users/ab" },
		{ L, "t.me/ at.me/abc users/", NULL },
		/* addresses of posts */
		{ P, "x.com/comments/ab/c_d/ (redd.it/ab) /gallery/ab",
		    "x.com/comments/[post] (redd.it/[post]) "
		    "/gallery/[post]" },
		{ P, "x.com/questions/1/q#2, /channels/1/2",
		    "x.com/questions/[post] /channels/[post]" },
		{ P, "comments/ mycomments/ab", NULL },
		/* together */
		{ E | R | A | M, "&lt;u/abc&gt; @abc a@b.org",
		    "<u/[user]> @[user] [email]" },
	};
	struct gal_arena *arena;

	(void)state;
	assert_int_equal(gal_arena_new(&arena, NULL), GAL_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *want =
		    cases[i].clean != NULL ? cases[i].clean : cases[i].text;
		struct gal_str out;

		assert_int_equal(gal_clean(arena, &out,
				     gal_str_of(cases[i].text), cases[i].flags),
		    GAL_OK);
		if (out.len != strlen(want) ||
		    memcmp(out.data, want, out.len) != 0)
			fail_msg("\"%s\": \"%.*s\", not \"%s\"", cases[i].text,
			    (int)out.len, out.data, want);
	}
	gal_arena_free(arena);
}

static void
test_ingest_clean__no_byte_that_no_text_may_hold(void **state)
{
	struct gal_arena *arena;
	struct gal_str out = GAL_STR("x");

	(void)state;
	assert_int_equal(gal_arena_new(&arena, NULL), GAL_OK);
	assert_int_equal(
	    gal_clean(arena, &out, (struct gal_str){ "a\0\0b", 4 }, 0), GAL_OK);
	assert_int_equal(out.len, 8);
	assert_memory_equal(out.data,
	    "a\xef\xbf\xbd\xef\xbf\xbd"
	    "b",
	    8);
	/* absent stays absent, empty empty */
	assert_int_equal(
	    gal_clean(arena, &out, (struct gal_str){ NULL, 0 }, ~0u), GAL_OK);
	assert_null(out.data);
	assert_int_equal(gal_clean(arena, &out, GAL_STR(""), ~0u), GAL_OK);
	assert_non_null(out.data);
	assert_int_equal(out.len, 0);
	gal_arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_ingest_clean__each_flag_does_what_it_says),
		cmocka_unit_test(
		    test_ingest_clean__no_byte_that_no_text_may_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
