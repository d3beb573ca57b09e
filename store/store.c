#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/code_filter.h"
#include "store/index_builder.h"
#include "store/internal.h"
#include "store/rank.h"
#include "store/tombstones.h"

#define BUSY_WAIT_MS 3000 /* a writer for another writer */
/* A database that nobody writes has no write-ahead log; to begin one the
 * writer waits for those who read, and new readers wait for the writer. */
#define SWITCH_WAIT_MS 20000
#define READER_WAIT_MS 30000

/* A writer keeps a write-ahead log from its first transaction on (start_log),
 * so that others may read meanwhile; it is cut back after each checkpoint. Only
 * under the log does NORMAL lose nothing: of a torn rollback journal SQLite
 * sums every 200th byte. The page cache bounds memory. */
static const char write_settings[] = "PRAGMA synchronous = FULL;"
				     "PRAGMA wal_autocheckpoint = 4000;"
				     "PRAGMA journal_size_limit = 0;"
				     "PRAGMA cache_size = -57344;"
				     "PRAGMA secure_delete = OFF;"
				     "PRAGMA foreign_keys = OFF;";
/* What is thrown away if it is cut off needs no journal and no waiting for the
 * disk. FTS5 is still told of savepoints, though nothing can be rolled back. */
static const char build_settings[] = "PRAGMA journal_mode = OFF;"
				     "PRAGMA synchronous = OFF;"
				     "PRAGMA locking_mode = EXCLUSIVE;"
				     "PRAGMA cache_size = -65536;"
				     "PRAGMA secure_delete = OFF;"
				     "PRAGMA foreign_keys = OFF;";
static const char read_settings[] = "PRAGMA cache_size = -32768;"
				    "PRAGMA query_only = ON;";

static bool
creates(enum gal_store_mode mode)
{
	return mode == GAL_STORE_CREATE || mode == GAL_STORE_BUILD;
}

bool
gal_store_writes(const struct gal_store *store)
{
	return store->mode == GAL_STORE_WRITE || creates(store->mode);
}

static const char *
settings_of(const struct gal_store *store)
{
	if (store->mode == GAL_STORE_BUILD)
		return build_settings;
	return gal_store_writes(store) ? write_settings : read_settings;
}

/* Things SQLite would report less clearly. */
static enum gal_status
check_path(const char *path, enum gal_store_mode mode, bool *existed,
    struct gal_error *err)
{
	struct stat st;

	*existed = stat(path, &st) == 0;
	if (!*existed) {
		if (errno != ENOENT)
			return gal_fail_errno(
			    err, GAL_IO, errno, "cannot open the database");
		return creates(mode)
		    ? GAL_OK
		    : gal_fail(err, GAL_NOT_FOUND,
			  "no such database: 'galatea run' or 'galatea "
			  "ingest' makes one, -d names another");
	}
	if (S_ISDIR(st.st_mode))
		return gal_fail(err, GAL_FORMAT, "a directory, not a database");
	return GAL_OK;
}

static pthread_once_t configured = PTHREAD_ONCE_INIT;

/* SQLite counts the bytes of every allocation under a lock; nothing here
 * asks for the sum. Refused, harmlessly, if the program uses SQLite
 * already. */
static void
configure(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* SQLite would make the file as the umask says, and its log with the file's
 * mode. Where this fails SQLite says why. */
static void
make_private(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0)
		(void)close(fd);
}

/* A writer that was cut off may leave a journal that undoes its last step. Who
 * only reads may not do that: so it is done as a writer, if the file allows. */
