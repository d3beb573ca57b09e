#include "classify/match.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/inline.h"

#define POOL_MAX (1u << 16) /* spans of one sentence */

enum gal_status
gal_matcher_init(struct gal_matcher *m, const struct gal_automaton *automaton,
    struct gal_error *err)
{
	size_t symbols = automaton->symbols->count;

	*m = (struct gal_matcher){ .automaton = automaton };
	m->symbols = calloc(symbols, sizeof(m->symbols[0]));
	m->touched = calloc(symbols, sizeof(m->touched[0]));
	m->present_words = symbols / 64 + 1;
	m->present = calloc(m->present_words, sizeof(m->present[0]));
	if (m->symbols == NULL || m->touched == NULL || m->present == NULL)
		goto nomem;
	for (size_t level = 0; level < automaton->level_count; level++) {
		m->waiting[level] = calloc(
		    automaton->start_count + 1, sizeof(m->waiting[level][0]));
		if (m->waiting[level] == NULL)
			goto nomem;
	}
	return GAL_OK;
nomem:
	gal_matcher_free(m);
	return gal_fail(err, GAL_NOMEM, "no memory for the matcher");
}

void
gal_matcher_free(struct gal_matcher *m)
{
	free(m->symbols);
	free(m->touched);
	free(m->present);
	free(m->pool);
	for (size_t i = 0; i < GAL_LEVELS_MAX + 2; i++)
		free((void *)m->waiting[i]);
	*m = (struct gal_matcher){ 0 };
}

void
gal_matcher_begin(struct gal_matcher *m, size_t n)
{
	if (++m->tick == 0) {
		memset(m->symbols, 0,
		    m->automaton->symbols->count * sizeof(m->symbols[0]));
		m->tick = 1;
	}
	m->touched_count = 0;
	m->pool_count = 0;
	m->tokens = n;
	if (n / 64 + 1 < m->state_words) /* words of longer ones must be 0 */
		memset(m->trail, 0, sizeof(m->trail));
	m->state_words = n / 64 + 1;
	memset(m->waiting_count, 0, sizeof(m->waiting_count));
	memset(m->present, 0, m->present_words * sizeof(m->present[0]));
	m->common = (struct gal_word_mask){ { 0 } };
	m->trailed = UINT32_MAX;
}

static void
touch(struct gal_matcher *m, uint32_t symbol)
{
	const struct gal_automaton *a = m->automaton;

	m->symbols[symbol] = (struct gal_switched){ .tick = m->tick };
	m->touched[m->touched_count++] = symbol;
	m->present[symbol / 64] |= 1ull << (symbol % 64);
	for (uint32_t i = a->start_first[symbol];
	     i < a->start_first[symbol + 1]; i++) {
		const struct gal_start *start = &a->starts[i];

		m->waiting[start->level][m->waiting_count[start->level]++] =
		    start;
	}
}

void
gal_matcher_switch(struct gal_matcher *m, uint32_t symbol, size_t token)
{
	if (m->symbols[symbol].tick != m->tick)
		touch(m, symbol);
	m->symbols[symbol].bits.words[token / 64] |= 1ull << (token % 64);
}

static void
note_common(
    struct gal_matcher *m, const struct gal_symbol_list *list, size_t token)
{
	uint16_t word = list->common;
	uint64_t bit = 1ull << (word % 64);

	if ((m->common.words[word / 64] & bit) == 0) {
		m->common.words[word / 64] |= bit;
		m->places[word] = (struct gal_state){ { 0 } };
		for (uint32_t k = list->now; k < list->count; k++)
			m->present[list->items[k] / 64] |= 1ull
			    << (list->items[k] % 64);
	}
	m->places[word].words[token / 64] |= 1ull << (token % 64);
}

void
gal_matcher_switch_list(
    struct gal_matcher *m, const struct gal_symbol_list *list, size_t token)
{
	for (uint32_t k = 0; k < list->now; k++)
		gal_matcher_switch(m, list->items[k], token);
	if (list->common != GAL_COMMON_NONE)
		note_common(m, list, token);
}

/* Add to a symbol the places of the common words that it holds; false: the
 * sentence has nothing of it. */
static bool
settle(struct gal_matcher *m, uint32_t symbol)
{
	const struct gal_word_mask *mask =
	    &m->automaton->symbols->common[symbol];
	struct gal_switched *on = &m->symbols[symbol];

	if (on->tick == m->tick && on->settled == m->tick)
		return true;
	for (size_t i = 0; i < GAL_COMMON_WORDS / 64; i++) {
		for (uint64_t left = mask->words[i] & m->common.words[i];
		     left != 0; left &= left - 1) {
			const struct gal_state *places =
			    &m->places[i * 64 + (size_t)__builtin_ctzll(left)];

			if (on->tick != m->tick)
				*on = (struct gal_switched){ .tick = m->tick };
			for (size_t k = 0; k < m->state_words; k++)
				on->bits.words[k] |= places->words[k];
		}
	}
	on->settled = m->tick;
	return on->tick == m->tick;
}

