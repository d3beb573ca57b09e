#include "classify/match.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define POOL_MAX (1u << 16) /* spans of one sentence */

enum gal_status
gal_matcher_init(struct gal_matcher *m, const struct gal_automaton *automaton,
    struct gal_error *err)
{
	size_t symbols = automaton->symbols->count;

	*m = (struct gal_matcher){ .automaton = automaton };
	m->symbols = calloc(symbols, sizeof(m->symbols[0]));
	m->touched = calloc(symbols, sizeof(m->touched[0]));
	if (m->symbols == NULL || m->touched == NULL)
		goto nomem;
	for (size_t level = 0; level < automaton->level_count; level++) {
		m->waiting[level] = calloc(automaton->sequence_count + 1,
		    sizeof(m->waiting[level][0]));
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
	m->state_words = n / 64 + 1;
	memset(m->waiting_count, 0, sizeof(m->waiting_count));
}

static void
touch(struct gal_matcher *m, uint32_t symbol)
{
	const struct gal_automaton *a = m->automaton;

	m->symbols[symbol] = (struct gal_switched){ .tick = m->tick };
	m->touched[m->touched_count++] = symbol;
	for (uint32_t i = a->trigger_first[symbol];
	     i < a->trigger_first[symbol + 1]; i++) {
		const struct gal_trigger *t = &a->triggers[i];

		m->waiting[t->level][m->waiting_count[t->level]++] = t;
	}
}

void
gal_matcher_switch(struct gal_matcher *m, uint32_t symbol, size_t token)
{
	if (m->symbols[symbol].tick != m->tick)
		touch(m, symbol);
	m->symbols[symbol].bits.words[token / 64] |= 1ull << (token % 64);
}

static enum gal_status
add_one_span(struct gal_matcher *m, uint32_t symbol, size_t start, size_t end,
    struct gal_error *err)
{
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
		void *grown;

