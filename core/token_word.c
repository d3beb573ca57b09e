#include <string.h>

#include "core/contractions.h"
#include "core/token_scan.h"

/* A word under construction. */
struct word {
	char norm[GAL_WORD_MAX + 4];
	size_t len;
	size_t start;
	size_t end;
	size_t apostrophe;    /* length of norm before it, if has_apostrophe */
	size_t apostrophe_at; /* byte in the field */
	bool has_apostrophe;
	bool has_letter;
	bool has_digit;
	bool capital;
	bool has_lower;
	bool is_long;
	bool foreign;
	size_t letters;
};

static inline void
word_push(struct word *w, int32_t code)
{
	/* two equal letters at most; digits repeat freely */
	if (code < 0x80 && w->len >= 2 && code >= 'a' &&
	    w->norm[w->len - 1] == (char)code &&
	    w->norm[w->len - 2] == (char)code) {
		w->is_long = true;
		return;
	}
	if (w->len + 4 > GAL_WORD_MAX)
		return;
	if (code < 0x80) {
		w->norm[w->len++] = (char)code;
		return;
	}
	w->len += gal_text_encode(code, w->norm + w->len);
}

static inline void
word_add_ascii(struct word *w, int32_t code)
{
	bool upper = code >= 'A' && code <= 'Z';
	bool lower = code >= 'a' && code <= 'z';

	if (w->letters == 0 && upper)
		w->capital = true;
	w->letters += upper || lower;
	w->has_lower |= lower;
	w->has_letter |= upper || lower;
	w->has_digit |= code >= '0' && code <= '9';
	word_push(w, upper ? code + 32 : code);
}

static void
word_add(struct word *w, struct gal_char c)
{
	int32_t folded[GAL_FOLD_MAX];
	size_t n;

	if (c.code < 0x80) {
		word_add_ascii(w, c.code);
		return;
	}
	if (w->letters == 0 && gal_text_is_upper(c.code))
		w->capital = true;
	else if (!gal_text_is_upper(c.code))
		w->has_lower = true;
	w->letters++;
	w->has_letter = true;
	w->foreign |= gal_text_is_foreign(c.code);
	n = gal_text_fold(c.code, folded);
	for (size_t i = 0; i < n; i++)
		word_push(w, folded[i]);
}

static uint32_t
word_marks(const struct word *w)
{
	uint32_t marks = 0;

	if (w->capital)
		marks |= GAL_MARK_CAPITAL;
	if (w->letters > 1 && !w->has_lower && w->capital)
		marks |= GAL_MARK_UPPER;
	if (w->is_long)
		marks |= GAL_MARK_LONG;
	return marks;
}

static enum gal_status
push_pair(struct gal_scan *s, const struct word *w, const char *first,
    size_t first_len, const char *second, size_t split, uint32_t marks)
{
	enum gal_status st = gal_scan_push(
	    s, GAL_TOKEN_WORD, w->start, split, first, first_len, marks);

	if (st != GAL_OK)
		return st;
	return gal_scan_push(s, GAL_TOKEN_WORD, split, w->end, second,
	    strlen(second), marks & GAL_MARK_UPPER);
}

static enum gal_status
push_word(struct gal_scan *s, struct word *w, bool hashtag)
{
	uint32_t marks = word_marks(w) | (hashtag ? GAL_MARK_HASHTAG : 0u);
	struct gal_str norm = { w->norm, w->len };
	const struct gal_contraction *bare;
	enum gal_token_kind kind = GAL_TOKEN_WORD;

	if (w->len == 0)
		return GAL_OK;
	s->out->foreign += w->foreign;
	if (w->has_apostrophe && w->apostrophe > 0 && w->apostrophe < w->len) {
		struct gal_contraction_split split;
		struct gal_str base = { w->norm, w->apostrophe };
		struct gal_str tail = { w->norm + w->apostrophe + 1,
			w->len - w->apostrophe - 1 };

		if (gal_contraction_split(&split, base, tail))
			return push_pair(s, w,
			    split.replacement != NULL ? split.replacement
						      : w->norm,
			    split.replacement != NULL
				? strlen(split.replacement)
				: split.base_len,
			    split.second,
			    w->apostrophe_at - (split.tail_takes_n ? 1 : 0),
			    marks);
	}
	if (!w->has_apostrophe && w->end - w->start == w->len &&
	    (bare = gal_contraction_bare(norm)) != NULL) {
		if (bare->second != NULL)
			return push_pair(s, w, bare->first, strlen(bare->first),
			    bare->second, w->start + bare->split, marks);
		norm = gal_str_of(bare->first);
	}
	if (w->has_digit && !w->has_letter)
		kind = GAL_TOKEN_NUMBER;
	if (norm.len == 3 && memcmp(norm.data, "a.i", 3) == 0)
		norm = GAL_STR("ai");
	return gal_scan_push(
	    s, kind, w->start, w->end, norm.data, norm.len, marks);
}

static bool
is_apostrophe(int32_t code)
{
	return code == '\'' || code == 0x2019 || code == 0x2018 ||
	    code == 0x02bc || code == 0x00b4;
}

/* "AI" and no more of a word: Character.AI, Nomi.Ai. */
static bool
ends_in_ai(const struct gal_scan *s, size_t at)
{
	return (byte_at(s, at) | 0x20) == 'a' &&
	    (byte_at(s, at + 1) | 0x20) == 'i' && !is_alnum(byte_at(s, at + 2));
}

/* What may stand inside a word, given what follows it. */
static bool
joins(
    const struct gal_scan *s, const struct word *w, int32_t code, size_t after)
{
	int32_t next;

	if (after >= s->text.len ||
	    (code < 0x80 && code != '\'' && code != '.' && code != ',' &&
		code != ':' && code != '/'))
		return false;
	next = char_at(s, after).code;
	if (is_apostrophe(code))
		return !w->has_apostrophe && gal_text_is_letter(next);
	if (code == '.' || code == ',' || code == ':' || code == '/') {
		if (w->has_digit && !w->has_letter && next >= '0' &&
		    next <= '9')
			return true; /* 5.1  1,000  3:00  24/7 */
	}
	if (code == '.' && w->has_letter)
		/* c.ai, a.i., but not "it.She" */
		return (next >= 'a' && next <= 'z') ||
		    (w->letters == 1 && next >= 'A' && next <= 'Z') ||
		    ends_in_ai(s, after);
	return code == 0x200d || code == 0x200c || code == 0xad ||
	    code == 0x2060;
}

enum gal_status
gal_scan_word(struct gal_scan *s, bool hashtag)
{
	struct word w = { .start = s->at };

	while (s->at < s->text.len) {
		struct gal_char c;

		if (is_alnum(s->text.data[s->at])) {
			word_add_ascii(&w, s->text.data[s->at++]);
			continue;
		}
		c = char_at(s, s->at);
		if (gal_scan_is_word_char(c.code) ||
		    (hashtag && c.code == '_')) {
			word_add(&w, c);
		} else if (joins(s, &w, c.code, s->at + c.length)) {
			if (is_apostrophe(c.code)) {
				w.has_apostrophe = true;
				w.apostrophe = w.len;
				w.apostrophe_at = s->at;
				word_push(&w, '\'');
			} else if (c.code < 0x80) {
				word_push(&w, c.code);
			}
		} else {
			break;
		}
		s->at += c.length;
	}
	w.end = s->at;
	return push_word(s, &w, hashtag);
}
