#include "store/query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/query_words.h"
#include "test.h"

enum { CODE_LOVE, CODE_RING, CODE_SALIENCE, CODES };

static const struct gal_store_code codes[CODES] = {
	{ "bond.love", NULL },
	{ "materialization.ring", NULL },
	{ "dependency.salience", NULL },
};
static const struct gal_store_rule rules[CODES] = {
	{ "love-1", 1, CODE_LOVE, NULL },
	{ "ring-1", 1, CODE_RING, NULL },
	{ "salience-1", 1, CODE_SALIENCE, NULL },
};
static const char *const rungs[] = { "tool", "companion" };
static const struct gal_store_codebook book = { "cafe", "test 1", codes, CODES,
	rules, CODES, rungs, 2 };

/* Invented posts. */
static const struct {
	const char *id;
	const char *community;
	uint8_t author;
	int64_t day;
	int64_t score;
	uint8_t stage;
	int code; /* -1: none */
	uint32_t start, end;
	const char *text;
} posts[] = {
	{ "a1", "alpha", 1, 0, 5, 1, -1, 0, 0, "It writes my recipes" },
	{ "a2", "alpha", 1, 40, 9, 2, CODE_LOVE, 4, 10,
	    "Now I love my companion, don't laugh" },
	{ "a3", "beta", 2, 41, -3, 2, CODE_RING, 0, 12,
	    "A plain ring for us; love \x02oddly\x03 marked" },
	{ "a4", "beta", 3, 80, 1, 0, -1, 0, 0,
	    "gpt-4o said NOT a:b (x) 50% \"quoted\" \u201clove\u201d" },
	{ "a5", "beta", 3, 81, 1, 2, CODE_SALIENCE, 0, 5,
	    "Lovely day, all day long, love was far away in the long words "
	    "between us and lost" },
};
#define POSTS (sizeof(posts) / sizeof(posts[0]))

struct fixture {
	char path[64];
	struct gal_store *store;
};

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct gal_store_record records[POSTS];
	struct gal_tag tags[POSTS];
	struct gal_error err = { 0 };
	int fd;

	assert_non_null(f);
	(void)snprintf(f->path, sizeof(f->path), "/tmp/galatea-query-XXXXXX");
	fd = mkstemp(f->path);
	assert_true(fd >= 0);
	(void)close(fd);
	(void)unlink(f->path);
	assert_int_equal(
	    gal_store_open(&f->store, f->path, GAL_STORE_CREATE, &err), GAL_OK);
	assert_int_equal(gal_store_set_codebook(f->store, &book, &err), GAL_OK);
	memset(records, 0, sizeof(records));
	for (size_t i = 0; i < POSTS; i++) {
		struct gal_post *post = &records[i].post;

		gal_post_clear(post);
		post->kind =
		    i % 2 == 0 ? GAL_KIND_SUBMISSION : GAL_KIND_COMMENT;
		post->native_id = gal_str_of(posts[i].id);
		assert_int_equal(gal_reddit_row_id(&post->row_id, post->kind,
				     post->native_id, &err),
		    GAL_OK);
		post->community = gal_str_of(posts[i].community);
		post->has_author = true;
		memset(post->author.bytes, posts[i].author,
		    sizeof(post->author.bytes));
		post->thread = gal_str_of(i < 2 ? "a1" : posts[i].id);
		post->created_utc = 1704067200 + posts[i].day * 86400;
		post->observed_utc = post->created_utc + 10;
		post->score = posts[i].score;
		post->title = gal_str_of("");
		post->text = gal_str_of(posts[i].text);
		records[i].content_utc = post->observed_utc;
		records[i].has_reading = true;
		records[i].reading.stage = posts[i].stage;
		records[i].reading.words = 5;
		tags[i] = (struct gal_tag){ (uint16_t)posts[i].code,
			GAL_FIELD_TEXT, (uint32_t)posts[i].code, posts[i].start,
			posts[i].end, 1.0f };
		records[i].reading.tags = &tags[i];
		records[i].reading.tag_count = posts[i].code >= 0 ? 1 : 0;
	}
	assert_int_equal(
	    gal_store_write_batch(f->store, records, POSTS, NULL, NULL, &err),
	    GAL_OK);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	gal_store_close(f->store);
	(void)unlink(f->path);
	free(f);
	return 0;
}

