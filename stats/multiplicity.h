/*
 * Adjusted p-values over one declared family. NaN is not a test: it stays
 * NaN and does not count in m. Sources: Benjamini and Hochberg 1995,
 * Benjamini and Yekutieli 2001, Holm 1979, Hochberg 1988.
 */
#ifndef GALATEA_STATS_MULTIPLICITY_H
#define GALATEA_STATS_MULTIPLICITY_H

#include "stats/numeric.h"

enum gal_adjustment {
	GAL_ADJUST_BH,
	GAL_ADJUST_BY,
	GAL_ADJUST_HOLM,
	GAL_ADJUST_HOCHBERG,
	GAL_ADJUST_BONFERRONI
};

/* out[n] may be p itself. Errors: NOMEM. */
GAL_MUST_USE enum gal_status gal_adjust(double *out, const double *p, size_t n,
    enum gal_adjustment method, struct gal_error *err);

#endif
