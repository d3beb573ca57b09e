#include "store/query_sql.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "store/rank.h"

#define SQL_LIMIT ((size_t)1 << 20)

enum parameter { P_MATCH = 1, P_THREAD, P_AUTHOR };

void
gal_query_sql_add(struct gal_query_sql *sql, const char *format, ...)
{
	char part[512];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(part, sizeof(part), format, args);
	va_end(args);
	if (sql->status != GAL_OK)
		return;
	if (n < 0 || (size_t)n >= sizeof(part))
		sql->status =
		    gal_fail(sql->err, GAL_LIMIT, "the query is too long");
	else
		sql->status =
		    gal_buffer_append(&sql->text, part, (size_t)n, sql->err);
}

/* The row id of a match, and whether the post's own row is joined. */
const char *
gal_query_sql_id(const struct gal_query *query)
{
	return query->match != NULL ? "post_fts.rowid" : "p.id";
}

static void
add_code_group(
    struct gal_query_sql *sql, const struct gal_query *query, uint16_t group)
{
	const char *between = "";

	gal_query_sql_add(sql, "code IN (");
	for (size_t i = 0; i < query->code_count; i++) {
		uint16_t own = query->code_groups != NULL
		    ? query->code_groups[i]
		    : (uint16_t)i;

		if (own != group)
			continue;
		gal_query_sql_add(
		    sql, "%s%u", between, (unsigned)query->codes[i]);
		between = ", ";
	}
	gal_query_sql_add(sql, ")");
}

static uint16_t
group_of(const struct gal_query *query, size_t i)
{
	return query->code_groups != NULL ? query->code_groups[i] : (uint16_t)i;
}

/* Whether a condition looks at the post's own row. */
static bool
needs_post(const struct gal_query *query)
{
	return query->has_author || query->has_platform || query->has_kind ||
	    query->has_since || query->has_until || query->has_least_score ||
	    query->has_most_score || query->communities != NULL ||
	    query->thread != NULL || query->stages != 0 ||
	    query->language != GAL_QUERY_ANY;
}

/* Where the search starts: the narrowest list there is. */
void
gal_query_sql_source(struct gal_query_sql *sql, const struct gal_query *query)
{
	if (query->match != NULL) {
		gal_query_sql_add(sql,
		    " FROM post_fts CROSS JOIN post AS p"
		    " ON p.id = post_fts.rowid"
		    " WHERE post_fts MATCH ?1");
	} else if (query->has_author) {
		gal_query_sql_add(sql,
		    " FROM timeline AS d CROSS JOIN post AS p"
		    " ON p.id = d.post WHERE d.author = ?3");
	} else if (query->code_count > 0 && !query->has_row_id) {
		gal_query_sql_add(
		    sql, " FROM (SELECT DISTINCT post FROM tag WHERE ");
		add_code_group(sql, query, group_of(query, 0));
		gal_query_sql_add(sql,
		    ") AS d CROSS JOIN post AS p ON p.id = d.post"
		    " WHERE 1");
	} else {
		gal_query_sql_add(sql, " FROM post AS p WHERE 1");
	}
}

static void
add_codes(struct gal_query_sql *sql, const struct gal_query *query)
{
	const char *id = gal_query_sql_id(query);

	for (size_t i = 0; i < query->code_count; i++) {
		if (i > 0 && group_of(query, i) == group_of(query, i - 1))
			continue; /* the same group again */
		gal_query_sql_add(sql,
		    " AND EXISTS (SELECT 1 FROM tag WHERE post = %s AND ", id);
		add_code_group(sql, query, group_of(query, i));
		gal_query_sql_add(sql, ")");
	}
	for (size_t i = 0; i < query->absent_count; i++)
		gal_query_sql_add(sql,
		    " AND NOT EXISTS (SELECT 1 FROM tag WHERE post = %s"
		    " AND code = %u)",
		    id, (unsigned)query->absent[i]);
}

