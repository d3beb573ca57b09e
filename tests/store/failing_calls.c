#include "store/failing_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "core/buffer.h"
#include "failing.h"

/* The linker's names of a function, and the one that stands in for it. */
#define STANDS_IN(type, name, ...)                                             \
	type __real_##name(__VA_ARGS__);                                       \
	type __wrap_##name(__VA_ARGS__);                                       \
	type __wrap_##name(__VA_ARGS__)

/* ---- SQLite ---- */

static bool disk_failed; /* until the next call that is answered */

void
failing_calls_heal(void)
{
	disk_failed = false;
}

static bool
disk_fails(void)
{
	disk_failed = failing_now();
	return disk_failed;
}

STANDS_IN(int, sqlite3_step, sqlite3_stmt *statement)
{
	return disk_fails() ? SQLITE_IOERR : __real_sqlite3_step(statement);
}

STANDS_IN(int, sqlite3_prepare_v2, sqlite3 *db, const char *sql, int n,
    sqlite3_stmt **out, const char **tail)
{
	*out = NULL;
	return disk_fails() ? SQLITE_IOERR
			    : __real_sqlite3_prepare_v2(db, sql, n, out, tail);
}

STANDS_IN(int, sqlite3_prepare_v3, sqlite3 *db, const char *sql, int n,
    unsigned flags, sqlite3_stmt **out, const char **tail)
{
	*out = NULL;
	return disk_fails()
	    ? SQLITE_IOERR
	    : __real_sqlite3_prepare_v3(db, sql, n, flags, out, tail);
}

STANDS_IN(int, sqlite3_exec, sqlite3 *db, const char *sql,
    int (*row)(void *, int, char **, char **), void *self, char **message)
{
	/* what takes a failed transaction back does not fail, too */
	if (strncmp(sql, "ROLLBACK", 8) != 0 && disk_fails())
		return SQLITE_IOERR;
	return __real_sqlite3_exec(db, sql, row, self, message);
}

STANDS_IN(int, sqlite3_wal_checkpoint_v2, sqlite3 *db, const char *name,
    int how, int *frames, int *done)
{
	return disk_fails()
	    ? SQLITE_IOERR
	    : __real_sqlite3_wal_checkpoint_v2(db, name, how, frames, done);
}

STANDS_IN(int, sqlite3_create_function_v2, sqlite3 *db, const char *name,
    int arguments, int flags, void *self,
    void (*call)(sqlite3_context *, int, sqlite3_value **),
    void (*step)(sqlite3_context *, int, sqlite3_value **),
    void (*end)(sqlite3_context *), void (*destroy)(void *))
{
	return disk_fails()
	    ? SQLITE_IOERR
	    : __real_sqlite3_create_function_v2(
		  db, name, arguments, flags, self, call, step, end, destroy);
}

/* There is not even the memory for a connection. */
STANDS_IN(int, sqlite3_open_v2, const char *path, sqlite3 **out, int flags,
    const char *vfs)
{
	*out = NULL;
	return failing_now() ? SQLITE_NOMEM
			     : __real_sqlite3_open_v2(path, out, flags, vfs);
}

STANDS_IN(int, sqlite3_errcode, sqlite3 *db)
{
	return disk_failed ? SQLITE_IOERR : __real_sqlite3_errcode(db);
}

/* ---- the system ---- */

static bool
system_fails(void)
{
	if (!failing_now())
		return false;
	errno = EIO;
	return true;
}

STANDS_IN(int, open, const char *path, int flags, mode_t mode)
{
	return system_fails() ? -1 : __real_open(path, flags, mode);
}

STANDS_IN(int, stat, const char *path, struct stat *out)
{
	return system_fails() ? -1 : __real_stat(path, out);
}

STANDS_IN(int, fstat, int fd, struct stat *out)
{
	return system_fails() ? -1 : __real_fstat(fd, out);
}

STANDS_IN(int, flock, int fd, int how)
{
	return system_fails() ? -1 : __real_flock(fd, how);
}

STANDS_IN(int, fchmod, int fd, mode_t mode)
{
	return system_fails() ? -1 : __real_fchmod(fd, mode);
}

STANDS_IN(int, ftruncate, int fd, off_t size)
{
	return system_fails() ? -1 : __real_ftruncate(fd, size);
}

STANDS_IN(int, fsync, int fd)
{
	return system_fails() ? -1 : __real_fsync(fd);
}

STANDS_IN(int, rename, const char *from, const char *to)
{
	return system_fails() ? -1 : __real_rename(from, to);
}

STANDS_IN(int, pthread_create, pthread_t *out, const pthread_attr_t *how,
    void *(*run)(void *), void *self)
{
	return failing_now() ? EAGAIN
			     : __real_pthread_create(out, how, run, self);
}

/* ---- buffers: as if each call needed more memory than there was ---- */

static enum gal_status
no_memory(struct gal_error *err)
{
	return gal_fail(err, GAL_NOMEM, "out of memory");
}

STANDS_IN(enum gal_status, gal_buffer_append, struct gal_buffer *buffer,
    const void *bytes, size_t n, struct gal_error *err)
{
	return failing_now() ? no_memory(err)
			     : __real_gal_buffer_append(buffer, bytes, n, err);
}

STANDS_IN(enum gal_status, gal_buffer_append_str, struct gal_buffer *buffer,
    const char *text, struct gal_error *err)
{
	return failing_now() ? no_memory(err)
			     : __real_gal_buffer_append_str(buffer, text, err);
}

STANDS_IN(enum gal_status, gal_buffer_printf, struct gal_buffer *buffer,
    struct gal_error *err, const char *format, ...)
{
	static _Thread_local char text[1 << 16]; /* more than any of store/ */
	va_list args;
	int n;

	if (failing_now())
		return no_memory(err);
	va_start(args, format);
	n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= sizeof(text))
		return gal_fail(err, GAL_LIMIT, "a text too long for the test");
	return __real_gal_buffer_append(buffer, text, (size_t)n, err);
}
