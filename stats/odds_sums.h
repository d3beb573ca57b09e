/*
 * Log odds ratio over posts that cluster in authors, in one pass: each
 * author's (a, n1, c, n0) and their products, from which the CR1 variance
 * follows. a of n1 posts of the first kind show the outcome, c of n0 of the
 * second (stats/association.h has the same from stored tables).
 */
#ifndef GALATEA_STATS_ODDS_SUMS_H
#define GALATEA_STATS_ODDS_SUMS_H

#include "stats/numeric.h"

struct odds_sums {
	double authors;
	double sum[4];
	double product[4][4]; /* [i][j] of i <= j */
};

/* In the header: the pass calls it several times an author. */
static inline void
odds_add(struct odds_sums *sums, const double cells[4])
{
	sums->authors += 1;
	for (int i = 0; i < 4; i++) {
		sums->sum[i] += cells[i];
		for (int j = i; j < 4; j++)
			sums->product[i][j] += cells[i] * cells[j];
	}
}

struct odds_estimate {
	double log_or, se; /* NaN with an empty cell */
	struct gal_interval limits;
	double p; /* Wald, two-sided */
};
struct odds_estimate odds_of(const struct odds_sums *sums, double conf);

#endif
