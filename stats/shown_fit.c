#include "stats/shown_fit.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_matrix.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/scoring.h"

#define PARAMETERS_MAX 120

/* All parameters on the real line: log rates, logits of init (first state
 * the reference), logits of each row of X (none the reference). */
struct point {
	size_t count;
	double x[PARAMETERS_MAX];
};

struct model {
	const struct gal_shown_spec *spec;
	struct gal_chain chain;
	double init[GAL_STATES_MAX];
	double shown[GAL_STATES_MAX * GAL_SYMBOLS_MAX];
	double emission[GAL_STATES_MAX * GAL_SYMBOLS_MAX];
	struct gal_grid grid;
};

struct totals {
	double loglik, authors, posts;
	double score[PARAMETERS_MAX];
	double information[PARAMETERS_MAX * PARAMETERS_MAX];
};

static size_t
parameter_count(const struct gal_shown_spec *spec)
{
	size_t k = spec->chain.states, n = spec->chain.rates + k - 1;

	if (spec->free_shown)
		n += k * (k + 1) / 2;
	return n;
}

/* Softmax with the first of n as reference; x holds n - 1 logits. */
static void
softmax(double *out, const double *x, size_t n)
{
	double total = 1;

	out[0] = 1;
	for (size_t i = 1; i < n; i++)
		total += out[i] = exp(x[i - 1]);
	for (size_t i = 0; i < n; i++)
		out[i] /= total;
}

static void
unpack(struct model *m, const struct point *at)
{
	const struct gal_shown_spec *spec = m->spec;
	size_t k = spec->chain.states, s = spec->symbols, next;

	m->chain = spec->chain;
	for (size_t r = 0; r < m->chain.rates; r++)
		m->chain.rate[r] = exp(at->x[r]);
	next = m->chain.rates;
	softmax(m->init, at->x + next, k);
	next += k - 1;
	memset(m->shown, 0, sizeof(m->shown));
	for (size_t h = 0; h < k; h++) {
		if (spec->free_shown) {
			softmax(m->shown + h * s, at->x + next, h + 2);
			next += h + 1;
		} else {
			m->shown[h * s + h + 1] = 1;
		}
		for (size_t o = 0; o < s; o++) {
			m->emission[h * s + o] = 0;
			for (size_t v = 0; v < s; v++)
				m->emission[h * s + o] += m->shown[h * s + v] *
				    spec->tagger[v * s + o];
		}
	}
}

/* d log likelihood of one series by each parameter, from its passes. */
static void
author_score(double *score, const struct model *m,
    const struct gal_hmm_series *series, const struct gal_hmm_work *work)
{
	size_t k = m->chain.states, s = m->spec->symbols, kk = k * k;
	size_t rates = m->chain.rates, next = rates;
	double seen[GAL_STATES_MAX][GAL_SYMBOLS_MAX] = { { 0 } };

	memset(score, 0, PARAMETERS_MAX * sizeof(*score));
	for (size_t i = 0; i < series->count; i++) {
		const double *alpha = work->forward + i * k;
		const double *beta = work->backward + i * k;
		const double *dp;

		for (size_t h = 0; h < k; h++)
			seen[h][series->symbol[i]] += alpha[h] * beta[h];
		if (i == 0)
			continue;
		alpha -= k;
		dp = m->grid.dp + series->gap[i] * rates * kk;
		for (size_t r = 0; r < rates; r++, dp += kk)
			for (size_t h = 0; h < k; h++) {
				double v = 0;

				for (size_t j = 0; j < k; j++)
					v += dp[h * k + j] *
					    m->emission[j * s +
						series->symbol[i]] *
					    beta[j];
				score[r] += alpha[h] * v / work->scale[i];
			}
	}
	for (size_t h = 1; h < k; h++)
		score[next++] =
		    work->forward[h] * work->backward[h] - m->init[h];
	for (size_t h = 0; h < k && m->spec->free_shown; h++)
		for (size_t v = 1; v < h + 2; v++, next++)
			for (size_t o = 0; o < s; o++)
				if (seen[h][o] > 0)
					score[next] += seen[h][o] *
					    m->shown[h * s + v] *
					    (m->spec->tagger[v * s + o] /
						    m->emission[h * s + o] -
						1);
}

