#include "stats/scoring.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_matrix.h>
#include <math.h>
#include <string.h>

static void
nothing(double *step, double *covariance, size_t m)
{
	for (size_t i = 0; i < m; i++)
		step[i] = 0;
	for (size_t i = 0; i < m * m; i++)
		covariance[i] = NAN;
}

void
gal_scoring_step(double *step, double *covariance, const double *score,
    const double *information, size_t m)
{
	gsl_matrix *a = gsl_matrix_alloc(m, m), *v = gsl_matrix_alloc(m, m);
	gsl_vector *values = gsl_vector_alloc(m);
	gsl_eigen_symmv_workspace *w = gsl_eigen_symmv_alloc(m);
	bool unseen[128] = { false };
	double scale[128], largest = 0;

	if (a == NULL || v == NULL || values == NULL || w == NULL || m > 128) {
		nothing(step, covariance, m);
		goto done;
	}
	/* Scale to unit diagonal, so that the threshold means the same for
	 * fast and slow rates. */
	for (size_t i = 0; i < m; i++) {
		double d = information[i * m + i];

		scale[i] = d > 0 && isfinite(d) ? 1 / sqrt(d) : 0;
		unseen[i] = scale[i] == 0;
	}
	for (size_t i = 0; i < m; i++)
		for (size_t j = 0; j < m; j++) {
			double x = information[i * m + j] * scale[i] * scale[j];

			gsl_matrix_set(a, i, j, isfinite(x) ? x : 0);
		}
	gsl_eigen_symmv(a, values, v, w);
	for (size_t e = 0; e < m; e++)
		largest = fmax(largest, gsl_vector_get(values, e));
	memset(step, 0, m * sizeof(*step));
	memset(covariance, 0, m * m * sizeof(*covariance));
	for (size_t e = 0; e < m; e++) {
		double value = gsl_vector_get(values, e), along = 0;

		if (!(value > 1e-12 * largest)) {
			for (size_t i = 0; i < m; i++)
				if (fabs(gsl_matrix_get(v, i, e)) > 1e-3)
					unseen[i] = true;
			continue;
		}
		for (size_t i = 0; i < m; i++)
			along += gsl_matrix_get(v, i, e) * scale[i] * score[i];
		for (size_t i = 0; i < m; i++) {
			double vi = gsl_matrix_get(v, i, e) * scale[i];

			step[i] += vi * along / value;
			for (size_t j = 0; j < m; j++)
				covariance[i * m + j] += vi *
				    gsl_matrix_get(v, j, e) * scale[j] / value;
		}
	}
	for (size_t i = 0; i < m; i++)
		for (size_t j = 0; j < m; j++)
			if (unseen[i] || unseen[j])
				covariance[i * m + j] = NAN;
done:
	gsl_matrix_free(a);
	gsl_matrix_free(v);
	gsl_vector_free(values);
	if (w != NULL)
		gsl_eigen_symmv_free(w);
}

double
gal_flatness(const double *information, size_t m)
{
	gsl_matrix *a = gsl_matrix_alloc(m, m);
	gsl_vector *values = gsl_vector_alloc(m);
	gsl_eigen_symm_workspace *w = gsl_eigen_symm_alloc(m);
	double lo = INFINITY, hi = 0;

	if (a != NULL && values != NULL && w != NULL) {
		for (size_t i = 0; i < m; i++)
			for (size_t j = 0; j < m; j++) {
				double d = sqrt(information[i * m + i] *
				    information[j * m + j]);

				gsl_matrix_set(a, i, j,
				    d > 0 ? information[i * m + j] / d : 0);
			}
		gsl_eigen_symm(a, values, w);
		for (size_t i = 0; i < m; i++) {
			lo = fmin(lo, gsl_vector_get(values, i));
			hi = fmax(hi, gsl_vector_get(values, i));
		}
	}
	gsl_matrix_free(a);
	gsl_vector_free(values);
	if (w != NULL)
		gsl_eigen_symm_free(w);
	return hi > 0 ? fmax(0, lo) / hi : 0;
}
