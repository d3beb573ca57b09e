#include "core/token.h"

#include <stdlib.h>
#include <string.h>

#include "core/token_scan.h"

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

enum gal_status
gal_scan_end_sentence(struct gal_scan *s)
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

enum gal_status
gal_scan_push(struct gal_scan *s, enum gal_token_kind kind, size_t start,
    size_t end, const char *norm, size_t norm_len, uint32_t marks)
{
	struct gal_tokens *out = s->out;
	struct gal_token *token;
	enum gal_status st;

	if (out->count - s->sentence_first >= GAL_SENTENCE_MAX) {
		st = gal_scan_end_sentence(s);
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

/* Is the dot after an abbreviation that seldom ends a sentence? */
static bool
after_abbreviation(const struct gal_scan *s)
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
next_is_lower(const struct gal_scan *s, size_t at)
{
	while (at < s->text.len &&
	    (s->text.data[at] == ' ' || s->text.data[at] == '\t'))
		at++;
	return at < s->text.len && s->text.data[at] >= 'a' &&
	    s->text.data[at] <= 'z';
}

/* A run of . ! ? : ends the sentence, marks a question. */
static enum gal_status
read_stop(struct gal_scan *s)
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
	st = gal_scan_end_sentence(s);
	s->pending_break = true;
	return st;
}

/* A line break: ends the sentence unless the next line goes on in lower
 * case; starts or ends a quoted line. */
static enum gal_status
read_newline(struct gal_scan *s)
{
	size_t at = s->at, breaks = 0;
	enum gal_status st = GAL_OK;

	while (at < s->text.len && is_space(s->text.data[at])) {
		breaks += s->text.data[at] == '\n';
		at++;
	}
	if (breaks > 1 || s->quoted_line || !next_is_lower(s, at))
		st = gal_scan_end_sentence(s);
	if (breaks > 1) {
		gal_scan_close_quote(s);
		s->quote_end = 0;
		s->play_end = 0;
	}
	s->quoted_line = false;
	s->pending_break = true;
	s->at = at;
	return st;
}

static void
read_line_start(struct gal_scan *s)
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
read_other(struct gal_scan *s, struct gal_char c)
{
	enum gal_status st = GAL_OK;

	switch (c.code) {
	case '*':
		gal_scan_star(s);
		return GAL_OK;
	case '`':
		gal_scan_tick(s);
		return GAL_OK;
	case '"':
		gal_scan_quote(s, GAL_CLOSER_QUOTE, c.length);
		return GAL_OK;
	case 0x201c:
		gal_scan_quote(s, GAL_CLOSER_CURLY, c.length);
		return GAL_OK;
	case 0x201d:
		if (s->quote_end != 0)
			gal_scan_close_quote(s);
		s->pending_break = true;
		break;
	case '.':
	case '!':
	case '?':
	case 0x2026:
		return read_stop(s);
	case '&':
		st = gal_scan_push(
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

/* What is written as an entity is shown and marks nothing up: a star or tick
 * is a sign like others, a line break is a blank. */
static bool
is_escaped_markup(struct gal_char c)
{
	return c.from_entity &&
	    (c.code == '\n' || c.code == '*' || c.code == '`');
}

static enum gal_status
read_one(struct gal_scan *s)
{
	enum gal_status st = GAL_OK;
	struct gal_char c = char_at(s, s->at);

	if (s->quote_end != 0 && s->at > s->quote_end)
		gal_scan_close_quote(s);
	if (is_escaped_markup(c)) {
		s->pending_break |= c.code != '\n';
		s->at += c.length;
		return GAL_OK;
	}
	switch (c.code) {
	case 'h':
	case 'w':
		if (gal_scan_link(s, &st))
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
		if (gal_scan_handle(s, &st) || gal_scan_emoticon(s, &st))
			return st;
		break;
	case '#':
		if (is_alnum(byte_at(s, s->at + 1)) && !c.from_entity) {
			s->at++;
			return gal_scan_word(s, true);
		}
		break;
	default:
		break;
	}
	if (gal_scan_is_word_char(c.code))
		return gal_scan_word(s, false);
	if (gal_text_is_emoji(c.code))
		return gal_scan_emoji(s, c);
	return read_other(s, c);
}

enum gal_status
gal_tokens_add(struct gal_tokens *tokens, enum gal_field field,
    struct gal_str text, struct gal_error *err)
{
	struct gal_scan s = { .out = tokens,
		.text = text,
		.err = err,
		.field = (uint8_t)field,
		.sentence_first = tokens->count };
	enum gal_status st = GAL_OK;

	if (text.len > GAL_FIELD_BYTES_MAX)
		return gal_fail(err, GAL_LIMIT,
		    "text of %zu bytes; at most %u are read", text.len,
		    GAL_FIELD_BYTES_MAX);
	for (size_t i = 0; i < GAL_CLOSER_COUNT; i++)
		s.next[i] = SIZE_MAX;
	if (text.len > 0)
		read_line_start(&s);
	while (s.at < text.len && st == GAL_OK)
		st = read_one(&s);
	if (st == GAL_OK) {
		gal_scan_close_quote(&s);
		st = gal_scan_end_sentence(&s);
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
