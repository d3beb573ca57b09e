/*
 * Which copy of a post gives its content: what the copy rule
 * (store/copy_rule.h) compares, small enough to travel without the text.
 *
 * Copies are ordered by deletion by the author, the time they were taken, the
 * time they were edited, deletion, creation, flags and whether an author
 * stands there. Where all those are equal but the texts are not, the digest of
 * the texts decides: any total order will do, and this one can be kept in
 * eight bytes.
 */
#ifndef GALATEA_CORE_COPY_RANK_H
#define GALATEA_CORE_COPY_RANK_H

#include "core/post.h"

struct gal_copy_rank {
	int64_t content_utc; /* when the copy was taken; GAL_ABSENT */
	int64_t edited_utc;
	int64_t created_utc;
	uint32_t flags;
	uint8_t deletion; /* enum gal_deletion */
	bool has_author;
	uint64_t digest; /* of the texts, the place and the author */
};

/* Numbers alone; the digest is 0. */
void gal_copy_rank_numbers(struct gal_copy_rank *out,
    const struct gal_post *post, int64_t content_utc);
/* Of title, text, community, thread, parents and author. */
uint64_t gal_copy_digest(const struct gal_post *post);

/* <0, 0, >0. */
int gal_copy_rank_compare(
    const struct gal_copy_rank *a, const struct gal_copy_rank *b);

#endif
