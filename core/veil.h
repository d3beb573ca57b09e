/*
 * Numbers that stand for row ids in lists of what was purged. Row ids follow
 * from the ids of the platform, which anybody can try; these follow from the
 * project key too, so that such a list tells nobody else what was taken out.
 * Who keeps or joins a list is given the function; who makes the function has
 * the key (ingest/tombstone_key.h).
 */
#ifndef GALATEA_CORE_VEIL_H
#define GALATEA_CORE_VEIL_H

#include <stdint.h>

struct gal_veil {
	/* The same number for the same row id, from any thread. NULL: there
	 * is no key at hand. */
	int64_t (*number)(const void *self, int64_t row_id);
	const void *self;
};

#endif
