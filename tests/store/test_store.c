#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "store/rule_tags.h"
#include "store/world.h"

static void
make_file(const char *path, const char *sql)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	(void)sqlite3_close(db);
}

static void
assert_refused(const char *path, enum gal_store_mode mode,
    enum gal_status status, const char *message)
{
	struct gal_store *store = NULL;
	struct gal_error err = { 0 };

	assert_int_equal(gal_store_open(&store, path, mode, &err), status);
	assert_null(store);
	assert_string_equal(err.place, path);
	if (strstr(err.message, message) == NULL)
		fail_msg("'%s' does not say '%s'", err.message, message);
}

static void
test_store_store__refuses_what_it_cannot_use(void **state)
{
	const char *path = world_path("refuse");

	(void)state;
	assert_refused(path, GAL_STORE_READ, GAL_NOT_FOUND, "no such");
	assert_refused(path, GAL_STORE_WRITE, GAL_NOT_FOUND, "no such");
	assert_int_equal(access(path, F_OK), -1);
	assert_refused(".", GAL_STORE_CREATE, GAL_FORMAT, "directory");
	assert_refused("/proc/nowhere.db", GAL_STORE_CREATE, GAL_READ_ONLY,
	    "cannot be opened");

	make_file(path, "CREATE TABLE notes (x)");
	assert_refused(
	    path, GAL_STORE_CREATE, GAL_FORMAT, "of another program");
	(void)unlink(path);
	gal_store_close(world_open(path));
	make_file(path, "PRAGMA user_version = 99");
	assert_refused(path, GAL_STORE_READ, GAL_SCHEMA, "newer galatea");
	assert_refused(path, GAL_STORE_WRITE, GAL_SCHEMA, "newer galatea");
	/* a damaged header; migrations would be read from before the first */
	make_file(path, "PRAGMA user_version = -100663291");
	assert_refused(path, GAL_STORE_READ, GAL_CORRUPT, "schema version");
	assert_refused(path, GAL_STORE_WRITE, GAL_CORRUPT, "schema version");
	make_file(path, "PRAGMA user_version = 0");
	assert_refused(path, GAL_STORE_WRITE, GAL_CORRUPT, "schema version");
	(void)unlink(path);
}

static void
test_store_store__a_second_writer_is_told(void **state)
{
	const char *path = world_path("busy");
	struct gal_store *store = world_open(path);
	struct gal_store_codebook book = world_codebook("aa11");
	struct gal_store_file file = { .name = "a.zst", .settings = "" };
	struct gal_error err = { 0 };
	sqlite3 *other = NULL;

	(void)state;
	assert_int_equal(sqlite3_open(path, &other), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL),
	    SQLITE_OK);
	/* what is there already need not be written */
	assert_ok(gal_store_set_codebook(store, &book, &err));
	assert_int_equal(gal_store_file_begin(store, &file, &err), GAL_BUSY);
	assert_non_null(
	    strstr(err.message, "the database is held by another process"));
	(void)sqlite3_close(other);
	gal_error_clear(&err);
	assert_ok(gal_store_file_begin(store, &file, &err));
	gal_store_close(store);
	(void)unlink(path);
}

/* A process that holds the database until it is killed. */
static pid_t
hold_elsewhere(const char *path)
{
	int ready[2];
	char sign = 0;
	pid_t child;

	assert_int_equal(pipe(ready), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		sqlite3 *db = NULL;

		if (sqlite3_open(path, &db) == SQLITE_OK &&
		    sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) ==
			SQLITE_OK &&
		    write(ready[1], "1", 1) == 1)
			(void)pause();
		_exit(1);
	}
	(void)close(ready[1]);
	assert_int_equal(read(ready[0], &sign, 1), 1);
	(void)close(ready[0]);
	return child;
}

