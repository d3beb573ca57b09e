/*
 * "when" of composites: boolean expressions over rules and facts, compiled
 * to postfix terms. Precedence: ! over & over |.
 */
#include <string.h>

#include "classify/grow.h"
#include "classify/load.h"

#define DEPTH_MAX 32

struct when {
	struct gal_codebook *book;
	struct gal_str text;
	size_t at;
	unsigned depth;
	uint32_t rule;
	struct gal_error *err;
};

static enum gal_status parse_or(struct when *w);

static void
skip(struct when *w)
{
	while (w->at < w->text.len && w->text.data[w->at] == ' ')
		w->at++;
}

static char
peek(struct when *w)
{
	skip(w);
	return w->at < w->text.len ? w->text.data[w->at] : '\0';
}

static enum gal_status
emit(struct when *w, struct gal_term term)
{
	struct gal_codebook *book = w->book;
	enum gal_status st = gal_grow((void **)&book->terms,
	    &book->term_capacity, book->term_count + 1, sizeof(term), w->err);

	if (st == GAL_OK) {
		book->terms[book->term_count++] = term;
		book->rules[w->rule].term_count++;
	}
	return st;
}

bool
gal_id_matches(const char *glob, size_t glob_len, const char *id)
{
	if (glob_len > 0 && glob[glob_len - 1] == '*')
		return strncmp(glob, id, glob_len - 1) == 0;
	return strlen(id) == glob_len && memcmp(glob, id, glob_len) == 0;
}

static bool
names(const struct gal_codebook *book, const struct gal_rule *rule,
    struct gal_str name)
{
	if (rule->kind == GAL_RULE_COMPOSITE ||
	    rule->kind == GAL_RULE_CONTEXT || rule->kind == GAL_RULE_FRAME)
		return false;
	if (name.len > 5 && memcmp(name.data, "code:", 5) == 0)
		return rule->kind == GAL_RULE_PATTERN && rule->weight > 0 &&
		    rule->code != GAL_NO_CODE &&
		    gal_id_matches(name.data + 5, name.len - 5,
			book->codes[rule->code].name);
	return gal_id_matches(name.data, name.len, rule->id);
}

/* "decided:bond.love": known only after the decisions, so for moves alone. */
static enum gal_status
parse_decided(struct when *w, struct gal_str code)
{
	const struct gal_codebook *book = w->book;

	if (book->rules[w->rule].from == 0)
		return gal_fail(
		    w->err, GAL_CODEBOOK, "\"when\": decided: is for moves");
	for (uint32_t i = 0; i < book->code_count; i++) {
		if (gal_str_equal(gal_str_of(book->codes[i].name), code))
			return emit(
			    w, (struct gal_term){ GAL_TERM_DECIDED, i, 0 });
	}
	return gal_fail(w->err, GAL_CODEBOOK, "\"when\" names no code \"%.*s\"",
	    (int)code.len, code.data);
}

static enum gal_status
parse_name(struct when *w)
{
	struct gal_codebook *book = w->book;
	struct gal_str name = { w->text.data + w->at, 0 };
	uint32_t first = (uint32_t)book->term_rule_count;
	int fact;

	while (w->at < w->text.len &&
	    strchr(" &|!()", w->text.data[w->at]) == NULL) {
		w->at++;
		name.len++;
	}
	if (name.len == 0)
		return gal_fail(w->err, GAL_CODEBOOK,
		    "\"when\", character %zu: a name is missing", w->at + 1);
	if (name.len > 8 && memcmp(name.data, "decided:", 8) == 0)
		return parse_decided(
		    w, (struct gal_str){ name.data + 8, name.len - 8 });
	fact = gal_condition_find(name);
	if (fact >= 0)
		return emit(
		    w, (struct gal_term){ GAL_TERM_FACT, 1u << fact, 0 });
	for (uint32_t i = 0; i < book->rule_count; i++) {
		enum gal_status st;

		if (!names(book, &book->rules[i], name))
			continue;
		st = gal_grow((void **)&book->term_rules,
		    &book->term_rule_capacity, book->term_rule_count + 1,
		    sizeof(book->term_rules[0]), w->err);
		if (st != GAL_OK)
			return st;
		book->term_rules[book->term_rule_count++] = i;
	}
	if (first == book->term_rule_count && name.data[name.len - 1] != '*')
		return gal_fail(w->err, GAL_CODEBOOK,
		    "\"when\" names no rule \"%.*s\"", (int)name.len,
		    name.data);
	return emit(w,
	    (struct gal_term){ GAL_TERM_RULE, first,
		(uint32_t)(book->term_rule_count - first) });
}

static enum gal_status
parse_not(struct when *w)
{
	enum gal_status st;

	if (++w->depth > DEPTH_MAX)
		return gal_fail(
		    w->err, GAL_CODEBOOK, "\"when\" is nested too deeply");
	if (peek(w) == '!') {
		w->at++;
		st = parse_not(w);
		if (st == GAL_OK)
			st = emit(w, (struct gal_term){ GAL_TERM_NOT, 0, 0 });
	} else if (peek(w) == '(') {
		w->at++;
		st = parse_or(w);
		if (st == GAL_OK && peek(w) != ')')
			st = gal_fail(
			    w->err, GAL_CODEBOOK, "\"when\": ( without )");
		w->at++;
	} else {
		skip(w);
		st = parse_name(w);
	}
	w->depth--;
	return st;
}

static enum gal_status
parse_and(struct when *w)
{
	enum gal_status st = parse_not(w);

	while (st == GAL_OK && peek(w) == '&') {
		w->at++;
		st = parse_not(w);
		if (st == GAL_OK)
			st = emit(w, (struct gal_term){ GAL_TERM_AND, 0, 0 });
	}
	return st;
}

static enum gal_status
parse_or(struct when *w)
{
	enum gal_status st = parse_and(w);

	while (st == GAL_OK && peek(w) == '|') {
		w->at++;
		st = parse_and(w);
		if (st == GAL_OK)
			st = emit(w, (struct gal_term){ GAL_TERM_OR, 0, 0 });
	}
	return st;
}

enum gal_status
gal_book_compile_when(struct gal_codebook *book, uint32_t rule,
    struct gal_str text, struct gal_error *err)
{
	struct when w = { book, text, 0, 0, rule, err };
	enum gal_status st;

	book->rules[rule].first_term = (uint32_t)book->term_count;
	book->rules[rule].term_count = 0;
	st = parse_or(&w);
	if (st == GAL_OK && peek(&w) != '\0')
		st = gal_fail(err, GAL_CODEBOOK,
		    "\"when\", character %zu: unexpected", w.at + 1);
	if (st == GAL_OK && book->rules[rule].term_count > 256)
		st = gal_fail(err, GAL_CODEBOOK, "\"when\" is too long");
	return st;
}

enum gal_status
gal_book_list_composites(struct gal_codebook *book, struct gal_error *err)
{
	for (uint32_t r = 0; r < book->rule_count; r++) {
		enum gal_status st;

		if (book->rules[r].kind != GAL_RULE_COMPOSITE ||
		    book->rules[r].term_count == 0)
			continue;
		st = gal_grow((void **)&book->composites,
		    &book->composite_capacity, book->composite_count + 1,
		    sizeof(book->composites[0]), err);
		if (st != GAL_OK)
			return st;
		book->composites[book->composite_count++] = r;
	}
	return GAL_OK;
}
