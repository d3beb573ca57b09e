/* The linear algebra of one scoring step, shared by the fits. */
#ifndef GALATEA_STATS_SCORING_H
#define GALATEA_STATS_SCORING_H

#include "stats/numeric.h"

/*
 * step = information^-1 score and covariance = information^-1, both m long
 * and m x m. Directions the information does not see (a row of zeros, an
 * eigenvalue below 1e-12 of the largest) get step 0; a parameter that leans
 * on them has NaN in its row and column of the covariance. m <= 128. NOMEM.
 */
GAL_MUST_USE enum gal_status gal_scoring_step(double *step, double *covariance,
    const double *score, const double *information, size_t m,
    struct gal_error *err);

/* How flat a likelihood is: smallest over largest eigenvalue of the
 * information scaled to unit diagonal; 0 where it is singular. NOMEM. */
GAL_MUST_USE enum gal_status gal_flatness(
    double *out, const double *information, size_t m, struct gal_error *err);

#endif