static void
test_store_store__a_second_writer_is_told_who_holds_it(void **state)
{
	const char *path = world_path("holder");
	struct gal_store_file file = { .name = "a.zst", .settings = "" };
	struct gal_store *store;
	struct gal_error err = { 0 };
	char expected[64];
	pid_t child;

	(void)state;
	if (access("/proc/locks", R_OK) != 0)
		skip();
	gal_store_close(world_open(path));
	child = hold_elsewhere(path);
	assert_ok(gal_store_open(&store, path, GAL_STORE_READ, &err));
	gal_store_close(store);
	if (gal_store_open(&store, path, GAL_STORE_WRITE, &err) == GAL_OK) {
		assert_int_equal(
		    gal_store_file_begin(store, &file, &err), GAL_BUSY);
		gal_store_close(store);
	}
	(void)snprintf(
	    expected, sizeof(expected), "(process %ld)", (long)child);
	if (strstr(err.message, expected) == NULL)
		fail_msg("'%s' does not say '%s'", err.message, expected);
	(void)kill(child, SIGKILL);
	(void)waitpid(child, NULL, 0);
	(void)unlink(path);
}

static void
test_store_store__a_reader_undoes_what_a_killed_writer_began(void **state)
{
	static const char sql[] =
	    "PRAGMA cache_size = 1; BEGIN IMMEDIATE; DELETE FROM rung;"
	    "CREATE TABLE large AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL "
	    "SELECT i + 1 FROM n WHERE i < 2000) SELECT i, hex(zeroblob(500)) "
	    "FROM n";
	const char *path = world_path("cut");
	char journal[4096];
	struct gal_store *store;
	pid_t child;

	(void)state;
	gal_store_close(world_open(path));
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		sqlite3 *db = NULL;

		(void)sqlite3_open(path, &db);
		(void)sqlite3_exec(db, sql, NULL, NULL, NULL);
		_exit(0);
	}
	(void)waitpid(child, NULL, 0);
	(void)snprintf(journal, sizeof(journal), "%s-journal", path);
	assert_int_equal(access(journal, F_OK), 0);
	assert_int_equal(
	    gal_store_open(&store, path, GAL_STORE_READ, NULL), GAL_OK);
	assert_int_equal(gal_store_codebook(store)->rung_count, 3);
	gal_store_close(store);
	(void)unlink(path);
}

static void
test_store_store__a_gap_in_the_codebook_is_damage(void **state)
{
	static const char *const gaps[] = { "UPDATE rung SET rung = 9 WHERE "
					    "rung = 2",
		"DELETE FROM code WHERE id = 1",
		"DELETE FROM rule WHERE "
		"id = 0" };
	const char *path = world_path("gap");

	(void)state;
	for (size_t i = 0; i < sizeof(gaps) / sizeof(gaps[0]); i++) {
		gal_store_close(world_open(path));
		make_file(path, gaps[i]);
		assert_refused(path, GAL_STORE_READ, GAL_CORRUPT, "codebook");
		(void)unlink(path);
	}
}

/* Whoever reads the tags of its post says so. */
static void
test_store_store__a_tag_of_nothing_is_damage(void **state)
{
	static const char *const damages[] = { "UPDATE tag SET rule = 4",
		"UPDATE tag SET rule = -1", "UPDATE tag SET code = 3",
		"UPDATE tag SET code = -1" };
	const char *path = world_path("nothing");

	(void)state;
	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		struct gal_store *store = world_open(path);
		struct gal_store_rule_tags *by_rule = NULL;
		const struct gal_store_rule_tag *tags = NULL;
		struct gal_rng rng = { 3, 3, 0 };
		size_t order[WORLD_COPIES], n = 0;
		char hash[GAL_STORE_HASH_SIZE];
		struct gal_error dump_err = { 0 }, tags_err = { 0 };
		int64_t post = 0;

		world_order(order, &rng);
		world_write(store, 5, order, 0, WORLD_COPIES, &rng, NULL);
		assert_ok(gal_store_ask(
		    &post, store, "SELECT min(post) FROM tag", 0, &err));
		/* one of its tags, so that no key is there twice */
		assert_ok(gal_store_exec(store,
		    "DELETE FROM tag WHERE post <> (SELECT min(post) FROM tag) "
		    "OR code <> (SELECT code FROM tag ORDER BY post LIMIT 1)",
		    &err));
		assert_ok(gal_store_exec(store, damages[i], &err));
		assert_int_equal(
		    gal_store_dump(hash, store, NULL, NULL, &dump_err),
		    GAL_CORRUPT);
		assert_ok(gal_store_rule_tags_open(&by_rule, store, &err));
		assert_int_equal(
		    gal_store_rule_tags_of(&tags, &n, by_rule, post, &tags_err),
		    GAL_CORRUPT);
		gal_store_rule_tags_close(by_rule);
		gal_store_close(store);
		(void)unlink(path);
	}
}

