/* Symbols against the slow way: every word of the test is compared with every
 * term, and whatever holds a symbol is looked for again and again. */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/symbols.h"
#include "classify/words.h"
#include "core/rng.h"
#include "test.h"

#define SYMBOLS 40
#define TERMS 3000
#define TERM_MAX 80

struct slow {
	uint32_t symbols[SYMBOLS];
	bool holds[SYMBOLS][SYMBOLS]; /* [whole][part] */
	struct {
		char text[TERM_MAX];
		size_t symbol;
	} terms[TERMS];
	size_t term_count;
};

static uint64_t
below(struct gal_rng *rng, uint64_t n)
{
	return gal_rng_next_below(rng, n);
}

static void
random_word(char *out, struct gal_rng *rng)
{
	size_t len = 1 + below(rng, 7);

	for (size_t i = 0; i < len; i++)
		out[i] = "abc"[below(rng, 3)];
	out[len] = '\0';
}

/* Half of them words, the rest globs; few with a star inside. */
static void
random_term(char out[TERM_MAX], struct gal_rng *rng, size_t *hard)
{
	char word[16];
	uint64_t shape = below(rng, 100);

	random_word(word, rng);
	if (shape < 50)
		(void)snprintf(out, TERM_MAX, "%s", word);
	else if (shape < 74)
		(void)snprintf(out, TERM_MAX, "%s*", word);
	else if (shape < 98 || *hard == 150)
		(void)snprintf(out, TERM_MAX, "*%s", word);
	else {
		++*hard;
		(void)snprintf(out, TERM_MAX,
		    shape == 98 ? "%.3s*%s" : "*%.2s*%s*", word, word + 1);
	}
}

static void
add_term(struct gal_symbols *symbols, struct slow *slow, const char *text,
    size_t symbol)
{
	struct gal_error err = { 0 };
	size_t at = slow->term_count++;

	assert_true(at < TERMS);
	(void)snprintf(slow->terms[at].text, TERM_MAX, "%s", text);
	slow->terms[at].symbol = symbol;
	assert_int_equal(gal_symbols_add_word(symbols, slow->symbols[symbol],
			     gal_str_of(text), &err),
	    GAL_OK);
}

static void
include(
    struct gal_symbols *symbols, struct slow *slow, size_t whole, size_t part)
{
	slow->holds[whole][part] = true;
	assert_int_equal(gal_symbols_include(symbols, slow->symbols[whole],
			     slow->symbols[part], NULL),
	    GAL_OK);
}

static void
close_holds(struct slow *slow)
{
	for (size_t k = 0; k < SYMBOLS; k++) {
		for (size_t i = 0; i < SYMBOLS; i++) {
			for (size_t j = 0; j < SYMBOLS; j++)
				slow->holds[i][j] |=
				    slow->holds[i][k] && slow->holds[k][j];
		}
	}
}

/* What a word switches on, the slow way. */
static bool
slow_lookup(
    bool on[SYMBOLS], size_t *globs, const struct slow *slow, const char *word)
{
	bool known = false;
	bool met[TERMS] = { false };

	*globs = 0;
	memset(on, 0, SYMBOLS * sizeof(*on));
	for (size_t t = 0; t < slow->term_count; t++) {
		const char *text = slow->terms[t].text;
		bool again = false;

		if (fnmatch(text, word, 0) != 0)
			continue;
		known |= strchr(text, '*') == NULL;
		for (size_t k = 0; k < t && !again; k++)
			again =
			    met[k] && strcmp(slow->terms[k].text, text) == 0;
		met[t] = true;
		*globs += !again;
		on[slow->terms[t].symbol] = true;
		for (size_t s = 0; s < SYMBOLS; s++)
			on[s] |= slow->holds[s][slow->terms[t].symbol];
	}
	return known;
}

static void
assert_same(const struct gal_symbols *symbols, const struct slow *slow,
    const char *word)
{
	struct gal_symbol_list lists[GAL_WORD_LISTS_MAX];
	bool expected[SYMBOLS], known, on[SYMBOLS] = { false };
	size_t globs;
	bool slow_known = slow_lookup(expected, &globs, slow, word);
	size_t n = gal_symbols_lookup(symbols, gal_str_of(word), lists, &known);

	assert_int_equal(known, slow_known);
	assert_int_equal(n, known ? 1 : globs);
	for (size_t l = 0; l < n; l++) {
		bool here[SYMBOLS] = { false };

		assert_true(lists[l].term < gal_symbols_term_count(symbols));
		assert_int_equal(
		    fnmatch(gal_symbols_term(symbols, lists[l].term), word, 0),
		    0);
		for (uint32_t i = 0; i < lists[l].count; i++) {
			size_t s = lists[l].items[i] - slow->symbols[0];

			assert_true(s < SYMBOLS);
			assert_false(here[s]); /* once each */
			here[s] = on[s] = true;
		}
	}
	assert_memory_equal(on, expected, sizeof(on));
}