static enum gal_status
evaluate(struct totals *out, struct model *m, const struct point *at,
    const struct gal_shown_source *source, struct gal_hmm_work *work,
    bool with_score, struct gal_error *err)
{
	struct gal_hmm hmm = { m->spec->chain.states, m->spec->symbols, m->init,
		m->emission, &m->grid };
	struct gal_hmm_series series;
	struct gal_sum loglik = { 0, 0 };
	double score[PARAMETERS_MAX];
	enum gal_status status;

	unpack(m, at);
	memset(out, 0, sizeof(*out));
	gal_grid_free(&m->grid);
	status = with_score ? gal_grid_build(&m->grid, &m->chain, m->spec->gap,
				  m->spec->gap_count, err)
			    : gal_grid_values(&m->grid, &m->chain, m->spec->gap,
				  m->spec->gap_count, err);
	if (status == GAL_OK)
		status = source->rewind(source->payload, err);
	while (status == GAL_OK) {
		double one;

		status = source->next(source->payload, &series, err);
		if (status != GAL_OK)
			break;
		if (series.count == 0)
			continue;
		status = with_score
		    ? gal_hmm_passes(&one, &hmm, &series, work, err)
		    : gal_hmm_loglik(&one, &hmm, &series, work, err);
		if (status != GAL_OK)
			return status;
		gal_sum_add(&loglik, one);
		out->authors += 1;
		out->posts += (double)series.count;
		if (!with_score)
			continue;
		author_score(score, m, &series, work);
		for (size_t u = 0; u < at->count; u++) {
			out->score[u] += score[u];
			for (size_t v = 0; v <= u && score[u] != 0; v++)
				out->information[u * at->count + v] +=
				    score[u] * score[v];
		}
	}
	for (size_t u = 0; u < at->count; u++)
		for (size_t v = 0; v < u; v++)
			out->information[v * at->count + u] =
			    out->information[u * at->count + v];
	out->loglik = gal_sum_value(&loglik);
	return status == GAL_END ? GAL_OK : status;
}

/* How flat the likelihood is: eigenvalues of the unit-diagonal information. */
static double
flatness_of(const double *information, size_t n)
{
	gsl_matrix *a = gsl_matrix_alloc(n, n);
	gsl_vector *values = gsl_vector_alloc(n);
	gsl_eigen_symm_workspace *w = gsl_eigen_symm_alloc(n);
	double lo = INFINITY, hi = 0;

	if (a != NULL && values != NULL && w != NULL) {
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; j < n; j++) {
				double d = sqrt(information[i * n + i] *
				    information[j * n + j]);

				gsl_matrix_set(a, i, j,
				    d > 0 ? information[i * n + j] / d : 0);
			}
		gsl_eigen_symm(a, values, w);
		for (size_t i = 0; i < n; i++) {
			lo = fmin(lo, gsl_vector_get(values, i));
			hi = fmax(hi, gsl_vector_get(values, i));
		}
	}
	gsl_matrix_free(a);
	gsl_vector_free(values);
	if (w != NULL)
		gsl_eigen_symm_free(w);
	return hi > 0 ? fmax(0, lo) / hi : 0;
}

static void
start_point(struct point *at, const struct gal_shown_spec *spec)
{
	size_t k = spec->chain.states, next = spec->chain.rates;

	memset(at, 0, sizeof(*at));
	at->count = parameter_count(spec);
	for (size_t r = 0; r < spec->chain.rates; r++)
		at->x[r] = log(spec->chain.rate[r]);
	for (size_t h = 1; h < k; h++)
		at->x[next++] = -0.7 * (double)h;
	/* Authors show their own rung most, then none, then lower ones. */
	for (size_t h = 0; h < k && spec->free_shown; h++)
		for (size_t v = 1; v < h + 2; v++)
			at->x[next++] = v == h + 1 ? 0.5 : -1.5;
}

