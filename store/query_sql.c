#include "store/query_sql.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "store/rank.h"

#define SQL_LIMIT ((size_t)1 << 20)
/* A page further behind than this is found by sorting. */
#define ENDS_MAX 10000

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

bool
gal_query_by_rank(const struct gal_query *query)
{
	return query->order == GAL_QUERY_RANK && query->match != NULL;
}

/* ---- where the search starts ---- */

/* The narrowest list there is. */
enum base {
	BASE_WORDS,  /* the full-text index, then timeline (t), post (p) */
	BASE_AUTHOR, /* the timeline of an author, then post */
	BASE_CODE,   /* posts with a code, then timeline, post */
	BASE_POST,   /* posts, by community where one is asked; then timeline */
	BASE_TIMELINE,
	BASE_ENDS /* the first posts of each community by time, then timeline */
};

/* What stands in the post's own row alone. */
static bool
needs_post(const struct gal_query *query)
{
	return query->has_least_score || query->has_most_score ||
	    query->thread != NULL;
}

/* What the classifier says. */
static bool
needs_reading(const struct gal_query *query)
{
	return query->code_count > 0 || query->absent_count > 0 ||
	    query->stages != 0 || query->language != GAL_QUERY_ANY;
}

/* Whether the answer is among the first so many posts of each community by
 * time, which stand together in its index: no post but these is looked at. */
static bool
is_among_ends(const struct gal_query_sql *sql, const struct gal_query *query)
{
	return !sql->counting && query->limit > 0 && query->limit <= ENDS_MAX &&
	    query->offset <= ENDS_MAX && query->match == NULL &&
	    !query->has_author && !query->has_row_id && !query->has_platform &&
	    !query->has_kind && !needs_post(query) && !needs_reading(query);
}

static enum base
base_of(const struct gal_query_sql *sql, const struct gal_query *query)
{
	if (query->match != NULL)
		return BASE_WORDS;
	if (is_among_ends(sql, query))
		return BASE_ENDS;
	if (query->has_author)
		return BASE_AUTHOR;
	if (query->code_count > 0 && !query->has_row_id)
		return BASE_CODE;
	if (query->communities != NULL || needs_post(query))
		return BASE_POST;
	/* times alone stand in the index of posts by community, too */
	return sql->counting || needs_reading(query) || query->has_platform ||
		query->has_kind || query->has_row_id
	    ? BASE_TIMELINE
	    : BASE_POST;
}

const char *
gal_query_sql_id(const struct gal_query_sql *sql, const struct gal_query *query)
{
	static const char *const ids[] = {
		[BASE_WORDS] = "post_fts.rowid",
		[BASE_AUTHOR] = "t.post",
		[BASE_CODE] = "t.post",
		[BASE_POST] = "p.id",
		[BASE_TIMELINE] = "t.post",
		[BASE_ENDS] = "t.post",
	};

	return ids[base_of(sql, query)];
}

/* Where author, time, community, platform and kind are read: a timeline has
 * them too, and its index by post is a hundredth of the posts. */
static const char *
facts(const struct gal_query_sql *sql, const struct gal_query *query)
{
	return base_of(sql, query) == BASE_POST ? "p" : "t";
}

static bool
needs_timeline(const struct gal_query_sql *sql, const struct gal_query *query)
{
	if (sql->counting || needs_reading(query))
		return true;
	return base_of(sql, query) != BASE_POST &&
	    (!gal_query_by_rank(query) || query->has_author ||
		query->has_platform || query->has_kind || query->has_since ||
		query->has_until || query->communities != NULL);
}

static void
add_communities(struct gal_query_sql *sql, const struct gal_query *query)
{
	gal_query_sql_add(sql, " IN (");
	for (size_t i = 0; i < query->community_count; i++)
		gal_query_sql_add(sql, "%s%" PRId64, i > 0 ? ", " : "",
		    query->communities[i]);
	gal_query_sql_add(sql, ")");
}

