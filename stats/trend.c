#include "stats/trend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/association.h"

#define VALUES_MAX 4096

static int
sign(double x)
{
	return (x > 0) - (x < 0);
}

struct ties {
	double pairs;	/* sum u (u - 1) */
	double triples; /* sum u (u - 1) (u - 2) */
	double full;	/* sum u (u - 1) (2 u + 5) */
};

static struct ties
ties_of(const double *sorted, size_t n)
{
	struct ties out = { 0, 0, 0 };

	for (size_t i = 0; i < n;) {
		size_t first = i;
		double u;

		while (i < n && sorted[i] == sorted[first])
			i++;
		u = (double)(i - first);
		out.pairs += u * (u - 1);
		out.triples += u * (u - 1) * (u - 2);
		out.full += u * (u - 1) * (2 * u + 5);
	}
	return out;
}

/* Continuity-corrected normal score of Kendall's S. */
static double
score(double s, double variance)
{
	return (s - sign(s)) / sqrt(variance);
}

static double
kendall_variance(double n, const struct ties *t, const struct ties *v)
{
	double variance = (n * (n - 1) * (2 * n + 5) - t->full - v->full) / 18;

	if (n > 2)
		variance +=
		    t->triples * v->triples / (9 * n * (n - 1) * (n - 2));
	if (n > 1)
		variance += t->pairs * v->pairs / (2 * n * (n - 1));
	/* All tied in t or v: exactly nothing, whatever rounding left. */
	return t->pairs == n * (n - 1) || v->pairs == n * (n - 1) ? 0
								  : variance;
}

static void
mann_kendall(struct gal_trend *out, const struct ties *t, const struct ties *v)
{
	double n = out->n;

	out->variance = kendall_variance(n, t, v);
	if (!(out->variance > 0))
		return;
	out->z = score(out->s, out->variance);
	out->p = gal_normal_two_sided(out->z);
	out->tau_b = out->s /
	    sqrt((n * (n - 1) - t->pairs) / 2 * (n * (n - 1) - v->pairs) / 2);
}

/* Sen's limits: order statistics at (N -+ C) / 2, C = z sqrt(var S). */
static void
sen_limits(
    struct gal_trend *out, const double *slopes, size_t count, double conf)
{
	double c = gal_z(conf) * sqrt(out->variance), n = (double)count;
	double lo = fmax(0, nearbyint((n - c) / 2) - 1);
	double hi = fmin(n - 1, nearbyint((n + c) / 2));

	out->limits.lo = slopes[(size_t)lo];
	out->limits.hi = slopes[(size_t)fmax(0, hi)];
}

enum gal_status
gal_trend_of(struct gal_trend *out, const double *t, const double *v, size_t n,
    double conf, struct gal_error *err)
{
	double *sorted = NULL, *slopes = NULL;
	struct ties t_ties, v_ties;
	size_t count = 0;
	enum gal_status status = GAL_NOMEM;

	*out = (struct gal_trend){ .n = (double)n };
	out->theil_sen = out->intercept = out->z = out->p = out->tau_b = NAN;
	out->limits = gal_interval_none();
	if (n > VALUES_MAX)
		return gal_fail(err, GAL_LIMIT,
		    "a trend takes at most %d values", VALUES_MAX);
	sorted = gal_allocate(n, sizeof(*sorted), err);
	slopes = gal_allocate(n * (n + 1) / 2, sizeof(*slopes), err);
	if (sorted == NULL || slopes == NULL)
		goto done;
	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++) {
			double dt = t[j] - t[i], dv = v[j] - v[i];

			out->s += sign(dt) * sign(dv);
			if (dt != 0)
				slopes[count++] = gal_unsigned_zero(dv / dt);
		}
	memcpy(sorted, t, n * sizeof(*sorted));
	gal_sort_doubles(sorted, n);
	t_ties = ties_of(sorted, n);
	memcpy(sorted, v, n * sizeof(*sorted));
	gal_sort_doubles(sorted, n);
	v_ties = ties_of(sorted, n);
	out->slopes = (double)count;
	mann_kendall(out, &t_ties, &v_ties);
	if (count > 0) {
		gal_sort_doubles(slopes, count);
		out->theil_sen = gal_median_sorted(slopes, count);
		for (size_t i = 0; i < n; i++)
			sorted[i] = v[i] - out->theil_sen * t[i];
		gal_sort_doubles(sorted, n);
		out->intercept = gal_median_sorted(sorted, n);
		sen_limits(out, slopes, count, conf);
	}
	status = GAL_OK;
