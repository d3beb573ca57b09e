/*
 * Everything that is done with a database, each as one function of a path: a
 * call in it fails, and the same is done again.
 */
#ifndef GALATEA_TESTS_STORE_FAILING_THINGS_H
#define GALATEA_TESTS_STORE_FAILING_THINGS_H

#include "core/status.h"

#define FAILING_THINGS_MAX 32

/* What stands at the path before. */
enum failing_start {
	START_NOTHING,
	START_EMPTY,  /* a database without posts */
	START_FILLED, /* posts of every awkward kind, dialogues, replies */
	START_PURGED, /* the same, with tombstones */
	START_OLDER,  /* of the first schema, with tombstones in the clear */
	START_SEALED, /* one post, whose id is sealed */
	START_MANY,   /* more posts than common words are counted in */
	STARTS
};

struct failing_thing {
	const char *name;
	enum gal_status (*run)(const char *path, struct gal_error *err);
	enum failing_start start;
	bool reads; /* and writes nothing */
};

extern const struct failing_thing failing_things[];
extern const size_t failing_thing_count;

/* Databases for every start; NULL for START_NOTHING. */
void failing_starts_make(void);
const char *failing_start_path(enum failing_start start);
void failing_starts_remove(void);

/* What the things answered since it was last asked for, as one number. */
uint64_t failing_answer(void);

#endif
