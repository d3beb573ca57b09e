/* Author fixed-effect event study and the paired comparison. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/association.h"
#include "stats/series.h"

/* Sweep the symmetric k x k matrix a into its inverse, leaving out columns
 * that depend on those before (used[i] false, their rows zero). Returns the
 * rank. Gauss-Jordan: k is the number of weeks, some tens at most. */
static size_t
invert(double *a, bool *used, size_t k)
{
	size_t rank = 0;
	double largest = 0;

	for (size_t i = 0; i < k; i++)
		largest = fmax(largest, a[i * k + i]);
	for (size_t p = 0; p < k; p++) {
		double pivot = a[p * k + p];

		used[p] = pivot > 1e-10 * largest && largest > 0;
		if (!used[p])
			continue;
		rank++;
		for (size_t i = 0; i < k; i++) {
			double factor = a[i * k + p] / pivot;

			if (i == p)
				continue;
			for (size_t j = 0; j < k; j++)
				if (j != p)
					a[i * k + j] -= factor * a[p * k + j];
			a[i * k + p] = -factor;
		}
		for (size_t j = 0; j < k; j++)
			if (j != p)
				a[p * k + j] /= pivot;
		a[p * k + p] = 1 / pivot;
	}
	for (size_t p = 0; p < k; p++)
		for (size_t j = 0; j < k && !used[p]; j++)
			a[p * k + j] = a[j * k + p] = 0;
	return rank;
}

static size_t
term_of(const struct gal_event_term *terms, size_t count, int relweek)
{
	for (size_t i = 0; i < count; i++)
		if (terms[i].relweek == relweek)
			return i;
	return count;
}

/* One author's posts [first, last): adds X'X and X'y of the demeaned rows,
 * or, given beta, the author's score X'e to `score`. */
static void
add_author(double *xx, double *xy, double *score, const double *beta,
    double *share, const struct gal_event_term *terms, size_t k,
    const struct gal_event_post *posts, size_t first, size_t last)
{
	double n = (double)(last - first), mean = 0, fit_mean = 0;

	memset(share, 0, (k + 1) * sizeof(*share));
	for (size_t i = first; i < last; i++) {
		size_t c = term_of(terms, k, posts[i].relweek);

		share[c] += 1 / n;
		mean += posts[i].y / n;
	}
	for (size_t c = 0; c < k && beta != NULL; c++)
		fit_mean += beta[c] * share[c];
	for (size_t i = first; i < last; i++) {
		size_t own = term_of(terms, k, posts[i].relweek);
		double y = posts[i].y - mean;

		if (beta != NULL) {
			double e = y + fit_mean - (own < k ? beta[own] : 0);

			for (size_t c = 0; c < k; c++)
				score[c] += e * ((c == own) - share[c]);
			continue;
		}
		for (size_t c = 0; c < k; c++) {
			double xc = (c == own) - share[c];

			xy[c] += xc * y;
			for (size_t d = 0; d < k; d++)
				xx[c * k + d] += xc * ((d == own) - share[d]);
		}
	}
}

