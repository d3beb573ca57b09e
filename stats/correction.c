#include "stats/correction.h"

#include <math.h>

void
gal_rogan_gladen_of(struct gal_rogan_gladen *out, double pos, double n,
    double se_k, double se_n, double sp_k, double sp_n, double conf)
{
	double ap = pos / n, se = se_k / se_n, sp = sp_k / sp_n;
	double j = se + sp - 1, z = gal_z(conf), p, shift;

	*out = (struct gal_rogan_gladen){ .apparent = ap };
	out->sensitivity = se;
	out->specificity = sp;
	out->youden = j;
	out->raw = out->clipped = out->delta_se = NAN;
	out->centre = out->se = NAN;
	out->limits = gal_interval_none();
	if (!(j > 0))
		return;
	p = (ap + sp - 1) / j;
	out->raw = p;
	out->clipped = fmin(1, fmax(0, p));
	out->delta_se = sqrt(ap * (1 - ap) / n + p * p * se * (1 - se) / se_n +
			    (1 - p) * (1 - p) * sp * (1 - sp) / sp_n) /
	    j;
	ap = (pos + z * z / 2) / (n + z * z);
	/* Everything below counts the two added observations. */
	se_n += 2;
	sp_n += 2;
	se = (se_k + 1) / se_n;
	sp = (sp_k + 1) / sp_n;
	j = se + sp - 1;
	if (!(j > 0))
		return;
	p = (ap + sp - 1) / j;
	shift = 2 * z * z *
	    (p * se * (1 - se) / se_n - (1 - p) * sp * (1 - sp) / sp_n);
	out->centre = p + shift;
	out->se =
	    sqrt(ap * (1 - ap) / (n + z * z) + p * p * se * (1 - se) / se_n +
		(1 - p) * (1 - p) * sp * (1 - sp) / sp_n) /
	    j;
	out->limits = gal_interval_wald(out->centre, out->se, conf);
	out->limits.lo = fmin(1, fmax(0, out->limits.lo));
	out->limits.hi = fmin(1, fmax(0, out->limits.hi));
}

static struct gal_estimate
estimate(double value, double variance, double conf)
{
	struct gal_estimate out = { .value = value, .se = sqrt(variance) };

	out.limits = gal_interval_wald(value, out.se, conf);
	return out;
}

/* Mean and population variance of a weighted selection. */
struct moments {
	double n;
	struct gal_sum sum, square;
};

static void
add(struct moments *m, double x)
{
	m->n += 1;
	gal_sum_add(&m->sum, x);
	gal_sum_add(&m->square, x * x);
}

static double
mean_of(const struct moments *m)
{
	return gal_sum_value(&m->sum) / m->n;
}

static double
variance_of(const struct moments *m)
{
	double mean = mean_of(m);

	return fmax(0, gal_sum_value(&m->square) / m->n - mean * mean);
}

static void
dsl(struct gal_corrected *out, const struct gal_labelled *rows, size_t count,
    double conf)
{
	struct moments all = { 0 };
	struct gal_sum squares = { 0, 0 };
	double theta, n = (double)count, g = 0;

	for (size_t i = 0; i < count; i++)
		add(&all,
		    rows[i].gold
			? rows[i].f + (rows[i].y - rows[i].f) / rows[i].pi
			: rows[i].f);
	theta = mean_of(&all);
	out->dsl_se_iid = sqrt(variance_of(&all) / (n - 1));
	for (size_t i = 0; i < count;) {
		uint64_t author = rows[i].author;
		struct gal_sum sum = { 0, 0 };

		for (; i < count && rows[i].author == author; i++)
			gal_sum_add(&sum,
			    (rows[i].gold ? rows[i].f +
					(rows[i].y - rows[i].f) / rows[i].pi
					  : rows[i].f) -
				theta);
		gal_sum_add(
		    &squares, gal_sum_value(&sum) * gal_sum_value(&sum));
		g += 1;
	}
	out->dsl = estimate(theta,
	    g > 1 ? g / (g - 1) * gal_sum_value(&squares) / (n * n) : NAN,
	    conf);
}

