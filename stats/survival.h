/*
 * Right-censored times with optional delayed entry. At a tie events precede
 * censorings; at risk at t means entry < t <= time. Subjects whose entry is
 * not before their time can never be at risk and are left out.
 *
 * Sources: Kaplan and Meier 1958, Greenwood 1926, Nelson 1972, Aalen 1978;
 * log-rank with weights S(t-)^rho as in Harrington and Fleming 1982.
 * Arrays handed out are the caller's: free() them. Errors: NOMEM, ARGUMENT.
 */
#ifndef GALATEA_STATS_SURVIVAL_H
#define GALATEA_STATS_SURVIVAL_H

#include "stats/numeric.h"

#define GAL_CAUSES 2

struct gal_subject {
	double entry; /* days; -INFINITY: observed from the start */
	double time;  /* days */
	int cause;    /* 0 censored, 1 event of interest, 2 competing */
};

/* Counts at one distinct time. */
struct gal_risk {
	double time;
	double n_risk;
	double events[GAL_CAUSES + 1]; /* [0]: censored; [c]: cause c */
};

/* One row per distinct time of the subjects, ascending. */
GAL_MUST_USE enum gal_status gal_risk_table(struct gal_risk **out,
    size_t *out_count, const struct gal_subject *subjects, size_t count,
    struct gal_error *err);

struct gal_km {
	double time, n_risk, n_event, n_censor;
	double surv;
	double se;		    /* Greenwood; NaN once S = 0 */
	struct gal_interval plain;  /* clipped to [0, 1] */
	struct gal_interval log;    /* upper limit clipped to 1 */
	struct gal_interval loglog; /* NaN where S is 0 or 1 */
	double cumhaz;
	double se_cumhaz; /* sqrt(sum d / n^2) */
};

/* Kaplan-Meier of cause 1; every other cause censors. *out has
 * *out_count rows. A warning belongs where n_risk < 10 (the caller's). */
GAL_MUST_USE enum gal_status gal_km_fit(struct gal_km **out, size_t *out_count,
    const struct gal_subject *subjects, size_t count, double conf,
    struct gal_error *err);

/* Smallest t with S <= 1 - p; where S equals 1 - p, the midpoint to the next
 * drop (to the last time if there is none). lo and hi by the same rule from
 * the log-log band. NaN: not reached. */
struct gal_quantile {
	double time, lo, hi;
};
struct gal_quantile gal_km_quantile(
    const struct gal_km *km, size_t n, double p);

/* Mean time up to tau (the curve continues flat after its last row) and its
 * standard error: sum of (area right of t)^2 d / (n (n - d)). */
void gal_km_rmst(
    double *mean, double *se, const struct gal_km *km, size_t n, double tau);

struct gal_logrank {
	size_t groups;
	double *n;	  /* subjects of each group */
	double *observed; /* weighted */
	double *expected;
	double *variance; /* groups x groups */
	double chisq;
	double df; /* groups with expected > 0, less one */
	double p;
};

/* Subjects with group[i] in 0 .. groups-1 (others are left out). Delayed
 * entry is not supported: UNSUPPORTED if an entry is finite. */
GAL_MUST_USE enum gal_status gal_logrank_test(struct gal_logrank *out,
    const struct gal_subject *subjects, const size_t *group, size_t count,
    size_t groups, double rho, struct gal_error *err);
void gal_logrank_free(struct gal_logrank *test);

#endif