/* The native ids that the query finds, joined by blanks. */
static void
check(struct fixture *f, struct gal_query *query, const char *typed,
    const char *expected)
{
	struct gal_buffer match = GAL_BUFFER(1 << 16);
	struct gal_buffer ids = GAL_BUFFER(1 << 16);
	const struct gal_query_hit *hit = NULL;
	struct gal_query_run *run = NULL;
	struct gal_query_total total = { -1, -1 };
	struct gal_error err = { 0 };
	int64_t n = 0;

	if (typed != NULL) {
		assert_int_equal(
		    gal_query_words(&match, NULL, gal_str_of(typed), &err),
		    GAL_OK);
		query->match = match.data;
	}
	assert_int_equal(gal_query_open(&run, f->store, query, &err), GAL_OK);
	while (gal_query_next(&hit, run, &err) == GAL_OK) {
		assert_int_equal(
		    gal_buffer_printf(&ids, &err, "%s%.*s", n > 0 ? " " : "",
			(int)hit->record->post.native_id.len,
			hit->record->post.native_id.data),
		    GAL_OK);
		n++;
	}
	assert_int_equal(err.status, GAL_OK);
	assert_string_equal(ids.len > 0 ? ids.data : "", expected);
	gal_query_close(run);
	if (query->limit == 0 && query->offset == 0) {
		assert_int_equal(
		    gal_query_count(&total, f->store, query, &err), GAL_OK);
		assert_int_equal(total.posts, n);
	}
	gal_buffer_free(&match);
	gal_buffer_free(&ids);
}

