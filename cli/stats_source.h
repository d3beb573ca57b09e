/*
 * Where the ordered pass takes its posts from: a database
 * (cli/stats_database.h) or files of partial timelines (cli/stats_partial.h).
 */
#ifndef GALATEA_CLI_STATS_SOURCE_H
#define GALATEA_CLI_STATS_SOURCE_H

#include "stats/timeline.h"
#include "store/store.h"

/* One post, author by author; borrowed until the next. */
struct stats_row {
	struct gal_timed_post post; /* without label and words */
	int64_t row_id;
	struct gal_str title, text; /* where they were asked for */
};

/* Moves that an author told are given to the first post of the author: at
 * most so many; six rungs have thirty pairs. */
#define STATS_MOVES_MAX 64

struct stats_source {
	/* names behind the numbers; must live as long as the pass */
	const struct gal_store_codebook *book;
	const struct gal_model *models;
	size_t model_count;
	bool simulated;
	int64_t first_utc, last_utc; /* GAL_ABSENT if no post has a time */
	bool
	    no_text; /* words and the posts that replies answer are not there */
	void *self;
	/* The next post or END. */
	enum gal_status (*next)(
	    struct stats_row *out, void *self, struct gal_error *err);
	/* Sets the timeline's replies inside the window; NULL: it cannot. */
	enum gal_status (*replies)(struct gal_timeline *timeline,
	    const struct gal_derive_rules *window, void *self,
	    struct gal_error *err);
};

#endif