static enum gal_status
add_one_span(struct gal_matcher *m, uint32_t symbol, size_t start, size_t end,
    struct gal_error *err)
{
	if (end > start + 1 && m->pool_count == m->pool_capacity &&
	    m->pool_count >= POOL_MAX)
		return GAL_OK; /* hostile: the rest is not looked at */
	if (m->symbols[symbol].tick != m->tick)
		touch(m, symbol);
	if (end == start + 1) {
		m->symbols[symbol].bits.words[start / 64] |= 1ull
		    << (start % 64);
		return GAL_OK;
	}
	for (uint32_t i = m->symbols[symbol].spans; i != 0;
	     i = m->pool[i - 1].next) {
		if (m->pool[i - 1].start == start && m->pool[i - 1].end == end)
			return GAL_OK;
	}
	if (m->pool_count == m->pool_capacity) {
		size_t wanted = m->pool_capacity * 2 + 256;
		void *grown = realloc(m->pool, wanted * sizeof(m->pool[0]));

		if (grown == NULL)
			return gal_fail(err, GAL_NOMEM, "no memory for spans");
		m->pool = grown;
		m->pool_capacity = wanted;
	}
	m->pool[m->pool_count] = (struct gal_span_entry){ (uint16_t)start,
		(uint16_t)end, m->symbols[symbol].spans };
	m->symbols[symbol].spans = (uint32_t)++m->pool_count;
	return GAL_OK;
}

enum gal_status
gal_matcher_add_span(struct gal_matcher *m, uint32_t symbol, size_t start,
    size_t end, struct gal_error *err)
{
	const struct gal_symbol *s = &m->automaton->symbols->items[symbol];
	enum gal_status st = add_one_span(m, symbol, start, end, err);

	for (uint32_t i = 0; i < s->includer_count && st == GAL_OK; i++)
		st = add_one_span(m, s->includers[i], start, end, err);
	return st;
}

/* ---- one element after another ----
 * Nearly every sentence fits one word of a state, so all of this is compiled
 * twice: for one word, and for as many as it takes. */

/* 0 < by < 64: no element skips as much at once (fill_gap). */
GAL_INLINE void
shift(struct gal_state *s, unsigned by, size_t words)
{
	for (size_t i = words; i-- > 0;) {
		uint64_t v = s->words[i] << by;

		if (i > 0)
			v |= s->words[i - 1] >> (64 - by);
		s->words[i] = v;
	}
}

static_assert(GAL_GAP_MAX < 64, "a gap is filled by shifts within a word");

GAL_INLINE bool
is_empty(const struct gal_state *s, size_t words)
{
	uint64_t any = 0;

	for (size_t i = 0; i < words; i++)
		any |= s->words[i];
	return any == 0;
}

GAL_INLINE void
copy(struct gal_state *to, const struct gal_state *from, size_t words)
{
	for (size_t i = 0; i < words; i++)
		to->words[i] = from->words[i];
}

GAL_INLINE void
fill_gap(struct gal_state *s, uint32_t gap, size_t words)
{
	uint32_t have = 0; /* positions already reached beyond each */

	while (have < gap) {
		struct gal_state moved;
		uint32_t by = have + 1 > gap - have ? gap - have : have + 1;

		copy(&moved, s, words);
		shift(&moved, by, words);
		for (size_t i = 0; i < words; i++)
			s->words[i] |= moved.words[i];
		have += by;
	}
}

GAL_INLINE void
fill_rest(struct gal_state *s, size_t words)
{
	bool seen = false;

	for (size_t i = 0; i < words; i++) {
		if (seen) {
			s->words[i] = ~0ull;
		} else if (s->words[i] != 0) {
			s->words[i] = ~((s->words[i] & -s->words[i]) - 1);
			seen = true;
		}
	}
}

/* Drop positions beyond the sentence. */
GAL_INLINE void
cut(const struct gal_matcher *m, struct gal_state *s, size_t words)
{
	size_t last = m->tokens % 64; /* highest position */

	s->words[words - 1] &= last == 63 ? ~0ull : (1ull << (last + 1)) - 1;
}

static bool
bit(const struct gal_state *s, size_t i)
{
	return (s->words[i / 64] >> (i % 64) & 1) != 0;
}

