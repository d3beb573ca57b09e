/* The posts of a reference set, cleaned and grouped by author. */
#ifndef GALATEA_TESTS_STATS_REFERENCE_POSTS_H
#define GALATEA_TESTS_STATS_REFERENCE_POSTS_H

#include "reference_csv.h"
#include "stats/derive.h"

/* The fixture's ladder: tool < explore < companion < partner. */
#define RUNGS 4
#define COMPANION 2

struct author_posts {
	const char *name; /* borrowed from posts.table */
	struct gal_author state;
	struct gal_observation *observations; /* owned */
	size_t observation_count;
};

struct posts {
	struct table table;
	struct author_posts *authors; /* in locale order */
	size_t author_count;
};

struct posts posts_read(struct reference *ref);
void posts_free(struct posts *posts);
FILE *open_cif(struct reference *ref, const char *name);
#endif
