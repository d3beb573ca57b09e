#include "stats/competing.h"

#include <math.h>
#include <stdlib.h>

/* State vector: 0 free, 1 and 2 the causes. */
#define STATES (GAL_CAUSES + 1)

struct recursion {
	double p[STATES];
	double c[STATES][STATES]; /* covariance of p */
};

/* p <- p M, C <- M' C M + p0^2 V with h_j = events_j / n. */
static void
advance(struct recursion *r, const struct gal_risk *risk)
{
	double n = risk->n_risk;
	double h[STATES], m[STATES][STATES] = { { 0 } };
	double next[STATES][STATES], p0 = r->p[0];

	h[0] = 1;
	for (int j = 1; j < STATES; j++) {
		h[j] = risk->events[j] / n;
		h[0] -= h[j];
		m[j][j] = 1;
	}
	if (risk->events[1] + risk->events[2] == n)
		h[0] = 0;
	for (int j = 0; j < STATES; j++)
		m[0][j] = h[j];
	for (int a = 0; a < STATES; a++)
		for (int b = 0; b < STATES; b++) {
			double v = 0;

			for (int i = 0; i < STATES; i++)
				for (int j = 0; j < STATES; j++)
					v += m[i][a] * r->c[i][j] * m[j][b];
			v += p0 * p0 * ((a == b ? h[a] : 0) - h[a] * h[b]) / n;
			next[a][b] = v;
		}
	for (int a = 0; a < STATES; a++)
		for (int b = 0; b < STATES; b++)
			r->c[a][b] = next[a][b];
	for (int j = 1; j < STATES; j++)
		r->p[j] += p0 * h[j];
	r->p[0] = p0 * h[0];
}

/* Influence of each subject's weight on p, one distinct time further. */
static void
advance_influence(double (*u)[STATES], const struct gal_subject *subjects,
    size_t count, const struct gal_risk *risk, const double *p)
{
	double n = risk->n_risk;
	double h[STATES];

	for (int j = 1; j < STATES; j++)
		h[j] = risk->events[j] / n;
	for (size_t i = 0; i < count; i++) {
		const struct gal_subject *s = &subjects[i];
		bool at_risk = s->entry < risk->time && s->time >= risk->time;
		double u0 = u[i][0], out = 0;

		for (int j = 1; j < STATES; j++) {
			double dh = 0;

			if (at_risk)
				dh = ((s->time == risk->time && s->cause == j) -
					 h[j]) /
				    n;
			u[i][j] += u0 * h[j] + p[0] * dh;
			out += u0 * h[j] + p[0] * dh;
		}
		u[i][0] -= out;
	}
}

static struct gal_interval
cif_limits(double f, double se, double conf)
{
	struct gal_interval out = gal_interval_none();
	double half;

	if (!(f > 0) || !(f < 1))
		return out;
	half = gal_z(conf) * se / (f * fabs(log(f)));
	out.lo = pow(f, exp(half));
	out.hi = pow(f, exp(-half));
	return out;
}

enum gal_status
gal_cif_fit(struct gal_cif **out, size_t *out_count,
    const struct gal_subject *subjects, size_t count, bool jackknife,
    double conf, struct gal_error *err)
{
	struct gal_risk *risk = NULL;
	struct gal_cif *rows = NULL;
	double(*u)[STATES] = NULL;
	struct recursion r = { .p = { 1 } };
	enum gal_status status;
	size_t n;

	*out = NULL;
	*out_count = 0;
	status = gal_risk_table(&risk, &n, subjects, count, err);
	if (status != GAL_OK)
		goto done;
	status = GAL_NOMEM;
	rows = gal_allocate(n, sizeof(*rows), err);
	if (rows == NULL)
		goto done;
	if (jackknife && (u = gal_allocate(count, sizeof(*u), err)) == NULL)
		goto done;
	for (size_t t = 0; t < n; t++) {
		struct gal_cif *row = &rows[t];

		row->time = risk[t].time;
		row->n_risk = risk[t].n_risk;
		row->n_censor = risk[t].events[0];
		if (jackknife)
			advance_influence(u, subjects, count, &risk[t], r.p);
		if (risk[t].events[1] + risk[t].events[2] > 0)
			advance(&r, &risk[t]);
		row->surv_free = r.p[0];
		for (int j = 0; j < GAL_CAUSES; j++) {
			double square = 0;

			row->n_event[j] = risk[t].events[j + 1];
			row->cif[j] = r.p[j + 1];
			row->se[j] = sqrt(fmax(0, r.c[j + 1][j + 1]));
			row->limits[j] =
			    cif_limits(row->cif[j], row->se[j], conf);
			for (size_t i = 0; jackknife && i < count; i++)
				square += u[i][j + 1] * u[i][j + 1];
			row->se_ij[j] = jackknife ? sqrt(square) : NAN;
		}
	}
	*out = rows;
	*out_count = n;
	rows = NULL;
	status = GAL_OK;
done:
	free(risk);
	free(rows);
	free(u);
	return status;
}

static int
by_seconds(const void *a, const void *b)
{
	const struct gal_exit *x = a;
	const struct gal_exit *y = b;

	return (x->seconds > y->seconds) - (x->seconds < y->seconds);
}

static void
fill_point(struct gal_cif *row, const struct recursion *r,
    const double counts[STATES], double day, double n_risk, double conf)
{
	row->time = day;
	row->n_risk = n_risk;
	row->n_censor = counts[0];
	row->surv_free = r->p[0];
	for (int j = 0; j < GAL_CAUSES; j++) {
		row->n_event[j] = counts[j + 1];
		row->cif[j] = r->p[j + 1];
		row->se[j] = sqrt(fmax(0, r->c[j + 1][j + 1]));
		row->se_ij[j] = NAN;
		row->limits[j] = cif_limits(row->cif[j], row->se[j], conf);
	}
}

void
gal_cif_curve(struct gal_cif *out, const double *days, size_t points,
    struct gal_exit *exits, size_t count, double conf)
{
	struct recursion r = { .p = { 1 } };
	double counts[STATES] = { 0 };
	size_t at = 0, i = 0;

	if (count > 1)
		qsort(exits, count, sizeof(*exits), by_seconds);
	while (i < count && exits[i].seconds == 0)
		i++;
	while (i < count) {
		struct gal_risk risk = { .n_risk = (double)(count - i) };
		uint32_t now = exits[i].seconds;
		double day = (double)now / GAL_SECONDS_PER_DAY;

		for (; at < points && days[at] < day; at++)
			fill_point(&out[at], &r, counts, days[at],
			    (double)(count - i), conf);
		for (; i < count && exits[i].seconds == now; i++) {
			risk.events[exits[i].cause] += 1;
			counts[exits[i].cause] += 1;
		}
		if (risk.events[1] + risk.events[2] > 0)
			advance(&r, &risk);
	}
	for (; at < points; at++)
		fill_point(&out[at], &r, counts, days[at], 0, conf);
}

const struct gal_cif *
gal_cif_at(const struct gal_cif *rows, size_t count, double t)
{
	const struct gal_cif *found = NULL;

	for (size_t lo = 0, hi = count; lo < hi;) {
		size_t mid = lo + (hi - lo) / 2;

		if (rows[mid].time <= t) {
			found = &rows[mid];
			lo = mid + 1;
		} else {
			hi = mid;
		}
	}
	return found;
}
