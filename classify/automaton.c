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
	free(a->triggers);
	free(a->trigger_first);
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

static enum gal_status
build_triggers(struct gal_automaton *a, struct gal_error *err)
{
	struct gal_symbols *symbols = a->symbols;
	uint32_t total = 0;

	a->triggers = calloc(a->sequence_count + 1, sizeof(a->triggers[0]));
	a->trigger_first =
	    calloc(symbols->count + 1, sizeof(a->trigger_first[0]));
	if (a->triggers == NULL || a->trigger_first == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for triggers");
	for (size_t q = 0; q < a->sequence_count; q++)
		symbols->items[a->sequences[q].anchor].trigger_count++;
	for (size_t s = 0; s < symbols->count; s++) {
		symbols->items[s].trigger_first = total;
		a->trigger_first[s] = total;
		total += symbols->items[s].trigger_count;
		symbols->items[s].trigger_count = 0;
	}
	a->trigger_first[symbols->count] = total;
	for (size_t q = 0; q < a->sequence_count; q++) {
		struct gal_symbol *anchor =
		    &symbols->items[a->sequences[q].anchor];

		a->triggers[anchor->trigger_first + anchor->trigger_count++] =
		    (struct gal_trigger){ (uint32_t)q, a->sequences[q].second,
			    a->sequences[q].level };
	}
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
		st = build_triggers(a, err);
	for (size_t i = 0; i < a->element_count; i++) {
		if (a->elements[i].op == GAL_ELEMENT_SYMBOL ||
		    a->elements[i].op == GAL_ELEMENT_NOT)
			a->symbols->items[a->elements[i].arg].is_used = true;
	}
	gal_tokens_free(&a->tokens);
	return st;
}
