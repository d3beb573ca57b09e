/* Things of failing_things.h that write. */
#include "store/build.h"
#include "store/failing_parts.h"
#include "store/world.h"

enum gal_status
failing_create(const char *path, struct gal_error *err)
{
	struct gal_store *store = NULL;
	bool sealed = false;
	enum gal_status status = failing_open(&store, path, err);

	if (status == GAL_OK)
		status = gal_store_seal_ids(&sealed, store, true, err);
	if (status == GAL_OK)
		status = gal_store_check_key(store, "0123", err);
	if (status == GAL_OK)
		status = gal_store_check_key(store, "0123", err);
	gal_store_close(store);
	return status;
}

enum gal_status
failing_write_copies(const char *path, struct gal_error *err)
{
	static struct copy copies[FAILING_COPIES];
	static struct gal_store_record records[FAILING_COPIES + FAILING_EXTRA];
	struct gal_store_file file = { .name = "folder/a.zst",
		.size = 7,
		.hash = "hh",
		.settings = "one",
		.codec = "zstd",
		.format = "reddit",
		.skips = { { "bot", 2 }, { "bad line", 1 } },
		.skip_count = 2 };
	struct gal_store_file known_file = file;
	enum gal_store_known known;
	struct gal_store *store = NULL;
	enum gal_status status = failing_open(&store, path, err);

	for (size_t i = 0; i < FAILING_COPIES; i++) {
		make_copy(&copies[i], 5, i);
		records[i] = copies[i].record;
	}
	for (size_t i = 0; i < FAILING_EXTRA; i++)
		failing_extra(&records[FAILING_COPIES + i], i);
	if (status == GAL_OK)
		status = gal_store_file_lookup(&known, store, &known_file, err);
	if (status == GAL_OK)
		status = gal_store_file_begin(store, &file, err);
	file.read = 33;
	if (status == GAL_OK)
		status =
		    gal_store_add_batch(store, records, 30, &file, NULL, err);
	file.read = 43 + FAILING_EXTRA + FAILING_COPIES - 30;
	if (status == GAL_OK)
		status = gal_store_add_batch(store, records + 20,
		    FAILING_COPIES - 20 + FAILING_EXTRA, &file, NULL, err);
	file.state = GAL_FILE_DONE;
	if (status == GAL_OK)
		status = gal_store_commit(store, &file, err);
	if (status == GAL_OK)
		status = gal_store_finish(store, true, err);
	gal_store_close(store);
	return status;
}

/* A file that was begun and not ended, under other settings too. */
enum gal_status
failing_resume(const char *path, struct gal_error *err)
{
	struct gal_store_file file = {
		.name = "b.zst", .size = 8, .hash = "ii", .settings = "one"
	};
	struct gal_store_file other = file;
	enum gal_store_known known = GAL_FILE_NEW;
	struct gal_store *store = NULL;
	enum gal_status status = failing_open(&store, path, err);

	other.settings = "two";
	if (status == GAL_OK)
		status = gal_store_file_begin(store, &file, err);
	file.read = 3;
	file.skips[file.skip_count++] = (struct gal_store_skip){ "bot", 3 };
	if (status == GAL_OK)
		status =
		    gal_store_write_batch(store, NULL, 0, &file, NULL, err);
	if (status == GAL_OK)
		status = gal_store_file_lookup(&known, store, &other, err);
	failing_tell_int(known);
	if (status == GAL_OK)
		status = gal_store_file_lookup(&known, store, &file, err);
	failing_tell_int(known);
	failing_tell_int((int64_t)file.skip_count);
	gal_store_close(store);
	return status;
}

enum gal_status
failing_migrate(const char *path, struct gal_error *err)
{
	const struct gal_veil veil = { world_number, NULL };
	struct gal_store *store = NULL;
	enum gal_status status =
	    gal_store_open(&store, path, GAL_STORE_WRITE, err);

	if (status == GAL_OK)
		status = gal_store_set_veil(store, &veil, err);
	if (status == GAL_OK)
		status = gal_store_finish(store, false, err);
	gal_store_close(store);
	return status;
}

/* Of all posts under another codebook (retag), or of those that have no
 * reading yet (tag). */