static void
test_store_store__keeps_one_key(void **state)
{
	const char *path = world_path("key");
	struct gal_store *store = world_open(path);
	struct gal_error err = { 0 };
	bool has_key = true;

	(void)state;
	assert_ok(gal_store_has_key(&has_key, store, &err));
	assert_false(has_key);
	assert_ok(gal_store_check_key(store, "0123", &err));
	assert_ok(gal_store_has_key(&has_key, store, &err));
	assert_true(has_key);
	assert_ok(gal_store_check_key(store, "0123", &err));
	assert_int_equal(gal_store_check_key(store, "4567", &err), GAL_KEY);
	gal_store_close(store);
	(void)unlink(path);
}

static void
test_store_store__codebook_names_come_back(void **state)
{
	const char *path = world_path("names");
	struct gal_store *store = world_open(path);
	const struct gal_store_codebook *book;
	struct gal_store_codebook other = world_codebook("cc33");
	struct gal_error err = { 0 };

	(void)state;
	gal_store_close(store);
	assert_ok(gal_store_open(&store, path, GAL_STORE_READ, &err));
	book = gal_store_codebook(store);
	assert_string_equal(book->hash, "aa11");
	assert_int_equal(book->code_count, 3);
	assert_int_equal(book->rule_count, 4);
	assert_int_equal(book->rung_count, 3);
	assert_string_equal(book->codes[1].name, "benefit.loneliness");
	assert_int_equal(book->rules[1].revision, 3);
	assert_null(book->rules[1].value);
	assert_string_equal(book->rules[3].value, "deep");
	assert_string_equal(book->rungs[2], "companion");
	assert_int_equal(gal_store_find_code(store, "bond.love"), 0);
	assert_int_equal(gal_store_find_code(store, "bond.hate"), -1);
	gal_store_close(store);
	assert_ok(gal_store_open(&store, path, GAL_STORE_WRITE, &err));
	assert_int_equal(
	    gal_store_set_codebook(store, &other, &err), GAL_CODEBOOK);
	gal_store_close(store);
	(void)unlink(path);
}

static void
test_store_store__leaves_one_file_that_opens_without_the_right_to_write(
    void **state)
{
	const char *path = world_path("readonly");
	struct gal_store *store = world_open(path);
	char side[200];

	(void)state;
	gal_store_close(store);
	(void)snprintf(side, sizeof(side), "%s-wal", path);
	assert_int_equal(access(side, F_OK), -1);
	assert_int_equal(chmod(path, 0444), 0);
	assert_ok(gal_store_open(&store, path, GAL_STORE_READ, &err));
	gal_store_close(store);
	(void)unlink(path);
}

static void
test_store_store__verify_finds_a_stale_index(void **state)
{
	const char *path = world_path("stale");
	struct gal_store *store = world_open(path);
	struct gal_buffer faults = GAL_BUFFER(1 << 16);
	struct gal_rng rng = { 3, 3, 0 };
	size_t order[WORLD_COPIES];
	bool checked = false;

	(void)state;
	world_order(order, &rng);
	world_write(store, 5, order, 0, WORLD_COPIES, &rng, NULL);
	gal_store_close(store);
	make_file(path,
	    "UPDATE post SET text = 'changed by another tool' "
	    "WHERE id = (SELECT max(id) FROM post)");
	assert_ok(gal_store_open(&store, path, GAL_STORE_WRITE, &err));
	assert_ok(gal_store_verify(&faults, &checked, store, &err));
	assert_true(checked);
	assert_non_null(strstr(faults.data, "does not fit the text"));
	gal_buffer_free(&faults);
	gal_store_close(store);
	(void)unlink(path);
}

