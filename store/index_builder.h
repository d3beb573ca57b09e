/*
 * The segment of a batch, built by a thread of its own while the caller
 * writes the batch's rows: words are taken down as posts come in.
 *
 *   begin, push …, finish    the segment is there
 *   begin, push …, drop      nothing is wanted of it
 *
 * All functions are for one thread, the owner's; the builder's own thread is
 * between push and finish or drop the only one that reads the posts' strings.
 */
#ifndef GALATEA_STORE_INDEX_BUILDER_H
#define GALATEA_STORE_INDEX_BUILDER_H

#include "store/index_segment.h"

/* A post whose words are to be indexed; strings are the caller's. */
struct gal_index_entry {
	int64_t row_id;
	struct gal_str columns[GAL_WORD_COLUMNS];
};

struct gal_index_builder;

GAL_MUST_USE enum gal_status gal_index_builder_new(
    struct gal_index_builder **out, sqlite3 *db, struct gal_error *err);
/* Ends the thread; drops what is unfinished. */
void gal_index_builder_free(struct gal_index_builder *builder);

/* A batch of at most n posts. */
GAL_MUST_USE enum gal_status gal_index_builder_begin(
    struct gal_index_builder *builder, size_t n, struct gal_error *err);
/* In ascending row id. Strings must live until finish or drop. */
void gal_index_builder_push(
    struct gal_index_builder *builder, const struct gal_index_entry *entry);
/* The posts pushed since begin; theirs until the next begin. */
const struct gal_index_entry *gal_index_builder_entries(
    const struct gal_index_builder *builder, size_t *n);
/* Wait for the segment; both are the builder's until the next begin. Errors:
 * those of gal_word_table_add() and gal_segment_build(). */
GAL_MUST_USE enum gal_status gal_index_builder_finish(
    struct gal_index_builder *builder, const struct gal_segment **segment,
    const struct gal_word_table **words, struct gal_error *err);
void gal_index_builder_drop(struct gal_index_builder *builder);

#endif
