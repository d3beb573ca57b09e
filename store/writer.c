/* Batches: sorted by row id, folded by the copy rule, one transaction. */
#include "store/writer.h"

#include <stdlib.h>
#include <string.h>

#include "store/copy_rule.h"
#include "store/internal.h"
#include "store/rollup.h"
#include "store/tombstones.h"
#include "store/upkeep.h"

struct order_entry {
	int64_t row_id;
	size_t index;
};

/* What a run of copies of one post leads to. */
struct fold {
	struct gal_store_record state;
	bool stored;	  /* the database has a row of it */
	unsigned changed; /* against that row: enum gal_copy_change */
	struct gal_store_record old; /* that row; borrows SQL_POST_GET */
};

static int
compare_order(const void *a, const void *b)
{
	const struct order_entry *x = a, *y = b;

	if (x->row_id != y->row_id)
		return x->row_id < y->row_id ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

static bool
same_key(const struct gal_post *a, const struct gal_post *b)
{
	struct gal_str x = a->scope, y = b->scope; /* absent is empty */

	return a->platform == b->platform && a->kind == b->kind &&
	    x.len == y.len && (x.len == 0 || gal_str_equal(x, y)) &&
	    gal_str_equal(a->native_id, b->native_id);
}

/* *taken: the row id belongs to another post of the database. */
static enum gal_status
check_taken(bool *taken, struct gal_store *store, int64_t row_id,
    const struct gal_post *post, struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_POST_KEY, err);
	int code;

	*taken = false;
	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_int(s, 1, row_id);
	code = sqlite3_step(s);
	if (code == SQLITE_ROW) {
		struct gal_post there = { 0 };

		there.platform = (enum gal_platform)sqlite3_column_int(s, 0);
		there.kind = (enum gal_kind)sqlite3_column_int(s, 1);
		there.scope = gal_column_str(s, 2);
		there.native_id = gal_column_str(s, 3);
		*taken = !same_key(&there, post);
	}
	(void)sqlite3_reset(s);
	return code == SQLITE_ROW || code == SQLITE_DONE
	    ? GAL_OK
	    : gal_store_fail(store, err);
}

static enum gal_status
choose_row_id(int64_t *out, struct gal_store *store,
    const struct gal_post *post, struct gal_error *err)
{
	bool taken = false;
	enum gal_status status = GAL_OK;

	*out = gal_post_row_id(post);
	if (post->platform == GAL_PLATFORM_REDDIT)
		return GAL_OK;
	/* Two keys with one hash: the later one moves up. */
	do {
		status = check_taken(&taken, store, *out, post, err);
		if (taken)
			*out =
			    *out == INT64_MAX ? GAL_SURROGATE_BASE : *out + 1;
	} while (status == GAL_OK && taken);
	return status;
}

static enum gal_status
sort_batch(struct gal_store *store, const struct gal_store_record *records,
    size_t n, struct gal_error *err)
{
	struct order_entry *order;
	bool clash = true;

	if (n > store->order_capacity) {
		order = realloc(store->order, n * sizeof(*order));
		if (order == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		store->order = order;
		store->order_capacity = n;
	}
	order = store->order;
	for (size_t i = 0; i < n; i++) {
		enum gal_status status = choose_row_id(
		    &order[i].row_id, store, &records[i].post, err);

		if (status != GAL_OK)
			return status;
		order[i].index = i;
	}
	/* Two new keys of this batch with one hash move apart. */
	while (clash && n > 1) {
		clash = false;
		qsort(order, n, sizeof(*order), compare_order);
		for (size_t i = 1; i < n; i++) {
			if (order[i].row_id != order[i - 1].row_id ||
			    same_key(&records[order[i].index].post,
				&records[order[i - 1].index].post))
				continue;
			order[i].row_id++;
			clash = true;
		}
	}
	return GAL_OK;
}

/* Absent and empty names of communities and scopes are one thing. */
static void
normalise(struct gal_store_record *record)
{
	struct gal_str *fields[] = { &record->post.scope,
		&record->post.community, &record->post.community_id };

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (fields[i]->len == 0)
			fields[i]->data = NULL;
	}
	if (record->post.native_id.data == NULL)
		record->post.native_id = GAL_STR("");
}

/* A copy by a purged author takes the post with it: so another copy, which
 * names no author, cannot bring it back, in whatever order they come. */
static enum gal_status
bury_copy(struct gal_store *store, int64_t row_id, struct gal_error *err)
{
	struct gal_store_purged purged = { 0 };
	enum gal_status status = gal_rollup_clear(store, err);

	return status == GAL_OK ? gal_store_bury(store, row_id, &purged, err)
				: status;
}

