#include "classify/symbols.h"

#include <stdlib.h>
#include <string.h>

#include "classify/words.h"
#include "core/rng.h"

#define TERMS_MAX (1u << 22)

struct gal_names {
	struct gal_name_table table;
};

static uint64_t
hash(struct gal_str text)
{
	return gal_hash_bytes(text.data, text.len, 7);
}

/* FNV-1a, a byte at a time, for the tables of words: cheap on short words
 * and extendable prefix by prefix. */
static uint32_t
step(uint32_t h, char c)
{
	return (h ^ (unsigned char)c) * 16777619u;
}

static uint32_t
hash_word(struct gal_str text)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < text.len; i++)
		h = step(h, text.data[i]);
	return h;
}

static size_t
slot_of(const struct gal_name_table *table, uint64_t h)
{
	return (size_t)((h ^ (h >> 15)) & (table->size - 1));
}

static enum gal_status
table_put(struct gal_name_table *table, uint64_t h, uint32_t number,
    uint64_t (*rehash)(const void *owner, uint32_t number), const void *owner,
    struct gal_error *err)
{
	size_t i;

	if (table->used * 2 >= table->size) {
		struct gal_name_table grown = { NULL,
			table->size == 0 ? 1024 : table->size * 2, 0 };

		grown.slots = calloc(grown.size, sizeof(grown.slots[0]));
		if (grown.slots == NULL)
			return gal_fail(err, GAL_NOMEM, "no memory for words");
		for (size_t k = 0; k < table->size; k++) {
			if (table->slots[k].number == 0)
				continue;
			i = slot_of(
			    &grown, rehash(owner, table->slots[k].number - 1));
			while (grown.slots[i].number != 0)
				i = (i + 1) & (grown.size - 1);
			grown.slots[i] = table->slots[k];
			grown.used++;
		}
		free(table->slots);
		*table = grown;
	}
	i = slot_of(table, h);
	while (table->slots[i].number != 0)
		i = (i + 1) & (table->size - 1);
	table->slots[i] = (struct gal_name_slot){ number + 1, (uint32_t)h };
	table->used++;
	return GAL_OK;
}

static struct gal_str
term_key(const struct gal_word *term)
{
	return (struct gal_str){ term->text + (term->kind == GAL_WORD_SUFFIX),
		term->length };
}

/* Suffix tables hash from the last byte, so that a lookup extends. */
static uint32_t
hash_back(struct gal_str text)
{
	uint32_t h = 2166136261u;

	for (size_t i = text.len; i-- > 0;)
		h = step(h, text.data[i]);
	return h;
}

static uint64_t
rehash_term(const void *owner, uint32_t number)
{
	const struct gal_words *words = owner;
	const struct gal_word *term = &words->terms[number];
	struct gal_str key = term_key(term);

	return term->kind == GAL_WORD_SUFFIX ? hash_back(key) : hash_word(key);
}

static uint64_t
rehash_symbol(const void *owner, uint32_t number)
{
	const struct gal_symbols *symbols = owner;

	return hash(gal_str_of(symbols->items[number].name));
}

static uint32_t
find_term(const struct gal_words *words, const struct gal_name_table *table,
    struct gal_str key, uint32_t h)
{
	size_t i;

	if (table->size == 0)
		return UINT32_MAX;
	for (i = slot_of(table, h); table->slots[i].number != 0;
	     i = (i + 1) & (table->size - 1)) {
		const struct gal_name_slot *slot = &table->slots[i];
		const struct gal_word *term;

		if (slot->hash != h)
			continue;
		term = &words->terms[slot->number - 1];
		if (term->length == key.len &&
		    memcmp(term_key(term).data, key.data, key.len) == 0)
			return slot->number - 1;
	}
	return UINT32_MAX;
}

