/*
 * Words as numbers: the norm of a token gets the next number when it is
 * first met, so that a corpus read in the same order has the same numbers.
 */
#ifndef GALATEA_CLI_TURNS_WORDS_H
#define GALATEA_CLI_TURNS_WORDS_H

#include "core/buffer.h"

/* Zero-initialise, then turns_words_free(). */
struct turns_words {
	struct gal_buffer text; /* every norm, one after the other */
	size_t *starts;		/* [count + 1] */
	uint32_t count;
	uint32_t *slots; /* number + 1; 0 is free */
	size_t slot_count;
};

#define TURNS_NO_WORD UINT32_MAX

/* The number of a word, new or known. Errors: NOMEM, LIMIT (2^24 words). */
GAL_MUST_USE enum gal_status turns_words_number(uint32_t *out,
    struct turns_words *words, struct gal_str norm, struct gal_error *err);
/* TURNS_NO_WORD if it was never met. */
uint32_t turns_words_find(const struct turns_words *words, struct gal_str norm);
void turns_words_free(struct turns_words *words);

#endif
