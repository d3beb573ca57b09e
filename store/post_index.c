/*
 * The full-text index of a batch: a segment built by another thread while the
 * rows are written, put in once they are. The words of posts that take the
 * place of indexed ones go to FTS5 itself, and so does a batch beyond a
 * segment's limits, after its rows: in between, the words would push the
 * rows' pages out of the processor's cache, and these FTS5's table of pending
 * words.
 */
#include "store/index_builder.h"
#include "store/index_install.h"
#include "store/internal.h"
#include "store/rollup.h"

static enum gal_status
stored_option(int64_t *out, struct gal_store *store, const char *name,
    struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_FTS_OPTION_OF, err);
	int code;

	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_str(s, 1, gal_str_of(name));
	code = sqlite3_step(s);
	if (code == SQLITE_ROW)
		*out = sqlite3_column_int64(s, 0);
	(void)sqlite3_reset(s);
	return code == SQLITE_ROW || code == SQLITE_DONE
	    ? GAL_OK
	    : gal_store_fail(store, err);
}

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
		{ "automerge", 16 },
		{ "crisismerge", 32 },
		{ "usermerge", 16 },
	};
	enum gal_status status = GAL_OK;

	for (size_t i = 0;
	     status == GAL_OK && i < sizeof(options) / sizeof(options[0]);
	     i++) {
		int64_t value = -1;
		sqlite3_stmt *s;

		status = stored_option(&value, store, options[i].name, err);
		if (status != GAL_OK || value == options[i].value)
			continue;
		s = gal_store_statement(store, SQL_FTS_OPTION, err);
		if (s == NULL)
			return gal_store_fail(store, err);
		gal_bind_str(s, 1, gal_str_of(options[i].name));
		gal_bind_int(s, 2, options[i].value);
		status = gal_store_run(store, s, err);
	}
	return status;
}

enum gal_status
gal_index_begin(struct gal_store *store, size_t n, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	store->took_words_out = false;
	if (store->index_builder == NULL)
		status = gal_index_builder_new(
		    &store->index_builder, store->db, err);
	if (status == GAL_OK)
		status = gal_index_builder_begin(store->index_builder, n, err);
	return status;
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
	const struct gal_index_entry entry = { post->row_id,
		{ post->title, post->text } };

	gal_index_builder_push(store->index_builder, &entry);
}

/* By FTS5 itself, row by row. */
static enum gal_status
write_rows(struct gal_store *store, struct gal_error *err)
{
	size_t n = 0;
	const struct gal_index_entry *entries =
	    gal_index_builder_entries(store->index_builder, &n);
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < n; i++)
		status = put_words(store, SQL_FTS_INSERT, entries[i].row_id,
		    entries[i].columns[0], entries[i].columns[1], err);
	return status;
}

static enum gal_status
write_segment(struct gal_store *store, struct gal_error *err)
{
	const struct gal_segment *segment = NULL;
	const struct gal_word_table *words = NULL;
	enum gal_status status = gal_index_builder_finish(
	    store->index_builder, &segment, &words, err);

	if (status == GAL_OK && gal_word_table_rows(words) > 0)
		status = gal_index_install(store, segment, words, err);
	return status;
}

/* FTS5 writes what it was given when a savepoint is set. */
static enum gal_status
flush_words(struct gal_store *store, struct gal_error *err)
{
	store->took_words_out = false;
	return gal_store_exec(store, "SAVEPOINT words; RELEASE words", err);
}

enum gal_status
gal_index_end(
    struct gal_store *store, enum gal_status rows_status, struct gal_error *err)
{
	enum gal_status status = rows_status;

	if (store->index_builder == NULL)
		return status;
	/* before the segment: FTS5 would overwrite the record of it */
	if (status == GAL_OK && store->took_words_out)
		status = flush_words(store, err);
	if (status != GAL_OK) {
		gal_index_builder_drop(store->index_builder);
		return status;
	}
	status = write_segment(store, err);
	if (status == GAL_LIMIT || status == GAL_UNSUPPORTED) {
		gal_error_clear(err);
		status = write_rows(store, err);
		if (status == GAL_OK)
			status = flush_words(store, err);
	}
	return status;
}

enum gal_status
gal_index_delete(
    struct gal_store *store, const struct gal_post *old, struct gal_error *err)
{
	store->took_words_out = true;
	return put_words(
	    store, SQL_FTS_DELETE, old->row_id, old->title, old->text, err);
}

enum gal_status
gal_index_replace(struct gal_store *store, const struct gal_post *old,
    const struct gal_post *new, struct gal_error *err)
{
	enum gal_status status = gal_index_delete(store, old, err);

	/* at once: FTS5 takes both as one only if no other row is between */
	return status == GAL_OK ? put_words(store, SQL_FTS_INSERT, new->row_id,
				      new->title, new->text, err)
				: status;
}

enum gal_status
gal_store_finish(struct gal_store *store, bool optimize, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	if (optimize)
		status = gal_store_start_log(store, err);
	if (status == GAL_OK && !store->has_log) /* nothing was written */
		return gal_rollup_fill(store, err);
	if (status == GAL_OK)
		status = gal_store_exec(store,
		    optimize
			? "INSERT INTO post_fts (post_fts) VALUES ('optimize')"
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