uint32_t
gal_symbols_find(const struct gal_symbols *symbols, struct gal_str name)
{
	const struct gal_name_table *table = &symbols->by_name->table;
	size_t i;

	if (table->size == 0)
		return GAL_NO_SYMBOL;
	for (i = slot_of(table, hash(name)); table->slots[i].number != 0;
	     i = (i + 1) & (table->size - 1)) {
		uint32_t number = table->slots[i].number - 1;
		const char *have = symbols->items[number].name;

		if (strlen(have) == name.len &&
		    memcmp(have, name.data, name.len) == 0)
			return number;
	}
	return GAL_NO_SYMBOL;
}

enum gal_status
gal_symbols_intern(uint32_t *out, bool *is_new, struct gal_symbols *symbols,
    struct gal_str name, struct gal_error *err)
{
	uint32_t found = gal_symbols_find(symbols, name);
	struct gal_symbol *symbol;

	if (is_new != NULL)
		*is_new = found == GAL_NO_SYMBOL;
	if (found != GAL_NO_SYMBOL) {
		*out = found;
		return GAL_OK;
	}
	if (symbols->count == symbols->capacity) {
		size_t wanted = symbols->capacity * 2 + 256;
		void *grown =
		    realloc(symbols->items, wanted * sizeof(*symbols->items));

		if (grown == NULL)
			return gal_fail(
			    err, GAL_NOMEM, "no memory for symbols");
		symbols->items = grown;
		symbols->capacity = wanted;
	}
	symbol = &symbols->items[symbols->count];
	*symbol = (struct gal_symbol){ .name = gal_str_copy(name) };
	if (symbol->name == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for symbols");
	*out = (uint32_t)symbols->count++;
	return table_put(&symbols->by_name->table, hash(name), *out,
	    rehash_symbol, symbols, err);
}

static enum gal_status
push_number(
    uint32_t **list, uint32_t *count, uint32_t value, struct gal_error *err)
{
	uint32_t *grown;

	for (uint32_t i = *count; i-- > 0;) {
		if ((*list)[i] == value)
			return GAL_OK;
	}
	if ((*count & (*count - 1)) == 0) {
		size_t wanted = *count == 0 ? 1 : (size_t)*count * 2;

		grown = realloc(*list, wanted * sizeof(**list));
		if (grown == NULL)
			return gal_fail(
			    err, GAL_NOMEM, "no memory for symbols");
		*list = grown;
	}
	(*list)[(*count)++] = value;
	return GAL_OK;
}

static enum gal_word_kind
kind_of(struct gal_str term, struct gal_str *key)
{
	size_t stars = 0;

	*key = term;
	for (size_t i = 0; i < term.len; i++)
		stars += term.data[i] == '*';
	if (stars == 0)
		return GAL_WORD_LITERAL;
	if (stars == 1 && term.len > 1 && term.len < 60) {
		if (term.data[term.len - 1] == '*') {
			key->len--;
			return GAL_WORD_PREFIX;
		}
		if (term.data[0] == '*') {
			key->data++;
			key->len--;
			return GAL_WORD_SUFFIX;
		}
	}
	return GAL_WORD_HARD;
}

static enum gal_status
intern_term(uint32_t *out, struct gal_words *words, struct gal_str text,
    struct gal_error *err)
{
	struct gal_str key;
	enum gal_word_kind kind = kind_of(text, &key);
	struct gal_name_table *table = kind == GAL_WORD_LITERAL ? &words->words
	    : kind == GAL_WORD_PREFIX ? &words->prefixes
	    : kind == GAL_WORD_SUFFIX ? &words->suffixes
				      : NULL;
	uint32_t h = kind == GAL_WORD_SUFFIX ? hash_back(key) : hash_word(key);
	struct gal_word *term;