enum gal_status
gal_correct(struct gal_corrected *out, const struct gal_labelled *rows,
    size_t count, double conf, struct gal_error *err)
{
	struct moments f_all = { 0 }, f_rest = { 0 }, y = { 0 }, f_gold = { 0 };
	struct moments residual = { 0 }, tuned = { 0 };
	struct gal_sum product = { 0, 0 }, weight = { 0, 0 },
		       weighted = { 0, 0 };
	double n, rest, covariance, spread;

	*out = (struct gal_corrected){ 0 };
	for (size_t i = 0; i < count; i++) {
		add(&f_all, rows[i].f);
		if (!rows[i].gold) {
			add(&f_rest, rows[i].f);
			continue;
		}
		if (!(rows[i].pi > 0))
			return gal_fail(err, GAL_ARGUMENT,
			    "a labelled unit has no sampling probability");
		add(&y, rows[i].y);
		add(&f_gold, rows[i].f);
		add(&residual, rows[i].y - rows[i].f);
		gal_sum_add(&product, rows[i].y * rows[i].f);
		gal_sum_add(&weight, 1 / rows[i].pi);
		gal_sum_add(&weighted, rows[i].y / rows[i].pi);
	}
	out->n_gold = n = y.n;
	out->n_all = (double)count;
	rest = f_rest.n;
	if (n == 0)
		return gal_fail(err, GAL_UNDEFINED,
		    "uncorrected: no unit has a gold label");
	out->naive = mean_of(&f_all);
	out->classical = estimate(mean_of(&y), variance_of(&y) / n, conf);
	out->hajek = gal_sum_value(&weighted) / gal_sum_value(&weight);
	dsl(out, rows, count, conf);
	out->ppi = out->ppi_tuned = estimate(NAN, NAN, conf);
	out->lambda_raw = out->lambda = NAN;
	if (rest == 0)
		return GAL_OK; /* all are labelled: classical is the answer */
	out->ppi = estimate(mean_of(&f_rest) + mean_of(&residual),
	    variance_of(&f_rest) / rest + variance_of(&residual) / n, conf);
	covariance =
	    gal_sum_value(&product) / n - mean_of(&y) * mean_of(&f_gold);
	spread = variance_of(&f_all) * f_all.n / (f_all.n - 1);
	if (!(spread > 0)) { /* constant predictions say nothing */
		out->ppi_tuned = out->classical;
		return GAL_OK;
	}
	out->lambda_raw = covariance / ((1 + n / rest) * spread);
	out->lambda = fmin(1, fmax(0, out->lambda_raw));
	for (size_t i = 0; i < count; i++)
		if (rows[i].gold)
			add(&tuned, rows[i].y - out->lambda * rows[i].f);
	out->ppi_tuned =
	    estimate(out->lambda * mean_of(&f_rest) + mean_of(&tuned),
		out->lambda * out->lambda * variance_of(&f_rest) / rest +
		    variance_of(&tuned) / n,
		conf);
	return GAL_OK;
}

void
gal_dsl_of(struct gal_estimate *posts, struct gal_estimate *authors,
    const struct gal_share_sums *sums, double conf)
{
	double g = sums->authors, n = sums->posts, p = sums->k / n;
	double mean, spread, half;

	*posts = *authors = estimate(NAN, NAN, conf);
	if (g < 2)
		return;
	posts->value = p;
	posts->se =
	    sqrt(g / (g - 1) *
		fmax(0, sums->kk - 2 * p * sums->kn + p * p * sums->nn)) /
	    n;
	half = gal_t(conf, gal_share_df(sums)) * posts->se;
	posts->limits = (struct gal_interval){ p - half, p + half };
	mean = gal_sum_value(&sums->share) / g;
	spread = gal_sum_value(&sums->share_squared) - g * mean * mean;
	*authors = estimate(mean, fmax(0, spread) / (g - 1) / g, conf);
}

void
gal_ratio_add(struct gal_ratio_sums *sums, double x, double d)
{
	sums->n += 1;
	sums->x += x;
	sums->d += d;
	sums->xx += x * x;
	sums->xd += x * d;
	sums->dd += d * d;
}

struct gal_estimate
gal_ratio_of(const struct gal_ratio_sums *s, double conf)
{
	double p = s->x / s->d, spread;

	if (s->n < 2 || !(s->d > 0))
		return estimate(NAN, NAN, conf);
	spread = fmax(0, s->xx - 2 * p * s->xd + p * p * s->dd);
	return estimate(p, s->n / (s->n - 1) * spread / (s->d * s->d), conf);
}

struct gal_estimate
gal_ppi_of(
    double k, double n, double gold, double y, double f, double yf, double conf)
{
	double rest = n - gold, all = k / n, my, mf, lambda, covariance, spread;
	double f_rest, tuned;

	if (gold < 2 || rest < 1)
		return estimate(NAN, NAN, conf);
	my = y / gold;
	mf = f / gold;
	covariance = yf / gold - my * mf;
	spread = all * (1 - all) * n / (n - 1);
	lambda = spread > 0 ? covariance / ((1 + gold / rest) * spread) : 0;
	lambda = fmin(1, fmax(0, lambda));
	f_rest = (k - f) / rest;
	/* population variance of y - lambda f */
	tuned = my * (1 - my) + lambda * lambda * mf * (1 - mf) -
	    2 * lambda * covariance;
	return estimate(lambda * f_rest + my - lambda * mf,
	    lambda * lambda * f_rest * (1 - f_rest) / rest +
		fmax(0, tuned) / gold,
	    conf);
}