/* What stands in the timeline: stage and language. */
static void
add_reading(struct gal_query_sql *sql, const struct gal_query *query)
{
	const char *between = "";

	if (query->stages == 0 && query->language == GAL_QUERY_ANY)
		return;
	gal_query_sql_add(sql,
	    " AND EXISTS (SELECT 1 FROM timeline AS t"
	    " WHERE t.author = coalesce(p.author, x'')"
	    " AND t.created_utc = coalesce(p.created_utc,"
	    " -9223372036854775808) AND t.post = p.id");
	if (query->stages != 0 || query->language == GAL_QUERY_ENGLISH)
		gal_query_sql_add(sql, " AND t.unread = %d", GAL_READ);
	if (query->language == GAL_QUERY_OTHER)
		gal_query_sql_add(
		    sql, " AND t.unread = %d", GAL_UNREAD_LANGUAGE);
	if (query->stages != 0)
		gal_query_sql_add(sql, " AND t.stage IN (");
	for (unsigned rung = 0; rung < 32; rung++) {
		if ((query->stages >> rung & 1) == 0)
			continue;
		gal_query_sql_add(sql, "%s%u", between, rung);
		between = ", ";
	}
	gal_query_sql_add(sql, query->stages != 0 ? "))" : ")");
}

/* A thread is found by its first post's community and time where that post
 * is here: without them every post would have to be looked at. */
static void
add_thread(
    struct gal_query_sql *sql, struct gal_store *store, const char *thread)
{
	int64_t id = 0, community, created;
	char question[128];

	gal_query_sql_add(sql, " AND (p.thread = ?2 OR p.native_id = ?2)");
	if (gal_reddit_row_id(
		&id, GAL_KIND_SUBMISSION, gal_str_of(thread), NULL) != GAL_OK)
		return;
	(void)snprintf(question, sizeof(question),
	    "SELECT community FROM post WHERE id = %" PRId64, id);
	if (gal_store_ask(&community, store, question, 0, NULL) != GAL_OK ||
	    community == 0)
		return;
	(void)snprintf(question, sizeof(question),
	    "SELECT created_utc FROM post WHERE id = %" PRId64, id);
	if (gal_store_ask(&created, store, question, 0, NULL) != GAL_OK)
		return;
	gal_query_sql_add(sql,
	    " AND p.community = %" PRId64 " AND p.created_utc >= %" PRId64,
	    community, created);
}

void
gal_query_sql_where(struct gal_query_sql *sql, struct gal_store *store,
    const struct gal_query *query)
{
	add_codes(sql, query);
	if (query->has_row_id)
		gal_query_sql_add(sql, " AND %s = %" PRId64,
		    gal_query_sql_id(query), query->row_id);
	if (query->has_author && query->match != NULL)
		gal_query_sql_add(sql, " AND p.author = ?3");
	if (query->has_platform)
		gal_query_sql_add(
		    sql, " AND p.platform = %d", (int)query->platform);
	if (query->has_kind)
		gal_query_sql_add(sql, " AND p.kind = %d", (int)query->kind);
	if (query->has_since)
		gal_query_sql_add(
		    sql, " AND p.created_utc >= %" PRId64, query->since);
	if (query->has_until)
		gal_query_sql_add(
		    sql, " AND p.created_utc < %" PRId64, query->until);
	if (query->has_least_score)
		gal_query_sql_add(
		    sql, " AND p.score >= %" PRId64, query->least_score);
	if (query->has_most_score)
		gal_query_sql_add(
		    sql, " AND p.score <= %" PRId64, query->most_score);
	if (query->communities != NULL) {
		gal_query_sql_add(sql, " AND p.community IN (");
		for (size_t i = 0; i < query->community_count; i++)
			gal_query_sql_add(sql, "%s%" PRId64, i > 0 ? ", " : "",
			    query->communities[i]);
		gal_query_sql_add(sql, ")");
	}
	if (query->thread != NULL)
		add_thread(sql, store, query->thread);
	add_reading(sql, query);
}

bool
gal_query_by_rank(const struct gal_query *query)
{
	return query->order == GAL_QUERY_RANK && query->match != NULL;
}

