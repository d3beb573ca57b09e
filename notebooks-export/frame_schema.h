/*
 * A JSON Schema (2020-12) for the rows of a frame, with the columns' units
 * and the frame's notes, so that a table explains itself.
 */
#ifndef GALATEA_NOTEBOOKS_EXPORT_FRAME_SCHEMA_H
#define GALATEA_NOTEBOOKS_EXPORT_FRAME_SCHEMA_H

#include <cjson/cJSON.h>

#include "core/frame.h"

/* *out is the caller's. codebook: its hash or NULL, stands as "x-codebook".
 * Errors: NOMEM. */
GAL_MUST_USE enum gal_status gal_frame_schema(cJSON **out,
    const struct gal_frame *frame, const char *codebook, struct gal_error *err);

#endif
