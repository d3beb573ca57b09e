#include "stats/correlation.h"

#include <math.h>

/* Central moments, divided by n: m[i][j] of x^i y^j, i + j even, to 4. */
static void
moments_of(double m[5][5], const double *x, const double *y, size_t n)
{
	static const struct {
		int i, j;
	} wanted[] = { { 2, 0 }, { 0, 2 }, { 1, 1 }, { 4, 0 }, { 0, 4 },
		{ 2, 2 }, { 3, 1 }, { 1, 3 } };
	double mean_x = gal_mean(x, n), mean_y = gal_mean(y, n);

	for (size_t w = 0; w < sizeof(wanted) / sizeof(wanted[0]); w++) {
		struct gal_sum sum = { 0, 0 };

		for (size_t k = 0; k < n; k++)
			gal_sum_add(&sum,
			    pow(x[k] - mean_x, wanted[w].i) *
				pow(y[k] - mean_y, wanted[w].j));
		m[wanted[w].i][wanted[w].j] = gal_sum_value(&sum) / (double)n;
	}
}

void
gal_correlation_of(struct gal_correlation *out, const double *x,
    const double *y, size_t n, double conf)
{
	double m[5][5] = { { 0 } }, r, variance, width;

	*out = (struct gal_correlation){ (double)n, NAN, NAN,
		gal_interval_none() };
	if (n < 4)
		return;
	moments_of(m, x, y, n);
	if (!(m[2][0] > 0) || !(m[0][2] > 0))
		return;
	r = m[1][1] / sqrt(m[2][0] * m[0][2]);
	/* n Var(r), multiplied out so that r = 0 is no special case */
	variance = m[2][2] / (m[2][0] * m[0][2]) +
	    r * r / 4 *
		(m[4][0] / (m[2][0] * m[2][0]) + m[0][4] / (m[0][2] * m[0][2]) +
		    2 * m[2][2] / (m[2][0] * m[0][2])) -
	    r *
		(m[3][1] / (m[2][0] * sqrt(m[2][0] * m[0][2])) +
		    m[1][3] / (m[0][2] * sqrt(m[2][0] * m[0][2])));
	out->r = r;
	out->se = sqrt(fmax(0, variance) / (double)n);
	if (!(fabs(r) < 1))
		return;
	width = gal_z(conf) * out->se / (1 - r * r);
	out->limits = (struct gal_interval){ tanh(atanh(r) - width),
		tanh(atanh(r) + width) };
}
