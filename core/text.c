#include "core/text.h"

#include <string.h>
#include <utf8proc.h>

static const struct {
	const char *name;
	int32_t code;
} entities[] = {
	{ "amp;", '&' },
	{ "lt;", '<' },
	{ "gt;", '>' },
	{ "quot;", '"' },
	{ "apos;", '\'' },
	{ "nbsp;", 0xa0 },
	{ "#x200B;", 0x200b },
};

static struct gal_char
read_numeric_entity(struct gal_str text, size_t at)
{
	struct gal_char none = { '&', 1, false };
	size_t i = at + 2;
	bool hex = i < text.len && (text.data[i] == 'x' || text.data[i] == 'X');
	int32_t value = 0;
	size_t digits = 0;

	i += hex;
	for (; i < text.len && digits < 7; i++, digits++) {
		char c = text.data[i];
		int32_t digit;

		if (c >= '0' && c <= '9')
			digit = c - '0';
		else if (hex && c >= 'a' && c <= 'f')
			digit = c - 'a' + 10;
		else if (hex && c >= 'A' && c <= 'F')
			digit = c - 'A' + 10;
		else
			break;
		value = value * (hex ? 16 : 10) + digit;
	}
	if (digits == 0 || i >= text.len || text.data[i] != ';')
		return none;
	if (value <= 0 || value > 0x10ffff ||
	    (value >= 0xd800 && value < 0xe000))
		value = 0xfffd;
	return (struct gal_char){ value, (uint32_t)(i + 1 - at), true };
}

static struct gal_char
read_entity(struct gal_str text, size_t at)
{
	size_t left = text.len - at - 1;

	if (left > 0 && text.data[at + 1] == '#')
		return read_numeric_entity(text, at);
	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
		size_t n = strlen(entities[i].name);

		if (n <= left &&
		    memcmp(text.data + at + 1, entities[i].name, n) == 0)
			return (struct gal_char){ entities[i].code,
				(uint32_t)n + 1, true };
	}
	return (struct gal_char){ '&', 1, false };
}

struct gal_char
gal_text_char(struct gal_str text, size_t at)
{
	unsigned char c = (unsigned char)text.data[at];
	utf8proc_int32_t code = 0;
	utf8proc_ssize_t n;

	if (c == '&')
		return read_entity(text, at);
	if (c < 0x80)
		return (struct gal_char){ c, 1, false };
	n = text.len - at > 4 ? 4 : (utf8proc_ssize_t)(text.len - at);
	n = utf8proc_iterate(
	    (const utf8proc_uint8_t *)text.data + at, n, &code);
	if (n <= 0)
		return (struct gal_char){ 0xfffd, 1, false };
	return (struct gal_char){ code, (uint32_t)n, false };
}

size_t
gal_text_fold(int32_t code, int32_t out[GAL_FOLD_MAX])
{
	utf8proc_ssize_t n;
	int last_class = 0;

	if (code < 0x80) {
		out[0] = code >= 'A' && code <= 'Z' ? code + 32 : code;
		return 1;
	}
	/* Stripping marks leaves few code points; longer expansions (one
	 * Arabic ligature) are cut, alike in posts and terms. */
	n = utf8proc_decompose_char(code, out, GAL_FOLD_MAX,
	    (utf8proc_option_t)(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
		UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE),
	    &last_class);
	if (n < 0)
		return 0;
	return n > GAL_FOLD_MAX ? GAL_FOLD_MAX : (size_t)n;
}

size_t
gal_text_encode(int32_t code, char out[4])
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	return (size_t)utf8proc_encode_char(code, (utf8proc_uint8_t *)out);
}

bool
gal_text_is_letter(int32_t code)
{
	utf8proc_category_t category;

	if (code < 0x80)
		return (code >= 'a' && code <= 'z') ||
		    (code >= 'A' && code <= 'Z');
	category = utf8proc_category(code);
	return (category >= UTF8PROC_CATEGORY_LU &&
		   category <= UTF8PROC_CATEGORY_LO) ||
	    category == UTF8PROC_CATEGORY_MN ||
	    category == UTF8PROC_CATEGORY_MC;
}

bool
gal_text_is_digit(int32_t code)
{
	if (code < 0x80)
		return code >= '0' && code <= '9';
	return utf8proc_category(code) == UTF8PROC_CATEGORY_ND;
}

bool
gal_text_is_upper(int32_t code)
{
	if (code < 0x80)
		return code >= 'A' && code <= 'Z';
	return utf8proc_category(code) == UTF8PROC_CATEGORY_LU;
}

bool
gal_text_is_emoji(int32_t code)
{
	if (code < 0x2190)
		return false; /* (c), (R) and ‼ count as signs, not emoji */
	if (code >= 0x1f1e6 && code <= 0x1f1ff)
		return true;
	return utf8proc_get_property(code)->boundclass ==
	    UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

bool
gal_text_is_emoji_tail(int32_t code)
{
	return code == 0x200d || code == 0xfe0f || code == 0xfe0e ||
	    code == 0x20e3 || (code >= 0x1f3fb && code <= 0x1f3ff);
}

bool
gal_text_is_foreign(int32_t code)
{
	/* Beyond Latin with its extensions and the compatibility forms that
	 * people use as decoration. */
	return code >= 0x370 && !(code >= 0x1d00 && code <= 0x1eff) &&
	    !(code >= 0x2000 && code <= 0x2bff) &&
	    !(code >= 0xff00 && code <= 0xff5e) &&
	    !(code >= 0x1d400 && code <= 0x1d7ff) && code < 0x1f000 &&
	    gal_text_is_letter(code);
}

bool
gal_text_is_valid(struct gal_str text)
{
	size_t at = 0;

	while (at < text.len) {
		unsigned char c = (unsigned char)text.data[at];
		utf8proc_int32_t code;
		utf8proc_ssize_t n;

		if (c == 0)
			return false;
		if (c < 0x80) {
			at++;
			continue;
		}
		n = utf8proc_iterate((const utf8proc_uint8_t *)text.data + at,
		    text.len - at > 4 ? 4 : (utf8proc_ssize_t)(text.len - at),
		    &code);
		if (n <= 0)
			return false;
		at += (size_t)n;
	}
	return true;
}
