/* Inside ingest/, in the program and in its module: the end record of a zip. */
#ifndef GALATEA_INGEST_ZIP_END_H
#define GALATEA_INGEST_ZIP_END_H

#include <stddef.h>
#include <string.h>

#define ZIP_END_MIN 22
#define ZIP_END_COUNT 10		  /* of all members: two bytes of it */
#define ZIP_LAST_BYTES ((size_t)66 << 10) /* holds it and its comment */

static inline unsigned
zip_two_bytes(const unsigned char *bytes)
{
	return bytes[0] | (unsigned)bytes[1] << 8;
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
			zip_two_bytes(bytes + at + ZIP_END_MIN - 2))
			return bytes + at;
	}
	return NULL;
}

#endif
