/*
 * Private to store/: the table `rollup`, counts of all posts by the groups of
 * each facet. A transaction that changes what is counted empties it; the end
 * of a writing command fills it in one pass over the author timelines. So a
 * row that stands in it is always exact, distinct authors included.
 */
#ifndef GALATEA_STORE_ROLLUP_H
#define GALATEA_STORE_ROLLUP_H

#include "store/internal.h"
#include "store/query.h"

/* Inside the transaction of a write. */
GAL_MUST_USE enum gal_status gal_rollup_clear(
    struct gal_store *store, struct gal_error *err);
/* Fill it if it is empty, in a transaction of its own. Another process that
 * writes meanwhile keeps it empty: its own end fills it. */
GAL_MUST_USE enum gal_status gal_rollup_fill(
    struct gal_store *store, struct gal_error *err);
/* The groups of a facet, in the order of gal_query_facets(). *answered false:
 * the table is empty, count the posts. */
GAL_MUST_USE enum gal_status gal_rollup_read(bool *answered,
    struct gal_store *store, const char *facet, gal_query_facet_row *row,
    void *self, struct gal_error *err);

#endif
