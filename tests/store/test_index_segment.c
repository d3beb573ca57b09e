/* An index put together from segments is the one FTS5 makes of the same
 * posts: every word at every place, every size, whatever the batches. */
#include <sqlite3.h>

#include "store/index_segment.h"
#include "store/world.h"

#define TEXT_MAX 300000

static sqlite3 *
open_database(const char *path)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	return db;
}

static void
run(sqlite3 *db, const char *sql)
{
	char *message = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", sql, message);
}

static int64_t
ask(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s = NULL;
	int64_t answer;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	answer = sqlite3_column_int64(s, 0);
	(void)sqlite3_finalize(s);
	return answer;
}

/* Against an index that FTS5 itself builds of the same posts. */
static void
assert_same_index(const char *path)
{
	sqlite3 *db = open_database(path);

	run(db,
	    "INSERT INTO post_fts (post_fts, rank) "
	    "VALUES ('integrity-check', 1);"
	    "CREATE VIRTUAL TABLE ref USING fts5 (title, text, "
	    "content = 'post', content_rowid = 'id', tokenize = 'unicode61');"
	    "INSERT INTO ref (ref) VALUES ('rebuild');"
	    "CREATE VIRTUAL TABLE temp.ours USING "
	    "fts5vocab (main, post_fts, instance);"
	    "CREATE VIRTUAL TABLE temp.theirs USING "
	    "fts5vocab (main, ref, instance);"
	    "CREATE TEMP TABLE o AS SELECT * FROM temp.ours;"
	    "CREATE TEMP TABLE t AS SELECT * FROM temp.theirs");
	assert_true(ask(db, "SELECT count(*) FROM o") > 0);
	assert_int_equal(ask(db,
			     "SELECT count(*) FROM (SELECT * FROM o EXCEPT "
			     "SELECT * FROM t)"),
	    0);
	assert_int_equal(ask(db,
			     "SELECT count(*) FROM (SELECT * FROM t EXCEPT "
			     "SELECT * FROM o)"),
	    0);
	assert_int_equal(
	    ask(db,
		"SELECT count(*) FROM (SELECT * FROM post_fts_docsize "
		"EXCEPT SELECT * FROM ref_docsize)"),
	    0);
	assert_int_equal(ask(db, "SELECT count(*) FROM post_fts_docsize"),
	    ask(db, "SELECT count(*) FROM ref_docsize"));
	assert_int_equal(
	    ask(db,
		"SELECT (SELECT block FROM post_fts_data WHERE id = 1) = "
		"(SELECT block FROM ref_data WHERE id = 1)"),
	    1);
	run(db, "DROP TABLE ref");
	(void)sqlite3_close(db);
}

static void
make_post(struct gal_store_record *record, uint64_t row_id, char *native,
    const char *title, const char *text)
{
	memset(record, 0, sizeof(*record));
	gal_post_clear(&record->post);
	record->post.platform = GAL_PLATFORM_REDDIT;
	record->post.kind = GAL_KIND_COMMENT;
	(void)snprintf(native, 24, "%llx", (unsigned long long)row_id);
	record->post.native_id = gal_str_of(native);
	assert_ok(gal_reddit_row_id(&record->post.row_id, GAL_KIND_COMMENT,
	    record->post.native_id, &err));
	record->post.title = gal_str_of(title);
	record->post.text = gal_str_of(text);
	record->post.created_utc = 1600000000;
	record->content_utc = record->post.observed_utc;
}

static void
test_store_index_segment__any_batches_make_the_index_fts5_makes(void **state)
{
	size_t order[WORLD_COPIES];

	(void)state;
	for (uint64_t round = 0; round < 6; round++) {
		struct gal_rng rng = { 91, round, 0 };
		const char *path = world_path("segment");
		struct gal_store *store = world_open(path);

		world_order(order, &rng);
		world_write(store, round, order, 0, WORLD_COPIES, &rng, NULL);
		if (round % 2 != 0)
			assert_ok(gal_store_finish(store, round == 3, &err));
		assert_whole(store);
		gal_store_close(store);
		assert_same_index(path);
		(void)unlink(path);
	}
}

/* Lists of rows over many pages, places of one row over several, words longer
 * than a page and than FTS5 keeps, every kind of letter. */
