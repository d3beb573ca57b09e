/*
 * Author bootstrap: authors are drawn, never posts. A weight depends only on
 * (seed, replicate, author), so that the result is the same for any order,
 * thread count or sharding, and no shard needs the number of authors
 * (Poisson bootstrap; Efron 1987 for BCa).
 */
#ifndef GALATEA_STATS_BOOTSTRAP_H
#define GALATEA_STATS_BOOTSTRAP_H

#include "stats/numeric.h"

/*
 * Poisson(1) weights of one author in replicates [first, first + n): four
 * weights from each 64 random bits by inversion on 16 bits (probabilities
 * rounded to 2^-16; largest weight 8). `first` is a multiple of 4.
 */
void gal_bootstrap_weights(
    uint8_t *out, uint64_t seed, uint64_t author, size_t first, size_t n);

/* Standard error (n - 1) and type-7 percentile limits of replicates; NaN
 * replicates are left out. Sorts `replicates`. */
void gal_bootstrap_percentile(double *se, struct gal_interval *limits,
    double *replicates, size_t n, double conf);

struct gal_bca {
	double z0;
	double a;
	double jack_se;
	struct gal_interval limits;
};

/*
 * Bias-corrected and accelerated limits: z0 with half of the ties,
 * acceleration from the leave-one-author-out estimates. `sorted` must be
 * ascending without NaN (as gal_bootstrap_percentile leaves it).
 * Fields are NaN where z0 is infinite or there is no spread.
 */
void gal_bootstrap_bca(struct gal_bca *out, double estimate,
    const double *sorted, size_t n, const double *leave_one_out, size_t authors,
    double conf);

#endif
