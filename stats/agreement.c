#include "stats/agreement.h"

#include <math.h>
#include <stdlib.h>

#include "stats/proportion.h"

#define CATEGORIES_MAX 64

static double
weight_of(size_t i, size_t j, size_t q, enum gal_weights weights)
{
	double d = q > 1 ? fabs((double)i - (double)j) / ((double)q - 1) : 0;

	switch (weights) {
	case GAL_WEIGHTS_LINEAR:
		return 1 - d;
	case GAL_WEIGHTS_QUADRATIC:
		return 1 - d * d;
	case GAL_WEIGHTS_NONE:
		break;
	}
	return i == j ? 1 : 0;
}

void
gal_kappa_of(struct gal_kappa *out, const double *table, size_t categories,
    enum gal_weights weights, double conf)
{
	double row[CATEGORIES_MAX] = { 0 }, column[CATEGORIES_MAX] = { 0 };
	double row_w[CATEGORIES_MAX] = { 0 }, column_w[CATEGORIES_MAX] = { 0 };
	size_t q = categories;
	double n = 0, po = 0, pe = 0, total_w = 0, spread = 0;
	double v = 0, v0 = 0, dq = (double)q, chance, one;

	*out = (struct gal_kappa){ 0 };
	out->po = out->pe = out->kappa = out->se = out->se0 = NAN;
	out->z0 = out->gwet_pe = out->gwet_ac = out->bennett_s = NAN;
	out->limits = gal_interval_none();
	for (size_t i = 0; i < q * q; i++)
		n += table[i];
	out->n = n;
	if (n == 0 || q > CATEGORIES_MAX)
		return;
	for (size_t i = 0; i < q; i++)
		for (size_t j = 0; j < q; j++) {
			double p = table[i * q + j] / n;

			row[i] += p;
			column[j] += p;
			po += p * weight_of(i, j, q, weights);
			total_w += weight_of(i, j, q, weights);
		}
	for (size_t i = 0; i < q; i++)
		for (size_t j = 0; j < q; j++) {
			double w = weight_of(i, j, q, weights);

			pe += row[i] * column[j] * w;
			row_w[i] += column[j] * w;
			column_w[j] += row[i] * w;
		}
	out->po = po;
	out->pe = pe;
	for (size_t i = 0; i < q; i++)
		spread +=
		    (row[i] + column[i]) / 2 * (1 - (row[i] + column[i]) / 2);
	if (q > 1) {
		out->gwet_pe = total_w / (dq * (dq - 1)) * spread;
		out->gwet_ac = (po - out->gwet_pe) / (1 - out->gwet_pe);
		chance = total_w / (dq * dq);
		out->bennett_s = (po - chance) / (1 - chance);
	}
	one = 1 - pe;
	if (!(one > 1e-15))
		return; /* both coders use one and the same category */
	out->kappa = (po - pe) / one;
	for (size_t i = 0; i < q; i++)
		for (size_t j = 0; j < q; j++) {
			double w = weight_of(i, j, q, weights);
			double mean = row_w[i] + column_w[j];
			double d = w - mean * (1 - out->kappa);

			v += table[i * q + j] / n * d * d;
			v0 += row[i] * column[j] * (w - mean) * (w - mean);
		}
	v -= pow(out->kappa - pe * (1 - out->kappa), 2);
	v0 -= pe * pe;
	out->se = sqrt(fmax(0, v) / n) / one;
	out->se0 = sqrt(fmax(0, v0) / n) / one;
	out->z0 = out->se0 > 0 ? out->kappa / out->se0 : NAN;
	out->limits = gal_interval_wald(out->kappa, out->se, conf);
}

/* Squared distance of two values; `cumulative[v]`: ratings below value v. */
static double
metric_distance(size_t c, size_t k, const double *totals,
    const double *cumulative, enum gal_metric metric)
{
	double d = (double)c - (double)k, s = (double)c + (double)k;

	switch (metric) {
	case GAL_METRIC_ORDINAL: {
		size_t lo = c < k ? c : k, hi = c < k ? k : c;

		d = cumulative[hi + 1] - cumulative[lo] -
		    (totals[c] + totals[k]) / 2;
		return c == k ? 0 : d * d;
	}
	case GAL_METRIC_INTERVAL:
		return d * d;
	case GAL_METRIC_RATIO:
		return s == 0 ? 0 : d / s * (d / s);
	case GAL_METRIC_NOMINAL:
		break;
	}
	return c == k ? 0 : 1;
}

/* Coincidences: each unit with m >= 2 ratings adds its ordered pairs with
 * weight 1 / (m - 1). */
static void
coincidences(struct gal_alpha *out, double *o, double *totals,
    const int *ratings, size_t units, size_t coders, size_t values)
{
	for (size_t u = 0; u < units; u++) {
		const int *r = ratings + u * coders;
		double m = 0;

		for (size_t a = 0; a < coders; a++)
			m += r[a] >= 0 && (size_t)r[a] < values;
		if (m < 2)
			continue;
		out->units += 1;
		out->pairable += m;
		for (size_t a = 0; a < coders; a++) {
			if (r[a] < 0 || (size_t)r[a] >= values)
				continue;
			totals[r[a]] += 1;
			for (size_t b = 0; b < coders; b++)
				if (b != a && r[b] >= 0 &&
				    (size_t)r[b] < values)
					o[(size_t)r[a] * values +
					    (size_t)r[b]] += 1 / (m - 1);
		}
	}
}

