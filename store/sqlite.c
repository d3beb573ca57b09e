/* How SQLite's statements, values and errors become ours. */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "store/holder.h"
#include "store/internal.h"

static const struct {
	int code;
	enum gal_status status;
	const char *text;
} failures[] = {
	{ SQLITE_FULL, GAL_FULL,
	    "no space left for the database; what was committed is kept: make "
	    "room and give the command again" },
	{ SQLITE_READONLY, GAL_READ_ONLY,
	    "the database is not writable: see to the permissions of the file "
	    "and its folder" },
	{ SQLITE_PERM, GAL_READ_ONLY, "no permission to use the database" },
	{ SQLITE_CANTOPEN, GAL_READ_ONLY,
	    "the database, or a file beside it, cannot be opened or made" },
	{ SQLITE_NOMEM, GAL_NOMEM, "out of memory" },
	{ SQLITE_NOTADB, GAL_FORMAT, "not a database" },
	{ SQLITE_CORRUPT, GAL_CORRUPT,
	    "the database is damaged: 'galatea verify' says where; ingest anew "
	    "into another file" },
	{ SQLITE_INTERRUPT, GAL_CANCELLED, "interrupted" },
	{ SQLITE_TOOBIG, GAL_LIMIT, "a value is too large for the database" },
};

const char *
gal_store_sqlite_version(void)
{
	return sqlite3_libversion();
}

static uint64_t
size_of(const char *path, const char *suffix)
{
	char name[4096];
	struct stat st;

	(void)snprintf(name, sizeof(name), "%s%s", path, suffix);
	return stat(name, &st) == 0 ? (uint64_t)st.st_size : 0;
}

/* SQLite calls a write that a file-size limit or a quota refused an I/O
 * error, and errno is gone by now: so look at the limits. */
static bool
is_out_of_space(const struct gal_store *store)
{
	const uint64_t margin = 1 << 20; /* what one write may need */
	uint64_t largest = size_of(store->path, "");
	uint64_t log = size_of(store->path, "-wal");
	struct rlimit limit;
	struct statvfs disk;

	if (log > largest)
		largest = log;
	if (getrlimit(RLIMIT_FSIZE, &limit) == 0 &&
	    limit.rlim_cur != RLIM_INFINITY &&
	    largest + margin > (uint64_t)limit.rlim_cur)
		return true;
	return statvfs(store->path, &disk) == 0 &&
	    (uint64_t)disk.f_bavail * disk.f_frsize < margin;
}

enum gal_status
gal_store_fail(struct gal_store *store, struct gal_error *err)
{
	int code = sqlite3_errcode(store->db);

	gal_error_place(err, store->path);
	if ((code & 0xff) == SQLITE_IOERR && is_out_of_space(store))
		code = SQLITE_FULL;
	if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED) {
		char holder[128];

		gal_store_holder(holder, sizeof(holder), store->path);
		return gal_fail(err, GAL_BUSY,
		    "the database is held by %s: try again when it has ended",
		    holder);
	}
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		if (failures[i].code == (code & 0xff))
			return gal_fail(
			    err, failures[i].status, "%s", failures[i].text);
	}
	return gal_fail(err, GAL_IO, "database: %s", sqlite3_errmsg(store->db));
}

sqlite3_stmt *
gal_store_statement(
    struct gal_store *store, enum gal_sql sql, struct gal_error *err)
{
	sqlite3_stmt *statement = store->statements[sql];

	if (statement != NULL) {
		(void)sqlite3_reset(statement);
		(void)sqlite3_clear_bindings(statement);
		return statement;
	}
	if (sqlite3_prepare_v3(store->db, gal_sql_text(sql), -1,
		SQLITE_PREPARE_PERSISTENT, &store->statements[sql],
		NULL) != SQLITE_OK) {
		(void)gal_store_fail(store, err);
		return NULL;
	}
	return store->statements[sql];
}

enum gal_status
gal_store_run(
    struct gal_store *store, sqlite3_stmt *statement, struct gal_error *err)
{
	int code = sqlite3_step(statement);
	enum gal_status status = GAL_OK;

	if (code != SQLITE_DONE && code != SQLITE_ROW)
		status = gal_store_fail(store, err);
	(void)sqlite3_reset(statement);
	return status;
}

enum gal_status
gal_store_run_sql(
    struct gal_store *store, enum gal_sql sql, struct gal_error *err)
{
	sqlite3_stmt *statement = gal_store_statement(store, sql, err);

	if (statement == NULL)
		return gal_store_fail(store, err);
	return gal_store_run(store, statement, err);
}

enum gal_status
gal_store_exec(struct gal_store *store, const char *sql, struct gal_error *err)
{
	if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return gal_store_fail(store, err);
	return GAL_OK;
}

