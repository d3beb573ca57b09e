#include "stats/hidden_markov_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/scoring.h"

#define PARAMETERS_MAX 128 /* what gal_scoring_step() takes */
#define ITERATIONS_MAX 200
#define STEP_MAX 1.5 /* in log rates and logits: far starts overshoot */
#define HALVINGS 30
/* A share that falls below this is as good as 0 and is left there: its
 * scores vanish together, so their ratio would never say "done". */
#define LEAST_SHARE 1e-5
#define HELD_SHARE 2e-5
#define SMALL_SHARE 1e-2

struct model {
	struct gal_chain chain;
	double init[GAL_STATES_MAX];
	double shown[GAL_STATES_MAX * (GAL_STATES_MAX + 1)];
	double emission[GAL_STATES_MAX * GAL_SYMBOLS_MAX];
};

/* Parameters: log rates, then log odds of each share against the largest of
 * its distribution, whose own place stays empty: init, then the rows of
 * shown if they are fitted. */
struct fit {
	const struct gal_hmm_data *data;
	bool fits_shown;
	struct model model;
	double loglik;
	double score[PARAMETERS_MAX];
	double *information; /* m x m */
	double *covariance;
	size_t m;
	struct gal_hmm_work work;
};

static size_t
shown_at(const struct fit *fit)
{
	return fit->model.chain.rates + fit->model.chain.states;
}

static void
fill_emission(struct model *model, const struct fit *fit)
{
	size_t k = model->chain.states;
	size_t n = fit->data->symbols;

	if (!fit->fits_shown) {
		memcpy(model->emission, fit->data->emission,
		    k * n * sizeof(double));
		return;
	}
	for (size_t j = 0; j < k; j++) {
		for (size_t y = 0; y < n; y++) {
			double p = 0;

			for (size_t s = 0; s <= k; s++)
				p += model->shown[j * (k + 1) + s] *
				    fit->data->emission[s * n + y];
			model->emission[j * n + y] = p;
		}
	}
}

/* Only cells that may move: neither held at nothing nor the largest. */
static void
keep_free(double *score, const double *shares, size_t n)
{
	size_t largest = 0;

	for (size_t i = 1; i < n; i++) {
		if (shares[i] > shares[largest])
			largest = i;
	}
	for (size_t i = 0; i < n; i++) {
		if (i == largest || !(shares[i] > HELD_SHARE))
			score[i] = 0;
	}
}

static void
add_shown_score(double *score, const struct fit *fit, const double *alpha,
    const double *beta, uint8_t symbol)
{
	size_t k = fit->model.chain.states;
	size_t n = fit->data->symbols;

	for (size_t j = 0; j < k; j++) {
		double here = alpha[j] * beta[j];
		double p = fit->model.emission[j * n + symbol];
		const double *shown = fit->model.shown + j * (k + 1);

		if (!(here > 0))
			continue;
		for (size_t s = 0; s <= k; s++)
			score[j * (k + 1) + s] += here * shown[s] *
			    (fit->data->emission[s * n + symbol] / p - 1);
	}
}

