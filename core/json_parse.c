#include "core/json_parse.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdlib.h>

static _Thread_local bool ran_out;

static void *
allocate(size_t n)
{
	void *block = malloc(n);

	ran_out |= block == NULL;
	return block;
}

void
gal_json_watch_memory(void)
{
	cJSON_Hooks hooks = { allocate, free };

	cJSON_InitHooks(&hooks);
}

enum gal_status
gal_json_parse(cJSON **out, struct gal_str text, const char **end)
{
	const char *stop = text.data;

	ran_out = false;
	*out = cJSON_ParseWithLengthOpts(text.data, text.len, &stop, 0);
	if (end != NULL)
		*end = stop;
	if (*out != NULL)
		return GAL_OK;
	return ran_out ? GAL_NOMEM : GAL_FORMAT;
}
