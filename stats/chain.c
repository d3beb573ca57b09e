/* The chain itself: generators, exponentials, P on a grid of gaps. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/panel.h"

#define SIDE_MAX (2 * GAL_STATES_MAX)
/* Of a matrix with norm below 1/2: what is left out is below 1e-22. */
#define TERMS 18

/* out = a b, k x k; out is neither of them. */
static void
multiply(double *out, const double *a, const double *b, size_t k)
{
	memset(out, 0, k * k * sizeof(*out));
	for (size_t i = 0; i < k; i++)
		for (size_t l = 0; l < k; l++)
			for (size_t j = 0; j < k; j++)
				out[i * k + j] += a[i * k + l] * b[l * k + j];
}

/* Largest sum of absolute values of a row. */
static double
row_norm(const double *a, size_t k)
{
	double norm = 0;

	for (size_t i = 0; i < k; i++) {
		double sum = 0;

		for (size_t j = 0; j < k; j++)
			sum += fabs(a[i * k + j]);
		norm = fmax(norm, sum);
	}
	return norm;
}

/* Halved until it is small, the series, squared as often. By hand: GSL's
 * crashes where memory runs out, and these matrices are small. */
enum gal_status
gal_expm(
    double *out, const double *q, size_t k, double t, struct gal_error *err)
{
	double small[SIDE_MAX * SIDE_MAX], product[SIDE_MAX * SIDE_MAX];
	double norm;
	int halvings = 0;

	if (k == 0 || k > SIDE_MAX)
		return gal_fail(err, GAL_LIMIT,
		    "a chain may have 1 to %d states", GAL_STATES_MAX);
	norm = row_norm(q, k) * fabs(t);
	if (!isfinite(norm) || norm > 1e12)
		return gal_fail(err, GAL_UNDEFINED,
		    "the matrix exponential does not converge");
	while (ldexp(norm, -halvings) > 0.5)
		halvings++;
	for (size_t i = 0; i < k * k; i++) {
		small[i] = ldexp(q[i] * t, -halvings);
		out[i] = i % (k + 1) == 0;
	}
	for (int n = TERMS; n > 0; n--) { /* Horner */
		multiply(product, small, out, k);
		for (size_t i = 0; i < k * k; i++)
			out[i] = product[i] / n + (i % (k + 1) == 0);
	}
	for (; halvings > 0; halvings--) {
		multiply(product, out, out, k);
		memcpy(out, product, k * k * sizeof(*out));
	}
	return GAL_OK;
}

void
gal_chain_ladder(struct gal_chain *out, size_t states, bool backward)
{
	*out = (struct gal_chain){ .states = states };
	for (size_t i = 0; i + 1 < states && out->rates + 2 <= GAL_RATES_MAX;
	     i++) {
		out->from[out->rates] = (uint8_t)i;
		out->to[out->rates] = (uint8_t)(i + 1);
		out->rate[out->rates++] = 0.01;
		if (!backward)
			continue;
		out->from[out->rates] = (uint8_t)(i + 1);
		out->to[out->rates] = (uint8_t)i;
		out->rate[out->rates++] = 0.01;
	}
}

void
gal_chain_generator(double *q, const struct gal_chain *chain)
{
	size_t k = chain->states;

	memset(q, 0, k * k * sizeof(*q));
	for (size_t r = 0; r < chain->rates; r++) {
		q[chain->from[r] * k + chain->to[r]] += chain->rate[r];
		q[chain->from[r] * k + chain->from[r]] -= chain->rate[r];
	}
}

static void
multiply_add(double *out, const double *a, const double *b, size_t k)
{
	for (size_t i = 0; i < k; i++)
		for (size_t j = 0; j < k; j++)
			for (size_t l = 0; l < k; l++)
				out[i * k + j] += a[i * k + l] * b[l * k + j];
}

/* P(step) then dP(step) by each log rate, one after the other: from
 * expm of [[Q, dQ], [0, Q]] (Van Loan 1978). */
