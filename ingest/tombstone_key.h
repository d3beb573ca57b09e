/*
 * What keeps the list of purged posts unreadable: a key of its own, made of
 * the project key, and the keyed hash that stands for a row id (SipHash-2-4,
 * 64 bits). Among n posts in the list, one that was never purged is taken for
 * one of them with a chance of n in 2^64.
 */
#ifndef GALATEA_INGEST_TOMBSTONE_KEY_H
#define GALATEA_INGEST_TOMBSTONE_KEY_H

#include "core/veil.h"
#include "ingest/pseudonym.h"

struct gal_tombstone_key {
	uint8_t bytes[16];
};

void gal_tombstone_key_make(
    struct gal_tombstone_key *out, const struct gal_key *key);
/* Overwrite it in memory. */
void gal_tombstone_key_forget(struct gal_tombstone_key *key);
/* The key is borrowed for as long as the veil is used. */
struct gal_veil gal_tombstone_key_veil(const struct gal_tombstone_key *key);

#endif
