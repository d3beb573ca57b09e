/*
 * Inside ingest/: cut the records out of one large JSON document while it
 * streams by (yajl), so that memory holds one record and not the document.
 *
 * A path names where a value stands: keys joined by dots, [] for "in the
 * array": "messages[]", "data.children[]", "[]". Objects on an element path
 * become records, as their own bytes; strings and numbers on a context path
 * that came before, in the same element of an array, become the records'
 * context.
 */
#ifndef GALATEA_INGEST_JSON_CUT_H
#define GALATEA_INGEST_JSON_CUT_H

#include "ingest/format.h"
#include "ingest/json_pick.h"

/* As struct gal_cutter; open takes the paths from the cutter. */
GAL_MUST_USE enum gal_status gal_json_cut_open(
    void **state, const struct gal_cutter *cutter, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_json_cut_feed(void *state,
    struct gal_block *block, const char *bytes, size_t len, uint64_t at,
    struct gal_error *err);
GAL_MUST_USE enum gal_status gal_json_cut_finish(
    void *state, struct gal_block *block, struct gal_error *err);
void gal_json_cut_close(void *state);

/* A cutter of documents; both lists of paths end with NULL. */
#define GAL_JSON_CUTTER(element_paths, context_paths)                          \
	{                                                                      \
		gal_json_cut_open, gal_json_cut_feed, gal_json_cut_finish,     \
		    gal_json_cut_close, (element_paths), (context_paths)       \
	}

struct cJSON;

/*
 * Read a value as a tree, as gal_json_pick_run() would: what names no
 * character becomes U+FFFD first, for cJSON refuses lone surrogates and ends
 * strings at a NUL. `mended` is room for that. *out NULL: broken JSON. The
 * caller owns it. Errors: NOMEM.
 */
GAL_MUST_USE enum gal_status gal_json_tree(
    struct cJSON **out, struct gal_buffer *mended, struct gal_str text);

/*
 * What the formats of one document need to read an object: a picker of keys,
 * room for their values, and a buffer for text that is put together.
 */
struct gal_json_object {
	struct gal_json_pick *pick;
	struct gal_json_value *values; /* one per key */
	struct gal_buffer text;
	struct gal_buffer mended;
};
GAL_MUST_USE enum gal_status gal_json_object_new(struct gal_json_object **out,
    const char *const *keys, size_t key_count, struct gal_error *err);
/* As the close of struct gal_format: state is a struct gal_json_object. */
void gal_json_object_free(void *state);

#endif
