/*
 * Private to stats/partial_merge.c (timelines) and stats/partial_copies.c
 * (which copies stay): the files that are merged, and the heap of them.
 */
#ifndef GALATEA_STATS_PARTIAL_MERGE_INTERNAL_H
#define GALATEA_STATS_PARTIAL_MERGE_INTERNAL_H

#include "core/heap.h"
#include "stats/partial_merge.h"

struct partial_cursor {
	struct gal_partial *file;
	struct gal_partial_copy copy;	     /* of the pass over copies */
	const struct gal_partial_post *post; /* of the pass over timelines */
	bool over;
	struct gal_buffer dropped; /* row ids, ascending */
};

struct gal_partial_merge {
	struct partial_cursor *cursors;
	size_t n;
	struct gal_heap heap; /* of cursors, the least first */
	int (*order)(
	    const struct partial_cursor *a, const struct partial_cursor *b);
	struct gal_veil veil;
	struct gal_buffer listed; /* numbers of buried posts, ascending */
	struct gal_buffer buried; /* row ids, of copies by: */
	struct gal_buffer buried_authors; /* ascending */
	struct gal_partial_sums sums;

	bool begun; /* a post was handed out */
	bool has_author;
	struct gal_pseudonym author;
	struct gal_buffer told;
};

int partial_compare_author(const void *a, const void *b);
/* A list of row ids that ascends holds it. */
bool partial_holds(const struct gal_buffer *list, int64_t row_id);
/* By its own number, or as another copy of it is a buried author's. */
bool partial_is_buried(const struct gal_partial_merge *m, int64_t row_id);

/* The heap of those that are not over, in that order, files before later ones.
 */
void partial_heap_make(struct gal_partial_merge *m,
    int (*order)(const struct partial_cursor *, const struct partial_cursor *));
/* The first has moved on, or is over. */
void partial_heap_moved(struct gal_partial_merge *m);

/* Fills what is buried, what each file's copies lost, and the sums. */
GAL_MUST_USE enum gal_status partial_resolve_copies(
    struct gal_partial_merge *m, struct gal_error *err);

#endif