static void
add_time(
    struct gal_query_sql *sql, const struct gal_query *query, const char *from)
{
	if (query->has_since)
		gal_query_sql_add(
		    sql, " AND %s.created_utc >= %" PRId64, from, query->since);
	if (query->has_until) /* an unknown time is the least of all */
		gal_query_sql_add(sql,
		    " AND %s.created_utc < %" PRId64
		    " AND %s.created_utc > -9223372036854775807",
		    from, query->until, from);
}

/* Posts without a community stand in the index, too, under NULL. */
static void
add_ends(struct gal_query_sql *sql, const struct gal_query *query)
{
	const char *order = query->order == GAL_QUERY_OLDEST ? "" : " DESC";

	gal_query_sql_add(sql, " FROM (SELECT id FROM community");
	if (query->communities != NULL) {
		gal_query_sql_add(sql, " WHERE id");
		add_communities(sql, query);
	} else {
		gal_query_sql_add(sql, " UNION ALL SELECT NULL");
	}
	gal_query_sql_add(sql,
	    ") AS c CROSS JOIN timeline AS t INDEXED BY timeline_by_post ON "
	    "t.post IN (SELECT p.id FROM post AS p INDEXED BY "
	    "post_by_community WHERE p.community IS c.id");
	add_time(sql, query, "p");
	gal_query_sql_add(sql,
	    " ORDER BY p.created_utc%s, p.id%s LIMIT %" PRIu64 ")", order,
	    order, query->limit + query->offset);
}

static uint16_t
group_of(const struct gal_query *query, size_t i)
{
	return query->code_groups != NULL ? query->code_groups[i] : (uint16_t)i;
}

static void
add_first_group(struct gal_query_sql *sql, const struct gal_query *query)
{
	for (size_t i = 0; i < query->code_count; i++) {
		if (group_of(query, i) == group_of(query, 0))
			gal_query_sql_add(sql, "%s%u", i > 0 ? ", " : "",
			    (unsigned)query->codes[i]);
	}
}

void
gal_query_sql_source(struct gal_query_sql *sql, const struct gal_query *query)
{
	static const char by_post[] =
	    " CROSS JOIN timeline AS t INDEXED BY timeline_by_post ON t.post =";
	enum base base = base_of(sql, query);
	const char *id = gal_query_sql_id(sql, query);

	switch (base) {
	case BASE_WORDS:
		gal_query_sql_add(sql, " FROM post_fts");
		break;
	case BASE_CODE:
		gal_query_sql_add(sql,
		    " FROM (SELECT DISTINCT post FROM tag WHERE code IN (");
		add_first_group(sql, query);
		gal_query_sql_add(sql, ")) AS d%s d.post", by_post);
		break;
	case BASE_POST:
		gal_query_sql_add(sql, " FROM post AS p");
		break;
	case BASE_ENDS:
		add_ends(sql, query);
		break;
	case BASE_AUTHOR:
	case BASE_TIMELINE:
		gal_query_sql_add(sql, " FROM timeline AS t%s",
		    query->has_row_id ? " INDEXED BY timeline_by_post" : "");
		break;
	}
	if ((base == BASE_WORDS || base == BASE_POST) &&
	    needs_timeline(sql, query))
		gal_query_sql_add(sql, "%s %s", by_post, id);
	if (needs_post(query) && base != BASE_POST)
		gal_query_sql_add(
		    sql, " CROSS JOIN post AS p ON p.id = %s", id);
	gal_query_sql_add(sql, " WHERE %s",
	    base == BASE_WORDS	      ? "post_fts MATCH ?1"
		: base == BASE_AUTHOR ? GAL_SQL_ANY_PART
				      : "1");
}

/* ---- what narrows it ---- */

/* As timeline.codes has it. */
static void
add_code_bytes(struct gal_query_sql *sql, uint16_t code)
{
	gal_query_sql_add(sql, "%02X%02X", code & 0xffu, code >> 8 & 0xffu);
}

