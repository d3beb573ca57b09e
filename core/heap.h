/*
 * Which of several sorted sources comes next: a binary heap of their numbers,
 * the first on top. Ties go to the lower number, so a merge is the same on
 * every machine. The sources are the caller's.
 */
#ifndef GALATEA_CORE_HEAP_H
#define GALATEA_CORE_HEAP_H

#include <stddef.h>

struct gal_heap {
	size_t *items; /* the caller's, room for all sources; [0] is first */
	size_t count;  /* of sources that are not over */
	/* < 0: source a comes before b */
	int (*order)(const void *self, size_t a, size_t b);
	const void *self;
};

/* Put the `count` items in order. */
void gal_heap_make(struct gal_heap *heap);
/* The first source has moved on to what it has next. */
void gal_heap_moved(struct gal_heap *heap);
/* The first source is over. */
void gal_heap_drop(struct gal_heap *heap);

#endif