/* *buried: what came of it concerns the copies before it, too. */
static enum gal_status
is_purged(bool *out, bool *buried, struct gal_store *store, int64_t row_id,
    const struct gal_post *post, struct gal_error *err)
{
	enum gal_status status =
	    gal_tombstone_forbids(out, buried, store, row_id, post, err);

	*out |= *buried;
	return status == GAL_OK && *buried ? bury_copy(store, row_id, err)
					   : status;
}

/* *inserted false: the row id is there already, nothing was done. */
static enum gal_status
insert_post(bool *inserted, struct gal_store *store,
    const struct gal_store_record *record, struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_POST_INSERT, err);
	int64_t community = 0;
	enum gal_status status;

	if (s == NULL)
		return gal_store_fail(store, err);
	status = gal_record_bind(store, s, record, &community, err);
	if (status == GAL_OK)
		status = gal_store_run(store, s, err);
	*inserted = status == GAL_OK && sqlite3_changes(store->db) > 0;
	if (!*inserted)
		return status;
	gal_index_later(store, &record->post);
	status = gal_reading_write(store, record, community, false, err);
	return status == GAL_OK ? gal_rollup_clear(store, err) : status;
}

/* The row the database has, if any. Its strings live until SQL_POST_GET is
 * used again. */
static enum gal_status
load_stored(struct fold *fold, struct gal_store *store, int64_t row_id,
    struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_POST_GET, err);
	int code;

	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_int(s, 1, row_id);
	code = sqlite3_step(s);
	if (code == SQLITE_DONE)
		return GAL_OK;
	if (code != SQLITE_ROW)
		return gal_store_fail(store, err);
	gal_record_from_row(&fold->old, store, s);
	fold->state = fold->old;
	fold->stored = true;
	{
		enum gal_status status =
		    gal_reading_load(store, &fold->old, err);

		fold->state.has_reading = fold->old.has_reading;
		fold->state.reading = fold->old.reading;
		return status;
	}
}

static bool
same_timeline_key(const struct gal_post *a, const struct gal_post *b)
{
	return a->has_author == b->has_author &&
	    a->created_utc == b->created_utc &&
	    memcmp(&a->author, &b->author, sizeof(a->author)) == 0;
}

static bool
same_text(const struct gal_post *a, const struct gal_post *b)
{
	return gal_str_equal(a->title, b->title) &&
	    gal_str_equal(a->text, b->text);
}

static enum gal_status
replace_post(struct gal_store *store, struct fold *fold, struct gal_error *err)
{
	const struct gal_post *old = &fold->old.post;
	const struct gal_post *new = &fold->state.post;
	int64_t community = 0;
	enum gal_status status = GAL_OK;
	sqlite3_stmt *s;

	status = gal_rollup_clear(store, err);
	if (status == GAL_OK && !same_text(old, new))
		status = gal_index_replace(store, old, new, err);
	if (status == GAL_OK && !same_timeline_key(old, new))
		status = gal_timeline_delete(store, old, err);
	if (status != GAL_OK)
		return status;
	s = gal_store_statement(store, SQL_POST_REPLACE, err);
	if (s == NULL)
		return gal_store_fail(store, err);
	status = gal_record_bind(store, s, &fold->state, &community, err);
	if (status == GAL_OK)
		status = gal_store_run(store, s, err);
	if (status != GAL_OK)
		return status;
	if ((fold->changed & (GAL_COPY_CONTENT | GAL_COPY_READING)) != 0)
		return gal_reading_write(
		    store, &fold->state, community, true, err);
	return gal_timeline_observed(store, new, err);
}

static void
count_copy(struct gal_store_counts *counts, const struct fold *fold,
    const struct gal_store_record *copy, unsigned changed)
{
	if ((changed & (GAL_COPY_METRICS | GAL_COPY_CONTENT)) != 0)
		counts->replaced++;
	else if (gal_copy_compare_metrics(copy, &fold->state) == 0 &&
	    gal_copy_compare_content(copy, &fold->state) == 0)
		counts->identical++;
	else
		counts->older++;
}

