#include "stats/proportion.h"

#include <math.h>

#include "stats/quantile.h"

/* z: quantile of the normal, or of t where the error is an estimate. */
static struct gal_interval
wilson_at(double k, double n, double z)
{
	struct gal_interval out = gal_interval_none();
	double p, centre, half;

	if (!(n > 0))
		return out;
	p = k / n;
	centre = p + z * z / (2 * n);
	half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
	out.lo = k <= 0 ? 0 : fmax(0, (centre - half) / (1 + z * z / n));
	out.hi = k >= n ? 1 : fmin(1, (centre + half) / (1 + z * z / n));
	return out;
}

struct gal_interval
gal_wilson(double k, double n, double conf)
{
	return wilson_at(k, n, gal_z(conf));
}

struct gal_interval
gal_wilson_corrected(double k, double n, double conf)
{
	struct gal_interval out = gal_interval_none();
	double z = gal_z(conf);
	double yates, up, down, add;

	if (!(n > 0))
		return out;
	yates = fmin(0.5, fabs(k - n / 2));
	up = k / n + yates / n;
	down = k / n - yates / n;
	add = z * z / (2 * n);
	out.hi = up >= 1
	    ? 1
	    : (up + add + z * sqrt(up * (1 - up) / n + add / (2 * n))) /
		(1 + z * z / n);
	out.lo = down <= 0
	    ? 0
	    : (down + add - z * sqrt(down * (1 - down) / n + add / (2 * n))) /
		(1 + z * z / n);
	out.lo = fmax(0, out.lo);
	out.hi = fmin(1, out.hi);
	return out;
}

static struct gal_interval
beta_limits(double k, double n, double conf, double lo_a, double lo_b,
    double hi_a, double hi_b)
{
	struct gal_interval out = { 0, 1 };
	double tail = (1 - conf) / 2;

	if (!(n > 0))
		return gal_interval_none();
	if (k > 0)
		out.lo = gal_beta_quantile(tail, lo_a, lo_b, false);
	if (k < n)
		out.hi = gal_beta_quantile(tail, hi_a, hi_b, true);
	return out;
}

struct gal_interval
gal_clopper_pearson(double k, double n, double conf)
{
	return beta_limits(k, n, conf, k, n - k + 1, k + 1, n - k);
}

struct gal_interval
gal_jeffreys(double k, double n, double conf)
{
	return beta_limits(
	    k, n, conf, k + 0.5, n - k + 0.5, k + 0.5, n - k + 0.5);
}

struct gal_interval
gal_agresti_coull(double k, double n, double conf)
{
	struct gal_interval out = gal_interval_none();
	double z = gal_z(conf);
	double total, p, half;

	if (!(n > 0))
		return out;
	total = n + z * z;
	p = (k + z * z / 2) / total;
	half = z * sqrt(p * (1 - p) / total);
	out.lo = fmax(0, p - half);
	out.hi = fmin(1, p + half);
	return out;
}

struct gal_interval
gal_newcombe(
    double *difference, double k1, double n1, double k2, double n2, double conf)
{
	struct gal_interval a = gal_wilson(k1, n1, conf);
	struct gal_interval b = gal_wilson(k2, n2, conf);
	struct gal_interval out = gal_interval_none();
	double p1, p2;

	*difference = NAN;
	if (!(n1 > 0) || !(n2 > 0))
		return out;
	p1 = k1 / n1;
	p2 = k2 / n2;
	*difference = p1 - p2;
	out.lo = *difference - hypot(p1 - a.lo, b.hi - p2);
	out.hi = *difference + hypot(a.hi - p1, p2 - b.lo);
	return out;
}

struct gal_interval
gal_paired_change(
    double *change, double lost, double gained, double n, double conf)
{
	double d = (gained - lost) / n;

	*change = d;
	return gal_interval_wald(
	    d, sqrt(fmax(0, gained + lost - n * d * d)) / n, conf);
}

struct gal_interval
gal_poisson_exact(double events, double time, double conf)
{
	struct gal_interval out = gal_interval_none();
	double tail = (1 - conf) / 2;

	if (!(time > 0))
		return out;
	out.lo = events <= 0
	    ? 0
	    : gal_chisq_quantile(tail, 2 * events, false) / (2 * time);
	out.hi = gal_chisq_quantile(tail, 2 * events + 2, true) / (2 * time);
	return out;
}

void
gal_share_add_author(struct gal_share_sums *sums, double n)
{
	sums->authors += 1;
	sums->posts += n;
	sums->nn += n * n;
	sums->n4 += n * n * n * n;
}

void
gal_share_add(struct gal_share_sums *sums, double k, double n)
{
	if (!(n > 0))
		return;
	gal_share_add_author(sums, n);
	gal_share_add_shown(sums, k, n);
}

/* Wilson at an effective n; on authors where the se says nothing. */
static struct gal_interval
effective_wilson(double *n_eff, double p, double se, double authors, double z)
{
	*n_eff = NAN;
	if (!(se > 0))
		return wilson_at(p * authors, authors, z);
	*n_eff = p * (1 - p) / (se * se);
	if (!(*n_eff > 0))
		return wilson_at(p * authors, authors, z);
	return wilson_at(p * *n_eff, *n_eff, z);
}

double
gal_share_df(const struct gal_share_sums *sums)
{
	return sums->n4 > 0 ? sums->nn * sums->nn / sums->n4 : NAN;
}

void
gal_share_finish(
    struct gal_share *out, const struct gal_share_sums *sums, double conf)
{
	double g = sums->authors;
	double n = sums->posts;
	double p = sums->k / n;
	double residual, spread;

	*out = (struct gal_share){ .authors = g, .posts = n, .k = sums->k };
	out->pooled = out->se_iid = out->se_cr1 = out->deff = NAN;
	out->n_eff = out->kish = out->mean = out->mean_se = out->df = NAN;
	out->mean_n_eff = out->any_share = NAN;
	out->pooled_interval = out->mean_interval = gal_interval_none();
	out->pooled_t = gal_interval_none();
	out->any_interval = gal_interval_none();
	if (g < 1)
		return;
	out->pooled = p;
	out->se_iid = sqrt(p * (1 - p) / n);
	out->kish = n * n / sums->nn;
	out->any = sums->any;
	out->any_share = sums->any / g;
	out->any_interval = gal_wilson(sums->any, g, conf);
	out->mean = gal_sum_value(&sums->share) / g;
	if (g < 2)
		return; /* one author carries no spread */
	residual = fmax(0, sums->kk - 2 * p * sums->kn + p * p * sums->nn);
	out->se_cr1 = sqrt(g / (g - 1) * residual) / n;
	if (p <= 0 || p >= 1)
		out->se_cr1 = 0;
	out->deff = pow(out->se_cr1 / out->se_iid, 2);
	out->pooled_interval =
	    effective_wilson(&out->n_eff, p, out->se_cr1, g, gal_z(conf));
	out->df = gal_share_df(sums);
	out->pooled_t = effective_wilson(
	    &out->n_eff, p, out->se_cr1, g, gal_t(conf, out->df));
	spread =
	    gal_sum_value(&sums->share_squared) - g * out->mean * out->mean;
	out->mean_se = sqrt(fmax(0, spread) / (g - 1) / g);
	if (out->mean <= 0 || out->mean >= 1)
		out->mean_se = 0;
	out->mean_interval = effective_wilson(
	    &out->mean_n_eff, out->mean, out->mean_se, g, gal_z(conf));
}