static void
test_store_store__finds_all_spellings_of_a_community(void **state)
{
	const char *path = world_path("spellings");
	struct gal_store *store = world_open(path);
	struct gal_buffer ids = GAL_BUFFER(4096);
	struct gal_rng rng = { 3, 3, 0 };
	size_t order[WORLD_COPIES], count = 0;
	const struct gal_store_community *all;
	struct gal_error err = { 0 };

	(void)state;
	world_order(order, &rng);
	world_write(store, 5, order, 0, WORLD_COPIES, &rng, NULL);
	assert_ok(gal_store_communities(&all, &count, store, &err));
	assert_ok(
	    gal_store_find_communities(&ids, store, GAL_STR("PLACE1"), &err));
	assert_true(ids.len / sizeof(int64_t) >= 2);
	assert_true(ids.len / sizeof(int64_t) < count);
	/* as ingest takes names and ids */
	{
		static const char *const same[] = { "r/place1", "/r/Place1",
			"t5_2S1", "2s1" };
		size_t expected = ids.len;

		for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
			gal_buffer_clear(&ids);
			assert_ok(gal_store_find_communities(
			    &ids, store, gal_str_of(same[i]), &err));
			assert_true(ids.len > 0 && ids.len <= expected);
		}
	}
	assert_int_equal(
	    gal_store_find_communities(&ids, store, GAL_STR("nowhere"), &err),
	    GAL_NOT_FOUND);
	gal_buffer_free(&ids);
	gal_store_close(store);
	(void)unlink(path);
}

static void
test_store_store__communities_are_named_in_any_case_of_any_script(void **state)
{
	static const struct gal_store_community all[] = {
		{ 1, GAL_PLATFORM_TELEGRAM, "", "Чайники", "77" },
		{ 2, GAL_PLATFORM_DISCORD, "", "caf\xc3\xa9", "" },
		{ 3, GAL_PLATFORM_TELEGRAM, "", "Tea pots", "77" },
	};
	struct gal_buffer ids = GAL_BUFFER(4096);
	struct gal_error err = { 0 };

	(void)state;
	assert_ok(
	    gal_communities_match(&ids, all, 3, GAL_STR("чАЙНИКИ"), &err));
	assert_int_equal(
	    2 * sizeof(int64_t), ids.len); /* its other name, too */
	gal_buffer_clear(&ids);
	assert_ok(
	    gal_communities_match(&ids, all, 3, GAL_STR("CAFE\xcc\x81"), &err));
	assert_int_equal(sizeof(int64_t), ids.len);
	assert_int_equal(2, *(const int64_t *)(const void *)ids.data);
	assert_int_equal(GAL_NOT_FOUND,
	    gal_communities_match(&ids, all, 3, GAL_STR("cafe"), &err));
	gal_buffer_free(&ids);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_store_store__refuses_what_it_cannot_use),
		cmocka_unit_test(test_store_store__a_second_writer_is_told),
		cmocka_unit_test(
		    test_store_store__a_second_writer_is_told_who_holds_it),
		cmocka_unit_test(
		    test_store_store__a_reader_undoes_what_a_killed_writer_began),
		cmocka_unit_test(
		    test_store_store__a_gap_in_the_codebook_is_damage),
		cmocka_unit_test(test_store_store__a_tag_of_nothing_is_damage),
		cmocka_unit_test(test_store_store__keeps_one_key),
		cmocka_unit_test(test_store_store__codebook_names_come_back),
		cmocka_unit_test(
		    test_store_store__leaves_one_file_that_opens_without_the_right_to_write),
		cmocka_unit_test(test_store_store__verify_finds_a_stale_index),
		cmocka_unit_test(
		    test_store_store__finds_all_spellings_of_a_community),
		cmocka_unit_test(
		    test_store_store__communities_are_named_in_any_case_of_any_script),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
