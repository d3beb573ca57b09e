/*
 * Which rules spoke for a post: one point lookup a post, for the few posts
 * that are asked.
 */
#ifndef GALATEA_STORE_RULE_TAGS_H
#define GALATEA_STORE_RULE_TAGS_H

#include "store/store.h"

struct gal_store_rule_tags;

/* Indexes of the codebook's codes and rules. */
struct gal_store_rule_tag {
	uint16_t code;
	uint32_t rule;
};

/* Errors: NOMEM, the database's. */
GAL_MUST_USE enum gal_status gal_store_rule_tags_open(
    struct gal_store_rule_tags **out, struct gal_store *store,
    struct gal_error *err);
/*
 * The tags of a post (post.id), codes ascending, those of one code in their
 * order in the text; none is no error. *out is borrowed until the next call.
 * Errors: NOMEM, CORRUPT (a code or rule that is missing), the database's.
 */
GAL_MUST_USE enum gal_status gal_store_rule_tags_of(
    const struct gal_store_rule_tag **out, size_t *count,
    struct gal_store_rule_tags *tags, int64_t post, struct gal_error *err);
void gal_store_rule_tags_close(struct gal_store_rule_tags *tags);

#endif
