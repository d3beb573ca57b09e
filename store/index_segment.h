/*
 * A segment of an FTS5 index, built in memory: the pages that FTS5 itself
 * would have written for the same rows, as its source documents them
 * (ext/fts5/fts5_index.c, "PAGE FORMAT"): detail full, sizes of columns kept,
 * no prefix indexes. Building needs no database, so another thread can do it
 * while rows are written. Memory grows with the words given.
 *
 * A segment belongs to one thread at a time.
 */
#ifndef GALATEA_STORE_INDEX_SEGMENT_H
#define GALATEA_STORE_INDEX_SEGMENT_H

#include "store/word_table.h"

/* A page of words (level -1) or of a list of rows too long for few pages. */
struct gal_segment_page {
	uint32_t number; /* from 1; of a row list: its first page */
	bool row_list;
	size_t at; /* in bytes */
	size_t length;
};

/* Where a search for words of at least `word` begins. */
struct gal_segment_entry {
	size_t at; /* in bytes */
	size_t length;
	uint32_t page;
	bool has_row_list;
};

struct gal_segment {
	struct gal_buffer bytes; /* of all below */
	struct gal_segment_page *pages;
	size_t page_count, page_capacity;
	struct gal_segment_entry *entries;
	size_t entry_count, entry_capacity;
	uint32_t leaves; /* pages of words: 1 to leaves */
};

#define GAL_SEGMENT                                                            \
	{                                                                      \
		.bytes = GAL_BUFFER((size_t)1 << 30)                           \
	}
#define GAL_SEGMENT_PAGE_BYTES 4050 /* FTS5's default */

/* Make the pages of all words of a sorted table, in place of what the segment
 * held. Errors: NOMEM; LIMIT: a word in so many rows that its list of rows
 * needs more than a page of its own. */
GAL_MUST_USE enum gal_status gal_segment_build(struct gal_segment *segment,
    const struct gal_word_table *words, struct gal_error *err);
void gal_segment_free(struct gal_segment *segment);

/* SQLite's variable-length integer, 1 to 9 bytes: how many were put, or
 * read (0: cut off). */
size_t gal_varint_put(unsigned char *to, uint64_t value);
size_t gal_varint_get(uint64_t *value, const unsigned char *from, size_t bytes);

#endif