static void
test_store_query__words_mean_what_people_expect(void **state)
{
	static const struct {
		const char *typed;
		const char *ids; /* oldest first */
	} cases[] = {
		{ "love", "a2 a3 a4 a5" },
		{ "love companion", "a2" },
		{ "\"my companion\"", "a2" },
		{ "\"companion my\"", "" },
		{ "recipes OR ring", "a1 a3" },
		{ "love recipes OR ring", "a3" },
		{ "love -ring", "a2 a4 a5" },
		{ "love -\"plain ring\" -companion", "a4 a5" },
		{ "compan*", "a2" },
		{ "love NEAR lost", "a5" },
		{ "love NEAR/9 lost", "" }, /* ten words stand between */
		{ "love NEAR/12 lost", "a5" },
		{ "don't", "a2" },
		{ "don\u2019t", "a2" },
		{ "gpt-4o", "a4" },
		{ "a:b", "a4" },
		{ "NOT", "a4" },
		{ "(x", "a4" },
		{ "50%", "a4" },
		{ "LOVE", "a2 a3 a4 a5" },
		{ "\"love", "a2 a3 a4 a5" },
		{ "love OR", "a2 a3 a4 a5" },
		{ "OR love", "a2 a3 a4 a5" },
		{ "NEAR love", "a2 a3 a4 a5" },
		{ "love \xF0\x9F\x98\x8D", "a2 a3 a4 a5" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct gal_query query = { .order = GAL_QUERY_OLDEST };

		check(*state, &query, cases[i].typed, cases[i].ids);
	}
}

static void
test_store_query__filters_narrow(void **state)
{
	static const uint16_t love[] = { CODE_LOVE }, ring[] = { CODE_RING };
	static const uint16_t two[] = { CODE_LOVE, CODE_RING };
	static const uint16_t one_group[] = { 0, 0 };
	const struct {
		struct gal_query query;
		const char *typed;
		const char *ids;
	} cases[] = {
		{ { .codes = love, .code_count = 1 }, NULL, "a2" },
		{ { .codes = love, .code_count = 1 }, "love", "a2" },
		{ { .codes = two, .code_count = 2 }, NULL, "" },
		{ { .codes = two, .code_count = 2, .code_groups = one_group },
		    NULL, "a2 a3" },
		{ { .absent = ring, .absent_count = 1 }, "love", "a2 a4 a5" },
		{ { .stages = 1u << 2 }, NULL, "a2 a3 a5" },
		{ { .stages = 1u }, "love", "a4" },
		{ { .has_kind = true, .kind = GAL_KIND_COMMENT }, NULL,
		    "a2 a4" },
		{ { .has_platform = true, .platform = GAL_PLATFORM_MAIL }, NULL,
		    "" },
		{ { .has_least_score = true, .least_score = 5 }, NULL,
		    "a1 a2" },
		{ { .has_most_score = true, .most_score = 0 }, NULL, "a3" },
		{ { .has_since = true, .since = 1704067200 + 41 * 86400 }, NULL,
		    "a3 a4 a5" },
		{ { .has_until = true, .until = 1704067200 + 41 * 86400 }, NULL,
		    "a1 a2" },
		{ { .has_author = true,
		      .author = { { 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
			  3 } } },
		    NULL, "a4 a5" },
		{ { .has_author = true,
		      .author = { { 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
			  3 } } },
		    "lost", "a5" },
		{ { .thread = "a1" }, NULL, "a1 a2" },
		{ { .limit = 2, .offset = 1 }, "love", "a3 a4" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct gal_query query = cases[i].query;

		query.order = GAL_QUERY_OLDEST;
		check(*state, &query, cases[i].typed, cases[i].ids);
	}
}

/* The ids that a query finds, in its order. */
static size_t
ids_of(int64_t *out, size_t most, struct gal_store *store,
    const struct gal_query *query)
{
	struct gal_query_run *run = NULL;
	const struct gal_query_hit *hit = NULL;
	size_t n = 0;

	assert_int_equal(gal_query_open(&run, store, query, NULL), GAL_OK);
	while (gal_query_next(&hit, run, NULL) == GAL_OK) {
		assert_true(n < most);
		out[n++] = hit->record->post.row_id;
	}
	gal_query_close(run);
	return n;
}

/* Posts that the index by community and time has at its edges: two of one
 * second, one of no community, one of no known time. */
static void
write_edges(struct gal_store *store)
{
	static const struct {
		const char *id;
		const char *community;
		int64_t created;
	} edges[] = {
		{ "b1", "beta", 1704067200 + 81 * 86400 },
		{ "b2", "alpha", 1704067200 + 81 * 86400 },
		{ "b3", "", 1704067200 + 60 * 86400 },
		{ "b4", "", GAL_ABSENT },
		{ "b5", "gamma", GAL_ABSENT },
	};

	for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++) {
		struct gal_store_record record = { 0 };
		struct gal_post *post = &record.post;

		gal_post_clear(post);
		post->kind = GAL_KIND_SUBMISSION;
		post->native_id = gal_str_of(edges[i].id);
		assert_int_equal(gal_reddit_row_id(&post->row_id, post->kind,
				     post->native_id, NULL),
		    GAL_OK);
		post->community = gal_str_of(edges[i].community);
		post->created_utc = edges[i].created;
		post->observed_utc = 1720000000;
		post->title = gal_str_of("an edge");
		record.content_utc = post->observed_utc;
		assert_int_equal(
		    gal_store_write_batch(store, &record, 1, NULL, NULL, NULL),
		    GAL_OK);
	}
}

/* A page by time is the same cut of all posts in order, though it is looked
 * up at the ends of each community. */
static void
test_store_query__a_page_by_time_is_a_cut_of_all(void **state)
{
	struct fixture *f = *state;
	static const int64_t since = 1704067200 + 40 * 86400;
	const int64_t communities[] = { 2, 1 };
	const struct gal_query asked[] = {
		{ .order = GAL_QUERY_NEWEST },
		{ .order = GAL_QUERY_OLDEST },
		{ .order = GAL_QUERY_RANK },
		{ .has_since = true, .since = since },
		{ .has_until = true, .until = since + 41 * 86400 },
		{ .communities = communities, .community_count = 2 },
		{ .communities = communities, .community_count = 0 },
	};
	int64_t all[16], page[16];

	write_edges(f->store);
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		struct gal_query query = asked[i];
		size_t n = ids_of(all, 16, f->store, &query);

		assert_int_equal(n > 0, i < 6);
		for (query.limit = 1; query.limit < 12; query.limit++) {
			for (query.offset = 0; query.offset <= n;
			     query.offset++) {
				size_t left = n - (size_t)query.offset;
				size_t most = left < query.limit
				    ? left
				    : (size_t)query.limit;

				assert_int_equal(
				    ids_of(page, 16, f->store, &query), most);
				assert_memory_equal(page, all + query.offset,
				    most * sizeof(*page));
			}
		}
	}
}

