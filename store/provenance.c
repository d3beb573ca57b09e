#include "store/provenance.h"

#include <string.h>

#include "store/internal.h"

#define MAX_COLUMNS 12

struct column {
	const char *name;
	enum gal_cell_type type;
	const char *unit;
	const char *description;
};

/* ?1 is the least number of authors. */
static const struct {
	const char *name;
	const char *title;
	const char *note; /* NULL: none */
	const char *sql;
	struct column columns[MAX_COLUMNS];
} frames[] = {
	{
	    .name = "files",
	    .title = "Archives that were read",
	    .note = "read = inserted + replaced + older + identical + purged "
		    "+ skipped",
	    .sql = "SELECT f.name, f.codec, f.format, e.name, f.read, "
		   "f.inserted, f.replaced, f.older, f.identical, f.purged, "
		   "f.skipped FROM file AS f LEFT JOIN enum_name AS e "
		   "ON e.list = 'file_state' AND e.value = f.state "
		   "ORDER BY f.name, f.id",
	    .columns = {
		{ "file", GAL_CELL_TEXT, "", "file name without its folder" },
		{ "codec", GAL_CELL_TEXT, "", "how it is compressed" },
		{ "format", GAL_CELL_TEXT, "", "what it holds" },
		{ "state", GAL_CELL_TEXT, "", "read to its end, or not" },
		{ "read", GAL_CELL_INT, "records", "records read" },
		{ "inserted", GAL_CELL_INT, "records", "first copy of a post" },
		{ "replaced", GAL_CELL_INT, "records", "newer copy" },
		{ "older", GAL_CELL_INT, "records", "older copy" },
		{ "identical", GAL_CELL_INT, "records", "known already" },
		{ "purged", GAL_CELL_INT, "records", "refused: purged before" },
		{ "skipped", GAL_CELL_INT, "records", "left out" },
	    },
	},
	{
	    .name = "skipped",
	    .title = "Records left out, by reason",
	    .sql = "SELECT reason, sum(count), count(DISTINCT file) "
		   "FROM file_skip GROUP BY reason ORDER BY 2 DESC, 1",
	    .columns = {
		{ "reason", GAL_CELL_TEXT, "", "why" },
		{ "records", GAL_CELL_INT, "records", "how many" },
		{ "files", GAL_CELL_INT, "files", "in how many files" },
	    },
	},
	{
	    .name = "communities",
	    .title = "Communities",
	    .sql = "SELECT c.name, e.name, sum(1), "
		   "nullif(count(DISTINCT nullif(t.author, x'')), 0), "
		   "strftime('%Y-%m', min(nullif(t.created_utc, "
		   "-9223372036854775808)), 'unixepoch'), "
		   "strftime('%Y-%m', max(t.created_utc), 'unixepoch') "
		   "FROM timeline AS t JOIN community AS c "
		   "ON c.id = t.community LEFT JOIN enum_name AS e "
		   "ON e.list = 'platform' AND e.value = c.platform "
		   "GROUP BY e.name, c.scope, c.name "
		   "HAVING count(DISTINCT t.author) >= ?1 ORDER BY 3 DESC, 1",
	    .note = "communities with too few authors are left out",
	    .columns = {
		{ "community", GAL_CELL_TEXT, "", "as written" },
		{ "platform", GAL_CELL_TEXT, "", "platform" },
		{ "posts", GAL_CELL_INT, "posts", "posts of all kinds" },
		{ "authors", GAL_CELL_INT, "authors", "distinct authors" },
		{ "first_month", GAL_CELL_TEXT, "month", "first post" },
		{ "last_month", GAL_CELL_TEXT, "month", "last post" },
	    },
	},
	{
	    .name = "deletions",
	    .title = "Posts whose text is gone, by month",
	    .note = "deletion is not at random: shame, bans and grief delete "
		    "more than chance does",
	    .sql = "SELECT strftime('%Y-%m', p.created_utc, 'unixepoch') AS m, "
		   "sum(1), sum(p.deletion <> 0), "
		   "1.0 * sum(p.deletion <> 0) / sum(1), "
		   "sum(p.author IS NULL) FROM post AS p "
		   "WHERE p.created_utc IS NOT NULL GROUP BY m "
		   "HAVING count(DISTINCT p.author) >= ?1 ORDER BY m",
	    .columns = {
		{ "month", GAL_CELL_TEXT, "month", "of the post, UTC" },
		{ "posts", GAL_CELL_INT, "posts", "posts of all kinds" },
		{ "deleted", GAL_CELL_INT, "posts",
		    "text taken away by author, moderator or platform" },
		{ "share", GAL_CELL_REAL, "share of posts", "deleted / posts" },
		{ "no_author", GAL_CELL_INT, "posts", "posts without author" },
	    },
	},
	{
	    .name = "tag_rates",
	    .title = "How often each code was given",
	    .note = "posts, not authors; uncorrected: see tag_quality for "
		    "what the tagger misses and takes by mistake",
	    .sql = "SELECT k.name, "
		   "CASE WHEN a >= ?1 OR a = 0 THEN n END, "
		   "CASE WHEN a >= ?1 OR a = 0 THEN a END, "
		   "CASE WHEN (a >= ?1 OR a = 0) AND r.read > 0 "
		   "THEN 1000.0 * n / r.read END FROM code AS k JOIN ("
		   "SELECT c.id AS code, count(g.post) AS n, "
		   "count(DISTINCT p.author) AS a FROM code AS c LEFT JOIN "
		   "(SELECT DISTINCT code, post FROM tag) AS g "
		   "ON g.code = c.id LEFT JOIN post AS p ON p.id = g.post "
		   "GROUP BY c.id) AS s ON s.code = k.id JOIN "
		   "(SELECT count(*) AS read FROM timeline WHERE unread = 0) "
		   "AS r ORDER BY k.name",
	    .columns = {
		{ "code", GAL_CELL_TEXT, "", "code" },
		{ "posts", GAL_CELL_INT, "posts", "posts with the code" },
		{ "authors", GAL_CELL_INT, "authors", "distinct authors" },
		{ "per_1000", GAL_CELL_REAL, "per 1,000 posts read",
		    "posts with the code per 1,000 that were read" },
	    },
	},
};

