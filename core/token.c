#include "core/token.h"

#include <stdlib.h>
#include <string.h>

#include "core/contractions.h"

#define MARKUP_REACH 4000 /* bytes a quote or *…* may span */
#define QUOTE_WORDS_MIN 3 /* fewer: scare quotes or a title, not speech */

/* Closing marks the scanner looks for ahead; the position found is kept so
 * that looking ahead stays linear whatever stays open. */
enum closer {
	CLOSER_QUOTE, /* " */
	CLOSER_CURLY, /* ” */
	CLOSER_STAR,  /* * */
	CLOSER_TICK,  /* ` */
	CLOSER_BLANK, /* empty line: ends what was left open */
	CLOSER_COUNT
};

/* State of one field's scan. */
struct scan {
	struct gal_tokens *out;
	struct gal_str text;
	struct gal_error *err;
	size_t at;
	uint8_t field;
	size_t next[CLOSER_COUNT]; /* next closer at or after `at` */
	size_t quote_end;	   /* running ranges; 0 = none */
	size_t code_end;
	size_t play_end;
	bool quoted_line;
	bool fence;
	bool pending_break; /* punctuation since the last token */
	size_t sentence_first;
	size_t quote_first; /* token index where the running quote began */
};

void
gal_tokens_init(struct gal_tokens *tokens)
{
	*tokens = (struct gal_tokens){ .norms = GAL_BUFFER(256u << 20) };
}

void
gal_tokens_free(struct gal_tokens *tokens)
{
	if (tokens == NULL)
		return;
	free(tokens->tokens);
	free(tokens->sentences);
	gal_buffer_free(&tokens->norms);
	gal_tokens_init(tokens);
}

void
gal_tokens_clear(struct gal_tokens *tokens)
{
	tokens->count = 0;
	tokens->sentence_count = 0;
	tokens->foreign = 0;
	tokens->words = 0;
	gal_buffer_clear(&tokens->norms);
}

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

static enum gal_status
grow(void **items, size_t *capacity, size_t count, size_t size,
    struct gal_error *err)
{
	size_t wanted = *capacity == 0 ? 256 : *capacity * 2;
	void *grown;

