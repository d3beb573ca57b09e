#include "store/tombstones.h"

#include <stdlib.h>

#include "core/order.h"
#include "store/copies.h"

enum gal_status
gal_tombstones_load(struct gal_store *store, struct gal_error *err)
{
	int64_t any = 0;
	enum gal_status status;

	status =
	    gal_store_ask(&any, store, gal_sql_text(SQL_TOMBSTONE_ANY), 0, err);
	store->has_tombstones = any != 0;
	return status;
}

bool
gal_store_has_purged(const struct gal_store *store)
{
	return store->has_tombstones;
}

static enum gal_status
number_of(int64_t *out, const struct gal_store *store, int64_t row_id,
    struct gal_error *err)
{
	if (store->veil.number == NULL) {
		gal_error_place(err, store->path);
		return gal_fail(err, GAL_KEY,
		    "what was purged is listed under the project key: give it "
		    "with --key");
	}
	*out = store->veil.number(store->veil.self, row_id);
	return GAL_OK;
}

/* ---- asking ---- */

static enum gal_status
ask(bool *out, struct gal_store *store, sqlite3_stmt *s, struct gal_error *err)
{
	int code = sqlite3_step(s);

	*out = code == SQLITE_ROW;
	(void)sqlite3_reset(s);
	return code == SQLITE_ROW || code == SQLITE_DONE
	    ? GAL_OK
	    : gal_store_fail(store, err);
}

static enum gal_status
has_number(
    bool *out, struct gal_store *store, int64_t number, struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_TOMBSTONE_POST, err);

	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_int(s, 1, number);
	return ask(out, store, s, err);
}

enum gal_status
gal_tombstone_forbids(bool *post, bool *author, struct gal_store *store,
    int64_t row_id, const struct gal_post *of, struct gal_error *err)
{
	int64_t number = 0;
	enum gal_status status;
	sqlite3_stmt *s;

	*post = *author = false;
	if (!store->has_tombstones)
		return GAL_OK;
	status = number_of(&number, store, row_id, err);
	if (status == GAL_OK)
		status = has_number(post, store, number, err);
	if (status != GAL_OK || *post || !of->has_author)
		return status;
	s = gal_store_statement(store, SQL_TOMBSTONE_AUTHOR, err);
	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_author(s, 1, of);
	return ask(author, store, s, err);
}

enum gal_status
gal_tombstones_new_of(
    struct gal_buffer *numbers, struct gal_store *store, struct gal_error *err)
{
	int64_t *list = (int64_t *)(void *)numbers->data;
	size_t n = numbers->len / sizeof(*list), kept = 0;
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < n; i++) {
		bool listed = false;

		status = has_number(&listed, store, list[i], err);
		if (!listed)
			list[kept++] = list[i];
	}
	numbers->len = kept * sizeof(*list);
	return status;
}

enum gal_status
gal_tombstones_find(struct gal_buffer *row_ids, struct gal_store *store,
    const struct gal_buffer *numbers, struct gal_error *err)
{
	sqlite3_stmt *s = NULL;
	enum gal_status status = GAL_OK;
	int code = SQLITE_DONE;

	if (numbers->len == 0)
		return GAL_OK;
	if (sqlite3_prepare_v2(
		store->db, "SELECT id FROM post", -1, &s, NULL) != SQLITE_OK)
		return gal_store_fail(store, err);
	while (status == GAL_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
		int64_t id = sqlite3_column_int64(s, 0), number = 0;

		status = number_of(&number, store, id, err);
		if (status == GAL_OK &&
		    bsearch(&number, numbers->data,
			numbers->len / sizeof(number), sizeof(number),
			gal_compare_ints) != NULL)
			status =
			    gal_buffer_append(row_ids, &id, sizeof(id), err);
	}
	if (status == GAL_OK && code != SQLITE_DONE)
		status = gal_store_fail(store, err);
	(void)sqlite3_finalize(s);
	return status;
}

/* ---- writing ---- */

static enum gal_status
put(struct gal_store *store, sqlite3_stmt *s, uint64_t *count,
    struct gal_error *err)
{
	enum gal_status status = gal_store_run(store, s, err);

	if (status == GAL_OK && sqlite3_changes(store->db) > 0)
		++*count;
	return status;
}

enum gal_status
gal_tombstone_put_number(struct gal_store *store, int64_t number,
    uint64_t *count, struct gal_error *err)
{
	sqlite3_stmt *s =
	    gal_store_statement(store, SQL_TOMBSTONE_POST_PUT, err);

	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_int(s, 1, number);
	return put(store, s, count, err);
}