size_t
gal_provenance_count(void)
{
	return sizeof(frames) / sizeof(frames[0]);
}

/* A file's folder may name a person: only the last part is shown. */
static const char *
without_folder(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash != NULL && slash[1] != '\0' ? slash + 1 : name;
}

static enum gal_status
add_cell(struct gal_frame *frame, sqlite3_stmt *s, int at, bool file_name,
    struct gal_error *err)
{
	if (sqlite3_column_type(s, at) == SQLITE_NULL)
		return gal_frame_missing(frame, err);
	switch (frame->columns[at].type) {
	case GAL_CELL_INT:
		return gal_frame_int(frame, sqlite3_column_int64(s, at), err);
	case GAL_CELL_REAL:
		return gal_frame_real(frame, sqlite3_column_double(s, at), err);
	case GAL_CELL_TEXT:
		break;
	}
	return gal_frame_text(frame,
	    file_name ? without_folder(gal_column_text(s, at))
		      : gal_column_text(s, at),
	    err);
}

/* Fill the frame, which is freed on failure, from a query's rows. */
static enum gal_status
fill_frame(struct gal_frame **frame, struct gal_store *store, const char *sql,
    const int *parameters, int parameter_count, bool file_names,
    struct gal_error *err)
{
	enum gal_status status = GAL_OK;
	sqlite3_stmt *s = NULL;
	int code = SQLITE_DONE;

