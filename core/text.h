/*
 * Reading text character by character: UTF-8 with entities decoded in
 * place, folded for comparison. Everything that compares words in galatea
 * (posts, codebook terms, queries) folds with these functions.
 */
#ifndef GALATEA_CORE_TEXT_H
#define GALATEA_CORE_TEXT_H

#include "core/buffer.h"

/* Raised whenever folding or tokenising changes what a post means: the
 * store keeps it beside the codebook hash. */
#define GAL_TEXT_VERSION 1

/* Most code points one character folds to. */
#define GAL_FOLD_MAX 8

struct gal_char {
	int32_t code;	  /* code point; U+FFFD for an invalid byte */
	uint32_t length;  /* bytes it takes in the text as given, > 0 */
	bool from_entity; /* "&amp;" and its like */
};

/*
 * The character at text[at], at < text.len. Named entities amp, lt, gt,
 * quot, apos, nbsp and numeric ones are decoded; an invalid byte is one
 * U+FFFD. Never reads beyond text.len.
 */
struct gal_char gal_text_char(struct gal_str text, size_t at);

/*
 * Fold one code point: lower case, compatibility form, accents and
 * invisible characters dropped ("Ｅ" and "é" give "e"). Returns the number
 * of code points written to out (0 for one that vanishes).
 */
size_t gal_text_fold(int32_t code, int32_t out[GAL_FOLD_MAX]);

/* Write a code point as UTF-8; returns 1 .. 4. */
size_t gal_text_encode(int32_t code, char out[4]);

bool gal_text_is_letter(int32_t code);
bool gal_text_is_digit(int32_t code);
bool gal_text_is_upper(int32_t code);
/* Starts an emoji: pictographs and regional indicators. */
bool gal_text_is_emoji(int32_t code);
/* Skin tones, variation selectors, joiners: part of the emoji before. */
bool gal_text_is_emoji_tail(int32_t code);
/* A letter of a script that English is not written in. */
bool gal_text_is_foreign(int32_t code);

/* True if the bytes are well-formed UTF-8 without NUL. */
bool gal_text_is_valid(struct gal_str text);

#endif