static void
add_codes(struct gal_query_sql *sql, const struct gal_query *query)
{
	for (size_t i = 0; i < query->code_count; i++) {
		if (i > 0 && group_of(query, i) == group_of(query, i - 1))
			continue; /* the same group again */
		gal_query_sql_add(sql, " AND gal_has_code(t.codes, X'");
		for (size_t k = i; k < query->code_count; k++) {
			if (group_of(query, k) == group_of(query, i))
				add_code_bytes(sql, query->codes[k]);
		}
		gal_query_sql_add(sql, "')");
	}
	if (query->absent_count == 0)
		return;
	gal_query_sql_add(sql, " AND NOT gal_has_code(t.codes, X'");
	for (size_t i = 0; i < query->absent_count; i++)
		add_code_bytes(sql, query->absent[i]);
	gal_query_sql_add(sql, "')");
}

static void
add_reading(struct gal_query_sql *sql, const struct gal_query *query)
{
	const char *between = "";

	if (query->stages != 0 || query->language == GAL_QUERY_ENGLISH)
		gal_query_sql_add(sql, " AND t.unread = %d", GAL_READ);
	if (query->language == GAL_QUERY_OTHER)
		gal_query_sql_add(
		    sql, " AND t.unread = %d", GAL_UNREAD_LANGUAGE);
	if (query->stages == 0)
		return;
	gal_query_sql_add(sql, " AND t.stage IN (");
	for (unsigned rung = 0; rung < 32; rung++) {
		if ((query->stages >> rung & 1) == 0)
			continue;
		gal_query_sql_add(sql, "%s%u", between, rung);
		between = ", ";
	}
	gal_query_sql_add(sql, ")");
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
	const char *from = facts(sql, query);

	add_codes(sql, query);
	if (query->has_row_id)
		gal_query_sql_add(sql, " AND %s = %" PRId64,
		    gal_query_sql_id(sql, query), query->row_id);
	if (query->has_author)
		gal_query_sql_add(sql, " AND t.author = ?3");
	if (query->has_platform)
		gal_query_sql_add(
		    sql, " AND %s.platform = %d", from, (int)query->platform);
	if (query->has_kind)
		gal_query_sql_add(
		    sql, " AND %s.kind = %d", from, (int)query->kind);
	add_time(sql, query, from);
	if (query->has_least_score)
		gal_query_sql_add(
		    sql, " AND p.score >= %" PRId64, query->least_score);
	if (query->has_most_score)
		gal_query_sql_add(
		    sql, " AND p.score <= %" PRId64, query->most_score);
	if (query->communities != NULL) {
		gal_query_sql_add(sql, " AND %s.community", from);
		add_communities(sql, query);
	}
	if (query->thread != NULL)
		add_thread(sql, store, query->thread);
	add_reading(sql, query);
}

void
gal_query_sql_list(struct gal_query_sql *sql, struct gal_store *store,
    const struct gal_query *query)
{
	const char *order = query->order == GAL_QUERY_OLDEST ? "" : " DESC";
	const char *id = gal_query_sql_id(sql, query);
	bool ranked = gal_query_by_rank(query);

	if (ranked)
		gal_query_sql_add(sql,
		    "SELECT id, r, count(*) OVER () FROM (SELECT %s AS id, "
		    "%s(post_fts) AS r",
		    id, gal_rank_function(store));
	else
		gal_query_sql_add(sql, "SELECT %s AS id, 0.0, 0", id);
	gal_query_sql_source(sql, query);
	gal_query_sql_where(sql, store, query);
	if (ranked)
		gal_query_sql_add(sql,
		    " ORDER BY post_fts.rowid DESC LIMIT %d)"
		    " ORDER BY r, id DESC",
		    GAL_QUERY_RANK_CAP);
	else
		gal_query_sql_add(sql, " ORDER BY %s.created_utc%s, %s%s",
		    facts(sql, query), order, id, order);
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
gal_query_sql_new(bool counting, struct gal_error *err)
{
	struct gal_query_sql sql = { GAL_BUFFER(SQL_LIMIT), GAL_OK, err,
		counting };

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
