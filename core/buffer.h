/*
 * A growing byte buffer with a limit that is set when it is made. Bytes may
 * hold NUL; data[len] is always '\0' once something was allocated, so text
 * can be passed to C functions.
 *
 *   struct gal_buffer b = GAL_BUFFER(16 << 20);   own nothing yet
 *   st = gal_buffer_append(&b, p, n, err);
 *   gal_buffer_free(&b);                          safe to call twice
 */
#ifndef GALATEA_CORE_BUFFER_H
#define GALATEA_CORE_BUFFER_H

#include "core/status.h"

struct gal_buffer {
	char *data;	 /* owned; NULL until the first append */
	size_t len;	 /* bytes used */
	size_t capacity; /* bytes allocated */
	size_t limit;	 /* most bytes len may reach */
};

#define GAL_BUFFER(max)                                                        \
	{                                                                      \
		NULL, 0, 0, (max)                                              \
	}

/* A borrowed run of bytes: data NULL means absent, len 0 with data means
 * empty. Never owned. */
struct gal_str {
	const char *data;
	size_t len;
};

#define GAL_STR(literal) ((struct gal_str){ (literal), sizeof(literal) - 1 })

/* Make room for n more bytes. Errors: NOMEM, LIMIT. */
GAL_MUST_USE enum gal_status gal_buffer_reserve(
    struct gal_buffer *buffer, size_t n, struct gal_error *err);
/* Errors of all three: NOMEM, LIMIT; the buffer is unchanged then. */
GAL_MUST_USE enum gal_status gal_buffer_append(struct gal_buffer *buffer,
    const void *bytes, size_t n, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_buffer_append_str(
    struct gal_buffer *buffer, const char *text, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_buffer_printf(struct gal_buffer *buffer,
    struct gal_error *err, const char *format, ...) GAL_PRINTF(3, 4);
/* Keep the allocation, forget the bytes. */
void gal_buffer_clear(struct gal_buffer *buffer);
void gal_buffer_free(struct gal_buffer *buffer);

/* Byte order, then length; absent sorts before empty. */
int gal_str_compare(struct gal_str a, struct gal_str b);
bool gal_str_equal(struct gal_str a, struct gal_str b);
bool gal_str_is_ascii(struct gal_str text);
/* Lower case of ASCII; other bytes stay. */
static inline char
gal_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}
struct gal_str gal_str_of(const char *text); /* NULL gives an absent one */
/* A terminated copy, the caller's; NULL of an absent one or without memory. */
char *gal_str_copy(struct gal_str text);
/* Without the blanks, and NULs, at both ends. */
struct gal_str gal_str_trim(struct gal_str text, const char *blanks);

#endif