		if (m->pool_count >= POOL_MAX)
			return GAL_OK; /* hostile: the rest is not looked at */
		grown = realloc(m->pool, wanted * sizeof(m->pool[0]));
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

/* 0 < by < 64: no element skips as much at once (fill_gap). */
static void
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

static bool
is_empty(const struct gal_state *s, size_t words)
{
	uint64_t any = 0;

	for (size_t i = 0; i < words; i++)
		any |= s->words[i];
	return any == 0;
}

static void
fill_gap(struct gal_state *s, uint32_t gap, size_t words)
{
	uint32_t have = 0; /* positions already reached beyond each */

	while (have < gap) {
		struct gal_state moved = *s;
		uint32_t by = have + 1 > gap - have ? gap - have : have + 1;

		shift(&moved, by, words);
		for (size_t i = 0; i < words; i++)
			s->words[i] |= moved.words[i];
		have += by;
	}
}

static void
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
static void
cut(const struct gal_matcher *m, struct gal_state *s)
{
	size_t last = m->tokens; /* highest position */

	s->words[last / 64] &=
	    last % 64 == 63 ? ~0ull : (1ull << (last % 64 + 1)) - 1;
}

static bool
bit(const struct gal_state *s, size_t i)
{
	return (s->words[i / 64] >> (i % 64) & 1) != 0;
}

static void
step_symbol(const struct gal_matcher *m, struct gal_state *s, uint32_t symbol)
{
	size_t words = m->state_words;
	struct gal_state from = *s;

	if (!gal_matcher_has(m, symbol)) {
		*s = (struct gal_state){ { 0 } };
		return;
	}
	for (size_t i = 0; i < words; i++)
		s->words[i] &= m->symbols[symbol].bits.words[i];
	shift(s, 1, words);
	for (uint32_t i = m->symbols[symbol].spans; i != 0;
	     i = m->pool[i - 1].next) {
		const struct gal_span_entry *span = &m->pool[i - 1];

		if (bit(&from, span->start))
			s->words[span->end / 64] |= 1ull << (span->end % 64);
	}
}

static void
step(const struct gal_matcher *m, struct gal_state *s,
    const struct gal_element *e)
{
	size_t words = m->state_words;
	struct gal_state before = *s;

	switch ((enum gal_element_op)e->op) {
	case GAL_ELEMENT_SYMBOL:
		step_symbol(m, s, e->arg);
		break;
	case GAL_ELEMENT_NOT:
		if (gal_matcher_has(m, e->arg)) {
			for (size_t i = 0; i < words; i++)
				s->words[i] &=
				    ~m->symbols[e->arg].bits.words[i];
		}
		shift(s, 1, words);
		cut(m, s);
		break;
	case GAL_ELEMENT_ANY:
		shift(s, 1, words);
		cut(m, s);
		break;
	case GAL_ELEMENT_GAP:
		fill_gap(s, e->arg, words);
		cut(m, s);
		return;
	case GAL_ELEMENT_REST:
		fill_rest(s, words);
		cut(m, s);
		return;
	case GAL_ELEMENT_START:
		for (size_t i = 1; i < words; i++)
			s->words[i] = 0;
		s->words[0] &= 1;
		return;
	case GAL_ELEMENT_END:
		for (size_t i = 0; i < words; i++) {
			if (i == m->tokens / 64)
				s->words[i] &= 1ull << (m->tokens % 64);
			else
				s->words[i] = 0;
		}
		return;
	}
	if (e->optional) {
		for (size_t i = 0; i < words; i++)
			s->words[i] |= before.words[i];
	}
}

/* Run a sequence over the sentence; the states stay in the trail. */
static bool
run_sequence(struct gal_matcher *m, const struct gal_sequence *q)
{
	const struct gal_element *e = &m->automaton->elements[q->first];

	for (size_t k = 0; k < q->count; k++) {
		if (e[k].op == GAL_ELEMENT_SYMBOL && !e[k].optional &&
		    !gal_matcher_has(m, e[k].arg))
			return false;
	}
	for (size_t i = 0; i < GAL_STATE_WORDS; i++)
		m->trail[0].words[i] = i < m->state_words ? ~0ull : 0;
	cut(m, &m->trail[0]);
	for (size_t k = 0; k < q->count; k++) {
		m->trail[k + 1] = m->trail[k];
		step(m, &m->trail[k + 1], &e[k]);
		if (is_empty(&m->trail[k + 1], m->state_words))
			return false;
	}
	return true;
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

void
gal_matcher_trace(
    struct gal_matcher *m, uint32_t sequence, size_t end, struct gal_path *path)
{
	const struct gal_sequence *q = &m->automaton->sequences[sequence];
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
	struct gal_state ends = m->trail[q->count];
	enum gal_status st = GAL_OK;
	struct gal_path path;

	for (size_t end = gal_state_next(&ends, 0);
	     end != SIZE_MAX && st == GAL_OK;
	     end = gal_state_next(&ends, end + 1)) {
		gal_matcher_trace(m, sequence, end, &path);
		if (path.end > path.start)
			st = gal_matcher_add_span(
			    m, q->owner, path.start, path.end, err);
		if (end == GAL_SENTENCE_MAX)
			break;
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
			uint32_t sequence = m->waiting[level][i]->sequence;
			const struct gal_sequence *q = &a->sequences[sequence];
			enum gal_status st;

			/* most sequences that are started lack another
			 * symbol: ask before anything of them is read */
			if (!gal_matcher_has(m, m->waiting[level][i]->second) ||
			    !run_sequence(m, q))
				continue;
			st = q->owner_kind == GAL_OWNER_SYMBOL
			    ? add_phrase_spans(m, sequence, err)
			    : found(owner, sequence, &m->trail[q->count], err);
			if (st != GAL_OK)
				return st;
		}
	}
	return GAL_OK;
}
