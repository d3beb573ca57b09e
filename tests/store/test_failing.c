/* Calls of SQLite and of the allocator fail, each once, at many places of each
 * thing that is done with a database: it is said, the database is whole, and
 * what was asked goes well the next time. */
#include <sqlite3.h>

#include "failing.h"
#include "store/query_words.h"
#include "store/world.h"

#define PLACES 40 /* of each thing, among them the first twenty */

static bool disk_failed; /* until the next call that is answered */

static bool
disk_fails(void)
{
	disk_failed = failing_now();
	return disk_failed;
}

int __real_sqlite3_step(sqlite3_stmt *statement);
int __real_sqlite3_prepare_v2(
    sqlite3 *db, const char *sql, int n, sqlite3_stmt **out, const char **tail);
int __real_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n,
    unsigned flags, sqlite3_stmt **out, const char **tail);
int __real_sqlite3_exec(sqlite3 *db, const char *sql,
    int (*row)(void *, int, char **, char **), void *self, char **message);
int __real_sqlite3_errcode(sqlite3 *db);
int __wrap_sqlite3_step(sqlite3_stmt *statement);
int __wrap_sqlite3_prepare_v2(
    sqlite3 *db, const char *sql, int n, sqlite3_stmt **out, const char **tail);
int __wrap_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n,
    unsigned flags, sqlite3_stmt **out, const char **tail);
int __wrap_sqlite3_exec(sqlite3 *db, const char *sql,
    int (*row)(void *, int, char **, char **), void *self, char **message);
int __wrap_sqlite3_errcode(sqlite3 *db);

int
__wrap_sqlite3_step(sqlite3_stmt *statement)
{
	return disk_fails() ? SQLITE_IOERR : __real_sqlite3_step(statement);
}

int
__wrap_sqlite3_prepare_v2(
    sqlite3 *db, const char *sql, int n, sqlite3_stmt **out, const char **tail)
{
	*out = NULL;
	return disk_fails() ? SQLITE_IOERR
			    : __real_sqlite3_prepare_v2(db, sql, n, out, tail);
}

int
__wrap_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags,
    sqlite3_stmt **out, const char **tail)
{
	*out = NULL;
	return disk_fails()
	    ? SQLITE_IOERR
	    : __real_sqlite3_prepare_v3(db, sql, n, flags, out, tail);
}

int
__wrap_sqlite3_exec(sqlite3 *db, const char *sql,
    int (*row)(void *, int, char **, char **), void *self, char **message)
{
	/* what takes a failed transaction back does not fail, too */
	if (strncmp(sql, "ROLLBACK", 8) != 0 && disk_fails())
		return SQLITE_IOERR;
	return __real_sqlite3_exec(db, sql, row, self, message);
}

int
__wrap_sqlite3_errcode(sqlite3 *db)
{
	return disk_failed ? SQLITE_IOERR : __real_sqlite3_errcode(db);
}

/* Something that is done with a database at a path. */
typedef enum gal_status thing(const char *path, struct gal_error *err);

