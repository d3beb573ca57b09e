#include "stats/hidden_markov_fit.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/rng.h"
#include "stats/scoring.h"

#define PARAMETERS_MAX 128 /* what gal_scoring_step() takes */
#define STEP_MAX 1.5	   /* in log rates and logits: far starts overshoot */
#define HALVINGS 12
#define STEPS_MAX 200

/*
 * Parameters on the real line: log rates, then logits of init, then, if X is
 * estimated, of each row's allowed cells; each against the share that is the
 * largest to start from.
 */
struct point {
	size_t count;
	double x[PARAMETERS_MAX];
};

struct model {
	const struct gal_hmm_spec *spec;
	struct gal_chain chain;
	double tagger[GAL_SYMBOLS_MAX * GAL_SYMBOLS_MAX];
	size_t init_reference, shown_reference[GAL_STATES_MAX];
	double init[GAL_STATES_MAX];
	double shown[GAL_STATES_MAX * GAL_SYMBOLS_MAX];
	double emission[GAL_STATES_MAX * GAL_SYMBOLS_MAX];
	struct gal_grid grid;
};

struct totals {
	double loglik, authors, posts;
	double penalised; /* loglik + log prior */
	double score[PARAMETERS_MAX];
	double information[PARAMETERS_MAX * PARAMETERS_MAX];
};

void
gal_hmm_start_shown(struct gal_hmm_spec *spec, bool above)
{
	size_t k = spec->chain.states, shows = spec->shows;

	memset(spec->shown, 0, sizeof(spec->shown));
	for (size_t h = 0; h < k; h++) {
		double *row = spec->shown + h * shows, total = 0;

		for (size_t v = 0; v < shows; v++) {
			row[v] = v == h + 1 ? 1.65
			    : v == 0	    ? 1
			    : v <= h	    ? 0.22
			    : above	    ? 0.05
					    : 0;
			total += row[v];
		}
		for (size_t v = 0; v < shows; v++)
			row[v] /= total;
	}
}

void
gal_hmm_start_init(struct gal_hmm_spec *spec)
{
	size_t k = spec->chain.states;
	double total = 2 - pow(2, 1 - (double)k);

	for (size_t h = 0; h < k; h++)
		spec->init[h] = pow(2, -(double)h) / total;
}

static size_t
parameter_count(const struct gal_hmm_spec *spec)
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

/* The place of the share that the others are measured against. */
static size_t
reference_of(const double *pattern, size_t n)
{
	size_t largest = 0;

	for (size_t i = 1; i < n; i++)
		if (pattern[i] > pattern[largest])
			largest = i;
	return largest;
}

static void
logits(struct point *at, size_t *next, const double *shares, size_t n)
{
	size_t reference = reference_of(shares, n);

	for (size_t i = 0; i < n; i++)
		if (i != reference && shares[i] > 0)
			at->x[(*next)++] = log(shares[i] / shares[reference]);
}

