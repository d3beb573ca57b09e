/*
 * Keyword in context: the piece of a post around what was looked for, with
 * the words found and the tagged spans marked.
 */
#ifndef GALATEA_CLI_QUERY_CONTEXT_H
#define GALATEA_CLI_QUERY_CONTEXT_H

#include "store/query.h"

/* What stands around a word that was found and around a tagged span. */
struct cli_marks {
	const char *hit_start, *hit_end;
	const char *tag_start, *tag_end;
};
extern const struct cli_marks cli_marks_plain;	/* *word* [span] */
extern const struct cli_marks cli_marks_colour; /* ANSI bold, underlined */
extern const struct cli_marks cli_marks_none;

/* Where the context stands: a field, and the span it is centred on (empty at
 * 0 if nothing in the post was matched or tagged). */
struct cli_context_place {
	uint8_t field; /* enum gal_field */
	struct gal_query_span span;
};

/* The first word found, else the first span of one of `codes`, else the
 * first tagged span, else the start of the text. */
struct cli_context_place cli_context_find(
    const struct gal_query_hit *hit, const uint16_t *codes, size_t code_count);

/* The field's text, borrowed from the hit. */
struct gal_str cli_context_text(const struct gal_query_hit *hit, uint8_t field);

/*
 * Append the bytes [start, end) of the field, moved outwards to whole
 * characters, with marks. Controls are replaced (visible.h); line ends become
 * spaces if one_line. Errors: NOMEM, LIMIT.
 */
GAL_MUST_USE enum gal_status cli_context_marked(struct gal_buffer *out,
    const struct gal_query_hit *hit, uint8_t field, size_t start, size_t end,
    const struct cli_marks *marks, bool one_line, struct gal_error *err);

/* n characters before / behind the byte offset, as a byte offset. */
size_t cli_context_before(struct gal_str text, size_t at, size_t n);
size_t cli_context_behind(struct gal_str text, size_t at, size_t n);

#endif
