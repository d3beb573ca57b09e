/*
 * The one tokeniser: text -> words, numbers, emoji, mentions, links, in
 * sentences, with byte spans into the text as given.
 *
 * A word's norm is folded (core/text.h), keeps at most two equal letters in
 * a row ("soooo" -> "soo", GAL_MARK_LONG), and contractions are two tokens
 * ("don't", "dont" -> "do" "not"). Hyphens and slashes separate words. Marks
 * that need no language (quoted, code, role-play, case) are set here; those
 * that do are set by gal_tokens_mark() (core/marks.c).
 *
 * Cost is linear in the text. One gal_tokens serves one thread and is
 * reused from post to post.
 */
#ifndef GALATEA_CORE_TOKEN_H
#define GALATEA_CORE_TOKEN_H

#include <string.h>

#include "core/reading.h"
#include "core/text.h"

enum gal_token_kind {
	GAL_TOKEN_WORD,
	GAL_TOKEN_NUMBER,
	GAL_TOKEN_EMOJI,       /* also emoticons: ":)" "<3" */
	GAL_TOKEN_MENTION,     /* u/name, @name: norm "<mention>" */
	GAL_TOKEN_COMMUNITY,   /* r/name */
	GAL_TOKEN_LINK,	       /* norm "<link>", "<image link>", "<bot link>" */
	GAL_TOKEN_PLACEHOLDER, /* {{user}} */
	GAL_TOKEN_KIND_COUNT
};

/* X(enum, name in explanations, letter). The first eight are set by the
 * tokeniser, the others by gal_tokens_mark(). */
#define GAL_MARK_MAP(X)                                                        \
	X(QUOTED, "quoted")                                                    \
	X(CODE, "code")                                                        \
	X(ROLEPLAY, "roleplay")                                                \
	X(CAPITAL, "capital")                                                  \
	X(UPPER, "upper")                                                      \
	X(LONG, "elongated")                                                   \
	X(BREAK, "break") /* punctuation stands before it */                   \
	X(HASHTAG, "hashtag")                                                  \
	X(NEGATED, "negated")                                                  \
	X(QUESTION, "question")                                                \
	X(HYPOTHETICAL, "hypothetical")                                        \
	X(PAST, "past")                                                        \
	X(OVER, "over")                                                        \
	X(SELF, "self")                                                        \
	X(IRONIC, "ironic")

#define GAL_AS_MARK_BIT(name, text) GAL_MARK_BIT_##name,
enum gal_mark_bit { GAL_MARK_MAP(GAL_AS_MARK_BIT) GAL_MARK_COUNT };
#undef GAL_AS_MARK_BIT
#define GAL_AS_MARK(name, text) GAL_MARK_##name = 1u << GAL_MARK_BIT_##name,
enum gal_mark { GAL_MARK_MAP(GAL_AS_MARK) GAL_MARK_NONE = 0 };
#undef GAL_AS_MARK

#define GAL_NO_TOKEN UINT32_MAX
/* A norm is cut here; the span still covers the whole word. */
#define GAL_WORD_MAX 64
/* A longer sentence is cut: the matcher's window. */
#define GAL_SENTENCE_MAX 250
/* A longer field is refused with GAL_LIMIT. */
#define GAL_FIELD_BYTES_MAX (64u << 20)

struct gal_token {
	uint32_t start; /* half-open bytes of the field as given */
	uint32_t end;
	uint32_t norm; /* offset of the norm in gal_tokens.norms */
	uint32_t marks;
	uint32_t sentence;
	uint32_t negator; /* index of the token that negates this one, or
			     GAL_NO_TOKEN */
	uint16_t norm_len;
	uint8_t kind;
	uint8_t field; /* enum gal_field */
};

struct gal_sentence {
	uint32_t first; /* index of its first token */
	uint32_t count;
	uint32_t marks; /* QUESTION, PAST, OVER, SELF, IRONIC */
	uint8_t field;
};

struct gal_tokens {
	struct gal_token *tokens;
	size_t count;
	size_t capacity;
	struct gal_sentence *sentences;
	size_t sentence_count;
	size_t sentence_capacity;
	struct gal_buffer norms;
	uint32_t foreign; /* words with a letter of another script */
	uint32_t words;	  /* words and numbers */
};

void gal_tokens_init(struct gal_tokens *tokens);
void gal_tokens_free(struct gal_tokens *tokens);
void gal_tokens_clear(struct gal_tokens *tokens);

/* Append the tokens of one field. Errors: NOMEM, LIMIT. */
GAL_MUST_USE enum gal_status gal_tokens_add(struct gal_tokens *tokens,
    enum gal_field field, struct gal_str text, struct gal_error *err);

/* Set the marks that need English: negation with its scope, question,
 * hypothetical, past, over, first person, irony. Once, after all fields. */
void gal_tokens_mark(struct gal_tokens *tokens);

/* The norm; borrowed until the next add. Not NUL-terminated. */
static inline struct gal_str
gal_token_norm(const struct gal_tokens *tokens, const struct gal_token *token)
{
	return (struct gal_str){ tokens->norms.data + token->norm,
		token->norm_len };
}
/* Inline so that the length of a literal is known to the compiler. */
static inline bool
gal_token_is(const struct gal_tokens *tokens, const struct gal_token *token,
    const char *word)
{
	size_t n = strlen(word);

	return token->norm_len == n &&
	    memcmp(tokens->norms.data + token->norm, word, n) == 0;
}
const char *gal_mark_name(unsigned bit);

#endif
