#include "stats/panel.h"

#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/scoring.h"

#define FASTEST 24.0 /* a day */

void
gal_gaps_free(struct gal_gaps *gaps)
{
	free(gaps->gap);
	free(gaps->n);
	gaps->gap = gaps->n = NULL;
	gaps->count = gaps->capacity = 0;
}

double
gal_gap_round(int64_t seconds)
{
	const double hour = 1.0 / 24;

	if (seconds < 48 * 3600)
		return fmax(1, round((double)seconds / 3600)) * hour;
	return round((double)seconds / GAL_SECONDS_PER_DAY);
}

static enum gal_status
gaps_grow(struct gal_gaps *gaps, struct gal_error *err)
{
	size_t kk = gaps->states * gaps->states;
	size_t capacity = gaps->capacity == 0 ? 64 : 2 * gaps->capacity;
	double *gap, *n;

	gap = realloc(gaps->gap, capacity * sizeof(*gap));
	if (gap == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for gaps");
	gaps->gap = gap;
	n = realloc(gaps->n, capacity * kk * sizeof(*n));
	if (n == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for gaps");
	gaps->n = n;
	gaps->capacity = capacity;
	return GAL_OK;
}

/* Where a gap of the grid of gal_gap_round() stands once each of the grid
 * that is less was met too. */
static size_t
grid_place(double gap)
{
	if (gap < 2)
		return gap * 24 < 1.5 ? 0 : (size_t)(gap * 24 + 0.5) - 1;
	return gap < 1e6 ? 45 + (size_t)gap : SIZE_MAX;
}

enum gal_status
gal_gaps_add(struct gal_gaps *gaps, double gap, size_t from, size_t to,
    double weight, struct gal_error *err)
{
	size_t k = gaps->states, kk = k * k, lo = 0, hi = gaps->count, guess;

	if (from >= k || to >= k || !(gap >= 0))
		return gal_fail(err, GAL_ARGUMENT, "a pair out of range");
	guess = grid_place(gap);
	if (guess < hi && gaps->gap[guess] == gap)
		lo = hi = guess;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (gaps->gap[mid] < gap)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == gaps->count || gaps->gap[lo] != gap) {
		if (gaps->count == gaps->capacity) {
			enum gal_status status = gaps_grow(gaps, err);

			if (status != GAL_OK)
				return status;
		}
		memmove(gaps->gap + lo + 1, gaps->gap + lo,
		    (gaps->count - lo) * sizeof(*gaps->gap));
		memmove(gaps->n + (lo + 1) * kk, gaps->n + lo * kk,
		    (gaps->count - lo) * kk * sizeof(*gaps->n));
		gaps->gap[lo] = gap;
		memset(gaps->n + lo * kk, 0, kk * sizeof(*gaps->n));
		gaps->count++;
	}
	gaps->n[lo * kk + from * k + to] += weight;
	return GAL_OK;
}

static double
grid_loglik(const struct gal_grid *grid, const struct gal_gaps *gaps)
{
	size_t cells = gaps->count * gaps->states * gaps->states;
	struct gal_sum sum = { 0, 0 };

	for (size_t i = 0; i < cells; i++) {
		if (gaps->n[i] == 0)
			continue;
		if (!(grid->p[i] > 0))
			return -INFINITY;
		gal_sum_add(&sum, gaps->n[i] * log(grid->p[i]));
	}
	return gal_sum_value(&sum);
}

enum gal_status
gal_panel_loglik(double *out, const struct gal_chain *chain,
    const struct gal_gaps *gaps, struct gal_error *err)
{
	struct gal_grid grid;
	enum gal_status status =
	    gal_grid_values(&grid, chain, gaps->gap, gaps->count, err);

	if (status != GAL_OK)
		return status;
	*out = grid_loglik(&grid, gaps);
	gal_grid_free(&grid);
	return GAL_OK;
}

void
gal_panel_crude(
    struct gal_chain *chain, const struct gal_gaps *gaps, double fallback)
{
	size_t k = chain->states;

	for (size_t r = 0; r < chain->rates; r++) {
		size_t from = chain->from[r], to = chain->to[r];
		double moves = 0, days = 0;

		for (size_t g = 0; g < gaps->count; g++) {
			const double *n = gaps->n + g * k * k + from * k;

			moves += n[to];
			for (size_t j = 0; j < k; j++)
				days += n[j] * gaps->gap[g];
		}
		chain->rate[r] =
		    moves > 0 && days > 0 ? moves / days : fallback;
	}
}

/* Score and expected information of the log rates (scoring on pairs given
 * where each starts). */
static void
score_pairs(double *score, double *information, const struct gal_grid *grid,
    const struct gal_gaps *gaps)
{
	size_t k = gaps->states, kk = k * k, m = grid->rates;

	memset(score, 0, m * sizeof(*score));
	memset(information, 0, m * m * sizeof(*information));
	for (size_t g = 0; g < gaps->count; g++) {
		const double *n = gaps->n + g * kk;
		const double *p = grid->p + g * kk;
		const double *dp = grid->dp + g * m * kk;

		for (size_t i = 0; i < k; i++) {
			double from = 0;

			for (size_t j = 0; j < k; j++)
				from += n[i * k + j];
			if (from == 0)
				continue;
			for (size_t j = 0; j < k; j++) {
				size_t cell = i * k + j;

				/* a move no path allows carries nothing */
				if (p[cell] < 1e-290)
					continue;
				for (size_t u = 0; u < m; u++) {
					double du = dp[u * kk + cell];

					if (du == 0)
						continue;
					score[u] += n[cell] * du / p[cell];
					for (size_t v = 0; v <= u; v++)
						information[u * m + v] += from *
						    du / p[cell] *
						    dp[v * kk + cell];
				}
			}
		}
	}
	for (size_t u = 0; u < m; u++)
		for (size_t v = 0; v < u; v++)
			information[v * m + u] = information[u * m + v];
}

/* One accepted step: halve until the likelihood does not fall. */
static enum gal_status
try_steps(struct gal_panel_fit *fit, const double *step,
    const struct gal_gaps *gaps, bool *moved, struct gal_error *err)
{
	double scale = 1;

	*moved = false;
	for (int half = 0; half < 20 && !*moved; half++, scale /= 2) {
		struct gal_chain next = fit->chain;
		double loglik = -INFINITY;
		enum gal_status status;

		for (size_t r = 0; r < next.rates; r++)
			next.rate[r] *= exp(fmax(-2, fmin(2, scale * step[r])));
		status = gal_panel_loglik(&loglik, &next, gaps, err);
		if (status != GAL_OK)
			return status;
		if (loglik >= fit->loglik) {
			fit->chain = next;
			fit->loglik = loglik;
			*moved = true;
		}
	}
	return GAL_OK;
}

enum gal_status
gal_panel_fit(struct gal_panel_fit *out, const struct gal_chain *chain,
    const struct gal_gaps *gaps, struct gal_error *err)
{
	size_t m = chain->rates;
	double score[GAL_RATES_MAX], step[GAL_RATES_MAX];
	double *information = gal_allocate(m * m, sizeof(double), err);
	enum gal_status status = GAL_OK;
	bool moved = true;

	memset(out, 0, sizeof(*out));
	out->chain = *chain;
	if (information == NULL)
		return GAL_NOMEM;
	if (gaps->count == 0) {
		status = gal_fail(err, GAL_UNDEFINED,
		    "no author was observed twice: no rate can be fitted");
		goto done;
	}
	status = gal_panel_loglik(&out->loglik, &out->chain, gaps, err);
	if (status == GAL_OK && !isfinite(out->loglik))
		status = gal_fail(err, GAL_UNDEFINED,
		    "a move was observed that the chain does not allow");
	for (; status == GAL_OK && out->iterations < 100; out->iterations++) {
		struct gal_grid grid;
		double decrement = 0, fastest = 0;

		for (size_t r = 0; r < m; r++)
			fastest = fmax(fastest, out->chain.rate[r]);
		if (fastest > FASTEST)
			break;
		status = gal_grid_build(
		    &grid, &out->chain, gaps->gap, gaps->count, err);
		if (status != GAL_OK)
			break;
		score_pairs(score, information, &grid, gaps);
		gal_grid_free(&grid);
		status = gal_scoring_step(
		    step, out->covariance, score, information, m, err);
		if (status != GAL_OK)
			break;
		for (size_t r = 0; r < m; r++)
			decrement += step[r] * score[r];
		if (decrement < 1e-13 * (1 + fabs(out->loglik)) || !moved) {
			out->converged =
			    decrement < 1e-8 * (1 + fabs(out->loglik));
			break;
		}
		status = try_steps(out, step, gaps, &moved, err);
	}
done:
	free(information);
	return status;
}

struct gal_interval
gal_panel_rate_interval(
    const struct gal_panel_fit *fit, size_t rate, double conf)
{
	double variance = fit->covariance[rate * fit->chain.rates + rate];
	double half = gal_z(conf) * sqrt(variance);
	struct gal_interval out = { fit->chain.rate[rate] * exp(-half),
		fit->chain.rate[rate] * exp(half) };

	return out;
}

enum gal_status
gal_panel_reach(struct gal_reach *out, const struct gal_chain *chain,
    size_t target, double t, struct gal_error *err)
{
	struct gal_chain below = *chain;
	struct gal_grid grid;
	size_t k = below.states;
	enum gal_status status;

	memset(out, 0, sizeof(*out));
	/* No way back from the target: what happens later does not matter. */
	below.rates = 0;
	for (size_t r = 0; r < chain->rates; r++)
		if (chain->from[r] < target) {
			below.from[below.rates] = chain->from[r];
			below.to[below.rates] = chain->to[r];
			below.rate[below.rates++] = chain->rate[r];
		}
	status = gal_grid_build(&grid, &below, &t, 1, err);
	if (status != GAL_OK)
		return status;
	for (size_t i = 0; i < target; i++) {
		out->reach[i] = 1;
		for (size_t j = 0; j < target; j++)
			out->reach[i] -= grid.p[i * k + j];
		for (size_t r = 0, b = 0; r < chain->rates; r++) {
			const double *dp = grid.dp + b * k * k + i * k;

			if (chain->from[r] >= target)
				continue;
			for (size_t j = 0; j < target; j++)
				out->by_rate[i][r] -= dp[j];
			b++;
		}
	}
	gal_grid_free(&grid);
	return GAL_OK;
}

struct gal_interval
gal_reach_interval(double share, double se, double conf)
{
	struct gal_interval out = gal_interval_none();
	double stay = 1 - share, centre, half;

	if (!(stay > 0 && stay < 1) || isnan(se))
		return out;
	centre = log(-log(stay));
	half = gal_z(conf) * se / (stay * fabs(log(stay)));
	out.lo = 1 - exp(-exp(centre - half));
	out.hi = 1 - exp(-exp(centre + half));
	return out;
}

enum gal_status
gal_panel_incidence(double *share, double *se, struct gal_interval *limits,
    const struct gal_panel_fit *fit, const double *start, double authors,
    size_t target, double t, double conf, struct gal_error *err)
{
	double gradient[GAL_RATES_MAX] = { 0 }, variance = 0;
	size_t m = fit->chain.rates;
	struct gal_reach reach;
	enum gal_status status =
	    gal_panel_reach(&reach, &fit->chain, target, t, err);

	if (status != GAL_OK)
		return status;
	*share = 0;
	for (size_t i = 0; i < target; i++) {
		*share += start[i] * reach.reach[i];
		for (size_t r = 0; r < m; r++)
			gradient[r] += start[i] * reach.by_rate[i][r];
	}
	for (size_t u = 0; u < m; u++)
		for (size_t v = 0; v < m; v++)
			if (gradient[u] != 0 && gradient[v] != 0)
				variance += gradient[u] * gradient[v] *
				    fit->covariance[u * m + v];
	for (size_t i = 0; i < target && authors > 0; i++)
		variance += start[i] * (reach.reach[i] - *share) *
		    (reach.reach[i] - *share) / authors;
	*se = sqrt(variance);
	*limits = gal_reach_interval(*share, *se, conf);
	return GAL_OK;
}
