/*
 * Pearson's correlation with limits that do not ask for normal values: the
 * variance of r comes from the fourth moments (the delta method; Cramer 1946)
 * and the limits go through Fisher's z = artanh r.
 */
#ifndef GALATEA_STATS_CORRELATION_H
#define GALATEA_STATS_CORRELATION_H

#include "stats/numeric.h"

/* All NaN but n where fewer than four pairs are given or one side never
 * varies; limits NaN at r = -1 and 1. */
struct gal_correlation {
	double n;
	double r;
	double se; /* of r */
	struct gal_interval limits;
};

void gal_correlation_of(struct gal_correlation *out, const double *x,
    const double *y, size_t n, double conf);

#endif
