#include "ingest/tombstone_key.h"

#include <sodium.h>

/* As in pseudonym.c: every keyed hash starts with what it is for. */
static const char label[] = "galatea tombstones";

void
gal_tombstone_key_make(struct gal_tombstone_key *out, const struct gal_key *key)
{
	(void)crypto_generichash(out->bytes, sizeof(out->bytes),
	    (const unsigned char *)label, sizeof(label), key->bytes,
	    sizeof(key->bytes));
}

void
gal_tombstone_key_forget(struct gal_tombstone_key *key)
{
	sodium_memzero(key, sizeof(*key));
}

static int64_t
number(const void *self, int64_t row_id)
{
	const struct gal_tombstone_key *key = self;
	unsigned char in[8], out[crypto_shorthash_BYTES];
	uint64_t value = 0;

	for (int i = 0; i < 8; i++)
		in[i] = (unsigned char)((uint64_t)row_id >> (8 * i));
	(void)crypto_shorthash(out, in, sizeof(in), key->bytes);
	for (int i = 0; i < 8; i++)
		value |= (uint64_t)out[i] << (8 * i);
	return (int64_t)value;
}

struct gal_veil
gal_tombstone_key_veil(const struct gal_tombstone_key *key)
{
	return (struct gal_veil){ number, key };
}