enum gal_status
gal_event_study(struct gal_event_term *terms, size_t count,
    const struct gal_event_post *posts, size_t n, struct gal_error *err)
{
	size_t k = count, rank;
	double *work =
	    gal_allocate(2 * k * k + 3 * k + k + 1, sizeof(*work), err);
	bool *used = gal_allocate(k, sizeof(*used), err);
	double *xx, *meat, *xy, *beta, *score, *share, g = 0, factor, df;
	enum gal_status status = GAL_NOMEM;

	if (work == NULL || used == NULL)
		goto done;
	xx = work;
	meat = xx + k * k;
	xy = meat + k * k;
	beta = xy + k;
	score = beta + k;
	share = score + k;
	for (size_t i = 0; i < n;) {
		size_t first = i;

		while (i < n && posts[i].author == posts[first].author)
			i++;
		add_author(
		    xx, xy, NULL, NULL, share, terms, k, posts, first, i);
		g += 1;
	}
	rank = invert(xx, used, k);
	if (rank == 0) {
		status = gal_fail(err, GAL_UNDEFINED,
		    "no author posted in two different weeks of the window");
		goto done;
	}
	for (size_t c = 0; c < k; c++)
		for (size_t d = 0; d < k; d++)
			beta[c] += xx[c * k + d] * xy[d];
	for (size_t i = 0; i < n;) {
		size_t first = i;

		while (i < n && posts[i].author == posts[first].author)
			i++;
		memset(score, 0, k * sizeof(*score));
		add_author(
		    NULL, NULL, score, beta, share, terms, k, posts, first, i);
		for (size_t c = 0; c < k; c++)
			for (size_t d = 0; d < k; d++)
				meat[c * k + d] += score[c] * score[d];
	}
	/* Authors and weeks both cost degrees of freedom, as Stata's areg. */
	df = (double)n - g - (double)rank;
	factor = g > 1 && df > 0 ? g / (g - 1) * ((double)n - 1) / df : NAN;
	for (size_t c = 0; c < k; c++) {
		double v = 0;

		for (size_t i = 0; i < k; i++)
			for (size_t j = 0; j < k; j++)
				v += xx[c * k + i] * meat[i * k + j] *
				    xx[j * k + c];
		terms[c].coef = used[c] ? beta[c] : NAN;
		terms[c].se_cr0 = used[c] ? sqrt(fmax(0, v)) : NAN;
		terms[c].se_cr1 = used[c] ? sqrt(fmax(0, v) * factor) : NAN;
	}
	status = GAL_OK;
done:
	free(work);
	free(used);
	return status;
}

static void
mcnemar(struct gal_event_paired *out)
{
	double b = out->pre_only, c = out->post_only, n = b + c;
	double least = fmin(b, c);
	double at = exp(lgamma(n + 1) - lgamma(least + 1) -
	    lgamma(n - least + 1) - n * log(2));

	out->exact_p = out->mid_p = out->chisq = out->chisq_cc = NAN;
	if (n == 0)
		return;
	out->exact_p = gal_sign_test(b, n);
	/* Half of the observed point in each tail (Fagerland et al. 2013). */
	out->mid_p = b == c ? 1 - at / 2 : out->exact_p - at;
	out->chisq = (b - c) * (b - c) / n;
	out->chisq_cc = pow(fmax(0, fabs(b - c) - 1), 2) / n;
}

void
gal_event_pairs(struct gal_event_paired *out,
    const struct gal_event_post *posts, size_t n, double conf)
{
	struct gal_sum sum = { 0, 0 }, square = { 0, 0 };
	double g = 0, half;

	*out = (struct gal_event_paired){ 0 };
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < n;) {
			size_t author = posts[i].author;
			double count[2] = { 0 }, y[2] = { 0 }, d;

			for (; i < n && posts[i].author == author; i++) {
				count[posts[i].relweek >= 0] += 1;
				y[posts[i].relweek >= 0] += posts[i].y;
			}
			if (count[0] == 0 || count[1] == 0)
				continue;
			d = y[1] / count[1] - y[0] / count[0];
			if (pass == 1) {
				gal_sum_add(
				    &square, (d - out->mean) * (d - out->mean));
				continue;
			}
			g += 1;
			gal_sum_add(&sum, d);
			out->pre_only += y[0] > 0 && y[1] == 0;
			out->post_only += y[0] == 0 && y[1] > 0;
			out->mean = gal_sum_value(&sum) / g;
		}
	out->authors = g;
	mcnemar(out);
	out->se = out->t = out->p = NAN;
	out->limits = gal_interval_none();
	out->df = g > 0 ? g - 1 : NAN;
	if (g == 0)
		out->mean = NAN;
	if (g < 2)
		return;
	out->se = sqrt(gal_sum_value(&square) / (g - 1) / g);
	half = gsl_cdf_tdist_Qinv((1 - conf) / 2, g - 1) * out->se;
	out->limits.lo = out->mean - half;
	out->limits.hi = out->mean + half;
	if (out->se > 0) {
		out->t = out->mean / out->se;
		out->p = 2 * gsl_cdf_tdist_Q(fabs(out->t), g - 1);
	}
}
