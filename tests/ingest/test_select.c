#include "test.h"

#include "core/rng.h"
#include "ingest/pack.h"
#include "ingest/reddit_skip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct gal_selection *
selection(void)
{
	struct gal_selection *out = NULL;

	assert_int_equal(GAL_OK, gal_selection_new(&out, NULL));
	return out;
}

static struct gal_selection *
of_community(const char *name)
{
	struct gal_selection *out = selection();

	assert_int_equal(GAL_OK, gal_selection_community(out, name, NULL));
	return out;
}

static struct posts
read_selected(const char *text, const struct gal_selection *selected)
{
	struct gal_reader_options options = { .selection = selected };
	struct posts posts = read_text(text, &options);
	uint64_t sum = 0;

	for (int i = 0; i < GAL_OUTCOME_COUNT; i++)
		sum += posts.tally.outcomes[i];
	assert_int_equal(sum, posts.tally.read);
	return posts;
}

#define LINE(id, community, cid, author, utc, body)                            \
	"{\"id\":\"" id "\",\"subreddit\":\"" community                        \
	"\",\"subreddit_id\":\"t5_" cid "\",\"author\":\"" author              \
	"\",\"created_utc\":" utc ",\"body\":\"" body "\"}\n"

static const char few[] = LINE("a1", "Teapots", "1", "Ann", "100", "Warm it")
    LINE("a2", "kettles", "2", "Bo", "200", "A warmer day") LINE("a3",
	"teapots", "1", "Cy", "300",
	"cold") "{\"id\":\"a4\",\"subreddit\":\"spouts\",\"title\":\"Warm\","
		"\"selftext\":\"\",\"author\":\"ANN\"}\n";

static void
assert_ids(const char *expected, const struct gal_selection *selected)
{
	struct posts posts = read_selected(few, selected);
	char ids[64] = "";

	for (size_t i = 0; i < posts.count; i++)
		(void)strncat(ids, posts.posts[i].native_id.data,
		    sizeof(ids) - strlen(ids) - 1);
	assert_string_equal(expected, ids);
	assert_int_equal(4, posts.tally.read);
	posts_free(&posts);
}

static void
test_ingest_select__community_by_name_in_any_case(void **state)
{
	struct gal_selection *s = of_community("r/TEAPOTS");

	(void)state;
	assert_ids("a1a3", s);
	assert_int_equal(GAL_OK, gal_selection_community(s, "kettles", NULL));
	assert_ids("a1a2a3", s);
	gal_selection_free(s);
}

static void
test_ingest_select__community_by_id(void **state)
{
	struct gal_selection *s = of_community("t5_2");

	(void)state;
	assert_ids("a2", s);
	assert_int_equal(GAL_OK, gal_selection_community(s, "spouts", NULL));
	assert_ids("a2a4", s);
	gal_selection_free(s);
}

static void
test_ingest_select__names_come_from_files(void **state)
{
	char path[] = "/tmp/galatea-test-XXXXXX";
	static const char text[] =
	    "# wanted\n\n  Kettles  \r\nspouts\nkettles\n";
	int fd = mkstemp(path);
	struct gal_selection *s = selection();

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(sizeof(text) - 1, write(fd, text, sizeof(text) - 1));
	(void)close(fd);
	assert_int_equal(GAL_OK, gal_selection_community_file(s, path, NULL));
	assert_ids("a2a4", s);
	gal_selection_free(s);
	s = selection();
	assert_int_equal(GAL_OK, gal_selection_author_file(s, path, NULL));
	assert_ids("", s);
	assert_int_equal(GAL_OK, gal_selection_author(s, "u/ann", NULL));
	assert_ids("a1a4", s);
	gal_selection_free(s);
	(void)unlink(path);
	s = selection();
	assert_int_equal(GAL_NOT_FOUND,
	    gal_selection_community_file(s, "/nonexistent", NULL));
	gal_selection_free(s);
}

static void
test_ingest_select__author_by_pseudonym(void **state)
{
	struct gal_selection *s = selection();
	struct gal_pseudonym who;
	char hex[33];

	(void)state;
	assert_int_equal(GAL_OK,
	    gal_pseudonym_make(
		&who, &test_key, GAL_PLATFORM_REDDIT, GAL_STR("Cy"), NULL));
	gal_pseudonym_hex(&who, hex);
	assert_int_equal(GAL_OK, gal_selection_author(s, hex, NULL));
	assert_ids("a3", s);
	gal_selection_free(s);
}

