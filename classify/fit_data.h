/*
 * The labelled posts of a fit: features, candidate terms, labels. Private
 * to classify/fit*.c.
 */
#ifndef GALATEA_CLASSIFY_FIT_DATA_H
#define GALATEA_CLASSIFY_FIT_DATA_H

#include "classify/fit.h"
#include "classify/logit.h"
#include "classify/scratch.h"

#define GAL_TERM_POSTS_MIN 3 /* posts a mined term must stand in */
#define GAL_TERM_WORDS_MAX 4

#define GAL_FOLD_NONE (UINT32_MAX - 1) /* in every fold's learning */

enum { GAL_LABEL_NO, GAL_LABEL_YES, GAL_LABEL_SKIP };

/* Rules first, then the intercepts of sets, then mined terms. */
struct gal_feature {
	char *id; /* of the rule or "term:…"; NULL for a set's intercept */
	uint32_t rule; /* UINT32_MAX for one that is no rule */
	struct gal_entry *entries;
	uint32_t count;
	uint32_t capacity;
};

struct gal_fit_post {
	uint32_t fold;
	uint8_t stances; /* bits of accepted stances */
	uint32_t rungs;	 /* bits of accepted rungs, bit 0 = none */
	bool read;	 /* classified at all */
	bool taught;	 /* never measured */
	uint8_t set;
	uint8_t stance_read; /* out of fold */
};

/* A term on its way to being a feature. */
struct gal_candidate {
	uint64_t hash;
	uint32_t text; /* offset in texts */
	uint32_t posts;
	uint32_t last; /* post that counted it last, + 1 */
	uint32_t feature;
};

/* A candidate seen in a post. */
struct gal_sighting {
	uint64_t hash;
	uint32_t post;
};

struct gal_fit {
	const struct gal_codebook *book;
	struct gal_fit_options options;
	struct gal_scratch *scratch;
	struct gal_fit_post *posts;
	size_t post_count;
	size_t post_capacity;
	uint8_t *labels; /* post-major, one per code */
	size_t label_capacity;
	struct gal_feature *features;
	size_t feature_count;
	size_t feature_capacity;
	struct gal_candidate *candidates; /* open addressing */
	size_t candidate_size;
	size_t candidate_used;
	struct gal_buffer texts;
	struct gal_sighting *seen;
	size_t seen_count;
	size_t seen_capacity;
	double *stance_scores[3]; /* out of fold, by post */
	float *importance;
	uint8_t *targets;
};

/* Features that are intercepts of sets: from, and one beyond. */
static inline size_t
gal_fit_sets_begin(const struct gal_fit *fit)
{
	return fit->book->rule_count;
}

static inline size_t
gal_fit_sets_end(const struct gal_fit *fit)
{
	return fit->book->rule_count + GAL_FIT_SETS_MAX;
}

/* Collect the terms of the post in the scratch. */
GAL_MUST_USE enum gal_status gal_fit_collect_terms(
    struct gal_fit *fit, struct gal_error *err);
/* Collect fields that stand together in the post in the scratch. */
GAL_MUST_USE enum gal_status gal_fit_collect_pairs(
    struct gal_fit *fit, struct gal_error *err);
/* Count a candidate, a pattern, once in the post last added. */
GAL_MUST_USE enum gal_status gal_fit_count_candidate(
    struct gal_fit *fit, const char *text, size_t len, struct gal_error *err);
/* Turn those in enough posts into features. */
GAL_MUST_USE enum gal_status gal_fit_build_terms(
    struct gal_fit *fit, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_feature_push(struct gal_feature *feature,
    uint32_t row, float value, struct gal_error *err);

#endif
