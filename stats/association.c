#include "stats/association.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

static double
log_choose(double n, double k)
{
	return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1);
}

static double
log_weight(struct gal_table2 t, double x)
{
	return log_choose(t.a + t.b, x) + log_choose(t.c + t.d, t.a + t.c - x);
}

/*
 * Sum of the hypergeometric probabilities not above the observed one (with
 * R's relative tolerance of 1e-7 for ties). The tail is summed relative to
 * the observed table and the whole relative to the mode: relative to one of
 * them alone the other leaves the range of a double in large tables.
 */
static double
fisher(struct gal_table2 t)
{
	double rows = t.a + t.b, other = t.c + t.d, column = t.a + t.c;
	double lo = fmax(0, column - other), hi = fmin(rows, column);
	double mode = floor((rows + 1) * (column + 1) / (rows + other + 2));
	double observed = log_weight(t, t.a);
	double most = log_weight(t, fmax(lo, fmin(hi, mode)));
	struct gal_sum all = { 0, 0 }, tail = { 0, 0 };
	double p = log_weight(t, lo);

	for (double x = lo; x <= hi; x += 1) {
		if (p - most > -700) /* below: nothing, and slow to say so */
			gal_sum_add(&all, exp(p - most));
		if (p <= observed + 1e-7 && p - observed > -700)
			gal_sum_add(&tail, exp(p - observed));
		p += log((rows - x) * (column - x) /
		    ((x + 1) * (other - column + x + 1)));
	}
	return fmin(1,
	    exp(observed - most) * gal_sum_value(&tail) / gal_sum_value(&all));
}

static double
ratio(double x, double y)
{
	return y == 0 ? NAN : x / y;
}

void
gal_cooccurrence_of(
    struct gal_cooccurrence *out, struct gal_table2 t, double conf)
{
	double n = t.a + t.b + t.c + t.d, ad = t.a * t.d, bc = t.b * t.c;
	double margins = (t.a + t.b) * (t.c + t.d) * (t.a + t.c) * (t.b + t.d);
	double z = gal_z(conf);

	out->n = n;
	out->odds_ratio = ad == 0 && bc == 0 ? NAN : ad / bc;
	out->log_or = out->se_log_or = NAN;
	out->or_limits = gal_interval_none();
	if (ad > 0 && bc > 0) {
		out->log_or = log(out->odds_ratio);
		out->se_log_or = sqrt(1 / t.a + 1 / t.b + 1 / t.c + 1 / t.d);
		out->or_limits.lo = exp(out->log_or - z * out->se_log_or);
		out->or_limits.hi = exp(out->log_or + z * out->se_log_or);
	}
	out->haldane_or =
	    (t.a + 0.5) * (t.d + 0.5) / ((t.b + 0.5) * (t.c + 0.5));
	out->haldane_log_or = log(out->haldane_or);
	out->haldane_se = sqrt(1 / (t.a + 0.5) + 1 / (t.b + 0.5) +
	    1 / (t.c + 0.5) + 1 / (t.d + 0.5));
	out->haldane_limits.lo = exp(out->haldane_log_or - z * out->haldane_se);
	out->haldane_limits.hi = exp(out->haldane_log_or + z * out->haldane_se);
	out->phi = margins > 0 ? (ad - bc) / sqrt(margins) : NAN;
	out->chisq = margins > 0 ? n * (ad - bc) * (ad - bc) / margins : NAN;
	out->chisq_p = margins > 0 ? gsl_cdf_chisq_Q(out->chisq, 1) : NAN;
	out->yule_q = ratio(ad - bc, ad + bc);
	out->jaccard = ratio(t.a, t.a + t.b + t.c);
	out->lift = ratio(t.a * n, (t.a + t.b) * (t.a + t.c));
	out->pmi = out->lift > 0 ? log2(out->lift) : NAN;
	out->fisher_p = n > 0 ? fisher(t) : NAN;
}

