#include "stats/hidden_markov_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/rng.h"
#include "stats/hidden_markov_internal.h"
#include "stats/quantile.h"
#include "stats/scoring.h"

#define STEP_MAX 1.5 /* in log rates and logits: far starts overshoot */
#define HALVINGS 12
#define STEPS_MAX 200

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

struct fit {
	struct hmm_model model;
	struct hmm_point at;
	struct hmm_totals now, there; /* there: a step that may be refused */
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
		struct hmm_point next = f->at;
		enum gal_status status;

		for (size_t u = 0; u < next.count; u++)
			next.x[u] +=
			    fmax(-STEP_MAX, fmin(STEP_MAX, scale * step[u]));
		/* cheap first: a rejected step needs no score */
		status = hmm_evaluate(&f->there, &f->model, &next, f->source,
		    &f->work, half == 0, err);
		if (status == GAL_UNDEFINED) {
			gal_error_clear(err); /* too far: come back */
			continue;
		}
		if (status != GAL_OK)
			return status;
		hmm_add_prior(&f->there, &f->model, &next);
		if (!(f->there.penalised >= f->now.penalised))
			continue;
		if (half > 0) {
			status = hmm_evaluate(&f->there, &f->model, &next,
			    f->source, &f->work, true, err);
			if (status != GAL_OK)
				return status;
			hmm_add_prior(&f->there, &f->model, &next);
		}
		f->at = next;
		f->now = f->there;
		*moved = true;
	}
	return GAL_OK;
}

static enum gal_status
maximise(
    struct gal_hmm_fit *out, struct fit *f, int limit, struct gal_error *err)
{
	double step[PARAMETERS_MAX];
	enum gal_status status = hmm_evaluate(
	    &f->now, &f->model, &f->at, f->source, &f->work, true, err);
	bool moved = true;

