/* Inside classify/: lists of a codebook that grow by doubling. */
#ifndef GALATEA_CLASSIFY_GROW_H
#define GALATEA_CLASSIFY_GROW_H

#include <stddef.h>

#include "core/status.h"

/* Room for `needed` items of `size` bytes. Errors: NOMEM; LIMIT above 2^31
 * items; the list is unchanged then. */
GAL_MUST_USE enum gal_status gal_grow(void **items, size_t *capacity,
    size_t needed, size_t size, struct gal_error *err);

#endif