static enum gal_status
tag_posts(const char *path, const char *hash, struct gal_error *err)
{
	struct gal_store_codebook book = world_codebook(hash);
	struct gal_tag tag = { 2, GAL_FIELD_NONE, 3, 0, 0, 1.0f };
	struct gal_move move = { 1, 2 };
	struct gal_store *store = NULL;
	const struct gal_store_record *records;
	struct gal_reading readings[FAILING_COPIES + FAILING_EXTRA];
	uint64_t pending;
	size_t n;
	enum gal_status status =
	    gal_store_open(&store, path, GAL_STORE_CREATE, err);

	if (status == GAL_OK)
		status = gal_store_retag_begin(store, &book, &pending, err);
	while (status == GAL_OK) {
		status = gal_store_retag_next(store, &records, &n, err);
		for (size_t i = 0; status == GAL_OK && i < n; i++)
			readings[i] = (struct gal_reading){ .words = 3,
				.tags = &tag,
				.tag_count = records[i].post.row_id % 2 == 0,
				.moves = &move,
				.move_count = records[i].post.row_id % 3 == 0 };
		if (status == GAL_OK)
			status = gal_store_retag_write(store, readings, err);
	}
	if (status == GAL_END)
		status = gal_store_retag_end(store, err);
	gal_store_close(store);
	return status;
}

enum gal_status
failing_retag(const char *path, struct gal_error *err)
{
	return tag_posts(path, "bb22", err);
}

enum gal_status
failing_tag_untagged(const char *path, struct gal_error *err)
{
	return tag_posts(path, "aa11", err);
}

enum gal_status
failing_purge(const char *path, struct gal_error *err)
{
	const struct gal_veil veil = { world_number, NULL };
	const struct gal_pseudonym author = { { 3 } };
	int64_t ids[] = { 0, 77 }; /* one that is there, one that is not */
	struct gal_store_purged purged;
	struct gal_store *store = NULL;
	enum gal_status status =
	    gal_store_open(&store, path, GAL_STORE_CREATE, err);

	if (status == GAL_OK)
		status = gal_store_set_veil(store, &veil, err);
	if (status == GAL_OK)
		status = gal_reddit_row_id(
		    ids, GAL_KIND_SUBMISSION, GAL_STR("q1"), err);
	if (status == GAL_OK)
		status =
		    gal_store_purge(store, ids, 2, &author, 1, &purged, err);
	if (status == GAL_OK)
		status = gal_store_scrub(store, err);
	gal_store_close(store);
	return status;
}

static enum gal_status
join(struct gal_store *into, enum failing_start other, struct gal_error *err)
{
	struct gal_store *from = NULL;
	struct gal_store_counts counts = { 0 };
	enum gal_status status = gal_store_open(
	    &from, failing_start_path(other), GAL_STORE_READ, err);

	if (status == GAL_OK)
		status = gal_store_merge(into, &from, 1, &counts, err);
	gal_store_close(from);
	return status;
}

enum gal_status
failing_merge(const char *path, struct gal_error *err)
{
	struct gal_store *into = NULL;
	enum gal_status status = failing_open(&into, path, err);

	if (status == GAL_OK)
		status = join(into, START_PURGED, err);
	gal_store_close(into);
	return status;
}

enum gal_status
failing_merge_sealed(const char *path, struct gal_error *err)
{
	struct gal_store *into = NULL;
	enum gal_status status = failing_open(&into, path, err);

	if (status == GAL_OK)
		status = join(into, START_SEALED, err);
	gal_store_close(into);
	return status;
}

enum gal_status
failing_build(const char *path, struct gal_error *err)
{
	struct gal_store_build built = GAL_STORE_BUILD_NONE;
	enum gal_status status = gal_store_build_begin(&built, path, err);

	if (status == GAL_OK)
		status = join(built.store, START_SEALED, err);
	return gal_store_build_end(&built, path, status, err);
}

enum gal_status
failing_check(const char *path, struct gal_error *err)
{
	const struct gal_veil veil = { world_number, NULL };
	struct gal_buffer faults = GAL_BUFFER(1 << 16);
	struct gal_store *store = NULL;
	bool checked = false;
	enum gal_status status =
	    gal_store_open(&store, path, GAL_STORE_WRITE, err);

	if (status == GAL_OK)
		status = gal_store_set_veil(store, &veil, err);
	if (status == GAL_OK)
		status = gal_store_verify(&faults, &checked, store, err);
	failing_tell(faults.data, faults.len);
	failing_tell_int(checked);
	gal_buffer_free(&faults);
	gal_store_close(store);
	return status;
}
