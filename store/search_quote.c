/* What people type, as an FTS5 expression that cannot fail. */
#include <string.h>

#include "store/search.h"

struct term {
	struct gal_str text; /* without quotes, - and * */
	bool negative;
	bool prefix;
};

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Something the index's tokenizer may make a word of. */
static bool
has_word(struct gal_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.data[i];

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z') || c >= 0x80)
			return true;
	}
	return false;
}

/* The next term of typed[*at ..]; false at its end. */
static bool
next_term(struct term *out, struct gal_str typed, size_t *at)
{
	size_t i = *at, start;
	bool quoted;

	while (i < typed.len && is_space(typed.data[i]))
		i++;
	if (i >= typed.len)
		return false;
	memset(out, 0, sizeof(*out));
	if (typed.data[i] == '-' && i + 1 < typed.len &&
	    !is_space(typed.data[i + 1])) {
		out->negative = true;
		i++;
	}
	quoted = typed.data[i] == '"';
	if (quoted)
		i++;
	start = i;
	while (i < typed.len &&
	    (quoted ? typed.data[i] != '"' : !is_space(typed.data[i])))
		i++;
	out->text.data = typed.data + start;
	out->text.len = i - start;
	if (quoted && i < typed.len)
		i++;
	if (quoted && i < typed.len && typed.data[i] == '*') {
		out->prefix = true;
		i++;
	}
	if (!quoted && out->text.len > 1 &&
	    out->text.data[out->text.len - 1] == '*') {
		out->prefix = true;
		out->text.len--;
	}
	*at = i;
	return true;
}

static enum gal_status
append_term(
    struct gal_buffer *out, const struct term *term, struct gal_error *err)
{
	enum gal_status status = gal_buffer_append_str(out, "\"", err);

	for (size_t i = 0; status == GAL_OK && i < term->text.len; i++) {
		char c = term->text.data[i];

		/* A doubled quote stands for one. */
		status = gal_buffer_append(
		    out, c == '"' ? "\"\"" : &c, c == '"' ? 2 : 1, err);
	}
	if (status == GAL_OK)
		status = gal_buffer_append_str(
		    out, term->prefix ? "\" *" : "\"", err);
	return status;
}

static enum gal_status
append_side(struct gal_buffer *out, size_t *count, struct gal_str typed,
    bool negative, const char *between, struct gal_error *err)
{
	struct term term;
	size_t at = 0;
	enum gal_status status = GAL_OK;

	*count = 0;
	while (status == GAL_OK && next_term(&term, typed, &at)) {
		if (term.negative != negative || !has_word(term.text))
			continue;
		if (*count > 0 || negative)
			status = gal_buffer_append_str(out, between, err);
		if (status == GAL_OK)
			status = append_term(out, &term, err);
		(*count)++;
	}
	return status;
}

enum gal_status
gal_search_quote(
    struct gal_buffer *out, struct gal_str typed, struct gal_error *err)
{
	size_t wanted = 0, unwanted = 0;
	enum gal_status status = gal_buffer_append_str(out, "(", err);

	if (status == GAL_OK)
		status = append_side(out, &wanted, typed, false, " AND ", err);
	if (status == GAL_OK)
		status = gal_buffer_append_str(out, ")", err);
	if (status == GAL_OK && wanted == 0)
		return gal_fail(err, GAL_ARGUMENT,
		    "nothing to search for: give at least one word that is "
		    "not excluded");
	if (status == GAL_OK)
		status = append_side(out, &unwanted, typed, true, " NOT ", err);
	return status;
}
