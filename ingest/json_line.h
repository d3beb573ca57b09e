/* Inside ingest/: a JSON object on a line, with what may stand around it. */
#ifndef GALATEA_INGEST_JSON_LINE_H
#define GALATEA_INGEST_JSON_LINE_H

#include "ingest/format.h"
#include "ingest/json_pick.h"

/*
 * Find the object: everything before the first '{' and after the last '}'
 * of the line (byte order mark, NULs, commas, log prefixes) is junk. False:
 * there is none.
 */
bool gal_json_object_bounds(
    const struct gal_record *record, struct gal_record *object);
/* Find the object and read the wanted fields; a record that has none or is
 * broken is counted as bad. *ok says whether values hold. Errors: NOMEM. */
GAL_MUST_USE enum gal_status gal_json_record(struct gal_parse *parse,
    struct gal_json_pick *pick, const struct gal_record *record,
    struct gal_json_value *values, bool *ok);

/* Whether head begins with an object that closes within its first line (or
 * has no second line): what NDJSON looks like and a document does not. */
bool gal_json_looks_like_lines(const char *head, size_t len);
/* Whether the first object of head holds the key "name" written plainly. */
bool gal_json_head_has(const char *head, size_t len, const char *name);

/* Epoch seconds of a JSON value: seconds, milliseconds, or a date. */
int64_t gal_json_time(const struct gal_json_value *value);

#endif
