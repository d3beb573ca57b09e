/* Interrupted time series: ordinary, weighted and binomial fits. */
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/series.h"

#define P GAL_ITS_TERMS

struct design {
	size_t n;
	double (*x)[P];
	double *y, *w; /* share and posts */
};

int
gal_newey_west_lag(size_t weeks)
{
	return (int)floor(4 * pow((double)weeks / 100, 2.0 / 9));
}

/* inverse = (sum w x x')^-1, beta = inverse sum w x y. */
static enum gal_status
solve(double inverse[P][P], double beta[P], const struct design *d,
    const double *weight, const double *y, struct gal_error *err)
{
	double a[P * P] = { 0 }, b[P] = { 0 };
	gsl_matrix_view m = gsl_matrix_view_array(a, P, P);

	for (size_t i = 0; i < d->n; i++)
		for (int r = 0; r < P; r++) {
			b[r] += weight[i] * d->x[i][r] * y[i];
			for (int c = 0; c < P; c++)
				a[r * P + c] +=
				    weight[i] * d->x[i][r] * d->x[i][c];
		}
	if (gsl_linalg_cholesky_decomp1(&m.matrix) != 0 ||
	    gsl_linalg_cholesky_invert(&m.matrix) != 0)
		return gal_fail(err, GAL_UNDEFINED,
		    "the series has too few weeks before or after the event");
	for (int r = 0; r < P; r++) {
		beta[r] = 0;
		for (int c = 0; c < P; c++) {
			inverse[r][c] = a[r * P + c];
			beta[r] += a[r * P + c] * b[c];
		}
		if (!isfinite(beta[r]))
			return gal_fail(err, GAL_UNDEFINED,
			    "the series does not identify its terms");
	}
	return GAL_OK;
}

static double
fitted(const double x[P], const double beta[P])
{
	double v = 0;

	for (int r = 0; r < P; r++)
		v += x[r] * beta[r];
	return v;
}

/* se = sqrt(diag(inverse meat inverse)) * factor. */
static void
sandwich(double se[P], double inverse[P][P], double meat[P][P], double factor)
{
	for (int r = 0; r < P; r++) {
		double v = 0;

		for (int i = 0; i < P; i++)
			for (int j = 0; j < P; j++)
				v += inverse[r][i] * meat[i][j] * inverse[j][r];
		se[r] = sqrt(fmax(0, v) * factor);
	}
}

static void
newey_west(double meat[P][P], const struct design *d, const double *e, int lag)
{
	memset(meat, 0, sizeof(double[P][P]));
	for (int l = 0; l <= lag && (size_t)l < d->n; l++) {
		double w = 1 - (double)l / (lag + 1);

		for (size_t t = (size_t)l; t < d->n; t++) {
			const double *a = d->x[t], *b = d->x[t - (size_t)l];
			double ee = e[t] * e[t - (size_t)l] * w;

			for (int r = 0; r < P; r++)
				for (int c = 0; c < P; c++)
					meat[r][c] += l == 0
					    ? ee * a[r] * b[c]
					    : ee * (a[r] * b[c] + b[r] * a[c]);
		}
	}
}

static void
residual_tests(struct gal_its *out, const double *e, size_t n)
{
	double mean = gal_mean(e, n);
	double square = 0, step = 0, centred = 0, lagged = 0;

	for (size_t t = 0; t < n; t++) {
		square += e[t] * e[t];
		centred += (e[t] - mean) * (e[t] - mean);
		if (t == 0)
			continue;
		step += (e[t] - e[t - 1]) * (e[t] - e[t - 1]);
		lagged += (e[t] - mean) * (e[t - 1] - mean);
	}
	out->durbin_watson = square > 0 ? step / square : NAN;
	out->acf1 = centred > 0 ? lagged / centred : NAN;
}

/* Iteratively reweighted least squares of the binomial logit. */
static enum gal_status
logit_fit(struct gal_its *out, const struct design *d, double *work,
    struct gal_error *err)
{
	double *weight = work, *z = work + d->n;
	double inverse[P][P], beta[P] = { 0 }, pearson = 0, before = INFINITY;
	enum gal_status status = GAL_OK;