/* Copies order[0 .. n) are of one post. */
static enum gal_status
write_run(struct gal_store *store, const struct gal_store_record *records,
    const struct order_entry *order, size_t n, struct gal_store_counts *counts,
    struct gal_error *err)
{
	struct fold fold = { 0 };
	bool known = false; /* fold holds a state */
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < n; i++) {
		struct gal_store_record copy = records[order[i].index];
		bool purged = false, buried = false, inserted = false;
		unsigned changed;

		normalise(&copy);
		copy.post.row_id = order[i].row_id;
		status = is_purged(
		    &purged, &buried, store, copy.post.row_id, &copy.post, err);
		if (status != GAL_OK)
			break;
		if (buried) {
			known = false;
			fold = (struct fold){ 0 };
		}
		if (purged) {
			counts->purged++;
			continue;
		}
		if (!known && n == 1) { /* the common case: one step */
			status = insert_post(&inserted, store, &copy, err);
			counts->inserted += inserted;
			if (status != GAL_OK || inserted)
				break;
		}
		if (!known) {
			status =
			    load_stored(&fold, store, copy.post.row_id, err);
			if (status != GAL_OK)
				break;
			known = true;
			if (!fold.stored) {
				fold.state = copy;
				counts->inserted++;
				continue;
			}
		}
		changed = gal_copy_fold(&fold.state, &copy);
		fold.changed |= changed;
		count_copy(counts, &fold, &copy, changed);
	}
	if (status == GAL_OK && known && !fold.stored) {
		bool inserted = false;

		status = insert_post(&inserted, store, &fold.state, err);
		if (status == GAL_OK && !inserted)
			status = gal_fail(err, GAL_CORRUPT,
			    "a post could not be entered: its key is taken");
	} else if (status == GAL_OK && fold.changed != 0) {
		status = replace_post(store, &fold, err);
	}
	if (known)
		(void)sqlite3_reset(store->statements[SQL_POST_GET]);
	return status;
}

static enum gal_status
write_all(struct gal_store *store, const struct gal_store_record *records,
    size_t n, struct gal_store_counts *counts, struct gal_error *err)
{
	const struct order_entry *order;
	enum gal_status status = gal_index_begin(store, n, err);

	if (status == GAL_OK)
		status = sort_batch(store, records, n, err);
	order = store->order;
	for (size_t i = 0, run; status == GAL_OK && i < n; i += run) {
		for (run = 1;
		     i + run < n && order[i + run].row_id == order[i].row_id;)
			run++;
		status = write_run(store, records, order + i, run, counts, err);
	}
	return gal_index_end(store, status, err);
}

static void
add_counts(struct gal_store_counts *to, const struct gal_store_counts *from)
{
	to->inserted += from->inserted;
	to->replaced += from->replaced;
	to->older += from->older;
	to->identical += from->identical;
	to->purged += from->purged;
}

/* Take back the transaction: the checkpoint is where it began, too. */
static enum gal_status
abandon(struct gal_store *store, struct gal_store_file *file,
    enum gal_status status, struct gal_error *err)
{
	if (file != NULL)
		file->counts = store->committed;
	store->is_gathering = false;
	return gal_store_end(store, status, err);
}

enum gal_status
gal_store_commit(
    struct gal_store *store, struct gal_store_file *file, struct gal_error *err)
{
	enum gal_status status;

	if (!store->is_gathering)
		return GAL_OK;
	store->is_gathering = false;
	status = gal_store_end(store, GAL_OK, err);
	if (status != GAL_OK && file != NULL)
		file->counts = store->committed;
	return status;
}

enum gal_status
gal_store_add_batch(struct gal_store *store,
    const struct gal_store_record *records, size_t n,
    struct gal_store_file *file, struct gal_store_counts *counts,
    struct gal_error *err)
{
	struct gal_store_counts sums = { 0 };
	struct gal_store_counts total = { 0 };
	enum gal_status status = GAL_OK;

	if (!store->is_gathering) {
		status = gal_store_begin(store, err);
		if (status != GAL_OK)
			return status;
		store->is_gathering = true;
		if (file != NULL)
			store->committed = file->counts;
	}
	status = write_all(store, records, n, &sums, err);
	if (file != NULL)
		total = file->counts;
	add_counts(&total, &sums);
	if (status == GAL_OK && file != NULL)
		status = gal_file_update(store, file, &total, err);
	if (status != GAL_OK)
		return abandon(store, file, status, err);
	if (file != NULL)
		file->counts = total;
	if (counts != NULL)
		add_counts(counts, &sums);
	return GAL_OK;
}

enum gal_status
gal_store_write_batch(struct gal_store *store,
    const struct gal_store_record *records, size_t n,
    struct gal_store_file *file, struct gal_store_counts *counts,
    struct gal_error *err)
{
	struct gal_store_counts sums = { 0 };
	enum gal_status status =
	    gal_store_add_batch(store, records, n, file, &sums, err);

	if (status == GAL_OK)
		status = gal_store_commit(store, file, err);
	if (status == GAL_OK && counts != NULL)
		add_counts(counts, &sums);
	return status;
}
