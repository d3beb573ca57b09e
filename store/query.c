#include "store/query.h"

#include <stdlib.h>
#include <string.h>

#include "store/hit_marks.h"
#include "store/query_sql.h"
#include "store/rank.h"

struct gal_query_run {
	struct gal_store *store;
	sqlite3_stmt *ids;	     /* row id and rank, in the wanted order */
	sqlite3_stmt *post;	     /* one post by row id */
	struct gal_hit_marks *marks; /* NULL without words */
	struct gal_store_record record;
	struct gal_buffer tags;
	struct gal_buffer moves;
	struct gal_buffer title_hits;
	struct gal_buffer text_hits;
	struct gal_query_hit hit;
};

enum gal_status
gal_query_open(struct gal_query_run **out, struct gal_store *store,
    const struct gal_query *query, struct gal_error *err)
{
	struct gal_query_run *run = NULL;
	struct gal_query_sql sql = gal_query_sql_new(false, err);
	enum gal_status status = gal_query_check_match(store, query, err);

	*out = NULL;
	if (status == GAL_OK && gal_query_by_rank(query))
		status = gal_rank_prepare(store, query->match, err);
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
	gal_query_sql_list(&sql, store, query);
	status = gal_query_sql_run(&run->ids, store, &sql, query, err);
	if (status == GAL_OK &&
	    sqlite3_prepare_v2(store->db, gal_sql_text(SQL_POST_GET), -1,
		&run->post, NULL) != SQLITE_OK)
		status = gal_store_fail(store, err);
	if (status == GAL_OK && query->match != NULL)
		status = gal_hit_marks_new(&run->marks, query->match, err);
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
	gal_hit_marks_free(run->marks);
	gal_buffer_free(&run->tags);
	gal_buffer_free(&run->moves);
	gal_buffer_free(&run->title_hits);
	gal_buffer_free(&run->text_hits);
	free(run);
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
	if (status == GAL_OK && run->marks != NULL)
		status = gal_hit_marks_find(run->marks, &run->title_hits,
		    &run->text_hits, &run->record.post, err);
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
	struct gal_query_sql sql = gal_query_sql_new(false, err);
	sqlite3_stmt *s = NULL;
	enum gal_status status = gal_query_check_match(store, query, err);
	int code = SQLITE_DONE;

	if (status != GAL_OK)
		return status;
	gal_query_sql_add(&sql, "EXPLAIN QUERY PLAN ");
	gal_query_sql_list(&sql, store, query);
	if (sql.status == GAL_OK)
		sql.status = gal_buffer_printf(out, err, "sql: %s\n",
		    sql.text.data + strlen("EXPLAIN QUERY PLAN "));
	status = gal_query_sql_run(&s, store, &sql, query, err);
	while (status == GAL_OK && (code = sqlite3_step(s)) == SQLITE_ROW)
		status = gal_buffer_printf(
		    out, err, "plan: %s\n", gal_column_text(s, 3));
	if (status == GAL_OK && code != SQLITE_DONE)
		status = gal_store_fail(store, err);
	(void)sqlite3_finalize(s);
	return status;
}
