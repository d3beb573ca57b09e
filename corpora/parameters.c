#include "corpora/parameters.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ONE(field) offsetof(struct gal_sim_process, field), 1
#define BY_RUNG(field) offsetof(struct gal_sim_process, field), GAL_SIM_RUNGS

const struct gal_sim_parameter gal_sim_parameters[] = {
	{ "initial", BY_RUNG(initial), 0, 1, "rung at entry, sums to 1" },
	{ "up", BY_RUNG(up), 0, 10, "moves to the next rung per day" },
	{ "down", BY_RUNG(down), 0, 10,
	    "regressions: moves to the rung below per day" },
	{ "leave", BY_RUNG(leave), 0, 10, "leaves the forum for good per day" },
	{ "posting", BY_RUNG(posting), 0, 1000,
	    "posts per day by rung, for an author of activity 1" },
	{ "activity-sd", ONE(activity_sd), 0, 4,
	    "heavy tail: sd of log activity over authors" },
	{ "silence-rate", ONE(silence_rate), 0, 10,
	    "silences begin per day of activity; 0 = none" },
	{ "silence-days", ONE(silence_days), 0.01, 10000,
	    "mean length of a silence" },
	{ "frailty", ONE(frailty), 0, 10,
	    "variance of the author's factor on upward rates; 0 = none" },
	{ "dwell-shape", ONE(dwell_shape), 0.2, 10,
	    "Weibull shape of time to the next move; 1 = exponential" },
	{ "early-days", ONE(early_days), 0, 10000,
	    "authors enter from this long before the window" },
	{ "benefit", ONE(benefit), 0, 0.999,
	    "P(reports benefit) of authors who are not dependent" },
	{ "dependency", ONE(dependency), 0, 0.999, "P(dependent)" },
	{ "dependence", ONE(dependence), -10, 10,
	    "log odds ratio of benefit and dependency" },
	{ "benefit-rate", ONE(benefit_rate), 0, 1,
	    "P(a post tells of it), from confidant up" },
	{ "dependency-rate", ONE(dependency_rate), 0, 1,
	    "P(a post tells of it), from confidant up" },
	{ "onset-unintended", ONE(onset_unintended), 0, 1,
	    "P(unplanned) of authors who enter at tool or exploration" },
	{ "onset-sought", ONE(onset_sought), 0, 1,
	    "P(sought) of authors who enter higher" },
	{ "sensitivity", BY_RUNG(sensitivity), 0, 1,
	    "P(tag | rung shown) of the simulated tagger" },
	{ "specificity", BY_RUNG(specificity), 0, 1,
	    "P(no tag | rung not shown) of the simulated tagger" },
	{ "error-sd", ONE(error_sd), 0, 5,
	    "sd over authors, in logits, of the tagger's errors" },
	{ NULL, 0, 0, 0, 0, NULL },
};

const double *
gal_sim_values(const struct gal_sim_process *process,
    const struct gal_sim_parameter *parameter)
{
	return (const double *)(const void *)((const char *)process +
	    parameter->offset);
}

static const struct gal_sim_parameter *
find_parameter(const char *name, size_t length)
{
	const struct gal_sim_parameter *p;

	for (p = gal_sim_parameters; p->name != NULL; p++) {
		if (strlen(p->name) == length &&
		    strncmp(p->name, name, length) == 0)
			return p;
	}
	return NULL;
}

enum gal_status
gal_sim_set(struct gal_sim_process *process, const char *assignment,
    struct gal_error *err)
{
	const char *equals = strchr(assignment, '=');
	const struct gal_sim_parameter *p;
	double values[GAL_SIM_RUNGS];
	double *target;
	const char *at;
	size_t n = 0;

	if (equals == NULL)
		return gal_fail(
		    err, GAL_ARGUMENT, "'%s' is not NAME=VALUE", assignment);
	p = find_parameter(assignment, (size_t)(equals - assignment));
	if (p == NULL)
		return gal_fail(err, GAL_ARGUMENT,
		    "no simulator parameter '%.*s'; --parameters lists them",
		    (int)(equals - assignment), assignment);
	for (at = equals + 1;; at++) {
		char *end;
		double value;

		errno = 0;
		value = strtod(at, &end);
		if (end == at || errno != 0 || !(value >= p->least) ||
		    !(value <= p->most) || (*end != ',' && *end != '\0') ||
		    n == p->count)
			return gal_fail(err, GAL_ARGUMENT,
			    "%s takes %s%zu number%s from %g to %g", p->name,
			    p->count > 1 ? "1 or " : "", p->count,
			    p->count > 1 ? "s" : "", p->least, p->most);
		values[n++] = value;
		at = end;
		if (*end == '\0')
			break;
	}
	if (n != 1 && n != p->count)
		return gal_fail(err, GAL_ARGUMENT,
		    "%s takes 1 or %zu numbers, not %zu", p->name, p->count, n);
	target = (double *)(void *)((char *)process + p->offset);
	for (size_t i = 0; i < p->count; i++)
		target[i] = values[n == 1 ? 0 : i];
	return GAL_OK;
}

enum gal_status
gal_sim_check(const struct gal_sim_process *process, struct gal_error *err)
{
	double sum = 0.0;
	double posting = 0.0;

	for (size_t r = 0; r < GAL_SIM_RUNGS; r++) {
		double row = 0.0;

		sum += process->initial[r];
		posting += process->posting[r];
		for (size_t s = 0; s <= GAL_SIM_RUNGS; s++) {
			row += process->shown[r][s];
			if (process->shown[r][s] < 0.0 ||
			    (s > r + 1 && process->shown[r][s] > 0.0))
				return gal_fail(err, GAL_ARGUMENT,
				    "rung %zu may not show rung %zu", r + 1, s);
		}
		if (fabs(row - 1.0) > 1e-9)
			return gal_fail(err, GAL_ARGUMENT,
			    "what rung %zu shows sums to %g, not 1", r + 1,
			    row);
	}
	if (fabs(sum - 1.0) > 1e-9)
		return gal_fail(
		    err, GAL_ARGUMENT, "initial sums to %g, not 1", sum);
	if (posting <= 0.0)
		return gal_fail(err, GAL_ARGUMENT, "nobody would ever post");
	return GAL_OK;
}
