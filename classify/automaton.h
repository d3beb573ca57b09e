/*
 * All patterns of a codebook as one automaton (docs/codebook-format.md has
 * the language).
 *
 * A pattern becomes sequences of elements over symbols. Matching goes
 * sentence by sentence and is bit-parallel: the generalised Shift-And of
 * Baeza-Yates and Gonnet (1992), one bit per token, gaps and options by word
 * operations. A sequence is run only in sentences that hold its anchor, the
 * rarest symbol it needs. An element costs a few word operations whatever
 * its gap, so the whole is linear in the text plus the sequences started.
 *
 * Positions: bit p of a state means "the next token to be read is p"; a
 * sentence of n tokens has positions 0 .. n.
 */
#ifndef GALATEA_CLASSIFY_AUTOMATON_H
#define GALATEA_CLASSIFY_AUTOMATON_H

#include "classify/symbols.h"

#define GAL_GAP_MAX 40	    /* tokens skipped by one sequence */
#define GAL_ELEMENTS_MAX 40 /* of one sequence */
#define GAL_NESTING_MAX 8
#define GAL_LEVELS_MAX 16
#define GAL_PATTERN_BYTES_MAX 16384
#define GAL_STATE_WORDS 4 /* 64 positions each: GAL_SENTENCE_MAX + 1 */

enum gal_element_op {
	GAL_ELEMENT_SYMBOL, /* a token or span of the symbol `arg` */
	GAL_ELEMENT_NOT,    /* a token that is not `arg` */
	GAL_ELEMENT_ANY,    /* one token */
	GAL_ELEMENT_GAP,    /* 0 .. arg tokens */
	GAL_ELEMENT_REST,   /* any number of tokens */
	GAL_ELEMENT_START,  /* here the sentence starts */
	GAL_ELEMENT_END
};

struct gal_element {
	uint8_t op;
	bool optional;
	uint32_t arg;
};

enum gal_owner {
	GAL_OWNER_SYMBOL, /* what it finds is a span of symbol `owner` */
	GAL_OWNER_PART,	  /* part `owner` of a pattern */
	GAL_OWNER_LEXICON /* every place counts for lexicon term `owner` */
};

struct gal_sequence {
	uint32_t first; /* element */
	uint16_t count;
	uint8_t owner_kind;
	uint8_t level;	/* it may use symbols of this level and below */
	bool is_symbol; /* nothing but its anchor: found wherever that is */
	uint32_t owner;
	uint32_t anchor; /* symbol that starts it */
	uint32_t second; /* the next rarest it needs, or the anchor */
};

/* What a sentence must have for a sequence to be worth a run, beside its
 * anchor; most sequences that are started lack it. */
struct gal_needs {
	uint32_t second; /* the sequence's */
	uint32_t beside; /* that another part of "A & B" needs, or second */
};

/* A && B: groups; A & B: parts of one group. */
struct gal_part {
	uint32_t pattern;
	uint16_t group;
};

struct gal_pattern {
	char *text;
	uint32_t first_part;
	uint16_t part_count;
	uint16_t group_count;
	uint32_t owner; /* whatever the caller said */
	uint8_t role;
};

/* Sequences of one level that a symbol starts; they stand together. */
struct gal_start {
	uint32_t first;
	uint32_t end;
	uint32_t level;
};

struct gal_automaton {
	struct gal_symbols *symbols; /* owned */
	struct gal_sequence *sequences;
	size_t sequence_count;
	size_t sequence_capacity;
	struct gal_element *elements;
	size_t element_count;
	size_t element_capacity;
	struct gal_part *parts;
	size_t part_count;
	size_t part_capacity;
	struct gal_pattern *patterns;
	size_t pattern_count;
	size_t pattern_capacity;
	/* made by finish, which sorts sequences by anchor and level */
	struct gal_start *starts; /* by anchor */
	size_t start_count;
	uint32_t *start_first;	 /* by symbol, count + 1 */
	struct gal_needs *needs; /* by sequence */
	uint8_t level_count;
	struct gal_tokens tokens; /* scratch of the parser */
};

GAL_MUST_USE enum gal_status gal_automaton_new(
    struct gal_automaton **out, struct gal_error *err);
void gal_automaton_free(struct gal_automaton *automaton);

/* Compile a pattern for `owner` in `role`; *out is its number. Errors:
 * CODEBOOK (says at which character), NOMEM, LIMIT. */
GAL_MUST_USE enum gal_status gal_automaton_add_pattern(uint32_t *out,
    struct gal_automaton *automaton, struct gal_str text, uint32_t owner,
    uint8_t role, struct gal_error *err);
/* Make "@name" known, empty; no harm if it is. */
GAL_MUST_USE enum gal_status gal_automaton_declare_class(
    struct gal_automaton *automaton, struct gal_str name,
    struct gal_error *err);
/* Add a term (word, glob, phrase, "@other") to the class "@name". */
GAL_MUST_USE enum gal_status gal_automaton_add_class_term(
    struct gal_automaton *automaton, struct gal_str name, struct gal_str term,
    struct gal_error *err);
/* A lexicon term of words and globs; found places count for `owner`. A term
 * of one word gives *symbol and no sequence. */
GAL_MUST_USE enum gal_status gal_automaton_add_lexicon_term(uint32_t *symbol,
    struct gal_automaton *automaton, struct gal_str term, uint32_t owner,
    struct gal_error *err);
/* Levels, anchors and starts; nothing may be added after. */
GAL_MUST_USE enum gal_status gal_automaton_finish(
    struct gal_automaton *automaton, struct gal_error *err);

#endif
