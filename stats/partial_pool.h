/*
 * Which files of partial timelines are open at one time: any number may be
 * combined, a system allows few. A file that was closed is opened again where
 * it is read next; one that was changed meanwhile is refused.
 */
#ifndef GALATEA_STATS_PARTIAL_POOL_H
#define GALATEA_STATS_PARTIAL_POOL_H

#include <stddef.h>

/* Or half of what the system allows, if that is less: the other half is for
 * whatever else the program opens. */
#define GAL_PARTIAL_OPEN_MAX 256

struct gal_partial;

/* Zero-initialised; must live as long as its files. */
struct gal_partial_pool {
	struct gal_partial *open[GAL_PARTIAL_OPEN_MAX]; /* NULL: free */
	size_t limit; /* places that are used; 0: not known yet */
	size_t next;  /* the place whose file is closed next */
};

#endif