/* Nothing but the ends is looked at: the plan says so. */
static void
test_store_query__newest_posts_are_found_without_a_sort_of_all(void **state)
{
	struct fixture *f = *state;
	const struct gal_query query = { .order = GAL_QUERY_NEWEST,
		.limit = 20 };
	struct gal_buffer plan = GAL_BUFFER(1 << 16);

	assert_int_equal(
	    gal_query_explain(&plan, f->store, &query, NULL), GAL_OK);
	assert_non_null(strstr(plan.data,
	    "SEARCH p USING COVERING INDEX post_by_community (community=?)"));
	assert_null(strstr(plan.data, "SCAN p"));
	assert_null(strstr(plan.data, "SCAN t "));
	gal_buffer_free(&plan);
}

static void
test_store_query__hits_are_byte_offsets(void **state)
{
	struct fixture *f = *state;
	const struct gal_query_hit *hit = NULL;
	struct gal_query query = { .match = "\"love\"",
		.order = GAL_QUERY_OLDEST };
	struct gal_query_run *run = NULL;

	assert_int_equal(gal_query_open(&run, f->store, &query, NULL), GAL_OK);
	for (size_t i = 1; i < POSTS; i++) {
		const char *text;

		assert_int_equal(gal_query_next(&hit, run, NULL), GAL_OK);
		text = hit->record->post.text.data;
		assert_int_equal(hit->text_hit_count, 1);
		assert_int_equal(
		    hit->text_hits[0].end - hit->text_hits[0].start, 4);
		assert_memory_equal(text + hit->text_hits[0].start, "love", 4);
	}
	gal_query_close(run);
}

static void
test_store_query__raw_syntax_errors_are_told(void **state)
{
	static const char *const raw[] = { "\"", "AND", "a b)", "nocolumn:x",
		"NEAR(" };
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(raw) / sizeof(raw[0]); i++) {
		struct gal_query query = { .match = raw[i] };
		struct gal_query_run *run = NULL;
		struct gal_error err = { 0 };

		assert_int_equal(
		    gal_query_open(&run, f->store, &query, &err), GAL_ARGUMENT);
		assert_non_null(strstr(err.message, "not a valid query"));
		assert_null(run);
	}
}

struct facet_list {
	char text[256];
};

static enum gal_status
collect(void *self, const char *value, const struct gal_query_total *total,
    struct gal_error *err)
{
	struct facet_list *list = self;
	size_t n = strlen(list->text);

	(void)err;
	(void)snprintf(list->text + n, sizeof(list->text) - n, "%s=%d/%d ",
	    value, (int)total->posts, (int)total->authors);
	return GAL_OK;
}

static void
test_store_query__facets_count_posts_and_authors(void **state)
{
	static const struct {
		enum gal_query_facet facet;
		const char *expected;
	} cases[] = {
		{ GAL_FACET_MONTH, "2024-02=2/2 2024-03=2/1 " },
		{ GAL_FACET_COMMUNITY, "beta=3/2 alpha=1/1 " },
		{ GAL_FACET_CODE,
		    "bond.love=1/1 dependency.salience=1/1 "
		    "materialization.ring=1/1 " },
		{ GAL_FACET_STAGE, "none=1/1 companion=3/3 " },
		{ GAL_FACET_KIND, "submission=2/2 comment=2/2 " },
		{ GAL_FACET_PLATFORM, "reddit=4/3 " },
		{ GAL_FACET_AUTHOR_POSTS, "1=2/2 2 to 4=2/1 " },
	};
	struct fixture *f = *state;
	const struct gal_query query = { .match = "\"love\"" };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct facet_list list = { "" };

		assert_int_equal(gal_query_facets(f->store, &query,
				     cases[i].facet, collect, &list, NULL),
		    GAL_OK);
		assert_string_equal(list.text, cases[i].expected);
	}
}

/* Pieces that have broken search boxes elsewhere, in pairs: 210 queries.
 * Each answers, or says in words why there is nothing to look for. */
