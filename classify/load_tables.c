/*
 * Tab-separated tables of the codebook: classes, lexicons, weights, function
 * words. One entry a line; empty lines and lines starting with "# " are
 * skipped.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/grow.h"
#include "classify/load.h"

#define CELLS_MAX 6

struct table {
	const struct gal_file *file;
	size_t at;
	uint64_t line;
	struct gal_str cells[CELLS_MAX];
	size_t count;
};

static bool
next_row(struct table *t)
{
	while (t->at < t->file->len) {
		const char *from = t->file->data + t->at;
		const char *end = memchr(from, '\n', t->file->len - t->at);
		size_t n =
		    end == NULL ? t->file->len - t->at : (size_t)(end - from);

		t->at += n + 1;
		t->line++;
		if (n > 0 && from[n - 1] == '\r')
			n--;
		if (n == 0 || (from[0] == '#' && (n == 1 || from[1] == ' ')))
			continue;
		t->count = 0;
		while (t->count < CELLS_MAX) {
			const char *tab = memchr(from, '\t', n);
			size_t len = tab == NULL ? n : (size_t)(tab - from);

			t->cells[t->count++] = (struct gal_str){ from, len };
			if (tab == NULL)
				break;
			from += len + 1;
			n -= len + 1;
		}
		return true;
	}
	return false;
}

static enum gal_status
locate(enum gal_status st, const struct table *t, struct gal_error *err)
{
	if (st != GAL_OK && err != NULL && err->place[0] == '\0') {
		gal_error_place(err, t->file->path);
		gal_error_line(err, t->line);
	}
	return st;
}

static enum gal_status
need(const struct table *t, size_t cells, const char *what,
    struct gal_error *err)
{
	if (t->count >= cells && t->cells[0].len > 0 && t->cells[1].len > 0)
		return GAL_OK;
	gal_error_place(err, t->file->path);
	gal_error_line(err, t->line);
	return gal_fail(err, GAL_CODEBOOK, "a line must hold %s", what);
}

static enum gal_status
parse_weight(double *out, struct gal_str cell, struct gal_error *err)
{
	char text[64];
	char *end;

	if (cell.len == 0 || cell.len >= sizeof(text))
		return gal_fail(err, GAL_CODEBOOK, "not a number");
	memcpy(text, cell.data, cell.len);
	text[cell.len] = '\0';
	*out = strtod(text, &end);
	if (*end != '\0' || !(*out > -1e6 && *out < 1e6))
		return gal_fail(err, GAL_CODEBOOK, "\"%s\" is no number", text);
	return GAL_OK;
}

enum gal_status
gal_declare_classes(struct gal_codebook *book, const struct gal_file *file,
    struct gal_error *err)
{
	struct table t = { .file = file };
	enum gal_status st = GAL_OK;

	while (st == GAL_OK && next_row(&t)) {
		st = need(&t, 2, "class, term and perhaps a note", err);
		if (st == GAL_OK)
			st = gal_automaton_declare_class(
			    book->automaton, t.cells[0], err);
	}
	return locate(st, &t, err);
}

enum gal_status
gal_load_classes(struct gal_codebook *book, const struct gal_file *file,
    struct gal_error *err)
{
	struct table t = { .file = file };
	enum gal_status st = GAL_OK;

	while (st == GAL_OK && next_row(&t))
		st = gal_automaton_add_class_term(
		    book->automaton, t.cells[0], t.cells[1], err);
	return locate(st, &t, err);
}

/* Entries of a field or a category stand together, and rules are few: look
 * back for theirs. */
static bool
find_rule(uint32_t *out, const struct gal_codebook *book,
    enum gal_rule_kind kind, const char *id)
{
	for (size_t i = book->rule_count; i-- > 0;) {
		if (book->rules[i].kind == kind &&
		    strcmp(book->rules[i].id, id) == 0) {
			*out = (uint32_t)i;
			return true;
		}
	}
	return false;
}

enum gal_status
gal_load_fields(struct gal_codebook *book, const struct gal_file *file,
    struct gal_error *err)
{
	struct table t = { .file = file };
	char id[160], pattern[160];

	while (next_row(&t)) {
		int n = snprintf(id, sizeof(id), "field:%.*s",
		    (int)t.cells[0].len, t.cells[0].data);
		uint32_t known;
		enum gal_status st;

		if (n < 0 || (size_t)n >= sizeof(id)) {
			st = gal_fail(
			    err, GAL_CODEBOOK, "name of a field too long");
			return locate(st, &t, err);
		}
		if (find_rule(&known, book, GAL_RULE_FIELD, id))
			continue;
		(void)snprintf(
		    pattern, sizeof(pattern), "@%s", id + strlen("field:"));
		st = gal_book_add_pattern_rule(
		    book, id, GAL_RULE_FIELD, gal_str_of(pattern), err);
		if (st == GAL_OK)
			st = gal_conditions_parse(
			    &book->rules[book->rule_count - 1].conditions,
			    GAL_STR("!negated"), err);
		if (st != GAL_OK)
			return locate(st, &t, err);
	}
	return GAL_OK;
}

