#include "corpora/process.h"

#include <math.h>
#include <string.h>

/* One stream of random numbers per purpose, so that a new draw for one
 * purpose never shifts the others. Post streams stand above 2^32. */
enum stream { STREAM_AUTHOR = 1, STREAM_TRAITS, STREAM_PATH, STREAM_POSTING };

void
gal_sim_process_defaults(struct gal_sim_process *out)
{
	static const struct gal_sim_process defaults = {
		.initial = { 0.70, 0.18, 0.07, 0.04, 0.01, 0.0 },
		.up = { 1 / 90.0, 1 / 110.0, 1 / 120.0, 1 / 150.0, 1 / 220.0,
		    0.0 },
		.leave = { 1 / 400.0, 1 / 400.0, 1 / 450.0, 1 / 550.0,
		    1 / 600.0, 1 / 600.0 },
		.posting = { 0.05, 0.06, 0.07, 0.09, 0.10, 0.10 },
		.shown = {
		    { 0.30, 0.70 },
		    { 0.28, 0.22, 0.50 },
		    { 0.26, 0.14, 0.14, 0.46 },
		    { 0.24, 0.10, 0.10, 0.14, 0.42 },
		    { 0.22, 0.08, 0.08, 0.10, 0.14, 0.38 },
		    { 0.22, 0.07, 0.07, 0.08, 0.12, 0.16, 0.28 },
		},
		.activity_sd = 1.3,
		.silence_rate = 1 / 120.0,
		.silence_days = 45.0,
		.frailty = 0.0,
		.dwell_shape = 1.0,
		.early_days = 90.0,
		.benefit = 0.45,
		.dependency = 0.25,
		.dependence = 0.8,
		.benefit_rate = 0.22,
		.dependency_rate = 0.20,
		.onset_unintended = 0.60,
		.onset_sought = 0.70,
		.sensitivity = { 0.80, 0.80, 0.80, 0.80, 0.80, 0.80 },
		.specificity = { 0.97, 0.97, 0.97, 0.98, 0.98, 0.99 },
		.error_sd = 0.0,
	};

	*out = defaults;
}

void
gal_sim_process_even(struct gal_sim_process *process)
{
	for (size_t r = 1; r < GAL_SIM_RUNGS; r++) {
		process->posting[r] = process->posting[0];
		process->leave[r] = process->leave[0];
	}
}

size_t
gal_sim_pick(const double *weights, size_t n, double u)
{
	size_t last = 0;

	for (size_t i = 0; i < n; i++) {
		if (weights[i] <= 0.0)
			continue;
		last = i;
		u -= weights[i];
		if (u < 0.0)
			return i;
	}
	return last; /* rounding of the weights' sum */
}

struct gal_rng
gal_sim_post_rng(
    const struct gal_sim_author *author, uint32_t index, uint32_t stream)
{
	struct gal_rng rng = { author->key,
		((uint64_t)stream + 1) << 32 | index, 0 };

	return rng;
}

void
gal_sim_author(struct gal_sim_author *out,
    const struct gal_sim_process *process, struct gal_sim_window window,
    uint64_t seed, uint64_t author)
{
	int64_t early = (int64_t)(process->early_days * GAL_SIM_DAY);
	double span = (double)(window.until - window.from + early);
	double sd = sqrt(log1p(process->frailty));
	double activity_sd = process->activity_sd;
	double odds = process->benefit / (1.0 - process->benefit);
	struct gal_rng rng;

	memset(out, 0, sizeof(*out));
	out->key = gal_rng_bits(seed, STREAM_AUTHOR, author);
	rng = (struct gal_rng){ out->key, STREAM_TRAITS, 0 };
	out->entered = window.from - early +
	    (int64_t)floor(gal_rng_next_uniform(&rng) * span);
	out->initial = (uint8_t)(1 +
	    gal_sim_pick(
		process->initial, GAL_SIM_RUNGS, gal_rng_next_uniform(&rng)));
	out->activity = exp(activity_sd * gal_rng_next_normal(&rng) -
	    activity_sd * activity_sd / 2.0);
	out->frailty = exp(sd * gal_rng_next_normal(&rng) - sd * sd / 2.0);
	out->dependency = gal_rng_next_uniform(&rng) < process->dependency;
	if (out->dependency)
		odds *= exp(process->dependence);
	out->benefit = gal_rng_next_uniform(&rng) < odds / (1.0 + odds);
	if (out->initial < 3)
		out->onset_unintended =
		    gal_rng_next_uniform(&rng) < process->onset_unintended;
	else
		out->onset_sought =
		    gal_rng_next_uniform(&rng) < process->onset_sought;
}