enum gal_status
gal_alpha_of(struct gal_alpha *out, const int *ratings, size_t units,
    size_t coders, size_t values, enum gal_metric metric, struct gal_error *err)
{
	double *o = gal_allocate(values * values, sizeof(*o), err);
	double *totals = gal_allocate(2 * values + 1, sizeof(*totals), err);
	double *cumulative, n;
	enum gal_status status = GAL_NOMEM;

	*out = (struct gal_alpha){ 0 };
	out->observed = out->expected = out->alpha = NAN;
	if (o == NULL || totals == NULL)
		goto done;
	status = GAL_OK;
	coincidences(out, o, totals, ratings, units, coders, values);
	n = out->pairable;
	if (n < 2)
		goto done;
	cumulative = totals + values;
	for (size_t v = 0; v < values; v++)
		cumulative[v + 1] = cumulative[v] + totals[v];
	out->observed = out->expected = 0;
	for (size_t c = 0; c < values; c++)
		for (size_t k = 0; k < values; k++) {
			double d =
			    metric_distance(c, k, totals, cumulative, metric);

			out->observed += o[c * values + k] * d / n;
			out->expected +=
			    totals[c] * totals[k] * d / (n * (n - 1));
		}
	if (out->expected > 0)
		out->alpha = 1 - out->observed / out->expected;
done:
	free(o);
	free(totals);
	return status;
}

static double
set_distance(uint64_t a, uint64_t b, enum gal_set_metric metric)
{
	uint64_t both = a & b, any = a | b;
	double jaccard, monotone = 1;

	if (any == 0)
		return 0;
	jaccard = (double)__builtin_popcountll(both) /
	    (double)__builtin_popcountll(any);
	if (metric == GAL_SETS_MASI && a != b)
		monotone = both == 0	     ? 0
		    : both == a || both == b ? 2.0 / 3
					     : 1.0 / 3;
	return 1 - jaccard * monotone;
}

struct set_count {
	uint64_t set;
	double n;
};

static int
by_set(const void *a, const void *b)
{
	const struct set_count *x = a;
	const struct set_count *y = b;

	return (x->set > y->set) - (x->set < y->set);
}

enum gal_status
gal_alpha_sets(struct gal_alpha *out, const uint64_t *sets, const bool *present,
    size_t units, size_t coders, enum gal_set_metric metric,
    struct gal_error *err)
{
	struct set_count *seen =
	    gal_allocate(units * coders, sizeof(*seen), err);
	size_t count = 0, distinct = 0;
	double n, within = 0, between = 0;

	*out = (struct gal_alpha){ 0 };
	out->observed = out->expected = out->alpha = NAN;
	if (seen == NULL)
		return GAL_NOMEM;
	for (size_t u = 0; u < units; u++) {
		double m = 0, pairs = 0;

		for (size_t a = 0; a < coders; a++)
			m += present[u * coders + a];
		if (m < 2)
			continue;
		out->units += 1;
		out->pairable += m;
		for (size_t a = 0; a < coders; a++) {
			if (!present[u * coders + a])
				continue;
			seen[count++] =
			    (struct set_count){ sets[u * coders + a], 1 };
			for (size_t b = 0; b < coders; b++)
				if (b != a && present[u * coders + b])
					pairs +=
					    set_distance(sets[u * coders + a],
						sets[u * coders + b], metric);
		}
		within += pairs / (m - 1);
	}
	n = out->pairable;
	if (n < 2)
		goto done;
	qsort(seen, count, sizeof(*seen), by_set);
	for (size_t i = 0; i < count; i++) {
		if (distinct > 0 && seen[distinct - 1].set == seen[i].set)
			seen[distinct - 1].n += 1;
		else
			seen[distinct++] = seen[i];
	}
	for (size_t i = 0; i < distinct; i++)
		for (size_t j = 0; j < distinct; j++)
			between += seen[i].n * seen[j].n *
			    set_distance(seen[i].set, seen[j].set, metric);
	out->observed = within / n;
	out->expected = between / (n * (n - 1));
	if (out->expected > 0)
		out->alpha = 1 - out->observed / out->expected;
done:
	free(seen);
	return GAL_OK;
}

static double
ratio(double x, double y)
{
	return y > 0 ? x / y : NAN;
}

void
gal_validity_of(struct gal_validity *out, double tp, double fp, double fn,
    double tn, double conf)
{
	double n = tp + fp + fn + tn;
	double margins = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn);
	struct gal_interval j = gal_wilson(tp, tp + fp + fn, conf);
	double agreed = (tp + tn) / n;
	double chance =
	    ((tp + fp) * (tp + fn) + (tn + fp) * (tn + fn)) / (n * n);

	out->n = n;
	out->support = tp + fn;
	out->precision = ratio(tp, tp + fp);
	out->recall = ratio(tp, tp + fn);
	out->specificity = ratio(tn, tn + fp);
	out->f1 = ratio(2 * tp, 2 * tp + fp + fn);
	out->precision_limits = gal_wilson(tp, tp + fp, conf);
	out->recall_limits = gal_wilson(tp, tp + fn, conf);
	out->specificity_limits = gal_wilson(tn, tn + fp, conf);
	out->f1_limits.lo = 2 * j.lo / (1 + j.lo);
	out->f1_limits.hi = 2 * j.hi / (1 + j.hi);
	out->mcc = margins > 0 ? (tp * tn - fp * fn) / sqrt(margins) : NAN;
	out->kappa =
	    n > 0 && chance < 1 ? (agreed - chance) / (1 - chance) : NAN;
	out->prevalence_gold = ratio(tp + fn, n);
	out->prevalence_predicted = ratio(tp + fp, n);
}
