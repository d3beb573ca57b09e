#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>

#include "stats/survival.h"

void
gal_logrank_free(struct gal_logrank *test)
{
	free(test->n);
	free(test->observed);
	free(test->expected);
	free(test->variance);
	*test = (struct gal_logrank){ 0 };
}

struct member {
	double time;
	size_t group;
	bool event;
};

static int
by_time(const void *a, const void *b)
{
	const struct member *x = a;
	const struct member *y = b;

	return (x->time > y->time) - (x->time < y->time);
}

/* (O - E)' V^-1 (O - E) over the groups with expectation, less the first. */
static enum gal_status
solve_chisq(struct gal_logrank *test, struct gal_error *err)
{
	size_t k = test->groups, used = 0;
	size_t *kept = gal_allocate(k, sizeof(*kept), err);
	gsl_matrix *v = NULL;
	gsl_vector *u = NULL, *x = NULL;
	enum gal_status status = GAL_NOMEM;
	int code;

	if (kept == NULL)
		return GAL_NOMEM;
	test->chisq = 0;
	test->p = NAN;
	for (size_t i = 0; i < k; i++)
		if (test->expected[i] > 0)
			kept[used++] = i;
	test->df = used > 0 ? (double)used - 1 : 0;
	status = GAL_OK;
	if (used < 2)
		goto done;
	v = gsl_matrix_alloc(used - 1, used - 1);
	u = gsl_vector_alloc(used - 1);
	x = gsl_vector_alloc(used - 1);
	if (v == NULL || u == NULL || x == NULL) {
		status = gal_fail(err, GAL_NOMEM, "no memory for the test");
		goto done;
	}
	for (size_t i = 1; i < used; i++) {
		gsl_vector_set(u, i - 1,
		    test->observed[kept[i]] - test->expected[kept[i]]);
		for (size_t j = 1; j < used; j++)
			gsl_matrix_set(v, i - 1, j - 1,
			    test->variance[kept[i] * k + kept[j]]);
	}
	gsl_vector_memcpy(x, u);
	/* Householder, not Cholesky: V may be singular, and says so. */
	code = gsl_linalg_HH_svx(v, x);
	if (code != 0) {
		test->chisq = NAN;
		if (code == GSL_ENOMEM)
			status =
			    gal_fail(err, GAL_NOMEM, "no memory for the test");
		goto done;
	}
	for (size_t i = 0; i + 1 < used; i++)
		test->chisq += gsl_vector_get(u, i) * gsl_vector_get(x, i);
	test->p = gsl_cdf_chisq_Q(test->chisq, test->df);
done:
	free(kept);
	gsl_matrix_free(v);
	gsl_vector_free(u);
	gsl_vector_free(x);
	return status;
}

/* Add one event time: weight w, d deaths among n at risk. */
static void
add_time(struct gal_logrank *test, const double *at_risk, const double *deaths,
    double n, double d, double w)
{
	size_t k = test->groups;
	double factor = n > 1 ? w * w * d * (n - d) / (n * (n - 1)) : 0;

	for (size_t i = 0; i < k; i++) {
		test->observed[i] += w * deaths[i];
		test->expected[i] += w * d * at_risk[i] / n;
		test->variance[i * k + i] += factor * at_risk[i];
		for (size_t j = 0; j < k; j++)
			test->variance[i * k + j] -=
			    factor * at_risk[i] * at_risk[j] / n;
	}
}

enum gal_status
gal_logrank_test(struct gal_logrank *out, const struct gal_subject *subjects,
    const size_t *group, size_t count, size_t groups, double rho,
    struct gal_error *err)
{
	struct member *members = gal_allocate(count, sizeof(*members), err);
	double *at_risk = gal_allocate(groups, sizeof(*at_risk), err);
	double *deaths = gal_allocate(groups, sizeof(*deaths), err);
	enum gal_status status = GAL_NOMEM;
	double n, km = 1;
	size_t kept = 0;

	*out = (struct gal_logrank){ .groups = groups };
	out->n = gal_allocate(groups, sizeof(double), err);
	out->observed = gal_allocate(groups, sizeof(double), err);
	out->expected = gal_allocate(groups, sizeof(double), err);
	out->variance = gal_allocate(groups * groups, sizeof(double), err);
	if (members == NULL || at_risk == NULL || deaths == NULL ||
	    out->n == NULL || out->observed == NULL || out->expected == NULL ||
	    out->variance == NULL)
		goto done;
	for (size_t i = 0; i < count; i++) {
		if (group[i] >= groups)
			continue;
		if (isfinite(subjects[i].entry)) {
			status = gal_fail(err, GAL_UNSUPPORTED,
			    "the log-rank test takes no delayed entry");
			goto done;
		}
		members[kept++] = (struct member){ subjects[i].time, group[i],
			subjects[i].cause == 1 };
		out->n[group[i]] += 1;
		at_risk[group[i]] += 1;
	}
	if (kept > 1)
		qsort(members, kept, sizeof(*members), by_time);
	n = (double)kept;
	for (size_t i = 0; i < kept;) {
		size_t first = i;
		double d = 0;

		for (size_t g = 0; g < groups; g++)
			deaths[g] = 0;
		for (; i < kept && members[i].time == members[first].time; i++)
			if (members[i].event) {
				deaths[members[i].group] += 1;
				d += 1;
			}
		if (d > 0) {
			add_time(out, at_risk, deaths, n, d, pow(km, rho));
			km *= (n - d) / n;
		}
		for (size_t j = first; j < i; j++)
			at_risk[members[j].group] -= 1;
		n -= (double)(i - first);
	}
	status = solve_chisq(out, err);
done:
	free(members);
	free(at_risk);
	free(deaths);
	if (status != GAL_OK)
		gal_logrank_free(out);
	return status;
}
