/*
 * Inside the tokeniser only: the state of one field's scan, and its parts
 * (core/token.c drives them, core/token_markup.c, core/token_name.c and
 * core/token_word.c each read one kind of thing).
 *
 * Every gal_scan_… that reads starts at s->at and leaves s->at behind what it
 * took. Fallible ones return NOMEM or LIMIT with s->err filled.
 */
#ifndef GALATEA_CORE_TOKEN_SCAN_H
#define GALATEA_CORE_TOKEN_SCAN_H

#include <string.h>

#include "core/token.h"

/* Closing marks the scanner looks for ahead; the position found is kept so
 * that looking ahead stays linear whatever stays open. */
enum gal_closer {
	GAL_CLOSER_QUOTE, /* " */
	GAL_CLOSER_CURLY, /* ” */
	GAL_CLOSER_STAR,  /* * */
	GAL_CLOSER_TICK,  /* ` */
	GAL_CLOSER_BLANK, /* empty line: ends what was left open */
	GAL_CLOSER_COUNT
};

/* State of one field's scan. */
struct gal_scan {
	struct gal_tokens *out;
	struct gal_str text;
	struct gal_error *err;
	size_t at;
	uint8_t field;
	size_t next[GAL_CLOSER_COUNT]; /* next closer at or after `at` */
	size_t quote_end;	       /* running ranges; 0 = none */
	size_t code_end;
	size_t play_end;
	bool quoted_line;
	bool fence;
	bool pending_break; /* punctuation since the last token */
	size_t sentence_first;
	size_t quote_first; /* token index where the running quote began */
};

static inline char
byte_at(const struct gal_scan *s, size_t i)
{
	return i < s->text.len ? s->text.data[i] : '\0';
}

static inline bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\0';
}

static inline bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

static inline bool
starts_with(const struct gal_scan *s, size_t at, const char *text)
{
	size_t n = strlen(text);

	return s->text.len - at >= n && memcmp(s->text.data + at, text, n) == 0;
}

/* gal_text_char(), the usual case first: nearly every character of every
 * text passes here. */
static inline struct gal_char
char_at(const struct gal_scan *s, size_t at)
{
	unsigned char c = (unsigned char)s->text.data[at];

	if (c < 0x80 && c != '&')
		return (struct gal_char){ c, 1, false };
	return gal_text_char(s->text, at);
}

static inline bool
gal_scan_is_word_char(int32_t code)
{
	if (code < 0x80)
		return is_alnum((char)code);
	return (gal_text_is_letter(code) || gal_text_is_digit(code)) &&
	    !gal_text_is_emoji(code);
}

/* ---- the tokens (token.c) ---- */

/* Append one token of bytes [start, end) with its norm. */
GAL_MUST_USE enum gal_status gal_scan_push(struct gal_scan *s,
    enum gal_token_kind kind, size_t start, size_t end, const char *norm,
    size_t norm_len, uint32_t marks);

/* End the running sentence, if it has a token. */
GAL_MUST_USE enum gal_status gal_scan_end_sentence(struct gal_scan *s);

/* ---- quotes, role-play stars, code ticks (token_markup.c) ---- */

/* The running quote ends: its tokens are marked, if it was speech. */
void gal_scan_close_quote(struct gal_scan *s);
/* At a quotation mark of `length` bytes that `kind` closes. */
void gal_scan_quote(struct gal_scan *s, enum gal_closer kind, size_t length);
void gal_scan_star(struct gal_scan *s);
void gal_scan_tick(struct gal_scan *s);

/* ---- links, handles, emoticons, emoji (token_name.c) ---- */

/* True: one stood here and was taken, with *st its status. */
bool gal_scan_link(struct gal_scan *s, enum gal_status *st);
bool gal_scan_handle(struct gal_scan *s, enum gal_status *st);
bool gal_scan_emoticon(struct gal_scan *s, enum gal_status *st);
/* At the emoji `c`. */
GAL_MUST_USE enum gal_status gal_scan_emoji(
    struct gal_scan *s, struct gal_char c);

/* ---- words and numbers (token_word.c) ---- */

GAL_MUST_USE enum gal_status gal_scan_word(struct gal_scan *s, bool hashtag);

#endif
