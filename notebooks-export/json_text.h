/*
 * JSON from cJSON trees, made safe to stand in an HTML page and on a
 * terminal: "<", ">", "&", controls and bidi controls are \u escapes.
 */
#ifndef GALATEA_NOTEBOOKS_EXPORT_JSON_TEXT_H
#define GALATEA_NOTEBOOKS_EXPORT_JSON_TEXT_H

#include <cjson/cJSON.h>

#include "core/buffer.h"
#include "core/frame.h"

/* Append the tree; pretty adds line ends and tabs. Errors: NOMEM, LIMIT. */
GAL_MUST_USE enum gal_status gal_json_append(struct gal_buffer *out,
    const cJSON *tree, bool pretty, struct gal_error *err);

/* A string value with controls and bidi controls replaced (visible.h): every
 * text that comes from data. NULL when out of memory. */
cJSON *gal_export_json_text(const char *text);
/* One row as an object, owned by the caller (cJSON_Delete); NULL when out of
 * memory. frame_name, if not NULL, is the object's first member "frame". */
cJSON *gal_json_row(
    const struct gal_frame *frame, size_t row, const char *frame_name);
/* All complete rows as an array; NULL when out of memory. */
cJSON *gal_json_rows(const struct gal_frame *frame);
/* {"name", "title", "columns": [{name, type, unit, description}], "rows",
 * "notes"}; NULL when out of memory. */
cJSON *gal_json_frame(const struct gal_frame *frame);

#endif
