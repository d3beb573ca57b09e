#include "cli/deletion_list.h"

#include <string.h>

#include "core/name_list.h"

enum gal_status
deletion_list_add(struct gal_buffer *list, enum deletion_kind kind,
    struct gal_str name, struct gal_error *err)
{
	const char byte = (char)kind;
	enum gal_status status = gal_buffer_append(list, &byte, 1, err);

	if (status == GAL_OK)
		status = gal_buffer_append(list, name.data, name.len, err);
	return status == GAL_OK ? gal_buffer_append(list, "", 1, err) : status;
}

static enum gal_status
add_line(void *list, struct gal_str name, struct gal_error *err)
{
	bool post = name.len > 3 &&
	    (strncmp(name.data, "t1_", 3) == 0 ||
		strncmp(name.data, "t3_", 3) == 0);

	return deletion_list_add(
	    list, post ? DELETION_POST : DELETION_AUTHOR, name, err);
}

enum gal_status
deletion_list_read(struct gal_buffer *list, FILE *file, const char *path,
    struct gal_error *err)
{
	return gal_name_list_read(file, path, add_line, list, err);
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
