#include "stats/validation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/agreement.h"
#include "stats/proportion.h"

static int8_t
label_at(const struct gal_validation *v, size_t unit, size_t coder, size_t code)
{
	return v->label[(unit * v->coders + coder) * v->codes + code];
}

static int8_t
majority(const struct gal_validation *v, size_t unit, size_t code, bool models)
{
	int yes = 0, no = 0;
	int8_t first = GAL_UNLABELLED;

	for (size_t c = 0; c < v->coders; c++) {
		int8_t x = label_at(v, unit, c, code);

		if (x == GAL_UNLABELLED || v->model[c] != models)
			continue;
		if (first == GAL_UNLABELLED)
			first = x;
		yes += x == 1;
		no += x == 0;
	}
	return yes == no ? first : yes > no;
}

static int
majority_stage(const struct gal_validation *v, size_t unit, bool models)
{
	int votes[GAL_STATES_MAX + 1] = { 0 }, best = GAL_UNLABELLED;

	for (size_t c = 0; c < v->coders; c++) {
		int s = v->stage[unit * v->coders + c];

		if (s >= 0 && s <= (int)v->rungs && v->model[c] == models)
			votes[s]++;
	}
	for (int s = 0; s <= (int)v->rungs; s++)
		if (votes[s] > 0 &&
		    (best == GAL_UNLABELLED || votes[s] > votes[best]))
			best = s;
	return best;
}

void
gal_validation_gold(int8_t *gold, int *gold_stage, size_t *by_model,
    const struct gal_validation *v)
{
	*by_model = 0;
	for (size_t u = 0; u < v->units; u++) {
		bool person = false, model = false;

		gold_stage[u] = majority_stage(v, u, false);
		person |= gold_stage[u] >= 0;
		if (gold_stage[u] < 0)
			gold_stage[u] = majority_stage(v, u, true);
		for (size_t c = 0; c < v->codes; c++) {
			int8_t x = majority(v, u, c, false);

			person |= x >= 0;
			if (x < 0)
				x = majority(v, u, c, true);
			model |= x >= 0;
			gold[u * v->codes + c] = x;
		}
		*by_model += !person && model;
	}
}

void
gal_validation_tagger(double *out, double *labels, double *labelled,
    const struct gal_validation *v, const int *gold_stage)
{
	size_t s = v->rungs + 1;
	double n[GAL_STATES_MAX + 1] = { 0 },
				  square[GAL_STATES_MAX + 1] = { 0 };

	memset(out, 0, s * s * sizeof(*out));
	*labelled = 0;
	for (size_t u = 0; u < v->units; u++) {
		size_t g = (size_t)gold_stage[u];
		double w = 1 / v->pi[u];

		if (gold_stage[u] < 0)
			continue;
		*labelled += 1;
		out[g * s + (size_t)v->predicted_stage[u]] += w;
		n[g] += w;
		square[g] += w * w;
	}
	for (size_t g = 0; g < s; g++) {
		/* effective number of labelled posts that show g (Kish) */
		double effective = square[g] > 0 ? n[g] * n[g] / square[g] : 0;

		labels[g] = effective;
		for (size_t o = 0; o < s; o++) {
			double p = n[g] > 0 ? out[g * s + o] / n[g] : g == o;

			out[g * s + o] = effective > 0
			    ? (p * effective + 1 / (double)s) / (effective + 1)
			    : p;
		}
	}
}
