#include "core/name_list.h"

#include <string.h>

#include "core/line.h"

#define LINE_BYTES_MAX ((size_t)1 << 20)
#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define BLANKS " \t\r\n\v\f"

enum gal_status
gal_name_list_read(FILE *file, const char *path, gal_name_fn *add, void *self,
    struct gal_error *err)
{
	const size_t mark = sizeof(BYTE_ORDER_MARK) - 1;
	struct gal_buffer line = GAL_BUFFER(LINE_BYTES_MAX);
	uint64_t number = 0;
	enum gal_status status = GAL_OK;

	gal_error_place(err, path);
	while (status == GAL_OK) {
		struct gal_str name;

		status = gal_line_read(&line, file, err);
		if (status == GAL_END || status == GAL_IO)
			break;
		number++;
		name = (struct gal_str){ line.data, line.len };
		if (status == GAL_OK &&
		    memchr(name.data, '\0', name.len) != NULL)
			status = gal_fail(err, GAL_FORMAT,
			    "a NUL byte: is the list plain text?");
		if (number == 1 && name.len >= mark &&
		    memcmp(name.data, BYTE_ORDER_MARK, mark) == 0)
			name = (struct gal_str){ name.data + mark,
				name.len - mark };
		name = gal_str_trim(name, BLANKS);
		if (status == GAL_OK && name.len > 0 && name.data[0] != '#')
			status = add(self, name, err);
		if (status != GAL_OK)
			gal_error_line(err, number);
	}
	gal_buffer_free(&line);
	if (status != GAL_END)
		return status;
	gal_error_clear(err);
	return GAL_OK;
}
