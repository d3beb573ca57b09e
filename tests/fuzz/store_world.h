/*
 * The invented database of tests/store/world.h for fuzz targets: made once a
 * process, in the working folder, and removed at exit.
 */
#ifndef GALATEA_TESTS_FUZZ_STORE_WORLD_H
#define GALATEA_TESTS_FUZZ_STORE_WORLD_H

#include "core/buffer.h"
#include "store/store.h"

#define WORLD_CODES 3

/* Opened at the first call; the same after that. */
struct gal_store *store_world_open(enum gal_store_mode mode);
/* The bytes of the whole file, closed; borrowed. */
const struct gal_buffer *store_world_bytes(void);
/* A batch of further posts, written. Errors: the store's. */
GAL_MUST_USE enum gal_status store_world_write(
    struct gal_store *store, struct gal_error *err);

#endif
