/*
 * Shares and their intervals. Counts are doubles because corrected and
 * effective counts need not be whole. n = 0 is not defined: NaN everywhere.
 * A share of exactly 0 (or 1) has lower (upper) limit exactly 0 (1).
 * `conf` is the two-sided level, in (0, 1).
 */
#ifndef GALATEA_STATS_PROPORTION_H
#define GALATEA_STATS_PROPORTION_H

#include "stats/numeric.h"

/* Wilson 1927. The default of galatea. */
struct gal_interval gal_wilson(double k, double n, double conf);
/* Wilson with Yates' continuity correction min(1/2, |k - n/2|). */
struct gal_interval gal_wilson_corrected(double k, double n, double conf);
/* Exact (Clopper and Pearson 1934), through the beta quantile. */
struct gal_interval gal_clopper_pearson(double k, double n, double conf);
/* Beta(k + 1/2, n - k + 1/2); 0 at k = 0 and 1 at k = n
 * (Brown, Cai and DasGupta 2001). */
struct gal_interval gal_jeffreys(double k, double n, double conf);
/* Agresti and Coull 1998, clipped to [0, 1]. */
struct gal_interval gal_agresti_coull(double k, double n, double conf);
/* Limits of k1/n1 - k2/n2 from the two Wilson intervals (Newcombe 1998,
 * method 10); the difference itself goes to *difference. */
struct gal_interval gal_newcombe(double *difference, double k1, double n1,
    double k2, double n2, double conf);
/* Change of a share in the same n units of whom `gained` show it only after
 * and `lost` only before: normal limits of the paired difference. */
struct gal_interval gal_paired_change(
    double *change, double lost, double gained, double n, double conf);
/* Exact limits of a Poisson rate: events in `time`; NaN if time <= 0. */
struct gal_interval gal_poisson_exact(double events, double time, double conf);

/*
 * A share over posts that cluster in authors. Add one (k, n) per author
 * with n > 0 posts of which k show the code, in author order; then finish.
 * The sums are exact for counts below 2^26, so order does not matter there;
 * shares are added with compensation.
 */
struct gal_share_sums {
	double authors, any, posts, k;
	double kk, kn, nn; /* sums of k^2, k n, n^2 */
	double n4;	   /* sum of n^4 */
	struct gal_sum share, share_squared;
};

void gal_share_add(struct gal_share_sums *sums, double k, double n);
/* Its two halves, for many codes of the same authors: the authors' posts are
 * the same for each code, and k = 0 adds nothing to the second. n > 0. */
void gal_share_add_author(struct gal_share_sums *sums, double n);
/* In the header: the pass calls it for every code that an author shows. */
static inline void
gal_share_add_shown(struct gal_share_sums *sums, double k, double n)
{
	double share = k / n;

	sums->any += k > 0;
	sums->k += k;
	sums->kk += k * k;
	sums->kn += k * n;
	gal_sum_add(&sums->share, share);
	gal_sum_add(&sums->share_squared, share * share);
}

struct gal_share {
	double authors, posts, k;
	/* unit: post */
	double pooled; /* share of posts */
	double se_iid; /* ignores authors: too small, for deff only */
	double se_cr1; /* clustered, factor G / (G - 1) */
	double deff;   /* (se_cr1 / se_iid)^2 */
	double n_eff;  /* posts / deff */
	double kish;   /* (sum n)^2 / sum n^2 */
	double df;     /* gal_share_df() */
	struct gal_interval pooled_interval; /* Wilson(p n_eff, n_eff) */
	struct gal_interval pooled_t;	     /* the same with t at df for z */
	/* unit: author */
	double mean;	   /* mean over authors of their share of posts */
	double mean_se;	   /* sd / sqrt(G) */
	double mean_n_eff; /* mean (1 - mean) / mean_se^2 */
	struct gal_interval mean_interval; /* Wilson(p n_eff, n_eff); Wilson on
					      authors where the se is 0
					      (Korn and Graubard 1998) */
	double any;			   /* authors with k > 0 */
	double any_share;
	struct gal_interval any_interval; /* Wilson on authors */
};

/*
 * Degrees of freedom of se_cr1: (sum n^2)^2 / sum n^4, Satterthwaite's
 * approximation (as in Bell and McCaffrey 2002) where the posts of an author
 * are alike. A few authors write most posts: of 1,500 authors the error may
 * rest on thirty, and limits at z would be too narrow (docs/coverage.md).
 */
double gal_share_df(const struct gal_share_sums *sums);

/* All NaN but the counts if there is no author. */
void gal_share_finish(
    struct gal_share *out, const struct gal_share_sums *sums, double conf);

#endif
