/*
 * Sealed ids: what stands for a platform's ids where nobody is to find a post
 * by them. Who has the project key can seal an id again and so find or purge
 * its post; who has it not cannot, as a permutation or hash keyed with the
 * project key lies between.
 *
 * Reddit: the number behind a base-36 id goes through a permutation of the
 * numbers below 2^61, so that a sealed id is an id like others (row ids,
 * "t1_" and "t3_" keep their meaning). Other platforms: 32 hex digits of a
 * keyed hash over platform and id; of "conversation:turn" the turn stays.
 *
 * The permutation is a Feistel network of ten rounds over SipHash-2-4, walked
 * until it is within its bounds. All functions may be called from any thread.
 */
#ifndef GALATEA_INGEST_SEAL_H
#define GALATEA_INGEST_SEAL_H

#include "ingest/arena.h"
#include "ingest/pseudonym.h"

struct gal_seal {
	uint8_t numbers[16]; /* keys made of the project key, */
	uint8_t texts[32];   /* one for each use */
};

void gal_seal_make(struct gal_seal *out, const struct gal_key *key);
/* Overwrite it in memory. */
void gal_seal_forget(struct gal_seal *seal);

/* A post's own id and those of its thread, parent and crosspost parent; the
 * row id follows where the post has one. Errors: NOMEM. */
GAL_MUST_USE enum gal_status gal_seal_post(const struct gal_seal *seal,
    struct gal_arena *arena, struct gal_post *post);

/* One id (not empty) as it stands in a sealed database: "abc" or "t1_abc" of
 * Reddit, any of another platform. Ends with NUL. */
#define GAL_SEALED_ID_MAX 64
void gal_seal_id(char out[GAL_SEALED_ID_MAX], const struct gal_seal *seal,
    enum gal_platform platform, struct gal_str id);

#endif