done:
	free(sorted);
	free(slopes);
	return status;
}

/* The same without a sort, from each value's number of equals after it: in a
 * group of u these are u - 1, ..., 0, and what they add makes the group's
 * terms. */
static void
add_equals(struct ties *ties, size_t after)
{
	double e = (double)after;

	if (after == 0)
		return;
	ties->pairs += 2 * e;
	ties->triples += 3 * e * (e - 1);
	ties->full += 6 * e * (e + 2);
}

/* How n values stand to one before them. */
struct standing {
	int64_t above, same;
};

/* Two at once, which every 64-bit machine can; the compiler does not see it
 * where counts are taken from comparisons. */
typedef double pair __attribute__((vector_size(16)));
typedef int64_t pair_counts __attribute__((vector_size(16)));

/* Slopes from one point to n later ones. */
static struct standing
slopes_from(double *restrict slopes, double t0, double v0,
    const double *restrict t, const double *restrict v, size_t n)
{
	pair_counts above = { 0, 0 }, same = { 0, 0 };
	struct standing out;
	size_t j = 0;

	for (; j + 1 < n; j += 2) {
		pair change, time;

		memcpy(&change, v + j, sizeof(change));
		memcpy(&time, t + j, sizeof(time));
		change -= v0;
		above -= change > 0.0; /* true is -1 */
		same -= change == 0.0;
		change /= time - t0;
		memcpy(slopes + j, &change, sizeof(change));
	}
	out = (struct standing){ above[0] + above[1], same[0] + same[1] };
	if (j < n) {
		double change = v[j] - v0;

		slopes[j] = change / (t[j] - t0);
		out.above += change > 0;
		out.same += change == 0;
	}
	return out;
}

void
gal_trend_slope(struct gal_trend *out, const double *t, const double *v,
    size_t n, double *scratch)
{
	struct ties t_ties = { 0, 0, 0 }, v_ties = { 0, 0, 0 };
	size_t count = 0, later = 0;
	int64_t s = 0;

	for (size_t i = 0; i < n; i++) {
		struct standing after;
		size_t same = 0;

		/* pairs at one time have no slope and no part in S */
		while (later < n && t[later] == t[i])
			later++;
		for (size_t j = i + 1; j < later; j++)
			same += v[j] == v[i];
		after = slopes_from(scratch + count, t[i], v[i], t + later,
		    v + later, n - later);
		s += 2 * after.above + after.same - (int64_t)(n - later);
		count += n - later;
		add_equals(&t_ties, later - i - 1);
		add_equals(&v_ties, same + (size_t)after.same);
	}
	*out = (struct gal_trend){ .n = (double)n,
		.slopes = (double)count,
		.theil_sen = gal_median_select(scratch, count),
		.intercept = NAN,
		.limits = { NAN, NAN },
		.s = (double)s,
		.variance = kendall_variance((double)n, &t_ties, &v_ties),
		.z = NAN,
		.p = NAN,
		.tau_b = NAN };
}

enum gal_status
gal_trend_regional(struct gal_regional *out, const struct gal_trend *trends,
    size_t count, struct gal_error *err)
{
	double *slopes = gal_allocate(count, sizeof(*slopes), err);
	size_t n = 0;

	*out = (struct gal_regional){ 0 };
	out->z = out->p = out->median_slope = out->sign_p = NAN;
	if (slopes == NULL)
		return GAL_NOMEM;
	for (size_t i = 0; i < count; i++) {
		if (!(trends[i].variance > 0))
			continue;
		out->authors += 1;
		out->s += trends[i].s;
		out->variance += trends[i].variance;
		if (isnan(trends[i].theil_sen))
			continue;
		slopes[n++] = trends[i].theil_sen;
		out->rising += trends[i].theil_sen > 0;
		out->falling += trends[i].theil_sen < 0;
	}
	gal_sort_doubles(slopes, n);
	out->median_slope = gal_median_sorted(slopes, n);
	if (out->variance > 0) {
		out->z = score(out->s, out->variance);
		out->p = gal_normal_two_sided(out->z);
	}
	if (out->rising + out->falling > 0)
		out->sign_p =
		    gal_sign_test(out->rising, out->rising + out->falling);
	free(slopes);
	return GAL_OK;
}
