/*
 * Keyness of words between two groups: log-odds with an informative
 * Dirichlet prior ("fightin' words", Monroe, Colaresi and Quinn 2008) and
 * Dunning's G2 (1993). Counts should be AUTHORS that use the word, not
 * tokens, or one author makes a keyword.
 */
#ifndef GALATEA_STATS_KEYNESS_H
#define GALATEA_STATS_KEYNESS_H

#include "stats/numeric.h"

struct gal_keyness {
	double alpha;		      /* prior: a0 times the background share */
	double delta;		      /* log odds of group 1 against group 2 */
	double variance, z;	      /* 1 / (y1 + alpha) + 1 / (y2 + alpha) */
	double variance_full, z_full; /* with the complements */
	double p;		      /* two-sided, of z */
	double g2_two, g2_four;	      /* two cells; with the complements */
};

/* y1, y2: counts of the word; n1, n2, background_total: sums over the whole
 * vocabulary. NaN where the prior and a count are both 0. */
void gal_keyness_of(struct gal_keyness *out, double y1, double n1, double y2,
    double n2, double background, double background_total, double a0);

#endif
