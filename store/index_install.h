/*
 * A segment built in memory becomes part of the full-text index: its pages,
 * entries and sizes are written into the tables in which FTS5 keeps them, as
 * FTS5 does when it empties its table of pending words.
 */
#ifndef GALATEA_STORE_INDEX_INSTALL_H
#define GALATEA_STORE_INDEX_INSTALL_H

#include "store/index_segment.h"
#include "store/internal.h"

/*
 * Inside a transaction in which FTS5 itself was given no row: add the segment
 * as the newest, count its rows, and merge as many pages of older segments as
 * keep their number small. Errors: UNSUPPORTED: an index that another version
 * of FTS5 made in a way not known here (nothing is written then).
 */
GAL_MUST_USE enum gal_status gal_index_install(struct gal_store *store,
    const struct gal_segment *segment, const struct gal_word_table *words,
    struct gal_error *err);

#endif
