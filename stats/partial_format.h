/*
 * Private to stats/partial_*.c: the bytes of a partial file (docs/scale.md).
 *
 *   file     magic, blocks
 *   block    kind (1), length (4), number (4), payload, checksum (8)
 *   payload  whole records of one section; integers are varints
 */
#ifndef GALATEA_STATS_PARTIAL_FORMAT_H
#define GALATEA_STATS_PARTIAL_FORMAT_H

#include "core/rng.h"

/* The last byte is the version of all that follows. */
#define PARTIAL_MAGIC "GALTIME2"
#define PARTIAL_MAGIC_BYTES 8
#define PARTIAL_HEADER_BYTES 9
#define PARTIAL_CHECK_BYTES 8
#define PARTIAL_BLOCK_AIM ((size_t)1 << 16) /* a full block is written */
#define PARTIAL_BLOCK_MAX ((size_t)1 << 20)
#define PARTIAL_STRING_MAX 65535

/* Sections, in the order of the file. */
enum partial_section {
	PARTIAL_HEAD = 1,
	PARTIAL_BURIED,
	PARTIAL_COPIES,
	PARTIAL_TIMELINES,
	PARTIAL_END
};

/* Records of the head: kind, then strings. */
enum partial_name {
	PARTIAL_CODEBOOK = 1,
	PARTIAL_KEY_CHECK,
	PARTIAL_CODE,
	PARTIAL_RUNG,
	PARTIAL_MODEL,	  /* name, code */
	PARTIAL_COMMUNITY /* platform, scope, name, native id */
};

/* Records of what is buried. */
enum partial_grave { PARTIAL_GRAVE_POST = 1, PARTIAL_GRAVE_AUTHOR };

/* First number of a copy: bits, then deletion from bit 3 on. */
enum partial_copy_bit {
	COPY_HAS_AUTHOR = 1,
	COPY_HAS_READING = 2,
	COPY_HAS_EDITED = 4,
	COPY_DELETION_SHIFT = 3
};

/* First number of a record of timelines: a post has bit 0 set. */
enum partial_timeline_record {
	TIMELINE_NO_AUTHOR = 0,
	TIMELINE_AUTHOR = 2,
	TIMELINE_TOLD = 4
};
enum partial_post_bit {
	POST_IS_POST = 1,
	POST_BOT = 2,
	POST_READ = 4,
	POST_SELF = 8,
	POST_NO_TIME = 16,
	POST_HAS_FACTS = 32, /* pressures and model */
	POST_HAS_VALENCE = 64,
	POST_BITS = 127
};

static inline uint64_t
partial_checksum(const void *payload, size_t len, int kind, uint32_t number)
{
	return gal_hash_bytes(
	    payload, len, (uint64_t)kind << 32 | (uint64_t)number);
}

/* Small numbers of either sign as small numbers. */
static inline uint64_t
partial_zigzag(uint64_t difference)
{
	return difference << 1 ^
	    ((difference >> 63) != 0 ? UINT64_MAX : UINT64_C(0));
}

static inline uint64_t
partial_unzigzag(uint64_t v)
{
	return v >> 1 ^ ((v & 1) != 0 ? UINT64_MAX : UINT64_C(0));
}

#endif
