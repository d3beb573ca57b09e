#include "ingest/match.h"

#include <utf8proc.h>

/* Scripts from here on (Chinese, Japanese, Korean) have no blanks between
 * words, or glue endings to them. */
#define UNSPACED_FROM 0x2e80

static bool
is_blank(utf8proc_int32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') ||
	    (c >= 0x80 && utf8proc_category(c) == UTF8PROC_CATEGORY_ZS);
}

static bool
is_word(utf8proc_int32_t c)
{
	utf8proc_category_t category;

	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
	/* Thai, Lao, Burmese and Khmer write without blanks, too */
	if (c >= UNSPACED_FROM || (c >= 0x0e00 && c <= 0x0eff) ||
	    (c >= 0x1000 && c <= 0x109f) || (c >= 0x1780 && c <= 0x17ff))
		return false;
	category = utf8proc_category(c);
	return category >= UTF8PROC_CATEGORY_LU &&
	    category <= UTF8PROC_CATEGORY_NO;
}

/* The character at p, folded; answers its bytes. A byte that is no UTF-8
 * stands for U+FFFD. */
static size_t
take(const char *p, const char *end, utf8proc_int32_t *out)
{
	utf8proc_ssize_t n;

	if ((unsigned char)*p < 0x80) {
		*out = gal_lower(*p);
		return 1;
	}
	n = utf8proc_iterate(
	    (const utf8proc_uint8_t *)p, (utf8proc_ssize_t)(end - p), out);
	if (n <= 0) {
		*out = 0xfffd;
		return 1;
	}
	*out = *out == 0x2019 || *out == 0x2018 || *out == 0x02bc
	    ? '\''
	    : utf8proc_tolower(*out);
	return (size_t)n;
}

enum gal_status
gal_match_fold(
    struct gal_buffer *out, struct gal_str words, struct gal_error *err)
{
	const char *p = words.data, *end = p + words.len;
	enum gal_status status = GAL_OK;
	bool blank = false;

	gal_buffer_clear(out);
	while (p < end && status == GAL_OK) {
		utf8proc_uint8_t bytes[4];
		utf8proc_int32_t c;

		p += take(p, end, &c);
		if (is_blank(c)) {
			blank = out->len > 0;
			continue;
		}
		if (blank)
			status = gal_buffer_append(out, " ", 1, err);
		blank = false;
		if (status == GAL_OK)
			status = gal_buffer_append(out, bytes,
			    (size_t)utf8proc_encode_char(c, bytes), err);
	}
	return status;
}

/* Whether the words stand at p and end there as words. */
static bool
stands_at(const char *p, const char *end, struct gal_str folded)
{
	const char *word = folded.data, *stop = word + folded.len;
	utf8proc_int32_t c, wanted;

	while (word < stop) {
		word += take(word, stop, &wanted);
		if (p == end)
			return false;
		p += take(p, end, &c);
		if (wanted != ' ') {
			if (c != wanted)
				return false;
			continue;
		}
		if (!is_blank(c))
			return false;
		while (p < end) {
			size_t n = take(p, end, &c);

			if (!is_blank(c))
				break;
			p += n;
		}
	}
	if (p == end)
		return true;
	(void)take(p, end, &c);
	return !is_word(c);
}

bool
gal_match_holds(struct gal_str text, struct gal_str folded)
{
	const char *p = text.data, *end = p + text.len;
	utf8proc_int32_t first, c;
	bool within = false; /* a word that began before */

	(void)take(folded.data, folded.data + folded.len, &first);
	while (p < end) {
		size_t n = take(p, end, &c);

		if (!within && c == first && stands_at(p, end, folded))
			return true;
		within = is_word(c);
		p += n;
	}
	return false;
}
