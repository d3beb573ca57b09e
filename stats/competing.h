/*
 * Aalen-Johansen cumulative incidence of two causes that exclude each
 * other. Source: Aalen and Johansen 1978; Greenwood-type variance by the
 * matrix recursion C <- M' C M + p0^2 V (V multinomial), log(-log) limits
 * F^exp(-+z se / (F |ln F|)). Arrays are the caller's: free() them.
 */
#ifndef GALATEA_STATS_COMPETING_H
#define GALATEA_STATS_COMPETING_H

#include "stats/survival.h"

struct gal_cif {
	double time, n_risk, n_event[GAL_CAUSES], n_censor;
	double surv_free; /* free of both causes */
	double cif[GAL_CAUSES];
	double se[GAL_CAUSES];	  /* Greenwood type */
	double se_ij[GAL_CAUSES]; /* infinitesimal jackknife; NaN unless
				     asked for */
	struct gal_interval limits[GAL_CAUSES]; /* NaN where F is 0 or 1 */
};

/* One row per distinct time. The jackknife takes count x rows steps: ask
 * for it only for small sets. Errors: NOMEM, ARGUMENT. */
GAL_MUST_USE enum gal_status gal_cif_fit(struct gal_cif **out,
    size_t *out_count, const struct gal_subject *subjects, size_t count,
    bool jackknife, double conf, struct gal_error *err);

/* One follow-up without delayed entry, small enough for millions. */
struct gal_exit {
	uint32_t seconds;
	uint8_t cause;
};

/* The curve at `points` ascending days only: the rows hold n_risk just after
 * that day, events and censorings up to it. Sorts exits; allocates nothing.
 * Exits at second 0 were never at risk and are left out. */
void gal_cif_curve(struct gal_cif *out, const double *days, size_t points,
    struct gal_exit *exits, size_t count, double conf);

/* The last row with time <= t, or NULL before the first. */
const struct gal_cif *gal_cif_at(
    const struct gal_cif *rows, size_t count, double t);

#endif
