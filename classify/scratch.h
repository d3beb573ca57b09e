/*
 * What one thread needs to classify, and what classifying left behind for
 * explanations and fitting. Private to classify/; gal_classify() fills it.
 */
#ifndef GALATEA_CLASSIFY_SCRATCH_H
#define GALATEA_CLASSIFY_SCRATCH_H

#include "classify/match.h"
#include "classify/referents.h"

#define GAL_HITS_PER_RULE 16 /* of one post; more add nothing */

/* A rule that matched and met its conditions. */
struct gal_hit {
	uint32_t rule;
	uint32_t sentence;
	uint32_t token; /* first matched token of the post */
	uint32_t last;	/* one beyond the last */
	uint32_t start; /* bytes of the field */
	uint32_t end;
	uint8_t field;
};

/* For explanations: a rule that matched and was blocked. */
struct gal_blocked {
	struct gal_hit hit;
	uint32_t conditions; /* facts that were wrong; 0: by a pattern */
	uint32_t pattern;    /* the unless pattern, if conditions is 0 */
};

struct gal_frame_hit {
	struct gal_hit hit;
	uint8_t role; /* GAL_ROLE_LEFT, GAL_ROLE_RIGHT */
};

struct gal_scratch {
	const struct gal_codebook *book;
	struct gal_tokens tokens;
	struct gal_referents referents;
	struct gal_matcher matcher;
	uint16_t *symbol_flags; /* by symbol: GAL_REF_* */
	uint16_t *term_flags;	/* by term: those of its symbols */
	/* per token */
	uint16_t *token_flags;
	uint32_t *list_first; /* token i: lists[list_first[i] ..] */
	size_t token_capacity;
	struct gal_symbol_list *lists;
	size_t list_count;
	size_t list_capacity;
	/* per post */
	uint32_t tick;	/* of the post */
	uint32_t facts; /* post conditions */
	struct gal_hit *hits;
	size_t hit_count;
	size_t hit_capacity;
	struct gal_frame_hit *frames;
	size_t frame_count;
	size_t frame_capacity;
	bool trace; /* keep what was blocked */
	struct gal_blocked *blocked;
	size_t blocked_count;
	size_t blocked_capacity;
	/* by rule */
	float *values;	  /* features of the post; 0 when not active */
	uint32_t *active; /* rules with a value */
	size_t active_count;
	uint32_t *value_stamp;	  /* tick when the value was set */
	uint32_t *sentence_stamp; /* sentence tick of the last hit */
	uint32_t *sentence_hit;	  /* index of that hit */
	uint32_t *unless_stamp;	  /* sentence tick an unless matched */
	uint32_t *unless_pattern;
	uint32_t *unless_post_stamp;
	uint32_t *unless_post_pattern;
	uint8_t *hit_counts;
	struct gal_hit *lexicon_hits; /* strongest hit by category */
	float *lexicon_best;
	/* by part and pattern */
	uint32_t *part_stamp;
	struct gal_hit *part_hits;
	uint32_t *part_sequences; /* found here, not yet placed */
	uint64_t *pattern_groups; /* groups found, for && */
	uint32_t *pattern_stamp;  /* post tick of pattern_groups */
	uint32_t *open_patterns;  /* touched in this sentence */
	size_t open_count;
	uint32_t *open_stamp;
	/* the sentence at hand */
	uint32_t sentence;
	uint32_t sentence_facts;
	uint32_t token_facts; /* that hold for some token of it */
	struct gal_state quoted;
	struct gal_state negated;
	/* by code */
	double *scores;
	bool *decided;
	double stance_lead; /* self score minus the better other */
	/* output */
	struct gal_tag *tags;
	size_t tag_count;
	size_t tag_capacity;
	struct gal_move *moves;
	size_t move_count;
	size_t move_capacity;
	bool has_language; /* the codebook brought function words */
	bool has_topic;	   /* the codebook brought words for AI at large */
	bool no_ai;	   /* the post is about no AI: no code is asked */
	double function_share;
};

/* Set a feature's value for the post. */
void gal_scratch_set(struct gal_scratch *s, uint32_t rule, float value);
/* 0 if not active. */
static inline float
gal_scratch_value(const struct gal_scratch *s, uint32_t rule)
{
	return s->value_stamp[rule] == s->tick ? s->values[rule] : 0.0f;
}

/* The stages of gal_classify(), each in its own file. */
GAL_MUST_USE enum gal_status gal_match_post(
    struct gal_scratch *s, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_apply_composites(
    struct gal_scratch *s, struct gal_error *err);
/* Does the "when" of a move hold? Asked after the decisions. */
bool gal_move_holds(const struct gal_scratch *s, const struct gal_rule *rule);
void gal_set_context(struct gal_scratch *s, const struct gal_input *input);
GAL_MUST_USE enum gal_status gal_decide(
    struct gal_reading *out, struct gal_scratch *s, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_find_moves(
    struct gal_reading *out, struct gal_scratch *s, struct gal_error *err);
/* Is the post English? Uses tokens and the @english_function class. */
bool gal_is_english(struct gal_scratch *s);

#endif
