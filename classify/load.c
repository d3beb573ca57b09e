/*
 * gal_codebook_load(): from files in memory to tables that match.
 */
#include "classify/load.h"

#include <stdlib.h>
#include <string.h>

#include "classify/referents.h"

static int
compare_codes(const void *a, const void *b)
{
	return strcmp(((const struct gal_code *)a)->name,
	    ((const struct gal_code *)b)->name);
}

static enum gal_status
settle_codes(struct gal_codebook *book, struct gal_error *err)
{
	if (book->code_count > 0)
		qsort(book->codes, book->code_count, sizeof(*book->codes),
		    compare_codes);
	for (size_t i = 0; i < 3; i++)
		book->stance_codes[i] = GAL_NO_CODE;
	for (size_t i = 0; i <= GAL_RUNGS_MAX; i++)
		book->rung_codes[i] = GAL_NO_CODE;
	for (size_t i = 0; i < book->code_count; i++) {
		if (book->codes[i].rung != 0)
			book->rung_codes[book->codes[i].rung] = (int)i;
		if (book->codes[i].stance >= 0)
			book->stance_codes[book->codes[i].stance] = (int)i;
	}
	if (book->code_count == 0)
		return gal_fail(err, GAL_CODEBOOK, "no codes");
	return GAL_OK;
}

/* Words behind the built-in referents that are single words. */
static const struct {
	uint32_t symbol;
	const char *words;
} builtin_words[] = {
	{ GAL_SYMBOL_I, "i me my mine myself" },
	{ GAL_SYMBOL_OTHERS,
	    "people everyone everybody someone somebody anyone anybody users "
	    "user folks society others guys they them their y'all others' "
	    "community members men women person" },
	{ GAL_SYMBOL_NUM,
	    "one two three four five six seven eight nine ten eleven twelve "
	    "twenty thirty forty fifty sixty hundred thousand dozen couple "
	    "several few" },
};

static enum gal_status
add_builtins(struct gal_codebook *book, struct gal_error *err)
{
	for (size_t i = 0; i < sizeof(builtin_words) / sizeof(builtin_words[0]);
	     i++) {
		const char *p = builtin_words[i].words;

		while (*p != '\0') {
			size_t n = strcspn(p, " ");
			enum gal_status st = gal_symbols_add_word(
			    book->automaton->symbols, builtin_words[i].symbol,
			    (struct gal_str){ p, n }, err);

			if (st != GAL_OK)
				return st;
			p += n + (p[n] == ' ');
		}
	}
	return GAL_OK;
}

/* Every file of a kind, in order. */
static enum gal_status
load_all(struct gal_codebook *book,
    enum gal_status (*load)(
	struct gal_codebook *, const struct gal_file *, struct gal_error *),
    const struct gal_sources *s, enum gal_source kind, struct gal_error *err)
{
	for (size_t i = 0; i < s->counts[kind]; i++) {
		enum gal_status st = load(book, &s->files[kind][i], err);

		if (st != GAL_OK)
			return st;
	}
	return GAL_OK;
}

/* Classes and fields: all are declared before any term names another. */
static enum gal_status
load_classes(struct gal_codebook *book, const struct gal_sources *s,
    struct gal_error *err)
{
	static const enum gal_source kinds[] = { GAL_SOURCE_CLASSES,
		GAL_SOURCE_FIELDS };
	enum gal_status st = GAL_OK;

	for (int k = 0; k < 2 && st == GAL_OK; k++)
		st = load_all(book, gal_declare_classes, s, kinds[k], err);
	for (int k = 0; k < 2 && st == GAL_OK; k++)
		st = load_all(book, gal_load_classes, s, kinds[k], err);
	return st;
}

static enum gal_status
add_context_rules(struct gal_codebook *book, struct gal_error *err)
{
	static const char *const ids[] = {
#define GAL_AS_CONTEXT_ID(name, text) text,
		GAL_CONTEXT_MAP(GAL_AS_CONTEXT_ID)
#undef GAL_AS_CONTEXT_ID
	};
	uint32_t number;

	for (size_t i = 0; i < GAL_CONTEXT_COUNT; i++) {
		enum gal_status st = gal_book_add_rule(
		    &number, book, gal_str_of(ids[i]), GAL_RULE_CONTEXT, err);

		if (st != GAL_OK)
			return st;
		book->context_rules[i] = number;
	}
	return GAL_OK;
}

