#include "stats/keyness.h"

#include <math.h>

/* y ln(y / e), 0 at y = 0. */
static double
term(double y, double e)
{
	return y > 0 ? y * log(y / e) : 0;
}

void
gal_keyness_of(struct gal_keyness *out, double y1, double n1, double y2,
    double n2, double background, double background_total, double a0)
{
	double a = a0 * background / background_total;
	double p = (y1 + y2) / (n1 + n2);
	double rest1 = n1 + a0 - y1 - a, rest2 = n2 + a0 - y2 - a;

	*out = (struct gal_keyness){ .alpha = a };
	out->g2_two = 2 * (term(y1, n1 * p) + term(y2, n2 * p));
	out->g2_four = out->g2_two +
	    2 * (term(n1 - y1, n1 * (1 - p)) + term(n2 - y2, n2 * (1 - p)));
	out->delta = out->variance = out->z = NAN;
	out->variance_full = out->z_full = out->p = NAN;
	if (!(y1 + a > 0) || !(y2 + a > 0) || !(rest1 > 0) || !(rest2 > 0))
		return;
	out->delta = log((y1 + a) / rest1) - log((y2 + a) / rest2);
	out->variance = 1 / (y1 + a) + 1 / (y2 + a);
	out->z = out->delta / sqrt(out->variance);
	out->variance_full = out->variance + 1 / rest1 + 1 / rest2;
	out->z_full = out->delta / sqrt(out->variance_full);
	out->p = gal_normal_two_sided(out->z);
}
