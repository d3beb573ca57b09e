/*
 * Small cells. The unit is the distinct author; 0 is shown; 0 < n < k is
 * suppressed, and further cells with it, until no row or column gives a
 * suppressed one back. The audit computes what a reader with the margins
 * can still infer of each hidden cell (Hundepool et al. 2012).
 */
#ifndef GALATEA_STATS_DISCLOSURE_H
#define GALATEA_STATS_DISCLOSURE_H

#include "stats/numeric.h"

/* The dominance rule, for counts of what one author may have many of (posts,
 * moves): one wrote more than half of them, so that the count tells theirs. */
bool gal_dominated(double largest, double total);

enum gal_cell_state { GAL_SHOWN, GAL_PRIMARY, GAL_COMPLEMENTARY };

/*
 * Rows then columns until nothing changes: while something in a line is
 * suppressed and (fewer than two cells are, or they sum to less than k), the
 * smallest remaining n > 0 is suppressed too (the first among equals).
 * state[rows][columns]: what is hidden already for another reason (else
 * GAL_SHOWN, 0) stays hidden and is protected alike. Errors: none but ARGUMENT
 * (a negative count).
 */
GAL_MUST_USE enum gal_status gal_suppress(uint8_t *state, const int64_t *counts,
    size_t rows, size_t columns, int64_t k, struct gal_error *err);

/*
 * Least and greatest value of one suppressed cell that agree with the shown
 * cells, the true margins and that a 0 would have been shown (a
 * transportation problem, solved exactly by augmenting paths). Errors: NOMEM.
 */
GAL_MUST_USE enum gal_status gal_suppress_range(int64_t *lo, int64_t *hi,
    const uint8_t *state, const int64_t *counts, size_t rows, size_t columns,
    size_t row, size_t column, struct gal_error *err);

/* Suppress, audit, and suppress whole lines further where a hidden cell
 * keeps a range narrower than k. *narrow: cells that stay so (all of their
 * table is hidden). */
GAL_MUST_USE enum gal_status gal_suppress_audited(uint8_t *state,
    size_t *narrow, const int64_t *counts, size_t rows, size_t columns,
    int64_t k, struct gal_error *err);

#endif
