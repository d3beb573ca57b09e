/* Parameters, likelihood, score and prior of a hidden Markov fit. */
#include <math.h>
#include <string.h>

#include "stats/hidden_markov_internal.h"

size_t
hmm_parameter_count(const struct gal_hmm_spec *spec)
{
	size_t k = spec->chain.states, n = spec->chain.rates + k - 1;

	for (size_t h = 0; h < k && spec->free_shown; h++) {
		size_t allowed = 0;

		for (size_t v = 0; v < spec->shows; v++)
			allowed += spec->shown[h * spec->shows + v] > 0;
		n += allowed - 1;
	}
	return n;
}

size_t
hmm_reference_of(const double *pattern, size_t n)
{
	size_t largest = 0;

	for (size_t i = 1; i < n; i++)
		if (pattern[i] > pattern[largest])
			largest = i;
	return largest;
}

static void
logits(struct hmm_point *at, size_t *next, const double *shares, size_t n)
{
	size_t reference = hmm_reference_of(shares, n);

	for (size_t i = 0; i < n; i++)
		if (i != reference && shares[i] > 0)
			at->x[(*next)++] = log(shares[i] / shares[reference]);
}

/* The shares back from their logits; pattern: what was allowed. */
static void
softmax(double *out, const double *pattern, const struct hmm_point *at,
    size_t *next, size_t n)
{
	size_t reference = hmm_reference_of(pattern, n);
	double total = 0;

	for (size_t i = 0; i < n; i++) {
		out[i] = i == reference ? 1
		    : pattern[i] > 0	? exp(at->x[(*next)++])
					: 0;
		total += out[i];
	}
	for (size_t i = 0; i < n; i++)
		out[i] /= total;
}

void
hmm_start_point(struct hmm_point *at, const struct gal_hmm_spec *spec)
{
	size_t k = spec->chain.states, next = spec->chain.rates;

	memset(at, 0, sizeof(*at));
	at->count = hmm_parameter_count(spec);
	for (size_t r = 0; r < spec->chain.rates; r++)
		at->x[r] = log(spec->chain.rate[r]);
	logits(at, &next, spec->init, k);
	for (size_t h = 0; h < k && spec->free_shown; h++)
		logits(at, &next, spec->shown + h * spec->shows, spec->shows);
}

static void
unpack(struct hmm_model *m, const struct hmm_point *at)
{
	const struct gal_hmm_spec *spec = m->spec;
	size_t k = spec->chain.states, shows = spec->shows;
	size_t s = spec->symbols, next = spec->chain.rates;

	m->chain = spec->chain;
	for (size_t r = 0; r < m->chain.rates; r++)
		m->chain.rate[r] = exp(at->x[r]);
	softmax(m->init, spec->init, at, &next, k);
	for (size_t h = 0; h < k; h++) {
		double *row = m->shown + h * shows;

		if (spec->free_shown)
			softmax(row, spec->shown + h * shows, at, &next, shows);
		else
			memcpy(
			    row, spec->shown + h * shows, shows * sizeof(*row));
		for (size_t o = 0; o < s; o++) {
			double p = 0;

			for (size_t v = 0; v < shows; v++)
				p += row[v] * m->tagger[v * s + o];
			m->emission[h * s + o] = p;
		}
	}
}

/* d log likelihood of one series by each parameter, from its passes. */
static void
author_score(double *score, const struct hmm_model *m,
    const struct gal_hmm_series *series, const struct gal_hmm_work *work)
{
	const struct gal_hmm_spec *spec = m->spec;
	size_t k = m->chain.states, s = spec->symbols, kk = k * k;
	size_t rates = m->chain.rates, next = rates;
	double seen[GAL_STATES_MAX][GAL_SYMBOLS_MAX] = { { 0 } };

	memset(score, 0, PARAMETERS_MAX * sizeof(*score));
	for (size_t i = 0; i < series->count; i++) {
		const double *alpha = work->forward + i * k;
		const double *beta = work->backward + i * k;
		double after[GAL_STATES_MAX];
		const double *dp;

		for (size_t h = 0; h < k; h++)
			seen[h][series->symbol[i]] += alpha[h] * beta[h];
		if (i == 0)
			continue;
		alpha -= k;
		for (size_t j = 0; j < k; j++)
			after[j] = m->emission[j * s + series->symbol[i]] *
			    beta[j] / work->scale[i];
		dp = m->grid.dp + series->gap[i] * rates * kk;
		for (size_t r = 0; r < rates; r++, dp += kk)
			for (size_t h = 0; h < k; h++) {
				double v = 0;

				for (size_t j = 0; j < k; j++)
					v += dp[h * k + j] * after[j];
				score[r] += alpha[h] * v;
			}
	}
	for (size_t h = 0; h < k; h++)
		if (h != m->init_reference)
			score[next++] =
			    work->forward[h] * work->backward[h] - m->init[h];
	for (size_t h = 0; h < k && spec->free_shown; h++) {
		const double *row = m->shown + h * spec->shows;
		const double *pattern = spec->shown + h * spec->shows;

		for (size_t v = 0; v < spec->shows; v++) {
			if (!(pattern[v] > 0) || v == m->shown_reference[h])
				continue;
			for (size_t o = 0; o < s; o++)
				if (seen[h][o] > 0)
					score[next] += seen[h][o] * row[v] *
					    (m->tagger[v * s + o] /
						    m->emission[h * s + o] -
						1);
			next++;
		}
	}
}

