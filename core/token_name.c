#include <string.h>

#include "core/token_scan.h"

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
link_norm(const struct gal_scan *s, size_t end)
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
bool
gal_scan_link(struct gal_scan *s, enum gal_status *st)
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
	*st =
	    gal_scan_push(s, GAL_TOKEN_LINK, s->at, end, norm, strlen(norm), 0);
	s->at = end;
	return true;
}

static size_t
name_length(const struct gal_scan *s, size_t at)
{
	size_t n = 0;

	while (is_alnum(byte_at(s, at + n)) || byte_at(s, at + n) == '_' ||
	    byte_at(s, at + n) == '-')
		n++;
	return n;
}

/* u/name, /u/name, @name, r/name, {{user}}. */
bool
gal_scan_handle(struct gal_scan *s, enum gal_status *st)
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
		*st = gal_scan_push(
		    s, GAL_TOKEN_PLACEHOLDER, at, at + n + 4, norm, n + 4, 0);
		s->at = at + n + 4;
		return true;
	}
	if (byte_at(s, at) == '@') {
		n = name_length(s, at + 1);
		if (n == 0 || (at > 0 && is_alnum(byte_at(s, at - 1))))
			return false;
		*st = gal_scan_push(
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
		*st = gal_scan_push(s, GAL_TOKEN_MENTION, at, at + skip + 2 + n,
		    "<mention>", 9, 0);
	} else {
		size_t m = n > GAL_WORD_MAX - 2 ? GAL_WORD_MAX - 2 : n;

		norm[0] = 'r';
		norm[1] = '/';
		for (size_t i = 0; i < m; i++) {
			c = byte_at(s, at + skip + 2 + i);
			norm[2 + i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
		}
		*st = gal_scan_push(s, GAL_TOKEN_COMMUNITY, at,
		    at + skip + 2 + n, norm, m + 2, 0);
	}
	s->at = at + skip + 2 + n;
	return true;
}

static const char *const emoticons[] = { "<3", ":'(", ":')", ":-)", ":-(", ":)",
	":(", ";)", ";-)", ":D", ":P", ":/", ":3", "^^", NULL };

bool
gal_scan_emoticon(struct gal_scan *s, enum gal_status *st)
{
	for (size_t i = 0; emoticons[i] != NULL; i++) {
		size_t n = strlen(emoticons[i]);

		if (!starts_with(s, s->at, emoticons[i]) ||
		    is_alnum(byte_at(s, s->at + n)) ||
		    byte_at(s, s->at + n) == '/')
			continue;
		*st = gal_scan_push(
		    s, GAL_TOKEN_EMOJI, s->at, s->at + n, emoticons[i], n, 0);
		s->at += n;
		return true;
	}
	if (starts_with(s, s->at, "/s") && !is_alnum(byte_at(s, s->at + 2)) &&
	    (s->at == 0 || is_space(byte_at(s, s->at - 1)))) {
		*st = gal_scan_push(
		    s, GAL_TOKEN_WORD, s->at, s->at + 2, "/s", 2, 0);
		s->at += 2;
		return true;
	}
	return false;
}

enum gal_status
gal_scan_emoji(struct gal_scan *s, struct gal_char c)
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
	return gal_scan_push(s, GAL_TOKEN_EMOJI, start, s->at, norm, len, 0);
}
