/* What can be told at once of a database's file. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "store/internal.h"
#include "store/upkeep.h"

static enum gal_status
check_pages(struct gal_store_health *out, struct gal_store *store,
    struct gal_error *err)
{
	sqlite3_stmt *s = NULL;
	enum gal_status status = GAL_OK;

	if (sqlite3_prepare_v2(store->db, "PRAGMA quick_check(1)", -1, &s,
		NULL) != SQLITE_OK ||
	    sqlite3_step(s) != SQLITE_ROW)
		status = gal_store_fail(store, err);
	if (status == GAL_OK) {
		const char *said = (const char *)sqlite3_column_text(s, 0);
		/* "*** in database main ***" may stand above it */
		const char *line = said != NULL ? strchr(said, '\n') : NULL;

		out->pages_checked = said != NULL;
		if (said == NULL) /* no memory for it */
			status = gal_store_fail(store, err);
		else if (strcmp(said, "ok") != 0)
			(void)snprintf(out->fault, sizeof(out->fault), "%s",
			    line != NULL ? line + 1 : said);
	}
	(void)sqlite3_finalize(s);
	return status;
}

enum gal_status
gal_store_check_health(struct gal_store_health *out, struct gal_store *store,
    int64_t most_bytes, struct gal_error *err)
{
	char log[4096];
	struct stat st;

	*out = (struct gal_store_health){ 0 };
	if (stat(store->path, &st) == 0)
		out->bytes = (int64_t)st.st_size;
	(void)snprintf(log, sizeof(log), "%s-wal", store->path);
	if (stat(log, &st) == 0)
		out->log_bytes = (int64_t)st.st_size;
	return out->bytes <= most_bytes ? check_pages(out, store, err) : GAL_OK;
}