void
gal_query_sql_list(struct gal_query_sql *sql, struct gal_store *store,
    const struct gal_query *query)
{
	bool oldest = query->order == GAL_QUERY_OLDEST;

	if (gal_query_by_rank(query))
		gal_query_sql_add(sql,
		    "SELECT id, r, count(*) OVER () FROM (SELECT "
		    "post_fts.rowid AS id, "
		    "%s(post_fts) AS r",
		    gal_rank_function(store));
	else
		gal_query_sql_add(
		    sql, "SELECT %s AS id, 0.0, 0", gal_query_sql_id(query));
	if (gal_query_by_rank(query) &&
	    !needs_post(query)) /* spares a row a match */
		gal_query_sql_add(
		    sql, " FROM post_fts WHERE post_fts MATCH ?1");
	else
		gal_query_sql_source(sql, query);
	gal_query_sql_where(sql, store, query);
	if (gal_query_by_rank(query))
		gal_query_sql_add(sql,
		    " ORDER BY post_fts.rowid DESC LIMIT %d)"
		    " ORDER BY r, id DESC",
		    GAL_QUERY_RANK_CAP);
	else
		gal_query_sql_add(sql, " ORDER BY p.created_utc%s, p.id%s",
		    oldest ? "" : " DESC", oldest ? "" : " DESC");
	if (query->limit > 0 || query->offset > 0)
		gal_query_sql_add(sql, " LIMIT %" PRId64 " OFFSET %" PRIu64,
		    query->limit > 0 ? (int64_t)query->limit : -1,
		    query->offset);
}

static void
bind(sqlite3_stmt *s, const struct gal_query *query)
{
	if (query->match != NULL)
		(void)sqlite3_bind_text(
		    s, P_MATCH, query->match, -1, SQLITE_STATIC);
	if (query->thread != NULL)
		(void)sqlite3_bind_text(
		    s, P_THREAD, query->thread, -1, SQLITE_STATIC);
	if (query->has_author)
		(void)sqlite3_bind_blob(s, P_AUTHOR, query->author.bytes,
		    GAL_PSEUDONYM_BYTES, SQLITE_STATIC);
}

enum gal_status
gal_query_prepare(sqlite3_stmt **out, struct gal_store *store, const char *text,
    const struct gal_query *query, struct gal_error *err)
{
	if (sqlite3_prepare_v2(store->db, text, -1, out, NULL) != SQLITE_OK)
		return gal_store_fail(store, err);
	bind(*out, query);
	return GAL_OK;
}

struct gal_query_sql
gal_query_sql_new(struct gal_error *err)
{
	struct gal_query_sql sql = { GAL_BUFFER(SQL_LIMIT), GAL_OK, err };

	return sql;
}

/* Prepare what `sql` says, and free it. */
enum gal_status
gal_query_sql_run(sqlite3_stmt **out, struct gal_store *store,
    struct gal_query_sql *sql, const struct gal_query *query,
    struct gal_error *err)
{
	enum gal_status status = sql->status;

	if (status == GAL_OK)
		status =
		    gal_query_prepare(out, store, sql->text.data, query, err);
	gal_buffer_free(&sql->text);
	return status;
}

/* FTS5 says what is wrong with an expression when it first runs it. */
enum gal_status
gal_query_step_failed(struct gal_store *store, const struct gal_query *query,
    struct gal_error *err)
{
	int code = sqlite3_errcode(store->db) & 0xff;

	if (query->match != NULL && code == SQLITE_ERROR)
		return gal_fail(err, GAL_ARGUMENT, "not a valid query: %s",
		    sqlite3_errmsg(store->db));
	return gal_store_fail(store, err);
}

enum gal_status
gal_query_check_match(struct gal_store *store, const struct gal_query *query,
    struct gal_error *err)
{
	const struct gal_query only = { .match = query->match };
	sqlite3_stmt *s = NULL;
	enum gal_status status = GAL_OK;
	int code;

	if (query->match == NULL)
		return GAL_OK;
	status = gal_query_prepare(&s, store,
	    "SELECT 1 FROM post_fts WHERE post_fts MATCH ?1 LIMIT 1", &only,
	    err);
	if (status != GAL_OK)
		return status;
	code = sqlite3_step(s);
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		status = gal_query_step_failed(store, query, err);
	(void)sqlite3_finalize(s);
	return status;
}
