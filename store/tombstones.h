/*
 * Inside store/: the list of what was purged and must not come back. Authors
 * stand in it by pseudonym, posts by the number that the veil makes of their
 * row id (core/veil.h; gal_store_set_veil()).
 */
#ifndef GALATEA_STORE_TOMBSTONES_H
#define GALATEA_STORE_TOMBSTONES_H

#include "store/internal.h"

/* What the open store knows: is anything buried? */
GAL_MUST_USE enum gal_status gal_tombstones_load(
    struct gal_store *store, struct gal_error *err);

/* *post: that row id is buried. *author: the post's author is, and not the
 * post. Errors: KEY (something is buried, and no veil was given). */
GAL_MUST_USE enum gal_status gal_tombstone_forbids(bool *post, bool *author,
    struct gal_store *store, int64_t row_id, const struct gal_post *of,
    struct gal_error *err);

/* Put one; *count grows if it is new. Inside a transaction. */
GAL_MUST_USE enum gal_status gal_tombstone_put_post(struct gal_store *store,
    int64_t row_id, uint64_t *count, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_tombstone_put_number(struct gal_store *store,
    int64_t number, uint64_t *count, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_tombstone_put_author(struct gal_store *store,
    const struct gal_pseudonym *author, uint64_t *count, struct gal_error *err);

/* Of the numbers (int64_t) only those that the store does not list yet. */
GAL_MUST_USE enum gal_status gal_tombstones_new_of(
    struct gal_buffer *numbers, struct gal_store *store, struct gal_error *err);
/* Append the row ids of stored posts whose number is among these, which
 * ascend; reads the ids of all posts. Errors: KEY. */
GAL_MUST_USE enum gal_status gal_tombstones_find(struct gal_buffer *row_ids,
    struct gal_store *store, const struct gal_buffer *numbers,
    struct gal_error *err);

#endif
