/* Every kind of damage that can be told is told, and no other. */
#include <sqlite3.h>

#include "store/world.h"

static void
run_sql(const char *path, const char *sql)
{
	char *message = NULL;
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", sql, message);
	(void)sqlite3_close(db);
}

static void
fill(const char *path)
{
	struct gal_store *store = world_open(path);
	struct gal_rng rng = { 91, 0, 0 };
	size_t order[WORLD_COPIES];

	world_order(order, &rng);
	world_write(store, 5, order, 0, WORLD_COPIES, &rng, NULL);
	gal_store_close(store);
}

/* The faults that are told of the database, one a line. */
static void
tell_faults(
    struct gal_buffer *faults, const char *path, enum gal_store_mode mode)
{
	struct gal_store *store = NULL;
	bool checked = false;

	assert_ok(gal_store_open(&store, path, mode, &err));
	world_give_veil(store);
	assert_ok(gal_store_verify(faults, &checked, store, &err));
	assert_int_equal(checked, mode != GAL_STORE_READ);
	gal_store_close(store);
}

static void
test_store_verify__each_fault_is_told(void **state)
{
	static const struct {
		const char *damage;
		const char *told; /* all of it */
	} cases[] = {
		{ "SELECT 1", "" },
		{ "DELETE FROM timeline WHERE post = "
		  "(SELECT max(id) FROM post)",
		    "1 posts without their timeline row\n"
		    "-1 more timeline rows than posts\n" },
		{ "UPDATE post SET created_utc = created_utc + 1 WHERE id = "
		  "(SELECT max(id) FROM post)",
		    "1 posts without their timeline row\n" },
		{ "UPDATE timeline SET part = 99 WHERE post IN "
		  "(SELECT id FROM post ORDER BY id LIMIT 2)",
		    "2 timeline rows in parts that are missing\n" },
		{ "INSERT INTO tag VALUES (5, 0, 1, 0, 1, 0, 1.0)",
		    "1 tags of posts that are missing\n" },
		{ "UPDATE tag SET rule = 77 WHERE post = "
		  "(SELECT min(post) FROM tag WHERE code = 0)",
		    "1 tags of codes or rules that are missing\n" },
		{ "UPDATE timeline SET codes = x'' WHERE post = "
		  "(SELECT min(post) FROM tag)",
		    "1 timeline rows with other codes than the post's tags\n" },
		{ "UPDATE timeline SET stage = 4 WHERE post = (SELECT "
		  "min(post) FROM timeline WHERE unread = 0)",
		    "1 timeline rows on rungs that are missing\n" },
		{ "INSERT INTO narrated VALUES (5, 1, 2)",
		    "1 narrated moves of posts that are missing\n" },
		{ "INSERT INTO tombstone_author SELECT min(author) FROM post",
		    " posts of purged authors that came back\n" },
		{ "INSERT INTO file VALUES (1, 'a', 1, 'h', 's', NULL, NULL, "
		  "'v', 1, 0, 0, 0, 7, 1, 1, 1, 1, 1, 1, NULL, NULL)",
		    "1 files whose counts do not add up\n" },
		{ "UPDATE post SET community = 4711 WHERE id = "
		  "(SELECT max(id) FROM post)",
		    "reference to a missing row: post row " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *path = world_path("verify");
		struct gal_buffer faults = GAL_BUFFER(1 << 16);
		const char *told;

		fill(path);
		run_sql(path, cases[i].damage);
		tell_faults(&faults, path, GAL_STORE_WRITE);
		told = faults.data != NULL ? faults.data : "";
		if (cases[i].told[0] == '\0'
			? told[0] != '\0'
			: strstr(told, cases[i].told) == NULL)
			fail_msg("%s: '%s'", cases[i].damage, told);
		gal_buffer_free(&faults);
		(void)unlink(path);
	}
}

/* Post by post, which only who has the key can tell. */
static void
test_store_verify__purged_posts_that_came_back_are_told(void **state)
{
	const char *path = world_path("back");
	struct gal_buffer faults = GAL_BUFFER(1 << 16);
	struct gal_store *store = NULL;
	int64_t id = 0;
	char sql[120];

	(void)state;
	fill(path);
	assert_ok(gal_store_open(&store, path, GAL_STORE_READ, &err));
	assert_ok(
	    gal_store_ask(&id, store, "SELECT max(id) FROM post", 0, &err));
	gal_store_close(store);
	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO tombstone_post VALUES (%lld)",
	    (long long)world_number(NULL, id));
	run_sql(path, sql);
	tell_faults(&faults, path, GAL_STORE_READ);
	assert_string_equal(faults.data, "1 purged posts that came back\n");
	gal_buffer_clear(&faults);
	/* a list that has not met the key yet says nothing of any post */
	run_sql(path, "INSERT INTO meta VALUES ('plain_tombstones', '1')");
	tell_faults(&faults, path, GAL_STORE_READ);
	assert_int_equal(faults.len, 0);
	gal_buffer_free(&faults);
	(void)unlink(path);
}

/* Pages that were overwritten: by the quick look and by the whole one. */
static void
test_store_verify__damaged_pages_are_told(void **state)
{
	const char *path = world_path("pages");
	struct gal_buffer faults = GAL_BUFFER(1 << 16);
	struct gal_store_health health;
	struct gal_store *store = NULL;
	int64_t page = 0;
	bool checked;
	FILE *f;

	(void)state;
	fill(path);
	assert_ok(gal_store_open(&store, path, GAL_STORE_READ, &err));
	assert_ok(gal_store_check_health(&health, store, INT64_MAX, &err));
	assert_true(health.pages_checked);
	assert_string_equal(health.fault, "");
	assert_ok(gal_store_check_health(&health, store, 0, &err));
	assert_false(health.pages_checked);
	assert_true(health.bytes > 0);
	assert_ok(gal_store_ask(&page, store,
	    "SELECT rootpage FROM sqlite_schema WHERE name = "
	    "'tag_by_code'",
	    0, &err));
	gal_store_close(store);
	f = fopen(path, "r+b");
	assert_non_null(f);
	assert_int_equal(fseek(f, (long)(page - 1) * 8192, SEEK_SET), 0);
	for (int i = 0; i < 64; i++)
		assert_int_not_equal(fputc(0x5a, f), EOF);
	assert_int_equal(fclose(f), 0);
	assert_ok(gal_store_open(&store, path, GAL_STORE_READ, &err));
	assert_ok(gal_store_check_health(&health, store, INT64_MAX, &err));
	assert_true(health.pages_checked);
	assert_true(health.fault[0] != '\0');
	assert_ok(gal_store_verify(&faults, &checked, store, &err));
	assert_non_null(strstr(faults.data, "pages: "));
	gal_buffer_free(&faults);
	gal_store_close(store);
	(void)unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_store_verify__each_fault_is_told),
		cmocka_unit_test(
		    test_store_verify__purged_posts_that_came_back_are_told),
		cmocka_unit_test(test_store_verify__damaged_pages_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
