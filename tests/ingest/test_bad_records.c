/* Records that cannot be read: counted, with their number and a reason, and
 * those before and behind them are read. Archives that cannot: why, and what
 * came before. All texts invented. */
#include "test.h"

#include "ingest/pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
test_ingest_bad_records__one_does_not_spoil_its_neighbours(void **state)
{
	/* each has a post before and a post behind the bad one */
	static const struct {
		const char *format, *text, *reason;
		uint64_t line;
		const char *map;
	} cases[] = {
		{ "reddit-json",
		    "[{\"id\":\"a\",\"body\":\"x\",\"link_id\":\"t3_b\","
		    "\"subreddit\":\"teapots\"},{\"body\":\"x\",\"link_id\":"
		    "\"t3_b\"},{\"id\":\"c\",\"body\":\"y\",\"link_id\":"
		    "\"t3_b\",\"subreddit\":\"teapots\"}]",
		    "no usable id", 2, NULL },
		{ "reddit-json",
		    "[{\"id\":\"a\",\"body\":\"x\",\"link_id\":\"t3_b\","
		    "\"subreddit\":\"teapots\"},{\"id\":\"q\"},{\"id\":\"c\","
		    "\"body\":\"y\",\"link_id\":\"t3_b\",\"subreddit\":"
		    "\"teapots\"}]",
		    "neither a submission nor a comment", 2, NULL },
		{ "stackexchange",
		    "<posts><row Id=\"1\" PostTypeId=\"1\" Body=\"x\" />"
		    "<row PostTypeId=\"1\" Body=\"x\" />"
		    "<row Id=\"3\" PostTypeId=\"1\" Body=\"x\" /></posts>",
		    "no usable id", 2, NULL },
		{ "discord",
		    "{\"guild\":{\"id\":\"5\",\"name\":\"t\"},\"channel\":{"
		    "\"id\":\"7\",\"name\":\"g\"},\"messages\":["
		    "{\"id\":\"1\",\"type\":\"Default\",\"content\":\"x\"},"
		    "{\"type\":\"Default\",\"content\":\"x\"},"
		    "{\"id\":\"3\",\"type\":\"Default\",\"content\":\"x\"}]}",
		    "no usable id", 2, NULL },
		{ "telegram",
		    "{\"name\":\"t\",\"type\":\"public_group\",\"id\":4,"
		    "\"messages\":[{\"id\":1,\"type\":\"message\",\"text\":"
		    "\"x\"},{\"type\":\"message\",\"text\":\"x\"},{\"id\":3,"
		    "\"type\":\"message\",\"text\":\"x\"}]}",
		    "no usable id", 2, NULL },
		{ "conversations",
		    "[{\"create_time\":1,\"mapping\":{\"a\":{\"message\":"
		    "{\"id\":\"1\",\"author\":{\"role\":\"user\"},"
		    "\"content\":{\"parts\":[\"x\"]}}},\"b\":{\"message\":{"
		    "\"author\":{\"role\":\"user\"},\"content\":{\"parts\":["
		    "\"x\"]}}},\"c\":{\"message\":{\"id\":\"3\",\"author\":{"
		    "\"role\":\"user\"},\"content\":{\"text\":\"x\"}}}},"
		    "\"conversation_id\":\"k\"}]",
		    "a message needs id and role", 1, NULL },
		{ "conversations",
		    "[{\"create_time\":1,\"mapping\":{\"a\":{\"message\":"
		    "{\"id\":\"1\",\"author\":{\"role\":\"user\"},"
		    "\"content\":{\"parts\":[\"x\"]}}}},\"id\":\"k\"},"
		    "{\"create_time\":1,\"id\":\"m\"},"
		    "{\"create_time\":1,\"mapping\":{\"a\":{\"message\":"
		    "{\"id\":\"2\",\"author\":{\"role\":\"user\"},"
		    "\"content\":{\"parts\":[\"x\"]}}}},\"id\":\"n\"}]",
		    "not a conversation", 2, NULL },
		{ "transcript",
		    "{\"conversation_id\":\"k\",\"turn\":1,\"role\":\"user\","
		    "\"text\":\"x\"}\n{\"turn\":1,\"role\":\"user\"}\n"
		    "{\"conversation_id\":\"k\",\"turn\":3,\"role\":\"user\","
		    "\"text\":\"x\"}\n",
		    "a turn needs conversation_id and role", 2, NULL },
		{ "transcript",
		    "{\"conversation_id\":\"k\",\"turn\":1,\"role\":\"user\","
		    "\"text\":\"x\"}\n{\"conversation_id\":\"k\",\"turn\":}\n"
		    "{\"conversation_id\":\"k\",\"turn\":3,\"role\":\"user\","
		    "\"text\":\"x\"}\n",
		    "broken JSON", 2, NULL },
		{ "ndjson", "{\"t\":\"x\"}\n[1]\n{\"t\":\"y\"}\n",
		    "not a JSON object", 2, "text=t" },
		{ "ndjson", "{\"t\":\"x\"}\n{\"t\":}\n{\"t\":\"y\"}\n",
		    "broken JSON", 2, "text=t" },
		{ "ndjson", "{\"t\":\"x\"}\n{\"u\":1}\n{\"t\":\"y\"}\n",
		    "neither text nor title", 2, "text=t" },
		{ "csv", "id,text\n1,x\n2\n3,y\n",
		    "a row too long, or with more or fewer cells than columns",
		    2, NULL },
		{ "csv", "id;text\n1;x\n2;\n3;y\n", "neither text nor title", 2,
		    NULL },
		{ "mbox",
		    "From a at tea.org  Sat Nov 14 21:29:28 2015\nFrom: "
		    "a@tea.org\nMessage-ID: <1@tea.org>\n\nx\n\n"
		    "From a at tea.org  Sat Nov 14 21:29:28 2015\nFrom: "
		    "a@tea.org\n\nx\n\n"
		    "From a at tea.org  Sat Nov 14 21:29:28 2015\nFrom: "
		    "a@tea.org\nMessage-ID: <3@tea.org>\n\nx\n",
		    "a mail without Message-ID", 2, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct gal_reader_options options = { .map = cases[i].map };
		struct posts posts = read_text(cases[i].text, &options);

		if (posts.status != GAL_END || posts.count != 2 ||
		    strcmp(posts.format, cases[i].format) != 0)
			fail_msg("case %zu (%s): %s, %zu posts: %s", i,
			    posts.format, gal_status_text(posts.status),
			    posts.count, posts.err.message);
		assert_int_equal(posts.tally.bad_count,
		    posts.tally.outcomes[GAL_OUTCOME_BAD]);
		if (posts.tally.bad_count != 1 ||
		    posts.tally.bad[0].line != cases[i].line ||
		    strcmp(posts.tally.bad[0].reason, cases[i].reason) != 0)
			fail_msg("case %zu (%s): %llu %s", i, cases[i].format,
			    (unsigned long long)posts.tally.bad[0].line,
			    posts.tally.bad[0].reason);
		posts_free(&posts);
	}
}

/* A record of `n` bytes between two others, in a format of documents. */
static void
test_ingest_bad_records__one_too_long_is_passed_by(void **state)
{
	static const struct {
		const char *before, *behind, *reason;
	} cases[] = {
		{ "[{\"id\":\"a\",\"body\":\"x\",\"link_id\":\"t3_b\","
		  "\"subreddit\":\"teapots\"},{\"id\":\"b\",\"link_id\":\"t3_"
		  "b\",\"subreddit\":\"teapots\",\"body\":\"",
		    "\"},{\"id\":\"c\",\"body\":\"y\",\"link_id\":\"t3_b\","
		    "\"subreddit\":\"teapots\"}]",
		    "not a JSON object" },
		{ "<posts><row Id=\"1\" PostTypeId=\"1\" Body=\"x\" />"
		  "<row Id=\"2\" PostTypeId=\"1\" Body=\"",
		    "\" /><row Id=\"3\" PostTypeId=\"1\" Body=\"x\" /></posts>",
		    "longer than 16 MiB" },
		{ "id,text\n1,x\n2,", "\n3,y\n",
		    "a row too long, or with more or fewer cells than "
		    "columns" },
	};
	size_t n = GAL_RECORD_MAX + 1;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t first = strlen(cases[i].before);
		char *text = malloc(first + n + strlen(cases[i].behind) + 1);
		struct posts posts;

		assert_non_null(text);
		memcpy(text, cases[i].before, first);
		memset(text + first, 'z', n);
		memcpy(text + first + n, cases[i].behind,
		    strlen(cases[i].behind) + 1);
		posts = read_text(text, NULL);
		if (posts.status != GAL_END || posts.count != 2 ||
		    posts.tally.bad_count != 1 ||
		    strcmp(posts.tally.bad[0].reason, cases[i].reason) != 0)
			fail_msg("case %zu (%s): %s, %zu posts: %s", i,
			    posts.format, gal_status_text(posts.status),
			    posts.count,
			    posts.tally.bad_count > 0
				? posts.tally.bad[0].reason
				: posts.err.message);
		assert_int_equal(posts.tally.bad[0].line, 2);
		posts_free(&posts);
		free(text);
	}
}

