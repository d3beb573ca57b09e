#include "stats/matching.h"

#include <math.h>
#include <stdlib.h>

enum gal_status
gal_optimal_matching(double *out, const int *a, size_t n, const int *b,
    size_t m, const double *cost, size_t states, double indel,
    struct gal_error *err)
{
	double *row = gal_allocate(m + 1, sizeof(*row), err);

	if (row == NULL)
		return GAL_NOMEM;
	for (size_t j = 0; j <= m; j++)
		row[j] = (double)j * indel;
	for (size_t i = 1; i <= n; i++) {
		double diagonal = row[0];

		row[0] = (double)i * indel;
		for (size_t j = 1; j <= m; j++) {
			double up = row[j];
			double best = diagonal +
			    cost[(size_t)a[i - 1] * states + (size_t)b[j - 1]];

			best = fmin(best, fmin(up, row[j - 1]) + indel);
			diagonal = up;
			row[j] = best;
		}
	}
	*out = row[m];
	free(row);
	return GAL_OK;
}

void
gal_matching_constant(double *cost, size_t states, double constant)
{
	for (size_t i = 0; i < states; i++)
		for (size_t j = 0; j < states; j++)
			cost[i * states + j] = i == j ? 0 : constant;
}

void
gal_matching_ordinal(double *cost, size_t states, double constant)
{
	for (size_t i = 0; i < states; i++)
		for (size_t j = 0; j < states; j++)
			cost[i * states + j] = states < 2
			    ? 0
			    : constant * fabs((double)i - (double)j) /
				((double)states - 1);
}
