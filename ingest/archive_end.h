/* Inside ingest/, in the program and in its module: how a zip and a tar end. */
#ifndef GALATEA_INGEST_ARCHIVE_END_H
#define GALATEA_INGEST_ARCHIVE_END_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ZIP_END_MIN 22
#define ZIP_END_COUNT 10		  /* of all members: two bytes of it */
#define ZIP_COUNT_ELSEWHERE 0xffff	  /* in the record of large zips */
#define ZIP_LAST_BYTES ((size_t)66 << 10) /* holds it and its comment */

/* A number of n bytes, the lowest first. */
static inline uint64_t
little_endian(const unsigned char *bytes, size_t n)
{
	uint64_t value = 0;

	while (n-- > 0)
		value = value << 8 | bytes[n];
	return value;
}

/* In the last n bytes of a zip, the record whose last two bytes count those of
 * the comment behind it, all of which must be there; NULL: the zip is cut. */
static inline const unsigned char *
zip_end(const unsigned char *bytes, size_t n)
{
	for (size_t at = n; at-- > 0;) {
		if (n - at >= ZIP_END_MIN &&
		    memcmp(bytes + at, "PK\x05\x06", 4) == 0 &&
		    n - at - ZIP_END_MIN >=
			little_endian(bytes + at + ZIP_END_MIN - 2, 2))
			return bytes + at;
	}
	return NULL;
}

#define ZIP_LARGE_END 56     /* bytes of the end record of large zips */
#define ZIP_LARGE_LOCATOR 20 /* of what stands between it and zip_end() */
#define ZIP_LARGE_COUNT 32   /* of all members: eight bytes of it */

/* How many members a zip says it has, whose last bytes begin at `bytes` and
 * whose zip_end() is given; 0: it does not say. */
static inline uint64_t
zip_listed(const unsigned char *bytes, const unsigned char *end)
{
	uint64_t count = little_endian(end + ZIP_END_COUNT, 2);
	const unsigned char *large;

	if (count != ZIP_COUNT_ELSEWHERE)
		return count;
	if (end - bytes < ZIP_LARGE_END + ZIP_LARGE_LOCATOR)
		return 0;
	large = end - ZIP_LARGE_LOCATOR - ZIP_LARGE_END;
	return memcmp(large, "PK\x06\x06", 4) == 0
	    ? little_endian(large + ZIP_LARGE_COUNT, 8)
	    : 0;
}

#define TAR_BLOCK 512

/* Whether the last n bytes of a tar end with one of its two blocks of zeros. */
static inline bool
tar_end(const unsigned char *bytes, size_t n)
{
	size_t zeros = 0;

	while (zeros < n && zeros < TAR_BLOCK && bytes[n - 1 - zeros] == 0)
		zeros++;
	return zeros == TAR_BLOCK;
}

#endif
