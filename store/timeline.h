/*
 * Ordered author timelines: one pass over all posts in ascending
 * (author pseudonym, created_utc, row id), with a cursor for each part of the
 * timeline (half a million posts) and no memory besides that grows with them.
 * The order is the same on every machine and in every database that holds the
 * same posts.
 */
#ifndef GALATEA_STORE_TIMELINE_H
#define GALATEA_STORE_TIMELINE_H

#include "core/reading.h"
#include "store/store.h"

struct gal_store_timeline;

/* One post of a timeline. `codes` is borrowed until the next call. */
struct gal_timeline_post {
	int64_t row_id;
	struct gal_pseudonym author; /* all zero if !has_author */
	bool has_author;
	int64_t created_utc;  /* GAL_ABSENT if unknown: sorts first */
	int64_t observed_utc; /* GAL_ABSENT if unknown */
	int64_t community;    /* gal_store_community.id; 0 if none */
	enum gal_platform platform;
	enum gal_kind kind;
	uint32_t flags;	  /* of enum gal_post_flag: bots, simulated, AI turns */
	bool has_reading; /* false: not tagged yet; the rest is then zero */
	uint8_t unread;	  /* enum gal_unread */
	uint8_t stance;	  /* enum gal_stance */
	uint8_t stage;	  /* 0 none, else rung */
	float valence;
	uint16_t words;
	const uint16_t *codes; /* distinct, ascending; indexes of the
				  codebook */
	size_t code_count;
	struct gal_str title; /* with_text only; borrowed like the codes */
	struct gal_str text;
};

/* Zero-initialised: all posts that have an author. */
struct gal_timeline_filter {
	bool with_anonymous; /* also posts without author (they come first) */
	bool with_bots;	     /* also bots and adverts */
	bool with_text;	     /* title and text of each, one look-up a post */
	bool has_since;	     /* since <= created_utc */
	bool has_until;	     /* created_utc < until */
	int64_t since;
	int64_t until;
	const int64_t *communities; /* NULL: all; else ascending ids */
	size_t community_count;
	bool has_author; /* only this one */
	struct gal_pseudonym author;
};

/* The filter's arrays are copied. */
GAL_MUST_USE enum gal_status gal_store_timeline_open(
    struct gal_store_timeline **out, struct gal_store *store,
    const struct gal_timeline_filter *filter, struct gal_error *err);
/* The next post or END. *out is borrowed until the next call. */
GAL_MUST_USE enum gal_status gal_store_timeline_next(
    const struct gal_timeline_post **out, struct gal_store_timeline *timeline,
    struct gal_error *err);
void gal_store_timeline_close(struct gal_store_timeline *timeline);

#endif
