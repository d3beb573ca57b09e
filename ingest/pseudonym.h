/*
 * The project key and the pseudonyms made with it. One key serves every
 * ingest, shard and worker of a project; who has the key can test a guessed
 * name, who has it not cannot.
 *
 * Key file: exactly 32 random bytes, mode 0600.
 * Pseudonym: BLAKE2b, 128 bits, keyed with the project key, over the name of
 * the platform, one zero byte and the case-folded user name (Unicode case
 * folding, NFC; "u/" and "@" are not part of a name).
 *
 * All functions may be called from any thread.
 */
#ifndef GALATEA_INGEST_PSEUDONYM_H
#define GALATEA_INGEST_PSEUDONYM_H

#include "core/post.h"

#define GAL_KEY_BYTES 32
#define GAL_KEY_CHECK_HEX 33

struct gal_key {
	uint8_t bytes[GAL_KEY_BYTES];
};

/* Make a key file that does not exist yet. Errors: BUSY (it exists), IO,
 * READ_ONLY, FULL, KEY (no random bytes to be had). */
GAL_MUST_USE enum gal_status gal_key_create(
    struct gal_key *out, const char *path, struct gal_error *err);
/* Errors: NOT_FOUND, KEY (not 32 bytes, or others may read it), IO. */
GAL_MUST_USE enum gal_status gal_key_load(
    struct gal_key *out, const char *path, struct gal_error *err);
/* Load it, or create it where there is none. *created may be NULL. Two
 * processes that start at once end with the same key. */
GAL_MUST_USE enum gal_status gal_key_open(struct gal_key *out, bool *created,
    const char *path, struct gal_error *err);
/* The key of a simulated corpus: known to everyone who knows the seed. */
void gal_key_from_seed(struct gal_key *out, uint64_t seed);
/* 32 hex digits and NUL that a database keeps to refuse another key; the
 * key cannot be had from it. */
void gal_key_check(const struct gal_key *key, char out[GAL_KEY_CHECK_HEX]);
/* Overwrite the key in memory. */
void gal_key_forget(struct gal_key *key);

/* The pseudonym of a user name (UTF-8, not empty). Errors: NOMEM,
 * ARGUMENT (empty). */
GAL_MUST_USE enum gal_status gal_pseudonym_make(struct gal_pseudonym *out,
    const struct gal_key *key, enum gal_platform platform, struct gal_str name,
    struct gal_error *err);

#endif
