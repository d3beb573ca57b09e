/*
 * Conditions of rules: names, parsing, what they look at.
 */
#ifndef GALATEA_CLASSIFY_CONDITIONS_H
#define GALATEA_CLASSIFY_CONDITIONS_H

#include "core/buffer.h"

/* X(enum, name, scope). Scope: T a matched token, S its sentence, P the
 * post. */
#define GAL_CONDITION_MAP(X)                                                   \
	X(NEGATED, "negated", 'T')                                             \
	X(HYPOTHETICAL, "hypothetical", 'T')                                   \
	X(QUOTED, "quoted", 'T')                                               \
	X(CODE, "code", 'T')                                                   \
	X(ROLEPLAY, "roleplay", 'T')                                           \
	X(QUESTION, "question", 'S')                                           \
	X(PAST, "past", 'S')                                                   \
	X(OVER, "over", 'S')                                                   \
	X(SELF, "self", 'S')                                                   \
	X(IRONIC, "ironic", 'S')                                               \
	X(AI_HERE, "ai_here", 'S')                                             \
	X(BOT_HERE, "bot_here", 'S')                                           \
	X(HUMAN_HERE, "human_here", 'S')                                       \
	X(TITLE, "title", 'S')                                                 \
	X(TEXT, "text", 'S')                                                   \
	X(OWN_AI, "own_ai", 'P')                                               \
	X(HPARTNER, "hpartner", 'P')                                           \
	X(CARD, "card", 'P')                                                   \
	X(REFERENT_AI, "referent:ai", 'P')                                     \
	X(COMPANION, "tier:companion", 'P')                                    \
	X(GENERAL, "tier:general", 'P')                                        \
	X(RELATIONSHIP, "tier:relationship", 'P')                              \
	X(ASSISTANT, "tier:assistant", 'P')                                    \
	X(RECOVERY, "tier:recovery", 'P')                                      \
	X(ROLEPLAY_TIER, "tier:roleplay", 'P')                                 \
	X(HUMAN_TIER, "tier:human", 'P')                                       \
	X(REFERENT_CHARACTER, "referent:character", 'P')                       \
	X(PRODUCT_REPLIKA, "product:replika", 'P')                             \
	X(PRODUCT_CHARACTERAI, "product:characterai", 'P')                     \
	X(PRODUCT_KINDROID, "product:kindroid", 'P')                           \
	X(PRODUCT_NOMI, "product:nomi", 'P')

#define GAL_AS_CONDITION_BIT(name, text, scope) GAL_CONDITION_BIT_##name,
enum gal_condition_bit {
	GAL_CONDITION_MAP(GAL_AS_CONDITION_BIT) GAL_CONDITION_COUNT
};
#undef GAL_AS_CONDITION_BIT
#define GAL_AS_CONDITION(name, text, scope)                                    \
	GAL_IF_##name = 1u << GAL_CONDITION_BIT_##name,
enum gal_condition { GAL_CONDITION_MAP(GAL_AS_CONDITION) GAL_IF_NOTHING = 0 };
#undef GAL_AS_CONDITION

#define GAL_IF_TIERS                                                           \
	((uint32_t)(GAL_IF_COMPANION | GAL_IF_GENERAL | GAL_IF_RELATIONSHIP |  \
	    GAL_IF_ASSISTANT | GAL_IF_RECOVERY | GAL_IF_ROLEPLAY_TIER |        \
	    GAL_IF_HUMAN_TIER))

/* Facts in `care` must equal those in `want`; of tiers wanted any one
 * suffices. */
struct gal_conditions {
	uint32_t care;
	uint32_t want;
};

/* Read "own_ai !negated ?past" over what *out already holds. Errors:
 * CODEBOOK naming the word. */
GAL_MUST_USE enum gal_status gal_conditions_parse(
    struct gal_conditions *out, struct gal_str text, struct gal_error *err);
/* The facts that fail, 0 if the conditions are met. */
uint32_t gal_conditions_blocked(
    const struct gal_conditions *conditions, uint32_t facts);
const char *gal_condition_name(unsigned bit);
/* Bit of a name, or -1. */
int gal_condition_find(struct gal_str name);

#endif
