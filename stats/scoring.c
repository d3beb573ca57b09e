#include "stats/scoring.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_matrix.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* GSL's workspaces are laid out here: its own makers lose blocks where memory
 * runs out. */
enum gal_status
gal_scoring_step(double *step, double *covariance, const double *score,
    const double *information, size_t m, struct gal_error *err)
{
	double *block = gal_allocate(2 * m * m + 5 * m, sizeof(*block), err);
	double *row = block + 2 * m * m;
	gsl_matrix_view in, out;
	gsl_vector_view spectrum;
	gsl_eigen_symmv_workspace w = { m, row + m, row + 2 * m, row + 3 * m,
		row + 4 * m };
	bool unseen[128] = { false };
	double scale[128], largest = 0;

	if (block == NULL)
		return GAL_NOMEM;
	in = gsl_matrix_view_array(block, m, m);
	out = gsl_matrix_view_array(block + m * m, m, m);
	spectrum = gsl_vector_view_array(row, m);
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

			gsl_matrix_set(&in.matrix, i, j, isfinite(x) ? x : 0);
		}
	gsl_eigen_symmv(&in.matrix, &spectrum.vector, &out.matrix, &w);
	for (size_t e = 0; e < m; e++)
		largest = fmax(largest, row[e]);
	memset(step, 0, m * sizeof(*step));
	memset(covariance, 0, m * m * sizeof(*covariance));
	for (size_t e = 0; e < m; e++) {
		double value = row[e], along = 0;

		if (!(value > 1e-12 * largest)) {
			for (size_t i = 0; i < m; i++)
				if (fabs(gsl_matrix_get(&out.matrix, i, e)) >
				    1e-3)
					unseen[i] = true;
			continue;
		}
		for (size_t i = 0; i < m; i++)
			along += gsl_matrix_get(&out.matrix, i, e) * scale[i] *
			    score[i];
		for (size_t i = 0; i < m; i++) {
			double vi =
			    gsl_matrix_get(&out.matrix, i, e) * scale[i];

			step[i] += vi * along / value;
			for (size_t j = 0; j < m; j++)
				covariance[i * m + j] += vi *
				    gsl_matrix_get(&out.matrix, j, e) *
				    scale[j] / value;
		}
	}
	for (size_t i = 0; i < m; i++)
		for (size_t j = 0; j < m; j++)
			if (unseen[i] || unseen[j])
				covariance[i * m + j] = NAN;
	free(block);
	return GAL_OK;
}

enum gal_status
gal_flatness(
    double *out, const double *information, size_t m, struct gal_error *err)
{
	double *block = gal_allocate(m * m + 3 * m, sizeof(*block), err);
	double *values = block + m * m;
	gsl_matrix_view a;
	gsl_vector_view spectrum;
	gsl_eigen_symm_workspace w = { m, values + m, values + 2 * m };
	double lo = INFINITY, hi = 0;

	if (block == NULL)
		return GAL_NOMEM;
	a = gsl_matrix_view_array(block, m, m);
	spectrum = gsl_vector_view_array(values, m);
	for (size_t i = 0; i < m; i++)
		for (size_t j = 0; j < m; j++) {
			double d = sqrt(
			    information[i * m + i] * information[j * m + j]);

			gsl_matrix_set(&a.matrix, i, j,
			    d > 0 ? information[i * m + j] / d : 0);
		}
	gsl_eigen_symm(&a.matrix, &spectrum.vector, &w);
	for (size_t i = 0; i < m; i++) {
		lo = fmin(lo, values[i]);
		hi = fmax(hi, values[i]);
	}
	*out = hi > 0 ? fmax(0, lo) / hi : 0;
	free(block);
	return GAL_OK;
}