/* Days to the next move at a total rate, Weibull with the exponential's
 * mean; infinite when nothing moves. */
static double
draw_dwell(struct gal_rng *rng, double rate, double shape)
{
	double e = gal_rng_next_exponential(rng);

	if (rate <= 0.0)
		return INFINITY;
	if (shape == 1.0)
		return e / rate;
	return pow(e, 1.0 / shape) / (tgamma(1.0 + 1.0 / shape) * rate);
}

void
gal_sim_path(struct gal_sim_path *out, const struct gal_sim_process *process,
    struct gal_sim_window window, const struct gal_sim_author *author)
{
	struct gal_rng rng = { author->key, STREAM_PATH, 0 };
	double horizon = (double)(window.until - author->entered) / GAL_SIM_DAY;
	double clock = 0.0;
	size_t rung = author->initial;

	out->step[0] =
	    (struct gal_sim_step){ author->entered, author->initial };
	out->count = 1;
	out->left = false;
	out->end = window.until;
	for (;;) {
		double up = rung < GAL_SIM_RUNGS
		    ? process->up[rung - 1] * author->frailty
		    : 0.0;
		double down = rung > 1 ? process->down[rung - 1] : 0.0;
		double dwell =
		    draw_dwell(&rng, up + down, process->dwell_shape);
		double stay = draw_dwell(&rng, process->leave[rung - 1], 1.0);
		double way = gal_rng_next_uniform(&rng);
		int64_t when;

		clock += fmin(dwell, stay);
		if (!(clock < horizon))
			return;
		when = author->entered + (int64_t)floor(clock * GAL_SIM_DAY);
		if (when <= out->step[out->count - 1].time)
			when = out->step[out->count - 1].time + 1;
		if (when >= window.until)
			return;
		if (stay < dwell) {
			out->left = true;
			out->end = when;
			return;
		}
		if (out->count == GAL_SIM_STEPS_MAX)
			return;
		rung = way * (up + down) < up ? rung + 1 : rung - 1;
		out->step[out->count++] =
		    (struct gal_sim_step){ when, (uint8_t)rung };
	}
}

void
gal_sim_posting_start(struct gal_sim_posting *out,
    const struct gal_sim_process *process, const struct gal_sim_author *author,
    const struct gal_sim_path *path)
{
	*out = (struct gal_sim_posting){
		.process = process,
		.author = author,
		.path = path,
		.rng = { author->key, STREAM_POSTING, 0 },
	};
	out->toggles = draw_dwell(&out->rng, process->silence_rate, 1.0);
}

static double
days_after_entry(const struct gal_sim_posting *posting, int64_t time)
{
	return (double)(time - posting->author->entered) / GAL_SIM_DAY;
}

bool
gal_sim_posting_next(struct gal_sim_posting *posting, struct gal_sim_post *out)
{
	const struct gal_sim_process *process = posting->process;
	const struct gal_sim_path *path = posting->path;
	double end = days_after_entry(posting, path->end);

	/* The rate is constant between changes of rung and of silence, and
	 * an exponential wait may be drawn anew at each of them. */
	while (posting->clock < end) {
		bool more = posting->at + 1 < path->count;
		double step = more ? days_after_entry(posting,
					 path->step[posting->at + 1].time)
				   : end;
		double until = fmin(step, fmin(posting->toggles, end));
		uint8_t own = path->step[posting->at].rung;
		double rate =
		    process->posting[own - 1] * posting->author->activity;
		double wait = posting->silent
		    ? INFINITY
		    : draw_dwell(&posting->rng, rate, 1.0);

		if (posting->clock + wait < until) {
			struct gal_rng rng;

			posting->clock += wait;
			out->time = posting->author->entered +
			    (int64_t)floor(posting->clock * GAL_SIM_DAY);
			out->index = posting->next++;
			out->own = own;
			rng = gal_sim_post_rng(posting->author, out->index, 0);
			out->shown =
			    (uint8_t)gal_sim_pick(process->shown[own - 1],
				GAL_SIM_RUNGS + 1, gal_rng_next_uniform(&rng));
			return true;
		}
		posting->clock = until;
		if (until >= end)
			break;
		if (until == posting->toggles) {
			double rate_back = posting->silent
			    ? process->silence_rate
			    : 1.0 / process->silence_days;

			posting->silent = !posting->silent;
			posting->toggles +=
			    draw_dwell(&posting->rng, rate_back, 1.0);
		}
		if (more && until == step)
			posting->at++;
	}
	return false;
}
