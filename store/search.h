/*
 * Posts by words, codes, communities, time and author, in ascending
 * (created_utc, row id), or row id where the filter says so. Memory is
 * bounded by one post, but for the sort by time, which SQLite spills to disk.
 */
#ifndef GALATEA_STORE_SEARCH_H
#define GALATEA_STORE_SEARCH_H

#include "store/writer.h"

struct gal_store_search;

/* Zero-initialised: every post. Strings are copied. */
struct gal_search_filter {
	const char *match;     /* FTS5 expression; see gal_search_quote() */
	const uint16_t *codes; /* posts with ALL of these codes */
	size_t code_count;
	const int64_t *communities; /* ids; posts of ANY of these */
	size_t community_count;
	bool has_since; /* since <= created_utc */
	bool has_until; /* created_utc < until */
	int64_t since;
	int64_t until;
	bool has_author;
	struct gal_pseudonym author;
	bool has_stage; /* exactly this rung (0: none) */
	uint8_t stage;
	bool has_row_id; /* exactly this post */
	int64_t row_id;
	bool by_row_id; /* order by row id instead of time: streams at once */
	uint64_t limit; /* 0: no limit */
};

/* ARGUMENT if the match expression is not valid (the message is FTS5's). */
GAL_MUST_USE enum gal_status gal_store_search_open(
    struct gal_store_search **out, struct gal_store *store,
    const struct gal_search_filter *filter, struct gal_error *err);
/* The next post with its reading, tags and moves, or END. Borrowed until the
 * next call. */
GAL_MUST_USE enum gal_status gal_store_search_next(
    const struct gal_store_record **out, struct gal_store_search *search,
    struct gal_error *err);
void gal_store_search_close(struct gal_store_search *search);

/* How many posts the filter finds (limit is ignored). */
GAL_MUST_USE enum gal_status gal_store_search_count(int64_t *out,
    struct gal_store *store, const struct gal_search_filter *filter,
    struct gal_error *err);

/*
 * What a person typed as a safe FTS5 expression, appended to out: words are
 * joined by AND, "a phrase" stays one, a leading - excludes, a trailing *
 * is a prefix; everything is quoted, so that don't, gpt-4o, a:b and NOT are
 * words. ARGUMENT if nothing is left to search for.
 */
GAL_MUST_USE enum gal_status gal_search_quote(
    struct gal_buffer *out, struct gal_str typed, struct gal_error *err);

/* Ids of all spellings of a community, matched without regard to case
 * (ASCII) by name, or exactly by native id; renamed ones included. Appends to
 * ids (int64_t each). NOT_FOUND if there is none. */
GAL_MUST_USE enum gal_status gal_store_find_communities(struct gal_buffer *ids,
    struct gal_store *store, struct gal_str name, struct gal_error *err);

#endif
