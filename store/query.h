/*
 * Questions that people ask of the posts: by words, codes, stage, community,
 * platform, kind, author, thread, time and score; ranked, counted, paged and
 * broken down. Reads only, also while another process writes.
 */
#ifndef GALATEA_STORE_QUERY_H
#define GALATEA_STORE_QUERY_H

#include "store/writer.h"

enum gal_query_order {
	GAL_QUERY_RANK,	  /* bm25, best first; without words: NEWEST */
	GAL_QUERY_NEWEST, /* created_utc descending, row id descending */
	GAL_QUERY_OLDEST
};

/* What is known of a post's language: posts that were tagged, and posts that
 * were not because they are not English. */
enum gal_query_language { GAL_QUERY_ANY, GAL_QUERY_ENGLISH, GAL_QUERY_OTHER };

/* With RANK only the newest this many posts that match are ranked: the
 * answer stays quick however common the words are. */
#define GAL_QUERY_RANK_CAP 10000

/* Zero-initialised: every post. Everything is borrowed until close. Codes
 * are indexes of the codebook. */
struct gal_query {
	const char *match;     /* FTS5 expression: gal_query_words(), or raw */
	const uint16_t *codes; /* posts with ALL of these */
	size_t code_count;
	const uint16_t *code_groups; /* code i belongs to group i; a post needs
					one of each group. NULL: each its own */
	const uint16_t *absent;	     /* posts with NONE of these */
	size_t absent_count;
	const int64_t *communities; /* ids; ANY of these */
	size_t community_count;
	uint32_t stages; /* bit 0 none, bit n rung n; 0: all */
	bool has_platform;
	enum gal_platform platform;
	bool has_kind;
	enum gal_kind kind;
	enum gal_query_language language;
	bool has_author;
	struct gal_pseudonym author;
	const char *thread; /* native id of the thread's first post */
	bool has_since;	    /* since <= created_utc */
	bool has_until;	    /* created_utc < until */
	int64_t since;
	int64_t until;
	bool has_least_score; /* score >= least_score */
	bool has_most_score;
	int64_t least_score;
	int64_t most_score;
	bool has_row_id;
	int64_t row_id;
	enum gal_query_order order;
	uint64_t limit; /* 0: all; limit and offset: INT64_MAX / 2 at most */
	uint64_t offset;
};

struct gal_query_run;

/* Half-open byte offsets into a field of the post. */
struct gal_query_span {
	uint32_t start;
	uint32_t end;
};

/* A post that was found. Borrowed until the next call. */
struct gal_query_hit {
	const struct gal_store_record *record;
	double rank; /* bm25, lower is better; 0 without words */
	bool capped; /* GAL_QUERY_RANK_CAP or more match: only the newest
			of them were ranked */
	const struct gal_query_span *title_hits; /* where the words stand */
	size_t title_hit_count;
	const struct gal_query_span *text_hits;
	size_t text_hit_count;
};

/* ARGUMENT if the match expression is not valid (the message is FTS5's). */
GAL_MUST_USE enum gal_status gal_query_open(struct gal_query_run **out,
    struct gal_store *store, const struct gal_query *query,
    struct gal_error *err);
/* The next post or END. */
GAL_MUST_USE enum gal_status gal_query_next(const struct gal_query_hit **out,
    struct gal_query_run *run, struct gal_error *err);
void gal_query_close(struct gal_query_run *run);
/* The SQL that finds the posts and SQLite's plan for it, for people: one
 * line each, appended to out. */
GAL_MUST_USE enum gal_status gal_query_explain(struct gal_buffer *out,
    struct gal_store *store, const struct gal_query *query,
    struct gal_error *err);

struct gal_query_total {
	int64_t posts;
	int64_t authors;
};
/* All that the query finds; limit, offset and order do not matter. */
GAL_MUST_USE enum gal_status gal_query_count(struct gal_query_total *out,
    struct gal_store *store, const struct gal_query *query,
    struct gal_error *err);

/* What the matches can be counted by. */
enum gal_query_facet {
	GAL_FACET_MONTH,
	GAL_FACET_COMMUNITY,
	GAL_FACET_CODE,
	GAL_FACET_STAGE,
	GAL_FACET_KIND,
	GAL_FACET_PLATFORM,
	GAL_FACET_AUTHOR_POSTS, /* how many of the matches their author wrote */
	GAL_FACET_COUNT
};
const char *gal_query_facet_name(enum gal_query_facet facet);

/* One group: value is borrowed during the call. Return an error to stop. */
typedef enum gal_status gal_query_facet_row(void *self, const char *value,
    const struct gal_query_total *total, struct gal_error *err);
/* Groups in ascending order (months, stages, posts of an author) or descending
 * posts (others).
 * A post stands in as many code groups as it has codes. */
GAL_MUST_USE enum gal_status gal_query_facets(struct gal_store *store,
    const struct gal_query *query, enum gal_query_facet facet,
    gal_query_facet_row *row, void *self, struct gal_error *err);

#endif
