#include "core/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum gal_status
gal_buffer_reserve(struct gal_buffer *buffer, size_t n, struct gal_error *err)
{
	size_t need, capacity;
	char *grown;

	if (n > buffer->limit || buffer->len > buffer->limit - n)
		return gal_fail(err, GAL_LIMIT,
		    "more than the %zu bytes allowed here", buffer->limit);
	need = buffer->len + n + 1;
	if (need <= buffer->capacity)
		return GAL_OK;
	capacity = buffer->capacity < 64 ? 64 : buffer->capacity;
	while (capacity < need)
		capacity = capacity > SIZE_MAX / 2 ? need : capacity * 2;
	grown = realloc(buffer->data, capacity);
	if (grown == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	buffer->data = grown;
	buffer->capacity = capacity;
	buffer->data[buffer->len] = '\0';
	return GAL_OK;
}

enum gal_status
gal_buffer_append(struct gal_buffer *buffer, const void *bytes, size_t n,
    struct gal_error *err)
{
	enum gal_status status = gal_buffer_reserve(buffer, n, err);

	if (status != GAL_OK)
		return status;
	if (n > 0)
		memcpy(buffer->data + buffer->len, bytes, n);
	buffer->len += n;
	buffer->data[buffer->len] = '\0';
	return GAL_OK;
}

enum gal_status
gal_buffer_append_str(
    struct gal_buffer *buffer, const char *text, struct gal_error *err)
{
	return gal_buffer_append(buffer, text, strlen(text), err);
}

enum gal_status
gal_buffer_printf(
    struct gal_buffer *buffer, struct gal_error *err, const char *format, ...)
{
	/* Most texts fit what is there: formatting once is twice as fast. */
	size_t room = buffer->data == NULL ? 0 : buffer->capacity - buffer->len;
	va_list args;
	enum gal_status status;
	int n;

	va_start(args, format);
	n = vsnprintf(
	    room > 0 ? buffer->data + buffer->len : NULL, room, format, args);
	va_end(args);
	status = n < 0 ? gal_fail(err, GAL_ARGUMENT, "text not printable")
		       : gal_buffer_reserve(buffer, (size_t)n, err);
	if (status != GAL_OK) {
		if (room > 0)
			buffer->data[buffer->len] = '\0';
		return status;
	}
	if ((size_t)n >= room) {
		va_start(args, format);
		(void)vsnprintf(
		    buffer->data + buffer->len, (size_t)n + 1, format, args);
		va_end(args);
	}
	buffer->len += (size_t)n;
	return GAL_OK;
}

void
gal_buffer_clear(struct gal_buffer *buffer)
{
	buffer->len = 0;
	if (buffer->data != NULL)
		buffer->data[0] = '\0';
}

void
gal_buffer_free(struct gal_buffer *buffer)
{
	free(buffer->data);
	buffer->data = NULL;
	buffer->len = 0;
	buffer->capacity = 0;
}

int
gal_str_compare(struct gal_str a, struct gal_str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order;

	if (a.data == NULL || b.data == NULL)
		return (a.data != NULL) - (b.data != NULL);
	order = n > 0 ? memcmp(a.data, b.data, n) : 0;
	if (order != 0)
		return order < 0 ? -1 : 1;
	return (a.len > b.len) - (a.len < b.len);
}

bool
gal_str_equal(struct gal_str a, struct gal_str b)
{
	return gal_str_compare(a, b) == 0;
}

struct gal_str
gal_str_of(const char *text)
{
	struct gal_str s = { text, text != NULL ? strlen(text) : 0 };

	return s;
}

bool
gal_str_is_ascii(struct gal_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if ((unsigned char)text.data[i] >= 0x80)
			return false;
	}
	return true;
}

char *
gal_str_copy(struct gal_str text)
{
	char *copy = text.data != NULL ? malloc(text.len + 1) : NULL;

	if (copy != NULL) {
		memcpy(copy, text.data, text.len);
		copy[text.len] = '\0';
	}
	return copy;
}

struct gal_str
gal_str_trim(struct gal_str text, const char *blanks)
{
	/* strchr also finds NUL */
	while (text.len > 0 && strchr(blanks, text.data[text.len - 1]) != NULL)
		text.len--;
	while (text.len > 0 && strchr(blanks, text.data[0]) != NULL) {
		text.data++;
		text.len--;
	}
	return text;
}
