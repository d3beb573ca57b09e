/*
 * Counter-based random numbers: a value depends only on (seed, stream,
 * index), never on who asks or in which order, so results do not depend on
 * threads or shards. The mixer is the finaliser of SplitMix64 (Steele, Lea,
 * Flood 2014) applied to each key in turn. Not for secrets.
 */
#ifndef GALATEA_CORE_RNG_H
#define GALATEA_CORE_RNG_H

#include <stdint.h>

/* 64 random bits for the key. Pure. */
uint64_t gal_rng_bits(uint64_t seed, uint64_t stream, uint64_t index);
/* Uniform on (0, 1): never 0, never 1. */
double gal_rng_uniform(uint64_t seed, uint64_t stream, uint64_t index);

/* A sequence: a counter over one (seed, stream). Caller-owned. */
struct gal_rng {
	uint64_t seed;
	uint64_t stream;
	uint64_t next;
};

uint64_t gal_rng_next(struct gal_rng *rng);
double gal_rng_next_uniform(struct gal_rng *rng);
/* Uniform on 0 .. n-1 without bias; n > 0. */
uint64_t gal_rng_next_below(struct gal_rng *rng, uint64_t n);
/* Exponential with mean 1; standard normal (Box-Muller, one of the pair). */
double gal_rng_next_exponential(struct gal_rng *rng);
double gal_rng_next_normal(struct gal_rng *rng);

/* 64-bit hash of bytes (FNV-1a, then the mixer); stable across machines.
 * For sampling and tables, not against attackers. */
uint64_t gal_hash_bytes(const void *bytes, uint64_t n, uint64_t seed);

#endif