static void
test_ingest_select__time_is_half_open(void **state)
{
	struct gal_selection *s = selection();

	(void)state;
	assert_int_equal(GAL_OK, gal_selection_since(s, 100, NULL));
	assert_ids("a1a2a3", s);
	assert_int_equal(GAL_OK, gal_selection_until(s, 300, NULL));
	assert_ids("a1a2", s);
	gal_selection_free(s);
}

static void
test_ingest_select__words_are_whole_and_in_any_case(void **state)
{
	struct gal_selection *s = selection();

	(void)state;
	assert_int_equal(GAL_OK, gal_selection_match(s, "warm", NULL));
	assert_ids("a1a4", s);
	assert_int_equal(GAL_OK, gal_selection_match(s, "Warmer Day", NULL));
	assert_ids("a1a2a4", s);
	gal_selection_free(s);
}

/* Curly and straight apostrophes, letters and blanks of all kinds. */
static void
test_ingest_select__words_are_found_as_people_type_them(void **state)
{
	static const char text[] =
	    LINE("a1", "t", "1", "a", "1", "I don\xe2\x80\x99t mind")
		LINE("a2", "t", "1", "a", "1", "a caf\xc3\xa9 with my\\n rep")
		    LINE("a3", "t", "1", "a", "1",
			"\xc3\x9c"
			"BER don't") LINE("a4", "t", "1", "a", "1",
			"\xe7\xa7\x81\xe3\x83\xac\xe3\x83\x97");
	static const struct {
		const char *words;
		const char *ids;
	} asked[] = {
		{ "don't", "a1a3" },
		{ "DON\xe2\x80\x99T", "a1a3" },
		{ "caf", "" },
		{ "caf\xc3\xa9", "a2" },
		{ "my  rep", "a2" },
		{ "\xc3\xbc"
		  "ber",
		    "a3" },
		{ "\xe3\x83\xac\xe3\x83\x97", "a4" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		struct gal_selection *s = selection();
		struct posts posts;
		char ids[64] = "";

		assert_int_equal(
		    GAL_OK, gal_selection_match(s, asked[i].words, NULL));
		posts = read_selected(text, s);
		for (size_t k = 0; k < posts.count; k++)
			strncat(ids, posts.posts[k].native_id.data,
			    posts.posts[k].native_id.len);
		assert_string_equal(asked[i].ids, ids);
		posts_free(&posts);
		gal_selection_free(s);
	}
}

static const char chat[] =
    "{\"guild\":{\"id\":\"7\",\"name\":\"T\xc3\xa4nze, alle\"},"
    "\"channel\":{\"id\":\"8\",\"name\":\"Lids\"},\"messages\":["
    "{\"id\":\"9\",\"type\":\"Default\",\"content\":\"x\","
    "\"author\":{\"id\":\"5\"}}]}";

/* By name, by id, and a server of Discord whole. */
static void
test_ingest_select__communities_of_other_platforms(void **state)
{
	static const struct {
		const char *name;
		size_t posts;
	} asked[] = {
		{ "t\xc3\xa4nze, alle / lids", 1 },
		{ "T\xc3\x84NZE, ALLE", 1 },
		{ "8", 1 },
		{ "lids", 0 },
		{ "7", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		struct gal_selection *s = of_community(asked[i].name);
		struct posts posts = read_selected(chat, s);

		assert_int_equal(asked[i].posts, posts.count);
		posts_free(&posts);
		gal_selection_free(s);
	}
}

/* User numbers of Stack Exchange count within a site, which nobody types. */
static void
test_ingest_select__authors_are_named_without_their_site(void **state)
{
	static const char text[] =
	    "<posts><row Id=\"1\" PostTypeId=\"1\" Body=\"x\" "
	    "OwnerUserId=\"12\"/><row Id=\"2\" PostTypeId=\"1\" "
	    "Body=\"y\" OwnerUserId=\"13\"/></posts>";
	static const char *const names[] = { "12", "TEA.example.com/12" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct gal_selection *s = selection();
		struct gal_reader_options options = { .selection = s,
			.scope = "tea.example.com" };
		struct posts posts;

		assert_int_equal(
		    GAL_OK, gal_selection_author(s, names[i], NULL));
		posts = read_text(text, &options);
		assert_int_equal(1, posts.count);
		assert_str("1", posts.posts[0].native_id);
		assert_int_equal(
		    1, posts.tally.outcomes[GAL_OUTCOME_OTHER_AUTHOR]);
		posts_free(&posts);
		gal_selection_free(s);
	}
}

static void
test_ingest_select__kinds_are_joined_by_or(void **state)
{
	struct gal_selection *s = selection();

	(void)state;
	assert_int_equal(
	    GAL_OK, gal_selection_kind(s, GAL_KIND_SUBMISSION, NULL));
	assert_ids("a4", s);
	assert_int_equal(GAL_OK, gal_selection_kind(s, GAL_KIND_COMMENT, NULL));
	assert_ids("a1a2a3a4", s);
	gal_selection_free(s);
}

static void
test_ingest_select__the_reason_counted_is_the_first(void **state)
{
	struct gal_selection *s = of_community("teapots");
	struct posts posts;

	(void)state;
	assert_int_equal(GAL_OK, gal_selection_since(s, 200, NULL));
	assert_int_equal(GAL_OK, gal_selection_match(s, "lid", NULL));
	posts = read_selected(few, s);
	assert_int_equal(0, posts.count);
	assert_int_equal(2, posts.tally.outcomes[GAL_OUTCOME_OTHER_COMMUNITY]);
	assert_int_equal(1, posts.tally.outcomes[GAL_OUTCOME_OTHER_TIME]);
	assert_int_equal(1, posts.tally.outcomes[GAL_OUTCOME_NO_MATCH]);
	posts_free(&posts);
	gal_selection_free(s);
}

static void
test_ingest_select__sample_is_a_stable_share(void **state)
{
	size_t len;
	char *text = invented_comments(4000, &len);
	struct gal_selection *s = selection();
	struct posts all, half;

	(void)state;
	assert_int_equal(
	    GAL_OK, gal_selection_sample(s, 0.25, GAL_SAMPLE_POSTS, 9, NULL));
	all = read_selected(text, s);
	assert_in_range(all.count, 900, 1100);
	/* the same posts whatever else is in the file */
	half = read_selected(text + len / 2, s);
	for (size_t i = 1; i <= half.count; i++)
		assert_str(half.posts[half.count - i].native_id.data,
		    all.posts[all.count - i].native_id);
	posts_free(&all);
	posts_free(&half);
	gal_selection_free(s);
	s = selection();
	assert_int_equal(
	    GAL_OK, gal_selection_sample(s, 0.5, GAL_SAMPLE_AUTHORS, 9, NULL));
	all = read_selected(text, s);
	/* 17 authors, each whole or not at all */
	assert_in_range(all.count, 1, 3999);
	for (size_t i = 0; i < all.count; i++)
		assert_true(all.posts[i].has_author);
	posts_free(&all);
	gal_selection_free(s);
	s = selection();
	assert_int_equal(GAL_ARGUMENT,
	    gal_selection_sample(s, 0, GAL_SAMPLE_POSTS, 9, NULL));
	assert_int_equal(GAL_ARGUMENT,
	    gal_selection_sample(s, 1.5, GAL_SAMPLE_POSTS, 9, NULL));
	gal_selection_free(s);
	free(text);
}

static void
test_ingest_select__stop_after_ends_the_file(void **state)
{
	size_t len;
	char *text = invented_comments(4000, &len);
	struct gal_selection *s = selection();
	struct posts posts;

	(void)state;
	assert_int_equal(GAL_OK, gal_selection_stop_after(s, 10, NULL));
	posts = read_selected(text, s);
	assert_int_equal(10, posts.count);
	assert_int_equal(10, posts.tally.outcomes[GAL_OUTCOME_POST]);
	assert_true(posts.tally.stopped);
	assert_true(posts.tally.outcomes[GAL_OUTCOME_BEYOND_STOP] > 0);
	posts_free(&posts);
	gal_selection_free(s);
	free(text);
}

static void
test_ingest_select__equal_selections_describe_alike(void **state)
{
	struct gal_selection *a = of_community("Teapots");
	struct gal_selection *b = of_community("r/kettles");
	struct gal_buffer x = GAL_BUFFER(4096), y = GAL_BUFFER(4096);
	struct gal_key key;

	(void)state;
	gal_key_from_seed(&key, 1);
	assert_int_equal(GAL_OK, gal_selection_community(a, "KETTLES", NULL));
	assert_int_equal(GAL_OK, gal_selection_community(b, "teapots", NULL));
	assert_int_equal(GAL_OK, gal_selection_author(a, "Some_Body", NULL));
	assert_int_equal(GAL_OK, gal_selection_author(b, "some_body", NULL));
	assert_int_equal(GAL_OK, gal_selection_describe(a, &key, &x, NULL));
	assert_int_equal(GAL_OK, gal_selection_describe(b, &key, &y, NULL));
	assert_string_equal(x.data, y.data);
	assert_null(strstr(x.data, "some_body"));
	gal_buffer_clear(&y);
	assert_int_equal(GAL_OK, gal_selection_until(b, 5, NULL));
	assert_int_equal(GAL_OK, gal_selection_describe(b, &key, &y, NULL));
	assert_string_not_equal(x.data, y.data);
	/* who has another key cannot compare */
	gal_key_from_seed(&key, 2);
	gal_buffer_clear(&y);
	assert_int_equal(GAL_OK, gal_selection_describe(a, &key, &y, NULL));
	assert_string_not_equal(x.data, y.data);
	gal_buffer_free(&x);
	gal_buffer_free(&y);
	gal_selection_free(a);
	gal_selection_free(b);
}

/* Every part of a selection, as one line of JSON. */
static void
test_ingest_select__all_of_it_is_described(void **state)
{
	struct gal_selection *s = of_community("t5_2");
	struct gal_buffer out = GAL_BUFFER(4096);
	struct gal_key key;

	(void)state;
	gal_key_from_seed(&key, 1);
	assert_int_equal(GAL_OK, gal_selection_since(s, 3, NULL));
	assert_int_equal(GAL_OK, gal_selection_until(s, 5, NULL));
	assert_int_equal(GAL_OK, gal_selection_match(s, "a \"\\ b", NULL));
	assert_int_equal(GAL_OK, gal_selection_kind(s, GAL_KIND_COMMENT, NULL));
	assert_int_equal(
	    GAL_OK, gal_selection_kind(s, GAL_KIND_SUBMISSION, NULL));
	assert_int_equal(
	    GAL_OK, gal_selection_sample(s, 0.5, GAL_SAMPLE_AUTHORS, 7, NULL));
	assert_int_equal(GAL_OK, gal_selection_stop_after(s, 9, NULL));
	assert_int_equal(GAL_OK, gal_selection_describe(s, &key, &out, NULL));
	assert_string_equal(out.data,
	    "{\"selection\":1,\"community_ids\":[\"2\"],\"kinds\":["
	    "\"submission\",\"comment\"],\"since\":3,\"until\":5,"
	    "\"match\":[\"a \\u0022\\u005c b\"],\"sample\":0.5,"
	    "\"sample_unit\":\"authors\",\"seed\":7,\"stop_after\":9}");
	gal_buffer_free(&out);
	gal_selection_free(s);
}

static void
test_ingest_select__what_makes_no_sense_is_refused(void **state)
{
	struct gal_selection *s = selection();
	char name[300];

	(void)state;
	memset(name, 'a', sizeof(name));
	name[257] = '\0';
	assert_int_equal(
	    GAL_ARGUMENT, gal_selection_since(s, GAL_ABSENT, NULL));
	assert_int_equal(
	    GAL_ARGUMENT, gal_selection_until(s, GAL_ABSENT, NULL));
	assert_int_equal(GAL_ARGUMENT, gal_selection_match(s, " \t", NULL));
	assert_int_equal(GAL_ARGUMENT, gal_selection_match(s, name, NULL));
	assert_int_equal(GAL_ARGUMENT, gal_selection_community(s, "", NULL));
	assert_int_equal(
	    GAL_ARGUMENT, gal_selection_kind(s, GAL_KIND_COUNT, NULL));
	assert_int_equal(GAL_ARGUMENT,
	    gal_selection_sample(s, 0, GAL_SAMPLE_POSTS, 1, NULL));
	assert_int_equal(GAL_ARGUMENT,
	    gal_selection_sample(s, 1.01, GAL_SAMPLE_POSTS, 1, NULL));
	{
		struct gal_selection *empty = selection();

		assert_int_equal(GAL_OK, gal_selection_since(empty, 20, NULL));
		assert_int_equal(
		    GAL_ARGUMENT, gal_selection_until(empty, 20, NULL));
		gal_selection_free(empty);
	}
	/* nothing of it is in force */
	assert_ids("a1a2a3a4", s);
	name[256] = '\0';
	assert_int_equal(GAL_OK, gal_selection_match(s, name, NULL));
	gal_selection_free(s);
}

/* ---- the byte prefilter ---- */

/* Lines made to fool a search for bytes. y: of the wanted community. */
static const struct {
	bool wanted;
	const char *line;
} tricky[] = {
	{ true, "{\"id\":\"1\",\"body\":\"x\",\"subreddit\":\"Teapots\"}\n" },
	{ true, "{\"id\":\"2\",\"body\":\"x\",\"subreddit\" : \"teapots\"}\n" },
	{ true, "{\"id\":\"3\",\"body\":\"x\",\"subreddit\":\t\"TEAPOTS\"}\n" },
	{ true,
	    "{\"id\":\"4\",\"body\":\"x\",\"subreddit\":\"te\\u0061pots\"}\n" },
	{ true,
	    "{\"id\":\"5\",\"body\":\"x\",\"subr\\u0065ddit\":\"teapots\"}\n" },
	{ true,
	    "{\"id\":\"6\",\"body\":\"x\",\"\\u0073ubreddit\":\"\\u0054eapots\""
	    ",\"x\":{\"subreddit\":\"kettles\"}}\n" },
	{ true,
	    "{\"crosspost_parent_list\":[{\"subreddit\":\"kettles\"}],"
	    "\"id\":\"7\",\"title\":\"x\",\"subreddit\":\"teapots\"}\n" },
	{ true,
	    "{\"id\":\"8\",\"body\":\"\\\"subreddit\\\":\\\"kettles\\\"\","
	    "\"subreddit\":\"teapots\"}\n" },
	{ true,
	    "{\"id\":\"9\",\"body\":\"x\",\"subreddit\":\"teapots\","
	    "\"subreddit\":\"kettles\"}\n" },
	{ true,
	    "\xef\xbb\xbf{\"id\":\"a\",\"body\":\"x\",\"subreddit\":"
	    "\"teapots\"}\n" },
	{ false,
	    "{\"crosspost_parent_list\":[{\"subreddit\":\"teapots\"}],"
	    "\"id\":\"b\",\"title\":\"x\",\"subreddit\":\"kettles\"}\n" },
	{ false,
	    "{\"id\":\"c\",\"body\":\"\\\"subreddit\\\":\\\"teapots\\\"\","
	    "\"subreddit\":\"kettles\"}\n" },
	{ false, "{\"id\":\"d\",\"body\":\"x\",\"subreddit\":\"teapots2\"}\n" },
	{ false, "{\"id\":\"e\",\"body\":\"x\",\"subreddit\":null}\n" },
	{ false,
	    "{\"id\":\"f\",\"body\":\"teapots\",\"Subreddit\":"
	    "\"teapots\"}\n" },
	{ false,
	    "{\"id\":\"g\",\"body\":\"x\",\"subreddit\":\"kettles\","
	    "\"subreddit\":\"teapots\"}\n" },
	{ false, "{\"id\":\"h\",\"body\":\"no community\"}\n" },
	{ true,
	    "{\"id\":\"j\",\"body\":\"x\",\"subreddit\"\r:\r\"teapots\"}\n" },
	{ true,
	    "{\"id\":\"i\",\"body\":\"x\",\"author\":\"\\u0041\","
	    "\"subreddit\":\"teapots\"}" },
};
#define TRICKY (sizeof(tricky) / sizeof(tricky[0]))

static void
test_ingest_select__prefilter_gives_what_parsing_gives(void **state)
{
	struct gal_selection *s = of_community("teapots");

	(void)state;
	/* each line between others of its kind, in many random orders */
	for (uint64_t round = 0; round < 300; round++) {
		struct gal_buffer text = GAL_BUFFER(1 << 20);
		struct gal_rng rng = { 5, round, 0 };
		size_t expected = 0, lines = 0;
		struct gal_reader_options options = { .selection = s,
			.block_bytes = 200 + 100 * (round % 9) };
		struct posts posts;

		for (int i = 0; i < 40; i++) {
			size_t k = gal_rng_next_below(&rng, TRICKY - 1);

			assert_int_equal(GAL_OK,
			    gal_buffer_append_str(&text, tricky[k].line, NULL));
			expected += tricky[k].wanted;
			lines++;
		}
		assert_int_equal(GAL_OK,
		    gal_buffer_append_str(
			&text, tricky[TRICKY - 1].line, NULL));
		posts = read_posts(text.data, text.len, &options);
		assert_int_equal(GAL_END, posts.status);
		assert_int_equal(expected + 1, posts.count);
		assert_int_equal(lines + 1, posts.tally.read);
		assert_int_equal(lines - expected,
		    posts.tally.outcomes[GAL_OUTCOME_OTHER_COMMUNITY]);
		posts_free(&posts);
		gal_buffer_free(&text);
	}
	gal_selection_free(s);
}

/* NUL bytes between values are junk to the parser, so they are to us. */
static void
test_ingest_select__prefilter_passes_nul_by(void **state)
{
	static const char text[] =
	    "{\"id\":\"2\",\"body\":\"y\",\"subreddit\":\"kettles\"}\n"
	    "{\"id\":\"1\",\"body\":\"x\",\"subreddit\"\0:\0\"teapots\"}\n";
	struct gal_selection *s = of_community("teapots");
	struct gal_reader_options options = { .selection = s };
	struct posts posts = read_posts(text, sizeof(text) - 1, &options);

	(void)state;
	assert_int_equal(1, posts.count);
	posts_free(&posts);
	gal_selection_free(s);
}

static void
test_ingest_select__prefilter_passes_unwanted_lines_by(void **state)
{
	size_t len;
	char *text = invented_comments(3000, &len);
	struct gal_selection *s = of_community("nowhere");
	struct gal_settings settings = { .selection = s };
	enum gal_outcome reason = GAL_OUTCOME_POST;

	(void)state;
	assert_int_equal(len, gal_reddit_skip(&settings, text, len, &reason));
	assert_int_equal(GAL_OUTCOME_OTHER_COMMUNITY, reason);
	gal_selection_free(s);
	s = selection();
	settings.selection = s;
	assert_int_equal(0, gal_reddit_skip(&settings, text, len, &reason));
	assert_int_equal(GAL_OK, gal_selection_author(s, "person_3", NULL));
	assert_in_range(
	    gal_reddit_skip(&settings, text, len, &reason), 100, 2000);
	assert_int_equal(GAL_OUTCOME_OTHER_AUTHOR, reason);
	gal_selection_free(s);
	free(text);
}

#define RUN(name) cmocka_unit_test(test_ingest_select__##name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(community_by_name_in_any_case),
		RUN(community_by_id),
		RUN(names_come_from_files),
		RUN(author_by_pseudonym),
		RUN(time_is_half_open),
		RUN(all_of_it_is_described),
		RUN(what_makes_no_sense_is_refused),
		RUN(words_are_whole_and_in_any_case),
		RUN(words_are_found_as_people_type_them),
		RUN(communities_of_other_platforms),
		RUN(authors_are_named_without_their_site),
		RUN(kinds_are_joined_by_or),
		RUN(the_reason_counted_is_the_first),
		RUN(sample_is_a_stable_share),
		RUN(stop_after_ends_the_file),
		RUN(equal_selections_describe_alike),
		RUN(prefilter_gives_what_parsing_gives),
		RUN(prefilter_passes_nul_by),
		RUN(prefilter_passes_unwanted_lines_by),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
