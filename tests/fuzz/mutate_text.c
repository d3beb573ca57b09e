/*
 * Mutator of the format targets: half of the inputs are changed as they lie;
 * in the others a piece between two delimiters is copied, dropped, moved or
 * put in the place of an awkward value, so that brackets, quotes and rows
 * mostly stay whole and the change reaches the fields.
 */
#include <stdbool.h>
#include <string.h>

#include "fuzz/fuzz.h"

static const char *const awkward[] = { "null", "true", "0", "-1", "1e999",
	"9223372036854775808", "1600000000.5", "\"\"", "\"[deleted]\"",
	"[removed]", "\\ud83d", "\\u0000", "\\ud83d\\ude00", "&amp;amp;#x200B;",
	"&lt;", "\xff", "\xf0\x9f\x98\x80", "{}", "[]", "\"\"\"",
	"=?utf-8?Q?=00?=", "u/[deleted]", "t3_zzzzzzzzzzzzz", "\r\n",
	"<![CDATA[>]]>", "\0" };

struct span {
	size_t from, len;
};

static bool
is_delimiter(uint8_t c)
{
	return strchr("\"{}[],:<>=\n\t ", c) != NULL;
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

	/* the first two bytes are options, not content */
	if (what < 4 || size < 4)
		return LLVMFuzzerMutate(data, size, most);
	a = choose(data + 2, size - 2, &seed);
	b = choose(data + 2, size - 2, &seed);
	a.from += 2;
	b.from += 2;
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
		word = awkward[seed % (sizeof(awkward) / sizeof(awkward[0]))];
		(void)put(data, &size, most, a, word,
		    word[0] == '\0' ? 1 : strlen(word));
		break;
	}
	return size;
}
