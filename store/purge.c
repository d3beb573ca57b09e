/* Taking people and posts out of a database, for good. */
#include <stdlib.h>
#include <string.h>

#include "core/order.h"
#include "store/internal.h"
#include "store/rollup.h"
#include "store/tombstones.h"
#include "store/upkeep.h"

static enum gal_status
add_posts_of(struct gal_buffer *ids, struct gal_store *store,
    const struct gal_pseudonym *author, struct gal_error *err)
{
	sqlite3_stmt *s;
	enum gal_status status = GAL_OK;
	int code = SQLITE_DONE;

	s = gal_store_statement(store, SQL_TIMELINE_OF_AUTHOR, err);
	if (s == NULL)
		return gal_store_fail(store, err);
	(void)sqlite3_bind_blob(
	    s, 1, author->bytes, GAL_PSEUDONYM_BYTES, SQLITE_STATIC);
	while (status == GAL_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
		int64_t id = sqlite3_column_int64(s, 0);

		status = gal_buffer_append(ids, &id, sizeof(id), err);
	}
	if (status == GAL_OK && code != SQLITE_DONE)
		status = gal_store_fail(store, err);
	(void)sqlite3_reset(s);
	return status;
}

static enum gal_status
delete_row(struct gal_store *store, int64_t id, struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_POST_DELETE, err);

	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_int(s, 1, id);
	return gal_store_run(store, s, err);
}

static enum gal_status
purge_post(struct gal_store *store, int64_t id, struct gal_store_purged *out,
    struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_POST_GET, err);
	struct gal_store_record record;
	enum gal_status status;
	int before, code;

	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_int(s, 1, id);
	code = sqlite3_step(s);
	if (code == SQLITE_DONE)
		return GAL_OK; /* never was here; the tombstone stands */
	if (code != SQLITE_ROW)
		return gal_store_fail(store, err);
	gal_record_from_row(&record, store, s);
	status = gal_index_delete(store, &record.post, err);
	if (status == GAL_OK)
		status = gal_timeline_delete(store, &record.post, err);
	(void)sqlite3_reset(s);
	before = sqlite3_total_changes(store->db);
	if (status == GAL_OK)
		status = gal_evidence_delete(store, id, err);
	out->tags += (uint64_t)(sqlite3_total_changes(store->db) - before);
	if (status == GAL_OK)
		status = delete_row(store, id, err);
	if (status == GAL_OK)
		out->posts++;
	return status;
}

enum gal_status
gal_store_bury(struct gal_store *store, int64_t row_id,
    struct gal_store_purged *out, struct gal_error *err)
{
	enum gal_status status = purge_post(store, row_id, out, err);

	return status == GAL_OK
	    ? gal_tombstone_put_post(store, row_id, &out->tombstones, err)
	    : status;
}

static enum gal_status
purge_all(struct gal_store *store, struct gal_buffer *ids,
    const struct gal_pseudonym *authors, size_t author_count,
    struct gal_store_purged *out, struct gal_error *err)
{
	enum gal_status status = gal_rollup_clear(store, err);
	int64_t *list;
	size_t n;

	for (size_t i = 0; status == GAL_OK && i < author_count; i++) {
		status = add_posts_of(ids, store, &authors[i], err);
		if (status == GAL_OK)
			status = gal_tombstone_put_author(
			    store, &authors[i], &out->tombstones, err);
	}
	list = (int64_t *)(void *)ids->data;
	n = ids->len / sizeof(*list);
	if (n > 0) /* ascending, as the index wants it */
		qsort(list, n, sizeof(*list), gal_compare_ints);
	for (size_t i = 0; status == GAL_OK && i < n; i++) {
		if (i > 0 && list[i] == list[i - 1])
			continue;
		/* Also posts of a purged author: a copy without the author's
		 * name must not bring them back. */
		status = gal_store_bury(store, list[i], out, err);
	}
	return status;
}

/* What is to go: by row id, by the number of a tombstone, by author. */
struct purge_list {
	struct gal_buffer *row_ids;	  /* grows by the posts of the others */
	const struct gal_buffer *numbers; /* NULL: none */
	const struct gal_pseudonym *authors;
	size_t author_count;
};

static enum gal_status
purge_numbers(struct gal_store *store, const struct purge_list *list,
    struct gal_store_purged *out, struct gal_error *err)
{
	const int64_t *numbers =
	    (const int64_t *)(const void *)list->numbers->data;
	size_t n = list->numbers->len / sizeof(*numbers);
	enum gal_status status =
	    gal_tombstones_find(list->row_ids, store, list->numbers, err);

