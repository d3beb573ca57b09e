#include "classify/dic.h"

#include <stdlib.h>
#include <string.h>

#define CATEGORIES_MAX 1024
#define CATEGORY_BYTES 64

struct category {
	unsigned long number;
	char name[CATEGORY_BYTES];
};

struct reader {
	struct gal_buffer *out;
	struct category *categories;
	size_t count;
	const char *source;
	uint64_t line;
	struct gal_error *err;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static enum gal_status
refuse(struct reader *r, const char *what)
{
	gal_error_line(r->err, r->line);
	return gal_fail(r->err, GAL_FORMAT, "%s", what);
}

/* "31<TAB>affect (Affective processes)": the name up to a blank. */
static enum gal_status
read_category(struct reader *r, struct gal_str line)
{
	struct category *c = &r->categories[r->count];
	char *end;
	char text[256];
	size_t n = 0;

	if (r->count == CATEGORIES_MAX)
		return refuse(r, "more than 1024 categories");
	if (line.len >= sizeof(text))
		return refuse(r, "line too long");
	memcpy(text, line.data, line.len);
	text[line.len] = '\0';
	c->number = strtoul(text, &end, 10);
	if (end == text)
		return refuse(r, "a category needs a number");
	while (is_blank(*end))
		end++;
	while (*end != '\0' && !is_blank(*end) && n + 1 < CATEGORY_BYTES) {
		c->name[n++] = gal_lower(*end);
		end++;
	}
	c->name[n] = '\0';
	if (n == 0)
		return refuse(r, "a category needs a name");
	r->count++;
	return GAL_OK;
}

static const char *
find_category(const struct reader *r, unsigned long number)
{
	for (size_t i = 0; i < r->count; i++) {
		if (r->categories[i].number == number)
			return r->categories[i].name;
	}
	return NULL;
}

/* A term ends at the first tab (or the last blank before numbers). */
static enum gal_status
read_word(struct reader *r, struct gal_str line)
{
	size_t term = 0, at;

	while (term < line.len && line.data[term] != '\t')
		term++;
	at = term;
	if (at == line.len)
		return refuse(r, "a word needs the numbers of its categories");
	while (at < line.len) {
		unsigned long number = 0;
		const char *name;
		size_t digits = 0;
		enum gal_status st;

		while (at < line.len && is_blank(line.data[at]))
			at++;
		for (; at < line.len && line.data[at] >= '0' &&
		     line.data[at] <= '9' && digits < 9;
		     at++, digits++)
			number =
			    number * 10 + (unsigned long)(line.data[at] - '0');
		if (digits == 0) {
			if (at < line.len)
				return refuse(r, "not a category number");
			break;
		}
		name = find_category(r, number);
		if (name == NULL)
			return refuse(r, "a category that is not declared");
		st = gal_buffer_printf(r->out, r->err, "%s\t%.*s\t1\t%s\t\n",
		    name, (int)term, line.data, r->source);
		if (st != GAL_OK)
			return st;
	}
	return GAL_OK;
}

enum gal_status
gal_dic_to_lexicon(struct gal_buffer *out, struct gal_str dic,
    const char *source, struct gal_error *err)
{
	struct reader r = { .out = out, .source = source, .err = err };
	size_t at = 0;
	int marks = 0;
	enum gal_status st = GAL_OK;

	r.categories = calloc(CATEGORIES_MAX, sizeof(*r.categories));
	if (r.categories == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory");
	while (at < dic.len && st == GAL_OK) {
		size_t end = at;
		struct gal_str line;

		while (end < dic.len && dic.data[end] != '\n')
			end++;
		line = (struct gal_str){ dic.data + at, end - at };
		at = end + 1;
		r.line++;
		while (line.len > 0 && is_blank(line.data[line.len - 1]))
			line.len--;
		if (line.len == 0)
			continue;
		if (line.data[0] == '%')
			marks++;
		else if (marks == 1)
			st = read_category(&r, line);
		else if (marks == 2)
			st = read_word(&r, line);
		else
			st = refuse(&r, "a .dic file starts with %");
	}
	if (st == GAL_OK && marks < 2)
		st = refuse(&r, "the list of categories does not end");
	free(r.categories);
	return st;
}
