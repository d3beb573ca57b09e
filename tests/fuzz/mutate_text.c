/*
 * Mutator of the targets whose inputs are text: half of the inputs are changed
 * as they lie; in the others a piece between two delimiters is copied, dropped,
 * moved or put in the place of an awkward word, so that brackets, quotes, rows
 * and files mostly stay whole and the change reaches the fields.
 *
 * FUZZ_WORDS: the list of awkward words; FUZZ_KEEP: bytes at the beginning
 * that are options and no text.
 */
#include <stdbool.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/mutate_words.h"

static const char *const *const awkward = FUZZ_WORDS;

static size_t
count_words(void)
{
	size_t n = 0;

	while (awkward[n] != NULL)
		n++;
	return n;
}

struct span {
	size_t from, len;
};

static bool
is_delimiter(uint8_t c)
{
	return strchr("\"{}[](),;:<>=|&\n\t ", c) != NULL;
}

/* A piece that starts and ends beside a delimiter; longer ones are rarer. */
static struct span
choose(const uint8_t *data, size_t size, unsigned *seed)
{
	struct span span = { 0, 0 };
	size_t reach;

	*seed = *seed * 1103515245u + 12345u;
	span.from = (*seed >> 8) % size;
	while (span.from > 0 && !is_delimiter(data[span.from - 1]))
		span.from--;
	*seed = *seed * 1103515245u + 12345u;
	reach = (size_t)1 << ((*seed >> 8) % 9);
	while (span.from + span.len < size &&
	    (span.len < reach || !is_delimiter(data[span.from + span.len])))
		span.len++;
	return span;
}

/* Put `len` bytes in the place of span; false where they do not fit. */
static bool
put(uint8_t *data, size_t *size, size_t most, struct span span,
    const void *bytes, size_t len)
{
	size_t tail = *size - span.from - span.len;

	if (*size - span.len + len > most)
		return false;
	memmove(data + span.from + len, data + span.from + span.len, tail);
	memcpy(data + span.from, bytes, len);
	*size = *size - span.len + len;
	return true;
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	static uint8_t piece[1 << 16];
	struct span a, b;
	const char *word;
	unsigned what = seed & 7;

	if (what < 4 || size < FUZZ_KEEP + 2)
		return LLVMFuzzerMutate(data, size, most);
	a = choose(data + FUZZ_KEEP, size - FUZZ_KEEP, &seed);
	b = choose(data + FUZZ_KEEP, size - FUZZ_KEEP, &seed);
	a.from += FUZZ_KEEP;
	b.from += FUZZ_KEEP;
	if (a.len > sizeof(piece))
		a.len = sizeof(piece);
	memcpy(piece, data + a.from, a.len);
	switch (what) {
	case 4: /* drop it */
		(void)put(data, &size, most, a, "", 0);
		break;
	case 5: /* copy it elsewhere */
		b.len = 0;
		(void)put(data, &size, most, b, piece, a.len);
		break;
	case 6: /* over another */
		(void)put(data, &size, most, b, piece, a.len);
		break;
	default:
		word = awkward[(seed >> 8) % count_words()];
		(void)put(data, &size, most, a, word,
		    word[0] == '\0' ? 1 : strlen(word));
		break;
	}
	return size;
}
