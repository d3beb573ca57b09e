#include "store/query.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/internal.h"

#define SQL_LIMIT ((size_t)1 << 20)
/* highlight() puts these around what matched; text may hold them too, so
 * they are told apart by walking the stored text beside the marked one. */
#define MARK_START '\x02'
#define MARK_END '\x03'

enum parameter { P_MATCH = 1, P_THREAD, P_AUTHOR };

struct gal_query_run {
	struct gal_store *store;
	sqlite3_stmt *ids;   /* row id and rank, in the wanted order */
	sqlite3_stmt *post;  /* one post by row id */
	sqlite3_stmt *marks; /* its text with marks; NULL without words */
	struct gal_store_record record;
	struct gal_buffer tags;
	struct gal_buffer moves;
	struct gal_buffer title_hits;
	struct gal_buffer text_hits;
	struct gal_query_hit hit;
};

/* ---- the SQL of a query ---- */

/* A statement being put together: keeps the writers flat. */
struct sql {
	struct gal_buffer text;
	enum gal_status status;
	struct gal_error *err;
};

static void add(struct sql *sql, const char *format, ...) GAL_PRINTF(2, 3);

static void
add(struct sql *sql, const char *format, ...)
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
static const char *
id_of(const struct gal_query *query)
{
	return query->match != NULL ? "post_fts.rowid" : "p.id";
}

static void
add_code_group(struct sql *sql, const struct gal_query *query, uint16_t group)
{
	const char *between = "";

	add(sql, "code IN (");
	for (size_t i = 0; i < query->code_count; i++) {
		uint16_t own = query->code_groups != NULL
		    ? query->code_groups[i]
		    : (uint16_t)i;

		if (own != group)
			continue;
		add(sql, "%s%u", between, (unsigned)query->codes[i]);
		between = ", ";
	}
	add(sql, ")");
}

static uint16_t
group_of(const struct gal_query *query, size_t i)
{
	return query->code_groups != NULL ? query->code_groups[i] : (uint16_t)i;
}

/* Where the search starts: the narrowest list there is. */
static void
add_source(struct sql *sql, const struct gal_query *query)
{
	if (query->match != NULL) {
		add(sql,
		    " FROM post_fts CROSS JOIN post AS p"
		    " ON p.id = post_fts.rowid"
		    " WHERE post_fts MATCH ?1");
	} else if (query->has_author) {
		add(sql,
		    " FROM timeline AS d CROSS JOIN post AS p"
		    " ON p.id = d.post WHERE d.author = ?3");
	} else if (query->code_count > 0 && !query->has_row_id) {
		add(sql, " FROM (SELECT DISTINCT post FROM tag WHERE ");
		add_code_group(sql, query, group_of(query, 0));
		add(sql,
		    ") AS d CROSS JOIN post AS p ON p.id = d.post"
		    " WHERE 1");
	} else {
		add(sql, " FROM post AS p WHERE 1");
	}
}

static void
add_codes(struct sql *sql, const struct gal_query *query)
{
	const char *id = id_of(query);

	for (size_t i = 0; i < query->code_count; i++) {
		if (i > 0 && group_of(query, i) == group_of(query, i - 1))
			continue; /* the same group again */
		add(sql, " AND EXISTS (SELECT 1 FROM tag WHERE post = %s AND ",
		    id);
		add_code_group(sql, query, group_of(query, i));
		add(sql, ")");
	}
	for (size_t i = 0; i < query->absent_count; i++)
		add(sql,
		    " AND NOT EXISTS (SELECT 1 FROM tag WHERE post = %s"
		    " AND code = %u)",
		    id, (unsigned)query->absent[i]);
}

static void
add_stages(struct sql *sql, const struct gal_query *query)
{
	const char *between = "";

	if (query->stages == 0)
		return;
	add(sql,
	    " AND EXISTS (SELECT 1 FROM timeline AS t"
	    " WHERE t.author = coalesce(p.author, x'')"
	    " AND t.created_utc = coalesce(p.created_utc,"
	    " -9223372036854775808) AND t.post = p.id AND t.unread = 0"
	    " AND t.stage IN (");
	for (unsigned rung = 0; rung < 32; rung++) {
		if ((query->stages >> rung & 1) == 0)
			continue;
		add(sql, "%s%u", between, rung);
		between = ", ";
	}
	add(sql, "))");
}

