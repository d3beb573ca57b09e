/* Inside ingest/: how a selection is asked. */
#ifndef GALATEA_INGEST_SELECT_CHECK_H
#define GALATEA_INGEST_SELECT_CHECK_H

#include "ingest/reader.h"

/* A sorted set of byte strings. */
struct gal_name_set {
	struct gal_str *names; /* owned, with their bytes; folded */
	size_t count;
	size_t capacity;
};

struct gal_selection {
	struct gal_name_set communities;
	struct gal_name_set community_ids; /* without t5_ */
	struct gal_name_set authors;
	struct gal_pseudonym *pseudonyms; /* given as such, sorted */
	size_t pseudonym_count;
	size_t pseudonym_capacity;
	struct gal_name_set matches;
	int64_t since; /* GAL_ABSENT: none */
	int64_t until;
	unsigned kinds; /* bits of enum gal_kind; 0: all */
	double share;	/* 0: no sampling */
	enum gal_sample_unit unit;
	uint64_t seed;
	uint64_t stop_after;
};

/* name in any case; length over 256: false. */
bool gal_name_set_has(const struct gal_name_set *set, struct gal_str name);

/* The authors of a selection as pseudonyms of one platform, sorted. */
struct gal_author_set {
	struct gal_pseudonym *pseudonyms;
	size_t count;
};
GAL_MUST_USE enum gal_status gal_author_set_build(struct gal_author_set *out,
    const struct gal_selection *selection, const struct gal_key *key,
    enum gal_platform platform, struct gal_error *err);
void gal_author_set_free(struct gal_author_set *set);
bool gal_author_set_has(
    const struct gal_author_set *set, const struct gal_pseudonym *author);

/*
 * Decide from what is known before the text is made: community, author,
 * kind, time, in this order (the order decides which reason is counted).
 * `authors` NULL: the selection names none. GAL_OUTCOME_POST: wanted so far.
 */
enum gal_outcome gal_select_meta(const struct gal_selection *selection,
    const struct gal_author_set *authors, const struct gal_post *post);
/* Decide the rest: words, sample. */
enum gal_outcome gal_select_text(
    const struct gal_selection *selection, const struct gal_post *post);

/* Order of struct gal_pseudonym, for qsort() and bsearch(). */
int gal_select_compare_pseudonyms(const void *a, const void *b);

#endif
