#include "classify/automaton.h"

#include <stdlib.h>
#include <string.h>

enum gal_status
gal_automaton_new(struct gal_automaton **out, struct gal_error *err)
{
	struct gal_automaton *a = calloc(1, sizeof(*a));
	enum gal_status st;

	*out = NULL;
	if (a == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for the automaton");
	gal_tokens_init(&a->tokens);
	st = gal_symbols_new(&a->symbols, err);
	if (st != GAL_OK) {
		gal_automaton_free(a);
		return st;
	}
	*out = a;
	return GAL_OK;
}

void
gal_automaton_free(struct gal_automaton *a)
{
	if (a == NULL)
		return;
	for (size_t i = 0; i < a->pattern_count; i++)
		free(a->patterns[i].text);
	gal_symbols_free(a->symbols);
	free(a->sequences);
	free(a->elements);
	free(a->parts);
	free(a->patterns);
	free(a->starts);
	free(a->start_first);
	free(a->needs);
	gal_tokens_free(&a->tokens);
	free(a);
}

/* Spans and levels climb from part to whole until nothing changes. */
static enum gal_status
settle_levels(struct gal_automaton *a, struct gal_error *err)
{
	struct gal_symbols *symbols = a->symbols;
	bool changed = true;

	for (int round = 0; changed; round++) {
		changed = false;
		if (round > GAL_LEVELS_MAX)
			return gal_fail(err, GAL_CODEBOOK,
			    "classes refer to each other in a circle or more "
			    "than %d deep",
			    GAL_LEVELS_MAX);
		for (size_t s = 0; s < symbols->count; s++) {
			const struct gal_symbol *part = &symbols->items[s];

			for (uint32_t i = 0; i < part->includer_count; i++) {
				struct gal_symbol *whole =
				    &symbols->items[part->includers[i]];

				if (part->has_spans && !whole->has_spans)
					changed = whole->has_spans = true;
				if (part->level > whole->level) {
					whole->level = part->level;
					changed = true;
				}
			}
		}
		for (size_t q = 0; q < a->sequence_count; q++) {
			struct gal_sequence *sequence = &a->sequences[q];
			const struct gal_element *e =
			    &a->elements[sequence->first];
			struct gal_symbol *owner;

			for (size_t i = 0; i < sequence->count; i++) {
				if (e[i].op == GAL_ELEMENT_SYMBOL &&
				    symbols->items[e[i].arg].level >
					sequence->level) {
					sequence->level =
					    symbols->items[e[i].arg].level;
					changed = true;
				}
			}
			if (sequence->owner_kind != GAL_OWNER_SYMBOL)
				continue;
			owner = &symbols->items[sequence->owner];
			if (owner->level <= sequence->level) {
				owner->level = (uint8_t)(sequence->level + 1);
				changed = true;
			}
		}
	}
	return GAL_OK;
}

/* How often a symbol turns up, roughly: decides the anchor only, never a
 * result. Words without a known frequency count by their length. */
static double
word_rate(const struct gal_symbol *symbol)
{
	size_t n = strlen(symbol->name);

	if (symbol->rate > 0)
		return (double)symbol->rate;
	if (strchr("(@<", symbol->name[0]) != NULL && n > 2)
		/* a set is the sum of what it holds; referents are frequent */
		return symbol->name[0] == '<' && symbol->is_common ? 0.05 : 0;
	if (strchr(symbol->name, '*') != NULL)
		return 0.01 / (double)(n * n);
	return symbol->is_common ? 0.002 : 2e-6;
}

static enum gal_status
choose_anchors(struct gal_automaton *a, struct gal_error *err)
{
	struct gal_symbols *symbols = a->symbols;
	double *rates = calloc(symbols->count, sizeof(*rates));

	if (rates == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for anchors");
	for (size_t s = 0; s < symbols->count; s++) {
		const struct gal_symbol *symbol = &symbols->items[s];
		double rate = word_rate(symbol);

		rates[s] += rate;
		for (uint32_t i = 0; i < symbol->includer_count; i++)
			rates[symbol->includers[i]] += rate;
	}
	for (int level = 0; level < a->level_count; level++) {
		for (size_t q = 0; q < a->sequence_count; q++) {
			struct gal_sequence *sequence = &a->sequences[q];
			const struct gal_element *e =
			    &a->elements[sequence->first];
			double best = 1e300, next = 1e300;

			if (sequence->level != level)
				continue;
			for (size_t i = 0; i < sequence->count; i++) {
				double rate;

				if (e[i].op != GAL_ELEMENT_SYMBOL ||
				    e[i].optional)
					continue;
				rate = rates[e[i].arg];
				if (rate < best) {
					next = best;
					sequence->second = sequence->anchor;
					best = rate;
					sequence->anchor = e[i].arg;
				} else if (rate < next) {
					next = rate;
					sequence->second = e[i].arg;
				}
			}
			if (sequence->second == GAL_NO_SYMBOL)
				sequence->second = sequence->anchor;
			if (sequence->owner_kind == GAL_OWNER_SYMBOL) {
				const struct gal_symbol *owner =
				    &symbols->items[sequence->owner];

				rates[sequence->owner] += best;
				for (uint32_t i = 0; i < owner->includer_count;
				     i++)
					rates[owner->includers[i]] += best;
			}
		}
	}
	free(rates);
	return GAL_OK;
}

static int
compare_sequences(const void *a, const void *b)
{
	const struct gal_sequence *x = a, *y = b;

	if (x->anchor != y->anchor)
		return x->anchor < y->anchor ? -1 : 1;
	if (x->level != y->level)
		return x->level < y->level ? -1 : 1;
	/* as they were added */
	return x->first < y->first ? -1 : x->first > y->first;
}

/* What runs together stands together: sequences by anchor and level, their
 * elements in the same order. */
static enum gal_status
sort_sequences(struct gal_automaton *a, struct gal_error *err)
{
	struct gal_element *elements =
	    malloc((a->element_count + 1) * sizeof(*elements));
	uint32_t placed = 0;

	if (elements == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for sequences");
	if (a->sequence_count > 1)
		qsort(a->sequences, a->sequence_count, sizeof(a->sequences[0]),
		    compare_sequences);
	for (size_t q = 0; q < a->sequence_count; q++) {
		struct gal_sequence *sequence = &a->sequences[q];

		sequence->is_symbol = sequence->count == 1;
		memcpy(elements + placed, a->elements + sequence->first,
		    sequence->count * sizeof(*elements));
		sequence->first = placed;
		placed += sequence->count;
	}
	free(a->elements);
	a->elements = elements;
	a->element_capacity = a->element_count + 1;
	return GAL_OK;
}

static enum gal_status
build_starts(struct gal_automaton *a, struct gal_error *err)
{
	struct gal_symbols *symbols = a->symbols;
	size_t q = 0;

	a->starts = calloc(a->sequence_count + 1, sizeof(a->starts[0]));
	a->start_first = calloc(symbols->count + 1, sizeof(a->start_first[0]));
	a->needs = calloc(a->sequence_count + 1, sizeof(a->needs[0]));
	if (a->starts == NULL || a->start_first == NULL || a->needs == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for anchors");
	for (uint32_t s = 0; s < symbols->count; s++) {
		uint32_t first = (uint32_t)a->start_count;

		a->start_first[s] = first;
		for (; q < a->sequence_count && a->sequences[q].anchor == s;
		     q++) {
			uint8_t level = a->sequences[q].level;

			if (a->start_count == first ||
			    a->starts[a->start_count - 1].level != level)
				a->starts[a->start_count++] =
				    (struct gal_start){ .first = (uint32_t)q,
					    .level = level };
			a->starts[a->start_count - 1].end = (uint32_t)(q + 1);
		}
		symbols->items[s].starts = a->start_count > first;
	}
	a->start_first[symbols->count] = (uint32_t)a->start_count;
	return GAL_OK;
}

/* By part: the anchor of its sequence. */
static uint32_t *
anchors_of_parts(const struct gal_automaton *a)
{
	uint32_t *anchors = calloc(a->part_count + 1, sizeof(*anchors));

	for (size_t q = 0; q < a->sequence_count && anchors != NULL; q++) {
		if (a->sequences[q].owner_kind == GAL_OWNER_PART)
			anchors[a->sequences[q].owner] = a->sequences[q].anchor;
	}
	return anchors;
}

/*
 * What parts of "A & B" need beside themselves: one of them alone comes to
 * nothing. Not so with "&&", where a part of an incomplete group still says
 * where a hit stands. A symbol of a higher level may come on only later.
 */
static enum gal_status
set_needs(struct gal_automaton *a, struct gal_error *err)
{
	uint32_t *anchors = anchors_of_parts(a);

	if (anchors == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for anchors");
	for (size_t q = 0; q < a->sequence_count; q++) {
		const struct gal_sequence *sequence = &a->sequences[q];
		const struct gal_pattern *pattern;

		a->needs[q] =
		    (struct gal_needs){ sequence->second, sequence->second };
		if (sequence->owner_kind != GAL_OWNER_PART)
			continue;
		pattern = &a->patterns[a->parts[sequence->owner].pattern];
		if (pattern->group_count != 1)
			continue;
		for (uint32_t k = 0; k < pattern->part_count; k++) {
			uint32_t part = pattern->first_part + k;
			uint32_t anchor = anchors[part];

			if (part != sequence->owner &&
			    a->symbols->items[anchor].level <= sequence->level)
				a->needs[q].beside = anchor;
		}
	}
	free(anchors);
	return GAL_OK;
}

enum gal_status
gal_automaton_finish(struct gal_automaton *a, struct gal_error *err)
{
	enum gal_status st = gal_symbols_finish(a->symbols, err);

	if (st == GAL_OK)
		st = settle_levels(a, err);
	if (st != GAL_OK)
		return st;
	for (size_t q = 0; q < a->sequence_count; q++) {
		if (a->sequences[q].level >= a->level_count)
			a->level_count = (uint8_t)(a->sequences[q].level + 1);
	}
	st = choose_anchors(a, err);
	if (st == GAL_OK)
		st = sort_sequences(a, err);
	if (st == GAL_OK)
		st = build_starts(a, err);
	if (st == GAL_OK)
		st = set_needs(a, err);
	for (size_t i = 0; i < a->element_count; i++) {
		if (a->elements[i].op == GAL_ELEMENT_SYMBOL ||
		    a->elements[i].op == GAL_ELEMENT_NOT)
			a->symbols->items[a->elements[i].arg].is_used = true;
	}
	gal_tokens_free(&a->tokens);
	return st;
}
