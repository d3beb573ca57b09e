#include "stats/hidden_markov_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/scoring.h"

#define PARAMETERS_MAX (GAL_RATES_MAX + GAL_STATES_MAX)
#define ITERATIONS_MAX 200
#define STEP_MAX 1.5 /* in log rates and logits: far starts overshoot */
#define HALVINGS 30
/* An initial share that falls below this is as good as 0 and is left there:
 * its scores vanish together, so their ratio would never say "done". */
#define LEAST_SHARE 1e-5
#define HELD_SHARE 2e-5

/* Parameters: log rates, then log odds of each initial share against the
 * largest one, whose own place stays empty. */
struct fit {
	const struct gal_hmm_data *data;
	struct gal_chain chain;
	double init[GAL_STATES_MAX];
	size_t reference; /* the largest share of init */
	double loglik;
	double score[PARAMETERS_MAX];
	double *information; /* m x m */
	double *covariance;
	size_t m;
	struct gal_hmm_work work;
};

/* The score of one author, from the passes in fit->work. */
static void
author_score(double *score, const struct fit *fit,
    const struct gal_hmm_series *series, const struct gal_grid *grid)
{
	size_t k = fit->chain.states;
	size_t rates = fit->chain.rates;
	const double *alpha = fit->work.forward;
	const double *beta = fit->work.backward;

	memset(score, 0, fit->m * sizeof(*score));
	for (size_t j = 0; j < k; j++)
		score[rates + j] =
		    fit->init[j] > HELD_SHARE && j != fit->reference
		    ? alpha[j] * beta[j] - fit->init[j]
		    : 0;
	for (size_t i = 1; i < series->count; i++) {
		const double *dp = grid->dp + series->gap[i] * rates * k * k;
		double after[GAL_STATES_MAX];

		for (size_t j = 0; j < k; j++)
			after[j] = fit->data->emission[j * fit->data->symbols +
				       series->symbol[i]] *
			    beta[i * k + j] / fit->work.scale[i];
		for (size_t r = 0; r < rates; r++) {
			double sum = 0;

			for (size_t h = 0; h < k; h++) {
				const double *row = dp + (r * k + h) * k;
				double inner = 0;

				for (size_t j = 0; j < k; j++)
					inner += row[j] * after[j];
				sum += alpha[(i - 1) * k + h] * inner;
			}
			score[r] += sum;
		}
	}
}

/* Likelihood of all authors at chain and init; with `scores`, also score and
 * information. -INFINITY where the symbols are impossible. */
static enum gal_status
visit(double *loglik, struct fit *fit, const struct gal_chain *chain,
    const double *init, bool scores, struct gal_error *err)
{
	const struct gal_hmm_data *data = fit->data;
	struct gal_sum total = { 0, 0 };
	struct gal_grid grid;
	struct gal_hmm hmm = { chain->states, data->symbols, init,
		data->emission, &grid };
	enum gal_status status =
	    gal_grid_build(&grid, chain, data->gap, data->gap_count, err);

	if (status != GAL_OK)
		return status;
	if (scores) {
		memset(fit->score, 0, sizeof(fit->score));
		memset(fit->information, 0,
		    fit->m * fit->m * sizeof(*fit->information));
	}
	for (size_t a = 0; a < data->count && status == GAL_OK; a++) {
		const struct gal_hmm_series *series = &data->series[a];
		double score[PARAMETERS_MAX];
		double one;

		if (series->count == 0)
			continue;
		status = scores
		    ? gal_hmm_passes(&one, &hmm, series, &fit->work, err)
		    : gal_hmm_loglik(&one, &hmm, series, &fit->work, err);
		if (status != GAL_OK)
			break;
		gal_sum_add(&total, one);
		if (!scores)
			continue;
		author_score(score, fit, series, &grid);
		for (size_t p = 0; p < fit->m; p++) {
			fit->score[p] += score[p];
			for (size_t q = 0; q < fit->m; q++)
				fit->information[p * fit->m + q] +=
				    score[p] * score[q];
		}
	}
	gal_grid_free(&grid);
	*loglik = gal_sum_value(&total);
	if (!isfinite(*loglik))
		*loglik = -INFINITY;
	return status;
}

