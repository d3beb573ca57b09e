#include <sqlite3.h>

#include "store/query_sql.h"
#include "store/world.h"

static struct gal_store *
filled(const char *path, uint64_t seed)
{
	struct gal_store *store = world_open(path);
	struct gal_rng rng = { seed, 1, 0 };
	size_t order[WORLD_COPIES];

	world_order(order, &rng);
	world_write(store, 5, order, 0, WORLD_COPIES, &rng, NULL);
	return store;
}

static int
compare_posts(
    const struct gal_timeline_post *a, const struct gal_timeline_post *b)
{
	int order = memcmp(&a->author, &b->author, sizeof(a->author));

	if (order == 0)
		order = (a->created_utc > b->created_utc) -
		    (a->created_utc < b->created_utc);
	if (order == 0)
		order = (a->row_id > b->row_id) - (a->row_id < b->row_id);
	return order;
}

/* Rows of a pass, folded into one number; *n counts them. */
static uint64_t
fold_pass(struct gal_store *store, const struct gal_timeline_filter *filter,
    size_t *n)
{
	struct gal_store_timeline *timeline = NULL;
	const struct gal_timeline_post *post;
	struct gal_timeline_post last = { 0 };
	uint64_t fold = 0;
	enum gal_status status;
	struct gal_error err = { 0 };

	*n = 0;
	assert_ok(gal_store_timeline_open(&timeline, store, filter, &err));
	while ((status = gal_store_timeline_next(&post, timeline, &err)) ==
	    GAL_OK) {
		if (*n > 0)
			assert_true(compare_posts(&last, post) < 0);
		last = *post;
		fold = gal_hash_bytes(&post->row_id, 8, fold);
		fold = gal_hash_bytes(&post->observed_utc, 8, fold);
		fold = gal_hash_bytes(&post->stage, 1, fold);
		fold = gal_hash_bytes(&post->valence, sizeof(float), fold);
		fold = gal_hash_bytes(
		    post->codes, post->code_count * sizeof(uint16_t), fold);
		(*n)++;
	}
	assert_int_equal(status, GAL_END);
	gal_store_timeline_close(timeline);
	return fold;
}

static void
test_store_timeline__is_the_same_in_every_database(void **state)
{
	const char *paths[2] = { world_path("ta"), world_path("tb") };
	struct gal_store *a = filled(paths[0], 1), *b = filled(paths[1], 2);
	struct gal_timeline_filter all = { .with_anonymous = true,
		.with_bots = true };
	struct gal_timeline_filter named = { 0 };
	struct gal_store_info info;
	size_t n = 0, m = 0;

	(void)state;
	assert_int_equal(fold_pass(a, &all, &n), fold_pass(b, &all, &m));
	assert_int_equal(n, m);
	assert_ok(gal_store_info(&info, a, &err));
	assert_int_equal(n, info.posts);
	assert_int_equal(fold_pass(a, &named, &n), fold_pass(b, &named, &m));
	assert_true(n > 0 && n < (size_t)info.posts);
	gal_store_close(a);
	gal_store_close(b);
	(void)unlink(paths[0]);
	(void)unlink(paths[1]);
}

/* The world is written in parts of few rows (world_open); here in one. */
static void
test_store_timeline__parts_change_nothing(void **state)
{
	const char *paths[2] = { world_path("tparts"), world_path("twhole") };
	struct gal_timeline_filter all = { .with_anonymous = true,
		.with_bots = true };
	struct gal_timeline_filter late = { .has_since = true,
		.since = 1600000000 + 5 * 86400 };
	struct gal_store *parts = filled(paths[0], 3);
	struct gal_store *whole = world_open(paths[1]);
	struct gal_rng rng = { 3, 1, 0 };
	size_t order[WORLD_COPIES], n = 0, m = 0;
	int64_t count = 0;

	(void)state;
	whole->timeline_rows.part_rows = 0;
	world_order(order, &rng);
	world_write(whole, 5, order, 0, WORLD_COPIES, &rng, NULL);
	assert_ok(gal_store_ask(&count, parts,
	    "SELECT count(DISTINCT part) FROM timeline", 0, &err));
	assert_true(count > 1);
	assert_ok(gal_store_ask(
	    &count, whole, "SELECT count(*) FROM timeline_part", 0, &err));
	assert_int_equal(count, 1);
	assert_int_equal(
	    fold_pass(parts, &all, &n), fold_pass(whole, &all, &m));
	assert_int_equal(n, m);
	assert_int_equal(
	    fold_pass(parts, &late, &n), fold_pass(whole, &late, &m));
	gal_store_close(parts);
	gal_store_close(whole);
	(void)unlink(paths[0]);
	(void)unlink(paths[1]);
}