static enum gal_status
step_matrices(double *out, const struct gal_chain *chain, size_t rates,
    const double *q, double step, struct gal_error *err)
{
	size_t k = chain->states, n = 2 * k;
	double block[4 * GAL_STATES_MAX * GAL_STATES_MAX];
	double result[4 * GAL_STATES_MAX * GAL_STATES_MAX];
	enum gal_status status = gal_expm(out, q, k, step, err);

	for (size_t r = 0; r < rates && status == GAL_OK; r++) {
		double *dp = out + (r + 1) * k * k;

		memset(block, 0, n * n * sizeof(*block));
		for (size_t i = 0; i < k; i++)
			for (size_t j = 0; j < k; j++) {
				block[i * n + j] = q[i * k + j];
				block[(i + k) * n + j + k] = q[i * k + j];
			}
		block[chain->from[r] * n + k + chain->to[r]] = chain->rate[r];
		block[chain->from[r] * n + k + chain->from[r]] =
		    -chain->rate[r];
		status = gal_expm(result, block, n, step, err);
		for (size_t i = 0; i < k; i++)
			memcpy(dp + i * k, result + i * n + k, k * sizeof(*dp));
	}
	return status;
}

void
gal_grid_free(struct gal_grid *grid)
{
	free(grid->p);
	free(grid->dp);
	*grid = (struct gal_grid){ 0 };
}

#define STEP_CACHE 16

/* `rates` derivatives: all of the chain's, or none. */
static enum gal_status
build(struct gal_grid *out, const struct gal_chain *chain, size_t rates,
    const double *gap, size_t count, struct gal_error *err)
{
	size_t k = chain->states, kk = k * k, block = (rates + 1) * kk;
	double q[GAL_STATES_MAX * GAL_STATES_MAX];
	double steps[STEP_CACHE], last = 0;
	double *cache = NULL, *identity = NULL;
	size_t cached = 0, turn = 0;
	enum gal_status status = GAL_NOMEM;

	*out = (struct gal_grid){ .states = k, .rates = rates, .count = count };
	if (k == 0 || k > GAL_STATES_MAX)
		return gal_fail(err, GAL_LIMIT,
		    "a chain may have 1 to %d states", GAL_STATES_MAX);
	out->p = gal_allocate(count * kk, sizeof(double), err);
	out->dp = gal_allocate(count * (rates + 1) * kk, sizeof(double), err);
	cache = gal_allocate(STEP_CACHE * block, sizeof(double), err);
	identity = gal_allocate(block, sizeof(double), err);
	if (out->p == NULL || out->dp == NULL || cache == NULL ||
	    identity == NULL)
		goto done;
	for (size_t i = 0; i < k; i++)
		identity[i * k + i] = 1;
	gal_chain_generator(q, chain);
	for (size_t g = 0; g < count; g++) {
		const double *p = g == 0 ? identity : out->p + (g - 1) * kk;
		const double *dp =
		    g == 0 ? identity + kk : out->dp + (g - 1) * rates * kk;
		double *p_next = out->p + g * kk;
		double *dp_next = out->dp + g * rates * kk;
		double step = gap[g] - last;
		const double *s;
		size_t c = 0;

		while (c < cached && steps[c] != step)
			c++;
		if (c == cached) {
			c = cached < STEP_CACHE ? cached++
						: turn++ % STEP_CACHE;
			steps[c] = step;
			status = step_matrices(
			    cache + c * block, chain, rates, q, step, err);
			if (status != GAL_OK)
				goto done;
		}
		s = cache + c * block;
		multiply(p_next, p, s, k);
		for (size_t r = 0; r < rates; r++) {
			multiply(dp_next + r * kk, dp + r * kk, s, k);
			multiply_add(dp_next + r * kk, p, s + (r + 1) * kk, k);
		}
		last = gap[g];
	}
	status = GAL_OK;
done:
	free(cache);
	free(identity);
	if (status != GAL_OK)
		gal_grid_free(out);
	return status;
}

enum gal_status
gal_grid_build(struct gal_grid *out, const struct gal_chain *chain,
    const double *gap, size_t count, struct gal_error *err)
{
	return build(out, chain, chain->rates, gap, count, err);
}

enum gal_status
gal_grid_values(struct gal_grid *out, const struct gal_chain *chain,
    const double *gap, size_t count, struct gal_error *err)
{
	return build(out, chain, 0, gap, count, err);
}
