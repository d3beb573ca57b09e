#include "stats/hidden_markov.h"

#include <math.h>
#include <stdlib.h>

void
gal_hmm_work_free(struct gal_hmm_work *work)
{
	free(work->forward);
	free(work->backward);
	free(work->scale);
	free(work->back);
	*work = (struct gal_hmm_work){ 0 };
}

static enum gal_status
reserve(struct gal_hmm_work *work, size_t count, size_t states,
    struct gal_error *err)
{
	if (count <= work->capacity)
		return GAL_OK;
	gal_hmm_work_free(work);
	count += count / 2;
	work->forward = gal_allocate(count * states, sizeof(double), err);
	work->backward = gal_allocate(count * states, sizeof(double), err);
	work->scale = gal_allocate(count, sizeof(double), err);
	work->back = gal_allocate(count * states, sizeof(int), err);
	if (work->forward == NULL || work->backward == NULL ||
	    work->scale == NULL || work->back == NULL) {
		gal_hmm_work_free(work);
		return GAL_NOMEM;
	}
	work->capacity = count;
	return GAL_OK;
}

static const double *
gap_matrix(
    const struct gal_hmm *hmm, const struct gal_hmm_series *series, size_t i)
{
	return hmm->grid->p + series->gap[i] * hmm->states * hmm->states;
}

/* alpha scaled to sum 1 at each post; returns ln likelihood. */
static double
forward(const struct gal_hmm *hmm, const struct gal_hmm_series *series,
    struct gal_hmm_work *work)
{
	size_t k = hmm->states;
	struct gal_sum loglik = { 0, 0 };

	for (size_t i = 0; i < series->count; i++) {
		double *alpha = work->forward + i * k;
		const double *before = alpha - k;
		double total = 0;

		for (size_t j = 0; j < k; j++) {
			double v = 0;

			if (i == 0) {
				v = hmm->init[j];
			} else {
				const double *p = gap_matrix(hmm, series, i);

				for (size_t h = 0; h < k; h++)
					v += before[h] * p[h * k + j];
			}
			alpha[j] = v *
			    hmm->emission[j * hmm->symbols + series->symbol[i]];
			total += alpha[j];
		}
		work->scale[i] = total;
		if (!(total > 0))
			return -INFINITY;
		for (size_t j = 0; j < k; j++)
			alpha[j] /= total;
		gal_sum_add(&loglik, log(total));
	}
	return gal_sum_value(&loglik);
}

/* beta scaled so that alpha * beta sums to 1 at each post. */
static void
backward(const struct gal_hmm *hmm, const struct gal_hmm_series *series,
    struct gal_hmm_work *work)
{
	size_t k = hmm->states, n = series->count;

	for (size_t j = 0; j < k; j++)
		work->backward[(n - 1) * k + j] = 1;
	for (size_t i = n - 1; i-- > 0;) {
		const double *p = gap_matrix(hmm, series, i + 1);
		const double *next = work->backward + (i + 1) * k;
		double weighted[GAL_STATES_MAX];

		for (size_t j = 0; j < k; j++)
			weighted[j] = next[j] *
			    hmm->emission[j * hmm->symbols +
				series->symbol[i + 1]] /
			    work->scale[i + 1];
		for (size_t h = 0; h < k; h++) {
			double v = 0;

			for (size_t j = 0; j < k; j++)
				v += p[h * k + j] * weighted[j];
			work->backward[i * k + h] = v;
		}
	}
}

enum gal_status
gal_hmm_loglik(double *out, const struct gal_hmm *hmm,
    const struct gal_hmm_series *series, struct gal_hmm_work *work,
    struct gal_error *err)
{
	enum gal_status status = reserve(work, series->count, hmm->states, err);

	if (status == GAL_OK)
		*out = forward(hmm, series, work);
	return status;
}

enum gal_status
gal_hmm_passes(double *loglik, const struct gal_hmm *hmm,
    const struct gal_hmm_series *series, struct gal_hmm_work *work,
    struct gal_error *err)
{
	enum gal_status status = gal_hmm_loglik(loglik, hmm, series, work, err);

	if (status != GAL_OK)
		return status;
	if (!isfinite(*loglik))
		return gal_fail(err, GAL_UNDEFINED,
		    "the model gives the observed symbols no probability");
	if (series->count > 0)
		backward(hmm, series, work);
	return GAL_OK;
}

enum gal_status
gal_hmm_smooth(double *posterior, const struct gal_hmm *hmm,
    const struct gal_hmm_series *series, struct gal_hmm_work *work,
    struct gal_error *err)
{
	size_t k = hmm->states;
	double loglik;
	enum gal_status status =
	    gal_hmm_passes(&loglik, hmm, series, work, err);

	if (status != GAL_OK)
		return status;
	for (size_t i = 0; i < series->count; i++) {
		double total = 0;

		for (size_t j = 0; j < k; j++) {
			posterior[i * k + j] = work->forward[i * k + j] *
			    work->backward[i * k + j];
			total += posterior[i * k + j];
		}
		for (size_t j = 0; j < k; j++)
			posterior[i * k + j] /= total;
	}
	return GAL_OK;
}

enum gal_status
gal_hmm_viterbi(int *path, const struct gal_hmm *hmm,
    const struct gal_hmm_series *series, struct gal_hmm_work *work,
    struct gal_error *err)
{
	size_t k = hmm->states, n = series->count, best = 0;
	enum gal_status status = reserve(work, n, k, err);

	if (status != GAL_OK || n == 0)
		return status;
	for (size_t i = 0; i < n; i++) {
		double *score = work->forward + i * k;
		const double *before = score - k;

		for (size_t j = 0; j < k; j++) {
			double e = log(hmm->emission[j * hmm->symbols +
			    series->symbol[i]]);

			if (i == 0) {
				score[j] = log(hmm->init[j]) + e;
				continue;
			}
			score[j] = -INFINITY;
			work->back[i * k + j] = 0;
			for (size_t h = 0; h < k; h++) {
				double v = before[h] +
				    log(gap_matrix(hmm, series, i)[h * k + j]);

				if (v > score[j]) {
					score[j] = v;
					work->back[i * k + j] = (int)h;
				}
			}
			score[j] += e;
		}
	}
	for (size_t j = 1; j < k; j++)
		if (work->forward[(n - 1) * k + j] >
		    work->forward[(n - 1) * k + best])
			best = j;
	for (size_t i = n; i-- > 0;) {
		path[i] = (int)best;
		if (i > 0)
			best = (size_t)work->back[i * k + best];
	}
	return GAL_OK;
}
