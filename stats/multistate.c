#include "stats/multistate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/proportion.h"

void
gal_aj_free(struct gal_aj *aj)
{
	free(aj->time);
	free(aj->p);
	free(aj->se);
	free(aj->n_risk);
	free(aj->last);
	*aj = (struct gal_aj){ 0 };
}

struct gal_rate
gal_rate_of(double events, double time, double conf)
{
	struct gal_rate out = { .events = events, .time = time };

	out.rate = time > 0 ? events / time : NAN;
	out.limits = gal_poisson_exact(events, time, conf);
	return out;
}

static int
by_exit(const void *a, const void *b)
{
	const struct gal_spell *x = a;
	const struct gal_spell *y = b;

	return (x->exit > y->exit) - (x->exit < y->exit);
}

static int
by_entry(const void *a, const void *b)
{
	const struct gal_spell *x = a;
	const struct gal_spell *y = b;

	return (x->entry > y->entry) - (x->entry < y->entry);
}

struct work {
	size_t k;
	double *m;	/* k x k: I + dA */
	double *cov;	/* k x k: covariance of the start row */
	double *next;	/* k x k scratch */
	double *events; /* k x k at this time */
	double *row;	/* k: P(0, t)[start, .] */
};

static void
fill_step(struct work *w, const double *n_risk)
{
	size_t k = w->k;

	memset(w->m, 0, k * k * sizeof(*w->m));
	for (size_t h = 0; h < k; h++) {
		double left = 0;

		for (size_t j = 0; j < k; j++) {
			double d = w->events[h * k + j];

			if (j == h || d == 0)
				continue;
			w->m[h * k + j] = d / n_risk[h];
			left += d;
		}
		w->m[h * k + h] =
		    left == 0 ? 1 : (n_risk[h] - left) / n_risk[h];
	}
}

/* cov <- M' cov M + sum_h row_h^2 V_h. */
static void
advance_covariance(struct work *w, const double *n_risk)
{
	size_t k = w->k;

	for (size_t a = 0; a < k; a++)
		for (size_t b = 0; b < k; b++) {
			double v = 0;

			for (size_t i = 0; i < k; i++) {
				if (w->m[i * k + a] == 0)
					continue;
				for (size_t j = 0; j < k; j++)
					v += w->m[i * k + a] *
					    w->cov[i * k + j] * w->m[j * k + b];
			}
			for (size_t h = 0; h < k; h++) {
				double pa = w->m[h * k + a];
				double pb = w->m[h * k + b];

				if (n_risk[h] > 0 && w->m[h * k + h] < 1)
					v += w->row[h] * w->row[h] *
					    ((a == b ? pa : 0) - pa * pb) /
					    n_risk[h];
			}
			w->next[a * k + b] = v;
		}
	memcpy(w->cov, w->next, k * k * sizeof(*w->cov));
}

/* target <- target M, for `rows` rows of length k. */
static void
multiply_rows(double *target, size_t rows, const struct work *w)
{
	size_t k = w->k;

	for (size_t r = 0; r < rows; r++) {
		for (size_t j = 0; j < k; j++) {
			double v = 0;

			for (size_t i = 0; i < k; i++)
				v += target[r * k + i] * w->m[i * k + j];
			w->next[j] = v;
		}
		memcpy(target + r * k, w->next, k * sizeof(*target));
	}
}

static enum gal_status
check_spells(const struct gal_spell *spells, size_t count, size_t states,
    size_t start, struct gal_error *err)
{
	if (start >= states)
		return gal_fail(err, GAL_ARGUMENT, "start state out of range");
	for (size_t i = 0; i < count; i++)
		if (spells[i].from < 0 || spells[i].from >= (int)states ||
		    spells[i].to < -1 || spells[i].to >= (int)states)
			return gal_fail(
			    err, GAL_ARGUMENT, "state of a stay out of range");
	return GAL_OK;
}

enum gal_status
gal_aj_fit(struct gal_aj *out, const struct gal_spell *spells, size_t count,
    size_t states, size_t start, struct gal_error *err)
{
	struct gal_spell *exits = gal_allocate(count, sizeof(*exits), err);
	struct gal_spell *entries = gal_allocate(count, sizeof(*entries), err);
	double *scratch = gal_allocate(
	    4 * states * states + 2 * states, sizeof(*scratch), err);
	struct work w = { .k = states };
	double *at_risk;
	size_t kept = 0, entered = 0, times = 0;
	enum gal_status status = GAL_NOMEM;

	*out = (struct gal_aj){ .states = states };
	if (exits == NULL || entries == NULL || scratch == NULL)
		goto done;
	status = check_spells(spells, count, states, start, err);
	if (status != GAL_OK)
		goto done;
	for (size_t i = 0; i < count; i++)
		if (spells[i].entry < spells[i].exit)
			exits[kept++] = spells[i];
	memcpy(entries, exits, kept * sizeof(*entries));
	if (kept > 1) {
		qsort(exits, kept, sizeof(*exits), by_exit);
		qsort(entries, kept, sizeof(*entries), by_entry);
	}
	for (size_t i = 0; i < kept;) {
		size_t first = i;
		bool moved = false;

		for (; i < kept && exits[i].exit == exits[first].exit; i++)
			moved = moved || exits[i].to >= 0;
		times += moved;
	}
	status = GAL_NOMEM;
	out->time = gal_allocate(times, sizeof(double), err);
	out->p = gal_allocate(times * states, sizeof(double), err);
	out->se = gal_allocate(times * states, sizeof(double), err);
	out->n_risk = gal_allocate(times * states, sizeof(double), err);
	out->last = gal_allocate(states * states, sizeof(double), err);
	if (out->time == NULL || out->p == NULL || out->se == NULL ||
	    out->n_risk == NULL || out->last == NULL)
		goto done;
	w.m = scratch;
	w.cov = w.m + states * states;
	w.next = w.cov + states * states;
	w.events = w.next + states * states;
	w.row = w.events + states * states;
	at_risk = w.row + states;
	w.row[start] = 1;
	for (size_t h = 0; h < states; h++)
		out->last[h * states + h] = 1;
	for (size_t i = 0; i < kept;) {
		double t = exits[i].exit;
		size_t first = i;
		bool moved = false;

		while (entered < kept && entries[entered].entry < t)
			at_risk[entries[entered++].from] += 1;
		memset(w.events, 0, states * states * sizeof(double));
		for (; i < kept && exits[i].exit == t; i++)
			if (exits[i].to >= 0) {
				w.events[(size_t)exits[i].from * states +
				    (size_t)exits[i].to] += 1;
				moved = true;
			}
		if (moved) {
			size_t at = out->times++;

			fill_step(&w, at_risk);
			advance_covariance(&w, at_risk);
			multiply_rows(w.row, 1, &w);
			multiply_rows(out->last, states, &w);
			out->time[at] = t;
			for (size_t j = 0; j < states; j++) {
				out->p[at * states + j] = w.row[j];
				out->se[at * states + j] =
				    sqrt(fmax(0, w.cov[j * states + j]));
				out->n_risk[at * states + j] = at_risk[j];
			}
		}
		for (size_t j = first; j < i; j++)
			at_risk[exits[j].from] -= 1;
	}
	status = GAL_OK;
done:
	free(exits);
	free(entries);
	free(scratch);
	if (status != GAL_OK)
		gal_aj_free(out);
	return status;
}
