/*
 * What the copy rule knows of each post, in ascending row id: for programs
 * that must tell copies apart without the database (stats/partial.h).
 */
#ifndef GALATEA_STORE_COPIES_H
#define GALATEA_STORE_COPIES_H

#include "core/copy_rank.h"
#include "store/store.h"

struct gal_store_copies;

struct gal_store_copy {
	int64_t row_id;
	struct gal_copy_rank rank;
	bool has_reading;
};

GAL_MUST_USE enum gal_status gal_store_copies_open(
    struct gal_store_copies **out, struct gal_store *store,
    struct gal_error *err);
/* The next copy, by value, or END. */
GAL_MUST_USE enum gal_status gal_store_copies_next(struct gal_store_copy *out,
    struct gal_store_copies *copies, struct gal_error *err);
void gal_store_copies_close(struct gal_store_copies *copies);

/* What is buried, appended, ascending: numbers that the veil made of row ids
 * (int64_t, core/veil.h), and pseudonyms. Errors: KEY (the list of an older
 * galatea, which has not met the key yet). */
GAL_MUST_USE enum gal_status gal_store_tombstones(struct gal_buffer *numbers,
    struct gal_buffer *authors, struct gal_store *store, struct gal_error *err);

/* The check value of the project key; "" where there is none. */
#define GAL_STORE_KEY_CHECK_SIZE 129
GAL_MUST_USE enum gal_status gal_store_key_check(
    char out[GAL_STORE_KEY_CHECK_SIZE], struct gal_store *store,
    struct gal_error *err);

#endif