/* The score of one author, from the passes in fit->work. */
static void
author_score(double *score, const struct fit *fit,
    const struct gal_hmm_series *series, const struct gal_grid *grid)
{
	size_t k = fit->model.chain.states;
	size_t rates = fit->model.chain.rates;
	const double *alpha = fit->work.forward;
	const double *beta = fit->work.backward;

	memset(score, 0, fit->m * sizeof(*score));
	for (size_t j = 0; j < k; j++)
		score[rates + j] = alpha[j] * beta[j] - fit->model.init[j];
	for (size_t i = 0; i < series->count && fit->fits_shown; i++)
		add_shown_score(score + shown_at(fit), fit, alpha + i * k,
		    beta + i * k, series->symbol[i]);
	for (size_t i = 1; i < series->count; i++) {
		const double *dp = grid->dp + series->gap[i] * rates * k * k;
		double after[GAL_STATES_MAX];

		for (size_t j = 0; j < k; j++)
			after[j] = fit->model.emission[j * fit->data->symbols +
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
	keep_free(score + rates, fit->model.init, k);
	for (size_t j = 0; j < k && fit->fits_shown; j++)
		keep_free(score + shown_at(fit) + j * (k + 1),
		    fit->model.shown + j * (k + 1), k + 1);
}

/* Likelihood of all authors under a model; with `scores`, also score and
 * information, and the model must be the fit's own. -INFINITY where the
 * symbols are impossible. */
static enum gal_status
visit(double *loglik, struct fit *fit, const struct model *model, bool scores,
    struct gal_error *err)
{
	const struct gal_hmm_data *data = fit->data;
	struct gal_sum total = { 0, 0 };
	struct gal_grid grid;
	struct gal_hmm hmm = { model->chain.states, data->symbols, model->init,
		model->emission, &grid };
	enum gal_status status = gal_grid_build(
	    &grid, &model->chain, data->gap, data->gap_count, err);

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
			for (size_t q = 0; q < fit->m && score[p] != 0; q++)
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
move_shares(double *out, const double *shares, const double *step,
    double length, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		out[i] = shares[i] > 0
		    ? fmax(shares[i] * exp(length * step[i]), LEAST_SHARE)
		    : 0;
		sum += out[i];
	}
	for (size_t i = 0; i < n; i++)
		out[i] /= sum;
}

static void
move(
    struct model *out, const struct fit *fit, const double *step, double length)
{
	const struct model *from = &fit->model;
	size_t k = from->chain.states;

	*out = *from;
	for (size_t r = 0; r < from->chain.rates; r++)
		out->chain.rate[r] *= exp(length * step[r]);
	move_shares(out->init, from->init, step + from->chain.rates, length, k);
	for (size_t j = 0; j < k && fit->fits_shown; j++)
		move_shares(out->shown + j * (k + 1), from->shown + j * (k + 1),
		    step + shown_at(fit) + j * (k + 1), length, k + 1);
	fill_emission(out, fit);
}

/* Go along the step, halving until the likelihood rises; *moved says
 * whether it ever did. */
static enum gal_status
climb(bool *moved, struct fit *fit, double *step, struct gal_error *err)
{
	double length = 1;

	*moved = false;
	/* Each by itself: the logit of a vanishing share wants to run away
	 * and must not hold the others back. */
	for (size_t p = 0; p < fit->m; p++)
		step[p] = fmax(-STEP_MAX, fmin(STEP_MAX, step[p]));
	for (int i = 0; i < HALVINGS; i++, length /= 2) {
		struct model model;
		double loglik;
		enum gal_status status;

		move(&model, fit, step, length);
		status = visit(&loglik, fit, &model, false, err);
		if (status != GAL_OK)
			return status;
		if (loglik > fit->loglik) {
			fit->model = model;
			fit->loglik = loglik;
			*moved = true;
			return GAL_OK;
		}
	}
	return GAL_OK;
}

/*
 * A small share on its way to nothing has next to no information: its step
 * would be huge and bend those of the others. Such shares leave the system
 * of equations and simply shrink.
 */
static void
take_vanishing(bool *vanishing, struct fit *fit)
{
	size_t m = fit->m;

	for (size_t p = 0; p < m; p++) {
		size_t rates = fit->model.chain.rates;
		double share = p < rates ? 1
		    : p < shown_at(fit)	 ? fit->model.init[p - rates]
					 : fit->model.shown[p - shown_at(fit)];

		vanishing[p] = share < SMALL_SHARE &&
		    -fit->score[p] > STEP_MAX * fit->information[p * m + p];
		for (size_t q = 0; q < m && vanishing[p]; q++)
			fit->information[p * m + q] =
			    fit->information[q * m + p] = 0;
		if (vanishing[p])
			fit->score[p] = 0;
	}
}

static enum gal_status
maximise(struct gal_panel_fit *out, struct fit *fit, struct gal_error *err)
{
	enum gal_status status = GAL_OK;
	bool moved = true;

	for (; out->iterations < ITERATIONS_MAX; out->iterations++) {
		bool vanishing[PARAMETERS_MAX];
		double step[PARAMETERS_MAX];
		double decrement = 0;

		status = visit(&fit->loglik, fit, &fit->model, true, err);
		if (status != GAL_OK)
			return status;
		take_vanishing(vanishing, fit);
		gal_scoring_step(step, fit->covariance, fit->score,
		    fit->information, fit->m);
		for (size_t p = 0; p < fit->m; p++)
			decrement += step[p] * fit->score[p];
		for (size_t p = 0; p < fit->m; p++) {
			if (vanishing[p])
				step[p] = -STEP_MAX;
		}
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

static enum gal_status
start(struct fit *fit, const double *init, const double *shown,
    const struct gal_chain *chain, struct gal_error *err)
{
	size_t k = chain->states;

	if (k > GAL_STATES_MAX || chain->rates > GAL_RATES_MAX ||
	    fit->data->symbols > GAL_SYMBOLS_MAX)
		return gal_fail(
		    err, GAL_LIMIT, "too many states, rates or symbols");
	fit->model.chain = *chain;
	fit->m = shown_at(fit) + (shown != NULL ? k * (k + 1) : 0);
	if (fit->m > PARAMETERS_MAX)
		return gal_fail(
		    err, GAL_LIMIT, "more than %d parameters", PARAMETERS_MAX);
	for (size_t j = 0; j < k; j++) {
		if (!(init[j] > 0))
			return gal_fail(err, GAL_ARGUMENT,
			    "initial shares must be above 0");
		fit->model.init[j] = init[j];
	}
	for (size_t i = 0; shown != NULL && i < k * (k + 1); i++) {
		if (!(shown[i] >= 0))
			return gal_fail(err, GAL_ARGUMENT,
			    "what is shown has a share below 0");
		fit->model.shown[i] = shown[i];
	}
	if (fit->data->count == 0)
		return gal_fail(err, GAL_UNDEFINED,
		    "no author with a post: nothing can be fitted");
	fill_emission(&fit->model, fit);
	fit->information = gal_allocate(fit->m * fit->m, sizeof(double), err);
	fit->covariance = gal_allocate(fit->m * fit->m, sizeof(double), err);
	return fit->information == NULL || fit->covariance == NULL ? GAL_NOMEM
								   : GAL_OK;
}

enum gal_status
gal_hmm_fit_shown(struct gal_panel_fit *out, double *init, double *shown,
    const struct gal_chain *chain, const struct gal_hmm_data *data,
    struct gal_error *err)
{
	struct fit fit = { .data = data, .fits_shown = shown != NULL };
	size_t k = chain->states;
	size_t rates = chain->rates;
	enum gal_status status = start(&fit, init, shown, chain, err);

	memset(out, 0, sizeof(*out));
	out->chain = *chain;
	if (status == GAL_OK)
		status = maximise(out, &fit, err);
	if (status == GAL_OK) {
		out->chain = fit.model.chain;
		out->loglik = fit.loglik;
		memcpy(init, fit.model.init, k * sizeof(*init));
		if (shown != NULL)
			memcpy(shown, fit.model.shown,
			    k * (k + 1) * sizeof(*shown));
		for (size_t i = 0; i < rates; i++)
			memcpy(out->covariance + i * rates,
			    fit.covariance + i * fit.m, rates * sizeof(double));
	}
	free(fit.information);
	free(fit.covariance);
	gal_hmm_work_free(&fit.work);
	return status;
}

enum gal_status
gal_hmm_fit(struct gal_panel_fit *out, double *init,
    const struct gal_chain *chain, const struct gal_hmm_data *data,
    struct gal_error *err)
{
	return gal_hmm_fit_shown(out, init, NULL, chain, data, err);
}
