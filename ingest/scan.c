#include "ingest/scan.h"

#include <stdint.h>
#include <string.h>

#define BLOCK 64

/* Whole archives pass through here. The loops over a block become vector
 * instructions; on x86-64 in two widths, chosen when the program starts, which
 * sanitizers do not bear. */
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__) &&        \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define GAL_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define GAL_WIDE
#endif

/* Another thread wrote the bytes, so the first to look at them waits for each
 * line of its cache; asked for so early they are there twice as fast. */
#define AHEAD 2048
#define FETCH(p) __builtin_prefetch((const void *)((uintptr_t)(p) + AHEAD))

GAL_WIDE const char *
gal_scan_find(const char *p, const char *end, const char *needle, size_t n)
{
	/* the first byte, the last and one between are compared in whole
	 * blocks; only where all three agree is the rest looked at */
	const char first = needle[0], last = needle[n - 1];
	const size_t middle = n / 2;
	const char between = needle[middle];

	while ((size_t)(end - p) >= BLOCK + n) {
		const char *a = p, *b = p + middle, *c = p + n - 1;
		unsigned char any = 0;

		FETCH(p);
		for (int i = 0; i < BLOCK; i++)
			any |= (unsigned char)((a[i] == first) &
			    (b[i] == between) & (c[i] == last));
		if (any) {
			const char *found = memmem(p, BLOCK + n - 1, needle, n);

			if (found != NULL)
				return found;
		}
		p += BLOCK;
	}
	return memmem(p, (size_t)(end - p), needle, n);
}

static int
is_escape(const char *p)
{
	return p[0] == '\\' && p[1] == 'u' && p[2] == '0' && p[3] == '0' &&
	    p[4] >= '2' && p[4] <= '7';
}

GAL_WIDE const char *
gal_scan_ascii_escape(const char *p, const char *end)
{
	while (end - p >= BLOCK + 4) {
		unsigned char escapes = 0, any = 0;

		for (int i = 0; i < BLOCK; i++)
			escapes |= (unsigned char)(p[i] == '\\');
		for (int i = 0; escapes && i < BLOCK; i++)
			any |=
			    (unsigned char)((p[i] == '\\') & (p[i + 1] == 'u') &
				(p[i + 2] == '0') & (p[i + 3] == '0'));
		for (int i = 0; any && i < BLOCK; i++) {
			if (is_escape(p + i))
				return p + i;
		}
		p += BLOCK;
	}
	for (; p < end; p++) {
		static const char start[] = { '\\', 'u', '0', '0' };
		size_t left = (size_t)(end - p);

		if (left >= 5 ? is_escape(p)
			      : memcmp(p, start, left < 4 ? left : 4) == 0)
			return p;
	}
	return NULL;
}

GAL_WIDE size_t
gal_scan_count(const char *bytes, size_t len, char byte)
{
	size_t count = 0;

	while (len >= BLOCK) {
		unsigned char some = 0;

		for (int i = 0; i < BLOCK; i++)
			some = (unsigned char)(some + (bytes[i] == byte));
		count += some;
		bytes += BLOCK;
		len -= BLOCK;
	}
	for (size_t i = 0; i < len; i++)
		count += bytes[i] == byte;
	return count;
}

GAL_WIDE size_t
gal_scan_count_high(const char *bytes, size_t len)
{
	size_t count = 0;

	while (len >= BLOCK) {
		unsigned char some = 0;

		for (int i = 0; i < BLOCK; i++)
			some = (unsigned char)(some +
			    ((unsigned char)bytes[i] >> 7));
		count += some;
		bytes += BLOCK;
		len -= BLOCK;
	}
	for (size_t i = 0; i < len; i++)
		count += (unsigned char)bytes[i] >> 7;
	return count;
}
