/*
 * Private to store/: the SQL function gal_has_code(codes, wanted), true where
 * two lists of codes, both as timeline.codes has them, share one.
 */
#ifndef GALATEA_STORE_CODE_FILTER_H
#define GALATEA_STORE_CODE_FILTER_H

#include "store/internal.h"

/* For every statement of the connection. */
GAL_MUST_USE enum gal_status gal_code_filter_register(
    struct gal_store *store, struct gal_error *err);

#endif
