/* What the rollup says is what a count of the posts says, at every moment. */
#include <sqlite3.h>

#include "store/world.h"

extern const char to_schema_5[]; /* to_schema_5.sql, embedded */

struct row {
	char value[64];
	int64_t posts;
	int64_t authors;
};

struct rows {
	struct row rows[128];
	size_t count;
};

static enum gal_status
keep(void *self, const char *value, const struct gal_query_total *total,
    struct gal_error *err)
{
	struct rows *rows = self;
	struct row *row = &rows->rows[rows->count++];

	(void)err;
	assert_true(rows->count < 128);
	memset(row, 0, sizeof(*row));
	(void)snprintf(row->value, sizeof(row->value), "%s", value);
	row->posts = total->posts;
	row->authors = total->authors;
	return GAL_OK;
}

static int64_t
ask(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *s = NULL;
	int64_t answer;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	answer = sqlite3_column_int64(s, 0);
	(void)sqlite3_finalize(s);
	(void)sqlite3_close(db);
	return answer;
}

/* Every facet and the total, as asked and as recounted: a filter that every
 * post passes makes the query count posts. */
static void
assert_equals_recount(const char *path, struct gal_store *store, bool filled)
{
	const uint16_t none = 65535;
	struct gal_query all = { 0 };
	struct gal_query recount = { .absent = &none, .absent_count = 1 };
	struct gal_query_total total, counted;

	assert_int_equal(
	    ask(path, "SELECT EXISTS (SELECT 1 FROM rollup)"), filled);
	assert_ok(gal_query_count(&total, store, &all, &err));
	assert_ok(gal_query_count(&counted, store, &recount, &err));
	assert_int_equal(total.posts, counted.posts);
	assert_int_equal(total.authors, counted.authors);
	for (int f = 0; f < GAL_FACET_COUNT; f++) {
		struct rows asked = { .count = 0 }, again = { .count = 0 };

		assert_ok(gal_query_facets(
		    store, &all, (enum gal_query_facet)f, keep, &asked, &err));
		assert_ok(gal_query_facets(store, &recount,
		    (enum gal_query_facet)f, keep, &again, &err));
		assert_int_equal(asked.count, again.count);
		for (size_t i = 0; i < asked.count; i++) {
			const struct row *a = &asked.rows[i];
			const struct row *b = &again.rows[i];

			if (memcmp(a, b, sizeof(*a)) != 0)
				fail_msg("%s: '%s' %lld %lld, recounted '%s' "
					 "%lld %lld",
				    gal_query_facet_name(
					(enum gal_query_facet)f),
				    a->value, (long long)a->posts,
				    (long long)a->authors, b->value,
				    (long long)b->posts, (long long)b->authors);
		}
	}
}

static void
tag_again(struct gal_store *store, const char *hash)
{
	struct gal_store_codebook book = world_codebook(hash);
	const struct gal_store_record *records;
	uint64_t pending = 0;
	size_t n = 0;

	assert_ok(gal_store_retag_begin(store, &book, &pending, &err));
	while (gal_store_retag_next(store, &records, &n, NULL) == GAL_OK) {
		static struct gal_reading readings[WORLD_COPIES];
		static struct gal_tag tags[WORLD_COPIES];

		memset(readings, 0, sizeof(readings));
		for (size_t i = 0; i < n; i++) {
			tags[i] = (struct gal_tag){ 2, GAL_FIELD_NONE, 3, 0, 0,
				1.0f };
			readings[i].stage = (uint8_t)(i % 4);
			readings[i].tags = &tags[i];
			readings[i].tag_count = i % 3 == 0;
		}
		assert_ok(gal_store_retag_write(store, readings, &err));
	}
	assert_ok(gal_store_retag_end(store, &err));
}

static void
test_store_rollup__equals_a_recount_after_every_command(void **state)
{
	uint64_t gone = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 6; seed++) {
		const char *path = world_path("rollup");
		const char *other_path = world_path("rollup_other");
		struct gal_store *store = world_open(path);
		struct gal_store *other = world_open(other_path);
		struct gal_store_purged purged;
		struct gal_pseudonym author = { { 3 } };
		struct gal_rng rng = { seed, 0, 0 };
		size_t order[WORLD_COPIES];
		size_t half = WORLD_COPIES / 2;

		world_order(order, &rng);
		world_write(store, seed, order, 0, half / 4, &rng, NULL);
		assert_equals_recount(path, store, false);
		assert_ok(gal_store_finish(store, false, &err));
		assert_equals_recount(path, store, true);
		world_write(store, seed, order, half / 4, half, &rng, NULL);
		assert_equals_recount(path, store, false);
		assert_ok(gal_store_finish(store, false, &err));
		assert_equals_recount(path, store, true);

		world_write(other, seed, order, half, WORLD_COPIES, &rng, NULL);
		assert_ok(gal_store_merge(store, &other, 1, NULL, &err));
		assert_ok(gal_store_finish(store, true, &err));
		assert_equals_recount(path, store, true);

		tag_again(store, "bb22");
		assert_equals_recount(path, store, false);
		assert_ok(gal_store_finish(store, false, &err));
		assert_equals_recount(path, store, true);

		assert_ok(
		    gal_store_purge(store, NULL, 0, &author, 1, &purged, &err));
		gone += purged.posts;
		assert_equals_recount(path, store, false);
		assert_ok(gal_store_scrub(store, &err));
		assert_equals_recount(path, store, true);
		assert_whole(store);
		gal_store_close(store);
		gal_store_close(other);
		(void)unlink(path);
		(void)unlink(other_path);
	}
	assert_true(gone > 0);
}

static void
test_store_rollup__an_older_database_gets_one(void **state)
{
	const char *path = world_path("rollup_older");
	struct gal_store *store = world_open(path);
	struct gal_rng rng = { 9, 0, 0 };
	size_t order[WORLD_COPIES];
	struct gal_error err = { 0 };
	sqlite3 *db = NULL;

	(void)state;
	world_order(order, &rng);
	world_write(store, 9, order, 0, WORLD_COPIES, &rng, NULL);
	gal_store_close(store);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(db, to_schema_5, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(db,
		"DROP INDEX timeline_by_post; "
		"DROP TABLE rollup; DROP VIEW tags; "
		"ALTER TABLE rule DROP COLUMN value; "
		"CREATE VIEW tags AS SELECT 1; PRAGMA user_version = 1",
		NULL, NULL, NULL),
	    SQLITE_OK);
	(void)sqlite3_close(db);
	assert_int_equal(
	    gal_store_open(&store, path, GAL_STORE_READ, &err), GAL_SCHEMA);
	assert_ok(gal_store_open(&store, path, GAL_STORE_WRITE, &err));
	assert_equals_recount(path, store, false);
	assert_ok(gal_store_finish(store, false, &err));
	assert_equals_recount(path, store, true);
	/* it was classified before values were kept */
	assert_null(gal_store_codebook(store)->rules[3].value);
	gal_store_close(store);
	(void)unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_store_rollup__equals_a_recount_after_every_command),
		cmocka_unit_test(test_store_rollup__an_older_database_gets_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
