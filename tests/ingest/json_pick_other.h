/* The maker of JSON answers that the library was not built with, under other
 * names, so that one test can hold both. */
#ifndef GALATEA_TESTS_INGEST_JSON_PICK_OTHER_H
#define GALATEA_TESTS_INGEST_JSON_PICK_OTHER_H

#include "ingest/json_pick.h"

GAL_MUST_USE enum gal_status other_json_pick_new(struct gal_json_pick **out,
    const char *const *paths, size_t count, struct gal_error *err);
void other_json_pick_free(struct gal_json_pick *pick);
GAL_MUST_USE enum gal_status other_json_pick_run(struct gal_json_pick *pick,
    const char *json, size_t len, size_t readable,
    struct gal_json_value *values);

#endif
