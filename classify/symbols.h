/*
 * Symbols: the properties of tokens that patterns speak of. A symbol is a
 * word, a glob, a set of both, a class with phrases, or a referent. All
 * rules share one table; a word of a post is looked up once and switches on
 * every symbol it belongs to.
 */
#ifndef GALATEA_CLASSIFY_SYMBOLS_H
#define GALATEA_CLASSIFY_SYMBOLS_H

#include "core/token.h"

#define GAL_NO_SYMBOL UINT32_MAX

/* Built-in symbols, from symbol 0 in this order. X(enum, name in <>) */
#define GAL_BUILTIN_MAP(X)                                                     \
	X(AI, "ai")                                                            \
	X(BOT, "bot")                                                          \
	X(HUMAN, "human")                                                      \
	X(HPARTNER, "hpartner")                                                \
	X(AI_NAME, "ai_name")                                                  \
	X(I, "i")                                                              \
	X(OTHERS, "others")                                                    \
	X(NUM, "num")                                                          \
	X(EMOJI, "emoji")                                                      \
	X(NAME, "name")                                                        \
	X(LINK, "link")                                                        \
	X(PLACEHOLDER, "placeholder")
#define GAL_AS_BUILTIN(name, text) GAL_SYMBOL_##name,
enum gal_builtin { GAL_BUILTIN_MAP(GAL_AS_BUILTIN) GAL_SYMBOL_BUILTINS };
#undef GAL_AS_BUILTIN

struct gal_symbol {
	char *name;
	uint32_t *includers; /* symbols that hold whatever this one holds */
	uint32_t includer_count;
	uint32_t lexicon_first; /* one-word lexicon terms on this symbol */
	uint32_t lexicon_count;
	uint8_t level;	/* of its deepest phrase; 0: tokens only */
	bool has_spans; /* it may stand for several tokens */
	bool is_common; /* a poor anchor */
	bool starts;	/* sequences are anchored here */
	float rate;	/* share of all words, where it is known; else 0 */
	bool is_used;	/* some sequence, lexicon or referent asks for it */
};

/* Words with the longest lists: a bit each. */
#define GAL_COMMON_WORDS 256
#define GAL_COMMON_NONE UINT16_MAX
struct gal_word_mask {
	uint64_t words[GAL_COMMON_WORDS / 64];
};

struct gal_symbols {
	struct gal_word_mask *common; /* by symbol: the common words that
					 switch it on when it is asked for */
	struct gal_symbol *items;
	size_t count;
	size_t capacity;
	struct gal_words *words;   /* private */
	struct gal_names *by_name; /* private */
};

GAL_MUST_USE enum gal_status gal_symbols_new(
    struct gal_symbols **out, struct gal_error *err);
void gal_symbols_free(struct gal_symbols *symbols);

/* The symbol of that name, made if new. Names: "word", "glob*", "@class",
 * "<ai>", "(alternatives)". *is_new (may be NULL) tells. */
GAL_MUST_USE enum gal_status gal_symbols_intern(uint32_t *out, bool *is_new,
    struct gal_symbols *symbols, struct gal_str name, struct gal_error *err);
/* The symbol of that name or GAL_NO_SYMBOL. */
uint32_t gal_symbols_find(
    const struct gal_symbols *symbols, struct gal_str name);
/* A word or glob (norm form) switches the symbol on. */
GAL_MUST_USE enum gal_status gal_symbols_add_word(struct gal_symbols *symbols,
    uint32_t symbol, struct gal_str term, struct gal_error *err);
/* Everything in `part` is in `whole` too. */
GAL_MUST_USE enum gal_status gal_symbols_include(struct gal_symbols *symbols,
    uint32_t whole, uint32_t part, struct gal_error *err);

/* Close the table: transitive inclusion, literal words that globs match.
 * Nothing may be added after. Errors: NOMEM, CODEBOOK. */
GAL_MUST_USE enum gal_status gal_symbols_finish(
    struct gal_symbols *symbols, struct gal_error *err);

/* Words stop switching on symbols that nobody asks for (is_used): most
 * words only serve the sets they stand in. */
void gal_symbols_prune(struct gal_symbols *symbols);

/*
 * Choose the common words and put their symbols in order: first those that
 * start something and must be switched on with the word, then those that
 * are asked for. After starts and lexicons are placed. Errors: NOMEM.
 */
GAL_MUST_USE enum gal_status gal_symbols_defer(
    struct gal_symbols *symbols, struct gal_error *err);

/* Lists of symbols that a word switches on. */
struct gal_symbol_list {
	const uint32_t *items;
	uint32_t count;
	uint32_t term;	 /* it belongs to: below gal_symbols_term_count() */
	uint32_t now;	 /* the first of the items, which start something */
	uint16_t common; /* number of a common word, whose other items
			    are asked for when they are needed; or none */
};
#define GAL_WORD_LISTS_MAX 384
/*
 * Look a norm up: fills up to GAL_WORD_LISTS_MAX lists, enough for every glob
 * one word can match (a known word has
 * one; an unknown one has one per glob it matches), returns how many.
 * *known: the word itself stands in the vocabulary.
 */
size_t gal_symbols_lookup(const struct gal_symbols *symbols,
    struct gal_str norm, struct gal_symbol_list lists[GAL_WORD_LISTS_MAX],
    bool *known);

/* Literal and glob terms, for the bench and the checker. */
size_t gal_symbols_term_count(const struct gal_symbols *symbols);
const char *gal_symbols_term(const struct gal_symbols *symbols, size_t i);
/* The list that a word switches on by term i alone. */
struct gal_symbol_list gal_symbols_term_list(
    const struct gal_symbols *symbols, size_t i);

#endif
