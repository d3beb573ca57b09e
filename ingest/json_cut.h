/*
 * Inside ingest/: cut the records out of one large JSON document while it
 * streams by (yajl), so that memory holds one record and not the document.
 *
 * A path names where a value stands: keys joined by dots, [] for "in the
 * array": "messages[]", "data.children[]", "[]". Objects on an element path
 * become records, as their own bytes; strings and numbers on a context path
 * that came before become the records' context.
 */
#ifndef GALATEA_INGEST_JSON_CUT_H
#define GALATEA_INGEST_JSON_CUT_H

#include "ingest/format.h"

struct gal_json_cut;

/* Both lists end with NULL and outlive the cutter. Errors: NOMEM. */
GAL_MUST_USE enum gal_status gal_json_cut_open(struct gal_json_cut **out,
    const char *const *elements, const char *const *context,
    struct gal_error *err);
/* As struct gal_cutter. */
GAL_MUST_USE enum gal_status gal_json_cut_feed(void *state,
    struct gal_block *block, const char *bytes, size_t len, uint64_t at,
    struct gal_error *err);
GAL_MUST_USE enum gal_status gal_json_cut_finish(
    void *state, struct gal_block *block, struct gal_error *err);
void gal_json_cut_close(void *state);

#endif
