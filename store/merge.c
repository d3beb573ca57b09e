/* Joining databases by the copy rule. */
#include <string.h>

#include "store/copies.h"
#include "store/internal.h"
#include "store/upkeep.h"

#define BATCH_POSTS 20000
#define BATCH_BYTES ((size_t)24 << 20)

/* An empty database takes what the other has. */
static enum gal_status
join_sealing(
    struct gal_store *into, struct gal_store *from, struct gal_error *err)
{
	bool wanted = gal_store_ids_sealed(from), sealed = false;
	enum gal_status status = gal_store_seal_ids(&sealed, into, wanted, err);

	if (status == GAL_OK && sealed != wanted)
		status = gal_fail(err, GAL_ARGUMENT,
		    "its ids are not sealed, those of the other database are");
	return status;
}

static enum gal_status
join_codebook(
    struct gal_store *into, struct gal_store *from, struct gal_error *err)
{
	if (from->codebook.hash[0] == '\0')
		return GAL_OK;
	return gal_store_set_codebook(into, &from->codebook, err);
}

static enum gal_status
join_key(struct gal_store *into, struct gal_store *from, struct gal_error *err)
{
	char check[GAL_STORE_KEY_CHECK_SIZE];
	enum gal_status status = gal_store_key_check(check, from, err);

	if (status != GAL_OK || check[0] == '\0')
		return status;
	return gal_store_check_key(into, check, err);
}

/* What either has buried is buried in both. */
enum gal_status
gal_store_merge_tombstones(
    struct gal_store *into, struct gal_store *from, struct gal_error *err)
{
	struct gal_buffer numbers = GAL_BUFFER(SIZE_MAX / 4);
	struct gal_buffer authors = GAL_BUFFER(SIZE_MAX / 4);
	enum gal_status status = join_key(into, from, err);

	if (status == GAL_OK)
		status = gal_store_tombstones(&numbers, &authors, from, err);
	if (status == GAL_OK)
		status = gal_purge_listed(into, &numbers, &authors, err);
	gal_buffer_free(&numbers);
	gal_buffer_free(&authors);
	return status;
}

/* Provenance of archives that `into` has not read itself. */
static enum gal_status
join_files(
    struct gal_store *into, struct gal_store *from, struct gal_error *err)
{
	static const char columns[] =
	    "SELECT name, size, hash, settings, codec, format, state, member, "
	    "bytes, records, read, inserted, replaced, older, identical, "
	    "purged, first_utc, last_utc, id FROM file ORDER BY id";
	sqlite3_stmt *s = NULL;
	enum gal_status status = GAL_OK;
	int code = SQLITE_DONE;

	if (sqlite3_prepare_v2(from->db, columns, -1, &s, NULL) != SQLITE_OK)
		return gal_store_fail(from, err);
	while (status == GAL_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
		struct gal_store_file file = { 0 }, probe;
		enum gal_store_known known;

		file.name = gal_column_text(s, 0);
		file.size = (uint64_t)sqlite3_column_int64(s, 1);
		(void)sqlite3_snprintf((int)sizeof(file.hash), file.hash, "%s",
		    gal_column_text(s, 2));
		file.settings = gal_column_text(s, 3);
		probe = file;
		status = gal_store_file_lookup(&known, into, &probe, err);
		if (status != GAL_OK || known == GAL_FILE_KNOWN ||
		    known == GAL_FILE_RESUMABLE)
			continue;
		probe = file;
		status = gal_store_file_lookup(&known, from, &probe, err);
		if (status != GAL_OK ||
		    (known != GAL_FILE_KNOWN && known != GAL_FILE_RESUMABLE))
			continue; /* stdin: it cannot be told apart */
		probe.codec = gal_column_text(s, 4);
		probe.format = gal_column_text(s, 5);
		status = gal_store_file_begin(into, &probe, err);
		if (status == GAL_OK)
			status = gal_store_write_batch(
			    into, NULL, 0, &probe, NULL, err);
	}
	if (status == GAL_OK && code != SQLITE_DONE)
		status = gal_store_fail(from, err);
	(void)sqlite3_finalize(s);
	return status;
}

static enum gal_status
flush(struct gal_store *into, struct gal_record_batch *batch,
    struct gal_store_counts *counts, struct gal_error *err)
{
	enum gal_status status;

	gal_record_batch_seal(batch);
	status = gal_store_write_batch(
	    into, batch->records, batch->count, NULL, counts, err);
	gal_record_batch_clear(batch);
	return status;
}

static enum gal_status
join_posts(struct gal_store *into, struct gal_store *from,
    struct gal_store_counts *counts, struct gal_error *err)
{
	struct gal_record_batch batch = GAL_RECORD_BATCH;
	struct gal_buffer tags = GAL_BUFFER(SIZE_MAX / 4);
	struct gal_buffer moves = GAL_BUFFER(SIZE_MAX / 4);
	sqlite3_stmt *s = gal_store_statement(from, SQL_POST_ALL, err);
	enum gal_status status = GAL_OK;
	int code = SQLITE_DONE;

	if (s == NULL)
		return gal_store_fail(from, err);
	while (status == GAL_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
		struct gal_store_record record;

		gal_record_from_row(&record, from, s);
		status = gal_reading_load(from, &record, err);
		if (status == GAL_OK)
			status = gal_evidence_load(
			    from, &record, &tags, &moves, err);
		if (status == GAL_OK)
			status = gal_record_batch_add(&batch, &record, err);
		if (status == GAL_OK &&
		    (batch.count >= BATCH_POSTS ||
			batch.strings.len >= BATCH_BYTES))
			status = flush(into, &batch, counts, err);
	}
	if (status == GAL_OK && code != SQLITE_DONE)
		status = gal_store_fail(from, err);
	(void)sqlite3_reset(s);
	if (status == GAL_OK)
		status = flush(into, &batch, counts, err);
	gal_record_batch_free(&batch);
	gal_buffer_free(&tags);
	gal_buffer_free(&moves);
	return status;
}

enum gal_status
gal_store_merge(struct gal_store *into, struct gal_store *from,
    struct gal_store_counts *counts, struct gal_error *err)
{
	enum gal_status status = join_key(into, from, err);

	if (status == GAL_OK)
		status = join_sealing(into, from, err);
	if (status == GAL_OK)
		status = join_codebook(into, from, err);
	if (status == GAL_OK)
		status = gal_store_merge_tombstones(into, from, err);
	if (status == GAL_OK)
		status = join_posts(into, from, counts, err);
	if (status == GAL_OK)
		status = join_files(into, from, err);
	return status;
}
