/* Joining databases by the copy rule: read together in the order of row ids, so
 * that copies of a post meet before anything of it is written. */
#include <stdlib.h>
#include <string.h>

#include "store/copies.h"
#include "store/internal.h"
#include "store/upkeep.h"

#define BATCH_POSTS 50000
#define BATCH_BYTES ((size_t)64 << 20)
/* A transaction: the more posts, the fewer times pages of authors are written;
 * some hundred bytes of memory each. */
#define COMMIT_POSTS 500000
#define CACHE_KIB 65536 /* of all that are read together */

/* An empty database takes what the other has. */
static enum gal_status
join_sealing(
    struct gal_store *into, struct gal_store *from, struct gal_error *err)
{
	bool wanted = false, sealed = false;
	enum gal_status status = gal_store_ids_sealed(&wanted, from, err);

	if (status == GAL_OK)
		status = gal_store_seal_ids(&sealed, into, wanted, err);
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

/* The posts of a database in ascending row id. */
struct source {
	struct gal_store *store;
	sqlite3_stmt *posts; /* of the store: stands at a row, unless ended */
	int64_t row_id;
	bool ended;
};

struct join {
	struct gal_store *into;
	struct source *sources;
	size_t source_count;
	struct gal_record_batch batch;
	struct gal_buffer tags, moves;
	struct gal_store_counts *counts;
	size_t uncommitted; /* posts */
};

static enum gal_status
flush(struct join *join, struct gal_error *err)
{
	enum gal_status status;

	gal_record_batch_seal(&join->batch);
	status = gal_store_add_batch(join->into, join->batch.records,
	    join->batch.count, NULL, join->counts, err);
	join->uncommitted += join->batch.count;
	gal_record_batch_clear(&join->batch);
	if (status != GAL_OK || join->uncommitted < COMMIT_POSTS)
		return status;
	join->uncommitted = 0;
	return gal_store_commit(join->into, NULL, err);
}

static enum gal_status
step(struct source *source, struct gal_error *err)
{
	int code = sqlite3_step(source->posts);

	source->ended = code != SQLITE_ROW;
	if (code == SQLITE_DONE)
		return GAL_OK;
	if (code != SQLITE_ROW)
		return gal_store_fail(source->store, err);
	source->row_id = sqlite3_column_int64(source->posts, 0);
	return GAL_OK;
}

/* The first of those with the lowest row id; NULL: all are at their end. */
static struct source *
lowest(const struct join *join)
{
	struct source *found = NULL;

	for (size_t i = 0; i < join->source_count; i++) {
		struct source *source = &join->sources[i];

		if (!source->ended &&
		    (found == NULL || source->row_id < found->row_id))
			found = source;
	}
	return found;
}

static enum gal_status
take_post(struct join *join, struct source *source, struct gal_error *err)
{
	struct gal_store_record record;
	enum gal_status status;

	gal_record_from_row(&record, source->store, source->posts);
	status = gal_reading_load(source->store, &record, err);
	if (status == GAL_OK)
		status = gal_evidence_load(
		    source->store, &record, &join->tags, &join->moves, err);
	if (status == GAL_OK)
		status = gal_record_batch_add(&join->batch, &record, err);
	return status == GAL_OK ? step(source, err) : status;
}

static enum gal_status
open_source(struct source *source, struct gal_store *store, size_t n,
    struct gal_error *err)
{
	char cache[64];
	enum gal_status status;

	(void)sqlite3_snprintf((int)sizeof(cache), cache,
	    "PRAGMA cache_size = -%d", (int)(CACHE_KIB / n));
	status = gal_store_exec(store, cache, err);
	if (status != GAL_OK)
		return status;
	source->store = store;
	source->posts = gal_store_statement(store, SQL_POST_ALL, err);
	return source->posts == NULL ? gal_store_fail(store, err)
				     : step(source, err);
}

static enum gal_status
join_posts(struct join *join, struct gal_error *err)
{
	enum gal_status status = GAL_OK, committed;
	struct source *source;
	int64_t last = 0;

	while (status == GAL_OK && (source = lowest(join)) != NULL) {
		/* never between copies of a post */
		if ((join->batch.count >= BATCH_POSTS ||
			join->batch.strings.len >= BATCH_BYTES) &&
		    source->row_id != last)
			status = flush(join, err);
		last = source->row_id;
		if (status == GAL_OK)
			status = take_post(join, source, err);
	}
	if (status == GAL_OK)
		status = flush(join, err);
	/* whatever happened, what was written before holds */
	committed =
	    gal_store_commit(join->into, NULL, status == GAL_OK ? err : NULL);
	return status == GAL_OK ? committed : status;
}

static enum gal_status
join_all_posts(struct gal_store *into, struct gal_store *const *from, size_t n,
    struct gal_store_counts *counts, struct gal_error *err)
{
	struct join join = { .into = into,
		.source_count = n,
		.batch = GAL_RECORD_BATCH,
		.tags = GAL_BUFFER(SIZE_MAX / 4),
		.moves = GAL_BUFFER(SIZE_MAX / 4),
		.counts = counts };
	enum gal_status status = GAL_OK;

	join.sources = calloc(n, sizeof(*join.sources));
	if (join.sources == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t i = 0; status == GAL_OK && i < n; i++)
		status = open_source(&join.sources[i], from[i], n, err);
	if (status == GAL_OK)
		status = join_posts(&join, err);
	for (size_t i = 0; i < n; i++) {
		if (join.sources[i].posts != NULL)
			(void)sqlite3_reset(join.sources[i].posts);
	}
	free(join.sources);
	gal_record_batch_free(&join.batch);
	gal_buffer_free(&join.tags);
	gal_buffer_free(&join.moves);
	return status;
}

/* Whose fault it was is said by the path. */
static enum gal_status
agree(struct gal_store *into, struct gal_store *from, struct gal_error *err)
{
	enum gal_status status = join_key(into, from, err);

	if (status == GAL_OK)
		status = join_sealing(into, from, err);
	if (status == GAL_OK)
		status = join_codebook(into, from, err);
	if (status == GAL_OK)
		status = gal_store_merge_tombstones(into, from, err);
	if (status != GAL_OK)
		gal_error_place(err, from->path);
	return status;
}

enum gal_status
gal_store_merge(struct gal_store *into, struct gal_store *const *from, size_t n,
    struct gal_store_counts *counts, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < n; i++)
		status = agree(into, from[i], err);
	if (status == GAL_OK && n > 0)
		status = join_all_posts(into, from, n, counts, err);
	for (size_t i = 0; status == GAL_OK && i < n; i++)
		status = join_files(into, from[i], err);
	return status;
}
