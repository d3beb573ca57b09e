#include "core/name_list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define BLANKS " \t\r\n\v\f"

enum gal_status
gal_name_list_read(FILE *file, const char *path, gal_name_fn *add, void *self,
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
		struct gal_str name = { line, (size_t)n };

		number++;
		if (memchr(line, '\0', (size_t)n) != NULL)
			status = gal_fail(err, GAL_FORMAT,
			    "a NUL byte: is the list plain text?");
		if (number == 1 && strncmp(line, BYTE_ORDER_MARK, mark) == 0)
			name = (struct gal_str){ line + mark, name.len - mark };
		name = gal_str_trim(name, BLANKS);
		if (status == GAL_OK && name.len > 0 && name.data[0] != '#')
			status = add(self, name, err);
		if (status != GAL_OK)
			gal_error_line(err, number);
	}
	if (status == GAL_OK && ferror(file) != 0)
		status =
		    gal_fail_errno(err, GAL_IO, errno, "cannot read the list");
	free(line);
	if (status == GAL_OK)
		gal_error_clear(err);
	return status;
}
