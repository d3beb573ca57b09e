/*
 * Running the automaton over one sentence. The caller switches symbols on
 * token by token, gives the spans of the referents, then runs; each
 * sequence found is handed to a function of the caller.
 */
#ifndef GALATEA_CLASSIFY_MATCH_H
#define GALATEA_CLASSIFY_MATCH_H

#include "classify/automaton.h"

struct gal_state {
	uint64_t words[GAL_STATE_WORDS];
};

struct gal_span_entry {
	uint16_t start; /* tokens of the sentence, half open */
	uint16_t end;
	uint32_t next; /* index + 1 in the pool; 0 ends */
};

/* A path of a found sequence: the tokens it matched, ascending. */
struct gal_path {
	uint16_t tokens[GAL_SENTENCE_MAX + 1];
	size_t count;
	uint16_t start; /* tokens of the sentence, half open */
	uint16_t end;
};

/* What the sentence has of a symbol; one cache line. */
struct gal_switched {
	uint32_t tick;	       /* of the sentence that switched it on */
	uint32_t settled;      /* of that in which common words were added */
	uint32_t spans;	       /* first span entry + 1 */
	struct gal_state bits; /* tokens that have it */
};

struct gal_matcher {
	const struct gal_automaton *automaton;
	uint32_t tick;		      /* of the sentence */
	struct gal_switched *symbols; /* by symbol */
	uint32_t *touched;
	size_t touched_count;
	struct gal_span_entry *pool;
	size_t pool_count;
	size_t pool_capacity;
	/* sequences to run */
	const struct gal_start **waiting[GAL_LEVELS_MAX + 2];
	size_t waiting_count[GAL_LEVELS_MAX + 2];
	size_t present_words;
	uint64_t *present;	     /* by symbol: a bit, on in the sentence */
	struct gal_word_mask common; /* common words of the sentence */
	struct gal_state places[GAL_COMMON_WORDS]; /* and where they stand */
	bool thorough; /* also parts whose pattern lacks another here */
	size_t tokens; /* of the sentence */
	size_t state_words;
	uint32_t trailed; /* the sequence run last, whose states follow */
	struct gal_state trail[GAL_ELEMENTS_MAX + 1];
};

GAL_MUST_USE enum gal_status gal_matcher_init(struct gal_matcher *matcher,
    const struct gal_automaton *automaton, struct gal_error *err);
void gal_matcher_free(struct gal_matcher *matcher);

/* Start a sentence of n tokens, n <= GAL_SENTENCE_MAX. */
void gal_matcher_begin(struct gal_matcher *matcher, size_t n);
void gal_matcher_switch(
    struct gal_matcher *matcher, uint32_t symbol, size_t token);
/* All that a word switches on; of a common word, what starts nothing is only
 * noted and looked at when a sequence asks for it. */
void gal_matcher_switch_list(struct gal_matcher *matcher,
    const struct gal_symbol_list *list, size_t token);
GAL_MUST_USE enum gal_status gal_matcher_add_span(struct gal_matcher *matcher,
    uint32_t symbol, size_t start, size_t end, struct gal_error *err);
/* Does the sentence have the symbol? */
static inline bool
gal_matcher_has(const struct gal_matcher *matcher, uint32_t symbol)
{
	return (matcher->present[symbol / 64] >> (symbol % 64) & 1) != 0;
}

/* Called for a sequence of a part or of a lexicon term that was found. */
typedef enum gal_status (*gal_found_fn)(
    void *owner, uint32_t sequence, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_matcher_run(struct gal_matcher *matcher,
    gal_found_fn found, void *owner, struct gal_error *err);

/* The positions after the last token of a sequence that was found in this
 * sentence. Borrowed until the next call. */
const struct gal_state *gal_matcher_ends(
    struct gal_matcher *matcher, uint32_t sequence);
/* The path of the sequence last asked for its ends that ends at position
 * `end`, nearest start first. */
void gal_matcher_trace(
    struct gal_matcher *matcher, size_t end, struct gal_path *path);

/* Next set position at or after `from`, or SIZE_MAX. */
size_t gal_state_next(const struct gal_state *state, size_t from);

#endif
