#include "store/query_words.h"

#include <string.h>
#include <utf8proc.h>

#define NEAR_DISTANCE 10

struct term {
	struct gal_str text; /* without quotes, - and * */
	bool phrase;	     /* it was quoted */
	bool negative;
	bool prefix;
	/* how it hangs on the term before it */
	bool or_before;
	bool near_before;
	unsigned distance;
};

struct query {
	struct term terms[GAL_QUERY_TERMS_MAX];
	size_t count;
	size_t dropped;
};

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Something that unicode61 makes a token of: letter, number, private use. */
static bool
has_word(struct gal_str s)
{
	size_t at = 0;

	while (at < s.len) {
		utf8proc_int32_t c = -1;
		utf8proc_ssize_t n =
		    utf8proc_iterate((const utf8proc_uint8_t *)s.data + at,
			(utf8proc_ssize_t)(s.len - at), &c);
		utf8proc_category_t category;

		if (n <= 0) {
			at++;
			continue;
		}
		category = utf8proc_category(c);
		if ((category >= UTF8PROC_CATEGORY_LU &&
			category <= UTF8PROC_CATEGORY_LO) ||
		    (category >= UTF8PROC_CATEGORY_ND &&
			category <= UTF8PROC_CATEGORY_NO) ||
		    category == UTF8PROC_CATEGORY_CO)
			return true;
		at += (size_t)n;
	}
	return false;
}

/* The next term of typed[*at ..]; false at its end. A quote that is never
 * closed runs to the end. */
static bool
next_term(struct term *out, struct gal_str typed, size_t *at)
{
	size_t i = *at, start;

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
	out->phrase = typed.data[i] == '"';
	if (out->phrase)
		i++;
	start = i;
	while (i < typed.len &&
	    (out->phrase ? typed.data[i] != '"' : !is_space(typed.data[i])))
		i++;
	out->text = (struct gal_str){ typed.data + start, i - start };
	if (out->phrase && i < typed.len)
		i++;
	if (out->phrase && i < typed.len && typed.data[i] == '*') {
		out->prefix = true;
		i++;
	}
	if (!out->phrase && out->text.len > 1 &&
	    out->text.data[out->text.len - 1] == '*') {
		out->prefix = true;
		out->text.len--;
	}
	*at = i;
	return true;
}

/* "NEAR" or "NEAR/3"; *distance is set. */
static bool
is_near(const struct term *term, unsigned *distance)
{
	struct gal_str s = term->text;
	unsigned n = 0;

	if (term->phrase || term->negative || term->prefix || s.len < 4 ||
	    memcmp(s.data, "NEAR", 4) != 0)
		return false;
	*distance = NEAR_DISTANCE;
	if (s.len == 4)
		return true;
	if (s.data[4] != '/' || s.len == 5 || s.len > 8)
		return false;
	for (size_t i = 5; i < s.len; i++) {
		if (s.data[i] < '0' || s.data[i] > '9')
			return false;
		n = n * 10 + (unsigned)(s.data[i] - '0');
	}
	*distance = n;
	return true;
}

static bool
is_or(const struct term *term)
{
	return !term->phrase && !term->negative && !term->prefix &&
	    gal_str_equal(term->text, GAL_STR("OR"));
}

/* Terms in order, with OR and NEAR turned into how a term hangs on the one
 * before. An OR or NEAR with nothing on one side is left out. */
static enum gal_status
read_terms(struct query *query, struct gal_str typed, struct gal_error *err)
{
	bool or_next = false, near_next = false;
	unsigned distance = 0, given = 0;
	struct term term;
	size_t at = 0;

	while (next_term(&term, typed, &at)) {
		struct term *before =
		    query->count > 0 ? &query->terms[query->count - 1] : NULL;

		if (is_or(&term)) {
			or_next = before != NULL;
			continue;
		}
		if (is_near(&term, &given)) {
			near_next = before != NULL;
			distance = given;
			continue;
		}
		if (!has_word(term.text)) {
			query->dropped++;
			continue;
		}
		if (query->count == GAL_QUERY_TERMS_MAX)
			return gal_fail(err, GAL_ARGUMENT,
			    "a query may have at most %d words and phrases",
			    GAL_QUERY_TERMS_MAX);
		if (!term.negative && before != NULL && !before->negative) {
			term.or_before = or_next;
			term.near_before = near_next && !or_next;
			term.distance = distance;
		}
		or_next = near_next = false;
		query->terms[query->count++] = term;
	}
	return GAL_OK;
}

