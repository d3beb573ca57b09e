/*
 * The pattern compiler: text of a pattern, class term or lexicon term ->
 * sequences of elements in the automaton.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/automaton.h"
#include "classify/grow.h"

/* Stands for "*" while a chunk passes the tokeniser: a letter no one uses. */
#define STAR "\xc7\x82"

struct list {
	struct gal_element items[GAL_ELEMENTS_MAX];
	size_t count;
};

struct parser {
	struct gal_automaton *a;
	struct gal_str text;
	size_t at;
	unsigned depth;
	struct gal_error *err;
};

static enum gal_status parse_sequence(struct parser *p, struct list *out);

static enum gal_status
refuse(struct parser *p, const char *what)
{
	return gal_fail(p->err, GAL_CODEBOOK,
	    "pattern \"%.*s\", character %zu: %s",
	    p->text.len > 120 ? 120 : (int)p->text.len, p->text.data, p->at + 1,
	    what);
}

static enum gal_status
push(struct parser *p, struct list *list, struct gal_element element)
{
	if (list->count == GAL_ELEMENTS_MAX)
		return refuse(p, "too long");
	list->items[list->count++] = element;
	return GAL_OK;
}

static enum gal_status
add_sequence(struct gal_automaton *a, const struct list *list,
    enum gal_owner kind, uint32_t owner, struct gal_error *err)
{
	enum gal_status st =
	    gal_grow((void **)&a->sequences, &a->sequence_capacity,
		a->sequence_count + 1, sizeof(a->sequences[0]), err);

	if (st == GAL_OK)
		st = gal_grow((void **)&a->elements, &a->element_capacity,
		    a->element_count + list->count, sizeof(a->elements[0]),
		    err);
	if (st != GAL_OK)
		return st;
	a->sequences[a->sequence_count++] =
	    (struct gal_sequence){ .first = (uint32_t)a->element_count,
		    .count = (uint16_t)list->count,
		    .owner_kind = (uint8_t)kind,
		    .owner = owner,
		    .anchor = GAL_NO_SYMBOL,
		    .second = GAL_NO_SYMBOL };
	memcpy(a->elements + a->element_count, list->items,
	    list->count * sizeof(list->items[0]));
	a->element_count += list->count;
	return GAL_OK;
}

/* The symbol of a folded word or glob. */
static enum gal_status
word_symbol(uint32_t *out, struct gal_automaton *a, struct gal_str term,
    struct gal_error *err)
{
	bool is_new;
	enum gal_status st =
	    gal_symbols_intern(out, &is_new, a->symbols, term, err);

	if (st == GAL_OK && is_new)
		st = gal_symbols_add_word(a->symbols, *out, term, err);
	return st;
}

/* Pass a chunk of literal text through the tokeniser and append its words;
 * punctuation gives none, as in a post. */
static enum gal_status
push_chunk(struct parser *p, struct list *list, struct gal_str chunk)
{
	struct gal_tokens *tokens = &p->a->tokens;
	struct gal_buffer text = GAL_BUFFER(GAL_PATTERN_BYTES_MAX * 3);
	enum gal_status st = GAL_OK;

	for (size_t i = 0; i < chunk.len && st == GAL_OK; i++) {
		if (chunk.data[i] == '*')
			st = gal_buffer_append_str(&text, STAR, p->err);
		else if (chunk.data[i] != '\\')
			st =
			    gal_buffer_append(&text, chunk.data + i, 1, p->err);
	}
	gal_tokens_clear(tokens);
	if (st == GAL_OK)
		st = gal_tokens_add(tokens, GAL_FIELD_NONE,
		    (struct gal_str){ text.data, text.len }, p->err);
	for (size_t i = 0; i < tokens->count && st == GAL_OK; i++) {
		struct gal_str norm =
		    gal_token_norm(tokens, &tokens->tokens[i]);
		char term[GAL_WORD_MAX + 8];
		size_t n = 0;
		uint32_t symbol;

		for (size_t k = 0; k < norm.len; k++) {
			if (k + 1 < norm.len &&
			    memcmp(norm.data + k, STAR, 2) == 0) {
				term[n++] = '*';
				k++;
			} else {
				term[n++] = norm.data[k];
			}
		}
		/* an emoji does not join the star that follows it */
		if (i + 1 < tokens->count &&
		    gal_token_is(tokens, &tokens->tokens[i + 1], STAR)) {
			term[n++] = '*';
			i++;
		}
		if (n == 1 && term[0] == '*') {
			st = refuse(p, "a lone *: write _ for any token");
			break;
		}
		st = word_symbol(
		    &symbol, p->a, (struct gal_str){ term, n }, p->err);
		if (st == GAL_OK)
			st = push(p, list,
			    (struct gal_element){
				GAL_ELEMENT_SYMBOL, false, symbol });
	}
	gal_buffer_free(&text);
	return st;
}