static void
test_store_index_segment__large_lists_and_words_fill_pages_alike(void **state)
{
	enum { POSTS = 9000 };
	struct gal_store_record *records = calloc(POSTS, sizeof(*records));
	char(*natives)[24] = calloc(POSTS, sizeof(*natives));
	char(*texts)[64] = calloc(POSTS, sizeof(*texts));
	char *large = malloc(TEXT_MAX + 1);
	const char *path = world_path("pages");
	struct gal_store *store = world_open(path);

	(void)state;
	for (size_t i = 0; i < TEXT_MAX; i++)
		large[i] = i < 60000 ? 'x' : i % 2 ? ' ' : 'a';
	large[TEXT_MAX] = '\0';
	large[5000] = ' ';
	for (size_t batch = 0; batch < 3; batch++) {
		for (size_t i = 0; i < POSTS; i++) {
			(void)snprintf(texts[i], sizeof(texts[i]),
			    "the word%zu %s the ÄÖ\xc3\x9f \xe6\x9c\x88 %s",
			    i * (batch + 1) % 4001, i % 3 ? "often" : "Seldom",
			    i % 7 ? "caf\xc3\xa9" : "\xf0\x9f\x98\x8d");
			make_post(&records[i],
			    1 + batch + i * 3 + (batch == 2 ? 5000000000 : 0),
			    natives[i], i % 5 ? "the title" : "",
			    i == 4321 ? large : texts[i]);
		}
		assert_ok(gal_store_write_batch(
		    store, records, POSTS, NULL, NULL, &err));
	}
	assert_whole(store);
	gal_store_close(store);
	assert_same_index(path);
	(void)unlink(path);
	free(records);
	free(natives);
	free(texts);
	free(large);
}

/* A post of more words than a segment can number: FTS5 is given the batch. */
static void
test_store_index_segment__beyond_its_limits_fts5_takes_the_batch(void **state)
{
	enum { POSTS = 4, PLACES = 4200000 };
	struct gal_store_record records[POSTS];
	char natives[POSTS][24];
	char *large = malloc((size_t)PLACES * 2 + 1);
	const char *path = world_path("limit");
	struct gal_store *store = world_open(path);
	sqlite3 *db;

	(void)state;
	for (size_t i = 0; i < PLACES; i++) {
		large[2 * i] = 'a';
		large[2 * i + 1] = ' ';
	}
	large[(size_t)PLACES * 2] = '\0';
	for (size_t i = 0; i < POSTS; i++)
		make_post(&records[i], i + 1, natives[i], "one",
		    i == 2 ? large : "another");
	assert_ok(
	    gal_store_write_batch(store, records, POSTS, NULL, NULL, &err));
	gal_store_close(store);
	db = open_database(path);
	run(db,
	    "INSERT INTO post_fts (post_fts, rank) "
	    "VALUES ('integrity-check', 1)");
	assert_int_equal(ask(db,
			     "SELECT count(*) FROM post_fts "
			     "WHERE post_fts MATCH 'another'"),
	    3);
	(void)sqlite3_close(db);
	(void)unlink(path);
	free(large);
}

/* More than a table begins with room for: none is lost or met twice. */
static void
test_store_index_segment__many_different_words_are_kept_apart(void **state)
{
	enum { ROWS = 400, WORDS = 200 };
	char text[WORDS * 12];
	const struct gal_str columns[] = { { NULL, 0 },
		{ text, sizeof(text) } };
	sqlite3 *db = open_database(":memory:");
	struct gal_word_table *words = NULL;
	struct gal_str last = { "", 0 };

	(void)state;
	assert_ok(gal_word_table_new(&words, db, &err));
	/* each twice, in rows far from one another */
	for (int64_t i = 0; i < 2 * ROWS; i++) {
		for (int w = 0; w < WORDS; w++) {
			char word[16];

			(void)snprintf(word, sizeof(word), "w%010d ",
			    (int)(i % ROWS) * WORDS + w);
			memcpy(text + 12 * w, word, 12);
		}
		assert_ok(gal_word_table_add(words, i, columns, &err));
	}
	assert_ok(gal_word_table_sort(words, &err));
	assert_int_equal(gal_word_table_words(words), ROWS * WORDS);
	for (size_t i = 0; i < (size_t)ROWS * WORDS; i++) {
		size_t places = 0;
		struct gal_str word = gal_word_table_word(words, i, &places);
		const uint64_t *at = gal_word_table_places(words, i);

		assert_true(gal_str_compare(last, word) < 0);
		last = word;
		assert_int_equal(places, 2);
		assert_int_equal(gal_word_place_of(at[0]).row, i / WORDS);
		assert_int_equal(
		    gal_word_place_of(at[1]).row, i / WORDS + ROWS);
		assert_int_equal(gal_word_place_of(at[0]).position, i % WORDS);
	}
	gal_word_table_free(words);
	(void)sqlite3_close(db);
}

