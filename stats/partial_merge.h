/*
 * Partial timelines of any number of shards as one: copies of a post that
 * several shards hold are resolved by the copy rule, what any of them has
 * buried is left out, and the posts come author by author as the ordered pass
 * over the merged database gives them.
 *
 * Three passes over the files: authors that another shard has buried (only
 * where there are any), copies by row id, timelines. In memory: one block a
 * file, what is buried, and eight bytes for each copy that lost against that
 * of another shard.
 */
#ifndef GALATEA_STATS_PARTIAL_MERGE_H
#define GALATEA_STATS_PARTIAL_MERGE_H

#include "core/veil.h"
#include "stats/partial.h"

struct gal_partial_merge;

/* What the posts hold that are left. */
struct gal_partial_sums {
	uint64_t posts;
	uint64_t dropped; /* copies that lost or are buried */
	bool simulated;
	int64_t first_utc, last_utc; /* GAL_ABSENT if no post has a time */
};

/*
 * The files are borrowed; n > 0. veil: what makes the numbers of buried posts
 * (borrowed, may be NULL or without function where no file has any). Errors:
 * CODEBOOK and KEY (files that do not belong together, with the name of the
 * later one; posts are buried and there is no veil), NOMEM, those of reading.
 */
GAL_MUST_USE enum gal_status gal_partial_merge_new(
    struct gal_partial_merge **out, struct gal_partial *const *files, size_t n,
    const struct gal_veil *veil, struct gal_error *err);
void gal_partial_merge_free(struct gal_partial_merge *merge);
const struct gal_partial_sums *gal_partial_merge_sums(
    const struct gal_partial_merge *merge);

/* A post on its way out. Borrowed until the next call. */
struct gal_partial_merged {
	const struct gal_partial_post *post;
	const struct gal_pseudonym *author; /* NULL: none */
	size_t file;			    /* whose head has its community */
	bool new_author; /* the first post of an author, or of none */
	const struct gal_told *told; /* of the author, by (row id, from, to) */
	size_t told_count;
};
/* The next post or END. */
GAL_MUST_USE enum gal_status gal_partial_merge_next(
    struct gal_partial_merged *out, struct gal_partial_merge *merge,
    struct gal_error *err);

#endif
