/*
 * What the rules that spoke for a post's tags are about: each rule carries
 * the bits of the groups its name belongs to, and a post those of its tags.
 * One point lookup a post, for the few posts that are asked.
 */
#ifndef GALATEA_STORE_RULE_MARKS_H
#define GALATEA_STORE_RULE_MARKS_H

#include "store/store.h"

struct gal_store_rule_marks;

/* A rule belongs to a group if its name is `name`, or begins with it and a
 * point follows ("persona.rupture.filter" holds "…filter.words"). */
struct gal_rule_group {
	const char *name;
	uint8_t bits;
};

/* Of the tags of one code, by name. groups: only read in this call. Errors:
 * NOMEM, the database's. */
GAL_MUST_USE enum gal_status gal_store_rule_marks_open(
    struct gal_store_rule_marks **out, struct gal_store *store,
    const char *code, const struct gal_rule_group *groups, size_t count,
    struct gal_error *err);
/* The bits of the post's (post.id) tags of that code; 0 if it has none. */
GAL_MUST_USE enum gal_status gal_store_rule_marks_of(uint8_t *bits,
    struct gal_store_rule_marks *marks, int64_t post, struct gal_error *err);
void gal_store_rule_marks_close(struct gal_store_rule_marks *marks);

#endif
