/*
 * A database damaged by a list of patches. Whatever is asked of it ends with
 * an answer or a message, and what gal_store_verify() calls whole can be
 * dumped and read to its end.
 *
 *   patch   page (2 bytes), place in the page (2), length (1), those bytes
 *
 * The first byte of an input says what else is done to it (enum act).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "fuzz/store_world.h"
#include "store/query.h"
#include "store/timeline.h"
#include "store/upkeep.h"

enum act { WRITE = 1, PURGE = 2, SCRUB = 4, CUT = 8 };

#define PAGE 8192 /* as in store/store.c */
#define HEAD 5

static char path[64];

static void
clean_up(void)
{
	static const char *const endings[] = { "", "-wal", "-shm", "-journal" };

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		char name[80];

		(void)snprintf(name, sizeof(name), "%s%s", path, endings[i]);
		(void)unlink(name);
	}
}

/* The whole file with the patches in it; the caller frees. */
static char *
patched(size_t *len, const uint8_t *data, size_t size, bool cut)
{
	const struct gal_buffer *whole = store_world_bytes();
	char *bytes = malloc(whole->len);
	size_t at = 0;

	if (bytes == NULL)
		abort();
	memcpy(bytes, whole->data, whole->len);
	*len = whole->len;
	while (at + HEAD <= size) {
		size_t page = (size_t)(data[at] | data[at + 1] << 8);
		size_t place = (size_t)(data[at + 2] | data[at + 3] << 8);
		size_t n = data[at + 4];
		size_t to = page % (whole->len / PAGE) * PAGE + place % PAGE;

		at += HEAD;
		n = n < size - at ? n : size - at;
		n = n < whole->len - to ? n : whole->len - to;
		memcpy(bytes + to, data + at, n);
		at += n;
		if (cut && at >= size)
			*len = to;
	}
	return bytes;
}

static void
put_file(const uint8_t *data, size_t size, bool cut)
{
	size_t len;
	char *bytes = patched(&len, data, size, cut);
	FILE *file;

	clean_up();
	file = fopen(path, "wb");
	if (file == NULL || fwrite(bytes, 1, len, file) != len ||
	    fclose(file) != 0)
		abort();
	free(bytes);
}

/* A failure says why. */
static bool
well(enum gal_status status, const struct gal_error *err)
{
	if (status == GAL_OK || status == GAL_END)
		return true;
	if (err->message[0] == '\0')
		abort();
	return false;
}

static bool
read_timeline(struct gal_store *store, struct gal_error *err)
{
	const struct gal_timeline_filter filter = {
		.with_anonymous = true, .with_bots = true, .with_text = true
	};
	struct gal_store_timeline *timeline = NULL;
	const struct gal_timeline_post *post;
	enum gal_status status =
	    gal_store_timeline_open(&timeline, store, &filter, err);

	while (status == GAL_OK)
		status = gal_store_timeline_next(&post, timeline, err);
	gal_store_timeline_close(timeline);
	return well(status, err);
}

static bool
read_query(struct gal_store *store, struct gal_error *err)
{
	const struct gal_query query = { .match = "love" };
	const struct gal_query_hit *hit;
	struct gal_query_run *run = NULL;
	enum gal_status status = gal_query_open(&run, store, &query, err);

	while (status == GAL_OK)
		status = gal_query_next(&hit, run, err);
	gal_query_close(run);
	return well(status, err);
}

static bool
read_dump(struct gal_store *store, struct gal_error *err)
{
	char hash[GAL_STORE_HASH_SIZE];

	return well(gal_store_dump(hash, store, NULL, NULL, err), err);
}

static bool
read_info(struct gal_store *store, struct gal_error *err)
{
	struct gal_store_info info;

	return well(gal_store_info(&info, store, err), err);
}

static bool (*const readers[])(
    struct gal_store *store, struct gal_error *err) = { read_timeline,
	read_query, read_dump, read_info };

static void
read_all(void)
{
	struct gal_store *store = NULL;
	struct gal_buffer faults = GAL_BUFFER(1 << 20);
	struct gal_error err = { 0 };
	bool checked, whole;

	if (!well(gal_store_open(&store, path, GAL_STORE_READ, &err), &err))
		return;
	whole = well(gal_store_verify(&faults, &checked, store, &err), &err) &&
	    faults.len == 0;
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		gal_error_clear(&err);
		if (!readers[i](store, &err) && whole)
			abort();
	}
	gal_buffer_free(&faults);
	gal_store_close(store);
}

static int64_t
number(const void *self, int64_t row_id)
{
	(void)self;
	return row_id ^ 0x5a5a;
}

static void
change(unsigned acts)
{
	const struct gal_veil veil = { number, NULL };
	struct gal_pseudonym author = { { 1 } };
	struct gal_store_purged purged;
	struct gal_store *store = NULL;
	struct gal_error err = { 0 };
	bool good =
	    well(gal_store_open(&store, path, GAL_STORE_WRITE, &err), &err) &&
	    well(gal_store_set_veil(store, &veil, &err), &err);

	if (good && (acts & WRITE))
		good = well(store_world_write(store, &err), &err);
	if (good && (acts & PURGE))
		good = well(
		    gal_store_purge(store, NULL, 0, &author, 1, &purged, &err),
		    &err);
	if (good && (acts & SCRUB))
		(void)well(gal_store_scrub(store, &err), &err);
	gal_store_close(store);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	if (path[0] == '\0') {
		(void)snprintf(
		    path, sizeof(path), "fuzz_database_%ld.db", (long)getpid());
		if (atexit(clean_up) != 0)
			abort();
	}
	put_file(data + 1, size - 1, (data[0] & CUT) != 0);
	read_all();
	if (data[0] & (WRITE | PURGE | SCRUB))
		change(data[0]);
	return 0;
}
