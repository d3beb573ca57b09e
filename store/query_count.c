/* What a query finds, counted and broken down. */
#include "store/query_codes.h"
#include "store/query_sql.h"
#include "store/rollup.h"

/* Every post is asked for: the rollup knows. */
static bool
is_unfiltered(const struct gal_query *query)
{
	return query->match == NULL && query->code_count == 0 &&
	    query->absent_count == 0 && query->communities == NULL &&
	    query->stages == 0 && query->language == GAL_QUERY_ANY &&
	    !query->has_platform && !query->has_kind && !query->has_author &&
	    query->thread == NULL && !query->has_since && !query->has_until &&
	    !query->has_least_score && !query->has_most_score &&
	    !query->has_row_id;
}

static enum gal_status
take_total(void *self, const char *value, const struct gal_query_total *total,
    struct gal_error *err)
{
	struct gal_query_total *out = self;

	(void)value;
	(void)err;
	*out = *total;
	return GAL_OK;
}

enum gal_status
gal_query_count(struct gal_query_total *out, struct gal_store *store,
    const struct gal_query *query, struct gal_error *err)
{
	struct gal_query_sql sql = gal_query_sql_new(err);
	sqlite3_stmt *s = NULL;
	bool answered = false;
	enum gal_status status = gal_query_check_match(store, query, err);

	if (status == GAL_OK && is_unfiltered(query))
		status = gal_rollup_read(
		    &answered, store, GAL_ROLLUP_ALL, take_total, out, err);
	if (status != GAL_OK || answered)
		return status;
	gal_query_sql_add(&sql, "SELECT count(*), count(DISTINCT p.author)");
	gal_query_sql_source(&sql, query);
	gal_query_sql_where(&sql, store, query);
	status = gal_query_sql_run(&s, store, &sql, query, err);
	if (status == GAL_OK && sqlite3_step(s) != SQLITE_ROW)
		status = gal_query_step_failed(store, query, err);
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
	/* counted row by row: gal_query_count_codes() */
	[GAL_FACET_CODE] = { "code", NULL, NULL, NULL, NULL },
	[GAL_FACET_STAGE] = { "stage",
	    "CASE WHEN t.unread = 0 THEN coalesce(r.name, 'none') END",
	    " LEFT JOIN timeline AS t"
	    " ON t.author = coalesce(m.author, x'')"
	    " AND t.created_utc = coalesce(m.created_utc,"
	    " -9223372036854775808) AND t.post = m.id"
	    " LEFT JOIN rung AS r ON r.rung = t.stage",
	    "min(CASE WHEN t.unread = 0 THEN t.stage ELSE -1 END)", NULL },
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
	struct gal_query_sql sql = gal_query_sql_new(err);
	sqlite3_stmt *s = NULL;
	bool answered = false;
	enum gal_status status = gal_query_check_match(store, query, err);
	int code = SQLITE_DONE;

	if (status == GAL_OK && is_unfiltered(query))
		status = gal_rollup_read(
		    &answered, store, facets[facet].name, row, self, err);
	if (status != GAL_OK || answered)
		return status;
	if (facet == GAL_FACET_CODE)
		gal_query_sql_add(&sql, "SELECT m.id, m.author, g.code");
	else
		gal_query_sql_add(&sql,
		    "SELECT %s, count(DISTINCT m.id),"
		    " count(DISTINCT m.author)",
		    facets[facet].value);
	gal_query_sql_add(&sql,
	    " FROM (SELECT %s AS id, p.author, p.created_utc,"
	    " p.community, p.kind, p.platform",
	    gal_query_sql_id(query));
	gal_query_sql_source(&sql, query);
	gal_query_sql_where(&sql, store, query);
	if (facet == GAL_FACET_CODE)
		gal_query_sql_add(
		    &sql, ") AS m CROSS JOIN tag AS g ON g.post = m.id");
	else
		gal_query_sql_add(&sql, ") AS m%s GROUP BY 1 ORDER BY %s",
		    facets[facet].join, facets[facet].order);
	status = gal_query_sql_run(&s, store, &sql, query, err);
	if (status == GAL_OK && facet == GAL_FACET_CODE) {
		bool complete = false;

		status =
		    gal_query_count_codes(&complete, store, s, row, self, err);
		code = complete ? SQLITE_DONE : SQLITE_ERROR;
	}
	while (status == GAL_OK && facet != GAL_FACET_CODE &&
	    (code = sqlite3_step(s)) == SQLITE_ROW) {
		const struct gal_query_total total = {
			sqlite3_column_int64(s, 1),
			sqlite3_column_int64(s, 2),
		};

		status = row(self, facet_value(s, facet), &total, err);
	}
	if (status == GAL_OK && code != SQLITE_DONE)
		status = gal_query_step_failed(store, query, err);
	(void)sqlite3_finalize(s);
	return status;
}