/* "[[[…": `n` of `open`. */
static struct posts
nested(const char *before, const char *open, size_t n)
{
	size_t first = strlen(before), one = strlen(open);
	char *text = malloc(first + n * one + 1);
	struct posts posts;

	assert_non_null(text);
	memcpy(text, before, first);
	for (size_t i = 0; i < n; i++)
		memcpy(text + first + i * one, open, one);
	text[first + n * one] = '\0';
	posts = read_text(text, NULL);
	free(text);
	return posts;
}

static void
test_ingest_bad_records__nesting_has_a_limit(void **state)
{
	static const char reply[] =
	    "{\"kind\":\"t1\",\"data\":{\"id\":\"c\",\"body\":\"x\","
	    "\"link_id\":\"t3_b\",\"subreddit\":\"teapots\",\"replies\":"
	    "{\"kind\":\"Listing\",\"data\":{\"children\":[";
	struct gal_buffer text = GAL_BUFFER(1 << 20);
	struct posts posts;

	(void)state;
	posts = nested("{\"guild\":{\"id\":\"5\",\"name\":\"t\"},\"channel\":{"
		       "\"id\":\"7\",\"name\":\"g\"},\"messages\":[],\"z\":",
	    "[", 5000);
	if (posts.status != GAL_LIMIT)
		fail_msg(
		    "%s: %s", gal_status_text(posts.status), posts.err.message);
	assert_non_null(strstr(posts.err.message, "nested deeper than"));
	posts_free(&posts);
	/* replies within replies: those above the limit are read */
	assert_int_equal(gal_buffer_append_str(&text, "[", NULL), GAL_OK);
	for (int i = 0; i < 70; i++)
		assert_int_equal(
		    gal_buffer_append_str(&text, reply, NULL), GAL_OK);
	for (int i = 0; i < 70; i++)
		assert_int_equal(
		    gal_buffer_append_str(&text, "]}}}}", NULL), GAL_OK);
	assert_int_equal(gal_buffer_append_str(&text, "]", NULL), GAL_OK);
	posts = read_text(text.data, NULL);
	assert_int_equal(posts.status, GAL_END);
	assert_true(posts.count >= 32 && posts.count < 70);
	assert_int_equal(posts.tally.bad_count, 1);
	assert_string_equal(
	    posts.tally.bad[0].reason, "replies nested too deep");
	posts_free(&posts);
	gal_buffer_free(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_ingest_bad_records__one_does_not_spoil_its_neighbours),
		cmocka_unit_test(
		    test_ingest_bad_records__one_too_long_is_passed_by),
		cmocka_unit_test(test_ingest_bad_records__nesting_has_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
