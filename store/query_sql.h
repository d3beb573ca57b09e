/*
 * Private to store/: a struct gal_query as SQL. What a person typed is bound,
 * never pasted; numbers and names of our own are written out.
 */
#ifndef GALATEA_STORE_QUERY_SQL_H
#define GALATEA_STORE_QUERY_SQL_H

#include "store/internal.h"
#include "store/query.h"

/* A statement being put together. After the first failure nothing more is
 * added, and `status` says what went wrong: keeps the writers flat. */
struct gal_query_sql {
	struct gal_buffer text;
	enum gal_status status;
	struct gal_error *err;
	bool counting; /* a match's row of the timeline is joined as t */
};

struct gal_query_sql gal_query_sql_new(bool counting, struct gal_error *err);
void gal_query_sql_add(struct gal_query_sql *sql, const char *format, ...)
    GAL_PRINTF(2, 3);
/* The row id of a match. */
const char *gal_query_sql_id(
    const struct gal_query_sql *sql, const struct gal_query *query);
/* " FROM … WHERE …": where the search starts. */
void gal_query_sql_source(
    struct gal_query_sql *sql, const struct gal_query *query);
/* " AND …" for every filter. */
void gal_query_sql_where(struct gal_query_sql *sql, struct gal_store *store,
    const struct gal_query *query);
/* Whether matches are ranked: then gal_rank_prepare() comes first. */
bool gal_query_by_rank(const struct gal_query *query);
/* SELECT id, rank, matches that were ranked: in the wanted order, a page. */
void gal_query_sql_list(struct gal_query_sql *sql, struct gal_store *store,
    const struct gal_query *query);

/* Prepare a text and bind the words, thread and author of the query. */
GAL_MUST_USE enum gal_status gal_query_prepare(sqlite3_stmt **out,
    struct gal_store *store, const char *text, const struct gal_query *query,
    struct gal_error *err);
/* The same of `sql`, which is freed whatever comes. */
GAL_MUST_USE enum gal_status gal_query_sql_run(sqlite3_stmt **out,
    struct gal_store *store, struct gal_query_sql *sql,
    const struct gal_query *query, struct gal_error *err);
/* The status of a step that failed: FTS5 says what is wrong with an
 * expression when it first runs it. */
GAL_MUST_USE enum gal_status gal_query_step_failed(struct gal_store *store,
    const struct gal_query *query, struct gal_error *err);
/* ARGUMENT if FTS5 does not understand the words. */
GAL_MUST_USE enum gal_status gal_query_check_match(struct gal_store *store,
    const struct gal_query *query, struct gal_error *err);

#endif