/* Every symbol knows all that hold it, however deep. */
static void
assert_closed(const struct gal_symbols *symbols, const struct slow *slow)
{
	for (size_t part = 0; part < SYMBOLS; part++) {
		const struct gal_symbol *symbol =
		    &symbols->items[slow->symbols[part]];
		uint32_t expected = 0;

		for (size_t whole = 0; whole < SYMBOLS; whole++)
			expected += slow->holds[whole][part];
		assert_int_equal(symbol->includer_count, expected);
		for (uint32_t i = 0; i < expected; i++)
			assert_true(slow->holds[symbol->includers[i] -
			    slow->symbols[0]][part]);
	}
}

static struct gal_symbols *
make_symbols(struct slow *slow)
{
	struct gal_symbols *symbols;
	char name[16];

	*slow = (struct slow){ .term_count = 0 };
	assert_int_equal(gal_symbols_new(&symbols, NULL), GAL_OK);
	for (size_t i = 0; i < SYMBOLS; i++) {
		bool is_new = false;

		(void)snprintf(name, sizeof(name), "@s%zu", i);
		assert_int_equal(gal_symbols_intern(&slow->symbols[i], &is_new,
				     symbols, gal_str_of(name), NULL),
		    GAL_OK);
		assert_true(is_new);
		assert_int_equal(
		    slow->symbols[i], GAL_SYMBOL_BUILTINS + (uint32_t)i);
	}
	return symbols;
}

/* Only what is asked for stays, in its order. */
static void
prune_by_thirds(struct gal_symbols *symbols)
{
	static uint32_t kept[TERMS][SYMBOLS];
	static uint32_t counts[TERMS];
	size_t terms = gal_symbols_term_count(symbols);

	assert_true(terms <= TERMS);
	memset(counts, 0, sizeof(counts));
	for (size_t s = 0; s < symbols->count; s++)
		symbols->items[s].is_used = s % 3 == 0;
	for (size_t t = 0; t < terms; t++) {
		struct gal_symbol_list list = gal_symbols_term_list(symbols, t);

		for (uint32_t i = 0; i < list.count; i++) {
			if (list.items[i] % 3 == 0)
				kept[t][counts[t]++] = list.items[i];
		}
	}
	gal_symbols_prune(symbols);
	for (size_t t = 0; t < terms; t++) {
		struct gal_symbol_list list = gal_symbols_term_list(symbols, t);

		assert_int_equal(list.term, t);
		assert_int_equal(list.common, GAL_COMMON_NONE);
		assert_int_equal(list.count, counts[t]);
		assert_int_equal(list.now, counts[t]);
		assert_memory_equal(
		    list.items, kept[t], counts[t] * sizeof(kept[t][0]));
	}
}

static void
test_classify_symbols__lookup_equals_the_slow_way(void **state)
{
	static struct slow slow;

	(void)state;
	for (uint64_t seed = 0; seed < 3; seed++) {
		struct gal_rng rng = { seed, 1, 0 };
		struct gal_symbols *symbols = make_symbols(&slow);
		size_t hard = 0;
		char text[TERM_MAX];

		/* the first term there is, the first symbol of all */
		add_term(symbols, &slow, "aab", SYMBOLS - 1);
		include(symbols, &slow, 0, SYMBOLS - 1);
		include(symbols, &slow, 1, 0);
		assert_int_equal(gal_symbols_include(symbols, slow.symbols[0],
				     GAL_SYMBOL_AI, NULL),
		    GAL_OK);
		for (size_t i = 0; i < 60; i++) {
			size_t whole = 1 + below(&rng, SYMBOLS - 2);

			include(symbols, &slow, whole,
			    whole + 1 + below(&rng, SYMBOLS - 1 - whole));
		}
		close_holds(&slow);
		for (size_t i = 0; i < 2500; i++) {
			random_term(text, &rng, &hard);
			add_term(symbols, &slow, text, below(&rng, SYMBOLS));
		}
		add_term(symbols, &slow, "*", 3);
		assert_int_equal(gal_symbols_finish(symbols, NULL), GAL_OK);
		assert_closed(symbols, &slow);
		assert_int_equal(
		    symbols->items[GAL_SYMBOL_AI].includer_count, 2);
		for (size_t i = 0; i < 1000; i++) {
			random_word(text, &rng);
			if (i % 10 == 0) /* longer than any term */
				strcat(text, "abcabcabcabc");
			assert_same(symbols, &slow, text);
		}
		prune_by_thirds(symbols);
		gal_symbols_free(symbols);
	}
}

