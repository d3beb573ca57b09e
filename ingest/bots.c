#include "ingest/bots.h"

#include <string.h>

static bool
same(const char *pattern, const char *name, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (gal_lower(name[i]) != pattern[i])
			return false;
	}
	return true;
}

static bool
matches(const char *pattern, struct gal_str name)
{
	size_t n = strlen(pattern);

	if (pattern[0] == '*')
		return name.len >= n - 1 &&
		    same(pattern + 1, name.data + name.len - (n - 1), n - 1);
	if (pattern[n - 1] == '*')
		return name.len >= n - 1 && same(pattern, name.data, n - 1);
	return name.len == n && same(pattern, name.data, n);
}

bool
gal_is_bot(enum gal_platform platform, struct gal_str name)
{
	const char *where = gal_platform_name(platform);

	for (const struct gal_bot_row *row = gal_bot_rows; row->name != NULL;
	     row++) {
		if (strcmp(row->platform, where) == 0 &&
		    matches(row->name, name))
			return true;
	}
	return false;
}
