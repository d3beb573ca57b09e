#include "stats/bootstrap.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "core/rng.h"

/* Poisson(1) distribution function times 2^16, rounded; index = weight. */
static const uint32_t poisson_limits[] = { 24109, 48219, 60273, 64292, 65296,
	65497, 65531, 65535 };

static uint8_t
poisson_of(uint32_t bits)
{
	uint8_t weight = 0;

	while (weight < 8 && bits >= poisson_limits[weight])
		weight++;
	return weight;
}

void
gal_bootstrap_weights(
    uint8_t *out, uint64_t seed, uint64_t author, size_t first, size_t n)
{
	for (size_t i = 0; i < n; i += 4) {
		uint64_t bits = gal_rng_bits(seed, author, (first + i) / 4);

		for (size_t j = i; j < n && j < i + 4; j++) {
			out[j] = poisson_of((uint32_t)(bits & 0xffff));
			bits >>= 16;
		}
	}
}

void
gal_bootstrap_percentile(double *se, struct gal_interval *limits,
    double *replicates, size_t n, double conf)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (!isnan(replicates[i]))
			replicates[kept++] = replicates[i];
	gal_sort_doubles(replicates, kept);
	*se = sqrt(gal_variance(replicates, kept));
	limits->lo = gal_quantile_sorted(replicates, kept, (1 - conf) / 2);
	limits->hi = gal_quantile_sorted(replicates, kept, 1 - (1 - conf) / 2);
}

void
gal_bootstrap_bca(struct gal_bca *out, double estimate, const double *sorted,
    size_t n, const double *leave_one_out, size_t authors, double conf)
{
	struct gal_sum squares = { 0, 0 }, cubes = { 0, 0 };
	double mean = gal_mean(leave_one_out, authors);
	double below = 0, tail = (1 - conf) / 2;
	double z[2], p[2];

	out->z0 = out->a = out->jack_se = NAN;
	out->limits = gal_interval_none();
	for (size_t i = 0; i < authors; i++) {
		double d = mean - leave_one_out[i];

		gal_sum_add(&squares, d * d);
		gal_sum_add(&cubes, d * d * d);
	}
	if (authors == 0 || n == 0)
		return;
	out->jack_se = sqrt(
	    (double)(authors - 1) / (double)authors * gal_sum_value(&squares));
	for (size_t i = 0; i < n; i++)
		below += sorted[i] < estimate ? 1
		    : sorted[i] == estimate   ? 0.5
					      : 0;
	out->z0 = gsl_cdf_ugaussian_Pinv(below / (double)n);
	if (!(gal_sum_value(&squares) > 0))
		return;
	out->a =
	    gal_sum_value(&cubes) / (6 * pow(gal_sum_value(&squares), 1.5));
	if (!isfinite(out->z0))
		return;
	z[0] = gsl_cdf_ugaussian_Pinv(tail);
	z[1] = gal_z(conf);
	for (int i = 0; i < 2; i++) {
		double shifted = out->z0 + z[i];

		p[i] =
		    gal_normal_cdf(out->z0 + shifted / (1 - out->a * shifted));
	}
	out->limits.lo = gal_quantile_sorted(sorted, n, p[0]);
	out->limits.hi = gal_quantile_sorted(sorted, n, p[1]);
}
