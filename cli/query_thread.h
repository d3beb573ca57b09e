/*
 * How deep a post stands in its thread, for posts that come oldest first: a
 * reply to a post that was seen is one deeper than it.
 */
#ifndef GALATEA_CLI_QUERY_THREAD_H
#define GALATEA_CLI_QUERY_THREAD_H

#include "core/buffer.h"
#include "core/post.h"

/* Deeper replies are not indented further. */
#define CLI_THREAD_DEPTH_MAX 12

/* What was seen so far. Initialise with CLI_THREAD, free `seen`. */
struct cli_thread {
	struct gal_buffer seen;
};
#define CLI_THREAD                                                             \
	{                                                                      \
		GAL_BUFFER((size_t)64 << 20)                                   \
	}

/* The first post 0, replies to it 1, …; a reply to a post that was not seen
 * (another page, deleted) 1. Remembers the post. */
GAL_MUST_USE enum gal_status cli_thread_depth(size_t *out,
    struct cli_thread *thread, const struct gal_post *post,
    struct gal_error *err);

#endif