enum gal_status
gal_tombstone_put_post(struct gal_store *store, int64_t row_id, uint64_t *count,
    struct gal_error *err)
{
	int64_t number = 0;
	enum gal_status status = number_of(&number, store, row_id, err);

	return status == GAL_OK
	    ? gal_tombstone_put_number(store, number, count, err)
	    : status;
}

enum gal_status
gal_tombstone_put_author(struct gal_store *store,
    const struct gal_pseudonym *author, uint64_t *count, struct gal_error *err)
{
	sqlite3_stmt *s =
	    gal_store_statement(store, SQL_TOMBSTONE_AUTHOR_PUT, err);

	if (s == NULL)
		return gal_store_fail(store, err);
	(void)sqlite3_bind_blob(
	    s, 1, author->bytes, GAL_PSEUDONYM_BYTES, SQLITE_STATIC);
	return put(store, s, count, err);
}

/* ---- the list ---- */

static enum gal_status
collect(struct gal_buffer *out, struct gal_store *store, enum gal_sql sql,
    struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, sql, err);
	enum gal_status status = GAL_OK;
	int code = SQLITE_DONE;

	if (s == NULL)
		return gal_store_fail(store, err);
	while (status == GAL_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
		int64_t number = sqlite3_column_int64(s, 0);

		if (sql == SQL_TOMBSTONE_POSTS)
			status = gal_buffer_append(
			    out, &number, sizeof(number), err);
		else if (sqlite3_column_bytes(s, 0) == GAL_PSEUDONYM_BYTES)
			status =
			    gal_buffer_append(out, sqlite3_column_blob(s, 0),
				GAL_PSEUDONYM_BYTES, err);
	}
	if (status == GAL_OK && code != SQLITE_DONE)
		status = gal_store_fail(store, err);
	(void)sqlite3_reset(s);
	return status;
}

enum gal_status
gal_store_tombstones(struct gal_buffer *numbers, struct gal_buffer *authors,
    struct gal_store *store, struct gal_error *err)
{
	bool plain = false;
	enum gal_status status;

	if (!store->has_tombstones)
		return GAL_OK;
	status = gal_meta_has(&plain, store, PLAIN_TOMBSTONES, err);
	if (plain) {
		gal_error_place(err, store->path);
		return gal_fail(err, GAL_KEY,
		    "its list of purged posts is an older galatea's: run "
		    "'galatea verify --migrate' with the project key (--key)");
	}
	if (status == GAL_OK)
		status = collect(numbers, store, SQL_TOMBSTONE_POSTS, err);
	if (status == GAL_OK)
		status = collect(authors, store, SQL_TOMBSTONE_AUTHORS, err);
	return status;
}

/* Inside a transaction. */
static enum gal_status
veil_all(struct gal_store *store, struct gal_error *err)
{
	struct gal_buffer ids = GAL_BUFFER(SIZE_MAX / 4);
	uint64_t count = 0;
	enum gal_status status = collect(&ids, store, SQL_TOMBSTONE_POSTS, err);
	const int64_t *list = (const int64_t *)(const void *)ids.data;

	if (status == GAL_OK)
		status =
		    gal_store_exec(store, "DELETE FROM tombstone_post", err);
	for (size_t i = 0; status == GAL_OK && i < ids.len / sizeof(*list); i++)
		status = gal_tombstone_put_post(store, list[i], &count, err);
	if (status == GAL_OK)
		status = gal_meta_delete(store, PLAIN_TOMBSTONES, err);
	gal_buffer_free(&ids);
	return status;
}

enum gal_status
gal_store_set_veil(
    struct gal_store *store, const struct gal_veil *veil, struct gal_error *err)
{
	bool plain = false;
	enum gal_status status;

	store->veil = *veil;
	if (store->mode != GAL_STORE_WRITE && store->mode != GAL_STORE_CREATE)
		return GAL_OK;
	status = gal_meta_has(&plain, store, PLAIN_TOMBSTONES, err);
	if (!plain)
		return status;
	status = gal_store_exec(store, "PRAGMA secure_delete = ON", err);
	if (status == GAL_OK)
		status = gal_store_begin(store, err);
	if (status != GAL_OK)
		return status;
	/* another process may have been faster */
	status = gal_meta_has(&plain, store, PLAIN_TOMBSTONES, err);
	if (status == GAL_OK && plain)
		status = veil_all(store, err);
	return gal_store_end(store, status, err);
}
