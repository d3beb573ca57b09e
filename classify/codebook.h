/*
 * A loaded codebook: what the files of classify share. Other folders use
 * classify/classify.h. Everything is const once gal_codebook_load() returned.
 */
#ifndef GALATEA_CLASSIFY_CODEBOOK_H
#define GALATEA_CLASSIFY_CODEBOOK_H

#include "classify/automaton.h"
#include "classify/classify.h"
#include "classify/conditions.h"

#define GAL_ENGINE_REVISION 3 /* raised when equal files give other tags */
#define GAL_RUNGS_MAX 16
#define GAL_NO_CODE (-1)

/* What a pattern of a rule is for. */
enum gal_role {
	GAL_ROLE_ANY,
	GAL_ROLE_UNLESS,
	GAL_ROLE_UNLESS_POST,
	GAL_ROLE_LEFT,
	GAL_ROLE_RIGHT
};

/* All that can carry weight stands in one table; the number is the
 * feature's. */
enum gal_rule_kind {
	GAL_RULE_PATTERN,
	GAL_RULE_COMPOSITE,
	GAL_RULE_FRAME,	  /* narrated: left and right cue */
	GAL_RULE_MOVE,	  /* narrated: a pattern that says both rungs */
	GAL_RULE_RUNG,	  /* narrated: a cue of a rung */
	GAL_RULE_LEXICON, /* a category */
	GAL_RULE_FIELD,	  /* a semantic field: a cue that fit combines */
	GAL_RULE_TERM,	  /* a mined phrase, or fields that stand together */
	GAL_RULE_CONTEXT,
	GAL_RULE_KIND_COUNT
};

/* In a move: the rung that the post as a whole was given. */
#define GAL_RUNG_OF_POST UINT8_MAX

/* A composite in postfix order. */
enum gal_term_op {
	GAL_TERM_RULE,
	GAL_TERM_FACT,
	GAL_TERM_DECIDED, /* a code the post was given; only for moves */
	GAL_TERM_AND,
	GAL_TERM_OR,
	GAL_TERM_NOT
};
struct gal_term {
	uint8_t op;
	uint32_t first; /* RULE: in codebook.term_rules; FACT: mask;
			 * DECIDED: code */
	uint32_t count;
};

struct gal_rule {
	uint32_t number; /* as loaded; private to the loader */
	char *id;
	int code;
	uint8_t kind;
	uint8_t from;	   /* rungs of frames, moves and cues; 0 = none */
	uint8_t to;	   /* or GAL_RUNG_OF_POST */
	bool per_sentence; /* composite: all in one sentence */
	bool guarded;	   /* has unless patterns */
	bool guarded_post; /* has unless_post patterns */
	uint32_t revision;
	double weight; /* as written by hand */
	struct gal_conditions conditions;
	uint32_t first_pattern; /* patterns of a rule stand together */
	uint32_t pattern_count;
	uint32_t first_term; /* composites: in codebook.terms */
	uint32_t term_count;
	char *note;
	char *value; /* what its tags say beyond the code, or NULL */
	char *file;  /* where it stands */
};

/* What a found part of a pattern is asked, in one place: rules and patterns
 * are large and far from each other. */
struct gal_gate {
	struct gal_conditions conditions; /* none for unless patterns */
	uint32_t pattern;
	uint32_t rule;
	bool is_part; /* the pattern has others */
};

struct gal_example {
	char *community;
	char *title;
	char *text;
};

struct gal_code {
	char *name;
	char *definition;
	char *source;
	char *known_errors;
	char *dimension;
	uint32_t requires_stance; /* bit per enum gal_stance; 0 any */
	struct gal_example *positive;
	size_t positive_count;
	struct gal_example *negative;
	size_t negative_count;
	uint8_t rung;  /* 1 .. n for stage codes */
	int8_t stance; /* enum gal_stance for stance codes, else -1 */
	bool further;  /* not in the labelled sets */
	bool learned;  /* weights come from a file */
	double bias;
	double threshold;
	char *file;
};

/* One weight: of a feature for a code. Grouped by feature for scoring. */
struct gal_weight {
	uint32_t code;
	float weight;
	uint32_t posts; /* it was learned from; 0 by hand */
};

struct gal_lexicon_term {
	uint32_t rule; /* the category */
	float weight;
	char *text;
	uint32_t symbol; /* one-word terms */
};

/* X(enum, id). Numbers that describe a post: weights of them are readable,
 * they are never evidence. */
