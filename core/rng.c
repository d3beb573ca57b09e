#include "core/rng.h"

#include <math.h>
#include <stddef.h>

static uint64_t
mix(uint64_t z)
{
	z += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

uint64_t
gal_rng_bits(uint64_t seed, uint64_t stream, uint64_t index)
{
	return mix(mix(mix(seed) ^ stream) ^ index);
}

double
gal_rng_uniform(uint64_t seed, uint64_t stream, uint64_t index)
{
	uint64_t bits = gal_rng_bits(seed, stream, index) >> 11;

	return ((double)bits + 0.5) * 0x1p-53;
}

uint64_t
gal_rng_next(struct gal_rng *rng)
{
	return gal_rng_bits(rng->seed, rng->stream, rng->next++);
}

double
gal_rng_next_uniform(struct gal_rng *rng)
{
	return gal_rng_uniform(rng->seed, rng->stream, rng->next++);
}

uint64_t
gal_rng_next_below(struct gal_rng *rng, uint64_t n)
{
	uint64_t limit = UINT64_MAX - UINT64_MAX % n;
	uint64_t bits;

	do
		bits = gal_rng_next(rng);
	while (bits >= limit);
	return bits % n;
}

double
gal_rng_next_exponential(struct gal_rng *rng)
{
	return -log(gal_rng_next_uniform(rng));
}

double
gal_rng_next_normal(struct gal_rng *rng)
{
	const double two_pi = 6.283185307179586476925286766559;
	double radius = sqrt(-2.0 * log(gal_rng_next_uniform(rng)));

	return radius * cos(two_pi * gal_rng_next_uniform(rng));
}

uint64_t
gal_hash_bytes(const void *bytes, uint64_t n, uint64_t seed)
{
	const unsigned char *p = bytes;
	uint64_t h = UINT64_C(0xcbf29ce484222325) ^ seed;

	for (uint64_t i = 0; i < n; i++)
		h = (h ^ p[i]) * UINT64_C(0x100000001b3);
	return mix(h);
}