static char
peek(const struct parser *p)
{
	return p->at < p->text.len ? p->text.data[p->at] : '\0';
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void
skip_blanks(struct parser *p)
{
	while (is_blank(peek(p)))
		p->at++;
}

static void
trim(struct list *list)
{
	size_t from = 0;

	while (list->count > 0 &&
	    (list->items[list->count - 1].op == GAL_ELEMENT_GAP ||
		list->items[list->count - 1].op == GAL_ELEMENT_REST))
		list->count--;
	while (from < list->count &&
	    (list->items[from].op == GAL_ELEMENT_GAP ||
		list->items[from].op == GAL_ELEMENT_REST))
		from++;
	memmove(list->items, list->items + from,
	    (list->count - from) * sizeof(list->items[0]));
	list->count -= from;
}

/* A sequence must need a symbol and skip at most GAL_GAP_MAX tokens. */
static enum gal_status
check_list(struct parser *p, struct list *list)
{
	size_t gaps = 0;
	bool has_symbol = false;

	trim(list);
	for (size_t i = 0; i < list->count; i++) {
		const struct gal_element *e = &list->items[i];

		if (e->op == GAL_ELEMENT_GAP)
			gaps += e->arg;
		has_symbol |= e->op == GAL_ELEMENT_SYMBOL && !e->optional;
	}
	if (gaps > GAL_GAP_MAX)
		return refuse(p, "gaps of more than 40 tokens in all");
	if (!has_symbol)
		return refuse(p,
		    "needs a word, class or referent that is not "
		    "optional");
	return GAL_OK;
}

/* One alternative joins the set: a single symbol is included, anything
 * longer becomes a phrase of it. */
static enum gal_status
join_alternative(struct parser *p, uint32_t set, struct list *list)
{
	enum gal_status st = check_list(p, list);

	if (st != GAL_OK)
		return st;
	if (list->count == 1 && list->items[0].op == GAL_ELEMENT_SYMBOL) {
		struct gal_symbol *items = p->a->symbols->items;

		items[set].has_spans |= items[list->items[0].arg].has_spans;
		return gal_symbols_include(
		    p->a->symbols, set, list->items[0].arg, p->err);
	}
	p->a->symbols->items[set].has_spans = true;
	return add_sequence(p->a, list, GAL_OWNER_SYMBOL, set, p->err);
}

static size_t
group_end(const struct parser *p)
{
	size_t depth = 0;

	for (size_t i = p->at; i < p->text.len; i++) {
		if (p->text.data[i] == '\\')
			i++;
		else if (p->text.data[i] == '(')
			depth++;
		else if (p->text.data[i] == ')' && --depth == 0)
			return i;
	}
	return 0;
}

static enum gal_status
parse_group(struct parser *p, uint32_t *symbol)
{
	size_t end = group_end(p);
	bool is_new;
	enum gal_status st;

	if (end == 0)
		return refuse(p, "( without )");
	if (++p->depth > GAL_NESTING_MAX)
		return refuse(p, "groups nested too deeply");
	st = gal_symbols_intern(symbol, &is_new, p->a->symbols,
	    (struct gal_str){ p->text.data + p->at, end + 1 - p->at }, p->err);
	if (st != GAL_OK)
		return st;
	if (!is_new) { /* the same group stood elsewhere */
		p->at = end + 1;
		p->depth--;
		return GAL_OK;
	}
	do {
		struct list list = { .count = 0 };

		p->at++; /* ( or | */
		st = parse_sequence(p, &list);
		if (st == GAL_OK && list.count == 0)
			st = refuse(p, "an empty alternative");
		if (st == GAL_OK)
			st = join_alternative(p, *symbol, &list);
	} while (st == GAL_OK && peek(p) == '|');
	if (st == GAL_OK && p->at != end)
		st = refuse(p, "& does not stand inside ( )");
	p->at = end + 1;
	p->depth--;
	return st;
}

/* Where a literal chunk ends. */
static bool
ends_chunk(const struct parser *p)
{
	char c = peek(p);

	return c == '\0' || is_blank(c) || strchr("()|?&~^$", c) != NULL;
}

static enum gal_status
parse_number(struct parser *p, uint32_t *out)
{
	size_t digits = 0;

	*out = 0;
	while (peek(p) >= '0' && peek(p) <= '9' && digits < 4) {
		*out = *out * 10 + (uint32_t)(peek(p) - '0');
		p->at++;
		digits++;
	}
	if (digits == 0 || *out > GAL_GAP_MAX)
		return refuse(p, "~ takes a number from 0 to 40");
	return GAL_OK;
}

static enum gal_status
parse_named(struct parser *p, struct list *list, char last)
{
	size_t from = p->at;
	uint32_t symbol;

	p->at++;
	while (p->at < p->text.len && !ends_chunk(p) && peek(p) != '>')
		p->at++;
	if (last == '>' && peek(p) == '>')
		p->at++;
	symbol = gal_symbols_find(p->a->symbols,
	    (struct gal_str){ p->text.data + from, p->at - from });
	if (symbol == GAL_NO_SYMBOL) {
		size_t n = p->at - from;

		p->at = from;
		return gal_fail(p->err, GAL_CODEBOOK,
		    "pattern \"%.*s\": no class or referent %.*s",
		    p->text.len > 120 ? 120 : (int)p->text.len, p->text.data,
		    (int)n, p->text.data + from);
	}
	return push(
	    p, list, (struct gal_element){ GAL_ELEMENT_SYMBOL, false, symbol });
}

static enum gal_status
parse_literal(struct parser *p, struct list *list)
{
	size_t from = p->at;

	/* "d&d" is a word; "&" as an operator stands after a blank */
	while (!ends_chunk(p) || (peek(p) == '&' && p->at > from)) {
		if (peek(p) == '\\' && p->at + 1 < p->text.len)
			p->at++;
		p->at++;
	}
	if (p->at == from)
		return refuse(p, "unexpected character");
	return push_chunk(
	    p, list, (struct gal_str){ p->text.data + from, p->at - from });
}

static enum gal_status
parse_atom(struct parser *p, struct list *list)
{
	char c = peek(p);
	uint32_t arg = 0;
	enum gal_status st;

	if (c == '(') {
		st = parse_group(p, &arg);
		if (st != GAL_OK)
			return st;
		return push(p, list,
		    (struct gal_element){ GAL_ELEMENT_SYMBOL, false, arg });
	}
	if (c == '@')
		return parse_named(p, list, '\0');
	if (c == '<' && p->at + 1 < p->text.len &&
	    p->text.data[p->at + 1] >= 'a' && p->text.data[p->at + 1] <= 'z')
		return parse_named(p, list, '>');
	return parse_literal(p, list);
}

/* An element that is several (a contraction) under ? or ! becomes one. */
static enum gal_status
make_optional(struct parser *p, struct list *list, size_t from)
{
	struct list inner = { .count = 0 };
	char name[64];
	uint32_t set;
	bool is_new;
	enum gal_status st;

	if (list->count == from + 1) {
		list->items[from].optional = true;
		return GAL_OK;
	}
	for (size_t i = from; i < list->count; i++)
		inner.items[inner.count++] = list->items[i];
	(void)snprintf(name, sizeof(name), "(phrase %zu)", p->a->element_count);
	st = gal_symbols_intern(
	    &set, &is_new, p->a->symbols, gal_str_of(name), p->err);
	if (st == GAL_OK)
		st = join_alternative(p, set, &inner);
	if (st != GAL_OK)
		return st;
	list->count = from;
	return push(
	    p, list, (struct gal_element){ GAL_ELEMENT_SYMBOL, true, set });
}

static enum gal_status
parse_element(struct parser *p, struct list *list)
{
	size_t from = list->count;
	bool negated = false, is_group;
	enum gal_status st = GAL_OK;
	uint32_t gap;
	char next = p->at + 1 < p->text.len ? p->text.data[p->at + 1] : '\0';

	switch (peek(p)) {
	case '^':
		p->at++;
		return push(p, list,
		    (struct gal_element){ GAL_ELEMENT_START, false, 0 });
	case '$':
		p->at++;
		return push(
		    p, list, (struct gal_element){ GAL_ELEMENT_END, false, 0 });
	case '~':
		p->at++;
		st = parse_number(p, &gap);
		if (st != GAL_OK)
			return st;
		return push(p, list,
		    (struct gal_element){ GAL_ELEMENT_GAP, false, gap });
	case '.':
		if (next != '.')
			break;
		p->at += 2;
		return push(p, list,
		    (struct gal_element){ GAL_ELEMENT_REST, false, 0 });
	case '_':
		p->at++;
		st = push(
		    p, list, (struct gal_element){ GAL_ELEMENT_ANY, false, 0 });
		if (st == GAL_OK && peek(p) == '?') {
			list->items[from].optional = true;
			p->at++;
		}
		return st;
	case '!':
		negated = true;
		p->at++;
		break;
	default:
		break;
	}
	is_group = peek(p) == '(';
	st = parse_atom(p, list);
	if (st != GAL_OK)
		return st;
	if (negated) {
		if (list->count != from + 1)
			return refuse(p, "! takes a single word or group");
		if (is_group &&
		    p->a->symbols->items[list->items[from].arg].has_spans)
			return refuse(p, "! takes single words");
		list->items[from].op = GAL_ELEMENT_NOT;
	}
	if (peek(p) == '?') {
		p->at++;
		return make_optional(p, list, from);
	}
	return GAL_OK;
}

/* Elements up to | ) & or the end. */
static enum gal_status
parse_sequence(struct parser *p, struct list *out)
{
	enum gal_status st = GAL_OK;

	skip_blanks(p);
	while (st == GAL_OK && p->at < p->text.len && peek(p) != '|' &&
	    peek(p) != ')' && peek(p) != '&') {
		st = parse_element(p, out);
		skip_blanks(p);
	}
	return st;
}

static enum gal_status
add_part(struct parser *p, uint32_t pattern, uint16_t group)
{
	struct gal_automaton *a = p->a;
	struct list list = { .count = 0 };
	enum gal_status st = parse_sequence(p, &list);

	if (st == GAL_OK && p->at < p->text.len && peek(p) != '&')
		st = refuse(p, "unexpected character");
	if (st == GAL_OK)
		st = check_list(p, &list);
	if (st == GAL_OK)
		st = gal_grow((void **)&a->parts, &a->part_capacity,
		    a->part_count + 1, sizeof(a->parts[0]), p->err);
	if (st != GAL_OK)
		return st;
	a->parts[a->part_count] = (struct gal_part){ pattern, group };
	return add_sequence(
	    a, &list, GAL_OWNER_PART, (uint32_t)a->part_count++, p->err);
}

enum gal_status
gal_automaton_add_pattern(uint32_t *out, struct gal_automaton *a,
    struct gal_str text, uint32_t owner, uint8_t role, struct gal_error *err)
{
	struct parser p = { a, text, 0, 0, err };
	struct gal_pattern *pattern;
	uint16_t group = 0, parts = 0;
	enum gal_status st =
	    gal_grow((void **)&a->patterns, &a->pattern_capacity,
		a->pattern_count + 1, sizeof(a->patterns[0]), err);

	if (st != GAL_OK)
		return st;
	if (text.len > GAL_PATTERN_BYTES_MAX)
		return gal_fail(
		    err, GAL_CODEBOOK, "pattern of %zu bytes", text.len);
	*out = (uint32_t)a->pattern_count;
	pattern = &a->patterns[a->pattern_count];
	*pattern = (struct gal_pattern){ .text = gal_str_copy(text),
		.first_part = (uint32_t)a->part_count,
		.owner = owner,
		.role = role };
	if (pattern->text == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for patterns");
	a->pattern_count++;
	for (;;) {
		st = add_part(&p, *out, group);
		if (st != GAL_OK)
			return st;
		if (++parts > 16)
			return refuse(&p, "more than 16 parts");
		if (p.at >= text.len)
			break;
		p.at++;
		if (peek(&p) == '&') {
			p.at++;
			group++;
		}
	}
	pattern = &a->patterns[*out];
	pattern->part_count = parts;
	pattern->group_count = (uint16_t)(group + 1);
	return GAL_OK;
}

static enum gal_status
class_symbol(uint32_t *out, struct gal_automaton *a, struct gal_str name,
    struct gal_error *err)
{
	char text[128];
	int n = snprintf(text, sizeof(text), "@%.*s", (int)name.len, name.data);

	if (n < 2 || (size_t)n >= sizeof(text))
		return gal_fail(err, GAL_CODEBOOK, "class name empty or long");
	return gal_symbols_intern(out, NULL, a->symbols, gal_str_of(text), err);
}

enum gal_status
gal_automaton_declare_class(
    struct gal_automaton *automaton, struct gal_str name, struct gal_error *err)
{
	uint32_t symbol;

	return class_symbol(&symbol, automaton, name, err);
}

enum gal_status
gal_automaton_add_class_term(struct gal_automaton *automaton,
    struct gal_str name, struct gal_str term, struct gal_error *err)
{
	struct parser p = { automaton, term, 0, 0, err };
	struct list list = { .count = 0 };
	uint32_t set;
	enum gal_status st = class_symbol(&set, automaton, name, err);

	if (st == GAL_OK)
		st = parse_sequence(&p, &list);
	if (st == GAL_OK && p.at < term.len)
		st = refuse(&p, "unexpected character in a class term");
	if (st == GAL_OK)
		st = join_alternative(&p, set, &list);
	return st;
}

enum gal_status
gal_automaton_add_lexicon_term(uint32_t *symbol,
    struct gal_automaton *automaton, struct gal_str term, uint32_t owner,
    struct gal_error *err)
{
	struct parser p = { automaton, term, 0, 0, err };
	struct list list = { .count = 0 };
	enum gal_status st = push_chunk(&p, &list, term);

	*symbol = GAL_NO_SYMBOL;
	if (st != GAL_OK)
		return st;
	if (list.count == 1) {
		*symbol = list.items[0].arg;
		return GAL_OK;
	}
	return add_sequence(automaton, &list, GAL_OWNER_LEXICON, owner, err);
}