/* A thread is found by its first post's community and time where that post
 * is here: without them every post would have to be looked at. */
static void
add_thread(struct sql *sql, struct gal_store *store, const char *thread)
{
	int64_t id = 0, community, created;
	char question[128];

	add(sql, " AND (p.thread = ?2 OR p.native_id = ?2)");
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
	add(sql, " AND p.community = %" PRId64 " AND p.created_utc >= %" PRId64,
	    community, created);
}

static void
add_conditions(
    struct sql *sql, struct gal_store *store, const struct gal_query *query)
{
	add_codes(sql, query);
	if (query->has_row_id)
		add(sql, " AND %s = %" PRId64, id_of(query), query->row_id);
	if (query->has_author && query->match != NULL)
		add(sql, " AND p.author = ?3");
	if (query->has_platform)
		add(sql, " AND p.platform = %d", (int)query->platform);
	if (query->has_kind)
		add(sql, " AND p.kind = %d", (int)query->kind);
	if (query->has_since)
		add(sql, " AND p.created_utc >= %" PRId64, query->since);
	if (query->has_until)
		add(sql, " AND p.created_utc < %" PRId64, query->until);
	if (query->has_least_score)
		add(sql, " AND p.score >= %" PRId64, query->least_score);
	if (query->has_most_score)
		add(sql, " AND p.score <= %" PRId64, query->most_score);
	if (query->communities != NULL) {
		add(sql, " AND p.community IN (");
		for (size_t i = 0; i < query->community_count; i++)
			add(sql, "%s%" PRId64, i > 0 ? ", " : "",
			    query->communities[i]);
		add(sql, ")");
	}
	if (query->thread != NULL)
		add_thread(sql, store, query->thread);
	add_stages(sql, query);
}

static bool
by_rank(const struct gal_query *query)
{
	return query->order == GAL_QUERY_RANK && query->match != NULL;
}

static void
add_list(
    struct sql *sql, struct gal_store *store, const struct gal_query *query)
{
	bool oldest = query->order == GAL_QUERY_OLDEST;

