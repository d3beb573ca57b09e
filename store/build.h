/*
 * A database that is made in one go: written as "PATH.part" without a journal,
 * and given its name when it is whole and on the disk. Whatever ends the
 * program, there is no half database of that name; what is left of one that was
 * killed the next one takes the place of.
 *
 *   struct gal_store_build build = GAL_STORE_BUILD_NONE;
 *   status = gal_store_build_begin(&build, path, err);
 *   … write to build.store …
 *   status = gal_store_build_end(&build, path, status, err);
 */
#ifndef GALATEA_STORE_BUILD_H
#define GALATEA_STORE_BUILD_H

#include "store/store.h"

struct gal_store_build {
	struct gal_store *store;
	char *part;
	int lock; /* of the part: who builds it */
};
#define GAL_STORE_BUILD_NONE                                                   \
	{                                                                      \
		NULL, NULL, -1                                                 \
	}

/* Errors: those of gal_store_open(); BUSY: another process is building it. */
GAL_MUST_USE enum gal_status gal_store_build_begin(
    struct gal_store_build *build, const char *path, struct gal_error *err);

/* Close the store and name it, or, if `status` says that something failed,
 * throw it away; returns the status of both. */
GAL_MUST_USE enum gal_status gal_store_build_end(struct gal_store_build *build,
    const char *path, enum gal_status status, struct gal_error *err);

#endif
