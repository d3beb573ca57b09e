/*
 * The copy rule: what becomes of several copies of one post.
 *
 * A merged state has two parts that are decided apart:
 *   metrics (observed_utc, score, num_comments): those of the copy with the
 *     greatest (observed_utc, num_comments, score);
 *   content (all else, with the time it was taken): that of the copy with
 *     the greatest rank (core/copy_rank.h: deleted by its author, time taken,
 *     edited_utc, deletion, …, digest of the texts).
 * So deletion by the author is final in whatever order copies arrive. Each
 * part takes the maximum of a total order over what it keeps, hence the rule
 * is commutative, associative and idempotent: orders, splits and repeats of
 * copies lead to the same state. Absent values are smaller than all others.
 */
#ifndef GALATEA_STORE_COPY_RULE_H
#define GALATEA_STORE_COPY_RULE_H

#include "store/writer.h"

enum gal_copy_change {
	GAL_COPY_METRICS = 1,
	GAL_COPY_CONTENT = 2,
	GAL_COPY_READING = 4 /* same content, first reading of it */
};

/* <0, 0, >0. Pure. */
int gal_copy_compare_metrics(
    const struct gal_store_record *a, const struct gal_store_record *b);
int gal_copy_compare_content(
    const struct gal_store_record *a, const struct gal_store_record *b);

/* Fold `copy` into `state`, which must be of the same post; returns the bits
 * of what changed (0: nothing). `state` then borrows from both. */
unsigned gal_copy_fold(
    struct gal_store_record *state, const struct gal_store_record *copy);

#endif