static enum gal_status
append_term(
    struct gal_buffer *out, const struct term *term, struct gal_error *err)
{
	enum gal_status status = gal_buffer_append_str(out, "\"", err);

	for (size_t i = 0; status == GAL_OK && i < term->text.len; i++) {
		char c = term->text.data[i];

		if (c == '\0')
			continue; /* would end the SQL text */
		/* a doubled quote stands for one */
		status = gal_buffer_append(
		    out, c == '"' ? "\"\"" : &c, c == '"' ? 2 : 1, err);
	}
	if (status == GAL_OK)
		status = gal_buffer_append_str(
		    out, term->prefix ? "\" *" : "\"", err);
	return status;
}

/* terms[from .. to) joined by NEAR: NEAR("a" "b", 10), or one term. */
static enum gal_status
append_near(struct gal_buffer *out, const struct term *terms, size_t from,
    size_t to, struct gal_error *err)
{
	enum gal_status status;
	unsigned distance = 0;

	if (to - from == 1)
		return append_term(out, &terms[from], err);
	status = gal_buffer_append_str(out, "NEAR(", err);
	for (size_t i = from; i < to && status == GAL_OK; i++) {
		if (i > from) {
			distance = terms[i].distance > distance
			    ? terms[i].distance
			    : distance;
			status = gal_buffer_append_str(out, " ", err);
		}
		if (status == GAL_OK)
			status = append_term(out, &terms[i], err);
	}
	return status == GAL_OK ? gal_buffer_printf(out, err, ", %u)", distance)
				: status;
}

/* One AND operand, from terms[from] on: NEAR groups joined by OR. *next is
 * the term behind it. */
static enum gal_status
append_group(struct gal_buffer *out, const struct query *query, size_t from,
    size_t *next, struct gal_error *err)
{
	enum gal_status status = gal_buffer_append_str(out, "(", err);
	size_t at = from;

	while (status == GAL_OK) {
		size_t to = at + 1;

		while (to < query->count && query->terms[to].near_before)
			to++;
		status = append_near(out, query->terms, at, to, err);
		at = to;
		if (at >= query->count || !query->terms[at].or_before)
			break;
		if (status == GAL_OK)
			status = gal_buffer_append_str(out, " OR ", err);
	}
	*next = at;
	return status == GAL_OK ? gal_buffer_append_str(out, ")", err) : status;
}

static enum gal_status
append_wanted(
    struct gal_buffer *out, const struct query *query, struct gal_error *err)
{
	enum gal_status status = gal_buffer_append_str(out, "(", err);
	bool first = true;

	for (size_t i = 0; i < query->count && status == GAL_OK;) {
		if (query->terms[i].negative) {
			i++;
			continue;
		}
		if (!first)
			status = gal_buffer_append_str(out, " AND ", err);
		first = false;
		if (status == GAL_OK)
			status = append_group(out, query, i, &i, err);
	}
	return status == GAL_OK ? gal_buffer_append_str(out, ")", err) : status;
}

enum gal_status
gal_query_words(struct gal_buffer *out, size_t *dropped, struct gal_str typed,
    struct gal_error *err)
{
	struct query query = { 0 };
	enum gal_status status = read_terms(&query, typed, err);
	size_t wanted = 0;

	if (dropped != NULL)
		*dropped = query.dropped;
	if (status != GAL_OK)
		return status;
	for (size_t i = 0; i < query.count; i++)
		wanted += query.terms[i].negative ? 0 : 1;
	if (wanted == 0 && query.count > 0)
		return gal_fail(err, GAL_ARGUMENT,
		    "only words to leave out: give at least one to look for");
	if (wanted == 0 && query.dropped == 0 && has_word(typed))
		return gal_fail(err, GAL_ARGUMENT,
		    "OR and NEAR join words, and there is none beside: quote "
		    "\"OR\" to look for the word");
	if (wanted == 0)
		return gal_fail(err, GAL_ARGUMENT,
		    "nothing to search for: the index has words, and there "
		    "is no letter or digit in the query");
	status = append_wanted(out, &query, err);
	for (size_t i = 0; i < query.count && status == GAL_OK; i++) {
		if (!query.terms[i].negative)
			continue;
		status = gal_buffer_append_str(out, " NOT ", err);
		if (status == GAL_OK)
			status = append_term(out, &query.terms[i], err);
	}
	return status;
}