	if (status == GAL_OK && f->now.authors < 2)
		return gal_fail(
		    err, GAL_UNDEFINED, "fewer than two authors to fit");
	if (status == GAL_OK)
		hmm_add_prior(&f->now, &f->model, &f->at);
	while (status == GAL_OK) {
		double decrement = 0;

		status = gal_scoring_step(step, f->covariance, f->now.score,
		    f->now.information, f->at.count, err);
		if (status != GAL_OK)
			break;
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
draw_row(double *out, const double *row, double labels, size_t n, uint64_t seed,
    uint64_t stream)
{
	double total = 0;

	for (size_t o = 0; o < n; o++) {
		double u = gal_rng_uniform(seed, stream, o);

		out[o] = gal_gamma_quantile(u, labels * row[o] + 0.5);
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
	size_t m = f->at.count, joint = out->joint_count, n = spec->symbols;
	double mean[GAL_HMM_JOINT_MAX] = { 0 };
	double moves[GAL_HMM_DRAWS][GAL_HMM_JOINT_MAX];
	const double draws = GAL_HMM_DRAWS;

	for (size_t d = 0; d < GAL_HMM_DRAWS; d++) {
		enum gal_status status;

		for (size_t v = 0; v < spec->shows; v++)
			if (spec->labels[v] > 0)
				draw_row(f->model.tagger + v * n,
				    spec->tagger + v * n, spec->labels[v], n,
				    spec->seed, d * GAL_SYMBOLS_MAX + v);
		status = hmm_evaluate(&f->there, &f->model, &f->at, f->source,
		    &f->work, true, err);
		if (status != GAL_OK)
			return status;
		hmm_add_prior(&f->there, &f->model, &f->at);
		for (size_t r = 0; r < joint; r++) {
			moves[d][r] = 0;
			for (size_t u = 0; u < m; u++)
				moves[d][r] += f->covariance[r * m + u] *
				    f->there.score[u];
			mean[r] += moves[d][r] / draws;
		}
	}
	for (size_t u = 0; u < joint; u++)
		for (size_t v = 0; v < joint; v++)
			for (size_t d = 0; d < GAL_HMM_DRAWS; d++)
				out->joint[u * joint + v] += (1 + 1 / draws) *
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
	if (hmm_parameter_count(spec) > PARAMETERS_MAX)
		return gal_fail(err, GAL_LIMIT,
		    "the model has %zu parameters, more than %d",
		    hmm_parameter_count(spec), PARAMETERS_MAX);
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
	f->model.init_reference =
	    hmm_reference_of(spec->init, spec->chain.states);
	for (size_t h = 0; h < spec->chain.states; h++)
		f->model.shown_reference[h] = hmm_reference_of(
		    spec->shown + h * spec->shows, spec->shows);
	hmm_start_point(&f->at, spec);
	status = maximise(
	    out, f, spec->max_steps > 0 ? spec->max_steps : STEPS_MAX, err);
	if (status != GAL_OK)
		goto done;
	out->init_reference = f->model.init_reference;
	out->joint_count = rates + spec->chain.states - 1;
	for (size_t u = 0; u < out->joint_count; u++)
		for (size_t v = 0; v < out->joint_count; v++)
			out->joint[u * out->joint_count + v] =
			    f->covariance[u * f->at.count + v];
	for (size_t v = 0; v < spec->shows; v++)
		drawn |= spec->labels[v] > 0;
	if (drawn)
		status = draw_tagger(out, f, err);
	/* without the prior, and at the point itself: the last evaluation may
	 * have been a refused step */
	if (status == GAL_OK)
		status = hmm_evaluate(
		    &f->now, &f->model, &f->at, source, &f->work, true, err);
	for (size_t u = 0; u < rates; u++)
		for (size_t v = 0; v < rates; v++)
			out->rates.covariance[u * rates + v] =
			    out->joint[u * out->joint_count + v];
	out->rates.chain = f->model.chain;
	out->rates.loglik = f->now.loglik;
	memcpy(out->init, f->model.init, sizeof(out->init));
	memcpy(out->shown, f->model.shown, sizeof(out->shown));
	memcpy(out->emission, f->model.emission, sizeof(out->emission));
	out->authors = f->now.authors;
	out->posts = f->now.posts;
	if (status == GAL_OK)
		status = gal_flatness(
		    &out->flatness, f->now.information, f->at.count, err);
done:
	gal_grid_free(&f->model.grid);
	gal_hmm_work_free(&f->work);
	free(f);
	return status;
}

enum gal_status
gal_hmm_incidence(double *share, double *se, struct gal_interval *limits,
    const struct gal_hmm_fit *fit, size_t target, double t, double conf,
    struct gal_error *err)
{
	double gradient[GAL_HMM_JOINT_MAX] = { 0 }, below = 0, variance = 0;
	size_t rates = fit->rates.chain.rates, next = rates;
	size_t n = fit->joint_count;
	struct gal_reach reach;
	enum gal_status status =
	    gal_panel_reach(&reach, &fit->rates.chain, target, t, err);

	if (status != GAL_OK)
		return status;
	for (size_t i = 0; i < target; i++)
		below += fit->init[i];
	*share = 0;
	for (size_t i = 0; i < target; i++) {
		*share += fit->init[i] / below * reach.reach[i];
		for (size_t r = 0; r < rates; r++)
			gradient[r] +=
			    fit->init[i] / below * reach.by_rate[i][r];
	}
	/* shares below the target are a softmax of the logits below it */
	for (size_t i = 0; i < fit->rates.chain.states; i++)
		if (i != fit->init_reference) {
			if (i < target)
				gradient[next] = fit->init[i] / below *
				    (reach.reach[i] - *share);
			next++;
		}
	for (size_t u = 0; u < n; u++)
		for (size_t v = 0; v < n; v++)
			if (gradient[u] != 0 && gradient[v] != 0)
				variance += gradient[u] * gradient[v] *
				    fit->joint[u * n + v];
	*se = sqrt(variance);
	*limits = gal_reach_interval(*share, *se, conf);
	return GAL_OK;
}
