/*
 * Inside ingest/: accounts that are no people, from bots.tsv (compiled in).
 * Their posts are kept and flagged, so that nothing is lost and nobody is
 * counted who is not there.
 */
#ifndef GALATEA_INGEST_BOTS_H
#define GALATEA_INGEST_BOTS_H

#include "core/post.h"

/* Whether the account, in any case, is in the list. */
bool gal_is_bot(enum gal_platform platform, struct gal_str name);

/* The table made from bots.tsv at build time; ends with {NULL, NULL}. A
 * name may start or end with '*'. */
struct gal_bot_row {
	const char *platform;
	const char *name; /* lower case */
};
extern const struct gal_bot_row gal_bot_rows[];

#endif