enum gal_status
gal_book_add_pattern_rule(struct gal_codebook *book, const char *id,
    enum gal_rule_kind kind, struct gal_str pattern, struct gal_error *err)
{
	uint32_t rule, number;
	enum gal_status st =
	    gal_book_add_rule(&rule, book, gal_str_of(id), kind, err);

	if (st != GAL_OK)
		return st;
	book->rules[rule].conditions.care = GAL_IF_CODE | GAL_IF_QUOTED;
	book->rules[rule].first_pattern =
	    (uint32_t)book->automaton->pattern_count;
	book->rules[rule].pattern_count = 1;
	return gal_automaton_add_pattern(
	    &number, book->automaton, pattern, rule, GAL_ROLE_ANY, err);
}

static int
compare_rules(const void *a, const void *b)
{
	return strcmp(
	    ((const struct gal_rule *)a)->id, ((const struct gal_rule *)b)->id);
}

/* Number the rules by id; patterns and lexicon terms follow. */
static enum gal_status
sort_rules(struct gal_codebook *book, struct gal_error *err)
{
	uint32_t *map = calloc(book->rule_count + 1, sizeof(*map));

	if (map == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for rules");
	for (size_t i = 0; i < book->rule_count; i++)
		book->rules[i].number = (uint32_t)i;
	qsort(
	    book->rules, book->rule_count, sizeof(*book->rules), compare_rules);
	for (size_t i = 0; i < book->rule_count; i++)
		map[book->rules[i].number] = (uint32_t)i;
	for (size_t i = 0; i < book->automaton->pattern_count; i++)
		book->automaton->patterns[i].owner =
		    map[book->automaton->patterns[i].owner];
	for (size_t i = 0; i < book->lexicon_count; i++)
		book->lexicon[i].rule = map[book->lexicon[i].rule];
	for (size_t i = 0; i < GAL_CONTEXT_COUNT; i++)
		book->context_rules[i] = map[book->context_rules[i]];
	free(map);
	for (size_t i = 1; i < book->rule_count; i++) {
		const struct gal_rule *rule = &book->rules[i];

		if (strcmp(rule[-1].id, rule->id) == 0) {
			gal_error_place(err, rule->file);
			return gal_fail(err, GAL_CODEBOOK,
			    "two rules have the id %s (also in %s)", rule->id,
			    rule[-1].file == NULL ? "?" : rule[-1].file);
		}
	}
	book->valence_rule =
	    gal_codebook_find_rule(book, GAL_STR("lex:valence"));
	return GAL_OK;
}

static int
compare_lexicon_symbols(const void *a, const void *b)
{
	const struct gal_lexicon_term *x = a, *y = b;

	if (x->symbol != y->symbol)
		return x->symbol < y->symbol ? -1 : 1;
	return x->rule < y->rule ? -1 : x->rule > y->rule;
}

/* One-word lexicon terms hang on their symbols; phrases keep their place in
 * the automaton, so their numbers must not change: sort a copy. */
static enum gal_status
index_lexicon(struct gal_codebook *book, struct gal_error *err)
{
	struct gal_symbols *symbols = book->automaton->symbols;

	book->word_terms =
	    calloc(book->lexicon_count + 1, sizeof(*book->word_terms));
	if (book->word_terms == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for lexicons");
	for (size_t i = 0; i < book->lexicon_count; i++) {
		if (book->lexicon[i].symbol != GAL_NO_SYMBOL)
			book->word_terms[book->word_term_count++] =
			    book->lexicon[i];
	}
	qsort(book->word_terms, book->word_term_count,
	    sizeof(*book->word_terms), compare_lexicon_symbols);
	for (size_t i = book->word_term_count; i-- > 0;) {
		struct gal_symbol *s =
		    &symbols->items[book->word_terms[i].symbol];

		s->lexicon_first = (uint32_t)i;
		s->lexicon_count++;
		s->is_used = true;
	}
	return GAL_OK;
}

/* "lex:emotion.sadness" feeds the code emotion.sadness. */
static void
join_lexicons_to_codes(struct gal_codebook *book)
{
	for (size_t i = 0; i < book->rule_count; i++) {
		struct gal_rule *rule = &book->rules[i];

		if (rule->kind == GAL_RULE_LEXICON)
			rule->code = gal_codebook_find_code(
			    book, gal_str_of(rule->id + 4));
	}
}

/* After the names of codes are known, before the automaton is closed. */
static const struct {
	enum gal_status (*load)(
	    struct gal_codebook *, const struct gal_file *, struct gal_error *);
	enum gal_source kind;
} loaders[] = {
	{ gal_load_fields, GAL_SOURCE_FIELDS },
	{ gal_load_rules, GAL_SOURCE_RULES },
	{ gal_load_lexicon, GAL_SOURCE_LEXICONS },
	{ gal_load_weights, GAL_SOURCE_WEIGHTS },
};

static enum gal_status
build(struct gal_codebook *book, const struct gal_sources *s,
    struct gal_error *err)
{
	enum gal_status st =
	    load_all(book, gal_load_manifest, s, GAL_SOURCE_MANIFEST, err);

	if (st == GAL_OK)
		st = load_all(book, gal_load_codes, s, GAL_SOURCE_CODES, err);
	if (st == GAL_OK)
		st = settle_codes(book, err);
	if (st == GAL_OK)
		st = gal_automaton_new(&book->automaton, err);
	if (st == GAL_OK)
		st = add_builtins(book, err);
	if (st == GAL_OK)
		st = load_all(
		    book, gal_load_language, s, GAL_SOURCE_LANGUAGE, err);
	if (st == GAL_OK)
		st = load_classes(book, s, err);
	for (size_t i = 0;
	     i < sizeof(loaders) / sizeof(loaders[0]) && st == GAL_OK; i++)
		st = load_all(book, loaders[i].load, s, loaders[i].kind, err);
	if (st == GAL_OK)
		st = gal_book_add_mined_terms(book, err);
	if (st == GAL_OK)
		st = add_context_rules(book, err);
	if (st == GAL_OK)
		st = sort_rules(book, err);
	if (st == GAL_OK)
		st = load_all(
		    book, gal_load_composite_terms, s, GAL_SOURCE_RULES, err);
	if (st == GAL_OK)
		st = gal_book_list_composites(book, err);
	if (st == GAL_OK)
		join_lexicons_to_codes(book);
	if (st == GAL_OK)
		st = load_all(
		    book, gal_load_frequencies, s, GAL_SOURCE_FREQUENCIES, err);
	if (st == GAL_OK)
		st = gal_automaton_finish(book->automaton, err);
	if (st == GAL_OK)
		st = index_lexicon(book, err);
	if (st == GAL_OK) {
		gal_referents_keep(book->automaton->symbols);
		gal_symbols_prune(book->automaton->symbols);
		st = gal_symbols_defer(book->automaton->symbols, err);
	}
	if (st == GAL_OK)
		st = gal_book_set_gates(book, err);
	if (st == GAL_OK)
		st = gal_book_settle_weights(book, err);
	if (st == GAL_OK)
		st = load_all(
		    book, gal_load_communities, s, GAL_SOURCE_COMMUNITIES, err);
	return st;
}

enum gal_status
gal_codebook_load(struct gal_codebook **out, const char *directory,
    const char *communities, struct gal_error *err)
{
	struct gal_sources sources = { 0 };
	struct gal_codebook *book = calloc(1, sizeof(*book));
	enum gal_status st;

	*out = NULL;
	if (book == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for the codebook");
	st = gal_sources_read(&sources, directory, communities, err);
	if (st == GAL_OK) {
		gal_sources_hash(book, &sources);
		st = build(book, &sources, err);
	}
	gal_sources_free(&sources);
	if (st != GAL_OK) {
		/* what no file alone is to blame for */
		gal_error_place(err, directory);
		gal_codebook_free(book);
		return st;
	}
	*out = book;
	return GAL_OK;
}