	if (sqlite3_prepare_v2(store->db, sql, -1, &s, NULL) != SQLITE_OK)
		status = gal_store_fail(store, err);
	for (int i = 0; status == GAL_OK && i < parameter_count; i++)
		(void)sqlite3_bind_int(s, i + 1, parameters[i]);
	while (status == GAL_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
		for (int c = 0;
		     c < (int)(*frame)->column_count && status == GAL_OK; c++)
			status =
			    add_cell(*frame, s, c, file_names && c == 0, err);
	}
	if (status == GAL_OK && code != SQLITE_DONE)
		status = gal_store_fail(store, err);
	(void)sqlite3_finalize(s);
	if (status != GAL_OK) {
		gal_frame_free(*frame);
		*frame = NULL;
	}
	return status;
}

static enum gal_status
open_frame(struct gal_frame **out, const char *name, const char *title,
    const char *note, const struct column *columns, struct gal_error *err)
{
	enum gal_status status = gal_frame_new(out, name, title, err);

	for (size_t c = 0;
	     c < MAX_COLUMNS && columns[c].name != NULL && status == GAL_OK;
	     c++)
		status =
		    gal_frame_column(*out, columns[c].name, columns[c].type,
			columns[c].unit, columns[c].description, err);
	if (status == GAL_OK && note != NULL)
		status = gal_frame_note(*out, err, "%s", note);
	if (status != GAL_OK) {
		gal_frame_free(*out);
		*out = NULL;
	}
	return status;
}

enum gal_status
gal_provenance_frame(struct gal_frame **out, struct gal_store *store,
    size_t index, int least, struct gal_error *err)
{
	enum gal_status status;

	*out = NULL;
	if (index >= gal_provenance_count())
		return gal_fail(err, GAL_ARGUMENT, "no such frame");
	status = open_frame(out, frames[index].name, frames[index].title,
	    frames[index].note, frames[index].columns, err);
	return status == GAL_OK
	    ? fill_frame(out, store, frames[index].sql, &least,
		  strstr(frames[index].sql, "?1") != NULL ? 1 : 0, index == 0,
		  err)
	    : status;
}

enum gal_status
gal_provenance_companions(struct gal_frame **out, struct gal_store *store,
    int target, int least, struct gal_error *err)
{
	static const struct column columns[] = {
		{ "community", GAL_CELL_TEXT, "", "as written" },
		{ "quarter", GAL_CELL_TEXT, "month", "its first month, UTC" },
		{ "authors", GAL_CELL_INT, "authors", "who showed any rung" },
		{ "companions", GAL_CELL_INT, "authors",
		    "who showed companionship or more" },
		{ NULL, GAL_CELL_TEXT, NULL, NULL },
	};
	/* the highest rung of each author in each community and quarter */
	static const char sql[] =
	    "SELECT name, quarter, count(*) AS n, sum(top >= ?2) AS m FROM ("
	    "SELECT c.name AS name, t.author, max(t.stage) AS top, "
	    "strftime('%Y-', t.created_utc, 'unixepoch') || printf('%02d', "
	    "(strftime('%m', t.created_utc, 'unixepoch') - 1) / 3 * 3 + 1) "
	    "AS quarter FROM timeline AS t "
	    "JOIN community AS c ON c.id = t.community "
	    "WHERE t.unread = 0 AND t.stage > 0 AND t.author <> x'' "
	    "AND t.flags & 3 = 0 AND t.created_utc > -9223372036854775808 "
	    "GROUP BY c.name, quarter, t.author) GROUP BY name, quarter "
	    "HAVING m >= ?1 AND n - m >= ?1 ORDER BY name, quarter";
	const int parameters[] = { least, target };
	enum gal_status status = open_frame(out, "companions_by_community",
	    "Companionship by community",
	    "quarters with too few authors on either side are left out",
	    columns, err);

	return status == GAL_OK
	    ? fill_frame(out, store, sql, parameters, 2, false, err)
	    : status;
}
