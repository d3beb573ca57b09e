/*
 * Multi-state Aalen-Johansen: P(0, t) over a ladder whose moves are observed
 * at exact times, with both directions, and occurrence/exposure rates.
 * Source: Aalen and Johansen 1978; covariance by the Greenwood-type matrix
 * recursion of Andersen et al. 1993, section IV.4.
 */
#ifndef GALATEA_STATS_MULTISTATE_H
#define GALATEA_STATS_MULTISTATE_H

#include "stats/numeric.h"

/* One stay: at risk in `from` for entry < t <= exit (days). */
struct gal_spell {
	int from;
	int to; /* -1: censored */
	double entry;
	double exit;
};

/* Arrays are owned by the struct; gal_aj_free(). */
struct gal_aj {
	size_t states;
	size_t times;	/* distinct times of moves, ascending */
	double *time;	/* [times] */
	double *p;	/* [times][states]: P(0, t)[start, j] */
	double *se;	/* [times][states] */
	double *n_risk; /* [times][states], just before t */
	double *last;	/* [states][states]: P(0, last time), from x to */
};

/* Stays with exit <= entry are left out. Errors: NOMEM, ARGUMENT (a state
 * outside 0 .. states-1). */
GAL_MUST_USE enum gal_status gal_aj_fit(struct gal_aj *out,
    const struct gal_spell *spells, size_t count, size_t states, size_t start,
    struct gal_error *err);
void gal_aj_free(struct gal_aj *aj);

struct gal_rate {
	double events;
	double time;		    /* days lived in the state of origin */
	double rate;		    /* per day; NaN where time = 0 */
	struct gal_interval limits; /* exact Poisson */
};
struct gal_rate gal_rate_of(double events, double time, double conf);

#endif
