/* Tagging posts that are in the database already; resumable. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/internal.h"
#include "store/rollup.h"

#define BATCH_POSTS 4096
#define BATCH_BYTES ((size_t)8 << 20)

void
gal_retag_free(struct gal_store *store)
{
	gal_record_batch_free(&store->retag.batch);
}

static enum gal_status
put_after(struct gal_store *store, int64_t after, struct gal_error *err)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%" PRId64, after);
	return gal_meta_put(store, RETAG_AFTER, text, err);
}

/* Every post under a new codebook, from the first. */
static enum gal_status
start_all(struct gal_store *store, const struct gal_store_codebook *codebook,
    struct gal_error *err)
{
	enum gal_status status = gal_store_book_put(store, codebook, err);

	if (status == GAL_OK)
		status = gal_meta_put(store, RETAG_HASH, codebook->hash, err);
	if (status == GAL_OK)
		status = put_after(store, -1, err);
	store->retag.all = true;
	store->retag.after = -1;
	return status;
}

static enum gal_status
begin(struct gal_store *store, const struct gal_store_codebook *codebook,
    struct gal_error *err)
{
	char hash[GAL_FILE_HASH_MAX], after[32];
	enum gal_status status;

	store->retag.all = false;
	store->retag.after = -1;
	status = gal_meta_get(store, RETAG_HASH, hash, sizeof(hash), err);
	if (status == GAL_OK && strcmp(hash, codebook->hash) == 0) {
		status =
		    gal_meta_get(store, RETAG_AFTER, after, sizeof(after), err);
		store->retag.all = true;
		if (status == GAL_OK)
			store->retag.after = strtoll(after, NULL, 10);
		return status;
	}
	if (status != GAL_OK && status != GAL_NOT_FOUND)
		return status;
	if (status == GAL_NOT_FOUND &&
	    strcmp(store->codebook.hash, codebook->hash) == 0)
		return GAL_OK;
	if (status == GAL_NOT_FOUND && store->codebook.hash[0] == '\0')
		return gal_store_book_put(store, codebook, err);
	return start_all(store, codebook, err);
}

static enum gal_status
count_pending(uint64_t *out, struct gal_store *store, struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store,
	    store->retag.all ? SQL_COUNT_POSTS_AFTER
			     : SQL_TIMELINE_COUNT_UNTAGGED,
	    err);

	if (s == NULL)
		return gal_store_fail(store, err);
	if (store->retag.all)
		gal_bind_int(s, 1, store->retag.after);
	if (sqlite3_step(s) != SQLITE_ROW)
		return gal_store_fail(store, err);
	*out = (uint64_t)sqlite3_column_int64(s, 0);
	(void)sqlite3_reset(s);
	return GAL_OK;
}

enum gal_status
gal_store_retag_begin(struct gal_store *store,
    const struct gal_store_codebook *codebook, uint64_t *pending,
    struct gal_error *err)
{
	enum gal_status status = gal_store_begin(store, err);

	if (status != GAL_OK)
		return status;
	status = begin(store, codebook, err);
	if (status == GAL_OK)
		status = gal_store_book_load(store, err);
	status = gal_store_end(store, status, err);
	if (status == GAL_OK)
		status = count_pending(pending, store, err);
	return status;
}

/* The post of an id, copied into the batch. */
static enum gal_status
add_post(struct gal_store *store, int64_t row_id, struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_POST_GET, err);
	struct gal_store_record record;
	enum gal_status status;
	int code;

	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_int(s, 1, row_id);
	code = sqlite3_step(s);
	if (code == SQLITE_DONE) {
		gal_error_place(err, store->path);
		return gal_fail(
		    err, GAL_CORRUPT, "timeline names a post that is missing");
	}
	if (code != SQLITE_ROW)
		return gal_store_fail(store, err);
	gal_record_from_row(&record, store, s);
	status = gal_record_batch_add(&store->retag.batch, &record, err);
	(void)sqlite3_reset(s);
	return status;
}

enum gal_status
gal_store_retag_next(struct gal_store *store,
    const struct gal_store_record **records, size_t *n, struct gal_error *err)
{
	struct gal_store_retag *retag = &store->retag;
	sqlite3_stmt *s;
	enum gal_status status = GAL_OK;
	int code = SQLITE_DONE;

	gal_record_batch_clear(&retag->batch);
	s = gal_store_statement(
	    store, retag->all ? SQL_POST_AFTER : SQL_TIMELINE_UNTAGGED, err);
	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_int(s, 1, retag->after);
	gal_bind_int(s, 2, BATCH_POSTS);
	while (status == GAL_OK && retag->batch.strings.len < BATCH_BYTES &&
	    (code = sqlite3_step(s)) == SQLITE_ROW) {
		retag->after = sqlite3_column_int64(s, 0);
		if (retag->all) {
			struct gal_store_record record;

			gal_record_from_row(&record, store, s);
			status =
			    gal_record_batch_add(&retag->batch, &record, err);
		} else {
			status = add_post(store, retag->after, err);
		}
	}
	if (status == GAL_OK && code != SQLITE_DONE && code != SQLITE_ROW)
		status = gal_store_fail(store, err);
	(void)sqlite3_reset(s);
	if (status != GAL_OK)
		return status;
	gal_record_batch_seal(&retag->batch);
	*records = retag->batch.records;
	*n = retag->batch.count;
	return *n == 0 ? GAL_END : GAL_OK;
}

static enum gal_status
write_readings(struct gal_store *store, const struct gal_reading *readings,
    struct gal_error *err)
{
	struct gal_record_batch *batch = &store->retag.batch;
	enum gal_status status = gal_rollup_clear(store, err);

	for (size_t i = 0; status == GAL_OK && i < batch->count; i++) {
		struct gal_store_record record = batch->records[i];
		int64_t community = 0;

		record.has_reading = true;
		record.reading = readings[i];
		status = gal_store_community_id(
		    &community, store, &record.post, err);
		if (status == GAL_OK)
			status = gal_reading_write(
			    store, &record, community, true, err);
	}
	if (status == GAL_OK && store->retag.all)
		status = put_after(store, store->retag.after, err);
	return status;
}

enum gal_status
gal_store_retag_write(struct gal_store *store,
    const struct gal_reading *readings, struct gal_error *err)
{
	enum gal_status status = gal_store_begin(store, err);

	if (status != GAL_OK)
		return status;
	status = write_readings(store, readings, err);
	return gal_store_end(store, status, err);
}

enum gal_status
gal_store_retag_end(struct gal_store *store, struct gal_error *err)
{
	enum gal_status status = gal_store_begin(store, err);

	if (status != GAL_OK)
		return status;
	status = gal_meta_delete(store, RETAG_HASH, err);
	if (status == GAL_OK)
		status = gal_meta_delete(store, RETAG_AFTER, err);
	return gal_store_end(store, status, err);
}
