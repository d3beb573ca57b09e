#include "notebooks-export/asset.h"

#include <string.h>

struct gal_str
gal_asset(const char *name)
{
	for (const struct gal_asset_row *row = gal_asset_rows;
	     row->name != NULL; row++) {
		if (strcmp(row->name, name) == 0)
			return (struct gal_str){ row->start,
				(size_t)(row->end - row->start) };
	}
	return (struct gal_str){ NULL, 0 };
}
