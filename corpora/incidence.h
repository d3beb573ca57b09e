/*
 * What is true of the simulated process, computed and not simulated: the
 * probabilities the estimators are judged by. Holds for the Markov case
 * (frailty 0, dwell_shape 1); other cases are averaged by simulation.
 */
#ifndef GALATEA_CORPORA_INCIDENCE_H
#define GALATEA_CORPORA_INCIDENCE_H

#include "core/status.h"
#include "corpora/process.h"

/*
 * P(an author at rung `from` has reached `target` or higher within `days`).
 * crude: before leaving the forum (leaving competes); net: had nobody left.
 * By uniformisation (Jensen 1953; Grassmann 1977), error below 1e-12.
 * Errors: ARGUMENT if from or target is no rung, days is negative, or
 * frailty or dwell_shape make the process non-Markov.
 */
GAL_MUST_USE enum gal_status gal_sim_crude_incidence(double *out,
    const struct gal_sim_process *process, unsigned from, unsigned target,
    double days, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_sim_net_incidence(double *out,
    const struct gal_sim_process *process, unsigned from, unsigned target,
    double days, struct gal_error *err);

/* The same by simulating `authors` authors, for any process: mean over them
 * and its Monte-Carlo standard error. */
void gal_sim_incidence_by_simulation(double *out, double *standard_error,
    const struct gal_sim_process *process, unsigned from, unsigned target,
    double days, bool net, uint64_t seed, uint64_t authors);

#endif