/* The shares back from their logits; pattern: what was allowed. */
static void
softmax(double *out, const double *pattern, const struct point *at,
    size_t *next, size_t n)
{
	size_t reference = reference_of(pattern, n);
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

static void
start_point(struct point *at, const struct gal_hmm_spec *spec)
{
	size_t k = spec->chain.states, next = spec->chain.rates;

	memset(at, 0, sizeof(*at));
	at->count = parameter_count(spec);
	for (size_t r = 0; r < spec->chain.rates; r++)
		at->x[r] = log(spec->chain.rate[r]);
	logits(at, &next, spec->init, k);
	for (size_t h = 0; h < k && spec->free_shown; h++)
		logits(at, &next, spec->shown + h * spec->shows, spec->shows);
}

static void
unpack(struct model *m, const struct point *at)
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
			memcpy(row, spec->shown + h * shows,
			    shows * sizeof(*row));
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
author_score(double *score, const struct model *m,
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
			score[next++] = work->forward[h] * work->backward[h] -
			    m->init[h];
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
share_prior(struct totals *out, const double *shares, const double *pattern,
    size_t n, size_t m, size_t *next)
{
	size_t at[GAL_SYMBOLS_MAX], free = 0;
	double all;

	for (size_t i = 0; i < n; i++)
		if (pattern[i] > 0) {
			out->penalised += GAL_HMM_PRIOR_SHARE * log(shares[i]);
			if (i != reference_of(pattern, n))
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

static void
add_prior(struct totals *out, const struct model *m, const struct point *at)
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

/* Without the prior. */
static enum gal_status
evaluate(struct totals *out, struct model *m, const struct point *at,
    const struct gal_hmm_source *source, struct gal_hmm_work *work,
    bool with_score, struct gal_error *err)
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

struct fit {
	struct model model;
	struct point at;
	struct totals now, there; /* there: a step that may be refused */
	double covariance[PARAMETERS_MAX * PARAMETERS_MAX];
	struct gal_hmm_work work;
	const struct gal_hmm_source *source;
};

/* Go along the step, halving until the posterior rises. */
static enum gal_status
climb(struct fit *f, const double *step, bool *moved, struct gal_error *err)
{
	double scale = 1;

	*moved = false;
	for (int half = 0; half < HALVINGS && !*moved; half++, scale /= 2) {
		struct point next = f->at;
		enum gal_status status;

		for (size_t u = 0; u < next.count; u++)
			next.x[u] += fmax(
			    -STEP_MAX, fmin(STEP_MAX, scale * step[u]));
		/* cheap first: a rejected step needs no score */
		status = evaluate(&f->there, &f->model, &next, f->source,
		    &f->work, half == 0, err);
		if (status == GAL_UNDEFINED) {
			gal_error_clear(err); /* too far: come back */
			continue;
		}
		if (status != GAL_OK)
			return status;
		add_prior(&f->there, &f->model, &next);
		if (!(f->there.penalised >= f->now.penalised))
			continue;
		if (half > 0) {
			status = evaluate(&f->there, &f->model, &next,
			    f->source, &f->work, true, err);
			if (status != GAL_OK)
				return status;
			add_prior(&f->there, &f->model, &next);
		}
		f->at = next;
		f->now = f->there;
		*moved = true;
	}
	return GAL_OK;
}

static enum gal_status
maximise(struct gal_hmm_fit *out, struct fit *f, int limit,
    struct gal_error *err)
{
	double step[PARAMETERS_MAX];
	enum gal_status status = evaluate(&f->now, &f->model, &f->at, f->source,
	    &f->work, true, err);
	bool moved = true;

	if (status == GAL_OK && f->now.authors < 2)
		return gal_fail(
		    err, GAL_UNDEFINED, "fewer than two authors to fit");
	if (status == GAL_OK)
		add_prior(&f->now, &f->model, &f->at);
	while (status == GAL_OK) {
		double decrement = 0;

		gal_scoring_step(step, f->covariance, f->now.score,
		    f->now.information, f->at.count);
		for (size_t u = 0; u < f->at.count; u++)
			decrement += step[u] * f->now.score[u];
		/* The decrement is about twice what is still to be gained:
		 * far below what an interval could show. */
		if (decrement < 1e-6 || !moved ||
		    out->rates.iterations == limit) {
			out->rates.converged = decrement < 1e-3;
			break;
		}
		status = climb(f, step, &moved, err);
		out->rates.iterations++;
	}
	return status;
}

/* A row of M from Dirichlet(labels x row), by gamma variates. */
static void
draw_row(double *out, const double *row, double labels, size_t n,
    uint64_t seed, uint64_t stream)
{
	double total = 0;

	for (size_t o = 0; o < n; o++) {
		double u = gal_rng_uniform(seed, stream, o);

		out[o] = gsl_cdf_gamma_Pinv(u, labels * row[o] + 0.5, 1);
		total += out[o];
	}
	for (size_t o = 0; o < n; o++)
		out[o] = fmax(out[o] / total, 1e-12);
}

/* What the labels do not know of M, added to the covariance: the spread of
 * the one scoring step that each draw of M asks for. */
static enum gal_status
draw_tagger(struct gal_hmm_fit *out, struct fit *f, struct gal_error *err)
{
	const struct gal_hmm_spec *spec = f->model.spec;
	size_t m = f->at.count, rates = spec->chain.rates, n = spec->symbols;
	double mean[GAL_RATES_MAX] = { 0 };
	double moves[GAL_HMM_DRAWS][GAL_RATES_MAX];
	const double draws = GAL_HMM_DRAWS;

	for (size_t d = 0; d < GAL_HMM_DRAWS; d++) {
		enum gal_status status;

		for (size_t v = 0; v < spec->shows; v++)
			if (spec->labels[v] > 0)
				draw_row(f->model.tagger + v * n,
				    spec->tagger + v * n, spec->labels[v], n,
				    spec->seed, d * GAL_SYMBOLS_MAX + v);
		status = evaluate(&f->there, &f->model, &f->at, f->source,
		    &f->work, true, err);
		if (status != GAL_OK)
			return status;
		add_prior(&f->there, &f->model, &f->at);
		for (size_t r = 0; r < rates; r++) {
			moves[d][r] = 0;
			for (size_t u = 0; u < m; u++)
				moves[d][r] += f->covariance[r * m + u] *
				    f->there.score[u];
			mean[r] += moves[d][r] / draws;
		}
	}
	for (size_t u = 0; u < rates; u++)
		for (size_t v = 0; v < rates; v++)
			for (size_t d = 0; d < GAL_HMM_DRAWS; d++)
				out->rates.covariance[u * rates + v] +=
				    (1 + 1 / draws) *
				    (moves[d][u] - mean[u]) *
				    (moves[d][v] - mean[v]) / (draws - 1);
	out->draws = draws;
	memcpy(f->model.tagger, spec->tagger, sizeof(f->model.tagger));
	return GAL_OK;
}

static enum gal_status
check(const struct gal_hmm_spec *spec, struct gal_error *err)
{
	size_t k = spec->chain.states;

	if (k < 1 || k > GAL_STATES_MAX || spec->chain.rates > GAL_RATES_MAX ||
	    spec->symbols > GAL_SYMBOLS_MAX || spec->shows > GAL_SYMBOLS_MAX)
		return gal_fail(
		    err, GAL_LIMIT, "too many states, rates or symbols");
	for (size_t h = 0; h < k; h++) {
		double row = 0;

		for (size_t v = 0; v < spec->shows; v++)
			row += spec->shown[h * spec->shows + v];
		if (!(spec->init[h] > 0) || !(row > 0))
			return gal_fail(err, GAL_ARGUMENT,
			    "initial shares and what is shown must be above 0");
	}
	if (parameter_count(spec) > PARAMETERS_MAX)
		return gal_fail(err, GAL_LIMIT,
		    "the model has %zu parameters, more than %d",
		    parameter_count(spec), PARAMETERS_MAX);
	return GAL_OK;
}

enum gal_status
gal_hmm_fit(struct gal_hmm_fit *out, const struct gal_hmm_spec *spec,
    const struct gal_hmm_source *source, struct gal_error *err)
{
	struct fit *f = gal_allocate(1, sizeof(*f), err);
	size_t rates = spec->chain.rates;
	bool drawn = false;
	enum gal_status status = GAL_NOMEM;

	memset(out, 0, sizeof(*out));
	if (f == NULL)
		return status;
	status = check(spec, err);
	if (status != GAL_OK)
		goto done;
	f->source = source;
	f->model.spec = spec;
	memcpy(f->model.tagger, spec->tagger, sizeof(f->model.tagger));
	f->model.init_reference = reference_of(spec->init, spec->chain.states);
	for (size_t h = 0; h < spec->chain.states; h++)
		f->model.shown_reference[h] = reference_of(
		    spec->shown + h * spec->shows, spec->shows);
	start_point(&f->at, spec);
	status = maximise(out, f,
	    spec->max_steps > 0 ? spec->max_steps : STEPS_MAX, err);
	if (status != GAL_OK)
		goto done;
	for (size_t u = 0; u < rates; u++)
		for (size_t v = 0; v < rates; v++)
			out->rates.covariance[u * rates + v] =
			    f->covariance[u * f->at.count + v];
	for (size_t v = 0; v < spec->shows; v++)
		drawn |= spec->labels[v] > 0;
	if (drawn)
		status = draw_tagger(out, f, err);
	/* without the prior, and at the point itself: the last evaluation may
	 * have been a refused step */
	if (status == GAL_OK)
		status = evaluate(
		    &f->now, &f->model, &f->at, source, &f->work, true, err);
	out->rates.chain = f->model.chain;
	out->rates.loglik = f->now.loglik;
	memcpy(out->init, f->model.init, sizeof(out->init));
	memcpy(out->shown, f->model.shown, sizeof(out->shown));
	memcpy(out->emission, f->model.emission, sizeof(out->emission));
	out->authors = f->now.authors;
	out->posts = f->now.posts;
	out->flatness = gal_flatness(f->now.information, f->at.count);
done:
	gal_grid_free(&f->model.grid);
	gal_hmm_work_free(&f->work);
	free(f);
	return status;
}
