#include "cli/turns_words.h"

#include <stdlib.h>
#include <string.h>

#include "core/rng.h"

#define WORDS_MAX (UINT32_C(1) << 24)

static size_t
slot_of(const struct turns_words *words, struct gal_str norm)
{
	size_t mask = words->slot_count - 1;
	size_t i = (size_t)gal_hash_bytes(norm.data, norm.len, 0) & mask;

	for (; words->slots[i] != 0; i = (i + 1) & mask) {
		uint32_t n = words->slots[i] - 1;
		size_t len = words->starts[n + 1] - words->starts[n];

		if (len == norm.len &&
		    memcmp(words->text.data + words->starts[n], norm.data,
			len) == 0)
			break;
	}
	return i;
}

/* Twice the room, at most half full. */
static enum gal_status
grow(struct turns_words *words, struct gal_error *err)
{
	size_t n = words->slot_count == 0 ? 4096 : words->slot_count * 2;
	size_t *starts = realloc(words->starts, (n / 2 + 1) * sizeof(*starts));
	uint32_t *slots;

	if (starts == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	words->starts = starts;
	slots = calloc(n, sizeof(*slots));
	if (slots == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	free(words->slots);
	words->slots = slots;
	words->slot_count = n;
	words->text.limit = (size_t)1 << 31;
	if (words->count == 0)
		words->starts[0] = 0;
	for (uint32_t i = 0; i < words->count; i++) {
		struct gal_str norm = { words->text.data + words->starts[i],
			words->starts[i + 1] - words->starts[i] };

		words->slots[slot_of(words, norm)] = i + 1;
	}
	return GAL_OK;
}

enum gal_status
turns_words_number(uint32_t *out, struct turns_words *words,
    struct gal_str norm, struct gal_error *err)
{
	enum gal_status status;
	size_t slot;

	if (words->count == WORDS_MAX)
		return gal_fail(err, GAL_LIMIT, "more than 2^24 words");
	if ((size_t)words->count * 2 >= words->slot_count) {
		status = grow(words, err);
		if (status != GAL_OK)
			return status;
	}
	slot = slot_of(words, norm);
	if (words->slots[slot] == 0) {
		status =
		    gal_buffer_append(&words->text, norm.data, norm.len, err);
		if (status != GAL_OK)
			return status;
		words->slots[slot] = ++words->count;
		words->starts[words->count] = words->text.len;
	}
	*out = words->slots[slot] - 1;
	return GAL_OK;
}

uint32_t
turns_words_find(const struct turns_words *words, struct gal_str norm)
{
	size_t slot;

	if (words->slot_count == 0)
		return TURNS_NO_WORD;
	slot = slot_of(words, norm);
	return words->slots[slot] == 0 ? TURNS_NO_WORD : words->slots[slot] - 1;
}

void
turns_words_free(struct turns_words *words)
{
	gal_buffer_free(&words->text);
	free(words->starts);
	free(words->slots);
	*words = (struct turns_words){ 0 };
}
