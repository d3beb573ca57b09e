/*
 * The keys of a line foretold: lines of an archive have their keys in one
 * order, so nearly every key is the one that followed the key before it in an
 * earlier line, and is told by four words without looking for its end. A
 * wrong guess costs a look-up, never a wrong key. One owner, one thread.
 */
#ifndef GALATEA_INGEST_JSON_KEY_ORDER_H
#define GALATEA_INGEST_JSON_KEY_ORDER_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/rng.h"

/* Of a key and its closing quote; longer ones are looked up each time, and so
 * are those met after GAL_JSON_KEYS_MAX others. */
#define GAL_JSON_KEY_BYTES 32
#define GAL_JSON_KEYS_MAX 512
#define GAL_JSON_KEY_SLOTS (GAL_JSON_KEYS_MAX * 2)
#define GAL_JSON_KEY_STARTS 16

struct gal_json_known_key {
	uint64_t words[GAL_JSON_KEY_BYTES / 8];
	uint64_t masks[GAL_JSON_KEY_BYTES / 8];
	int parent;
	int node;      /* of the paths, or -1: nobody wants it */
	uint16_t next; /* what followed it last; 0: nothing yet */
};

/* Zero is empty; keys are numbered from 1. */
struct gal_json_key_order {
	struct gal_json_known_key keys[1 + GAL_JSON_KEYS_MAX];
	uint16_t slots[GAL_JSON_KEY_SLOTS];
	uint16_t count;
	uint16_t
	    starts[GAL_JSON_KEY_STARTS]; /* first of an object, by parent */
};

/* `raw` is the key behind its opening quote; GAL_JSON_KEY_BYTES of it can be
 * read, whatever they are. Number 0 is never the key. */
static inline bool
gal_json_key_is(const struct gal_json_key_order *order, uint16_t number,
    int parent, const char *raw)
{
	const struct gal_json_known_key *key = &order->keys[number];
	uint64_t other = number == 0;

	for (int i = 0; i < GAL_JSON_KEY_BYTES / 8; i++) {
		uint64_t word;

		memcpy(&word, raw + i * 8, 8);
		other |= (word ^ key->words[i]) & key->masks[i];
	}
	return other == 0 && key->parent == parent;
}

/*
 * The number of the key raw[0 .. len), which has no backslash and a quote
 * behind it; 0 if it is too long or there are too many. *fresh: it was not
 * known, and its node is to be set.
 */
static inline uint16_t
gal_json_key_number(bool *fresh, struct gal_json_key_order *order, int parent,
    const char *raw, size_t len)
{
	struct gal_json_known_key *key;
	size_t at;

	*fresh = false;
	if (len >= GAL_JSON_KEY_BYTES)
		return 0;
	at = (size_t)gal_hash_bytes(raw, len, (uint64_t)parent) %
	    GAL_JSON_KEY_SLOTS;
	while (order->slots[at] != 0) {
		if (gal_json_key_is(order, order->slots[at], parent, raw))
			return order->slots[at];
		at = (at + 1) % GAL_JSON_KEY_SLOTS;
	}
	if (order->count == GAL_JSON_KEYS_MAX)
		return 0;
	order->slots[at] = ++order->count;
	key = &order->keys[order->count];
	memset(key->masks, 0, sizeof(key->masks));
	memset(key->masks, 0xff, len + 1);
	memcpy(key->words, raw, sizeof(key->words));
	key->parent = parent;
	*fresh = true;
	return order->count;
}

#endif