static void
test_store_timeline__filters_by_time_and_community(void **state)
{
	const char *path = world_path("tf");
	struct gal_store *store = filled(path, 1);
	struct gal_timeline_filter whole = { 0 }, early = { 0 }, late = { 0 };
	struct gal_timeline_filter none = { 0 };
	int64_t nothing = 0;
	size_t n = 0, before = 0, after = 0, empty = 1;

	(void)state;
	early.has_until = late.has_since = true;
	early.until = late.since = 1600000000 + 5 * 86400;
	none.communities = &nothing;
	(void)fold_pass(store, &whole, &n);
	(void)fold_pass(store, &early, &before);
	(void)fold_pass(store, &late, &after);
	(void)fold_pass(store, &none, &empty);
	assert_true(before > 0 && after > 0);
	assert_int_equal(before + after, n);
	assert_int_equal(empty, 0);
	gal_store_close(store);
	(void)unlink(path);
}

/* What is not there or out of order is damage, not the caller's fault. */
static void
assert_damage_told(struct gal_store *store, const char *path, const char *set)
{
	struct gal_store_timeline *timeline = NULL;
	const struct gal_timeline_post *post = NULL;
	struct gal_timeline_filter filter = { 0 };
	struct gal_error err = { 0 };
	char sql[96];
	sqlite3 *db = NULL;

	(void)snprintf(sql, sizeof(sql), "UPDATE timeline SET %s", set);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	(void)sqlite3_close(db);
	assert_ok(gal_store_timeline_open(&timeline, store, &filter, &err));
	assert_int_equal(
	    gal_store_timeline_next(&post, timeline, &err), GAL_CORRUPT);
	gal_store_timeline_close(timeline);
}

static void
test_store_timeline__carries_the_reading(void **state)
{
	const char *path = world_path("tr");
	struct gal_store *store = world_open(path);
	struct gal_tag tags[3] = { { 0, GAL_FIELD_TEXT, 0, 0, 1, 1.0f },
		{ 2, GAL_FIELD_TEXT, 3, 0, 1, 1.0f },
		{ 2, GAL_FIELD_TEXT, 3, 4, 5, 1.0f } };
	struct gal_store_record r = { 0 };
	struct gal_store_timeline *timeline = NULL;
	const struct gal_timeline_post *post = NULL;
	struct gal_timeline_filter filter = { 0 };

	(void)state;
	gal_post_clear(&r.post);
	r.post.kind = GAL_KIND_COMMENT;
	r.post.row_id = 77;
	r.post.native_id = GAL_STR("12");
	r.post.has_author = true;
	r.post.author.bytes[15] = 9;
	r.post.text = GAL_STR("some text");
	r.content_utc = GAL_ABSENT;
	r.has_reading = true;
	r.reading = (struct gal_reading){ .stance = GAL_STANCE_OTHER,
		.stage = 3,
		.valence = -0.25f,
		.words = 2,
		.tags = tags,
		.tag_count = 3 };
	assert_ok(gal_store_write_batch(store, &r, 1, NULL, NULL, &err));
	assert_ok(gal_store_timeline_open(&timeline, store, &filter, &err));
	assert_ok(gal_store_timeline_next(&post, timeline, &err));
	assert_int_equal(post->row_id, 77);
	assert_int_equal(post->created_utc, GAL_ABSENT);
	assert_int_equal(post->observed_utc, GAL_ABSENT);
	assert_true(post->has_reading);
	assert_int_equal(post->stance, GAL_STANCE_OTHER);
	assert_int_equal(post->stage, 3);
	assert_true(post->valence == -0.25f);
	assert_int_equal(post->code_count, 2);
	assert_int_equal(post->codes[0], 0);
	assert_int_equal(post->codes[1], 2);
	gal_store_timeline_close(timeline);
	assert_damage_told(store, path, "codes = x'0300'");
	assert_damage_told(store, path, "codes = x'02000000'");
	assert_damage_told(store, path, "codes = x'01000100'");
	assert_damage_told(store, path, "codes = x'0000', stage = 4");
	gal_store_close(store);
	(void)unlink(path);
}

