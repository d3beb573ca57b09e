/*
 * The readings of many posts at once, kept together: what a parsing thread
 * hands to the writer. One thread at a time.
 */
#ifndef GALATEA_CLI_READINGS_H
#define GALATEA_CLI_READINGS_H

#include "classify/classify.h"
#include "core/post.h"

struct readings {
	struct gal_reading *items; /* borrow from tags and moves below */
	size_t count;
	size_t capacity;
	struct gal_buffer tags;
	struct gal_buffer moves;
};

void readings_init(struct readings *readings);
void readings_free(struct readings *readings);

/*
 * Classify posts[0 .. n), which stand `stride` bytes apart, in place of what
 * was there. The items are valid until the next call. Errors: NOMEM, LIMIT.
 */
GAL_MUST_USE enum gal_status readings_fill(struct readings *readings,
    struct gal_scratch *scratch, const struct gal_post *posts, size_t n,
    size_t stride, struct gal_error *err);

#endif
