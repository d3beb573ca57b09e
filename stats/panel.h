/*
 * Continuous-time Markov chain seen only at some times (panel data).
 * Log-likelihood: sum of ln expm(Q gap)[from, to] (Kalbfleisch and Lawless
 * 1985; Jackson 2011). Matrices are row-major, [from][to]; rates per day.
 *
 * The matrix exponential is GSL's; gaps are visited in ascending order and
 * P(gap) is built from P of the gap before it, with the steps cached: gaps
 * in whole days (or hours) cost one small matrix product each.
 */
#ifndef GALATEA_STATS_PANEL_H
#define GALATEA_STATS_PANEL_H

#include "stats/numeric.h"

#define GAL_STATES_MAX 16
#define GAL_RATES_MAX 64

/* out = expm(q t), k x k; out is not q. LIMIT (k > 2 GAL_STATES_MAX),
 * UNDEFINED (no finite numbers). */
GAL_MUST_USE enum gal_status gal_expm(
    double *out, const double *q, size_t k, double t, struct gal_error *err);

/* Which moves a chain can make in no time, and how fast. */
struct gal_chain {
	size_t states;
	size_t rates;
	uint8_t from[GAL_RATES_MAX];
	uint8_t to[GAL_RATES_MAX];
	double rate[GAL_RATES_MAX]; /* per day, > 0 */
};

/* Neighbouring rungs: up only, or both ways. All rates 0.01. */
void gal_chain_ladder(struct gal_chain *out, size_t states, bool backward);
/* Generator with its diagonal. q: states x states. */
void gal_chain_generator(double *q, const struct gal_chain *chain);

/* Pairs of consecutive observations, counted by gap. Owned arrays. */
struct gal_gaps {
	size_t states;
	size_t count;
	size_t capacity;
	double *gap; /* days, ascending, distinct, >= 0 */
	double *n;   /* [count][states][states] */
};

/* One observed pair; linear in the number of distinct gaps for a new one,
 * logarithmic for a known one. Errors: NOMEM. */
GAL_MUST_USE enum gal_status gal_gaps_add(struct gal_gaps *gaps, double gap,
    size_t from, size_t to, double weight, struct gal_error *err);
void gal_gaps_free(struct gal_gaps *gaps);
/* The grid of large data: hours up to two days (at least one), then whole
 * days. Result in days. */
double gal_gap_round(int64_t seconds);

/* P at each gap and its derivatives by each LOG rate. Owned arrays. */
struct gal_grid {
	size_t states;
	size_t rates;
	size_t count;
	double *p;  /* [count][states][states] */
	double *dp; /* [count][rates][states][states] */
};
/* Errors: NOMEM, LIMIT. */
GAL_MUST_USE enum gal_status gal_grid_build(struct gal_grid *out,
    const struct gal_chain *chain, const double *gap, size_t count,
    struct gal_error *err);
/* The same without derivatives (rates 0). */
GAL_MUST_USE enum gal_status gal_grid_values(struct gal_grid *out,
    const struct gal_chain *chain, const double *gap, size_t count,
    struct gal_error *err);
void gal_grid_free(struct gal_grid *grid);

/* Log-likelihood at the chain's rates; -INFINITY if it forbids a pair. */
GAL_MUST_USE enum gal_status gal_panel_loglik(double *out,
    const struct gal_chain *chain, const struct gal_gaps *gaps,
    struct gal_error *err);

struct gal_panel_fit {
	struct gal_chain chain; /* at the maximum */
	double loglik;
	/* of the log rates; NaN rows for a rate the data say nothing of */
	double covariance[GAL_RATES_MAX * GAL_RATES_MAX];
	int iterations;
	bool converged;
};

/* Start values of msm's crudeinits: moves from-to over days in `from`; a
 * rate without a move or exposure gets `fallback`. */
void gal_panel_crude(
    struct gal_chain *chain, const struct gal_gaps *gaps, double fallback);
/* Maximum likelihood by Fisher scoring on log rates from chain's rates. Not
 * converged, and stopped, once a rate passes 24 a day: then the states jump
 * faster than posts can show, as false tags do.
 * Errors: NOMEM, UNDEFINED (no pair; forbidden pairs). */
GAL_MUST_USE enum gal_status gal_panel_fit(struct gal_panel_fit *out,
    const struct gal_chain *chain, const struct gal_gaps *gaps,
    struct gal_error *err);
/* rate -+: exp(log rate -+ z se). */
struct gal_interval gal_panel_rate_interval(
    const struct gal_panel_fit *fit, size_t rate, double conf);

/*
 * P(state >= target by day t) when nobody drops out, for each state below
 * the target to start from: reach[state], and its derivatives by each LOG
 * rate, by_rate[state][rate].
 */
struct gal_reach {
	double reach[GAL_STATES_MAX];
	double by_rate[GAL_STATES_MAX][GAL_RATES_MAX];
};
GAL_MUST_USE enum gal_status gal_panel_reach(struct gal_reach *out,
    const struct gal_chain *chain, size_t target, double t,
    struct gal_error *err);

/*
 * Net incidence of authors who start in `start` (shares over states below
 * target, sum 1), of which `authors` were seen to start there; 0: the shares
 * are known. Delta method with the fit's covariance; limits on
 * log(-log(1 - F)).
 */
GAL_MUST_USE enum gal_status gal_panel_incidence(double *share, double *se,
    struct gal_interval *limits, const struct gal_panel_fit *fit,
    const double *start, double authors, size_t target, double t, double conf,
    struct gal_error *err);
/* Limits on log(-log(1 - share)); not defined at 0 and 1. */
struct gal_interval gal_reach_interval(double share, double se, double conf);

#endif