	if (table != NULL) {
		*out = find_term(words, table, key, h);
		if (*out != UINT32_MAX)
			return GAL_OK;
	} else {
		for (size_t i = 0; i < words->hard_count; i++) {
			*out = words->hard[i];
			if (gal_str_equal(
				gal_str_of(words->terms[*out].text), text))
				return GAL_OK;
		}
		if (words->hard_count == GAL_HARD_GLOBS_MAX)
			return gal_fail(err, GAL_CODEBOOK,
			    "more than %d globs with a star inside a word; put "
			    "the star first or last",
			    GAL_HARD_GLOBS_MAX);
	}
	if (words->count >= TERMS_MAX)
		return gal_fail(
		    err, GAL_LIMIT, "more than %u terms", TERMS_MAX);
	if (words->count == words->capacity) {
		size_t wanted = words->capacity * 2 + 1024;
		void *grown =
		    realloc(words->terms, wanted * sizeof(*words->terms));

		if (grown == NULL)
			return gal_fail(err, GAL_NOMEM, "no memory for terms");
		words->terms = grown;
		words->capacity = wanted;
	}
	term = &words->terms[words->count];
	*term = (struct gal_word){ .text = gal_str_copy(text),
		.kind = (uint8_t)kind,
		.common = GAL_COMMON_NONE,
		.length = (uint16_t)key.len };
	if (term->text == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for terms");
	*out = (uint32_t)words->count++;
	if (kind == GAL_WORD_PREFIX)
		words->prefix_lengths[(unsigned char)key.data[0]] |= 1ull
		    << key.len;
	else if (kind == GAL_WORD_SUFFIX)
		words->suffix_lengths[(unsigned char)key.data[key.len - 1]] |=
		    1ull << key.len;
	else if (kind == GAL_WORD_HARD)
		words->hard[words->hard_count++] = *out;
	if (table == NULL)
		return GAL_OK;
	return table_put(table, h, *out, rehash_term, words, err);
}

enum gal_status
gal_symbols_add_word(struct gal_symbols *symbols, uint32_t symbol,
    struct gal_str term, struct gal_error *err)
{
	uint32_t number = 0;
	enum gal_status st = intern_term(&number, symbols->words, term, err);
	struct gal_word *have;

	if (st != GAL_OK)
		return st;
	have = &symbols->words->terms[number];
	return push_number(&have->symbols, &have->symbol_count, symbol, err);
}

enum gal_status
gal_symbols_include(struct gal_symbols *symbols, uint32_t whole, uint32_t part,
    struct gal_error *err)
{
	struct gal_symbol *symbol = &symbols->items[part];