void
gal_clustered_odds(struct gal_clustered_or *out, const struct gal_table2 *cells,
    size_t authors, double conf)
{
	struct gal_table2 t = { 0, 0, 0, 0 };
	struct gal_sum squares = { 0, 0 };
	double g = 0, n1, n0, p1, p0, z = gal_z(conf);

	for (size_t i = 0; i < authors; i++) {
		t.a += cells[i].a;
		t.b += cells[i].b;
		t.c += cells[i].c;
		t.d += cells[i].d;
		g += cells[i].a + cells[i].b + cells[i].c + cells[i].d > 0;
	}
	*out = (struct gal_clustered_or){ .table = t, .authors = g };
	out->log_or = out->se_model = out->se_cr0 = out->se_cr1 = NAN;
	out->or_limits = gal_interval_none();
	if (t.a == 0 || t.b == 0 || t.c == 0 || t.d == 0)
		return;
	n1 = t.a + t.b;
	n0 = t.c + t.d;
	p1 = t.a / n1;
	p0 = t.c / n0;
	for (size_t i = 0; i < authors; i++) {
		const struct gal_table2 *x = &cells[i];
		double first = x->a - p1 * (x->a + x->b);
		double second = x->c - p0 * (x->c + x->d);
		double psi = first / (n1 * p1 * (1 - p1)) -
		    second / (n0 * p0 * (1 - p0));

		gal_sum_add(&squares, psi * psi);
	}
	out->log_or = log(t.a * t.d / (t.b * t.c));
	out->se_model = sqrt(1 / t.a + 1 / t.b + 1 / t.c + 1 / t.d);
	out->se_cr0 = sqrt(gal_sum_value(&squares));
	if (g < 2)
		return;
	out->se_cr1 = out->se_cr0 * sqrt(g / (g - 1));
	out->or_limits.lo = exp(out->log_or - z * out->se_cr1);
	out->or_limits.hi = exp(out->log_or + z * out->se_cr1);
}

void
gal_mantel_haenszel_of(struct gal_mantel_haenszel *out,
    const struct gal_table2 *strata, size_t count, double conf)
{
	double r = 0, s = 0, pr = 0, ps_qr = 0, qs = 0;
	double excess = 0, variance = 0, z = gal_z(conf);

	*out = (struct gal_mantel_haenszel){ .odds_ratio = NAN };
	out->se_log = out->chisq = out->p = NAN;
	out->limits = gal_interval_none();
	for (size_t i = 0; i < count; i++) {
		struct gal_table2 t = strata[i];
		double n = t.a + t.b + t.c + t.d;
		double ri, si, pi, qi;

		if (n < 2)
			continue;
		ri = t.a * t.d / n;
		si = t.b * t.c / n;
		pi = (t.a + t.d) / n;
		qi = (t.b + t.c) / n;
		out->strata += ri > 0 || si > 0;
		r += ri;
		s += si;
		pr += pi * ri;
		ps_qr += pi * si + qi * ri;
		qs += qi * si;
		excess += t.a - (t.a + t.b) * (t.a + t.c) / n;
		variance += (t.a + t.b) * (t.c + t.d) * (t.a + t.c) *
		    (t.b + t.d) / (n * n * (n - 1));
	}
	if (variance > 0) {
		out->chisq = excess * excess / variance;
		out->p = gsl_cdf_chisq_Q(out->chisq, 1);
	}
	if (!(r > 0) || !(s > 0))
		return;
	out->odds_ratio = r / s;
	out->se_log =
	    sqrt(pr / (2 * r * r) + ps_qr / (2 * r * s) + qs / (2 * s * s));
	out->limits.lo = exp(log(out->odds_ratio) - z * out->se_log);
	out->limits.hi = exp(log(out->odds_ratio) + z * out->se_log);
}

double
gal_sign_test(double k, double n)
{
	double least = fmin(k, n - k), p = 0;

	for (double i = 0; i <= least; i += 1)
		p += exp(log_choose(n, i) - n * log(2));
	return fmin(1, 2 * p);
}
