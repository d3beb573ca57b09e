#include "store/failing_things.h"

#include <sqlite3.h>

#include "store/failing_parts.h"
#include "store/many_posts.h"
#include "store/world.h"

extern const char to_schema_5[]; /* to_schema_5.sql, embedded */

static uint64_t answer;

uint64_t
failing_answer(void)
{
	uint64_t told = answer;

	answer = 0;
	return told;
}

void
failing_tell(const void *bytes, size_t n)
{
	answer = gal_hash_bytes(bytes, n, answer + 1);
}

void
failing_tell_int(int64_t value)
{
	failing_tell(&value, sizeof(value));
}

void
failing_tell_str(struct gal_str s)
{
	failing_tell(s.data, s.len);
}

/* ---- posts ---- */

/* Beside the world: replies, dialogues, a post that nobody has read, awkward
 * letters. */
static const struct {
	enum gal_platform platform;
	enum gal_kind kind;
	uint8_t author;
	uint32_t flags;
	const char *id, *thread, *parent, *title, *text;
} extra[] = {
	{ GAL_PLATFORM_REDDIT, GAL_KIND_SUBMISSION, 1, 0, "q1", "q1", NULL,
	    "a\ttab\nand\\more", "first" },
	{ GAL_PLATFORM_REDDIT, GAL_KIND_COMMENT, 2, 0, "q2", "q1", "t3_q1",
	    NULL, "answer" },
	{ GAL_PLATFORM_REDDIT, GAL_KIND_COMMENT, 3, 0, "q3", "q1", "q2", NULL,
	    "answer to the answer" },
	{ GAL_PLATFORM_GENERIC, GAL_KIND_MESSAGE, 1, 0, "m1", "m1", NULL, NULL,
	    "rain, lonely rain" },
	{ GAL_PLATFORM_GENERIC, GAL_KIND_MESSAGE, 2, 0, "m2", "m1", "m1", NULL,
	    "never so lonely" },
	{ GAL_PLATFORM_TRANSCRIPT, GAL_KIND_TURN, 4, 0, "d:1", "d", NULL, NULL,
	    "hello" },
	{ GAL_PLATFORM_TRANSCRIPT, GAL_KIND_TURN, 0, GAL_POST_ROLE_AI, "d:2",
	    "d", NULL, NULL, "hello, you" },
};
_Static_assert(sizeof(extra) / sizeof(extra[0]) == FAILING_EXTRA, "count them");

void
failing_extra(struct gal_store_record *record, size_t i)
{
	struct gal_post *post = &record->post;

	memset(record, 0, sizeof(*record));
	gal_post_clear(post);
	post->platform = extra[i].platform;
	post->kind = extra[i].kind;
	post->flags = extra[i].flags;
	post->scope =
	    gal_str_of(post->platform == GAL_PLATFORM_REDDIT ? NULL : "s");
	post->native_id = gal_str_of(extra[i].id);
	if (post->platform == GAL_PLATFORM_REDDIT)
		assert_int_equal(gal_reddit_row_id(&post->row_id, post->kind,
				     post->native_id, NULL),
		    GAL_OK);
	post->community = gal_str_of("place1");
	post->thread = gal_str_of(extra[i].thread);
	post->parent = gal_str_of(extra[i].parent);
	post->has_author = extra[i].author != 0;
	post->author.bytes[0] = extra[i].author;
	post->created_utc = 1600000000 + (int64_t)i;
	post->title = gal_str_of(extra[i].title);
	post->text = gal_str_of(extra[i].text);
	record->content_utc = GAL_ABSENT;
}

