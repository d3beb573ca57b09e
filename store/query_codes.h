/*
 * Private to store/: counting matches by code. A post has many codes and many
 * pieces of evidence for each; sorting them all, as GROUP BY does, took twice
 * the CPU time of one pass over them as they come, post by post.
 */
#ifndef GALATEA_STORE_QUERY_CODES_H
#define GALATEA_STORE_QUERY_CODES_H

#include "store/internal.h"
#include "store/query.h"

/* rows gives post, author, code, with the rows of a post together and its
 * codes ascending. Hands over the groups as gal_query_facets() does.
 * *complete false: SQLite did not come to the end, ask it why. */
GAL_MUST_USE enum gal_status gal_query_count_codes(bool *complete,
    struct gal_store *store, sqlite3_stmt *rows, gal_query_facet_row *row,
    void *self, struct gal_error *err);

#endif