/* Dirichlet(1 + GAL_HMM_PRIOR_SHARE) on shares, by their logits. */
static void
share_prior(struct hmm_totals *out, const double *shares, const double *pattern,
    size_t n, size_t m, size_t *next)
{
	size_t at[GAL_SYMBOLS_MAX], free = 0;
	double all;

	for (size_t i = 0; i < n; i++)
		if (pattern[i] > 0) {
			out->penalised += GAL_HMM_PRIOR_SHARE * log(shares[i]);
			if (i != hmm_reference_of(pattern, n))
				at[free++] = i;
		}
	all = GAL_HMM_PRIOR_SHARE * (double)(free + 1);
	for (size_t u = 0; u < free; u++) {
		double p = shares[at[u]];

		out->score[*next + u] += GAL_HMM_PRIOR_SHARE - all * p;
		for (size_t v = 0; v < free; v++)
			out->information[(*next + u) * m + *next + v] +=
			    all * (u == v ? p : 0) - all * p * shares[at[v]];
	}
	*next += free;
}

void
hmm_add_prior(struct hmm_totals *out, const struct hmm_model *m,
    const struct hmm_point *at)
{
	const struct gal_hmm_spec *spec = m->spec;
	const double precision = 1 / (GAL_HMM_PRIOR_SD * GAL_HMM_PRIOR_SD);
	size_t k = m->chain.states, next = m->chain.rates, n = at->count;

	/*
	 * A rate or share that nobody has: its scores are all negative and
	 * equal, and their squares say far too little of the curvature. There
	 * the likelihood is linear in the rate or share itself, so that the
	 * curvature by its logarithm is minus the score.
	 */
	for (size_t u = 0; u < n; u++)
		out->information[u * n + u] =
		    fmax(out->information[u * n + u], -out->score[u]);
	out->penalised = out->loglik;
	for (size_t r = 0; r < m->chain.rates; r++) {
		double off = at->x[r] + log(GAL_HMM_PRIOR_DAYS);

		out->penalised -= off * off * precision / 2;
		out->score[r] -= off * precision;
		out->information[r * n + r] += precision;
	}
	share_prior(out, m->init, spec->init, k, n, &next);
	for (size_t h = 0; h < k && spec->free_shown; h++)
		share_prior(out, m->shown + h * spec->shows,
		    spec->shown + h * spec->shows, spec->shows, n, &next);
}

enum gal_status
hmm_evaluate(struct hmm_totals *out, struct hmm_model *m,
    const struct hmm_point *at, const struct gal_hmm_source *source,
    struct gal_hmm_work *work, bool with_score, struct gal_error *err)
{
	struct gal_hmm hmm = { m->spec->chain.states, m->spec->symbols, m->init,
		m->emission, &m->grid };
	struct gal_hmm_series series;
	struct gal_sum loglik = { 0, 0 };
	double score[PARAMETERS_MAX];
	size_t n = at->count;
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
		for (size_t u = 0; u < n; u++) {
			out->score[u] += score[u];
			for (size_t v = 0; v <= u && score[u] != 0; v++)
				out->information[u * n + v] +=
				    score[u] * score[v];
		}
	}
	for (size_t u = 0; u < n; u++)
		for (size_t v = 0; v < u; v++)
			out->information[v * n + u] =
			    out->information[u * n + v];
	out->loglik = gal_sum_value(&loglik);
	if (!isfinite(out->loglik))
		out->loglik = -INFINITY;
	return status == GAL_END ? GAL_OK : status;
}
