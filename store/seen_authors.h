/*
 * Private to store/: which authors were seen in which groups, or how often,
 * while posts come in any order. Authors are 64-bit hashes of pseudonyms: of
 * a million authors two fall together once in thirty million queries.
 */
#ifndef GALATEA_STORE_SEEN_AUTHORS_H
#define GALATEA_STORE_SEEN_AUTHORS_H

#include "core/status.h"

struct gal_seen_authors;

GAL_MUST_USE enum gal_status gal_seen_authors_new(
    struct gal_seen_authors **out, struct gal_error *err);
void gal_seen_authors_free(struct gal_seen_authors *set);
/* *is_new: the author was not in the group. author is not 0. A set is used
 * with this or with the next, not both. */
GAL_MUST_USE enum gal_status gal_seen_authors_enter(bool *is_new,
    struct gal_seen_authors *set, uint64_t author, size_t group,
    struct gal_error *err);
/* Once more this author. */
GAL_MUST_USE enum gal_status gal_seen_authors_count(
    struct gal_seen_authors *set, uint64_t author, struct gal_error *err);
/* How often each author was counted, in no particular order. */
void gal_seen_authors_each(const struct gal_seen_authors *set,
    void (*take)(void *self, uint64_t count), void *self);

#endif