#define GAL_CONTEXT_MAP(X)                                                     \
	X(COMPANION, "ctx:tier.companion")                                     \
	X(GENERAL, "ctx:tier.general")                                         \
	X(RELATIONSHIP, "ctx:tier.relationship")                               \
	X(ASSISTANT, "ctx:tier.assistant")                                     \
	X(RECOVERY, "ctx:tier.recovery")                                       \
	X(ROLEPLAY, "ctx:tier.roleplay")                                       \
	X(REFERENT_AI, "ctx:referent.ai")                                      \
	X(OWN_AI, "ctx:own_ai")                                                \
	X(AI_SHARE, "ctx:ai_share") /* sentences with <ai> / sentences */      \
	X(BOT_SHARE, "ctx:bot_share")                                          \
	X(HPARTNER, "ctx:hpartner")                                            \
	X(CARD, "ctx:card")                                                    \
	X(FIRST_PERSON, "ctx:first_person") /* share of <i> tokens × 10 */    \
	X(SELF_SHARE, "ctx:self_share")	    /* sentences with first person */  \
	X(QUESTION, "ctx:question")	    /* share of question sentences */  \
	X(TITLE_QUESTION, "ctx:title_question")                                \
	X(YOU, "ctx:you")	/* share of you × 10 */                       \
	X(LENGTH, "ctx:length") /* ln(1 + words) / 5 */                        \
	X(TITLE_ONLY, "ctx:title_only")                                        \
	X(LINK, "ctx:link")                                                    \
	X(IMAGE, "ctx:image")		 /* a link to a picture */             \
	X(EMOJI, "ctx:emoji")		 /* min(1, emoji / 3) */               \
	X(ROLEPLAY_TEXT, "ctx:roleplay") /* share of tokens in *…* */        \
	X(QUOTED, "ctx:quoted")                                                \
	X(PAST, "ctx:past")                                                    \
	X(SELF_AI, "ctx:self_ai") /* sentences with first person and an AI */  \
	X(PAST_SELF, "ctx:past_self") /* told of oneself in the past */        \
	X(TITLE_SELF, "ctx:title_self")                                        \
	X(OPENS_SELF, "ctx:opens_self")	      /* the text's first sentence */  \
	X(ENDS_QUESTION, "ctx:ends_question") /* the post's last sentence */   \
	X(STANCE, "ctx:stance") /* self score above the others, squashed */    \
	X(VALENCE, "ctx:valence")                                              \
	X(PRODUCT_REPLIKA, "ctx:product.replika")                              \
	X(PRODUCT_CHARACTERAI, "ctx:product.characterai")                      \
	X(PRODUCT_JANITORAI, "ctx:product.janitorai")                          \
	X(PRODUCT_SILLYTAVERN, "ctx:product.sillytavern")                      \
	X(PRODUCT_CHAI, "ctx:product.chai")                                    \
	X(PRODUCT_KINDROID, "ctx:product.kindroid")                            \
	X(PRODUCT_NOMI, "ctx:product.nomi")                                    \
	X(PRODUCT_CHATGPT, "ctx:product.chatgpt")
#define GAL_AS_CONTEXT(name, text) GAL_CONTEXT_##name,
enum gal_context { GAL_CONTEXT_MAP(GAL_AS_CONTEXT) GAL_CONTEXT_COUNT };
#undef GAL_AS_CONTEXT

struct gal_community {
	char *name; /* lower case */
	char *platform;
	uint32_t facts; /* tier and referent conditions */
	int product;	/* enum gal_context of its product's feature, or -1 */
};

struct gal_codebook {
	char *name;
	char *version;
	char hash[33];
	char *rungs[GAL_RUNGS_MAX];
	size_t rung_count;
	struct gal_code *codes; /* by name */
	size_t code_count;
	size_t code_capacity;
	struct gal_rule *rules; /* by id */
	size_t rule_count;
	size_t rule_capacity;
	struct gal_term *terms;
	size_t term_count;
	size_t term_capacity;
	uint32_t *term_rules;
	size_t term_rule_count;
	size_t term_rule_capacity;
	uint32_t *composites; /* rules with a "when", by number */
	size_t composite_count;
	size_t composite_capacity;
	struct gal_lexicon_term *lexicon;
	size_t lexicon_count;
	size_t lexicon_capacity;
	struct gal_lexicon_term *word_terms; /* of one word, by symbol */
	size_t word_term_count;
	uint32_t lexicon_categories;
	int valence_rule;		   /* the category "valence", or -1 */
	struct gal_weight *weights;	   /* grouped by feature */
	uint32_t *weight_first;		   /* by feature, rule_count + 1 */
	struct gal_community *communities; /* by name */
	size_t community_count;
	struct gal_automaton *automaton;
	struct gal_gate *gates; /* by part of the automaton */
	int stance_codes[3];
	int rung_codes[GAL_RUNGS_MAX + 1];
	uint32_t context_rules[GAL_CONTEXT_COUNT]; /* their rule numbers */
	/* while loading: weights as read */
	struct gal_loaded_weight *loaded;
	size_t loaded_count;
	size_t loaded_capacity;
	uint64_t hash_state[2];
};

/* The number of a rule by id, or -1; after loading. */
int gal_codebook_find_rule(const struct gal_codebook *book, struct gal_str id);
/* The community of a name (any case), or NULL. */
const struct gal_community *gal_codebook_community(
    const struct gal_codebook *book, struct gal_str community);
/* Facts of a community name (any case); 0 if unknown. */
uint32_t gal_codebook_community_facts(
    const struct gal_codebook *book, struct gal_str community);

#endif
