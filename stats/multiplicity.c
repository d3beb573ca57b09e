#include "stats/multiplicity.h"

#include <math.h>
#include <stdlib.h>

struct ranked {
	double p;
	size_t index;
};

static int
by_p(const void *a, const void *b)
{
	const struct ranked *x = a;
	const struct ranked *y = b;

	if (x->p != y->p)
		return x->p < y->p ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

enum gal_status
gal_adjust(double *out, const double *p, size_t n, enum gal_adjustment method,
    struct gal_error *err)
{
	struct ranked *sorted = gal_allocate(n, sizeof(*sorted), err);
	double harmonic = 0, run;
	size_t m = 0;
	bool up = method == GAL_ADJUST_HOLM;

	if (sorted == NULL)
		return GAL_NOMEM;
	for (size_t i = 0; i < n; i++) {
		if (!isnan(p[i])) {
			sorted[m++] = (struct ranked){ p[i], i };
			harmonic += 1 / (double)m;
		}
		out[i] = NAN;
	}
	if (m > 1)
		qsort(sorted, m, sizeof(*sorted), by_p);
	/* Holm runs up with the maximum, the step-up ones down with the
	 * minimum; Bonferroni needs neither. */
	run = up ? 0 : 1;
	for (size_t step = 0; step < m; step++) {
		size_t i = up ? step : m - 1 - step;
		double total = (double)m, rank = (double)(i + 1);
		double factor = total / rank;
		double value;

		if (method == GAL_ADJUST_BY)
			factor *= harmonic;
		else if (method == GAL_ADJUST_HOLM ||
		    method == GAL_ADJUST_HOCHBERG)
			factor = total - rank + 1;
		else if (method == GAL_ADJUST_BONFERRONI)
			factor = total;
		value = fmin(1, factor * sorted[i].p);
		if (method != GAL_ADJUST_BONFERRONI)
			run = up ? fmax(run, value) : fmin(run, value);
		else
			run = value;
		out[sorted[i].index] = run;
	}
	free(sorted);
	return GAL_OK;
}
