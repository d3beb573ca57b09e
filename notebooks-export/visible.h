/*
 * Text made harmless for people's eyes and terminals. Posts may hold escape
 * sequences that repaint a terminal and bidi controls that reorder a line;
 * no output of galatea passes them on raw.
 */
#ifndef GALATEA_NOTEBOOKS_EXPORT_VISIBLE_H
#define GALATEA_NOTEBOOKS_EXPORT_VISIBLE_H

#include "core/buffer.h"

/* One code point, as the functions below judge it. */
enum gal_hazard {
	GAL_HAZARD_NONE,
	GAL_HAZARD_SPACE,   /* tab, line feed, carriage return */
	GAL_HAZARD_CONTROL, /* other C0, DEL, C1 */
	GAL_HAZARD_BIDI	    /* U+061C, U+200E-200F, U+202A-202E, U+2066-2069,
			       and the line separators U+2028-2029 */
};
enum gal_hazard gal_hazard_of(int32_t codepoint);

/*
 * The code point at text[0 .. n), n > 0: its length in bytes, 1 with
 * *codepoint = U+FFFD where the bytes are not UTF-8. Pure.
 */
size_t gal_visible_next(int32_t *codepoint, const char *text, size_t n);

/*
 * Append text with every control and bidi control replaced by U+FFFD and
 * every run of line ends and tabs by one space (one_line), or kept (not
 * one_line). Bytes that are not UTF-8 become U+FFFD too. Errors: NOMEM,
 * LIMIT.
 */
GAL_MUST_USE enum gal_status gal_visible_append(struct gal_buffer *out,
    struct gal_str text, bool one_line, struct gal_error *err);

/* Columns that valid UTF-8 takes on a terminal (wide characters two,
 * combining none). */
size_t gal_visible_width(struct gal_str text);

#endif