	for (size_t i = 0; i < d->n; i++) {
		double mu = (d->w[i] * d->y[i] + 0.5) / (d->w[i] + 1);

		z[i] = log(mu / (1 - mu));
		weight[i] = d->w[i] * mu * (1 - mu);
		z[i] += (d->y[i] - mu) / (mu * (1 - mu));
	}
	for (int iteration = 0; iteration < 60; iteration++) {
		double change = 0;

		status = solve(inverse, beta, d, weight, z, err);
		if (status != GAL_OK)
			return status;
		for (size_t i = 0; i < d->n; i++) {
			double eta = fitted(d->x[i], beta);
			double mu = 1 / (1 + exp(-eta));
			double v = fmax(mu * (1 - mu), 1e-300);

			weight[i] = d->w[i] * v;
			z[i] = eta + (d->y[i] - mu) / v;
		}
		for (int r = 0; r < P; r++)
			change += fabs(beta[r] - out->logit[r]);
		memcpy(out->logit, beta, sizeof(beta));
		if (change < 1e-13 || change >= before)
			break;
		before = change > 1e-6 ? INFINITY : change;
	}
	for (size_t i = 0; i < d->n; i++) {
		double mu = 1 / (1 + exp(-fitted(d->x[i], beta)));

		pearson +=
		    d->w[i] * (d->y[i] - mu) * (d->y[i] - mu) / (mu * (1 - mu));
	}
	out->quasi_dispersion = pearson / ((double)d->n - P);
	for (int r = 0; r < P; r++) {
		out->logit_se[r] = sqrt(inverse[r][r]);
		out->quasi_se[r] =
		    out->logit_se[r] * sqrt(out->quasi_dispersion);
	}
	return status;
}

static void
linear_errors(struct gal_its *out, const struct design *d, double inverse[P][P],
    const double *e)
{
	double n = (double)d->n, square = 0;
	double meat[P][P];

	for (size_t i = 0; i < d->n; i++)
		square += e[i] * e[i];
	for (int r = 0; r < P; r++)
		out->ols_se[r] = sqrt(inverse[r][r] * square / (n - P));
	newey_west(meat, d, e, (int)out->lag);
	sandwich(out->nw_se, inverse, meat, 1);
	sandwich(out->nw_se_df, inverse, meat, n / (n - P));
	newey_west(meat, d, e, 0);
	sandwich(out->hc1_se, inverse, meat, n / (n - P));
	residual_tests(out, e, d->n);
	out->nw_p_level = gal_normal_two_sided(out->ols[2] / out->nw_se[2]);
}

enum gal_status
gal_its_fit(struct gal_its *out, const struct gal_week *weeks, size_t count,
    int lag, struct gal_error *err)
{
	struct design d = { 0 };
	double *buffer = gal_allocate(5 * count, sizeof(double), err);
	double *e, *ones, inverse[P][P], first = NAN, square = 0;
	enum gal_status status = GAL_NOMEM;

	memset(out, 0, sizeof(*out));
	d.x = gal_allocate(count, sizeof(*d.x), err);
	if (buffer == NULL || d.x == NULL)
		goto done;
	d.y = buffer;
	d.w = buffer + count;
	e = buffer + 2 * count; /* and 3 * count: the logit's work */
	ones = buffer + 4 * count;
	for (size_t i = 0; i < count && isnan(first); i++)
		if (weeks[i].post)
			first = weeks[i].week;
	for (size_t i = 0; i < count; i++) {
		double *x = d.x[d.n];

		if (!(weeks[i].n > 0))
			continue;
		x[0] = 1;
		x[1] = weeks[i].week;
		x[2] = weeks[i].post;
		x[3] = isnan(first) ? 0 : fmax(0, weeks[i].week - first);
		d.w[d.n] = weeks[i].n;
		ones[d.n] = 1;
		d.y[d.n++] = weeks[i].k / weeks[i].n;
	}
	out->weeks = (double)d.n;
	out->lag = lag;
	if (d.n < P + 2) {
		status = gal_fail(err, GAL_UNDEFINED,
		    "an interrupted series needs at least %d weeks with posts",
		    P + 2);
		goto done;
	}
	status = solve(inverse, out->ols, &d, ones, d.y, err);
	if (status != GAL_OK)
		goto done;
	for (size_t i = 0; i < d.n; i++)
		e[i] = d.y[i] - fitted(d.x[i], out->ols);
	linear_errors(out, &d, inverse, e);
	status = solve(inverse, out->wls, &d, d.w, d.y, err);
	if (status != GAL_OK)
		goto done;
	for (size_t i = 0; i < d.n; i++)
		square += d.w[i] * pow(d.y[i] - fitted(d.x[i], out->wls), 2);
	for (int r = 0; r < P; r++)
		out->wls_se[r] =
		    sqrt(inverse[r][r] * square / ((double)d.n - P));
	status = logit_fit(out, &d, e, err);
done:
	free(buffer);
	free(d.x);
	return status;
}
