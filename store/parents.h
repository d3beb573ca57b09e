/* The post that a post replies to, with what the classifier says of it. One
 * lookup a post; only what statistics of replies need. */
#ifndef GALATEA_STORE_PARENTS_H
#define GALATEA_STORE_PARENTS_H

#include "core/reading.h"
#include "store/store.h"

struct gal_store_parents;

/* Borrowed until the next call. */
struct gal_store_parent {
	struct gal_pseudonym author; /* all zero if !has_author */
	bool has_author;
	uint32_t flags; /* of enum gal_post_flag */
	bool read;	/* the classifier read it */
	const uint16_t *codes;
	size_t code_count;
};

GAL_MUST_USE enum gal_status gal_store_parents_open(
    struct gal_store_parents **out, struct gal_store *store,
    struct gal_error *err);
/* The parent of the post (post.id); END if it has none or it is not in the
 * database. */
GAL_MUST_USE enum gal_status gal_store_parents_find(
    const struct gal_store_parent **out, struct gal_store_parents *parents,
    int64_t post, struct gal_error *err);
void gal_store_parents_close(struct gal_store_parents *parents);

#endif
