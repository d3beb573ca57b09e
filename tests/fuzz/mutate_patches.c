/*
 * Mutator of the target database: a third of the inputs are changed as they
 * lie; to the others a patch is added, or the last one taken off, that aims
 * at what SQLite steers by: the heads of pages, their lists of cells, the
 * first bytes of cells.
 */
#include <string.h>

#include "fuzz/fuzz.h"

#define HEAD 5
#define BYTES_MAX 8

static const uint8_t awkward[] = { 0, 1, 2, 5, 10, 13, 0x7f, 0x80, 0x81, 0xff };

static unsigned
next(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	return *seed >> 8;
}

/* Somewhere in a page: its head, its list of cells, or its cells, which lie
 * at its end. */
static unsigned
choose_place(unsigned *seed)
{
	switch (next(seed) % 4) {
	case 0:
		return next(seed) % 12;
	case 1:
		return 8 + next(seed) % 120;
	case 2:
		return 8191 - next(seed) % 512;
	default:
		return next(seed) % 8192;
	}
}

static size_t
add_patch(uint8_t *data, size_t size, size_t most, unsigned *seed)
{
	unsigned n = 1 + next(seed) % BYTES_MAX, page = next(seed) % 256;
	unsigned place = choose_place(seed);

	if (size + HEAD + n > most)
		return size;
	data[size++] = (uint8_t)page;
	data[size++] = 0;
	data[size++] = (uint8_t)(place & 0xff);
	data[size++] = (uint8_t)(place >> 8);
	data[size++] = (uint8_t)n;
	for (unsigned i = 0; i < n; i++)
		data[size++] = next(seed) % 2
		    ? awkward[next(seed) % sizeof(awkward)]
		    : (uint8_t)next(seed);
	return size;
}

/* Where the last patch of the list begins; the list begins behind a byte. */
static size_t
last_patch(const uint8_t *data, size_t size)
{
	size_t at = 1, last = 1;

	while (at + HEAD <= size) {
		last = at;
		at += HEAD + (size_t)data[at + 4];
	}
	return last;
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	unsigned what = next(&seed) % 6;

	if (size == 0 || what < 2)
		return LLVMFuzzerMutate(data, size, most);
	if (what == 2)
		return last_patch(data, size);
	if (what == 3)
		data[0] = (uint8_t)(next(&seed) % 16);
	return add_patch(data, size, most, &seed);
}
