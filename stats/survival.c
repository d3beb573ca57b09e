#include "stats/survival.h"

#include <math.h>
#include <stdlib.h>

static int
by_time(const void *a, const void *b)
{
	const struct gal_subject *x = a;
	const struct gal_subject *y = b;

	return (x->time > y->time) - (x->time < y->time);
}

enum gal_status
gal_risk_table(struct gal_risk **out, size_t *out_count,
    const struct gal_subject *subjects, size_t count, struct gal_error *err)
{
	enum gal_status status = GAL_NOMEM;
	struct gal_subject *sorted = NULL;
	struct gal_risk *rows = NULL;
	double *entries = NULL;
	size_t kept = 0, n = 0, entered;

	*out = NULL;
	*out_count = 0;
	sorted = gal_allocate(count, sizeof(*sorted), err);
	rows = gal_allocate(count, sizeof(*rows), err);
	entries = gal_allocate(count, sizeof(*entries), err);
	if (sorted == NULL || rows == NULL || entries == NULL)
		goto done;
	for (size_t i = 0; i < count; i++) {
		if (subjects[i].cause < 0 || subjects[i].cause > GAL_CAUSES) {
			status = gal_fail(err, GAL_ARGUMENT,
			    "cause %d is not 0, 1 or 2", subjects[i].cause);
			goto done;
		}
		if (!(subjects[i].entry < subjects[i].time))
			continue;
		entries[kept] = subjects[i].entry;
		sorted[kept++] = subjects[i];
	}
	if (kept > 1)
		qsort(sorted, kept, sizeof(*sorted), by_time);
	gal_sort_doubles(entries, kept);
	entered = 0;
	for (size_t i = 0; i < kept;) {
		struct gal_risk *row = &rows[n++];
		size_t first = i;

		row->time = sorted[i].time;
		/* Who entered before t; all of them leave at >= t or left
		 * among the first `first`. */
		while (entered < kept && entries[entered] < row->time)
			entered++;
		row->n_risk = (double)(entered - first);
		for (; i < kept && sorted[i].time == row->time; i++)
			row->events[sorted[i].cause] += 1;
	}
	*out = rows;
	*out_count = n;
	rows = NULL;
	status = GAL_OK;
done:
	free(sorted);
	free(rows);
	free(entries);
	return status;
}

static void
km_limits(struct gal_km *row, double se_log, double conf)
{
	double z = gal_z(conf);
	double s = row->surv;

	row->plain = row->log = row->loglog = gal_interval_none();
	if (s <= 0)
		return;
	row->plain.lo = fmax(0, s - z * s * se_log);
	row->plain.hi = fmin(1, s + z * s * se_log);
	row->log.lo = s * exp(-z * se_log);
	row->log.hi = fmin(1, s * exp(z * se_log));
	if (s < 1) {
		double centre = log(-log(s));
		double half = z * se_log / log(s); /* negative */

		row->loglog.lo = exp(-exp(centre - half));
		row->loglog.hi = exp(-exp(centre + half));
	}
}

enum gal_status
gal_km_fit(struct gal_km **out, size_t *out_count,
    const struct gal_subject *subjects, size_t count, double conf,
    struct gal_error *err)
{
	struct gal_risk *risk = NULL;
	struct gal_km *rows = NULL;
	struct gal_sum greenwood = { 0, 0 }, hazard = { 0, 0 };
	struct gal_sum hazard_variance = { 0, 0 };
	enum gal_status status;
	double surv = 1;
	size_t n;

	*out = NULL;
	*out_count = 0;
	status = gal_risk_table(&risk, &n, subjects, count, err);
	if (status != GAL_OK)
		goto done;
	rows = gal_allocate(n, sizeof(*rows), err);
	if (rows == NULL) {
		status = GAL_NOMEM;
		goto done;
	}
	for (size_t i = 0; i < n; i++) {
		double at_risk = risk[i].n_risk;
		double d = risk[i].events[1];
		struct gal_km *row = &rows[i];

		if (d > 0) {
			surv =
			    d == at_risk ? 0 : surv * (at_risk - d) / at_risk;
			if (surv > 0)
				gal_sum_add(
				    &greenwood, d / (at_risk * (at_risk - d)));
			gal_sum_add(&hazard, d / at_risk);
			gal_sum_add(&hazard_variance, d / (at_risk * at_risk));
		}
		row->time = risk[i].time;
		row->n_risk = at_risk;
		row->n_event = d;
		row->n_censor = risk[i].events[0] + risk[i].events[2];
		row->surv = surv;
		row->se =
		    surv > 0 ? surv * sqrt(gal_sum_value(&greenwood)) : NAN;
		row->cumhaz = gal_sum_value(&hazard);
		row->se_cumhaz = sqrt(gal_sum_value(&hazard_variance));
		km_limits(row, sqrt(gal_sum_value(&greenwood)), conf);
	}
	*out = rows;
	*out_count = n;
	rows = NULL;
done:
	free(risk);
	free(rows);
	return status;
}

enum band { BAND_SURVIVAL, BAND_LOWER, BAND_UPPER };

static double
band_value(const struct gal_km *row, enum band band)
{
	switch (band) {
	case BAND_LOWER:
		return row->loglog.lo;
	case BAND_UPPER:
		return row->loglog.hi;
	case BAND_SURVIVAL:
		break;
	}
	return row->surv;
}

static double
band_quantile(const struct gal_km *km, size_t n, double p, enum band band)
{
	/* As large as R's survival uses: sqrt(DBL_EPSILON). */
	const double tolerance = 1.4901161193847656e-08;

	for (size_t i = 0; i < n; i++) {
		double y = 1 - band_value(&km[i], band);

		if (isnan(y) || y < p - tolerance)
			continue;
		if (y > p + tolerance)
			return km[i].time;
		for (size_t j = i + 1; j < n; j++) {
			double next = 1 - band_value(&km[j], band);

			if (next > p + tolerance)
				return (km[i].time + km[j].time) / 2;
		}
		return (km[i].time + km[n - 1].time) / 2;
	}
	return NAN;
}

struct gal_quantile
gal_km_quantile(const struct gal_km *km, size_t n, double p)
{
	struct gal_quantile out = {
		.time = band_quantile(km, n, p, BAND_SURVIVAL),
		.lo = band_quantile(km, n, p, BAND_LOWER),
		.hi = band_quantile(km, n, p, BAND_UPPER),
	};

	return out;
}

void
gal_km_rmst(
    double *mean, double *se, const struct gal_km *km, size_t n, double tau)
{
	struct gal_sum variance = { 0, 0 };
	double area = 0, right = tau;

	*mean = *se = NAN;
	if (n == 0)
		return; /* nobody was followed */
	/* From right to left: `area` is the area between time i and tau. */
	for (size_t i = n; i-- > 0;) {
		double d = km[i].n_event, at_risk = km[i].n_risk;

		if (km[i].time > tau)
			continue;
		area += km[i].surv * (right - km[i].time);
		right = km[i].time;
		if (at_risk > d)
			gal_sum_add(&variance,
			    area * area * d / (at_risk * (at_risk - d)));
	}
	*mean = area + right;
	*se = sqrt(gal_sum_value(&variance));
}
