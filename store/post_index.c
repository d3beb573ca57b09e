/*
 * The full-text index of a batch: written in one go once the rows are in.
 * Between the inserts of rows, the words would push the rows' pages out of
 * the processor's cache, and these the index's table of pending words.
 */
#include <stdlib.h>

#include "store/internal.h"
#include "store/rollup.h"

/* A post whose words are still to be written; strings are the caller's
 * records'. */
struct index_entry {
	int64_t row_id;
	struct gal_str title;
	struct gal_str text;
};

enum gal_status
gal_store_index_settings(struct gal_store *store, struct gal_error *err)
{
	/* A larger hash writes fewer, larger segments; merging little by
	 * little while loading costs more than merging at the end, but bounds
	 * how many segments a query has to visit. */
	static const struct {
		const char *name;
		int64_t value;
	} options[] = {
		{ "hashsize", INT64_C(64) << 20 },
		{ "automerge", 8 },
		{ "crisismerge", 32 },
	};
	enum gal_status status = GAL_OK;

	for (size_t i = 0;
	     status == GAL_OK && i < sizeof(options) / sizeof(options[0]);
	     i++) {
		sqlite3_stmt *s =
		    gal_store_statement(store, SQL_FTS_OPTION, err);

		if (s == NULL)
			return gal_store_fail(store, err);
		gal_bind_str(s, 1, gal_str_of(options[i].name));
		gal_bind_int(s, 2, options[i].value);
		status = gal_store_run(store, s, err);
	}
	return status;
}

enum gal_status
gal_index_make_room(struct gal_store *store, size_t n, struct gal_error *err)
{
	struct index_entry *grown;

	store->to_index_count = 0;
	if (n <= store->to_index_capacity)
		return GAL_OK;
	grown = realloc(store->to_index, n * sizeof(*grown));
	if (grown == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	store->to_index = grown;
	store->to_index_capacity = n;
	return GAL_OK;
}

static enum gal_status
put_words(struct gal_store *store, enum gal_sql sql, int64_t row_id,
    struct gal_str title, struct gal_str text, struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, sql, err);

	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_int(s, 1, row_id);
	gal_bind_str(s, 2, title);
	gal_bind_str(s, 3, text);
	return gal_store_run(store, s, err);
}

void
gal_index_later(struct gal_store *store, const struct gal_post *post)
{
	store->to_index[store->to_index_count++] =
	    (struct index_entry){ post->row_id, post->title, post->text };
}

enum gal_status
gal_index_write(struct gal_store *store, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < store->to_index_count; i++) {
		const struct index_entry *e = &store->to_index[i];

		status = put_words(
		    store, SQL_FTS_INSERT, e->row_id, e->title, e->text, err);
	}
	return status;
}

enum gal_status
gal_index_delete(
    struct gal_store *store, const struct gal_post *old, struct gal_error *err)
{
	return put_words(
	    store, SQL_FTS_DELETE, old->row_id, old->title, old->text, err);
}

enum gal_status
gal_store_finish(struct gal_store *store, bool optimize, struct gal_error *err)
{
	enum gal_status status;

	status = gal_store_exec(store,
	    optimize ? "INSERT INTO post_fts (post_fts) VALUES ('optimize')"
		     : "INSERT INTO post_fts (post_fts, rank) "
		       "VALUES ('merge', 500)",
	    err);
	if (status == GAL_OK)
		status = gal_rollup_fill(store, err);
	if (status == GAL_OK)
		status = gal_store_exec(store,
		    "PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)", err);
	return status;
}
