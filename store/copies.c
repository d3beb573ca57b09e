#include "store/copies.h"

#include <stdlib.h>
#include <string.h>

#include "store/internal.h"

struct gal_store_copies {
	struct gal_store *store;
	sqlite3_stmt *posts; /* of the store */
	sqlite3_stmt *untagged;
	int64_t next_untagged; /* INT64_MAX: no more */
};

static enum gal_status
step_untagged(struct gal_store_copies *c, struct gal_error *err)
{
	int code = sqlite3_step(c->untagged);

	if (code != SQLITE_ROW && code != SQLITE_DONE)
		return gal_store_fail(c->store, err);
	c->next_untagged = code == SQLITE_ROW
	    ? sqlite3_column_int64(c->untagged, 0)
	    : INT64_MAX;
	return GAL_OK;
}

enum gal_status
gal_store_copies_open(struct gal_store_copies **out, struct gal_store *store,
    struct gal_error *err)
{
	/* read from the index of that name: few, and in order */
	static const char untagged[] =
	    "SELECT post FROM timeline WHERE unread = 255 ORDER BY post";
	struct gal_store_copies *c = calloc(1, sizeof(*c));
	enum gal_status status = GAL_OK;

	*out = NULL;
	if (c == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	c->store = store;
	c->posts = gal_store_statement(store, SQL_POST_ALL, err);
	if (c->posts == NULL ||
	    sqlite3_prepare_v2(store->db, untagged, -1, &c->untagged, NULL) !=
		SQLITE_OK)
		status = gal_store_fail(store, err);
	if (status == GAL_OK)
		status = step_untagged(c, err);
	if (status != GAL_OK) {
		gal_store_copies_close(c);
		return status;
	}
	*out = c;
	return GAL_OK;
}

enum gal_status
gal_store_copies_next(struct gal_store_copy *out, struct gal_store_copies *c,
    struct gal_error *err)
{
	struct gal_store_record record;
	int code = sqlite3_step(c->posts);

	if (code == SQLITE_DONE)
		return GAL_END;
	if (code != SQLITE_ROW)
		return gal_store_fail(c->store, err);
	gal_record_from_row(&record, c->store, c->posts);
	*out = (struct gal_store_copy){ .row_id = record.post.row_id,
		.has_reading = record.post.row_id != c->next_untagged };
	gal_copy_rank_numbers(&out->rank, &record.post, record.content_utc);
	out->rank.digest = gal_copy_digest(&record.post);
	return out->has_reading ? GAL_OK : step_untagged(c, err);
}

void
gal_store_copies_close(struct gal_store_copies *c)
{
	if (c == NULL)
		return;
	if (c->posts != NULL)
		(void)sqlite3_reset(c->posts);
	(void)sqlite3_finalize(c->untagged);
	free(c);
}

enum gal_status
gal_store_key_check(char out[GAL_STORE_KEY_CHECK_SIZE], struct gal_store *store,
    struct gal_error *err)
{
	enum gal_status status =
	    gal_meta_get(store, KEY_CHECK, out, GAL_STORE_KEY_CHECK_SIZE, err);

	if (status != GAL_NOT_FOUND)
		return status;
	out[0] = '\0';
	return GAL_OK;
}