static enum gal_status
open_store(struct gal_store **out, const char *path, struct gal_error *err)
{
	const struct gal_veil veil = { world_number, NULL };
	struct gal_store_codebook book = world_codebook("aa11");
	enum gal_status status =
	    gal_store_open(out, path, GAL_STORE_CREATE, err);

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

static enum gal_status
create(const char *path, struct gal_error *err)
{
	struct gal_store *store = NULL;
	enum gal_status status = open_store(&store, path, err);

	gal_store_close(store);
	return status;
}

static enum gal_status
write_copies(const char *path, struct gal_error *err)
{
	static struct copy copies[WORLD_COPIES];
	static struct gal_store_record records[WORLD_COPIES];
	struct gal_store_file file = { .name = "a.zst",
		.size = 7,
		.hash = "hh",
		.settings = "one",
		.codec = "zstd",
		.format = "reddit" };
	struct gal_store *store = NULL;
	enum gal_status status = open_store(&store, path, err);

	for (size_t i = 0; i < 60; i++) {
		make_copy(&copies[i], 5, i);
		records[i] = copies[i].record;
	}
	if (status == GAL_OK)
		status = gal_store_file_begin(store, &file, err);
	file.read = 30;
	if (status == GAL_OK)
		status =
		    gal_store_add_batch(store, records, 30, &file, NULL, err);
	file.read = 70;
	if (status == GAL_OK)
		status = gal_store_add_batch(
		    store, records + 20, 40, &file, NULL, err);
	file.state = GAL_FILE_DONE;
	if (status == GAL_OK)
		status = gal_store_commit(store, &file, err);
	if (status == GAL_OK)
		status = gal_store_finish(store, true, err);
	gal_store_close(store);
	return status;
}

static enum gal_status
count_row(void *self, const char *value, const struct gal_query_total *total,
    struct gal_error *err)
{
	(void)value;
	(void)total;
	(void)err;
	++*(size_t *)self;
	return GAL_OK;
}

static enum gal_status
ask(const char *path, struct gal_error *err)
{
	struct gal_store *store = NULL;
	struct gal_query query = { 0 };
	struct gal_query_run *run = NULL;
	struct gal_buffer match = GAL_BUFFER(1 << 16);
	struct gal_query_total total;
	struct gal_store_info info;
	const struct gal_query_hit *hit;
	size_t rows = 0;
	enum gal_status status =
	    gal_store_open(&store, path, GAL_STORE_READ, err);

	if (status == GAL_OK)
		status = gal_store_info(&info, store, err);
	if (status == GAL_OK)
		status =
		    gal_query_words(&match, NULL, GAL_STR("rain lonely"), err);
	query.match = match.data;
	if (status == GAL_OK)
		status = gal_query_open(&run, store, &query, err);
	while (status == GAL_OK)
		status = gal_query_next(&hit, run, err);
	gal_query_close(run);
	if (status == GAL_END)
		status = gal_query_count(&total, store, &query, err);
	for (int f = 0; f < GAL_FACET_COUNT && status == GAL_OK; f++)
		status = gal_query_facets(store, &query,
		    (enum gal_query_facet)f, count_row, &rows, err);
	gal_buffer_free(&match);
	gal_store_close(store);
	return status;
}

static enum gal_status
pass_over(const char *path, struct gal_error *err)
{
	struct gal_store *store = NULL;
	struct gal_store_timeline *timeline = NULL;
	const struct gal_timeline_post *post;
	const struct gal_timeline_filter all = { 0 };
	char hash[GAL_STORE_HASH_SIZE];
	enum gal_status status =
	    gal_store_open(&store, path, GAL_STORE_READ, err);

	if (status == GAL_OK)
		status = gal_store_timeline_open(&timeline, store, &all, err);
	while (status == GAL_OK)
		status = gal_store_timeline_next(&post, timeline, err);
	gal_store_timeline_close(timeline);
	if (status == GAL_END)
		status = gal_store_dump(hash, store, NULL, NULL, err);
	gal_store_close(store);
	return status;
}

static enum gal_status
retag(const char *path, struct gal_error *err)
{
	struct gal_store_codebook book = world_codebook("bb22");
	struct gal_store *store = NULL;
	const struct gal_store_record *records;
	struct gal_reading readings[WORLD_COPIES];
	uint64_t pending;
	size_t n;
	enum gal_status status =
	    gal_store_open(&store, path, GAL_STORE_CREATE, err);

	if (status == GAL_OK)
		status = gal_store_retag_begin(store, &book, &pending, err);
	while (status == GAL_OK) {
		status = gal_store_retag_next(store, &records, &n, err);
		for (size_t i = 0; status == GAL_OK && i < n; i++)
			readings[i] = (struct gal_reading){ .words = 3 };
		if (status == GAL_OK)
			status = gal_store_retag_write(store, readings, err);
	}
	if (status == GAL_END)
		status = gal_store_retag_end(store, err);
	gal_store_close(store);
	return status;
}

static enum gal_status
purge(const char *path, struct gal_error *err)
{
	const struct gal_veil veil = { world_number, NULL };
	struct gal_pseudonym author = { { 3 } };
	struct gal_store_purged purged;
	struct gal_store *store = NULL;
	enum gal_status status =
	    gal_store_open(&store, path, GAL_STORE_CREATE, err);

	if (status == GAL_OK)
		status = gal_store_set_veil(store, &veil, err);
	if (status == GAL_OK)
		status =
		    gal_store_purge(store, NULL, 0, &author, 1, &purged, err);
	if (status == GAL_OK)
		status = gal_store_scrub(store, err);
	gal_store_close(store);
	return status;
}

static const char *other; /* to be joined into the database */

static enum gal_status
merge(const char *path, struct gal_error *err)
{
	struct gal_store *into = NULL, *from = NULL;
	enum gal_status status = open_store(&into, path, err);

	if (status == GAL_OK)
		status = gal_store_open(&from, other, GAL_STORE_READ, err);
	if (status == GAL_OK)
		status = gal_store_merge(into, &from, 1, NULL, err);
	gal_store_close(from);
	gal_store_close(into);
	return status;
}

static void
copy_file(const char *to, const char *from)
{
	static char bytes[8 << 20];
	FILE *f = fopen(from, "rb");
	size_t n;

	assert_non_null(f);
	n = fread(bytes, 1, sizeof(bytes), f);
	(void)fclose(f);
	assert_true(n > 0 && n < sizeof(bytes));
	f = fopen(to, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

/* Let it fail at many places, each time in a fresh copy of `start`. */
static void
fail_at_places(const char *name, thing *run, const char *start)
{
	size_t n, step = 1;

	failing_at(0);
	{
		const char *path = world_path(name);

		if (start != NULL)
			copy_file(path, start);
		failing_at(0);
		assert_ok(run(path, &err));
		n = failing_end();
		(void)unlink(path);
	}
	for (size_t i = 1; i <= n; i += step) {
		const char *path = world_path(name);
		struct gal_store *store = NULL;
		struct gal_error err = { 0 };
		enum gal_status status;

		if (i > 20)
			step = (n - 20) / (PLACES - 20) + 1;
		if (start != NULL)
			copy_file(path, start);
		failing_at(i);
		status = run(path, &err);
		(void)failing_end();
		disk_failed = false;
		if (status != GAL_OK && err.message[0] == '\0')
			fail_msg("%s, call %zu of %zu: %s without a message",
			    name, i, n, gal_status_text(status));
		if (status != GAL_OK && status != GAL_NOMEM && status != GAL_IO)
			fail_msg("%s, call %zu of %zu: %s: %s", name, i, n,
			    gal_status_text(status), err.message);
		/* given again it goes well, and the database is whole */
		assert_ok(run(path, &err));
		assert_ok(gal_store_open(&store, path, GAL_STORE_WRITE, &err));
		assert_whole(store);
		gal_store_close(store);
		(void)unlink(path);
	}
}

static void
test_store_failing__each_thing_fails_cleanly(void **state)
{
	static const struct {
		const char *name;
		thing *run;
		bool filled;
	} things[] = {
		{ "create", create, false },
		{ "write", write_copies, false },
		{ "again", write_copies, true },
		{ "ask", ask, true },
		{ "pass", pass_over, true },
		{ "retag", retag, true },
		{ "purge", purge, true },
		{ "merge", merge, false },
	};
	char filled[160];

	(void)state;
	(void)snprintf(filled, sizeof(filled), "%s", world_path("filled"));
	assert_ok(write_copies(filled, &err));
	other = filled;
	for (size_t i = 0; i < sizeof(things) / sizeof(things[0]); i++)
		fail_at_places(things[i].name, things[i].run,
		    things[i].filled ? filled : NULL);
	(void)unlink(filled);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_store_failing__each_thing_fails_cleanly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
