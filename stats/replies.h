/*
 * Reciprocity in forums: does a reply disclose as deeply as the post it
 * answers? Pairs come replier by replier; each replier's sums suffice, so
 * memory does not grow with pairs.
 *
 * Within replier and forum: least squares of the reply's depth on the post's,
 * both less their means over the replier's replies in one community, CR1 by
 * replier: adaptive matching. Without the forum its habits would pass for
 * matching: where people write deeply, posts and replies are deep. Over all
 * pairs: the same with one mean for all. Level and spread of a replier's depth:
 * consistent sharing (Barak and Gluck-Ofri 2007; Liang et al. 2021).
 */
#ifndef GALATEA_STATS_REPLIES_H
#define GALATEA_STATS_REPLIES_H

#include "stats/numeric.h"

struct gal_reply_moments {
	double n, x, y, xx, xy, yy; /* x: the post, y: the reply */
};

/* Communities of one replier; pairs in further ones are left out of the
 * within model. */
#define GAL_REPLY_FORUMS 16

struct gal_replies {
	/* private: the replier being read */
	uint64_t key;
	bool active;
	struct gal_reply_moments now;
	size_t forum_count;
	int64_t forum[GAL_REPLY_FORUMS];
	struct gal_reply_moments in[GAL_REPLY_FORUMS];
	/* sums over repliers */
	double repliers, pairs;
	double within; /* repliers whose posts' depths vary */
	double within_pairs;
	double xy, xx;		      /* within replier and forum */
	double score[3];	      /* of A^2, A B, B^2; A = xy, B = xx */
	struct gal_reply_moments all; /* of all pairs */
	double cluster[6][6]; /* products of (n x y xx xy yy) by replier */
	/* means over repliers and their squares */
	struct gal_sum post_level[2], reply_level[2];
	double spread_n, matching_n;
	struct gal_sum spread[2], matching[2];
};

/* Zero-initialise; pairs of one replier stand together; then finish. */
void gal_replies_add(struct gal_replies *sums, uint64_t replier, int64_t forum,
    double post, double reply);
void gal_replies_finish(struct gal_replies *sums);

struct gal_reply_slope {
	double slope, se; /* NaN where the posts' depth never varies */
	double repliers, pairs;
};
struct gal_reply_slope gal_replies_within(const struct gal_replies *sums);
struct gal_reply_slope gal_replies_overall(const struct gal_replies *sums);

#endif