enum gal_status
failing_open(struct gal_store **out, const char *path, struct gal_error *err)
{
	const struct gal_veil veil = { world_number, NULL };
	struct gal_store_codebook book = world_codebook("aa11");
	enum gal_status status =
	    gal_store_open(out, path, GAL_STORE_CREATE, err);

	if (status == GAL_OK) /* so that a small world has several parts */
		(*out)->timeline_rows.part_rows = 30;
	if (status == GAL_OK)
		status = gal_store_set_codebook(*out, &book, err);
	if (status == GAL_OK)
		status = gal_store_set_veil(*out, &veil, err);
	if (status != GAL_OK) {
		gal_store_close(*out);
		*out = NULL;
	}
	return status;
}

const struct failing_thing failing_things[] = {
	{ "create", failing_create, START_NOTHING, false },
	{ "write", failing_write_copies, START_EMPTY, false },
	{ "write_again", failing_write_copies, START_FILLED, false },
	{ "write_purged", failing_write_copies, START_PURGED, false },
	{ "resume", failing_resume, START_FILLED, false },
	{ "migrate", failing_migrate, START_OLDER, false },
	{ "tag", failing_tag_untagged, START_FILLED, false },
	{ "retag", failing_retag, START_FILLED, false },
	{ "purge", failing_purge, START_FILLED, false },
	{ "merge", failing_merge, START_FILLED, false },
	{ "merge_sealed", failing_merge_sealed, START_EMPTY, false },
	{ "build", failing_build, START_NOTHING, false },
	{ "verify", failing_check, START_PURGED, false },
	{ "ask_words", failing_ask_words, START_FILLED, true },
	{ "ask_filters", failing_ask_filters, START_FILLED, true },
	{ "ask_many", failing_ask_many, START_MANY, true },
	{ "pass_over", failing_pass_over, START_FILLED, true },
	{ "read_all", failing_read_all, START_PURGED, true },
	{ "dump", failing_dump, START_PURGED, true },
};
const size_t failing_thing_count =
    sizeof(failing_things) / sizeof(failing_things[0]);

/* ---- what they begin with ---- */

static char start_paths[STARTS][200];

const char *
failing_start_path(enum failing_start start)
{
	return start == START_NOTHING ? NULL : start_paths[start];
}

static void
run_sql(const char *path, const char *sql)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	(void)sqlite3_close(db);
}

static void
make_sealed(const char *path)
{
	struct gal_store_record record;
	struct gal_store *store = NULL;
	bool sealed = false;

	assert_ok(failing_open(&store, path, &err));
	assert_ok(gal_store_seal_ids(&sealed, store, true, &err));
	assert_ok(gal_store_check_key(store, "0123", &err));
	failing_extra(&record, 0);
	assert_ok(gal_store_write_batch(store, &record, 1, NULL, NULL, &err));
	gal_store_close(store);
}

void
failing_starts_make(void)
{
	static const char *const names[STARTS] = { "nothing", "empty", "filled",
		"purged", "older", "sealed", "many" };

	for (int i = 0; i < STARTS; i++)
		(void)snprintf(start_paths[i], sizeof(start_paths[i]), "%s",
		    world_path(names[i]));
	gal_store_close(world_open(start_paths[START_EMPTY]));
	assert_ok(failing_write_copies(start_paths[START_FILLED], &err));
	assert_ok(failing_write_copies(start_paths[START_PURGED], &err));
	assert_ok(failing_purge(start_paths[START_PURGED], &err));
	assert_ok(failing_write_copies(start_paths[START_OLDER], &err));
	run_sql(start_paths[START_OLDER], to_schema_5);
	run_sql(start_paths[START_OLDER],
	    "DROP INDEX timeline_by_post; DROP TABLE rollup; DROP VIEW tags; "
	    "ALTER TABLE rule DROP COLUMN value; "
	    "CREATE VIEW tags AS SELECT 1; "
	    "INSERT INTO tombstone_post VALUES (7), (11); "
	    "PRAGMA user_version = 1");
	make_sealed(start_paths[START_SEALED]);
	gal_store_close(many_posts(start_paths[START_MANY]));
}

void
failing_starts_remove(void)
{
	for (int i = 0; i < STARTS; i++)
		(void)unlink(start_paths[i]);
}
