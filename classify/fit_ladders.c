/*
 * Codes that are decided against each other: the stances, of which the highest
 * score wins, and the rungs of the ladder, of which the highest passed wins.
 */
#include "classify/fit_task.h"

#include <math.h>
#include <stdlib.h>

/* Offsets of the stances that read most posts right out of fold. */
static void
settle_stance(struct gal_fit *fit, double offsets[3])
{
	size_t most = 0;

	offsets[0] = offsets[1] = offsets[2] = 0;
	for (int a = -15; a <= 15; a++) {
		for (int b = -15; b <= 15; b++) {
			double s1 = a * 0.1, s2 = b * 0.1;
			size_t right = 0;

			for (size_t i = 0; i < fit->post_count; i++) {
				double x = fit->stance_scores[0][i];
				double y = fit->stance_scores[1][i] + s1;
				double z = fit->stance_scores[2][i] + s2;
				int got = x > y && x > z ? 0 : z > y ? 2 : 1;

				right += fit->posts[i].read &&
				    !fit->posts[i].taught &&
				    (fit->posts[i].stances >> got & 1) != 0;
			}
			/* of equals the smallest change */
			if (right > most ||
			    (right == most &&
				s1 * s1 + s2 * s2 < offsets[1] * offsets[1] +
					offsets[2] * offsets[2])) {
				most = right;
				offsets[1] = s1;
				offsets[2] = s2;
			}
		}
	}
}

enum gal_status
gal_fit_stances(struct gal_fit *fit, struct gal_buffer *weights,
    struct gal_buffer *measures, struct gal_error *err)
{
	struct gal_fit_task tasks[3];
	double offsets[3];
	size_t made = 0;
	uint32_t lead = fit->book->context_rules[GAL_CONTEXT_STANCE];
	enum gal_status st = GAL_OK;

	for (size_t s = 0; s < 3 && st == GAL_OK; s++) {
		if (fit->book->stance_codes[s] == GAL_NO_CODE)
			return gal_fail(err, GAL_CODEBOOK,
			    "the codebook lacks stance.%s",
			    gal_stance_name((uint8_t)s));
		st = gal_fit_task_init(
		    &tasks[s], fit, (uint32_t)fit->book->stance_codes[s], err);
		made += st == GAL_OK;
		if (st == GAL_OK)
			st = gal_fit_learn(&tasks[s]);
		if (st == GAL_OK) {
			free(fit->stance_scores[s]);
			fit->stance_scores[s] =
			    tasks[s].held_out[tasks[s].best];
			tasks[s].held_out[tasks[s].best] = NULL;
		}
	}
	if (st != GAL_OK)
		goto done;
	settle_stance(fit, offsets);
	fit->features[lead].count = 0;
	for (size_t i = 0; i < fit->post_count && st == GAL_OK; i++) {
		double x = fit->stance_scores[0][i];
		double y = fit->stance_scores[1][i] + offsets[1];
		double z = fit->stance_scores[2][i] + offsets[2];

		fit->posts[i].stance_read = x > y && x > z ? GAL_STANCE_SELF
		    : z > y				   ? GAL_STANCE_FICTION
							   : GAL_STANCE_OTHER;
		if (fit->posts[i].read)
			st = gal_feature_push(&fit->features[lead], (uint32_t)i,
			    (float)tanh((x - (y > z ? y : z)) / 2), err);
	}
	for (size_t s = 0; s < 3 && st == GAL_OK && weights != NULL; s++) {
		struct gal_fit_counts c = { 0, 0, 0 };

		st = gal_fit_write_weights(
		    &tasks[s], weights, tasks[s].bias + offsets[s], 0);
		for (size_t i = 0; i < fit->post_count; i++) {
			bool got = fit->posts[i].stance_read == s;

			if (tasks[s].weight[i] <= 0 || fit->posts[i].taught)
				continue;
			c.tp += got && tasks[s].labels[i] != 0;
			c.fp += got && tasks[s].labels[i] == 0;
			c.fn += !got && tasks[s].labels[i] != 0;
		}
		if (st == GAL_OK)
			st = gal_fit_write_measures(&tasks[s], measures, c);
	}
done:
	for (size_t s = 0; s < made; s++)
		gal_fit_task_free(&tasks[s]);
	return st;
}