	if (whole == part)
		return GAL_OK;
	return push_number(
	    &symbol->includers, &symbol->includer_count, whole, err);
}

static bool
glob_matches(const char *glob, const char *text, size_t len)
{
	const char *star = NULL;
	size_t i = 0, resume = 0;

	while (i < len) {
		if (*glob == '*') {
			star = glob++;
			resume = i;
		} else if (*glob == text[i]) {
			glob++;
			i++;
		} else if (star != NULL) {
			glob = star + 1;
			i = ++resume;
		} else {
			return false;
		}
	}
	while (*glob == '*')
		glob++;
	return *glob == '\0';
}

/* The globs a word matches. */
static size_t
match_globs(const struct gal_words *words, struct gal_str norm,
    uint32_t out[GAL_WORD_LISTS_MAX])
{
	size_t count = 0;
	uint64_t lengths;
	uint32_t h = 2166136261u;

	if (norm.len == 0)
		return 0;
	lengths = words->prefix_lengths[(unsigned char)norm.data[0]];
	for (size_t i = 0; i < norm.len && lengths >> (i + 1) != 0 && i < 62;
	     i++) {
		h = step(h, norm.data[i]);
		if ((lengths >> (i + 1) & 1) != 0) {
			uint32_t found = find_term(words, &words->prefixes,
			    (struct gal_str){ norm.data, i + 1 }, h);

			if (found != UINT32_MAX && count < GAL_WORD_LISTS_MAX)
				out[count++] = found;
		}
	}
	lengths = words->suffix_lengths[(unsigned char)norm.data[norm.len - 1]];
	h = 2166136261u;
	for (size_t i = 0; i < norm.len && lengths >> (i + 1) != 0 && i < 62;
	     i++) {
		h = step(h, norm.data[norm.len - 1 - i]);
		if ((lengths >> (i + 1) & 1) != 0) {
			uint32_t found = find_term(words, &words->suffixes,
			    (struct gal_str){
				norm.data + norm.len - i - 1, i + 1 },
			    h);

			if (found != UINT32_MAX && count < GAL_WORD_LISTS_MAX)
				out[count++] = found;
		}
	}
	for (size_t i = 0; i < words->hard_count; i++) {
		if (glob_matches(words->terms[words->hard[i]].text, norm.data,
			norm.len) &&
		    count < GAL_WORD_LISTS_MAX)
			out[count++] = words->hard[i];
	}
	return count;
}

/* Symbols that hold a symbol, and those that hold these, once each. */
static enum gal_status
close_inclusion(struct gal_symbols *symbols, struct gal_error *err)
{
	for (uint32_t s = 0; s < symbols->count; s++) {
		struct gal_symbol *symbol = &symbols->items[s];

		for (uint32_t i = 0; i < symbol->includer_count; i++) {
			const struct gal_symbol *above =
			    &symbols->items[symbol->includers[i]];

			for (uint32_t k = 0; k < above->includer_count; k++) {
				enum gal_status st;

				if (above->includers[k] == s)
					return gal_fail(err, GAL_CODEBOOK,
					    "%s holds itself", symbol->name);
				st = push_number(&symbol->includers,
				    &symbol->includer_count,
				    above->includers[k], err);
				if (st != GAL_OK)
					return st;
			}
		}
	}
	return GAL_OK;
}

static enum gal_status
close_term(
    struct gal_symbols *symbols, struct gal_word *term, struct gal_error *err)
{
	for (uint32_t i = 0; i < term->symbol_count; i++) {
		const struct gal_symbol *symbol =
		    &symbols->items[term->symbols[i]];

		for (uint32_t k = 0; k < symbol->includer_count; k++) {
			enum gal_status st = push_number(&term->symbols,
			    &term->symbol_count, symbol->includers[k], err);

			if (st != GAL_OK)
				return st;
		}
	}
	return GAL_OK;
}

enum gal_status
gal_symbols_finish(struct gal_symbols *symbols, struct gal_error *err)
{
	struct gal_words *words = symbols->words;
	enum gal_status st = close_inclusion(symbols, err);
	uint32_t globs[GAL_WORD_LISTS_MAX];

	for (size_t i = 0; st == GAL_OK && i < words->count; i++)
		st = close_term(symbols, &words->terms[i], err);
	symbols->common = calloc(symbols->count, sizeof(symbols->common[0]));
	if (symbols->common == NULL && st == GAL_OK)
		st = gal_fail(err, GAL_NOMEM, "no memory for words");
	for (size_t i = 0; st == GAL_OK && i < words->count; i++) {
		struct gal_word *term = &words->terms[i];
		size_t n;

		if (term->kind != GAL_WORD_LITERAL)
			continue;
		n = match_globs(words, term_key(term), globs);
		for (size_t k = 0; k < n && st == GAL_OK; k++) {
			const struct gal_word *glob = &words->terms[globs[k]];

			for (uint32_t j = 0;
			     j < glob->symbol_count && st == GAL_OK; j++)
				st = push_number(&term->symbols,
				    &term->symbol_count, glob->symbols[j], err);
		}
	}
	return st;
}

void
gal_symbols_prune(struct gal_symbols *symbols)
{
	for (size_t i = 0; i < symbols->words->count; i++) {
		struct gal_word *term = &symbols->words->terms[i];
		uint32_t kept = 0;

		for (uint32_t k = 0; k < term->symbol_count; k++) {
			if (symbols->items[term->symbols[k]].is_used)
				term->symbols[kept++] = term->symbols[k];
		}
		term->symbol_count = kept;
		term->now_count = kept;
	}
}

struct gal_symbol_list
gal_symbols_term_list(const struct gal_symbols *symbols, size_t i)
{
	const struct gal_word *term = &symbols->words->terms[i];

	return (struct gal_symbol_list){ term->symbols, term->symbol_count,
		(uint32_t)i, term->now_count, term->common };
}

size_t
gal_symbols_lookup(const struct gal_symbols *symbols, struct gal_str norm,
    struct gal_symbol_list lists[GAL_WORD_LISTS_MAX], bool *known)
{
	const struct gal_words *words = symbols->words;
	uint32_t found = find_term(words, &words->words, norm, hash_word(norm));
	uint32_t globs[GAL_WORD_LISTS_MAX];
	size_t count;

