/* Room in a growing array. Private to store/. */
#ifndef GALATEA_STORE_ROOM_H
#define GALATEA_STORE_ROOM_H

#include <stdlib.h>

#include "core/status.h"

/* Make *items, of *capacity things of `size` bytes, hold one more than count.
 * Errors: NOMEM; the array is unchanged then. */
GAL_MUST_USE static inline enum gal_status
gal_make_room(void **items, size_t count, size_t *capacity, size_t size,
    struct gal_error *err)
{
	size_t more = *capacity == 0 ? 256 : *capacity + *capacity / 2;
	void *grown;

	if (count < *capacity)
		return GAL_OK;
	if (more > SIZE_MAX / size ||
	    (grown = realloc(*items, more * size)) == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	*items = grown;
	*capacity = more;
	return GAL_OK;
}

#endif