static enum gal_status
climb(struct point *at, struct totals *now, struct model *m, const double *step,
    const struct gal_shown_source *source, struct gal_hmm_work *work,
    bool *moved, struct gal_error *err)
{
	double scale = 1;

	*moved = false;
	for (int half = 0; half < 12 && !*moved; half++, scale /= 2) {
		struct point next = *at;
		struct totals *there = gal_allocate(1, sizeof(*there), err);
		enum gal_status status;

		if (there == NULL)
			return GAL_NOMEM;
		for (size_t u = 0; u < at->count; u++)
			next.x[u] += fmax(-1.5, fmin(1.5, scale * step[u]));
		/* cheap first: most rejected steps need no score */
		status = evaluate(there, m, &next, source, work, false, err);
		if (status == GAL_OK && there->loglik >= now->loglik) {
			status =
			    evaluate(there, m, &next, source, work, true, err);
			*at = next;
			*now = *there;
			*moved = status == GAL_OK;
		}
		free(there);
		if (status == GAL_UNDEFINED)
			gal_error_clear(err); /* too far: come back */
		else if (status != GAL_OK)
			return status;
	}
	return GAL_OK;
}

static void
fill_fit(struct gal_shown_fit *out, const struct model *m,
    const struct totals *now, const double *covariance, size_t count)
{
	out->chain = m->chain;
	memcpy(out->init, m->init, sizeof(out->init));
	memcpy(out->shown, m->shown, sizeof(out->shown));
	memcpy(out->emission, m->emission, sizeof(out->emission));
	out->loglik = now->loglik;
	out->authors = now->authors;
	out->posts = now->posts;
	for (size_t u = 0; u < m->chain.rates; u++)
		for (size_t v = 0; v < m->chain.rates; v++)
			out->covariance[u * m->chain.rates + v] =
			    covariance[u * count + v];
	out->flatness = flatness_of(now->information, count);
}

enum gal_status
gal_shown_fit(struct gal_shown_fit *out, const struct gal_shown_spec *spec,
    const struct gal_shown_source *source, struct gal_error *err)
{
	int limit = spec->max_steps > 0 ? spec->max_steps : 200;
	size_t n = parameter_count(spec);
	struct model *m = gal_allocate(1, sizeof(*m), err);
	struct totals *now = gal_allocate(1, sizeof(*now), err);
	double *covariance = gal_allocate(n * n, sizeof(*covariance), err);
	double step[PARAMETERS_MAX];
	struct gal_hmm_work work = { 0 };
	struct point at;
	enum gal_status status = GAL_NOMEM;
	bool moved = true;

	memset(out, 0, sizeof(*out));
	if (m == NULL || now == NULL || covariance == NULL)
		goto done;
	if (n > PARAMETERS_MAX || spec->symbols != spec->chain.states + 1) {
		status = gal_fail(err, GAL_LIMIT,
		    "the model has %zu parameters, more than %d", n,
		    PARAMETERS_MAX);
		goto done;
	}
	m->spec = spec;
	start_point(&at, spec);
	status = evaluate(now, m, &at, source, &work, true, err);
	if (status == GAL_OK && now->authors < 2)
		status = gal_fail(
		    err, GAL_UNDEFINED, "fewer than two authors to fit");
	while (status == GAL_OK && out->steps < limit && moved) {
		double decrement = 0, before;

		gal_scoring_step(
		    step, covariance, now->score, now->information, n);
		for (size_t u = 0; u < n; u++)
			decrement += step[u] * now->score[u];
		/* a gain of 1e-5 is 1/300 of a standard error */
		out->converged = decrement < 1e-5;
		if (out->converged)
			break;
		before = now->loglik;
		status = climb(&at, now, m, step, source, &work, &moved, err);
		out->steps++;
		/* a share on its way to 0 gains ever less and never arrives */
		if (moved && now->loglik - before < 1e-6) {
			out->converged = true;
			break;
		}
	}
	if (status != GAL_OK)
		goto done;
	/* the last evaluation may have been a rejected one */
	unpack(m, &at);
	gal_scoring_step(step, covariance, now->score, now->information, n);
	fill_fit(out, m, now, covariance, n);
done:
	if (m != NULL)
		gal_grid_free(&m->grid);
	gal_hmm_work_free(&work);
	free(m);
	free(now);
	free(covariance);
	return status;
}

void
gal_shown_as_panel(struct gal_panel_fit *out, const struct gal_shown_fit *fit)
{
	memset(out, 0, sizeof(*out));
	out->chain = fit->chain;
	out->loglik = fit->loglik;
	memcpy(out->covariance, fit->covariance, sizeof(out->covariance));
	out->iterations = fit->steps;
	out->converged = fit->converged;
}