static void
test_store_index_segment__a_list_of_rows_beyond_a_page_is_a_limit(void **state)
{
	char text[200];
	const struct gal_str columns[] = { { NULL, 0 }, { text, 200 } };
	sqlite3 *db = open_database(":memory:");
	struct gal_segment segment = GAL_SEGMENT;
	struct gal_word_table *words = NULL;
	struct gal_error err = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = i % 2 ? ' ' : 'a';
	assert_ok(gal_word_table_new(&words, db, &err));
	for (int64_t i = 0; i < 20000; i++) {
		if (i == 10) {
			assert_ok(gal_word_table_sort(words, &err));
			assert_ok(gal_segment_build(&segment, words, &err));
			assert_int_equal(segment.leaves, 1);
		}
		assert_ok(gal_word_table_add(words, i << 48, columns, &err));
	}
	assert_ok(gal_word_table_sort(words, &err));
	assert_int_equal(gal_segment_build(&segment, words, &err), GAL_LIMIT);
	gal_word_table_free(words);
	gal_segment_free(&segment);
	(void)sqlite3_close(db);
}

/* What a failed batch began is forgotten. */
static void
test_store_index_segment__a_failed_batch_leaves_the_index_alone(void **state)
{
	struct gal_store_record records[2];
	char natives[2][24];
	const char *path = world_path("failed");
	struct gal_store *store = world_open(path);
	struct gal_error err = { 0 };
	struct gal_tag bad = { .code = 999 };

	(void)state;
	make_post(&records[0], 1, natives[0], "a", "first words");
	assert_ok(gal_store_write_batch(store, records, 1, NULL, NULL, &err));
	make_post(&records[0], 2, natives[0], "b", "second words");
	make_post(&records[1], 3, natives[1], "c", "third words");
	records[1].has_reading = true;
	records[1].reading.tags = &bad;
	records[1].reading.tag_count = 1;
	assert_int_equal(
	    gal_store_write_batch(store, records, 2, NULL, NULL, &err),
	    GAL_ARGUMENT);
	make_post(&records[0], 4, natives[0], "d", "fourth words");
	assert_ok(gal_store_write_batch(store, records, 1, NULL, NULL, &err));
	assert_whole(store);
	gal_store_close(store);
	assert_same_index(path);
	(void)unlink(path);
}

static void
test_store_index_segment__numbers_are_sqlites(void **state)
{
	static const struct {
		uint64_t value;
		size_t length;
	} cases[] = { { 0, 1 }, { 127, 1 }, { 128, 2 }, { 16383, 2 },
		{ 16384, 3 }, { UINT64_C(1) << 35, 6 },
		{ (UINT64_C(1) << 56) - 1, 8 }, { UINT64_C(1) << 56, 9 },
		{ INT64_MAX, 9 }, { UINT64_MAX, 9 } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned char bytes[9];
		uint64_t back = 1;

		assert_int_equal(
		    gal_varint_put(bytes, cases[i].value), cases[i].length);
		assert_int_equal(gal_varint_get(&back, bytes, cases[i].length),
		    cases[i].length);
		assert_true(back == cases[i].value);
		assert_int_equal(
		    gal_varint_get(&back, bytes, cases[i].length - 1), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_store_index_segment__any_batches_make_the_index_fts5_makes),
		cmocka_unit_test(
		    test_store_index_segment__large_lists_and_words_fill_pages_alike),
		cmocka_unit_test(
		    test_store_index_segment__beyond_its_limits_fts5_takes_the_batch),
		cmocka_unit_test(
		    test_store_index_segment__many_different_words_are_kept_apart),
		cmocka_unit_test(
		    test_store_index_segment__a_list_of_rows_beyond_a_page_is_a_limit),
		cmocka_unit_test(
		    test_store_index_segment__a_failed_batch_leaves_the_index_alone),
		cmocka_unit_test(test_store_index_segment__numbers_are_sqlites),
	};

	return cmocka_run_group_tests_name(
	    "store/index_segment", tests, NULL, NULL);
}
