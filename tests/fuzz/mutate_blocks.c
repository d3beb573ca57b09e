/*
 * Mutator of the target partial: the blocks of a file stay whole (their
 * checksums are put right by the target). One is dropped, doubled, put in
 * another's place, given another kind, or changed inside.
 */
#include <stdbool.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "stats/partial_format.h"

#define BLOCKS_MAX 64
#define ROOM ((size_t)1 << 16)

struct block {
	size_t from, len; /* with head and checksum */
};

static size_t
payload_of(const uint8_t *head)
{
	return (size_t)head[1] | (size_t)head[2] << 8 | (size_t)head[3] << 16 |
	    (size_t)head[4] << 24;
}

static size_t
find_blocks(struct block blocks[BLOCKS_MAX], const uint8_t *data, size_t size)
{
	size_t at = PARTIAL_MAGIC_BYTES, n = 0;

	while (n < BLOCKS_MAX &&
	    at + PARTIAL_HEADER_BYTES + PARTIAL_CHECK_BYTES <= size) {
		size_t len = PARTIAL_HEADER_BYTES + payload_of(data + at) +
		    PARTIAL_CHECK_BYTES;

		if (len > size - at)
			break;
		blocks[n++] = (struct block){ at, len };
		at += len;
	}
	return n;
}

/* Put bytes in the place of a stretch; false where there is no room. */
static bool
put(uint8_t *data, size_t *size, size_t most, size_t from, size_t old_len,
    const uint8_t *bytes, size_t len)
{
	if (*size - old_len + len > most)
		return false;
	memmove(
	    data + from + len, data + from + old_len, *size - from - old_len);
	memcpy(data + from, bytes, len);
	*size = *size - old_len + len;
	return true;
}

/* A block with its payload changed and its length put right. */
static size_t
change_inside(uint8_t *data, size_t size, size_t most, struct block b)
{
	static uint8_t piece[ROOM];
	size_t len = b.len - PARTIAL_HEADER_BYTES - PARTIAL_CHECK_BYTES;
	size_t from = b.from + PARTIAL_HEADER_BYTES, old = len;

	if (len == 0 || len > ROOM / 2)
		return size;
	memcpy(piece, data + from, len);
	len = LLVMFuzzerMutate(piece, len, ROOM);
	if (put(data, &size, most, from, old, piece, len))
		for (int i = 0; i < 4; i++)
			data[b.from + 1 + (size_t)i] = (uint8_t)(len >> 8 * i);
	return size;
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	static uint8_t piece[ROOM];
	struct block blocks[BLOCKS_MAX], a, b;
	size_t n = find_blocks(blocks, data, size);

	if (n == 0 || seed % 8 == 0)
		return LLVMFuzzerMutate(data, size, most);
	a = blocks[(seed >> 4) % n];
	b = blocks[(seed >> 12) % n];
	if (a.len > ROOM)
		return LLVMFuzzerMutate(data, size, most);
	memcpy(piece, data + a.from, a.len);
	switch (seed % 8) {
	case 1: /* drop it */
		(void)put(data, &size, most, a.from, a.len, piece, 0);
		return size;
	case 2: /* once more, before another */
		(void)put(data, &size, most, b.from, 0, piece, a.len);
		return size;
	case 3: /* over another */
		(void)put(data, &size, most, b.from, b.len, piece, a.len);
		return size;
	case 4: /* another kind or number */
		data[a.from + ((seed >> 20) & 1 ? 5 : 0)] ^=
		    (uint8_t)(1u << (seed >> 21 & 7));
		return size;
	default:
		return change_inside(data, size, most, a);
	}
}
