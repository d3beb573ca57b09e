#include "cli/deletion_list.h"

#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define BLANKS " \t\r\n\v\f"

enum gal_status
deletion_list_add(struct gal_buffer *list, enum deletion_kind kind,
    const char *name, struct gal_error *err)
{
	const char byte = (char)kind;
	enum gal_status status = gal_buffer_append(list, &byte, 1, err);

	if (status == GAL_OK)
		status = gal_buffer_append(list, name, strlen(name) + 1, err);
	return status;
}

static enum gal_status
add_line(struct gal_buffer *list, char *line, struct gal_error *err)
{
	size_t n;

	line += strspn(line, BLANKS);
	n = strlen(line);
	while (n > 0 && strchr(BLANKS, line[n - 1]) != NULL)
		n--;
	line[n] = '\0';
	if (n == 0 || line[0] == '#')
		return GAL_OK;
	if (n > 3 &&
	    (strncmp(line, "t1_", 3) == 0 || strncmp(line, "t3_", 3) == 0))
		return deletion_list_add(list, DELETION_POST, line, err);
	return deletion_list_add(list, DELETION_AUTHOR, line, err);
}

enum gal_status
deletion_list_read(struct gal_buffer *list, FILE *file, const char *path,
    struct gal_error *err)
{
	const size_t mark = sizeof(BYTE_ORDER_MARK) - 1;
	char *line = NULL;
	size_t capacity = 0;
	uint64_t number = 0;
	ssize_t n;
	enum gal_status status = GAL_OK;

	gal_error_place(err, path);
	while (status == GAL_OK && (n = getline(&line, &capacity, file)) >= 0) {
		bool marked =
		    number++ == 0 && strncmp(line, BYTE_ORDER_MARK, mark) == 0;

		if (memchr(line, '\0', (size_t)n) != NULL) {
			gal_error_line(err, number);
			status = gal_fail(err, GAL_FORMAT,
			    "a NUL byte: is the list plain text?");
		} else {
			status =
			    add_line(list, marked ? line + mark : line, err);
		}
	}
	if (status == GAL_OK && ferror(file) != 0)
		status = gal_fail(err, GAL_IO, "cannot read the list");
	free(line);
	if (status == GAL_OK)
		gal_error_clear(err);
	return status;
}

const char *
deletion_list_next(
    enum deletion_kind *kind, const struct gal_buffer *list, size_t *at)
{
	const char *name;

	if (*at >= list->len)
		return NULL;
	*kind = (enum deletion_kind)list->data[*at];
	name = list->data + *at + 1;
	*at += strlen(name) + 2;
	return name;
}
