#include "ingest/seal.h"

#include <sodium.h>
#include <string.h>

#define ROUNDS 10
#define ID_BITS 61  /* of the number behind an id of Reddit */
#define TURN_MAX 20 /* digits of a turn's number */

/* As in pseudonym.c: every keyed hash starts with what it is for. */
static const char numbers_label[] = "galatea sealed numbers";
static const char texts_label[] = "galatea sealed ids";

void
gal_seal_make(struct gal_seal *out, const struct gal_key *key)
{
	(void)crypto_generichash(out->numbers, sizeof(out->numbers),
	    (const unsigned char *)numbers_label, sizeof(numbers_label),
	    key->bytes, sizeof(key->bytes));
	(void)crypto_generichash(out->texts, sizeof(out->texts),
	    (const unsigned char *)texts_label, sizeof(texts_label), key->bytes,
	    sizeof(key->bytes));
}

void
gal_seal_forget(struct gal_seal *seal)
{
	sodium_memzero(seal, sizeof(*seal));
}

static uint64_t
round_bits(const struct gal_seal *seal, int round, uint64_t half)
{
	unsigned char in[9] = { (unsigned char)round };
	unsigned char out[crypto_shorthash_BYTES];
	uint64_t value = 0;

	for (int i = 0; i < 8; i++)
		in[1 + i] = (unsigned char)(half >> (8 * i));
	(void)crypto_shorthash(out, in, sizeof(in), seal->numbers);
	for (int i = 0; i < 8; i++)
		value |= (uint64_t)out[i] << (8 * i);
	return value;
}

/* A permutation of the numbers of ID_BITS bits. The network permutes those of
 * one bit more: it is gone through again until the number is one of ours,
 * which two goes do on average. */
static uint64_t
permute(const struct gal_seal *seal, uint64_t value)
{
	const int half = (ID_BITS + 1) / 2;
	const uint64_t mask = (UINT64_C(1) << half) - 1;

	do {
		uint64_t left = value >> half, right = value & mask;

		for (int round = 0; round < ROUNDS; round++) {
			uint64_t next =
			    left ^ (round_bits(seal, round, right) & mask);

			left = right;
			right = next;
		}
		value = left << half | right;
	} while (value >> ID_BITS != 0);
	return value;
}

/* "conversation:turn": how long the conversation is; else all. */
static size_t
without_turn(struct gal_str id)
{
	size_t n = id.len;

	while (n > 0 && id.data[n - 1] >= '0' && id.data[n - 1] <= '9')
		n--;
	return n > 1 && id.data[n - 1] == ':' && id.len - n < TURN_MAX ? n - 1
								       : id.len;
}

static void
seal_text(char out[GAL_SEALED_ID_MAX], const struct gal_seal *seal,
    enum gal_platform platform, struct gal_str id)
{
	const char *scope = gal_platform_name(platform);
	size_t named =
	    platform == GAL_PLATFORM_TRANSCRIPT ? without_turn(id) : id.len;
	crypto_generichash_state state;
	unsigned char digest[16];

	(void)crypto_generichash_init(
	    &state, seal->texts, sizeof(seal->texts), sizeof(digest));
	(void)crypto_generichash_update(
	    &state, (const unsigned char *)scope, strlen(scope) + 1);
	(void)crypto_generichash_update(
	    &state, (const unsigned char *)id.data, named);
	(void)crypto_generichash_final(&state, digest, sizeof(digest));
	(void)sodium_bin2hex(out, GAL_SEALED_ID_MAX, digest, sizeof(digest));
	out += 2 * sizeof(digest);
	memcpy(out, id.data + named, id.len - named);
	out[id.len - named] = '\0';
}

void
gal_seal_id(char out[GAL_SEALED_ID_MAX], const struct gal_seal *seal,
    enum gal_platform platform, struct gal_str id)
{
	size_t kind =
	    id.len > 3 && id.data[0] == 't' && id.data[2] == '_' ? 3 : 0;
	struct gal_str bare = { id.data + kind, id.len - kind };
	int64_t row = 0;

	if (platform != GAL_PLATFORM_REDDIT ||
	    gal_reddit_row_id(&row, GAL_KIND_SUBMISSION, bare, NULL) !=
		GAL_OK ||
	    row >> 1 >> ID_BITS != 0) {
		seal_text(out, seal, platform, id);
		return;
	}
	memcpy(out, id.data, kind);
	gal_reddit_id(out + kind, (int64_t)permute(seal, (uint64_t)row >> 1));
}

enum gal_status
gal_seal_post(
    const struct gal_seal *seal, struct gal_arena *arena, struct gal_post *post)
{
	struct gal_str *const ids[] = { &post->native_id, &post->thread,
		&post->parent, &post->crosspost_parent };
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < sizeof(ids) / sizeof(ids[0]);
	     i++) {
		char sealed[GAL_SEALED_ID_MAX];

		if (ids[i]->len == 0)
			continue;
		gal_seal_id(sealed, seal, post->platform, *ids[i]);
		status = gal_arena_copy(arena, ids[i], gal_str_of(sealed));
	}
	if (status == GAL_OK && post->platform == GAL_PLATFORM_REDDIT)
		status = gal_reddit_row_id(
		    &post->row_id, post->kind, post->native_id, NULL);
	return status;
}