/* Stars at the ends of words of every length a term can have. */
static void
test_classify_symbols__long_globs_match_too(void **state)
{
	static struct slow slow;
	struct gal_symbols *symbols = make_symbols(&slow);
	char letters[TERM_MAX], text[2 * TERM_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(letters); i++)
		letters[i] = (char)('a' + i % 7);
	for (int len = 1; len < 70; len += len < 54 ? 9 : 1) {
		(void)snprintf(text, sizeof(text), "%.*s*", len, letters);
		add_term(symbols, &slow, text, (size_t)len % SYMBOLS);
		(void)snprintf(text, sizeof(text), "*%.*s", len, letters);
		add_term(symbols, &slow, text, (size_t)(len + 7) % SYMBOLS);
	}
	assert_int_equal(gal_symbols_finish(symbols, NULL), GAL_OK);
	for (int len = 1; len < 75; len++) {
		(void)snprintf(text, sizeof(text), "%.*s", len, letters);
		assert_same(symbols, &slow, text);
		(void)snprintf(text, sizeof(text), "%.*sz", len, letters);
		assert_same(symbols, &slow, text);
		(void)snprintf(text, sizeof(text), "z%.*s", len, letters);
		assert_same(symbols, &slow, text);
	}
	gal_symbols_free(symbols);
}

static void
test_classify_symbols__names_are_found_again(void **state)
{
	struct gal_symbols *symbols;
	char name[32];

	(void)state;
	assert_int_equal(gal_symbols_new(&symbols, NULL), GAL_OK);
	assert_int_equal(symbols->count, GAL_SYMBOL_BUILTINS);
	assert_int_equal(
	    gal_symbols_find(symbols, GAL_STR("<bot>")), GAL_SYMBOL_BOT);
	for (size_t i = 0; i < GAL_SYMBOL_BUILTINS; i++) {
		assert_true(symbols->items[i].is_common);
		assert_int_equal(
		    symbols->items[i].has_spans, i <= GAL_SYMBOL_AI_NAME);
	}
	for (int round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < 3000; i++) {
			uint32_t number;
			bool is_new;

			(void)snprintf(name, sizeof(name), "word%u", i);
			assert_int_equal(
			    gal_symbols_find(symbols, gal_str_of(name)),
			    round == 0 ? GAL_NO_SYMBOL
				       : GAL_SYMBOL_BUILTINS + i);
			assert_int_equal(gal_symbols_intern(&number, &is_new,
					     symbols, gal_str_of(name), NULL),
			    GAL_OK);
			assert_int_equal(number, GAL_SYMBOL_BUILTINS + i);
			assert_int_equal(is_new, round == 0);
			assert_string_equal(symbols->items[number].name, name);
			assert_false(symbols->items[number].is_common);
		}
	}
	assert_int_equal(
	    gal_symbols_find(symbols, GAL_STR("word")), GAL_NO_SYMBOL);
	gal_symbols_free(symbols);
	gal_symbols_free(NULL);
}

static void
test_classify_symbols__limits_are_faults(void **state)
{
	static struct slow slow;
	struct gal_symbols *symbols = make_symbols(&slow);
	struct gal_error err = { 0 };
	char text[32];

	(void)state;
	for (int round = 0; round < 2; round++) { /* again they are known */
		for (size_t i = 0; i < GAL_HARD_GLOBS_MAX; i++) {
			(void)snprintf(text, sizeof(text), "a*b%zu", i);
			assert_int_equal(gal_symbols_add_word(symbols, 20,
					     gal_str_of(text), &err),
			    GAL_OK);
		}
	}
	assert_int_equal(
	    gal_symbols_add_word(symbols, 20, GAL_STR("one*more"), &err),
	    GAL_CODEBOOK);
	assert_non_null(strstr(err.message, "more than 256 globs"));
	gal_symbols_free(symbols);
	/* circles, short and long; itself is no circle */
	for (size_t len = 1; len < 6; len++) {
		symbols = make_symbols(&slow);
		for (size_t i = 0; i < len; i++)
			include(symbols, &slow, i, (i + 1) % len);
		err = (struct gal_error){ 0 };
		assert_int_equal(gal_symbols_finish(symbols, &err),
		    len == 1 ? GAL_OK : GAL_CODEBOOK);
		if (len > 1)
			assert_non_null(strstr(err.message, "holds itself"));
		gal_symbols_free(symbols);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_classify_symbols__lookup_equals_the_slow_way),
		cmocka_unit_test(test_classify_symbols__long_globs_match_too),
		cmocka_unit_test(test_classify_symbols__names_are_found_again),
		cmocka_unit_test(test_classify_symbols__limits_are_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