	for (size_t i = 0; status == GAL_OK && i < n; i++)
		status = gal_tombstone_put_number(
		    store, numbers[i], &out->tombstones, err);
	return status;
}

static enum gal_status
purge_at_once(struct gal_store *store, const struct purge_list *list,
    struct gal_store_purged *out, struct gal_error *err)
{
	enum gal_status status =
	    gal_store_exec(store, "PRAGMA secure_delete = ON", err);

	if (status == GAL_OK)
		status = gal_store_begin(store, err);
	if (status != GAL_OK)
		return status;
	if (list->numbers != NULL)
		status = purge_numbers(store, list, out, err);
	if (status == GAL_OK)
		status = purge_all(store, list->row_ids, list->authors,
		    list->author_count, out, err);
	status = gal_store_end(store, status, err);
	if (status == GAL_OK)
		store->has_tombstones = true;
	return status;
}

enum gal_status
gal_store_purge(struct gal_store *store, const int64_t *row_ids,
    size_t row_id_count, const struct gal_pseudonym *authors,
    size_t author_count, struct gal_store_purged *out, struct gal_error *err)
{
	struct gal_buffer ids = GAL_BUFFER(SIZE_MAX / 4);
	enum gal_status status;

	memset(out, 0, sizeof(*out));
	status = gal_buffer_append(
	    &ids, row_ids, row_id_count * sizeof(*row_ids), err);
	if (status == GAL_OK)
		status = purge_at_once(store,
		    &(struct purge_list){ .row_ids = &ids,
			.authors = authors,
			.author_count = author_count },
		    out, err);
	gal_buffer_free(&ids);
	return status;
}

enum gal_status
gal_purge_listed(struct gal_store *store, struct gal_buffer *numbers,
    const struct gal_buffer *authors, struct gal_error *err)
{
	struct gal_buffer ids = GAL_BUFFER(SIZE_MAX / 4);
	struct gal_store_purged purged = { 0 };
	enum gal_status status = gal_tombstones_new_of(numbers, store, err);

	if (status == GAL_OK && numbers->len + authors->len > 0)
		status = purge_at_once(store,
		    &(struct purge_list){ .row_ids = &ids,
			.numbers = numbers,
			.authors = (const struct gal_pseudonym *)(const void *)
				       authors->data,
			.author_count = authors->len / GAL_PSEUDONYM_BYTES },
		    &purged, err);
	gal_buffer_free(&ids);
	return status;
}

enum gal_status
gal_store_find_post(int64_t *out, struct gal_store *store,
    enum gal_platform platform, enum gal_kind kind, struct gal_str native_id,
    struct gal_error *err)
{
	sqlite3_stmt *s;
	int code;

	if (platform == GAL_PLATFORM_REDDIT)
		return gal_reddit_row_id(out, kind, native_id, err);
	s = gal_store_statement(store, SQL_POST_FIND, err);
	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_int(s, 1, platform);
	gal_bind_int(s, 2, kind);
	gal_bind_str(s, 3, native_id);
	code = sqlite3_step(s);
	if (code == SQLITE_ROW)
		*out = sqlite3_column_int64(s, 0);
	(void)sqlite3_reset(s);
	if (code == SQLITE_DONE)
		return gal_fail(err, GAL_NOT_FOUND, "no such post: %.*s",
		    (int)native_id.len, native_id.data);
	return code == SQLITE_ROW ? GAL_OK : gal_store_fail(store, err);
}

/* Fold the log into the file and cut it to nothing. While another process
 * reads, what it may still ask for stays: SQLite calls that no error of the
 * statement, so it is asked by its own function. */
static enum gal_status
empty_log(struct gal_store *store, struct gal_error *err)
{
	int code = sqlite3_wal_checkpoint_v2(
	    store->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

	if (code == SQLITE_OK)
		return GAL_OK;
	if ((code & 0xff) != SQLITE_BUSY)
		return gal_store_fail(store, err);
	gal_error_place(err, store->path);
	return gal_fail(err, GAL_BUSY,
	    "taken out of the tables, but another process reads the database, "
	    "so that bytes of it stay in its files: give the command again "
	    "when it has ended");
}

enum gal_status
gal_store_scrub(struct gal_store *store, struct gal_error *err)
{
	enum gal_status status = gal_store_finish(store, true, err);

	if (status == GAL_OK)
		status = gal_store_exec(store, "VACUUM", err);
	return status == GAL_OK ? empty_log(store, err) : status;
}
