#include "core/name_fold.h"

#include <utf8proc.h>

struct gal_str
gal_name_fold(struct gal_name_room *room, struct gal_str name)
{
	const utf8proc_option_t options =
	    UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD;
	const utf8proc_ssize_t most = GAL_NAME_MAX * 4;
	char *bytes = (char *)room->room;
	utf8proc_ssize_t n = -1;

	if (name.len > GAL_NAME_MAX)
		return name;
	if (!gal_str_is_ascii(name))
		n = utf8proc_decompose((const utf8proc_uint8_t *)name.data,
		    (utf8proc_ssize_t)name.len, room->room, most, options);
	if (n > 0 && n <= most)
		n = utf8proc_reencode(room->room, n, options);
	if (n > 0 && n <= most)
		return (struct gal_str){ bytes, (size_t)n };
	for (size_t i = 0; i < name.len; i++)
		bytes[i] = gal_lower(name.data[i]);
	return (struct gal_str){ bytes, name.len };
}
