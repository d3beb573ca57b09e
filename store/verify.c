/* Is the database whole? */
#include <string.h>

#include "store/copies.h"
#include "store/tombstones.h"
#include "store/upkeep.h"

/* Questions whose answer must be 0. */
static const struct {
	const char *sql;
	const char *fault;
} questions[] = {
	{ "SELECT count(*) FROM post AS p WHERE NOT EXISTS (SELECT 1 FROM "
	  "timeline AS t INDEXED BY timeline_by_post WHERE t.post = p.id AND "
	  "t.author = coalesce(p.author, x'') AND "
	  "t.created_utc = coalesce(p.created_utc, -9223372036854775808))",
	    "posts without their timeline row" },
	{ "SELECT (SELECT count(*) FROM timeline) - "
	  "(SELECT count(*) FROM post)",
	    "more timeline rows than posts" },
	{ "SELECT count(*) FROM timeline WHERE part NOT IN "
	  "(SELECT part FROM timeline_part)",
	    "timeline rows in parts that are missing" },
	{ "SELECT count(*) FROM tag WHERE post NOT IN (SELECT id FROM post)",
	    "tags of posts that are missing" },
	{ "SELECT count(*) FROM tag WHERE code NOT IN (SELECT id FROM code) "
	  "OR rule NOT IN (SELECT id FROM rule)",
	    "tags of codes or rules that are missing" },
	{ "SELECT count(*) FROM timeline AS t INDEXED BY timeline_by_post "
	  "WHERE length(codes) <> 2 * "
	  "(SELECT count(DISTINCT code) FROM tag WHERE tag.post = t.post)",
	    "timeline rows with other codes than the post's tags" },
	{ "SELECT count(*) FROM timeline WHERE unread <> 255 AND "
	  "stage > (SELECT count(*) FROM rung)",
	    "timeline rows on rungs that are missing" },
	{ "SELECT count(*) FROM narrated WHERE post NOT IN "
	  "(SELECT id FROM post)",
	    "narrated moves of posts that are missing" },
	{ "SELECT count(*) FROM post WHERE author IN "
	  "(SELECT author FROM tombstone_author)",
	    "posts of purged authors that came back" },
	{ "SELECT count(*) FROM file WHERE read <> inserted + replaced + "
	  "older + identical + purged + skipped",
	    "files whose counts do not add up" },
	{ "SELECT count(*) FROM file AS f WHERE skipped <> (SELECT "
	  "coalesce(sum(count), 0) FROM file_skip WHERE file = f.id)",
	    "files whose reasons of skipping do not add up" },
	/* what stands here from another table's page reads as rows */
	{ "SELECT count(*) FROM tombstone_author WHERE typeof(author) <> "
	  "'blob'",
	    "purged authors that are no pseudonyms" },
	{ "SELECT count(*) FROM meta WHERE name NOT IN ('" KEY_CHECK
	  "', '" IDS_SEALED "', '" PLAIN_TOMBSTONES "', '" RETAG_HASH
	  "', '" RETAG_AFTER "')",
	    "facts about the database that no galatea writes" },
};

static enum gal_status
ask_questions(
    struct gal_buffer *faults, struct gal_store *store, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0;
	     status == GAL_OK && i < sizeof(questions) / sizeof(questions[0]);
	     i++) {
		int64_t n = 0;

		status = gal_store_ask(&n, store, questions[i].sql, 0, err);
		if (status == GAL_OK && n != 0)
			status = gal_buffer_printf(faults, err, "%lld %s\n",
			    (long long)n, questions[i].fault);
	}
	return status;
}

/* One line per row that is not "ok". */
static enum gal_status
take_rows(struct gal_buffer *faults, struct gal_store *store, const char *sql,
    const char *prefix, struct gal_error *err)
{
	sqlite3_stmt *s = NULL;
	enum gal_status status = GAL_OK;
	int code = SQLITE_DONE;

	if (sqlite3_prepare_v2(store->db, sql, -1, &s, NULL) != SQLITE_OK)
		return gal_store_fail(store, err);
	while (status == GAL_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
		struct gal_str text = gal_column_str(s, 0);

		if (!gal_str_equal(text, GAL_STR("ok")))
			status = gal_buffer_printf(faults, err, "%s%.*s\n",
			    prefix, (int)text.len,
			    text.data != NULL ? text.data : "");
	}
	if (status == GAL_OK && code != SQLITE_DONE)
		status = gal_store_fail(store, err);
	(void)sqlite3_finalize(s);
	return status;
}

