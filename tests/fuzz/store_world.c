#include "fuzz/store_world.h"

#include "store/world.h"

#define SEED 5
#define LATER 40 /* copies of another seed, to be written on top */

static char path[200];

static void
clean_up(void)
{
	static const char *const endings[] = { "", "-wal", "-shm" };

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		char name[220];

		(void)snprintf(name, sizeof(name), "%s%s", path, endings[i]);
		(void)unlink(name);
	}
}

static void
make(void)
{
	struct gal_rng rng = { SEED, 0, 0 };
	struct gal_store_counts counts = { 0 };
	struct gal_store *store;
	size_t order[WORLD_COPIES];

	if (path[0] != '\0')
		return;
	(void)snprintf(path, sizeof(path), "%s", world_path("fuzz"));
	if (atexit(clean_up) != 0)
		abort();
	store = world_open(path);
	world_order(order, &rng);
	world_write(store, SEED, order, 0, WORLD_COPIES, &rng, &counts);
	assert_ok(gal_store_finish(store, true, &err));
	gal_store_close(store);
}

struct gal_store *
store_world_open(enum gal_store_mode mode)
{
	static struct gal_store *store;

	if (store == NULL) {
		make();
		assert_ok(gal_store_open(&store, path, mode, &err));
	}
	return store;
}

const struct gal_buffer *
store_world_bytes(void)
{
	static struct gal_buffer bytes = GAL_BUFFER(64 << 20);
	char chunk[4096];
	size_t n;
	FILE *file;

	if (bytes.len > 0)
		return &bytes;
	make();
	file = fopen(path, "rb");
	if (file == NULL)
		abort();
	while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0)
		assert_ok(gal_buffer_append(&bytes, chunk, n, &err));
	(void)fclose(file);
	return &bytes;
}

enum gal_status
store_world_write(struct gal_store *store, struct gal_error *err)
{
	static struct copy copies[LATER];
	static struct gal_store_record records[LATER];

	for (size_t i = 0; i < LATER; i++) {
		make_copy(&copies[i], SEED + 1, i);
		records[i] = copies[i].record;
	}
	return gal_store_write_batch(store, records, LATER, NULL, NULL, err);
}