	if (by_rank(query))
		add(sql,
		    "SELECT id, r, count(*) OVER () FROM (SELECT "
		    "post_fts.rowid AS id, "
		    "bm25(post_fts) AS r");
	else
		add(sql, "SELECT %s AS id, 0.0, 0", id_of(query));
	add_source(sql, query);
	add_conditions(sql, store, query);
	if (by_rank(query))
		add(sql,
		    " ORDER BY post_fts.rowid DESC LIMIT %d)"
		    " ORDER BY r, id DESC",
		    GAL_QUERY_RANK_CAP);
	else
		add(sql, " ORDER BY p.created_utc%s, p.id%s",
		    oldest ? "" : " DESC", oldest ? "" : " DESC");
	if (query->limit > 0 || query->offset > 0)
		add(sql, " LIMIT %" PRId64 " OFFSET %" PRIu64,
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

static enum gal_status
prepare(sqlite3_stmt **out, struct gal_store *store, const char *text,
    const struct gal_query *query, struct gal_error *err)
{
	if (sqlite3_prepare_v2(store->db, text, -1, out, NULL) != SQLITE_OK)
		return gal_store_fail(store, err);
	bind(*out, query);
	return GAL_OK;
}

static struct sql
new_sql(struct gal_error *err)
{
	struct sql sql = { GAL_BUFFER(SQL_LIMIT), GAL_OK, err };

	return sql;
}

/* Prepare what `sql` says, and free it. */
static enum gal_status
prepare_sql(sqlite3_stmt **out, struct gal_store *store, struct sql *sql,
    const struct gal_query *query, struct gal_error *err)
{
	enum gal_status status = sql->status;

	if (status == GAL_OK)
		status = prepare(out, store, sql->text.data, query, err);
	gal_buffer_free(&sql->text);
	return status;
}

/* FTS5 says what is wrong with an expression when it first runs it. */
static enum gal_status
step_failed(struct gal_store *store, const struct gal_query *query,
    struct gal_error *err)
{
	int code = sqlite3_errcode(store->db) & 0xff;

	if (query->match != NULL && code == SQLITE_ERROR)
		return gal_fail(err, GAL_ARGUMENT, "not a valid query: %s",
		    sqlite3_errmsg(store->db));
	return gal_store_fail(store, err);
}

static enum gal_status
check_match(struct gal_store *store, const struct gal_query *query,
    struct gal_error *err)
{
	const struct gal_query only = { .match = query->match };
	sqlite3_stmt *s = NULL;
	enum gal_status status = GAL_OK;
	int code;

	if (query->match == NULL)
		return GAL_OK;
	status = prepare(&s, store,
	    "SELECT 1 FROM post_fts WHERE post_fts MATCH ?1 LIMIT 1", &only,
	    err);
	if (status != GAL_OK)
		return status;
	code = sqlite3_step(s);
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		status = step_failed(store, query, err);
	(void)sqlite3_finalize(s);
	return status;
}

/* ---- posts ---- */

enum gal_status
gal_query_open(struct gal_query_run **out, struct gal_store *store,
    const struct gal_query *query, struct gal_error *err)
{
	struct gal_query_run *run = NULL;
	struct sql sql = new_sql(err);
	enum gal_status status = check_match(store, query, err);

	*out = NULL;
	if (status != GAL_OK)
		return status;
	run = calloc(1, sizeof(*run));
	if (run == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	run->store = store;
	run->tags = (struct gal_buffer)GAL_BUFFER(SIZE_MAX / 4);
	run->moves = (struct gal_buffer)GAL_BUFFER(SIZE_MAX / 4);
	run->title_hits = (struct gal_buffer)GAL_BUFFER(SIZE_MAX / 4);
	run->text_hits = (struct gal_buffer)GAL_BUFFER(SIZE_MAX / 4);
	add_list(&sql, store, query);
	status = prepare_sql(&run->ids, store, &sql, query, err);
	if (status == GAL_OK &&
	    sqlite3_prepare_v2(store->db, gal_sql_text(SQL_POST_GET), -1,
		&run->post, NULL) != SQLITE_OK)
		status = gal_store_fail(store, err);
	if (status == GAL_OK && query->match != NULL)
		status = prepare(&run->marks, store,
		    "SELECT highlight(post_fts, 0, char(2), char(3)),"
		    " highlight(post_fts, 1, char(2), char(3))"
		    " FROM post_fts WHERE post_fts MATCH ?1 AND rowid = ?2",
		    query, err);
	if (status != GAL_OK) {
		gal_query_close(run);
		return status;
	}
	*out = run;
	return GAL_OK;
}

void
gal_query_close(struct gal_query_run *run)
{
	if (run == NULL)
		return;
	(void)sqlite3_finalize(run->ids);
	(void)sqlite3_finalize(run->post);
	(void)sqlite3_finalize(run->marks);
	gal_buffer_free(&run->tags);
	gal_buffer_free(&run->moves);
	gal_buffer_free(&run->title_hits);
	gal_buffer_free(&run->text_hits);
	free(run);
}

/* Spans of `text` that stand between marks in `marked`. */
static enum gal_status
find_spans(struct gal_buffer *spans, struct gal_str text, struct gal_str marked,
    struct gal_error *err)
{
	struct gal_query_span span = { 0, 0 };
	enum gal_status status = GAL_OK;
	size_t at = 0;

	gal_buffer_clear(spans);
	for (size_t i = 0; i < marked.len && status == GAL_OK; i++) {
		char c = marked.data[i];

		if (at < text.len && c == text.data[at] &&
		    !(marked.len - i > text.len - at &&
			(c == MARK_START || c == MARK_END))) {
			at++;
		} else if (c == MARK_START) {
			span.start = (uint32_t)at;
		} else if (c == MARK_END) {
			span.end = (uint32_t)at;
			status =
			    gal_buffer_append(spans, &span, sizeof(span), err);
		}
	}
	return status;
}

static enum gal_status
load_marks(struct gal_query_run *run, int64_t id, struct gal_error *err)
{
	const struct gal_post *post = &run->record.post;
	enum gal_status status;

	gal_buffer_clear(&run->title_hits);
	gal_buffer_clear(&run->text_hits);
	if (run->marks == NULL)
		return GAL_OK;
	(void)sqlite3_reset(run->marks);
	(void)sqlite3_bind_int64(run->marks, 2, id);
	if (sqlite3_step(run->marks) != SQLITE_ROW)
		return GAL_OK; /* changed since the list was made */
	status = find_spans(
	    &run->title_hits, post->title, gal_column_str(run->marks, 0), err);
	if (status == GAL_OK)
		status = find_spans(&run->text_hits, post->text,
		    gal_column_str(run->marks, 1), err);
	return status;
}

enum gal_status
gal_query_next(const struct gal_query_hit **out, struct gal_query_run *run,
    struct gal_error *err)
{
	struct gal_store *store = run->store;
	enum gal_status status;
	int64_t id;
	int code;

	*out = NULL;
	do {
		code = sqlite3_step(run->ids);
		if (code == SQLITE_DONE)
			return GAL_END;
		if (code != SQLITE_ROW)
			return gal_store_fail(store, err);
		id = sqlite3_column_int64(run->ids, 0);
		(void)sqlite3_reset(run->post);
		(void)sqlite3_bind_int64(run->post, 1, id);
		code = sqlite3_step(run->post);
		/* DONE: purged since the list was made */
	} while (code == SQLITE_DONE);
	if (code != SQLITE_ROW)
		return gal_store_fail(store, err);
	gal_record_from_row(&run->record, store, run->post);
	status = gal_reading_load(store, &run->record, err);
	if (status == GAL_OK)
		status = gal_evidence_load(
		    store, &run->record, &run->tags, &run->moves, err);
	if (status == GAL_OK)
		status = load_marks(run, id, err);
	if (status != GAL_OK)
		return status;
	run->hit = (struct gal_query_hit){
		.record = &run->record,
		.rank = sqlite3_column_double(run->ids, 1),
		.capped =
		    sqlite3_column_int64(run->ids, 2) >= GAL_QUERY_RANK_CAP,
		.title_hits = (const void *)run->title_hits.data,
		.title_hit_count =
		    run->title_hits.len / sizeof(struct gal_query_span),
		.text_hits = (const void *)run->text_hits.data,
		.text_hit_count =
		    run->text_hits.len / sizeof(struct gal_query_span),
	};
	*out = &run->hit;
	return GAL_OK;
}

enum gal_status
gal_query_explain(struct gal_buffer *out, struct gal_store *store,
    const struct gal_query *query, struct gal_error *err)
{
	struct sql sql = new_sql(err);
	sqlite3_stmt *s = NULL;
	enum gal_status status = check_match(store, query, err);

	if (status != GAL_OK)
		return status;
	add(&sql, "EXPLAIN QUERY PLAN ");
	add_list(&sql, store, query);
	if (sql.status == GAL_OK)
		sql.status = gal_buffer_printf(out, err, "sql: %s\n",
		    sql.text.data + strlen("EXPLAIN QUERY PLAN "));
	status = prepare_sql(&s, store, &sql, query, err);
	while (status == GAL_OK && sqlite3_step(s) == SQLITE_ROW)
		status = gal_buffer_printf(out, err, "plan: %s\n",
		    (const char *)sqlite3_column_text(s, 3));
	(void)sqlite3_finalize(s);
	return status;
}

/* ---- counts ---- */

enum gal_status
gal_query_count(struct gal_query_total *out, struct gal_store *store,
    const struct gal_query *query, struct gal_error *err)
{
	struct sql sql = new_sql(err);
	sqlite3_stmt *s = NULL;
	enum gal_status status = check_match(store, query, err);

	if (status != GAL_OK)
		return status;
	add(&sql, "SELECT count(*), count(DISTINCT p.author)");
	add_source(&sql, query);
	add_conditions(&sql, store, query);
	status = prepare_sql(&s, store, &sql, query, err);
	if (status == GAL_OK && sqlite3_step(s) != SQLITE_ROW)
		status = step_failed(store, query, err);
	if (status == GAL_OK) {
		out->posts = sqlite3_column_int64(s, 0);
		out->authors = sqlite3_column_int64(s, 1);
	}
	(void)sqlite3_finalize(s);
	return status;
}

static const char *
kind_name(int64_t value)
{
	return gal_kind_name((enum gal_kind)value);
}

static const char *
platform_name(int64_t value)
{
	return gal_platform_name((enum gal_platform)value);
}

/* How a facet groups: the columns of the list below, the group as text or
 * number, the order. The list gives id, author, created_utc, community,
 * kind, platform of every match. */
static const struct {
	const char *name;
	const char *value;
	const char *join;
	const char *order;
	const char *(*name_of)(int64_t value); /* where value is a number */
} facets[GAL_FACET_COUNT] = {
	[GAL_FACET_MONTH] = { "month",
	    "strftime('%Y-%m', m.created_utc, 'unixepoch')", "", "1", NULL },
	[GAL_FACET_COMMUNITY] = { "community", "c.name",
	    " LEFT JOIN community AS c ON c.id = m.community", "2 DESC, 1",
	    NULL },
	[GAL_FACET_CODE] = { "code", "k.name",
	    " CROSS JOIN tag AS g ON g.post = m.id"
	    " CROSS JOIN code AS k ON k.id = g.code",
	    "2 DESC, 1", NULL },
	[GAL_FACET_STAGE] = { "stage",
	    "CASE WHEN t.unread = 0 THEN coalesce(r.name, 'none') END",
	    " LEFT JOIN timeline AS t"
	    " ON t.author = coalesce(m.author, x'')"
	    " AND t.created_utc = coalesce(m.created_utc,"
	    " -9223372036854775808) AND t.post = m.id"
	    " LEFT JOIN rung AS r ON r.rung = t.stage",
	    "min(t.stage)", NULL },
	[GAL_FACET_KIND] = { "kind", "m.kind", "", "2 DESC, 1", kind_name },
	[GAL_FACET_PLATFORM] = { "platform", "m.platform", "", "2 DESC, 1",
	    platform_name },
};

const char *
gal_query_facet_name(enum gal_query_facet facet)
{
	return facet < GAL_FACET_COUNT ? facets[facet].name : "?";
}

static const char *
facet_value(sqlite3_stmt *s, enum gal_query_facet facet)
{
	if (sqlite3_column_type(s, 0) == SQLITE_NULL)
		return "";
	return facets[facet].name_of != NULL
	    ? facets[facet].name_of(sqlite3_column_int64(s, 0))
	    : (const char *)sqlite3_column_text(s, 0);
}

enum gal_status
gal_query_facets(struct gal_store *store, const struct gal_query *query,
    enum gal_query_facet facet, gal_query_facet_row *row, void *self,
    struct gal_error *err)
{
	struct sql sql = new_sql(err);
	sqlite3_stmt *s = NULL;
	enum gal_status status = check_match(store, query, err);
	int code = SQLITE_DONE;

	if (status != GAL_OK)
		return status;
	add(&sql, "SELECT %s, count(DISTINCT m.id), count(DISTINCT m.author)",
	    facets[facet].value);
	add(&sql,
	    " FROM (SELECT %s AS id, p.author, p.created_utc,"
	    " p.community, p.kind, p.platform",
	    id_of(query));
	add_source(&sql, query);
	add_conditions(&sql, store, query);
	add(&sql, ") AS m%s GROUP BY 1 ORDER BY %s", facets[facet].join,
	    facets[facet].order);
	status = prepare_sql(&s, store, &sql, query, err);
	while (status == GAL_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
		const struct gal_query_total total = {
			sqlite3_column_int64(s, 1),
			sqlite3_column_int64(s, 2),
		};

		status = row(self, facet_value(s, facet), &total, err);
	}
	if (status == GAL_OK && code != SQLITE_DONE)
		status = step_failed(store, query, err);
	(void)sqlite3_finalize(s);
	return status;
}
