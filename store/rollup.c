#include "store/rollup.h"

#include "store/facet_counts.h"

struct pass {
	struct gal_store *store;
	struct gal_facet_counts *facets[GAL_FACETS];
	int facet; /* whose groups are being put */
};

static enum gal_status
count_posts(struct pass *pass, struct gal_error *err)
{
	const struct gal_timeline_filter every = { .with_anonymous = true,
		.with_bots = true };
	const struct gal_timeline_post *post = NULL;
	struct gal_store_timeline *timeline = NULL;
	enum gal_status status =
	    gal_store_timeline_open(&timeline, pass->store, &every, err);

	while (status == GAL_OK &&
	    (status = gal_store_timeline_next(&post, timeline, err)) ==
		GAL_OK) {
		for (int f = 0; f < GAL_FACETS && status == GAL_OK; f++)
			status =
			    gal_facet_counts_add(pass->facets[f], post, err);
	}
	gal_store_timeline_close(timeline);
	return status == GAL_END ? GAL_OK : status;
}

static enum gal_status
put_group(
    void *self, const struct gal_facet_group *group, struct gal_error *err)
{
	struct pass *pass = self;
	sqlite3_stmt *s = gal_store_statement(pass->store, SQL_ROLLUP_PUT, err);

	if (s == NULL)
		return gal_store_fail(pass->store, err);
	gal_bind_str(s, 1, gal_str_of(gal_facet_name(pass->facet)));
	gal_bind_str(s, 2, gal_str_of(group->value));
	gal_bind_int(s, 3, group->place);
	gal_bind_int(s, 4, group->total.posts);
	gal_bind_int(s, 5, group->total.authors);
	return gal_store_run(pass->store, s, err);
}

static enum gal_status
run_pass(struct gal_store *store, struct gal_error *err)
{
	struct pass pass = { .store = store };
	enum gal_status status = GAL_OK;

	for (int f = 0; f < GAL_FACETS && status == GAL_OK; f++)
		status =
		    gal_facet_counts_new(&pass.facets[f], store, f, true, err);
	if (status == GAL_OK)
		status = count_posts(&pass, err);
	for (int f = 0; f < GAL_FACETS && status == GAL_OK; f++) {
		pass.facet = f;
		status = gal_facet_counts_each(
		    pass.facets[f], put_group, &pass, err);
	}
	for (int f = 0; f < GAL_FACETS; f++)
		gal_facet_counts_free(pass.facets[f]);
	return status;
}

enum gal_status
gal_rollup_clear(struct gal_store *store, struct gal_error *err)
{
	enum gal_status status;

	if (store->is_rollup_empty)
		return GAL_OK;
	status = gal_store_run_sql(store, SQL_ROLLUP_CLEAR, err);
	store->is_rollup_empty = status == GAL_OK;
	return status;
}

enum gal_status
gal_rollup_fill(struct gal_store *store, struct gal_error *err)
{
	struct gal_error own = { 0 };
	int64_t filled = 0;
	bool busy;
	enum gal_status status = gal_store_ask(&filled, store,
	    "SELECT EXISTS (SELECT 1 FROM rollup) OR "
	    "NOT EXISTS (SELECT 1 FROM post)",
	    0, err);

	if (status != GAL_OK || filled != 0)
		return status;
	status = gal_store_start_log(store, err);
	/* A snapshot, not the write lock: a pass over millions of posts must
	 * not keep another writer waiting. */
	if (status == GAL_OK)
		status = gal_store_snapshot(store, err);
	if (status != GAL_OK)
		return status;
	status = gal_store_ask(
	    &filled, store, "SELECT EXISTS (SELECT 1 FROM rollup)", 0, &own);
	if (status == GAL_OK && filled == 0)
		status = run_pass(store, &own);
	busy = status != GAL_OK &&
	    (sqlite3_errcode(store->db) & 0xff) == SQLITE_BUSY;
	if (status != GAL_OK && !busy && err != NULL)
		*err = own;
	status = gal_store_end(store, status, busy ? NULL : err);
	return busy ? GAL_OK : status;
}

enum gal_status
gal_rollup_read(bool *answered, struct gal_store *store, const char *facet,
    gal_query_facet_row *row, void *self, struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_ROLLUP_OF, err);
	enum gal_status status = GAL_OK;
	int code = SQLITE_DONE;

	*answered = false;
	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_str(s, 1, gal_str_of(facet));
	while (status == GAL_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
		const struct gal_query_total total = {
			sqlite3_column_int64(s, 1),
			sqlite3_column_int64(s, 2),
		};

		*answered = true;
		status = row(self, gal_column_text(s, 0), &total, err);
	}
	if (status == GAL_OK && code != SQLITE_DONE)
		status = gal_store_fail(store, err);
	(void)sqlite3_reset(s);
	return status;
}
