#include "classify/load_json.h"

#include <string.h>

#include "core/json_parse.h"

/* Line of the first `"text"` in the file: cJSON keeps no positions, and ids
 * are unique. */
static uint64_t
line_of(const struct gal_file *file, const char *text)
{
	size_t n = strlen(text);
	uint64_t line = 1;

	for (size_t i = 0; i + n + 1 < file->len; i++) {
		line += file->data[i] == '\n';
		if (file->data[i] == '"' && file->data[i + n + 1] == '"' &&
		    memcmp(file->data + i + 1, text, n) == 0)
			return line;
	}
	return 1;
}

enum gal_status
gal_file_fail(const struct gal_file *file, const char *id,
    struct gal_error *err, const char *what)
{
	gal_error_place(err, file->path);
	if (id != NULL)
		gal_error_line(err, line_of(file, id));
	return gal_fail(err, GAL_CODEBOOK, "%s%s%s", id == NULL ? "" : id,
	    id == NULL ? "" : ": ", what);
}

enum gal_status
gal_file_locate(enum gal_status st, const struct gal_file *file, const char *id,
    struct gal_error *err)
{
	if (st != GAL_OK && err != NULL && err->place[0] == '\0') {
		gal_error_place(err, file->path);
		gal_error_line(err, line_of(file, id));
	}
	return st;
}

enum gal_status
gal_file_parse(cJSON **out, const struct gal_file *file, struct gal_error *err)
{
	const char *end = NULL;
	uint64_t line = 1;

	if (gal_json_parse(out, (struct gal_str){ file->data, file->len },
		&end) == GAL_NOMEM) {
		gal_error_place(err, file->path);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	if (*out != NULL && cJSON_IsObject(*out))
		return GAL_OK;
	for (const char *p = file->data; end != NULL && p < end; p++)
		line += *p == '\n';
	gal_error_place(err, file->path);
	gal_error_line(err, line);
	cJSON_Delete(*out);
	*out = NULL;
	return gal_fail(err, GAL_CODEBOOK, "not a JSON object");
}

const char *
gal_json_string(const cJSON *object, const char *name)
{
	const char *text = cJSON_GetStringValue(
	    cJSON_GetObjectItemCaseSensitive(object, name));

	return text;
}

double
gal_json_number(const cJSON *object, const char *name, double otherwise)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

	return cJSON_IsNumber(item) ? item->valuedouble : otherwise;
}
