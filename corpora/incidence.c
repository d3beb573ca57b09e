#include "corpora/incidence.h"

#include <math.h>
#include <string.h>

/* The rungs and the two ends, reached and left, both absorbing. */
#define STATES (GAL_SIM_RUNGS + 2)
#define REACHED GAL_SIM_RUNGS
#define LEFT (GAL_SIM_RUNGS + 1)

/* Fills the generator and returns the largest rate out of a state. */
static double
fill_generator(double q[STATES][STATES], const struct gal_sim_process *process,
    unsigned target, bool net)
{
	double most = 0.0;

	memset(q, 0, sizeof(double) * STATES * STATES);
	for (unsigned r = 1; r < target; r++) {
		double *row = q[r - 1];
		unsigned above = r + 1 >= target ? REACHED : r;
		double out = process->up[r - 1];

		row[above] += process->up[r - 1];
		if (r > 1) {
			row[r - 2] += process->down[r - 1];
			out += process->down[r - 1];
		}
		if (!net) {
			row[LEFT] += process->leave[r - 1];
			out += process->leave[r - 1];
		}
		row[r - 1] = -out;
		most = fmax(most, out);
	}
	return most;
}

static enum gal_status
incidence(double *out, const struct gal_sim_process *process, unsigned from,
    unsigned target, double days, bool net, struct gal_error *err)
{
	double q[STATES][STATES];
	double p[STATES] = { 0 };
	double rate, mean, weight, total, reached;

	if (from < 1 || from > GAL_SIM_RUNGS || target < 1 ||
	    target > GAL_SIM_RUNGS || !(days >= 0.0))
		return gal_fail(err, GAL_ARGUMENT, "no such rung or time");
	if (process->frailty != 0.0 || process->dwell_shape != 1.0)
		return gal_fail(err, GAL_ARGUMENT,
		    "exact incidence holds for the Markov process only");
	*out = 1.0;
	if (from >= target)
		return GAL_OK;
	rate = fill_generator(q, process, target, net);
	mean = rate * days;
	p[from - 1] = 1.0;
	*out = 0.0;
	if (mean == 0.0)
		return GAL_OK;
	/* Poisson weights in logarithms: exp(-mean) underflows for long
	 * times. */
	reached = 0.0;
	total = 0.0;
	for (unsigned k = 0; total < 1.0 - 1e-14; k++) {
		double next[STATES] = { 0 };

		weight = exp(k * log(mean) - mean - lgamma(k + 1.0));
		total += weight;
		reached += weight * p[REACHED];
		if (k > mean && weight < 1e-16)
			break;
		for (size_t i = 0; i < STATES; i++) {
			next[i] += p[i];
			for (size_t j = 0; j < STATES; j++)
				next[j] += p[i] * q[i][j] / rate;
		}
		memcpy(p, next, sizeof(p));
	}
	*out = reached;
	return GAL_OK;
}

enum gal_status
gal_sim_crude_incidence(double *out, const struct gal_sim_process *process,
    unsigned from, unsigned target, double days, struct gal_error *err)
{
	return incidence(out, process, from, target, days, false, err);
}

enum gal_status
gal_sim_net_incidence(double *out, const struct gal_sim_process *process,
    unsigned from, unsigned target, double days, struct gal_error *err)
{
	return incidence(out, process, from, target, days, true, err);
}

void
gal_sim_incidence_by_simulation(double *out, double *standard_error,
    const struct gal_sim_process *process, unsigned from, unsigned target,
    double days, bool net, uint64_t seed, uint64_t authors)
{
	struct gal_sim_process all = *process;
	struct gal_sim_window window = { 0,
		(int64_t)ceil(days * GAL_SIM_DAY) + 1 };
	uint64_t reached = 0;
	double share;

	/* All enter at the start, at the rung asked for. */
	memset(all.initial, 0, sizeof(all.initial));
	all.initial[from - 1] = 1.0;
	all.early_days = 0.0;
	if (net)
		memset(all.leave, 0, sizeof(all.leave));
	for (uint64_t i = 0; i < authors; i++) {
		struct gal_sim_author author;
		struct gal_sim_path path;

		gal_sim_author(&author, &all, window, seed, i);
		author.entered = 0;
		gal_sim_path(&path, &all, window, &author);
		for (size_t s = 0; s < path.count; s++) {
			if (path.step[s].rung >= target) {
				reached++;
				break;
			}
		}
	}
	share = (double)reached / (double)authors;
	*out = share;
	*standard_error = sqrt(share * (1.0 - share) / (double)authors);
}