GAL_INLINE void
step_symbol(
    struct gal_matcher *m, struct gal_state *s, uint32_t symbol, size_t words)
{
	const struct gal_switched *on = &m->symbols[symbol];
	struct gal_state from;

	if (!settle(m, symbol)) {
		for (size_t i = 0; i < words; i++)
			s->words[i] = 0;
		return;
	}
	copy(&from, s, words);
	for (size_t i = 0; i < words; i++)
		s->words[i] &= on->bits.words[i];
	shift(s, 1, words);
	for (uint32_t i = on->spans; i != 0; i = m->pool[i - 1].next) {
		const struct gal_span_entry *span = &m->pool[i - 1];

		if (bit(&from, span->start))
			s->words[span->end / 64] |= 1ull << (span->end % 64);
	}
}

GAL_INLINE void
step(struct gal_matcher *m, struct gal_state *s, const struct gal_element *e,
    size_t words)
{
	struct gal_state before;

	copy(&before, s, words);
	switch ((enum gal_element_op)e->op) {
	case GAL_ELEMENT_SYMBOL:
		step_symbol(m, s, e->arg, words);
		break;
	case GAL_ELEMENT_NOT:
		if (settle(m, e->arg)) {
			for (size_t i = 0; i < words; i++)
				s->words[i] &=
				    ~m->symbols[e->arg].bits.words[i];
		}
		shift(s, 1, words);
		cut(m, s, words);
		break;
	case GAL_ELEMENT_ANY:
		shift(s, 1, words);
		cut(m, s, words);
		break;
	case GAL_ELEMENT_GAP:
		fill_gap(s, e->arg, words);
		cut(m, s, words);
		return;
	case GAL_ELEMENT_REST:
		fill_rest(s, words);
		cut(m, s, words);
		return;
	case GAL_ELEMENT_START:
		for (size_t i = 1; i < words; i++)
			s->words[i] = 0;
		s->words[0] &= 1;
		return;
	case GAL_ELEMENT_END:
		for (size_t i = 0; i + 1 < words; i++)
			s->words[i] = 0;
		s->words[words - 1] &= 1ull << (m->tokens % 64);
		return;
	}
	if (e->optional) {
		for (size_t i = 0; i < words; i++)
			s->words[i] |= before.words[i];
	}
}

GAL_INLINE bool
run_elements(struct gal_matcher *m, const struct gal_sequence *q, size_t words)
{
	const struct gal_element *e = &m->automaton->elements[q->first];

	for (size_t i = 0; i < words; i++)
		m->trail[0].words[i] = ~0ull;
	cut(m, &m->trail[0], words);
	for (size_t k = 0; k < q->count; k++) {
		copy(&m->trail[k + 1], &m->trail[k], words);
		step(m, &m->trail[k + 1], &e[k], words);
		if (is_empty(&m->trail[k + 1], words))
			return false;
	}
	return true;
}

/* Run a sequence over the sentence; the states stay in the trail. */
static bool
run_sequence(struct gal_matcher *m, uint32_t sequence)
{
	const struct gal_sequence *q = &m->automaton->sequences[sequence];
	const struct gal_element *e = &m->automaton->elements[q->first];

	for (size_t k = 0; k < q->count; k++) {
		if (e[k].op == GAL_ELEMENT_SYMBOL && !e[k].optional &&
		    !gal_matcher_has(m, e[k].arg))
			return false;
	}
	m->trailed = sequence;
	return m->state_words == 1 ? run_elements(m, q, 1)
				   : run_elements(m, q, m->state_words);
}

size_t
gal_state_next(const struct gal_state *state, size_t from)
{
	for (size_t i = from / 64; i < GAL_STATE_WORDS; i++) {
		uint64_t word = state->words[i];

		if (i == from / 64)
			word &= ~0ull << (from % 64);
		if (word != 0)
			return i * 64 + (size_t)__builtin_ctzll(word);
	}
	return SIZE_MAX;
}

static void
add_tokens(struct gal_path *path, size_t start, size_t end)
{
	for (size_t i = end; i-- > start;)
		path->tokens[path->count++] = (uint16_t)i;
}

/* One element backwards from position `at`; returns the position before
 * it. States of the trail make every step possible. */