/* Whether SQLite would look at all rows of the timeline, be it for a filter of
 * its own, to run the statement. */
static bool
reads_all(struct gal_store *store, const char *text)
{
	char explain[2048];
	sqlite3_stmt *s = NULL;
	bool all = false;

	(void)snprintf(explain, sizeof(explain), "EXPLAIN QUERY PLAN %s", text);
	assert_int_equal(
	    sqlite3_prepare_v2(store->db, explain, -1, &s, NULL), SQLITE_OK);
	while (sqlite3_step(s) == SQLITE_ROW) {
		const char *step = (const char *)sqlite3_column_text(s, 3);

		all |= strstr(step, "BLOOM") != NULL ||
		    strncmp(step, "SCAN t", 6) == 0;
	}
	(void)sqlite3_finalize(s);
	return all;
}

static void
test_store_timeline__an_author_is_looked_up_in_each_part(void **state)
{
	const char *path = world_path("tauthor");
	struct gal_store *store = filled(path, 4);
	const struct gal_query query = { .has_author = true, .limit = 20 };
	struct gal_error err = { 0 };
	struct gal_query_sql sql = gal_query_sql_new(false, &err);

	(void)state;
	/* rows counted of the timeline and not of the few parts, as after an
	 * ingest, make SQLite think of a Bloom filter */
	assert_ok(gal_store_exec(store, "ANALYZE timeline", &err));
	assert_false(reads_all(store, gal_sql_text(SQL_TIMELINE_OF_AUTHOR)));
	gal_query_sql_list(&sql, store, &query);
	assert_ok(sql.status);
	assert_false(reads_all(store, sql.text.data));
	gal_buffer_free(&sql.text);
	gal_store_close(store);
	(void)unlink(path);
}

static void
assert_facts(struct gal_store *store)
{
	struct gal_store_span span;
	struct gal_store_info info;
	int64_t authors = 0;

	assert_ok(gal_store_ask(&authors, store,
	    "SELECT count(DISTINCT author) FROM timeline WHERE author <> x''",
	    0, &err));
	assert_ok(gal_store_info(&info, store, &err));
	assert_int_equal(info.authors, authors);
	assert_ok(gal_store_span(&span, store, &err));
	assert_int_equal(span.simulated, info.simulated > 0);
	assert_int_equal(span.first_utc, info.first_utc);
	assert_int_equal(span.last_utc, info.last_utc);
}

/* Counted by the rollup and without it. */
static void
test_store_timeline__facts_of_all_posts(void **state)
{
	const char *path = world_path("tfacts");
	struct gal_store *store = world_open(path);
	struct gal_rng rng = { 5, 1, 0 };
	size_t order[WORLD_COPIES];

	(void)state;
	assert_facts(store);
	world_order(order, &rng);
	world_write(store, 5, order, 0, WORLD_COPIES, &rng, NULL);
	assert_facts(store);
	assert_ok(gal_store_finish(store, false, &err));
	assert_facts(store);
	assert_ok(gal_store_exec(
	    store, "UPDATE timeline SET flags = flags | 64", &err));
	assert_facts(store);
	gal_store_close(store);
	(void)unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_store_timeline__parts_change_nothing),
		cmocka_unit_test(
		    test_store_timeline__is_the_same_in_every_database),
		cmocka_unit_test(
		    test_store_timeline__filters_by_time_and_community),
		cmocka_unit_test(test_store_timeline__carries_the_reading),
		cmocka_unit_test(
		    test_store_timeline__an_author_is_looked_up_in_each_part),
		cmocka_unit_test(test_store_timeline__facts_of_all_posts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
