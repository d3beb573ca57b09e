#include "store/fts5_api.h"

/* By its documented way of asking. */
enum gal_status
gal_fts5_api(fts5_api **out, sqlite3 *db, struct gal_error *err)
{
	sqlite3_stmt *s = NULL;
	int code = sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &s, NULL);

	*out = NULL;
	if (code == SQLITE_OK)
		code = sqlite3_bind_pointer(
		    s, 1, (void *)out, "fts5_api_ptr", NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(s);
	(void)sqlite3_finalize(s);
	if (*out != NULL)
		return GAL_OK;
	switch (code & 0xff) {
	case SQLITE_NOMEM:
		return gal_fail(err, GAL_NOMEM, "out of memory");
	case SQLITE_ERROR: /* no such function */
	case SQLITE_ROW:
		return gal_fail(
		    err, GAL_UNSUPPORTED, "this SQLite has no FTS5");
	default:
		return gal_fail(
		    err, GAL_IO, "database: %s", sqlite3_errstr(code));
	}
}