	if (count < *capacity)
		return GAL_OK;
	grown = realloc(*items, wanted * size);
	if (grown == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for tokens");
	*items = grown;
	*capacity = wanted;
	return GAL_OK;
}

static enum gal_status
end_sentence(struct scan *s)
{
	struct gal_tokens *out = s->out;
	enum gal_status st;

	if (out->count == s->sentence_first)
		return GAL_OK;
	st = grow((void **)&out->sentences, &out->sentence_capacity,
	    out->sentence_count, sizeof(out->sentences[0]), s->err);
	if (st != GAL_OK)
		return st;
	out->sentences[out->sentence_count++] =
	    (struct gal_sentence){ (uint32_t)s->sentence_first,
		    (uint32_t)(out->count - s->sentence_first), 0, s->field };
	s->sentence_first = out->count;
	s->pending_break = false;
	return GAL_OK;
}

static enum gal_status
push_token(struct scan *s, enum gal_token_kind kind, size_t start, size_t end,
    const char *norm, size_t norm_len, uint32_t marks)
{
	struct gal_tokens *out = s->out;
	struct gal_token *token;
	enum gal_status st;

	if (out->count - s->sentence_first >= GAL_SENTENCE_MAX) {
		st = end_sentence(s);
		if (st != GAL_OK)
			return st;
	}
	st = grow((void **)&out->tokens, &out->capacity, out->count,
	    sizeof(out->tokens[0]), s->err);
	if (st != GAL_OK)
		return st;
	token = &out->tokens[out->count];
	token->start = (uint32_t)start;
	token->end = (uint32_t)end;
	token->norm = (uint32_t)out->norms.len;
	token->norm_len = (uint16_t)norm_len;
	token->kind = (uint8_t)kind;
	token->field = s->field;
	token->negator = GAL_NO_TOKEN;
	token->sentence = (uint32_t)out->sentence_count;
	if (s->quoted_line)
		marks |= GAL_MARK_QUOTED;
	if (s->fence || start < s->code_end)
		marks |= GAL_MARK_CODE;
	if (start < s->play_end)
		marks |= GAL_MARK_ROLEPLAY;
	if (s->pending_break)
		marks |= GAL_MARK_BREAK;
	token->marks = marks;
	st = gal_buffer_append(&out->norms, norm, norm_len, s->err);
	if (st != GAL_OK)
		return st;
	out->count++;
	out->words += kind == GAL_TOKEN_WORD || kind == GAL_TOKEN_NUMBER;
	s->pending_break = false;
	return GAL_OK;
}

/* A quote is speech from three words on; marks are set when it closes. */
static void
close_quote(struct scan *s)
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
is_closer(const struct scan *s, enum closer kind, size_t i)
{
	const char *p = s->text.data + i;
	size_t left = s->text.len - i;

	switch (kind) {
	case CLOSER_QUOTE:
		return p[0] == '"' ||
		    (left >= 6 && memcmp(p, "&quot;", 6) == 0);
	case CLOSER_CURLY:
		return left >= 3 && memcmp(p, "\xe2\x80\x9d", 3) == 0;
	case CLOSER_STAR:
		return p[0] == '*';
	case CLOSER_TICK:
		return p[0] == '`';
	case CLOSER_BLANK:
		return p[0] == '\n' && left > 1 && p[1] == '\n';
	case CLOSER_COUNT:
		break;
	}
	return false;
}

/* Next closer at or after `from`; amortised linear over a field. */
static size_t
find_closer(struct scan *s, enum closer kind, size_t from)
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
near_closer(struct scan *s, enum closer kind, size_t from)
{
	size_t end =
	    from < s->text.len ? find_closer(s, kind, from) : s->text.len;

	if (end >= s->text.len || end - from > MARKUP_REACH ||
	    find_closer(s, CLOSER_BLANK, from) < end)
		return 0;
	return end;
}

static char
byte_at(const struct scan *s, size_t i)
{
	return i < s->text.len ? s->text.data[i] : '\0';
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\0';
}

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

/* "*smiles softly*": an action between single stars. Emphasis is shorter
 * or starts with no verb. */
static bool
is_action(const struct scan *s, size_t from, size_t end)
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

static void
read_star(struct scan *s)
{
	size_t run = 0, end;

	while (byte_at(s, s->at + run) == '*')
		run++;
	if (run == 1 && s->at >= s->play_end &&
	    !is_space(byte_at(s, s->at + 1))) {
		end = near_closer(s, CLOSER_STAR, s->at + 1);
		if (end != 0 && byte_at(s, end + 1) != '*' &&
		    is_action(s, s->at + 1, end))
			s->play_end = end;
	}
	if (run == 1 && s->at == s->play_end)
		s->play_end = 0;
	s->pending_break = true;
	s->at += run;
}

static void
read_tick(struct scan *s)
{
	size_t end;

	if (byte_at(s, s->at + 1) == '`' && byte_at(s, s->at + 2) == '`') {
		s->fence = !s->fence;
		s->at += 3;
		return;
	}
	if (s->at >= s->code_end) {
		end = near_closer(s, CLOSER_TICK, s->at + 1);
		if (end != 0)
			s->code_end = end;
	}
	s->at++;
}

static void
read_quote(struct scan *s, enum closer kind, size_t length)
{
	if (s->quote_end != 0 && s->at >= s->quote_end) {
		close_quote(s);
	} else if (s->quote_end == 0 && !is_space(byte_at(s, s->at + length))) {
		s->quote_end = near_closer(s, kind, s->at + length);
		s->quote_first = s->out->count;
	}
	s->pending_break = true;
	s->at += length;
}

static bool
starts_with(const struct scan *s, size_t at, const char *text)
{
	size_t n = strlen(text);

	return s->text.len - at >= n && memcmp(s->text.data + at, text, n) == 0;
}

/* What a link leads to, by what its address holds. */
static const struct {
	const char *part;
	const char *norm;
} link_kinds[] = {
	{ "redd.it/", "<image link>" },
	{ "imgur.com/", "<image link>" },
	{ "janitorai.com/characters/", "<bot link>" },
	{ "character.ai/c", "<bot link>" }, /* /c/, /chat, /character */
	{ "chai-research.com/chat", "<bot link>" },
	{ "chub.ai/characters/", "<bot link>" },
};

static const char *
link_norm(const struct scan *s, size_t end)
{
	for (size_t i = 0; i < sizeof(link_kinds) / sizeof(link_kinds[0]);
	     i++) {
		size_t n = strlen(link_kinds[i].part);

		for (size_t at = s->at; at + n <= end && at < s->at + 64; at++)
			if (memcmp(s->text.data + at, link_kinds[i].part, n) ==
			    0)
				return link_kinds[i].norm;
	}
	return "<link>";
}

/* A URL, up to white space or what encloses it. */
static bool
read_link(struct scan *s, enum gal_status *st)
{
	size_t end = s->at;
	const char *norm;

	if (!starts_with(s, s->at, "http://") &&
	    !starts_with(s, s->at, "https://") &&
	    !starts_with(s, s->at, "www."))
		return false;
	while (end < s->text.len && !is_space(s->text.data[end]) &&
	    strchr(")]>\"<|", s->text.data[end]) == NULL)
		end++;
	norm = link_norm(s, end);
	*st = push_token(s, GAL_TOKEN_LINK, s->at, end, norm, strlen(norm), 0);
	s->at = end;
	return true;
}

static size_t
name_length(const struct scan *s, size_t at)
{
	size_t n = 0;

	while (is_alnum(byte_at(s, at + n)) || byte_at(s, at + n) == '_' ||
	    byte_at(s, at + n) == '-')
		n++;
	return n;
}

/* u/name, /u/name, @name, r/name, {{user}}. */
static bool
read_handle(struct scan *s, enum gal_status *st)
{
	size_t at = s->at, skip = 0, n;
	char norm[GAL_WORD_MAX];
	char c;

	if (byte_at(s, at) == '{' && byte_at(s, at + 1) == '{') {
		n = name_length(s, at + 2);
		if (n == 0 || n > GAL_WORD_MAX - 4 ||
		    byte_at(s, at + 2 + n) != '}' ||
		    byte_at(s, at + 3 + n) != '}')
			return false;
		for (size_t i = 0; i < n + 4; i++) {
			c = byte_at(s, at + i);
			norm[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
		}
		*st = push_token(
		    s, GAL_TOKEN_PLACEHOLDER, at, at + n + 4, norm, n + 4, 0);
		s->at = at + n + 4;
		return true;
	}
	if (byte_at(s, at) == '@') {
		n = name_length(s, at + 1);
		if (n == 0 || (at > 0 && is_alnum(byte_at(s, at - 1))))
			return false;
		*st = push_token(
		    s, GAL_TOKEN_MENTION, at, at + 1 + n, "<mention>", 9, 0);
		s->at = at + 1 + n;
		return true;
	}
	if (byte_at(s, at) == '/')
		skip = 1;
	c = byte_at(s, at + skip);
	if ((c != 'u' && c != 'r' && c != 'U' && c != 'R') ||
	    byte_at(s, at + skip + 1) != '/' ||
	    (at > 0 && (is_alnum(byte_at(s, at - 1)))))
		return false;
	n = name_length(s, at + skip + 2);
	if (n < 2)
		return false;
	if (c == 'u' || c == 'U') {
		*st = push_token(s, GAL_TOKEN_MENTION, at, at + skip + 2 + n,
		    "<mention>", 9, 0);
	} else {
		size_t m = n > GAL_WORD_MAX - 2 ? GAL_WORD_MAX - 2 : n;

		norm[0] = 'r';
		norm[1] = '/';
		for (size_t i = 0; i < m; i++) {
			c = byte_at(s, at + skip + 2 + i);
			norm[2 + i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
		}
		*st = push_token(s, GAL_TOKEN_COMMUNITY, at, at + skip + 2 + n,
		    norm, m + 2, 0);
	}
	s->at = at + skip + 2 + n;
	return true;
}

static const char *const emoticons[] = { "<3", ":'(", ":')", ":-)", ":-(", ":)",
	":(", ";)", ";-)", ":D", ":P", ":/", ":3", "^^", NULL };

static bool
read_emoticon(struct scan *s, enum gal_status *st)
{
	for (size_t i = 0; emoticons[i] != NULL; i++) {
		size_t n = strlen(emoticons[i]);

		if (!starts_with(s, s->at, emoticons[i]) ||
		    is_alnum(byte_at(s, s->at + n)) ||
		    byte_at(s, s->at + n) == '/')
			continue;
		*st = push_token(
		    s, GAL_TOKEN_EMOJI, s->at, s->at + n, emoticons[i], n, 0);
		s->at += n;
		return true;
	}
	if (starts_with(s, s->at, "/s") && !is_alnum(byte_at(s, s->at + 2)) &&
	    (s->at == 0 || is_space(byte_at(s, s->at - 1)))) {
		*st =
		    push_token(s, GAL_TOKEN_WORD, s->at, s->at + 2, "/s", 2, 0);
		s->at += 2;
		return true;
	}
	return false;
}

static enum gal_status
read_emoji(struct scan *s, struct gal_char c)
{
	char norm[GAL_WORD_MAX];
	size_t len = 0, start = s->at;
	bool flag = c.code >= 0x1f1e6 && c.code <= 0x1f1ff;
	bool joined = true;

	/* One emoji with its tail; those after a joiner or, for a flag, one
	 * second indicator belong to it. */
	while (s->at < s->text.len && len + 4 <= sizeof(norm)) {
		struct gal_char next = gal_text_char(s->text, s->at);

		if (gal_text_is_emoji_tail(next.code) && s->at > start) {
			if (next.code == 0x200d) {
				joined = true;
				len += gal_text_encode(next.code, norm + len);
			}
		} else if (joined && gal_text_is_emoji(next.code)) {
			joined = flag;
			flag = false;
			len += gal_text_encode(next.code, norm + len);
		} else {
			break;
		}
		s->at += next.length;
	}
	return push_token(s, GAL_TOKEN_EMOJI, start, s->at, norm, len, 0);
}

/* gal_text_char(), the usual case first: nearly every character of every
 * text passes here. */
static inline struct gal_char
char_at(const struct scan *s, size_t at)
{
	unsigned char c = (unsigned char)s->text.data[at];

	if (c < 0x80 && c != '&')
		return (struct gal_char){ c, 1, false };
	return gal_text_char(s->text, at);
}

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
push_pair(struct scan *s, const struct word *w, const char *first,
    size_t first_len, const char *second, size_t split, uint32_t marks)
{
	enum gal_status st = push_token(
	    s, GAL_TOKEN_WORD, w->start, split, first, first_len, marks);

	if (st != GAL_OK)
		return st;
	return push_token(s, GAL_TOKEN_WORD, split, w->end, second,
	    strlen(second), marks & GAL_MARK_UPPER);
}

static enum gal_status
push_word(struct scan *s, struct word *w, bool hashtag)
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
	return push_token(
	    s, kind, w->start, w->end, norm.data, norm.len, marks);
}

static bool
is_apostrophe(int32_t code)
{
	return code == '\'' || code == 0x2019 || code == 0x2018 ||
	    code == 0x02bc || code == 0x00b4;
}

static bool
word_char(int32_t code)
{
	if (code < 0x80)
		return is_alnum((char)code);
	return (gal_text_is_letter(code) || gal_text_is_digit(code)) &&
	    !gal_text_is_emoji(code);
}

/* "AI" and no more of a word: Character.AI, Nomi.Ai. */
static bool
ends_in_ai(const struct scan *s, size_t at)
{
	return (byte_at(s, at) | 0x20) == 'a' &&
	    (byte_at(s, at + 1) | 0x20) == 'i' && !is_alnum(byte_at(s, at + 2));
}

/* What may stand inside a word, given what follows it. */
static bool
joins(const struct scan *s, const struct word *w, int32_t code, size_t after)
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

static enum gal_status
read_word(struct scan *s, bool hashtag)
{
	struct word w = { .start = s->at };

	while (s->at < s->text.len) {
		struct gal_char c;

		if (is_alnum(s->text.data[s->at])) {
			word_add_ascii(&w, s->text.data[s->at++]);
			continue;
		}
		c = char_at(s, s->at);
		if (word_char(c.code) || (hashtag && c.code == '_')) {
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

/* Is the dot after an abbreviation that seldom ends a sentence? */
static bool
after_abbreviation(const struct scan *s)
{
	static const char *const list[] = { "mr", "mrs", "ms", "dr", "vs", "st",
		"e.g", "i.e", "eg", "ie", "approx", NULL };
	const struct gal_tokens *out = s->out;

	if (out->count == s->sentence_first ||
	    out->tokens[out->count - 1].end != s->at)
		return false;
	if (s->at > 2 && s->text.data[s->at - 2] == '.')
		return true; /* A.I., e.g. */
	for (size_t i = 0; list[i] != NULL; i++) {
		if (gal_token_is(out, &out->tokens[out->count - 1], list[i]))
			return true;
	}
	return false;
}

static bool
next_is_lower(const struct scan *s, size_t at)
{
	while (at < s->text.len &&
	    (s->text.data[at] == ' ' || s->text.data[at] == '\t'))
		at++;
	return at < s->text.len && s->text.data[at] >= 'a' &&
	    s->text.data[at] <= 'z';
}

/* A run of . ! ? : ends the sentence, marks a question. */
static enum gal_status
read_stop(struct scan *s)
{
	struct gal_tokens *out = s->out;
	bool question = false, dots_only = true;
	size_t start = s->at, n = 0;
	bool abbreviation = byte_at(s, s->at) == '.' && after_abbreviation(s);
	enum gal_status st;

	while (s->at < s->text.len) {
		struct gal_char c = gal_text_char(s->text, s->at);

		if (c.code != '.' && c.code != '!' && c.code != '?' &&
		    c.code != 0x2026)
			break;
		question |= c.code == '?';
		dots_only &= c.code == '.' || c.code == 0x2026;
		n += c.code == 0x2026 ? 3 : 1;
		s->at += c.length;
	}
	s->pending_break = true;
	if (question && out->count > s->sentence_first)
		out->tokens[out->count - 1].marks |= GAL_MARK_QUESTION;
	if (dots_only && n >= 2 && next_is_lower(s, s->at))
		return GAL_OK; /* "I love him... so much" */
	if (abbreviation && n == 1)
		return GAL_OK;
	if (start > 0 && s->at < s->text.len && n == 1 && dots_only &&
	    is_alnum(byte_at(s, s->at)) && byte_at(s, s->at) >= '0' &&
	    byte_at(s, s->at) <= '9')
		return GAL_OK;
	st = end_sentence(s);
	s->pending_break = true;
	return st;
}

/* A line break: ends the sentence unless the next line goes on in lower
 * case; starts or ends a quoted line. */
static enum gal_status
read_newline(struct scan *s)
{
	size_t at = s->at, breaks = 0;
	enum gal_status st = GAL_OK;

	while (at < s->text.len && is_space(s->text.data[at])) {
		breaks += s->text.data[at] == '\n';
		at++;
	}
	if (breaks > 1 || s->quoted_line || !next_is_lower(s, at))
		st = end_sentence(s);
	if (breaks > 1) {
		close_quote(s);
		s->quote_end = 0;
		s->play_end = 0;
	}
	s->quoted_line = false;
	s->pending_break = true;
	s->at = at;
	return st;
}

static void
read_line_start(struct scan *s)
{
	size_t at = s->at;

	while (byte_at(s, at) == ' ' || byte_at(s, at) == '\t')
		at++;
	if (at >= s->text.len)
		return;
	if (s->text.data[at] == '>' || starts_with(s, at, "&gt;")) {
		if (byte_at(s, at + 1) == '!')
			return; /* a spoiler, not a quote */
		s->quoted_line = true;
	}
}

static enum gal_status
read_other(struct scan *s, struct gal_char c)
{
	enum gal_status st = GAL_OK;

	switch (c.code) {
	case '*':
		read_star(s);
		return GAL_OK;
	case '`':
		read_tick(s);
		return GAL_OK;
	case '"':
		read_quote(s, CLOSER_QUOTE, c.length);
		return GAL_OK;
	case 0x201c:
		read_quote(s, CLOSER_CURLY, c.length);
		return GAL_OK;
	case 0x201d:
		if (s->quote_end != 0)
			close_quote(s);
		s->pending_break = true;
		break;
	case '.':
	case '!':
	case '?':
	case 0x2026:
		return read_stop(s);
	case '&':
		st = push_token(
		    s, GAL_TOKEN_WORD, s->at, s->at + c.length, "and", 3, 0);
		break;
	case ' ':
	case '\t':
	case '\'':
	case 0x2019:
	case 0x2018:
	case 0xa0:
	case '-':
	case '_':
	case '/':
		break;
	default:
		s->pending_break = true;
		break;
	}
	s->at += c.length;
	return st;
}

static enum gal_status
read_one(struct scan *s)
{
	enum gal_status st = GAL_OK;
	struct gal_char c = char_at(s, s->at);

	if (s->quote_end != 0 && s->at > s->quote_end)
		close_quote(s);
	switch (c.code) {
	case 'h':
	case 'w':
		if (read_link(s, &st))
			return st;
		break;
	case '\n':
		st = read_newline(s);
		if (st == GAL_OK)
			read_line_start(s);
		return st;
	case '/':
	case 'u':
	case 'U':
	case 'r':
	case 'R':
	case '@':
	case '{':
	case '<':
	case ':':
	case ';':
	case '^':
		if (read_handle(s, &st) || read_emoticon(s, &st))
			return st;
		break;
	case '#':
		if (is_alnum(byte_at(s, s->at + 1)) && !c.from_entity) {
			s->at++;
			return read_word(s, true);
		}
		break;
	default:
		break;
	}
	if (word_char(c.code))
		return read_word(s, false);
	if (gal_text_is_emoji(c.code))
		return read_emoji(s, c);
	return read_other(s, c);
}

enum gal_status
gal_tokens_add(struct gal_tokens *tokens, enum gal_field field,
    struct gal_str text, struct gal_error *err)
{
	struct scan s = { .out = tokens,
		.text = text,
		.err = err,
		.field = (uint8_t)field,
		.sentence_first = tokens->count };
	enum gal_status st = GAL_OK;

	if (text.len > GAL_FIELD_BYTES_MAX)
		return gal_fail(err, GAL_LIMIT,
		    "text of %zu bytes; at most %u are read", text.len,
		    GAL_FIELD_BYTES_MAX);
	for (size_t i = 0; i < CLOSER_COUNT; i++)
		s.next[i] = SIZE_MAX;
	if (text.len > 0)
		read_line_start(&s);
	while (s.at < text.len && st == GAL_OK)
		st = read_one(&s);
	if (st == GAL_OK) {
		close_quote(&s);
		st = end_sentence(&s);
	}
	return st;
}

const char *
gal_mark_name(unsigned bit)
{
	static const char *const names[GAL_MARK_COUNT] = {
#define GAL_AS_MARK_NAME(name, text) text,
		GAL_MARK_MAP(GAL_AS_MARK_NAME)
#undef GAL_AS_MARK_NAME
	};

	return bit < GAL_MARK_COUNT ? names[bit] : "?";
}
