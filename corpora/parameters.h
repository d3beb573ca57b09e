/*
 * The simulator's parameters by name, for `galatea simulate --set` and the
 * coverage studies: one table says name, shape, limits and meaning.
 */
#ifndef GALATEA_CORPORA_PARAMETERS_H
#define GALATEA_CORPORA_PARAMETERS_H

#include "core/buffer.h"
#include "corpora/process.h"

struct gal_sim_parameter {
	const char *name;
	size_t offset; /* of its first double in struct gal_sim_process */
	size_t count;  /* 1, or GAL_SIM_RUNGS values from tool upwards */
	double least;
	double most;
	const char *help;
};

/* Ends with an entry whose name is NULL. */
extern const struct gal_sim_parameter gal_sim_parameters[];

/* Set "NAME=VALUE" or "NAME=V1,V2,…"; one value for a parameter by rung sets
 * all rungs. Errors: ARGUMENT (the message lists what is allowed). */
GAL_MUST_USE enum gal_status gal_sim_set(struct gal_sim_process *process,
    const char *assignment, struct gal_error *err);
/* The values of one parameter, borrowed from process. */
const double *gal_sim_values(const struct gal_sim_process *process,
    const struct gal_sim_parameter *parameter);
/* Whole-model rules: initial and shown sum to 1, nothing shown above the own
 * rung, and so on. Errors: ARGUMENT. */
GAL_MUST_USE enum gal_status gal_sim_check(
    const struct gal_sim_process *process, struct gal_error *err);

#endif
