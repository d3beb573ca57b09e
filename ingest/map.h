/*
 * Inside ingest/: a mapping tells which column or field of an unknown archive
 * means what: "text=body,author=user,created=when,community:=replika".
 *
 *   mapping  := part {"," part}
 *   part     := field "=" path       the value stands there (a column, or a
 *                                    key, or keys joined by dots)
 *             | field ":=" constant  the same for every record
 *
 * Fields: see GAL_MAP_FIELD_MAP. `text` or `title` must be there.
 */
#ifndef GALATEA_INGEST_MAP_H
#define GALATEA_INGEST_MAP_H

#include "ingest/format.h"
#include "ingest/json_pick.h"

#define GAL_MAP_FIELD_MAP(X)                                                   \
	X(TEXT, "text")                                                        \
	X(TITLE, "title")                                                      \
	X(AUTHOR, "author")                                                    \
	X(ID, "id")                                                            \
	X(CREATED, "created")                                                  \
	X(COMMUNITY, "community")                                              \
	X(COMMUNITY_ID, "community_id")                                        \
	X(THREAD, "thread")                                                    \
	X(PARENT, "parent")                                                    \
	X(SCORE, "score")                                                      \
	X(NUM_COMMENTS, "num_comments")                                        \
	X(OBSERVED, "observed")                                                \
	X(EDITED, "edited")                                                    \
	X(KIND, "kind")                                                        \
	X(ROLE, "role")                                                        \
	X(SCOPE, "scope")

enum gal_map_field {
#define GAL_AS_MAP_FIELD(name, text) GAL_MAP_##name,
	GAL_MAP_FIELD_MAP(GAL_AS_MAP_FIELD)
#undef GAL_AS_MAP_FIELD
	    GAL_MAP_FIELD_COUNT
};

struct gal_map {
	char *words; /* the mapping, cut at its commas; owns all below */
	const char *paths[GAL_MAP_FIELD_COUNT];	    /* or NULL */
	const char *constants[GAL_MAP_FIELD_COUNT]; /* or NULL */
};

/* Errors: ARGUMENT with what is wrong, NOMEM. */
GAL_MUST_USE enum gal_status gal_map_parse(
    struct gal_map *map, const char *text, struct gal_error *err);
void gal_map_free(struct gal_map *map);

/* Every value absent but the constants. */
void gal_map_constants(const struct gal_map *map,
    struct gal_json_value values[GAL_MAP_FIELD_COUNT]);
/*
 * Make a post of values in the order of fields, or count why not. Errors:
 * NOMEM. Without an id, the hash of author, time and text stands for one, so
 * that the same row is the same post in every run.
 */
GAL_MUST_USE enum gal_status gal_map_post(struct gal_parse *parse,
    const struct gal_json_value values[GAL_MAP_FIELD_COUNT]);

#endif
