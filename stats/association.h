/*
 * Two codes together: 2 x 2 tables with a = both, b = first only, c = second
 * only, d = neither. Counts are doubles (products of counts overflow 32 bits
 * in practice). Sources: Woolf 1955, Haldane 1956, Fisher 1935, Yule 1912,
 * Mantel and Haenszel 1959, Robins, Breslow and Greenland 1986.
 */
#ifndef GALATEA_STATS_ASSOCIATION_H
#define GALATEA_STATS_ASSOCIATION_H

#include "stats/numeric.h"

struct gal_table2 {
	double a, b, c, d;
};

/* NaN: not defined (a margin of 0, or a zero cell for Woolf's limits). */
struct gal_cooccurrence {
	double n;
	double odds_ratio; /* raw: 0 and INFINITY are possible */
	double log_or, se_log_or;
	struct gal_interval or_limits;
	double haldane_or, haldane_log_or, haldane_se; /* +1/2 in all cells */
	struct gal_interval haldane_limits;
	double phi, chisq, chisq_p;	   /* no continuity correction */
	double yule_q, jaccard, lift, pmi; /* pmi in bits */
	double fisher_p;		   /* two-sided */
};
void gal_cooccurrence_of(
    struct gal_cooccurrence *out, struct gal_table2 table, double conf);

/*
 * Log odds ratio over posts with errors clustered in authors, from the
 * influence of each author (equal to the sandwich). Add posts author by
 * author: the first loop over authors gives the table, a second the sums.
 */
struct gal_clustered_or {
	struct gal_table2 table;
	double authors;
	double log_or, se_model, se_cr0, se_cr1;
	struct gal_interval or_limits; /* from se_cr1 */
};
/* cells[authors]: each author's own table. NaN with a zero cell. */
void gal_clustered_odds(struct gal_clustered_or *out,
    const struct gal_table2 *cells, size_t authors, double conf);

/* Pooled odds ratio over strata with the Robins-Breslow-Greenland error;
 * not defined without a stratum that has both b c and a d. */
struct gal_mantel_haenszel {
	double strata; /* that carry information */
	double odds_ratio, se_log;
	struct gal_interval limits;
	double chisq, p; /* no continuity correction */
};
void gal_mantel_haenszel_of(struct gal_mantel_haenszel *out,
    const struct gal_table2 *strata, size_t count, double conf);

/* Two-sided binomial test of k in n at 1/2; 1 for n = 0. */
double gal_sign_test(double k, double n);

#endif