enum gal_status
gal_store_ask(int64_t *out, struct gal_store *store, const char *sql,
    int64_t absent, struct gal_error *err)
{
	sqlite3_stmt *statement = NULL;
	enum gal_status status = GAL_OK;

	if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) !=
	    SQLITE_OK)
		return gal_store_fail(store, err);
	if (sqlite3_step(statement) != SQLITE_ROW)
		status = gal_store_fail(store, err);
	else if (sqlite3_column_type(statement, 0) == SQLITE_NULL)
		*out = absent;
	else
		*out = sqlite3_column_int64(statement, 0);
	(void)sqlite3_finalize(statement);
	return status;
}

void
gal_bind_str(sqlite3_stmt *statement, int at, struct gal_str s)
{
	/* Fails only when out of memory or range; the step then reports the
	 * missing value through NOT NULL, or the size through TOOBIG. */
	if (s.data == NULL)
		(void)sqlite3_bind_null(statement, at);
	else
		(void)sqlite3_bind_text64(statement, at, s.data,
		    (sqlite3_uint64)s.len, SQLITE_STATIC, SQLITE_UTF8);
}

void
gal_bind_int(sqlite3_stmt *statement, int at, int64_t value)
{
	if (value == GAL_ABSENT)
		(void)sqlite3_bind_null(statement, at);
	else
		(void)sqlite3_bind_int64(statement, at, value);
}

void
gal_bind_author(sqlite3_stmt *statement, int at, const struct gal_post *post)
{
	(void)sqlite3_bind_blob(statement, at, post->author.bytes,
	    post->has_author ? GAL_PSEUDONYM_BYTES : 0, SQLITE_STATIC);
}

struct gal_str
gal_column_str(sqlite3_stmt *statement, int at)
{
	struct gal_str s = { NULL, 0 };

	if (sqlite3_column_type(statement, at) != SQLITE_NULL) {
		/* as a blob: the same bytes, and no copy that memory could
		 * fail for; an empty one is NULL there */
		s.data = sqlite3_column_blob(statement, at);
		s.len = (size_t)sqlite3_column_bytes(statement, at);
		if (s.len == 0)
			s.data = "";
	}
	return s;
}

const char *
gal_column_text(sqlite3_stmt *statement, int at)
{
	const char *text = (const char *)sqlite3_column_text(statement, at);

	return text != NULL ? text : "";
}

int64_t
gal_column_int(sqlite3_stmt *statement, int at)
{
	return sqlite3_column_type(statement, at) == SQLITE_NULL
	    ? GAL_ABSENT
	    : sqlite3_column_int64(statement, at);
}

enum gal_status
gal_meta_get(struct gal_store *store, const char *name, char *value,
    size_t size, struct gal_error *err)
{
	sqlite3_stmt *statement = gal_store_statement(store, SQL_META_GET, err);
	enum gal_status status = GAL_NOT_FOUND;
	int code;

	if (statement == NULL)
		return gal_store_fail(store, err);
	gal_bind_str(statement, 1, gal_str_of(name));
	code = sqlite3_step(statement);
	if (code == SQLITE_ROW) {
		struct gal_str s = gal_column_str(statement, 0);
		size_t n = s.len < size - 1 ? s.len : size - 1;

		if (n > 0)
			memcpy(value, s.data, n);
		value[n] = '\0';
		status = GAL_OK;
	} else if (code != SQLITE_DONE) {
		status = gal_store_fail(store, err);
	}
	(void)sqlite3_reset(statement);
	return status;
}

enum gal_status
gal_meta_has(
    bool *out, struct gal_store *store, const char *name, struct gal_error *err)
{
	char value[8];
	enum gal_status status =
	    gal_meta_get(store, name, value, sizeof(value), err);

	*out = status == GAL_OK;
	return status == GAL_NOT_FOUND ? GAL_OK : status;
}

enum gal_status
gal_meta_put(struct gal_store *store, const char *name, const char *value,
    struct gal_error *err)
{
	sqlite3_stmt *statement = gal_store_statement(store, SQL_META_PUT, err);

	if (statement == NULL)
		return gal_store_fail(store, err);
	gal_bind_str(statement, 1, gal_str_of(name));
	gal_bind_str(statement, 2, gal_str_of(value));
	return gal_store_run(store, statement, err);
}

enum gal_status
gal_meta_delete(
    struct gal_store *store, const char *name, struct gal_error *err)
{
	sqlite3_stmt *statement;

	statement = gal_store_statement(store, SQL_META_DELETE, err);
	if (statement == NULL)
		return gal_store_fail(store, err);
	gal_bind_str(statement, 1, gal_str_of(name));
	return gal_store_run(store, statement, err);
}
