#include <string.h>

#include "core/token_scan.h"

#define MARKUP_REACH 4000 /* bytes a quote or *…* may span */
#define QUOTE_WORDS_MIN 3 /* fewer: scare quotes or a title, not speech */

/* A quote is speech from three words on; marks are set when it closes. */
void
gal_scan_close_quote(struct gal_scan *s)
{
	struct gal_tokens *out = s->out;

	if (s->quote_end == 0)
		return;
	if (out->count - s->quote_first >= QUOTE_WORDS_MIN) {
		for (size_t i = s->quote_first; i < out->count; i++)
			out->tokens[i].marks |= GAL_MARK_QUOTED;
	}
	s->quote_end = 0;
}

static bool
is_closer(const struct gal_scan *s, enum gal_closer kind, size_t i)
{
	const char *p = s->text.data + i;
	size_t left = s->text.len - i;

	switch (kind) {
	case GAL_CLOSER_QUOTE:
		return p[0] == '"' ||
		    (left >= 6 && memcmp(p, "&quot;", 6) == 0);
	case GAL_CLOSER_CURLY:
		return left >= 3 && memcmp(p, "\xe2\x80\x9d", 3) == 0;
	case GAL_CLOSER_STAR:
		return p[0] == '*';
	case GAL_CLOSER_TICK:
		return p[0] == '`';
	case GAL_CLOSER_BLANK:
		return p[0] == '\n' && left > 1 && p[1] == '\n';
	case GAL_CLOSER_COUNT:
		break;
	}
	return false;
}

/* Next closer at or after `from`; amortised linear over a field. */
static size_t
find_closer(struct gal_scan *s, enum gal_closer kind, size_t from)
{
	if (s->next[kind] >= from && s->next[kind] != SIZE_MAX)
		return s->next[kind];
	for (size_t i = from; i < s->text.len; i++) {
		if (is_closer(s, kind, i)) {
			s->next[kind] = i;
			return i;
		}
	}
	s->next[kind] = s->text.len;
	return s->text.len;
}

/* The closer of something opened before `from`, if it is near and in the
 * same paragraph; 0 otherwise. */
static size_t
near_closer(struct gal_scan *s, enum gal_closer kind, size_t from)
{
	size_t end =
	    from < s->text.len ? find_closer(s, kind, from) : s->text.len;

	if (end >= s->text.len || end - from > MARKUP_REACH ||
	    find_closer(s, GAL_CLOSER_BLANK, from) < end)
		return 0;
	return end;
}

/* "*smiles softly*": an action between single stars. Emphasis is shorter
 * or starts with no verb. */
static bool
is_action(const struct gal_scan *s, size_t from, size_t end)
{
	static const char *const not_verbs[] = { "is", "this", "was", "his",
		"always", "as", "has", "does", "its", "us", "yes", NULL };
	size_t words = 0, n = 0;
	bool space = true;

	for (size_t i = from; i < end; i++) {
		bool gap = is_space(s->text.data[i]);

		words += space && !gap;
		if (words == 1 && !gap)
			n++;
		space = gap;
	}
	if (n < 3 || s->text.data[from + n - 1] != 's')
		return words >= 4;
	for (size_t i = 0; not_verbs[i] != NULL; i++) {
		if (strlen(not_verbs[i]) == n &&
		    memcmp(s->text.data + from, not_verbs[i], n) == 0)
			return words >= 4;
	}
	return true;
}

void
gal_scan_star(struct gal_scan *s)
{
	size_t run = 0, end;

	while (byte_at(s, s->at + run) == '*')
		run++;
	if (run == 1 && s->at >= s->play_end &&
	    !is_space(byte_at(s, s->at + 1))) {
		end = near_closer(s, GAL_CLOSER_STAR, s->at + 1);
		if (end != 0 && byte_at(s, end + 1) != '*' &&
		    is_action(s, s->at + 1, end))
			s->play_end = end;
	}
	if (run == 1 && s->at == s->play_end)
		s->play_end = 0;
	s->pending_break = true;
	s->at += run;
}

void
gal_scan_tick(struct gal_scan *s)
{
	size_t end;

	if (byte_at(s, s->at + 1) == '`' && byte_at(s, s->at + 2) == '`') {
		s->fence = !s->fence;
		s->at += 3;
		return;
	}
	if (s->at >= s->code_end) {
		end = near_closer(s, GAL_CLOSER_TICK, s->at + 1);
		if (end != 0)
			s->code_end = end;
	}
	s->at++;
}

void
gal_scan_quote(struct gal_scan *s, enum gal_closer kind, size_t length)
{
	if (s->quote_end != 0 && s->at >= s->quote_end) {
		gal_scan_close_quote(s);
	} else if (s->quote_end == 0 && !is_space(byte_at(s, s->at + length))) {
		s->quote_end = near_closer(s, kind, s->at + length);
		s->quote_first = s->out->count;
	}
	s->pending_break = true;
	s->at += length;
}
