#include "cli/settings_difference.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <string.h>

/* What stands in the selection stands beside the rest. */
#define SELECTION "select"

static const cJSON *
find(const cJSON *settings, const char *name)
{
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(settings, name);

	return value != NULL
	    ? value
	    : cJSON_GetObjectItemCaseSensitive(
		  cJSON_GetObjectItemCaseSensitive(settings, SELECTION), name);
}

static enum gal_status
append(struct gal_buffer *out, const char *name, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	if (out->len > 0)
		status = gal_buffer_append_str(out, ", ", err);
	return status == GAL_OK ? gal_buffer_append_str(out, name, err)
				: status;
}

/* Those of `object` that `other` lacks or, unless only_absent, has otherwise.
 */
static enum gal_status
compare(struct gal_buffer *out, const cJSON *object, const cJSON *other,
    bool only_absent, struct gal_error *err)
{
	const cJSON *value;
	enum gal_status status = GAL_OK;

	cJSON_ArrayForEach(value, object)
	{
		const cJSON *there = find(other, value->string);

		if (status != GAL_OK)
			break;
		if (strcmp(value->string, SELECTION) == 0)
			status = compare(out, value, other, only_absent, err);
		else if (there == NULL ||
		    (!only_absent && !cJSON_Compare(value, there, true)))
			status = append(out, value->string, err);
	}
	return status;
}

enum gal_status
settings_difference(struct gal_buffer *out, const char *before, const char *now,
    struct gal_error *err)
{
	cJSON *a = cJSON_Parse(before), *b = cJSON_Parse(now);
	enum gal_status status = GAL_OK;

	if (cJSON_IsObject(a) && cJSON_IsObject(b)) {
		status = compare(out, a, b, false, err);
		if (status == GAL_OK)
			status = compare(out, b, a, true, err);
	}
	cJSON_Delete(a);
	cJSON_Delete(b);
	return status;
}
