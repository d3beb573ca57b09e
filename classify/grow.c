#include "classify/grow.h"

#include <stdint.h>
#include <stdlib.h>

enum gal_status
gal_grow(void **items, size_t *capacity, size_t needed, size_t size,
    struct gal_error *err)
{
	size_t wanted = *capacity;
	void *grown;

	if (needed <= *capacity)
		return GAL_OK;
	while (wanted < needed)
		wanted = wanted * 2 + 64;
	if (wanted > UINT32_MAX / 2)
		return gal_fail(err, GAL_LIMIT, "codebook too large");
	grown = realloc(*items, wanted * size);
	if (grown == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for the codebook");
	*items = grown;
	*capacity = wanted;
	return GAL_OK;
}
