/*
 * Who is meant: the author's own AI, any AI, a human, a human partner.
 * One pass over a post before its rules are matched.
 */
#ifndef GALATEA_CLASSIFY_REFERENTS_H
#define GALATEA_CLASSIFY_REFERENTS_H

#include "classify/codebook.h"

/* Word classes of codebook/classes/referents.tsv. X(enum, class) */
#define GAL_REF_CLASS_MAP(X)                                                   \
	X(OWN, "@ref_own")                                                     \
	X(PRODUCT, "@ref_product")                                             \
	X(AI_NOUN, "@ref_ai_noun")                                             \
	X(PARTNER, "@ref_partner")                                             \
	X(PERSON, "@ref_person")                                               \
	X(HUMAN_WORD, "@ref_human_word")                                       \
	X(AI_WORD, "@ref_ai_word")                                             \
	X(MALE, "@ref_male")                                                   \
	X(FEMALE, "@ref_female")                                               \
	X(DETERMINER, "@ref_determiner")                                       \
	X(TOPIC, "@ref_ai_topic")                                              \
	X(FUNCTION, "@english_function")
#define GAL_AS_REF_BIT(name, text) GAL_REF_BIT_##name,
enum gal_ref_bit { GAL_REF_CLASS_MAP(GAL_AS_REF_BIT) GAL_REF_COUNT };
#undef GAL_AS_REF_BIT
#define GAL_AS_REF(name, text) GAL_REF_##name = 1u << GAL_REF_BIT_##name,
enum gal_ref_flag { GAL_REF_CLASS_MAP(GAL_AS_REF) GAL_REF_NONE = 0 };
#undef GAL_AS_REF
#define GAL_REF_KNOWN (1u << 15) /* the word stands in the vocabulary */

#define GAL_NAMES_MAX 8

/* A phrase that means someone: tokens of the post, half open. */
struct gal_referent {
	uint32_t start;
	uint32_t end;
	uint8_t symbol;	    /* GAL_SYMBOL_AI … _AI_NAME */
	const char *reason; /* for explain; static */
};

struct gal_referents {
	struct gal_referent *items; /* ascending start */
	size_t count;
	size_t capacity;
	struct gal_str names[GAL_NAMES_MAX]; /* norms of learned names */
	size_t name_count;
	uint32_t facts;		       /* OWN_AI, HPARTNER, CARD conditions */
	struct gal_tokens name_tokens; /* of names handed in */
};

/* Symbols of the classes, for flags of symbols. */
void gal_referents_flags(
    const struct gal_symbols *symbols, uint16_t *by_symbol);

/* Mark those symbols as used, so that they are not pruned. */
void gal_referents_keep(struct gal_symbols *symbols);

/*
 * Fill *out for the tokens; flags[i] are the GAL_REF_* of token i; facts the
 * community's. Errors: NOMEM.
 */
GAL_MUST_USE enum gal_status gal_referents_find(struct gal_referents *out,
    const struct gal_tokens *tokens, const uint16_t *flags, uint32_t facts,
    const struct gal_str *names, size_t name_count, struct gal_error *err);
void gal_referents_free(struct gal_referents *referents);

#endif