static size_t
trace_back(const struct gal_matcher *m, const struct gal_element *e,
    const struct gal_state *before, size_t at, struct gal_path *path)
{
	switch ((enum gal_element_op)e->op) {
	case GAL_ELEMENT_SYMBOL:
		if (!gal_matcher_has(m, e->arg))
			break;
		/* the longest phrase first, so that evidence is whole */
		{
			size_t best = SIZE_MAX;

			for (uint32_t i = m->symbols[e->arg].spans; i != 0;
			     i = m->pool[i - 1].next) {
				const struct gal_span_entry *span =
				    &m->pool[i - 1];

				if (span->end == at &&
				    bit(before, span->start) &&
				    span->start < best)
					best = span->start;
			}
			if (best != SIZE_MAX) {
				add_tokens(path, best, at);
				return best;
			}
		}
		if (at > 0 && bit(before, at - 1) &&
		    bit(&m->symbols[e->arg].bits, at - 1)) {
			add_tokens(path, at - 1, at);
			return at - 1;
		}
		break;
	case GAL_ELEMENT_NOT:
	case GAL_ELEMENT_ANY:
		if (at > 0 && bit(before, at - 1) &&
		    !(e->op == GAL_ELEMENT_NOT && gal_matcher_has(m, e->arg) &&
			bit(&m->symbols[e->arg].bits, at - 1))) {
			add_tokens(path, at - 1, at);
			return at - 1;
		}
		break;
	case GAL_ELEMENT_GAP:
	case GAL_ELEMENT_REST:
		while (at > 0 && !bit(before, at))
			at--;
		break;
	case GAL_ELEMENT_START:
	case GAL_ELEMENT_END:
		break;
	}
	return at; /* optional and left out, or no token read */
}

const struct gal_state *
gal_matcher_ends(struct gal_matcher *m, uint32_t sequence)
{
	if (m->trailed != sequence)
		(void)run_sequence(m, sequence);
	return &m->trail[m->automaton->sequences[sequence].count];
}

void
gal_matcher_trace(struct gal_matcher *m, size_t end, struct gal_path *path)
{
	const struct gal_sequence *q = &m->automaton->sequences[m->trailed];
	const struct gal_element *e = &m->automaton->elements[q->first];
	size_t at = end;

	path->count = 0;
	path->end = (uint16_t)end;
	for (size_t k = q->count; k-- > 0;)
		at = trace_back(m, &e[k], &m->trail[k], at, path);
	path->start = (uint16_t)at;
	for (size_t i = 0; i < path->count / 2; i++) {
		uint16_t swap = path->tokens[i];

		path->tokens[i] = path->tokens[path->count - 1 - i];
		path->tokens[path->count - 1 - i] = swap;
	}
	if (path->count > 0) {
		path->start = path->tokens[0];
		path->end = (uint16_t)(path->tokens[path->count - 1] + 1);
	}
}

/* A phrase of a symbol: each end gives a span from its nearest start. */
static enum gal_status
add_phrase_spans(
    struct gal_matcher *m, uint32_t sequence, struct gal_error *err)
{
	const struct gal_sequence *q = &m->automaton->sequences[sequence];
	struct gal_state ends = *gal_matcher_ends(m, sequence);
	enum gal_status st = GAL_OK;
	struct gal_path path;

	for (size_t end = gal_state_next(&ends, 0);
	     end != SIZE_MAX && st == GAL_OK;
	     end = gal_state_next(&ends, end + 1)) {
		gal_matcher_trace(m, end, &path);
		if (path.end > path.start)
			st = gal_matcher_add_span(
			    m, q->owner, path.start, path.end, err);
		if (end == GAL_SENTENCE_MAX)
			break;
	}
	return st;
}

static enum gal_status
run_start(struct gal_matcher *m, const struct gal_start *start,
    gal_found_fn found, void *owner, struct gal_error *err)
{
	const struct gal_automaton *a = m->automaton;
	enum gal_status st = GAL_OK;

	for (uint32_t i = start->first; i < start->end && st == GAL_OK; i++) {
		const struct gal_sequence *q = &a->sequences[i];

		if (!gal_matcher_has(m, a->needs[i].second) ||
		    (!m->thorough && !gal_matcher_has(m, a->needs[i].beside)) ||
		    (!q->is_symbol && !run_sequence(m, i)))
			continue;
		st = q->owner_kind == GAL_OWNER_SYMBOL
		    ? add_phrase_spans(m, i, err)
		    : found(owner, i, err);
	}
	return st;
}

enum gal_status
gal_matcher_run(struct gal_matcher *m, gal_found_fn found, void *owner,
    struct gal_error *err)
{
	const struct gal_automaton *a = m->automaton;

	for (size_t level = 0; level < a->level_count; level++) {
		/* the list may grow while it is worked through, by symbols
		 * switched on first by a phrase of a lower level */
		for (size_t i = 0; i < m->waiting_count[level]; i++) {
			enum gal_status st = run_start(
			    m, m->waiting[level][i], found, owner, err);

			if (st != GAL_OK)
				return st;
		}
	}
	return GAL_OK;
}
