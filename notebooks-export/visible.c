#include "notebooks-export/visible.h"

#include <utf8proc.h>

#define REPLACEMENT "\xEF\xBF\xBD"

enum gal_hazard
gal_hazard_of(int32_t c)
{
	if (c == '\t' || c == '\n' || c == '\r')
		return GAL_HAZARD_SPACE;
	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		return GAL_HAZARD_CONTROL;
	if (c == 0x061c || c == 0x200e || c == 0x200f ||
	    (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
		return GAL_HAZARD_BIDI;
	return GAL_HAZARD_NONE;
}

size_t
gal_visible_next(int32_t *codepoint, const char *text, size_t n)
{
	utf8proc_int32_t c = -1;
	utf8proc_ssize_t used;

	if ((unsigned char)text[0] < 0x80) {
		*codepoint = (unsigned char)text[0];
		return 1;
	}
	used = utf8proc_iterate((const utf8proc_uint8_t *)text,
	    n > 8 ? 8 : (utf8proc_ssize_t)n, &c);
	if (used <= 0) {
		*codepoint = 0xfffd;
		return 1;
	}
	*codepoint = c;
	return (size_t)used;
}

/* What stands for the code point: itself, a space or the replacement. */
static struct gal_str
shown_as(int32_t c, struct gal_str self, bool one_line)
{
	switch (gal_hazard_of(c)) {
	case GAL_HAZARD_SPACE:
		return one_line ? GAL_STR(" ") : self;
	case GAL_HAZARD_CONTROL:
	case GAL_HAZARD_BIDI:
		return GAL_STR(REPLACEMENT);
	case GAL_HAZARD_NONE:
		break;
	}
	return c == 0xfffd ? GAL_STR(REPLACEMENT) : self;
}

enum gal_status
gal_visible_append(struct gal_buffer *out, struct gal_str text, bool one_line,
    struct gal_error *err)
{
	bool after_break = false;
	size_t at = 0;

	while (at < text.len) {
		int32_t c = 0;
		size_t n = gal_visible_next(&c, text.data + at, text.len - at);
		bool is_break = gal_hazard_of(c) == GAL_HAZARD_SPACE;
		struct gal_str shown;
		enum gal_status status;

		shown = shown_as(
		    c, (struct gal_str){ text.data + at, n }, one_line);
		at += n;
		if (one_line && is_break && after_break)
			continue;
		after_break = is_break;
		status = gal_buffer_append(out, shown.data, shown.len, err);
		if (status != GAL_OK)
			return status;
	}
	return GAL_OK;
}

size_t
gal_visible_width(struct gal_str text)
{
	size_t width = 0, at = 0;

	while (at < text.len) {
		int32_t c = 0;

		at += gal_visible_next(&c, text.data + at, text.len - at);
		width += (size_t)utf8proc_charwidth(c);
	}
	return width;
}
