#include "ingest/clean.h"

#include "ingest/scan.h"

#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#define GAL_CLEAN_ALWAYS (1 << 7) /* a byte that no text may hold */

/* The text so far and what is left of the input. */
struct cleaner {
	const char *p, *start, *end;
	char *out;
	size_t len;
	unsigned flags;
};

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_';
}

/* Letters of any script: names on Discord and Telegram are not ASCII. */
static bool
is_name(char c)
{
	return is_word(c) || (unsigned char)c >= 0x80;
}

static void
put(struct cleaner *self, const char *bytes, size_t n)
{
	memcpy(self->out + self->len, bytes, n);
	self->len += n;
}

static void
put_text(struct cleaner *self, const char *text)
{
	put(self, text, strlen(text));
}

static bool
starts(const struct cleaner *self, const char *text)
{
	size_t n = strlen(text);

	return (size_t)(self->end - self->p) >= n &&
	    memcmp(self->p, text, n) == 0;
}

static bool
take_entity(struct cleaner *self)
{
	static const struct {
		const char *name;
		const char *text;
	} entities[] = { { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" } };

	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
		if (starts(self, entities[i].name)) {
			put_text(self, entities[i].text);
			self->p += strlen(entities[i].name);
			return true;
		}
	}
	return false;
}

/* Length of a Reddit name at p; underscores and dashes may carry markdown's
 * backslash. */
static size_t
reddit_name(const char *p, const char *end)
{
	const char *at = p;
	size_t letters = 0;

	while (at < end) {
		if (is_word(*at) || *at == '-') {
			at++;
		} else if (*at == '\\' && end - at > 1 &&
		    (at[1] == '_' || at[1] == '-')) {
			at += 2;
		} else {
			break;
		}
		letters++;
	}
	/* names have three letters or more; "u/s" is not one */
	return letters >= 3 ? (size_t)(at - p) : 0;
}

/* Whether the `n` bytes before p spell `lead` (lower case) in any case and
 * begin where a word may. */
static bool
led_by(const struct cleaner *self, const char *lead, size_t n)
{
	const char *from = self->p - n;

	return (size_t)(self->p - self->start) >= n &&
	    strncasecmp(from, lead, n) == 0 &&
	    (from == self->start || !is_word(from[-1]));
}

/* At the '/' of "u/name"; what stands before it is out already. */
static bool
take_reddit_user(struct cleaner *self)
{
	size_t name;

	/* a profile is a community named after a person */
	if (led_by(self, "r", 1) && self->end - self->p > 3 &&
	    strncasecmp(self->p + 1, "u_", 2) == 0) {
		name = reddit_name(self->p + 3, self->end);
		if (name == 0)
			return false;
		put(self, self->p, 3);
		put_text(self, "[user]");
		self->p += 3 + name;
		return true;
	}
	/* "user/name" is only a person within a path */
	if (!led_by(self, "u", 1) &&
	    !(led_by(self, "user", 4) && self->p - self->start > 4 &&
		self->p[-5] == '/'))
		return false;
	name = reddit_name(self->p + 1, self->end);
	if (name == 0)
		return false;
	put_text(self, "/[user]");
	self->p += 1 + name;
	return true;
}

static size_t
count_digits(const char *p, const char *end)
{
	const char *at = p;

	while (at < end && *at >= '0' && *at <= '9')
		at++;
	return (size_t)(at - p);
}

static size_t
count_word(const char *p, const char *end)
{
	const char *at = p;

	while (at < end && (is_name(*at) || *at == '-'))
		at++;
	return (size_t)(at - p);
}

/* At the '/' behind "t.me" or "/users": the address of a person. */
static bool
take_linked_user(struct cleaner *self)
{
	const char *p = self->p + 1;
	size_t n;

	if (led_by(self, "t.me", 4) || led_by(self, "telegram.me", 11)) {
		if (self->end - p > 2 && p[0] == 's' && p[1] == '/')
			p += 2; /* the same, to be read in a browser */
		n = count_word(p, self->end);
	} else if (led_by(self, "users", 5)) {
		n = count_digits(p, self->end);
		if (n > 0 && p + n < self->end && p[n] == '/')
			n += 1 + count_word(p + n + 1, self->end);
	} else {
		return false;
	}
	if (n == 0)
		return false;
	put_text(self, "/[user]");
	self->p = p + n;
	return true;
}

/* At the '/' behind what leads to a post; its ids and words end where an
 * address does. */
static bool
take_linked_post(struct cleaner *self)
{
	static const char *const leads[] = { "comments", "redd.it", "gallery",
		"questions", "channels" };
	const char *p = self->p + 1;
	bool led = false;

	for (size_t i = 0; !led && i < sizeof(leads) / sizeof(leads[0]); i++)
		led = led_by(self, leads[i], strlen(leads[i]));
	while (led && p < self->end && (unsigned char)*p > ' ' &&
	    strchr("()[]<>{}\"'", *p) == NULL)
		p++;
	if (p == self->p + 1)
		return false;
	put_text(self, "/[post]");
	self->p = p;
	return true;
}

static bool
is_local(char c)
{
	return is_word(c) || c == '.' || c == '%' || c == '+' || c == '-';
}

/* Length of a domain with at least one dot at p. */
static size_t
domain(const char *p, const char *end)
{
	const char *at = p;
	const char *dot = NULL;

	while (at < end && (is_word(*at) || *at == '-' || *at == '.')) {
		if (*at == '.' && at > p && at + 1 < end && is_word(at[1]))
			dot = at;
		at++;
	}
	while (at > p && (at[-1] == '.' || at[-1] == '-'))
		at--;
	return dot != NULL && dot < at ? (size_t)(at - p) : 0;
}

static bool
take_email(struct cleaner *self, size_t sign)
{
	size_t local = 0;
	size_t host = domain(self->p + sign, self->end);

	if (host == 0)
		return false;
	while (local < self->len && is_local(self->out[self->len - local - 1]))
		local++;
	if (local == 0)
		return false;
	/* spelled out: only where brackets show that it is an address */
	if (sign > 1 &&
	    (local == self->len ||
		strchr("<(", self->out[self->len - local - 1]) == NULL))
		return false;
	self->len -= local;
	put_text(self, "[email]");
	self->p += sign + host;
	return true;
}

static bool
take_at_user(struct cleaner *self)
{
	static const char *const everyone[] = { "everyone", "here" };
	const char *p = self->p + 1;

	if (self->p > self->start &&
	    (is_name(self->p[-1]) || self->p[-1] == '.'))
		return false;
	while (p < self->end &&
	    (is_name(*p) || ((*p == '.' || *p == '-') && p > self->p + 1)))
		p++;
	while (p > self->p + 1 && (p[-1] == '.' || p[-1] == '-'))
		p--;
	if (p == self->p + 1)
		return false;
	for (size_t i = 0; i < sizeof(everyone) / sizeof(everyone[0]); i++) {
		if ((size_t)(p - self->p - 1) == strlen(everyone[i]) &&
		    memcmp(self->p + 1, everyone[i], strlen(everyone[i])) == 0)
			return false;
	}
	put_text(self, "@[user]");
	self->p = p;
	return true;
}

static bool
take_id_user(struct cleaner *self)
{
	const char *p = self->p + 2;
	const char *digits;

	if (!starts(self, "<@"))
		return false;
	if (p < self->end && *p == '!')
		p++;
	digits = p;
	while (p < self->end && *p >= '0' && *p <= '9')
		p++;
	if (p == digits || p == self->end || *p != '>')
		return false;
	put_text(self, "@[user]");
	self->p = p + 1;
	return true;
}

static int
written_unit(const char *p, const char *end)
{
	int value = 0;

	if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
		return -1;
	for (int i = 2; i < 6; i++) {
		char c = p[i];

		if (c >= '0' && c <= '9')
			value = value * 16 + (c - '0');
		else if (c >= 'a' && c <= 'f')
			value = value * 16 + (c - 'a') + 10;
		else if (c >= 'A' && c <= 'F')
			value = value * 16 + (c - 'A') + 10;
		else
			return -1;
	}
	return value;
}

static bool
take_written_escape(struct cleaner *self)
{
	int unit = written_unit(self->p, self->end);
	int low;
	size_t taken = 6;

	if (unit <= 0)
		return false;
	if (unit >= 0xd800 && unit <= 0xdbff) {
		low = written_unit(self->p + 6, self->end);
		if (low >= 0xdc00 && low <= 0xdfff) {
			unit =
			    0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
			taken = 12;
		}
	}
	if (unit >= 0xd800 && unit <= 0xdfff)
		unit = 0xfffd;
	self->len += (size_t)utf8proc_encode_char(
	    unit, (utf8proc_uint8_t *)self->out + self->len);
	self->p += taken;
	return true;
}

/* One step at a byte that may need care. */
static void
step(struct cleaner *self)
{
	unsigned flags = self->flags;
	utf8proc_int32_t code;
	utf8proc_ssize_t n;
	bool taken = false;

	switch (*self->p) {
	case '&':
		taken = (flags & GAL_CLEAN_ENTITIES) && take_entity(self);
		break;
	case '/':
		taken = ((flags & GAL_CLEAN_REDDIT_USERS) &&
			    take_reddit_user(self)) ||
		    ((flags & GAL_CLEAN_LINKED_USERS) &&
			take_linked_user(self)) ||
		    ((flags & GAL_CLEAN_LINKED_POSTS) &&
			take_linked_post(self));
		break;
	case '@':
		taken =
		    ((flags & GAL_CLEAN_PLAIN_EMAILS) && take_email(self, 1)) ||
		    ((flags & GAL_CLEAN_AT_USERS) && take_at_user(self));
		break;
	case ' ':
		taken = (flags & GAL_CLEAN_SPELLED_EMAILS) &&
		    starts(self, " at ") && take_email(self, 4);
		break;
	case '<':
		taken = (flags & GAL_CLEAN_ID_USERS) && take_id_user(self);
		break;
	case '\\':
		taken = (flags & GAL_CLEAN_WRITTEN_ESCAPES) &&
		    take_written_escape(self);
		break;
	case '\0':
		put_text(self, "\xef\xbf\xbd");
		self->p++;
		taken = true;
		break;
	default:
		break;
	}
	if (taken)
		return;
	if ((unsigned char)*self->p < 0x80 || !(flags & GAL_CLEAN_UTF8)) {
		put(self, self->p, 1);
		self->p++;
		return;
	}
	n = utf8proc_iterate((const utf8proc_uint8_t *)self->p,
	    (utf8proc_ssize_t)(self->end - self->p), &code);
	if (n > 0) {
		put(self, self->p, (size_t)n);
		self->p += n;
	} else {
		put_text(self, "\xef\xbf\xbd");
		self->p++;
	}
}

/* The flags for which step() does anything but copy at a byte. */
#define HIGH4 GAL_CLEAN_UTF8, GAL_CLEAN_UTF8, GAL_CLEAN_UTF8, GAL_CLEAN_UTF8
#define HIGH32 HIGH4, HIGH4, HIGH4, HIGH4, HIGH4, HIGH4, HIGH4, HIGH4
static const unsigned short special[256] = { ['&'] = GAL_CLEAN_ENTITIES,
	['/'] = GAL_CLEAN_REDDIT_USERS | GAL_CLEAN_LINKED_USERS |
	    GAL_CLEAN_LINKED_POSTS,
	['@'] = GAL_CLEAN_AT_USERS | GAL_CLEAN_PLAIN_EMAILS,
	[' '] = GAL_CLEAN_SPELLED_EMAILS,
	['<'] = GAL_CLEAN_ID_USERS,
	['\\'] = GAL_CLEAN_WRITTEN_ESCAPES,
	['\0'] = GAL_CLEAN_ALWAYS,
	[128] = HIGH32,
	HIGH32,
	HIGH32,
	HIGH32 };

/* Most texts hold none of these bytes. */
static size_t
count_specials(struct gal_str text, unsigned flags)
{
	static const char bytes[] = { '\0', '&', '/', '@', ' ', '<', '\\' };
	size_t count = 0;

	for (size_t k = 0; k < sizeof(bytes); k++) {
		if ((special[(unsigned char)bytes[k]] & flags) == 0)
			continue;
		count += gal_scan_count(text.data, text.len, bytes[k]);
	}
	if (flags & GAL_CLEAN_UTF8)
		count += gal_scan_count_high(text.data, text.len);
	return count;
}

enum gal_status
gal_clean(struct gal_arena *arena, struct gal_str *out, struct gal_str text,
    unsigned flags)
{
	struct cleaner self = { 0 };
	size_t specials;

	*out = (struct gal_str){ NULL, 0 };
	if (text.data == NULL)
		return GAL_OK;
	if (text.len >= 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0) {
		text.data += 3;
		text.len -= 3;
	}
	flags |= GAL_CLEAN_ALWAYS;
	specials = count_specials(text, flags);
	if (specials == 0)
		return gal_arena_copy(arena, out, text);
	/* each special byte makes the text at most eight bytes longer:
	 * "@a" becomes "@[user]", a bad byte U+FFFD */
	if (specials > (SIZE_MAX - text.len) / 8)
		return GAL_NOMEM;
	self.out = gal_arena_take(arena, text.len + specials * 8);
	if (self.out == NULL)
		return GAL_NOMEM;
	self.p = self.start = text.data;
	self.end = text.data + text.len;
	self.flags = flags;
	while (self.p < self.end) {
		const char *run = self.p;

		while (self.p < self.end &&
		    (special[(unsigned char)*self.p] & flags) == 0)
			self.p++;
		put(&self, run, (size_t)(self.p - run));
		if (self.p < self.end)
			step(&self);
	}
	gal_arena_trim(arena, self.out, self.len);
	*out = (struct gal_str){ self.out, self.len };
	return GAL_OK;
}
