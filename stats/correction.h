/*
 * Prevalence corrected for the errors of the classifier. Sources: Rogan and
 * Gladen 1978 with the limits of Lang and Reiczigel 2014; DSL (Egami et al.
 * 2023); PPI++ (Angelopoulos, Duchi and Zrnic 2023).
 */
#ifndef GALATEA_STATS_CORRECTION_H
#define GALATEA_STATS_CORRECTION_H

#include "stats/proportion.h"

struct gal_rogan_gladen {
	double apparent, sensitivity, specificity, youden;
	double raw;	/* NaN where youden <= 0: refuse */
	double clipped; /* to [0, 1] */
	double delta_se;
	double centre, se; /* Lang and Reiczigel, before clipping */
	struct gal_interval limits;
};
/* pos of n tagged; se_k of se_n gold positives tagged; sp_k of sp_n gold
 * negatives not tagged. */
void gal_rogan_gladen_of(struct gal_rogan_gladen *out, double pos, double n,
    double se_k, double se_n, double sp_k, double sp_n, double conf);

/* One unit: prediction f in [0, 1], gold label y where it was drawn into
 * the sample with probability pi. */
struct gal_labelled {
	uint64_t author;
	double f;
	double pi;
	double y;
	bool gold;
};

struct gal_estimate {
	double value, se;
	struct gal_interval limits;
};

struct gal_corrected {
	double n_gold, n_all;
	double naive;		       /* mean prediction over all */
	struct gal_estimate classical; /* gold only, as a simple sample */
	struct gal_estimate ppi;       /* lambda 1; simple sample */
	double lambda_raw, lambda;     /* lambda clipped to [0, 1] */
	struct gal_estimate ppi_tuned;
	struct gal_estimate dsl; /* author-clustered error */
	double dsl_se_iid;
	double hajek; /* weighted gold mean */
};
/* rows grouped by author (equal authors adjacent). The default is dsl: valid
 * for any classifier where pi is known; pi must be > 0 on gold rows.
 * UNDEFINED without a gold row. */
GAL_MUST_USE enum gal_status gal_correct(struct gal_corrected *out,
    const struct gal_labelled *rows, size_t count, double conf,
    struct gal_error *err);

/* DSL from sums over authors: k of the sums is the author's posts with the
 * code plus the sum of (y - f) / pi over the labelled ones. Shares of posts
 * (clustered error, t at gal_share_df()) and mean over authors (z); NaN below
 * two authors. */
void gal_dsl_of(struct gal_estimate *posts, struct gal_estimate *authors,
    const struct gal_share_sums *sums, double conf);

/* A share x / d of authors that are each in the group (d) and show something in
 * it (x, at most d), by the tags; where an author is labelled with
 * probability pi, both become tag + (label - tag) / pi. Ratio estimator,
 * linearised variance over authors, normal limits that may leave [0, 1]. */
struct gal_ratio_sums {
	double n, x, d, xx, xd, dd;
};
void gal_ratio_add(struct gal_ratio_sums *sums, double x, double d);
/* NaN where d is not above 0, or below two authors. */
struct gal_estimate gal_ratio_of(
    const struct gal_ratio_sums *sums, double conf);

/* PPI++ of a binary prediction from counts: k of n predicted in all, of
 * which gold are labelled with sums of y, f and y f. */
struct gal_estimate gal_ppi_of(double k, double n, double gold, double y,
    double f, double yf, double conf);

#endif
