/*
 * Agreement of coders and validity of a classifier. Sources: Cohen 1960 and
 * 1968 with the errors of Fleiss, Cohen and Everitt 1969; Gwet 2008 (AC1,
 * AC2); Bennett, Alpert and Goldstein 1954; Krippendorff 2011; Passonneau
 * 2006 (MASI). The interval of F1 is that of the Jaccard index it is a
 * monotone function of: g(Wilson(tp, tp + fp + fn)), g(J) = 2J / (1 + J).
 */
#ifndef GALATEA_STATS_AGREEMENT_H
#define GALATEA_STATS_AGREEMENT_H

#include "stats/numeric.h"

enum gal_weights {
	GAL_WEIGHTS_NONE,
	GAL_WEIGHTS_LINEAR,
	GAL_WEIGHTS_QUADRATIC
};

struct gal_kappa {
	double n, po, pe;
	double kappa, se; /* NaN where pe = 1 */
	struct gal_interval limits;
	double se0, z0; /* under the null */
	double gwet_pe, gwet_ac;
	double bennett_s;
};
/* table[categories][categories]: counts of (A, B). All NaN but n if empty;
 * categories <= 64. */
void gal_kappa_of(struct gal_kappa *out, const double *table, size_t categories,
    enum gal_weights weights, double conf);

enum gal_metric {
	GAL_METRIC_NOMINAL,
	GAL_METRIC_ORDINAL,
	GAL_METRIC_INTERVAL,
	GAL_METRIC_RATIO
};
#define GAL_NO_RATING (-1)

struct gal_alpha {
	double units;		   /* with at least two ratings */
	double pairable;	   /* ratings in them */
	double observed, expected; /* disagreement Do, De */
	double alpha;		   /* NaN where De = 0 */
};
/* ratings[units][coders], values 0 .. values-1 or GAL_NO_RATING (also for
 * anything out of range). Errors: NOMEM. */
GAL_MUST_USE enum gal_status gal_alpha_of(struct gal_alpha *out,
    const int *ratings, size_t units, size_t coders, size_t values,
    enum gal_metric metric, struct gal_error *err);

enum gal_set_metric { GAL_SETS_JACCARD, GAL_SETS_MASI };
/* Sets as bit masks; present[units][coders] says who rated. Distance of two
 * empty sets 0. Errors: NOMEM. */
GAL_MUST_USE enum gal_status gal_alpha_sets(struct gal_alpha *out,
    const uint64_t *sets, const bool *present, size_t units, size_t coders,
    enum gal_set_metric metric, struct gal_error *err);

struct gal_validity {
	double n, support;			   /* tp + fn */
	double precision, recall, specificity, f1; /* NaN: not defined */
	struct gal_interval precision_limits, recall_limits, specificity_limits,
	    f1_limits;
	double mcc, kappa;
	double prevalence_gold, prevalence_predicted;
};
void gal_validity_of(struct gal_validity *out, double tp, double fp, double fn,
    double tn, double conf);

#endif
