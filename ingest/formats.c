#include "ingest/formats.h"
#include "ingest/format.h"

#include <string.h>

/* A new format: a file format_<name>.c, a line in formats.h and here. */
const struct gal_format *const gal_format_table[] = {
	&gal_format_reddit,
	&gal_format_reddit_json,
	&gal_format_stackexchange,
	&gal_format_discord,
	&gal_format_telegram,
	&gal_format_mbox,
	&gal_format_transcript,
	&gal_format_conversations,
	&gal_format_csv,
	&gal_format_ndjson,
	NULL,
};

const struct gal_format *
gal_format_find(const char *name)
{
	if (name == NULL)
		return NULL;
	for (size_t i = 0; gal_format_table[i] != NULL; i++) {
		if (strcmp(gal_format_table[i]->name, name) == 0)
			return gal_format_table[i];
	}
	return NULL;
}

bool
gal_format_info(size_t index, const char **name, const char **description)
{
	/* the table ends with NULL; asking on from there is a mistake */
	if (gal_format_table[index] == NULL)
		return false;
	*name = gal_format_table[index]->name;
	*description = gal_format_table[index]->description;
	return true;
}