static void
undo_interrupted(const struct gal_store *store)
{
	static const char look[] = "SELECT count(*) FROM sqlite_schema";
	sqlite3 *writer = NULL;

	if (sqlite3_exec(store->db, look, NULL, NULL, NULL) == SQLITE_OK ||
	    sqlite3_extended_errcode(store->db) != SQLITE_READONLY_ROLLBACK)
		return;
	if (sqlite3_open_v2(store->path, &writer,
		SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK)
		(void)sqlite3_exec(writer, look, NULL, NULL, NULL);
	(void)sqlite3_close(writer);
}

static enum gal_status
connect(struct gal_store *store, struct gal_error *err)
{
	int flags = SQLITE_OPEN_NOMUTEX |
	    (gal_store_writes(store) ? SQLITE_OPEN_READWRITE
				     : SQLITE_OPEN_READONLY) |
	    (creates(store->mode) ? SQLITE_OPEN_CREATE : 0);

	(void)pthread_once(&configured, configure);
	if (creates(store->mode))
		make_private(store->path);
	if (sqlite3_open_v2(store->path, &store->db, flags, NULL) !=
	    SQLITE_OK) {
		if (store->db == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		return gal_store_fail(store, err);
	}
	(void)sqlite3_busy_timeout(store->db,
	    gal_store_writes(store) ? SWITCH_WAIT_MS : READER_WAIT_MS);
	(void)sqlite3_extended_result_codes(store->db, 1);
	if (!gal_store_writes(store))
		undo_interrupted(store);
	if (gal_store_writes(store) &&
	    sqlite3_db_readonly(store->db, "main") == 1) {
		gal_error_place(err, store->path);
		return gal_fail(err, GAL_READ_ONLY,
		    "the database is not writable: see to "
		    "the permissions of the file and its folder");
	}
	return GAL_OK;
}

static enum gal_status
load_caches(struct gal_store *store, struct gal_error *err)
{
	enum gal_status status = gal_store_communities_load(store, err);

	if (status == GAL_OK)
		status = gal_store_book_load(store, err);
	if (status == GAL_OK)
		status = gal_tombstones_load(store, err);
	if (status == GAL_OK)
		store->stale = false;
	return status;
}

static enum gal_status
read_data_version(int64_t *out, struct gal_store *store, struct gal_error *err)
{
	sqlite3_stmt *statement;

	statement = gal_store_statement(store, SQL_DATA_VERSION, err);
	if (statement == NULL || sqlite3_step(statement) != SQLITE_ROW)
		return gal_store_fail(store, err);
	*out = sqlite3_column_int64(statement, 0);
	(void)sqlite3_reset(statement);
	return GAL_OK;
}

static enum gal_status
begin(struct gal_store *store, enum gal_sql how, struct gal_error *err)
{
	int64_t version = 0;
	enum gal_status status = gal_store_run_sql(store, how, err);

	store->is_rollup_empty = false; /* until it is emptied again */
	if (status != GAL_OK)
		return status;
	status = read_data_version(&version, store, err);
	if (status == GAL_OK &&
	    (store->stale || version != store->data_version)) {
		store->data_version = version;
		status = load_caches(store, err);
	}
	return status == GAL_OK ? GAL_OK : gal_store_end(store, status, err);
}

/* To begin a log changes the file, so who finds nothing to write has none. */
enum gal_status
gal_store_start_log(struct gal_store *store, struct gal_error *err)
{
	enum gal_status status;

	if (store->has_log)
		return GAL_OK;
	(void)sqlite3_busy_timeout(store->db, SWITCH_WAIT_MS);
	status = gal_store_exec(store,
	    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL", err);
	(void)sqlite3_busy_timeout(store->db, BUSY_WAIT_MS);
	if (status == GAL_OK)
		status = gal_store_index_settings(store, err);
	store->has_log = status == GAL_OK;
	return status;
}

enum gal_status
gal_store_begin(struct gal_store *store, struct gal_error *err)
{
	enum gal_status status = gal_store_start_log(store, err);

	return status == GAL_OK ? begin(store, SQL_BEGIN, err) : status;
}

enum gal_status
gal_store_snapshot(struct gal_store *store, struct gal_error *err)
{
	return begin(store, SQL_SNAPSHOT, err);
}

enum gal_status
gal_store_end(
    struct gal_store *store, enum gal_status status, struct gal_error *err)
{
	if (status == GAL_OK)
		status = gal_timeline_settle(store, err);
	if (status == GAL_OK)
		status = gal_store_run_sql(store, SQL_COMMIT, err);
	if (status == GAL_OK)
		return GAL_OK;
	gal_timeline_forget(store);
	/* Statements in flight would keep the rollback from finishing; a
	 * full disk has rolled back already. */
	for (size_t i = 0; i < SQL_COUNT; i++)
		(void)sqlite3_reset(store->statements[i]);
	if (sqlite3_get_autocommit(store->db) == 0)
		(void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	store->stale = true; /* ids handed out meanwhile are void */
	return status;
}

static enum gal_status
refuse_partial(struct gal_store *store, struct gal_error *err)
{
	char hash[GAL_FILE_HASH_MAX];
	enum gal_status status;

	status = gal_meta_get(store, RETAG_HASH, hash, sizeof(hash), err);
	if (status == GAL_NOT_FOUND)
		return GAL_OK;
	if (status != GAL_OK)
		return status;
	gal_error_place(err, store->path);
	return gal_fail(err, GAL_CODEBOOK,
	    "a re-tagging is unfinished: run 'galatea classify' to end it");
}

static enum gal_status
prepare(struct gal_store *store, struct gal_error *err)
{
	enum gal_status status = connect(store, err);

	if (status == GAL_OK && gal_store_writes(store)) {
		/* Reading first tells a foreign file from ours before the
		 * journal mode of it is changed. */
		int64_t objects = 0;

		status = gal_store_ask(&objects, store,
		    "SELECT count(*) FROM sqlite_schema", 0, err);
		if (status == GAL_OK && objects == 0)
			status = gal_store_exec(
			    store, "PRAGMA page_size = 8192", err);
	}
	if (status == GAL_OK)
		status = gal_code_filter_register(store, err);
	if (status == GAL_OK)
		status = gal_schema_prepare(store, err);
	if (status == GAL_OK)
		status = gal_store_exec(store, settings_of(store), err);
	if (status == GAL_OK && gal_store_writes(store))
		(void)sqlite3_busy_timeout(store->db, BUSY_WAIT_MS);
	if (status == GAL_OK && store->mode == GAL_STORE_BUILD) {
		status = gal_store_index_settings(store, err);
		store->has_log = true; /* it needs none */
	}
	if (status ==
	    GAL_OK) /* before the caches: they may be newer, not older */
		status = read_data_version(&store->data_version, store, err);
	if (status == GAL_OK)
		status = load_caches(store, err);
	if (status == GAL_OK && store->mode == GAL_STORE_READ)
		status = refuse_partial(store, err);
	return status;
}

enum gal_status
gal_store_open(struct gal_store **out, const char *path,
    enum gal_store_mode mode, struct gal_error *err)
{
	struct gal_store *store = NULL;
	bool existed = false;
	enum gal_status status;

	*out = NULL;
	status = check_path(path, mode, &existed, err);
	if (status != GAL_OK) {
		gal_error_place(err, path);
		return status;
	}
	store = calloc(1, sizeof(*store));
	if (store == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	store->mode = mode;
	store->retag.batch = (struct gal_record_batch)GAL_RECORD_BATCH;
	store->path = strdup(path);
	if (store->path == NULL)
		status = gal_fail(err, GAL_NOMEM, "out of memory");
	if (status == GAL_OK)
		status = prepare(store, err);
	if (status == GAL_OK) {
		*out = store;
		return GAL_OK;
	}
	gal_store_close(store);
	gal_error_place(err, path);
	if (!existed) {
		struct stat st;

		/* Leave nothing behind but what holds data already. */
		if (stat(path, &st) == 0 && st.st_size == 0)
			(void)unlink(path);
	}
	return status;
}

void
gal_store_close(struct gal_store *store)
{
	if (store == NULL)
		return;
	for (size_t i = 0; i < SQL_COUNT; i++)
		(void)sqlite3_finalize(store->statements[i]);
	/* Fold the log back; fails quietly while others read, who then do it
	 * when they close. */
	if (store->db != NULL && gal_store_writes(store))
		(void)sqlite3_exec(store->db,
		    "PRAGMA synchronous = FULL; PRAGMA journal_mode = DELETE",
		    NULL, NULL, NULL);
	gal_index_builder_free(store->index_builder);
	(void)sqlite3_close(store->db);
	gal_rank_free(store);
	gal_store_communities_free(store);
	gal_store_book_free(store);
	gal_retag_free(store);
	gal_timeline_rows_free(&store->timeline_rows);
	free(store->order);
	free(store->path);
	free(store);
}

enum gal_status
gal_store_check_key(
    struct gal_store *store, const char *check, struct gal_error *err)
{
	char found[129];
	enum gal_status status;

	status = gal_meta_get(store, KEY_CHECK, found, sizeof(found), err);
	if (status == GAL_NOT_FOUND)
		return gal_meta_put(store, KEY_CHECK, check, err);
	if (status == GAL_OK && strcmp(found, check) != 0) {
		gal_error_place(err, store->path);
		return gal_fail(err, GAL_KEY,
		    "made with another project key (give it with --key)");
	}
	return status;
}

enum gal_status
gal_store_ids_sealed(
    bool *sealed, struct gal_store *store, struct gal_error *err)
{
	return gal_meta_has(sealed, store, IDS_SEALED, err);
}

enum gal_status
gal_store_seal_ids(
    bool *sealed, struct gal_store *store, bool wanted, struct gal_error *err)
{
	int64_t any = 0;
	enum gal_status status = gal_store_ids_sealed(sealed, store, err);

	if (status != GAL_OK || *sealed || !wanted)
		return status;
	status = gal_store_ask(&any, store,
	    "SELECT EXISTS (SELECT 1 FROM post) OR "
	    "EXISTS (SELECT 1 FROM tombstone_post)",
	    0, err);
	if (status == GAL_OK && any != 0) {
		gal_error_place(err, store->path);
		return gal_fail(err, GAL_ARGUMENT,
		    "holds posts whose ids are not sealed: read the archives "
		    "into another file");
	}
	if (status == GAL_OK)
		status = gal_meta_put(store, IDS_SEALED, "1", err);
	*sealed = status == GAL_OK;
	return status;
}

enum gal_status
gal_store_has_key(bool *has_key, struct gal_store *store, struct gal_error *err)
{
	return gal_meta_has(has_key, store, KEY_CHECK, err);
}

enum gal_status
gal_store_span(
    struct gal_store_span *out, struct gal_store *store, struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_SPAN, err);

	if (s == NULL || sqlite3_step(s) != SQLITE_ROW)
		return gal_store_fail(store, err);
	out->simulated = sqlite3_column_int(s, 0) != 0;
	out->first_utc = gal_column_int(s, 1);
	out->last_utc = gal_column_int(s, 2);
	(void)sqlite3_reset(s);
	return GAL_OK;
}

enum gal_status
gal_store_info(
    struct gal_store_info *out, struct gal_store *store, struct gal_error *err)
{
	sqlite3_stmt *statement = gal_store_statement(store, SQL_INFO, err);
	char text[GAL_FILE_HASH_MAX];
	struct stat st;
	enum gal_status status;

	memset(out, 0, sizeof(*out));
	if (statement == NULL || sqlite3_step(statement) != SQLITE_ROW)
		return gal_store_fail(store, err);
	out->schema_version = gal_store_schema_version();
	out->posts = sqlite3_column_int64(statement, 0);
	out->untagged = sqlite3_column_int64(statement, 1);
	out->authors = sqlite3_column_int64(statement, 2);
	out->simulated = sqlite3_column_int64(statement, 3);
	out->first_utc = gal_column_int(statement, 4);
	out->last_utc = gal_column_int(statement, 5);
	out->tags = sqlite3_column_int64(statement, 6);
	out->moves = sqlite3_column_int64(statement, 7);
	out->communities = sqlite3_column_int64(statement, 8);
	out->files = sqlite3_column_int64(statement, 9);
	out->files_unfinished = sqlite3_column_int64(statement, 10);
	out->tombstones = sqlite3_column_int64(statement, 11);
	(void)sqlite3_reset(statement);
	if (stat(store->path, &st) != 0) {
		gal_error_place(err, store->path);
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot measure the database");
	}
	out->bytes = (int64_t)st.st_size;
	status = gal_meta_get(store, RETAG_HASH, text, sizeof(text), err);
	out->retagging = status == GAL_OK;
	if (status == GAL_OK || status == GAL_NOT_FOUND)
		status =
		    gal_meta_get(store, KEY_CHECK, text, sizeof(text), err);
	out->has_key = status == GAL_OK;
	return status == GAL_NOT_FOUND ? GAL_OK : status;
}
