#include "stats/odds_sums.h"

#include <math.h>

/* psi = alpha (a - p1 n1) - beta (c - p0 n0) per author, its squares summed
 * from the moments. */
struct odds_estimate
odds_of(const struct odds_sums *o, double conf)
{
	double a = o->sum[0], n1 = o->sum[1], c = o->sum[2], n0 = o->sum[3];
	double p1 = a / n1, p0 = c / n0, variance = 0, weight[4];
	struct odds_estimate out = { NAN, NAN, gal_interval_none(), NAN };
	double alpha, beta;

	if (!(a > 0 && c > 0 && a < n1 && c < n0 && o->authors > 1))
		return out;
	alpha = 1 / (n1 * p1 * (1 - p1));
	beta = 1 / (n0 * p0 * (1 - p0));
	weight[0] = alpha;
	weight[1] = -alpha * p1;
	weight[2] = -beta;
	weight[3] = beta * p0;
	for (int i = 0; i < 4; i++)
		for (int j = 0; j < 4; j++)
			variance += weight[i] * weight[j] *
			    o->product[i < j ? i : j][i < j ? j : i];
	out.log_or = log(p1 / (1 - p1)) - log(p0 / (1 - p0));
	out.se = sqrt(fmax(0, variance) * o->authors / (o->authors - 1));
	out.limits = gal_interval_wald(out.log_or, out.se, conf);
	out.p = gal_normal_two_sided(out.log_or / out.se);
	return out;
}
