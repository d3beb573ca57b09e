/*
 * Inside ingest/: pass by lines of Reddit's dumps that cannot be wanted,
 * without parsing them.
 *
 * The rule that makes it safe: a line is passed by only if none of the
 * places where a plainly written key "subreddit" (or "subreddit_id",
 * "author") stands is followed by a wanted value, and the line holds no
 * escape that could spell such a key or value in another way. Whatever is in
 * doubt is parsed, and the parser decides on the top-level key alone.
 */
#ifndef GALATEA_INGEST_REDDIT_SKIP_H
#define GALATEA_INGEST_REDDIT_SKIP_H

#include "ingest/format.h"

/* As gal_format.skip. */
size_t gal_reddit_skip(const struct gal_settings *settings, const char *lines,
    size_t len, enum gal_outcome *reason);

#endif
