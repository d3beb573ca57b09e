/*
 * Optimal matching distance of two sequences (Needleman and Wunsch 1970;
 * Abbott and Forrest 1986). Costs are a choice, not a finding.
 */
#ifndef GALATEA_STATS_MATCHING_H
#define GALATEA_STATS_MATCHING_H

#include "stats/numeric.h"

/* cost: states x states substitution costs, row-major; indel > 0.
 * Errors: NOMEM. Time n m, memory m. */
GAL_MUST_USE enum gal_status gal_optimal_matching(double *out, const int *a,
    size_t n, const int *b, size_t m, const double *cost, size_t states,
    double indel, struct gal_error *err);

/* Substitution costs: the same for all pairs, or by distance on the ladder
 * (constant * |i - j| / (states - 1)). */
void gal_matching_constant(double *cost, size_t states, double constant);
void gal_matching_ordinal(double *cost, size_t states, double constant);

#endif
