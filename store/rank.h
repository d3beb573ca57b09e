/*
 * Private to store/: the rank of a match. FTS5's bm25() counts every post that
 * a word of the query stands in before it ranks the first: a quarter of a
 * second for words of millions of posts. Where a database is large, common
 * words are counted in its newest posts instead and their frequency is taken
 * from there; rare words are counted whole. The formula is that of bm25().
 */
#ifndef GALATEA_STORE_RANK_H
#define GALATEA_STORE_RANK_H

#include "store/internal.h"

/* The newest posts in which common words are counted. */
#define GAL_RANK_SAMPLE 16384

/* Before a query is ranked: how common are its words? */
GAL_MUST_USE enum gal_status gal_rank_prepare(
    struct gal_store *store, const char *match, struct gal_error *err);
/* The SQL function to rank by, after that; constant. */
const char *gal_rank_function(const struct gal_store *store);
void gal_rank_free(struct gal_store *store);

#endif