static void
test_store_query__awkward_queries_answer_or_explain(void **state)
{
	static const char *const pieces[] = { "love", "don't", "don\u2019t",
		"gpt-4o", "a:b", "\"", "\"\"", "\"unclosed phrase", "'", "''",
		"*", "a*", "**", "-", "--", "-x", "- x", "(", ")", "()", "((",
		"AND", "OR", "NOT", "NEAR", "NEAR/", "NEAR/0", "NEAR/99999",
		"NEAR(a b, 5)", "^", "^love", "{a b}:c", "title:love", "+",
		"love + grief", "\\", "/", "a/b", "%", "_", "x_y", ";",
		"; DROP TABLE post; --", "' OR 1=1 --", "\xF0\x9F\x98\x8D",
		"\xF0\x9F\x92\x8D ring", "\u202Eevil", "\x1b[31m", "\xff\xfe",
		"caf\u00e9", "e\u0301", "\u611b",
		"\u0645\u0631\u062d\u0628\u0627", "a\tb", "a\nb", "0", "1e9",
		"NULL", "null", "rowid", "post_fts", "$1", "?1", ":name", "@x",
		"#tag", "<b>", "&amp;", "[x]", "{", "}", "|", "~", "`", "=",
		"<>", "!=", "..", "...", "u/someone", "r/place",
		"https://example.org/?a=b&c=d", "\u00a0", "\u200b", "I", "a",
		"\"a b\"*", "\"-a\"", "-\"", "*a", "a*b", "O'Neil's",
		"rock'n'roll", "C++", "x-", "-x -y", "OR OR OR", "NEAR NEAR",
		"a OR -b", "-a OR b", "\"OR\"", "or", "and", "near" };
	struct fixture *f = *state;
	size_t n = sizeof(pieces) / sizeof(pieces[0]), asked = 0;

	for (size_t i = 0; i < 2 * n; i++) {
		struct gal_buffer match = GAL_BUFFER(1 << 16);
		struct gal_query query = { 0 };
		struct gal_query_total total = { -1, -1 };
		struct gal_error err = { 0 };
		char typed[256];
		enum gal_status status;

		(void)snprintf(typed, sizeof(typed), "%s%s%s", pieces[i % n],
		    i < n ? "" : " ", i < n ? "" : pieces[(i * 7 + 3) % n]);
		status = gal_query_words(&match, NULL, gal_str_of(typed), &err);
		if (status == GAL_OK) {
			query.match = match.data;
			status =
			    gal_query_count(&total, f->store, &query, &err);
			assert_int_equal(status, GAL_OK);
			assert_true(total.posts >= 0);
		} else {
			assert_int_equal(status, GAL_ARGUMENT);
			assert_true(strlen(err.message) > 20);
		}
		gal_buffer_free(&match);
		asked++;
	}
	assert_true(asked >= 200);
}

static void
test_store_query__long_input_is_bounded(void **state)
{
	struct fixture *f = *state;
	struct gal_buffer match = GAL_BUFFER(1 << 16);
	struct gal_query query = { 0 };
	struct gal_query_total total = { -1, -1 };
	struct gal_error err = { 0 };
	char *typed = malloc(10241);

	assert_non_null(typed);
	memset(typed, 'x', 10240);
	typed[10240] = '\0';
	assert_int_equal(
	    gal_query_words(&match, NULL, gal_str_of(typed), &err), GAL_OK);
	query.match = match.data;
	assert_int_equal(
	    gal_query_count(&total, f->store, &query, &err), GAL_OK);
	assert_int_equal(total.posts, 0);
	for (size_t i = 1; i < 10240; i += 2)
		typed[i] = ' ';
	assert_int_equal(gal_query_words(&match, NULL, gal_str_of(typed), &err),
	    GAL_ARGUMENT);
	free(typed);
	gal_buffer_free(&match);
}

static void
test_store_query__dropped_pieces_are_counted(void **state)
{
	struct gal_buffer match = GAL_BUFFER(1 << 16);
	struct gal_error err = { 0 };
	size_t dropped = 0;

	(void)state;
	assert_int_equal(gal_query_words(&match, &dropped,
			     gal_str_of("love \xF0\x9F\x98\x8D !!"), &err),
	    GAL_OK);
	assert_int_equal(dropped, 2);
	assert_string_equal(match.data, "((\"love\"))");
	gal_buffer_clear(&match);
	assert_int_equal(
	    gal_query_words(&match, &dropped, gal_str_of("-love"), &err),
	    GAL_ARGUMENT);
	gal_buffer_free(&match);
}

#define T(behaviour)                                                           \
	cmocka_unit_test_setup_teardown(                                       \
	    test_store_query__##behaviour, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(words_mean_what_people_expect),
		T(filters_narrow),
		T(a_page_by_time_is_a_cut_of_all),
		T(newest_posts_are_found_without_a_sort_of_all),
		T(hits_are_byte_offsets),
		T(raw_syntax_errors_are_told),
		T(facets_count_posts_and_authors),
		T(awkward_queries_answer_or_explain),
		T(long_input_is_bounded),
		T(dropped_pieces_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
