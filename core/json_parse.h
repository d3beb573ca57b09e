/*
 * cJSON answers NULL for broken text and for lack of memory alike. A post that
 * memory did not suffice for must not be counted as broken and left out, so
 * parsing goes through here.
 */
#ifndef GALATEA_CORE_JSON_PARSE_H
#define GALATEA_CORE_JSON_PARSE_H

#include "core/buffer.h"

struct cJSON;

/*
 * Let cJSON's allocations be watched, for the whole process: once, before other
 * threads start. A library leaves that to its program; without it lack of
 * memory is called FORMAT.
 */
void gal_json_watch_memory(void);

/*
 * Parse the first value of the text; *out is the caller's to delete, NULL on
 * failure. *end (nullable) is where it ended, or where parsing came to a halt.
 * FORMAT, NOMEM.
 */
GAL_MUST_USE enum gal_status gal_json_parse(
    struct cJSON **out, struct gal_str text, const char **end);

#endif