static enum gal_status
lexicon_category(uint32_t *out, struct gal_codebook *book,
    struct gal_str category, struct gal_error *err)
{
	char id[160];
	int n = snprintf(
	    id, sizeof(id), "lex:%.*s", (int)category.len, category.data);

	if (n < 0 || (size_t)n >= sizeof(id))
		return gal_fail(err, GAL_CODEBOOK, "category name too long");
	if (find_rule(out, book, GAL_RULE_LEXICON, id))
		return GAL_OK;
	book->lexicon_categories++;
	return gal_book_add_rule(
	    out, book, gal_str_of(id), GAL_RULE_LEXICON, err);
}

enum gal_status
gal_load_lexicon(struct gal_codebook *book, const struct gal_file *file,
    struct gal_error *err)
{
	struct table t = { .file = file };

	while (next_row(&t)) {
		struct gal_lexicon_term *term;
		double weight = 0;
		uint32_t category = 0;
		enum gal_status st = need(&t, 3, "category, term, weight", err);

		if (st == GAL_OK)
			st = parse_weight(&weight, t.cells[2], err);
		if (st == GAL_OK)
			st = lexicon_category(&category, book, t.cells[0], err);
		if (st == GAL_OK)
			st = gal_grow((void **)&book->lexicon,
			    &book->lexicon_capacity, book->lexicon_count + 1,
			    sizeof(*book->lexicon), err);
		if (st != GAL_OK)
			return locate(st, &t, err);
		term = &book->lexicon[book->lexicon_count];
		*term = (struct gal_lexicon_term){ category, (float)weight,
			gal_str_copy(t.cells[1]), GAL_NO_SYMBOL };
		if (term->text == NULL)
			return gal_fail(err, GAL_NOMEM, "no memory");
		st = gal_automaton_add_lexicon_term(&term->symbol,
		    book->automaton, t.cells[1],
		    (uint32_t)book->lexicon_count++, err);
		if (st != GAL_OK)
			return locate(st, &t, err);
	}
	return GAL_OK;
}

enum gal_status
gal_load_weights(struct gal_codebook *book, const struct gal_file *file,
    struct gal_error *err)
{
	struct table t = { .file = file };

	while (next_row(&t)) {
		struct gal_loaded_weight *w;
		double weight = 0, posts = 0;
		enum gal_status st = need(&t, 3, "code, feature, weight", err);

		if (st == GAL_OK)
			st = parse_weight(&weight, t.cells[2], err);
		if (st == GAL_OK && t.count > 3 && t.cells[3].len > 0)
			st = parse_weight(&posts, t.cells[3], err);
		if (st == GAL_OK)
			st = gal_grow((void **)&book->loaded,
			    &book->loaded_capacity, book->loaded_count + 1,
			    sizeof(*book->loaded), err);
		if (st != GAL_OK)
			return locate(st, &t, err);
		w = &book->loaded[book->loaded_count++];
		*w = (struct gal_loaded_weight){ gal_str_copy(t.cells[0]),
			gal_str_copy(t.cells[1]), weight, (uint32_t)posts };
		if (w->code == NULL || w->feature == NULL)
			return gal_fail(err, GAL_NOMEM, "no memory");
	}
	return GAL_OK;
}

enum gal_status
gal_load_language(struct gal_codebook *book, const struct gal_file *file,
    struct gal_error *err)
{
	struct table t = { .file = file };

	while (next_row(&t)) {
		struct gal_symbols *symbols = book->automaton->symbols;
		uint32_t function, word;
		bool is_new;
		enum gal_status st = gal_symbols_intern(&function, NULL,
		    symbols, GAL_STR("@english_function"), err);

		if (st == GAL_OK)
			st = gal_symbols_intern(
			    &word, &is_new, symbols, t.cells[0], err);
		if (st == GAL_OK && is_new)
			st = gal_symbols_add_word(
			    symbols, word, t.cells[0], err);
		if (st == GAL_OK)
			st = gal_symbols_include(symbols, function, word, err);
		if (st != GAL_OK)
			return locate(st, &t, err);
		symbols->items[word].is_common = true;
	}
	return GAL_OK;
}

enum gal_status
gal_load_frequencies(struct gal_codebook *book, const struct gal_file *file,
    struct gal_error *err)
{
	struct gal_symbols *symbols = book->automaton->symbols;
	struct table t = { .file = file };

	while (next_row(&t)) {
		double per_million = 0;
		uint32_t symbol;
		enum gal_status st =
		    need(&t, 2, "word and uses in a million", err);

		if (st == GAL_OK)
			st = parse_weight(&per_million, t.cells[1], err);
		if (st != GAL_OK)
			return locate(st, &t, err);
		symbol = gal_symbols_find(symbols, t.cells[0]);
		if (symbol != GAL_NO_SYMBOL)
			symbols->items[symbol].rate =
			    (float)(per_million * 1e-6);
	}
	return GAL_OK;
}