/* Quadratic kappa of the rungs decided with thresholds against the labels,
 * plus the share that is right; an accepted rung counts as right. Kappa
 * alone puts doubtful posts on a rung in the middle, where none is. */
static double
stage_agreement(const struct gal_fit *fit, struct gal_fit_task *const *tasks,
    const double *thresholds, size_t rungs)
{
	double observed = 0, expected = 0, n = 0, right = 0;
	double have[GAL_RUNGS_MAX + 1] = { 0 }, want[GAL_RUNGS_MAX + 1] = { 0 };

	for (size_t i = 0; i < fit->post_count; i++) {
		size_t got = 0, gold = 0;
		double d;

		if (fit->posts[i].taught)
			continue;
		for (size_t r = rungs; r >= 1 && got == 0; r--) {
			if (tasks[r] != NULL && gal_fit_allowed(tasks[r], i) &&
			    tasks[r]->held_out[tasks[r]->best][i] >=
				thresholds[r])
				got = r;
		}
		if (!fit->posts[i].read)
			got = 0;
		while (gold < rungs && (fit->posts[i].rungs >> gold & 1) == 0)
			gold++;
		if ((fit->posts[i].rungs >> got & 1) != 0)
			gold = got;
		d = (double)got - (double)gold;
		observed += d * d;
		right += d == 0;
		have[got]++;
		want[gold]++;
		n++;
	}
	for (size_t a = 0; a <= rungs; a++) {
		for (size_t b = 0; b <= rungs; b++) {
			double d = (double)a - (double)b;

			expected += d * d * have[a] * want[b] / n;
		}
	}
	return expected > 0 ? 1 - observed / expected + right / n : 0;
}

/* Thresholds of the rungs, one after the other, for the best agreement. */
static void
settle_stage(const struct gal_fit *fit, struct gal_fit_task *const *tasks,
    double *thresholds, size_t rungs)
{
	double best = stage_agreement(fit, tasks, thresholds, rungs);

	for (int round = 0; round < 3; round++) {
		for (size_t r = 1; r <= rungs; r++) {
			double kept = thresholds[r];

			if (tasks[r] == NULL)
				continue;
			for (int i = -20; i <= 20; i++) {
				double agreement;
				double before = thresholds[r];

				thresholds[r] = i * 0.1;
				agreement = stage_agreement(
				    fit, tasks, thresholds, rungs);
				if (agreement > best + 1e-9) {
					best = agreement;
					kept = thresholds[r];
				} else {
					thresholds[r] = before;
				}
			}
			thresholds[r] = kept;
		}
	}
}

enum gal_status
gal_fit_stage(struct gal_fit *fit, struct gal_buffer *weights,
    struct gal_buffer *measures, struct gal_error *err)
{
	struct gal_fit_task *tasks[GAL_RUNGS_MAX + 1] = { NULL };
	double thresholds[GAL_RUNGS_MAX + 1] = { 0 };
	size_t rungs = fit->book->rung_count;
	enum gal_status st = GAL_OK;

	for (size_t r = 1; r <= rungs && st == GAL_OK; r++) {
		if (fit->book->rung_codes[r] == GAL_NO_CODE)
			continue;
		tasks[r] = calloc(1, sizeof(*tasks[r]));
		if (tasks[r] == NULL) {
			st = gal_fail(err, GAL_NOMEM, "no memory to fit");
			break;
		}
		st = gal_fit_task_init(
		    tasks[r], fit, (uint32_t)fit->book->rung_codes[r], err);
		if (st == GAL_OK)
			st = gal_fit_learn(tasks[r]);
	}
	if (st == GAL_OK)
		settle_stage(fit, tasks, thresholds, rungs);
	for (size_t r = 1; r <= rungs && st == GAL_OK; r++) {
		if (tasks[r] == NULL)
			continue;
		st = gal_fit_write_weights(
		    tasks[r], weights, tasks[r]->bias, thresholds[r]);
		if (st == GAL_OK)
			st = gal_fit_write_measures(tasks[r], measures,
			    gal_fit_count_at(tasks[r],
				tasks[r]->held_out[tasks[r]->best],
				thresholds[r]));
	}
	for (size_t r = 1; r <= rungs; r++) {
		if (tasks[r] != NULL)
			gal_fit_task_free(tasks[r]);
		free(tasks[r]);
	}
	return st;
}