	*known = found != UINT32_MAX;
	if (*known) {
		lists[0] = gal_symbols_term_list(symbols, found);
		return 1;
	}
	count = match_globs(words, norm, globs);
	for (size_t i = 0; i < count; i++)
		lists[i] = gal_symbols_term_list(symbols, globs[i]);
	return count;
}

size_t
gal_symbols_term_count(const struct gal_symbols *symbols)
{
	return symbols->words->count;
}

const char *
gal_symbols_term(const struct gal_symbols *symbols, size_t i)
{
	return symbols->words->terms[i].text;
}

enum gal_status
gal_symbols_new(struct gal_symbols **out, struct gal_error *err)
{
	static const char *const names[] = {
#define GAL_AS_BUILTIN_NAME(name, text) "<" text ">",
		GAL_BUILTIN_MAP(GAL_AS_BUILTIN_NAME)
#undef GAL_AS_BUILTIN_NAME
	};
	struct gal_symbols *symbols = calloc(1, sizeof(*symbols));
	enum gal_status st = GAL_OK;
	uint32_t number = 0;

	*out = NULL;
	if (symbols == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for symbols");
	symbols->words = calloc(1, sizeof(*symbols->words));
	symbols->by_name = calloc(1, sizeof(*symbols->by_name));
	if (symbols->words == NULL || symbols->by_name == NULL) {
		gal_symbols_free(symbols);
		return gal_fail(err, GAL_NOMEM, "no memory for symbols");
	}
	for (size_t i = 0; i < GAL_SYMBOL_BUILTINS && st == GAL_OK; i++) {
		st = gal_symbols_intern(
		    &number, NULL, symbols, gal_str_of(names[i]), err);
		if (st == GAL_OK)
			symbols->items[number].is_common = true;
	}
	for (size_t i = GAL_SYMBOL_AI; i <= GAL_SYMBOL_AI_NAME; i++) {
		if (st == GAL_OK)
			symbols->items[i].has_spans = true;
	}
	if (st != GAL_OK) {
		gal_symbols_free(symbols);
		return st;
	}
	*out = symbols;
	return GAL_OK;
}

void
gal_symbols_free(struct gal_symbols *symbols)
{
	if (symbols == NULL)
		return;
	for (size_t i = 0; i < symbols->count; i++) {
		free(symbols->items[i].name);
		free(symbols->items[i].includers);
	}
	free(symbols->items);
	free(symbols->common);
	if (symbols->words != NULL) {
		for (size_t i = 0; i < symbols->words->count; i++) {
			free(symbols->words->terms[i].text);
			free(symbols->words->terms[i].symbols);
		}
		free(symbols->words->terms);
		free(symbols->words->words.slots);
		free(symbols->words->prefixes.slots);
		free(symbols->words->suffixes.slots);
	}
	free(symbols->words);
	if (symbols->by_name != NULL)
		free(symbols->by_name->table.slots);
	free(symbols->by_name);
	free(symbols);
}
