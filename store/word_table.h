/*
 * The words of a batch of posts and where they stand: what a segment of the
 * full-text index is made of. Words are split by FTS5's own tokenizer
 * (unicode61), so that a search finds what FTS5 itself would have indexed.
 *
 * A table belongs to one thread at a time. It may be filled in another thread
 * than the one that uses the database connection it was made with: the
 * tokenizer touches no connection.
 */
#ifndef GALATEA_STORE_WORD_TABLE_H
#define GALATEA_STORE_WORD_TABLE_H

#include <sqlite3.h>

#include "core/buffer.h"

#define GAL_WORD_COLUMNS 2	 /* title, text */
#define GAL_WORD_BYTES_MAX 32768 /* FTS5 cuts longer words there */

struct gal_word_table;

/* A place as one number: word, row, column, position from high to low. */
#define GAL_PLACE_WORD_BITS 24
#define GAL_PLACE_ROW_BITS 17
#define GAL_PLACE_COLUMN_BITS 1
#define GAL_PLACE_POSITION_BITS 22
#define GAL_PLACE_ROW_SHIFT (GAL_PLACE_COLUMN_BITS + GAL_PLACE_POSITION_BITS)
#define GAL_PLACE_WORD_SHIFT (GAL_PLACE_ROW_BITS + GAL_PLACE_ROW_SHIFT)

/* One place of a word. Places of a word ascend in (row, column, position). */
struct gal_word_place {
	size_t row; /* index of the row, in the order they were added */
	unsigned column;
	uint32_t position; /* in words, from 0, in the column */
};

GAL_MUST_USE enum gal_status gal_word_table_new(
    struct gal_word_table **out, sqlite3 *db, struct gal_error *err);
void gal_word_table_free(struct gal_word_table *table);
/* Forget all rows; keep the memory. */
void gal_word_table_clear(struct gal_word_table *table);

/*
 * Take the words of a row; absent columns have none. Row ids must ascend.
 * Errors: NOMEM; LIMIT: more rows, different words or words in a row than a
 * table holds (the table is then good for clearing only).
 */
GAL_MUST_USE enum gal_status gal_word_table_add(struct gal_word_table *table,
    int64_t row_id, const struct gal_str columns[GAL_WORD_COLUMNS],
    struct gal_error *err);

/* After the last row: order words by their bytes, places by word. */
GAL_MUST_USE enum gal_status gal_word_table_sort(
    struct gal_word_table *table, struct gal_error *err);

size_t gal_word_table_rows(const struct gal_word_table *table);
int64_t gal_word_table_row_id(const struct gal_word_table *table, size_t row);
/* How many words each column of the row has. */
const uint32_t *gal_word_table_row_size(
    const struct gal_word_table *table, size_t row);

/* After sorting: words in the order of their bytes, from 0. */
size_t gal_word_table_words(const struct gal_word_table *table);
struct gal_str gal_word_table_word(
    const struct gal_word_table *table, size_t i, size_t *places);
/* The places of word i, as many as gal_word_table_word() says. */
const uint64_t *gal_word_table_places(
    const struct gal_word_table *table, size_t i);

static inline struct gal_word_place
gal_word_place_of(uint64_t place)
{
	return (struct gal_word_place){
		.row = place >> GAL_PLACE_ROW_SHIFT &
		    (((uint64_t)1 << GAL_PLACE_ROW_BITS) - 1),
		.column = (unsigned)(place >> GAL_PLACE_POSITION_BITS) &
		    (GAL_WORD_COLUMNS - 1),
		.position = (uint32_t)(place &
		    (((uint64_t)1 << GAL_PLACE_POSITION_BITS) - 1)),
	};
}

#endif
