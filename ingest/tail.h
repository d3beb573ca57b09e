/*
 * How an archive ends, told from the file itself without unpacking it: so
 * that an incomplete download is known before hours are spent on reading it.
 */
#ifndef GALATEA_INGEST_TAIL_H
#define GALATEA_INGEST_TAIL_H

#include "core/status.h"

enum gal_tail {
	GAL_TAIL_WHOLE,	 /* it ends as its packing ends */
	GAL_TAIL_CUT,	 /* it does not: the end is missing */
	GAL_TAIL_UNKNOWN /* only reading all of it tells (gzip, bzip2, pipes) */
};

/* "whole", "cut", "not known". */
const char *gal_tail_name(enum gal_tail tail);

/*
 * `codec` as gal_source_codec() names it. zstd: one small read for each block
 * of the file; xz, zip, tar and plain: its last bytes. "-" is not known.
 * Errors: NOT_FOUND, IO.
 */
GAL_MUST_USE enum gal_status gal_tail_look(enum gal_tail *out, const char *path,
    const char *codec, struct gal_error *err);

#endif