static void
move(struct gal_chain *chain, double *init, const struct fit *fit,
    const double *step, double share)
{
	double sum = 0;

	*chain = fit->chain;
	for (size_t r = 0; r < chain->rates; r++)
		chain->rate[r] *= exp(share * step[r]);
	for (size_t j = 0; j < chain->states; j++)
		sum += init[j] =
		    fmax(fit->init[j] * exp(share * step[chain->rates + j]),
			LEAST_SHARE);
	for (size_t j = 0; j < chain->states; j++)
		init[j] /= sum;
}

/* Go along the step, halving until the likelihood rises; false if it never
 * does. */
static enum gal_status
climb(bool *moved, struct fit *fit, double *step, struct gal_error *err)
{
	double share = 1;

	*moved = false;
	/* Each by itself: the logit of a vanishing share wants to run away
	 * and must not hold the others back. */
	for (size_t p = 0; p < fit->m; p++)
		step[p] = fmax(-STEP_MAX, fmin(STEP_MAX, step[p]));
	for (int i = 0; i < HALVINGS; i++, share /= 2) {
		struct gal_chain chain;
		double init[GAL_STATES_MAX];
		double loglik;
		enum gal_status status;

		move(&chain, init, fit, step, share);
		status = visit(&loglik, fit, &chain, init, false, err);
		if (status != GAL_OK)
			return status;
		if (loglik > fit->loglik) {
			fit->chain = chain;
			memcpy(fit->init, init, sizeof(init));
			fit->loglik = loglik;
			*moved = true;
			return GAL_OK;
		}
	}
	return GAL_OK;
}

static enum gal_status
maximise(struct gal_panel_fit *out, struct fit *fit, struct gal_error *err)
{
	enum gal_status status = GAL_OK;
	bool moved = true;

	for (; out->iterations < ITERATIONS_MAX; out->iterations++) {
		double step[PARAMETERS_MAX];
		double decrement = 0;

		fit->reference = 0;
		for (size_t j = 1; j < fit->chain.states; j++) {
			if (fit->init[j] > fit->init[fit->reference])
				fit->reference = j;
		}
		status =
		    visit(&fit->loglik, fit, &fit->chain, fit->init, true, err);
		if (status != GAL_OK)
			return status;
		gal_scoring_step(step, fit->covariance, fit->score,
		    fit->information, fit->m);
		for (size_t p = 0; p < fit->m; p++)
			decrement += step[p] * fit->score[p];
		/* The decrement is about twice what is still to be gained:
		 * far below what an interval could show. */
		if (decrement < 1e-6 || !moved) {
			out->converged = decrement < 1e-3;
			return GAL_OK;
		}
		status = climb(&moved, fit, step, err);
		if (status != GAL_OK)
			return status;
	}
	return GAL_OK;
}

enum gal_status
gal_hmm_fit(struct gal_panel_fit *out, double *init,
    const struct gal_chain *chain, const struct gal_hmm_data *data,
    struct gal_error *err)
{
	struct fit fit = { .data = data, .chain = *chain };
	size_t rates = chain->rates;
	enum gal_status status = GAL_OK;

	memset(out, 0, sizeof(*out));
	out->chain = *chain;
	if (chain->states > GAL_STATES_MAX || rates > GAL_RATES_MAX)
		return gal_fail(err, GAL_LIMIT, "too many states or rates");
	for (size_t j = 0; j < chain->states; j++) {
		if (!(init[j] > 0))
			return gal_fail(err, GAL_ARGUMENT,
			    "initial shares must be above 0");
		fit.init[j] = init[j];
	}
	if (data->count == 0)
		return gal_fail(err, GAL_UNDEFINED,
		    "no author with a post: nothing can be fitted");
	fit.m = rates + chain->states;
	fit.information = gal_allocate(fit.m * fit.m, sizeof(double), err);
	fit.covariance = gal_allocate(fit.m * fit.m, sizeof(double), err);
	if (fit.information == NULL || fit.covariance == NULL)
		status = GAL_NOMEM;
	if (status == GAL_OK)
		status = maximise(out, &fit, err);
	if (status == GAL_OK) {
		out->chain = fit.chain;
		out->loglik = fit.loglik;
		memcpy(init, fit.init, chain->states * sizeof(*init));
		for (size_t i = 0; i < rates; i++)
			memcpy(out->covariance + i * rates,
			    fit.covariance + i * fit.m, rates * sizeof(double));
	}
	free(fit.information);
	free(fit.covariance);
	gal_hmm_work_free(&fit.work);
	return status;
}
