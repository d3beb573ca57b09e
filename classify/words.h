/* The words and globs of a table of symbols. Private to classify/: symbols.c
 * keeps them, common_words.c puts their lists in order. */
#ifndef GALATEA_CLASSIFY_WORDS_H
#define GALATEA_CLASSIFY_WORDS_H

#include "classify/symbols.h"

/* Globs with a star that is neither first nor last. */
#define GAL_HARD_GLOBS_MAX 256

/* Names of anything to numbers: open addressing, power of two. */
struct gal_name_slot {
	uint32_t number; /* + 1; 0 empty */
	uint32_t hash;	 /* low bits: spares looking at most other names */
};

struct gal_name_table {
	struct gal_name_slot *slots;
	size_t size;
	size_t used;
};

enum gal_word_kind {
	GAL_WORD_LITERAL,
	GAL_WORD_PREFIX,
	GAL_WORD_SUFFIX,
	GAL_WORD_HARD
};

struct gal_word {
	char *text; /* as written: "lonel*" */
	uint32_t *symbols;
	uint32_t symbol_count;
	uint32_t now_count; /* of them stand first: they start something */
	uint8_t kind;
	uint16_t common; /* number of a common word or GAL_COMMON_NONE */
	uint16_t length; /* of the text without the star */
};

struct gal_words {
	struct gal_word *terms;
	size_t count;
	size_t capacity;
	struct gal_name_table words;	/* literal terms */
	struct gal_name_table prefixes; /* "abc*" by "abc" */
	struct gal_name_table suffixes; /* "*abc" by "abc" */
	uint64_t prefix_lengths[256];	/* by first byte: bit n = length n */
	uint64_t suffix_lengths[256];	/* by last byte */
	uint32_t hard[GAL_HARD_GLOBS_MAX];
	size_t hard_count;
	uint32_t star; /* the term "*" alone or UINT32_MAX */
};

#endif
