/*
 * Inside ingest/: wanted fields of one JSON object. Two makers of the same
 * answer: simdjson on-demand (json_pick_simdjson.cpp, the default) and cJSON
 * (json_pick_cjson.c); a test compares them.
 *
 * Only keys on the wanted paths are read, so an object is refused if one of
 * the read values or the brackets are wrong, not for faults elsewhere. Of
 * duplicate keys the first counts. Escapes that name no character (lone
 * surrogates, \u0000) and bytes that are not UTF-8 become U+FFFD: a post
 * is not lost for one broken emoji.
 */
#ifndef GALATEA_INGEST_JSON_PICK_H
#define GALATEA_INGEST_JSON_PICK_H

#include "core/buffer.h"

#include <string.h>

enum gal_json_type {
	GAL_JSON_ABSENT, /* no such key: zero, so {0} is absent */
	GAL_JSON_NULL,
	GAL_JSON_FALSE,
	GAL_JSON_TRUE,
	GAL_JSON_NUMBER, /* text: the literal */
	GAL_JSON_STRING, /* text: unescaped, valid UTF-8, no NUL */
	GAL_JSON_NESTED	 /* text: the JSON of an object or array */
};

struct gal_json_value {
	enum gal_json_type type;
	struct gal_str text; /* borrowed until the next run */
};

struct gal_json_pick;

/* `paths` are keys, or keys joined by dots for nested objects ("_meta.x").
 * Values come in the order of paths. Errors: NOMEM, ARGUMENT (a path that is
 * both a value and the way to one, or empty). */
GAL_MUST_USE enum gal_status gal_json_pick_new(struct gal_json_pick **out,
    const char *const *paths, size_t count, struct gal_error *err);
void gal_json_pick_free(struct gal_json_pick *pick);

/*
 * Read json[0 .. len), which starts with '{'. `readable` >= len says how
 * many bytes behind json may be touched; with 64 more than len nothing is
 * copied. What they are changes no answer. values[count] is overwritten.
 * FORMAT: not an object or broken; NOMEM. No struct gal_error: this is per
 * record and the reason is static.
 */
GAL_MUST_USE enum gal_status gal_json_pick_run(struct gal_json_pick *pick,
    const char *json, size_t len, size_t readable,
    struct gal_json_value *values);

/* Whole seconds or counts: a number (also with fraction, dropped), or a
 * string that holds one. False: none of these, or beyond int64. */
bool gal_json_int(const struct gal_json_value *value, int64_t *out);
/* The text of a string, absent for every other type. */
struct gal_str gal_json_text(const struct gal_json_value *value);
/* TRUE, a number that is not 0, or "true". */
bool gal_json_is_true(const struct gal_json_value *value);

/* ---- shared by the two makers ---- */

/* The paths as a tree; a node is found by parent and key in a hash table, as
 * most keys of an object are not wanted and must cost little. */
#define GAL_JSON_SLOTS 256
struct gal_json_path {
	char *key;
	size_t key_len;
	int parent;
	int value;     /* index of values, or -1 for an inner node */
	int next;      /* in the same slot, or -1 */
	unsigned seen; /* number of the last run that met an inner node */
};
struct gal_json_paths {
	struct gal_json_path *nodes; /* nodes[0] is the root */
	size_t count;
	size_t value_count;
	int slots[GAL_JSON_SLOTS]; /* first node, or -1 */
	unsigned run;		   /* counts runs, for node.seen */
};
GAL_MUST_USE enum gal_status gal_json_paths_build(struct gal_json_paths *paths,
    const char *const *names, size_t count, struct gal_error *err);
void gal_json_paths_free(struct gal_json_paths *paths);
/* Where a key is looked up; key[0 .. len) is not empty. */
static inline size_t
gal_json_slot(int parent, const char *key, size_t len)
{
	return ((size_t)(unsigned char)key[0] * 7 +
		   (size_t)(unsigned char)key[len - 1] * 31 + len * 101 +
		   (size_t)parent * 13) %
	    GAL_JSON_SLOTS;
}
/* Child of `parent` by key, or -1. Here, because it is asked once for every
 * key of every line. */
static inline int
gal_json_paths_find(
    const struct gal_json_paths *paths, int parent, const char *key, size_t len)
{
	int i = len > 0 ? paths->slots[gal_json_slot(parent, key, len)] : -1;

	while (i >= 0) {
		const struct gal_json_path *node = &paths->nodes[i];

		if (node->key_len == len && node->parent == parent &&
		    memcmp(node->key, key, len) == 0)
			return i;
		i = node->next;
	}
	return -1;
}

/* A copy of json with everything that names no character replaced (see
 * above); *changed says whether anything was. Errors: NOMEM, LIMIT. */
GAL_MUST_USE enum gal_status gal_json_mend(
    struct gal_buffer *out, const char *json, size_t len, bool *changed);

#endif