static enum gal_status
check_index(struct gal_buffer *faults, bool *checked, struct gal_store *store,
    struct gal_error *err)
{
	static const char sql[] = "INSERT INTO post_fts (post_fts, rank) "
				  "VALUES ('integrity-check', 1)";
	int code;

	*checked = false;
	if (!gal_store_writes(store))
		return GAL_OK;
	code = sqlite3_exec(store->db, sql, NULL, NULL, NULL);
	*checked = true;
	if (code == SQLITE_OK)
		return GAL_OK;
	if ((code & 0xff) == SQLITE_CORRUPT)
		return gal_buffer_append_str(
		    faults, "the full-text index does not fit the text\n", err);
	return gal_store_fail(store, err);
}

/* What SQLite knows of how tables are filled, if it ever counted. It takes the
 * rows of any other table there without a word; the first column of ours is the
 * row id, for which NULL is stored. */
static enum gal_status
check_planner(
    struct gal_buffer *faults, struct gal_store *store, struct gal_error *err)
{
	int64_t n = 0;
	enum gal_status status = gal_store_ask(&n, store,
	    "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'", 0,
	    err);

	if (status == GAL_OK && n > 0)
		status = gal_store_ask(&n, store,
		    "SELECT count(*) FROM sqlite_stat1 WHERE tbl IS NULL", 0,
		    err);
	if (status == GAL_OK && n > 0)
		status = gal_buffer_printf(faults, err,
		    "%lld counts of rows that are of no table\n", (long long)n);
	return status;
}

/* Only who has the key can tell which posts are listed. */
static enum gal_status
check_purged(
    struct gal_buffer *faults, struct gal_store *store, struct gal_error *err)
{
	struct gal_buffer numbers = GAL_BUFFER(SIZE_MAX / 4);
	struct gal_buffer authors = GAL_BUFFER(SIZE_MAX / 4);
	struct gal_buffer found = GAL_BUFFER(SIZE_MAX / 4);
	enum gal_status status = GAL_OK;

	if (store->veil.number != NULL) {
		status = gal_store_tombstones(&numbers, &authors, store, err);
		if (status == GAL_OK)
			status =
			    gal_tombstones_find(&found, store, &numbers, err);
		else if (status == GAL_KEY) { /* not keyed yet, read-only */
			gal_error_clear(err);
			status = GAL_OK;
		}
	}
	if (status == GAL_OK && found.len > 0)
		status = gal_buffer_printf(faults, err,
		    "%zu purged posts that came back\n",
		    found.len / sizeof(int64_t));
	gal_buffer_free(&numbers);
	gal_buffer_free(&authors);
	gal_buffer_free(&found);
	return status;
}

enum gal_status
gal_store_verify(struct gal_buffer *faults, bool *index_checked,
    struct gal_store *store, struct gal_error *err)
{
	size_t before = faults->len;
	enum gal_status status;

	*index_checked = false;
	status = take_rows(
	    faults, store, "PRAGMA integrity_check(20)", "pages: ", err);
	if (status == GAL_OK)
		status = take_rows(faults, store,
		    "SELECT \"table\" || ' row ' || rowid FROM "
		    "pragma_foreign_key_check LIMIT 20",
		    "reference to a missing row: ", err);
	if (status == GAL_OK)
		status = ask_questions(faults, store, err);
	if (status == GAL_OK)
		status = check_planner(faults, store, err);
	if (status == GAL_OK)
		status = check_purged(faults, store, err);
	if (status == GAL_OK)
		status = check_index(faults, index_checked, store, err);
	/* the pages that cannot be asked were told of */
	if (status == GAL_CORRUPT && faults->len > before) {
		gal_error_clear(err);
		status = GAL_OK;
	}
	return status;
}
