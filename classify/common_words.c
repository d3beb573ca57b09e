/*
 * Common words. "it" and "my" stand in hundreds of sets, and hardly any of
 * these is asked for in a sentence: what does not start a sequence is marked
 * by a bit a word, and its places are put together on demand (match.c).
 */
#include <stdlib.h>

#include "classify/words.h"

static bool
starts_something(const struct gal_symbol *symbol)
{
	return symbol->starts || symbol->lexicon_count > 0;
}

struct saving {
	uint32_t term;
	uint32_t symbols;
};

static int
compare_savings(const void *a, const void *b)
{
	const struct saving *x = a, *y = b;

	if (x->symbols != y->symbols)
		return x->symbols > y->symbols ? -1 : 1;
	return x->term < y->term ? -1 : x->term > y->term;
}

static enum gal_status
defer_term(struct gal_symbols *symbols, struct gal_word *term, uint16_t number,
    struct gal_error *err)
{
	uint32_t *ordered = malloc((term->symbol_count + 1) * sizeof(*ordered));
	uint32_t kept = 0, rest;

	if (ordered == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for words");
	for (uint32_t k = 0; k < term->symbol_count; k++) {
		if (starts_something(&symbols->items[term->symbols[k]]))
			ordered[kept++] = term->symbols[k];
	}
	rest = kept;
	for (uint32_t k = 0; k < term->symbol_count; k++) {
		uint32_t symbol = term->symbols[k];

		if (starts_something(&symbols->items[symbol]))
			continue;
		ordered[rest++] = symbol;
		symbols->common[symbol].words[number / 64] |= 1ull
		    << (number % 64);
	}
	free(term->symbols);
	term->symbols = ordered;
	term->now_count = kept;
	term->common = number;
	return GAL_OK;
}

enum gal_status
gal_symbols_defer(struct gal_symbols *symbols, struct gal_error *err)
{
	struct gal_words *words = symbols->words;
	struct saving *savings = calloc(words->count + 1, sizeof(*savings));
	enum gal_status st = GAL_OK;

	if (savings == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for words");
	for (size_t i = 0; i < words->count; i++) {
		savings[i].term = (uint32_t)i;
		for (uint32_t k = 0; k < words->terms[i].symbol_count; k++)
			savings[i].symbols += !starts_something(
			    &symbols->items[words->terms[i].symbols[k]]);
	}
	qsort(savings, words->count, sizeof(*savings), compare_savings);
	for (uint16_t i = 0; i < GAL_COMMON_WORDS && i < words->count &&
	     savings[i].symbols > 0 && st == GAL_OK;
	     i++)
		st =
		    defer_term(symbols, &words->terms[savings[i].term], i, err);
	free(savings);
	return st;
}
