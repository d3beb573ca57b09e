/* How a reader is told what to read, and how that is written down. */
#include "ingest/map.h"
#include "ingest/reader_internal.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES_DEFAULT ((size_t)1 << 20)
/* Raise when the same bytes come to give other posts: a resume under the old
 * number is refused by whoever compares settings. */
#define READER_VERSION 3

/* The host that the folder of a path is named after, "" if it is
 * none: a host has a dot within its name. */
static struct gal_str
host_of_folder(const char *path)
{
	const char *end = strrchr(path, '/');
	const char *start = end;

	if (end == NULL)
		return GAL_STR("");
	while (start > path && start[-1] != '/')
		start--;
	if (start[0] == '.' ||
	    memchr(start, '.', (size_t)(end - start)) == NULL)
		return GAL_STR("");
	return (struct gal_str){ start, (size_t)(end - start) };
}

/* A dump of Stack Exchange says its site only in the name of its folder, in
 * which one may stand. */
static enum gal_status
site_of_path(char **out, const char *path, struct gal_error *err)
{
	struct gal_str host = host_of_folder(path);
	char *whole = host.len == 0 ? realpath(path, NULL) : NULL;

	if (whole != NULL)
		host = host_of_folder(whole);
	*out = strndup(host.data, host.len);
	free(whole);
	return *out != NULL ? GAL_OK
			    : gal_fail(err, GAL_NOMEM, "out of memory");
}

static enum gal_status
check_map(const char *text, struct gal_error *err)
{
	struct gal_map map;
	enum gal_status status = gal_map_parse(&map, text, err);

	if (status == GAL_OK)
		gal_map_free(&map);
	return status;
}

enum gal_status
gal_reader_take_options(struct gal_reader *self, const char *path,
    const struct gal_reader_options *options, struct gal_error *err)
{
	struct gal_settings *settings = &self->settings;
	enum gal_status status = GAL_OK;

	if (options->key == NULL)
		return gal_fail(err, GAL_KEY, "no project key given");
	if (options->format != NULL && gal_format_find(options->format) == NULL)
		return gal_fail(err, GAL_ARGUMENT,
		    "\"%s\" is no format; see galatea ingest --help",
		    options->format);
	settings->key = *options->key;
	settings->keep_deleted_later = options->keep_deleted_later;
	settings->seal_ids = options->seal_ids;
	if (options->seal_ids)
		gal_seal_make(&settings->seal, options->key);
	settings->block_bytes = options->block_bytes > 0 ? options->block_bytes
							 : BLOCK_BYTES_DEFAULT;
	if (settings->block_bytes > GAL_RECORD_MAX)
		settings->block_bytes = GAL_RECORD_MAX;
	settings->selection = options->selection;
	if (settings->selection == NULL) {
		status = gal_selection_new(&settings->own_selection, err);
		settings->selection = settings->own_selection;
	}
	if (status == GAL_OK && options->map != NULL) {
		settings->map = strdup(options->map);
		if (settings->map == NULL)
			status = gal_fail(err, GAL_NOMEM, "out of memory");
		else
			status = check_map(options->map, err);
	}
	if (status == GAL_OK) {
		settings->scope =
		    strdup(options->scope != NULL ? options->scope : "");
		if (settings->scope == NULL)
			status = gal_fail(err, GAL_NOMEM, "out of memory");
	}
	if (status == GAL_OK)
		status = site_of_path(&settings->site, path, err);
	self->format_wanted = options->format;
	self->start = options->resume;
	return status;
}

static enum gal_status
describe_text(struct gal_buffer *out, const char *key, const char *text,
    struct gal_error *err)
{
	enum gal_status status;

	if (text == NULL)
		return gal_buffer_printf(out, err, ",\"%s\":null", key);
	status = gal_buffer_printf(out, err, ",\"%s\":\"", key);
	for (; *text != '\0' && status == GAL_OK; text++) {
		unsigned char c = (unsigned char)*text;

		status = c < 0x20 || c == '"' || c == '\\'
		    ? gal_buffer_printf(out, err, "\\u%04x", c)
		    : gal_buffer_append(out, text, 1, err);
	}
	if (status == GAL_OK)
		status = gal_buffer_append_str(out, "\"", err);
	return status;
}

/* The scope may be a person's name: it is told with the key only. */
static enum gal_status
describe_scope(struct gal_buffer *out, const struct gal_reader_options *options,
    struct gal_error *err)
{
	struct gal_pseudonym sealed;
	enum gal_status status;
	char hex[33];

	if (options->scope == NULL || options->scope[0] == '\0')
		return describe_text(out, "scope", options->scope, err);
	status = gal_pseudonym_make(&sealed, options->key, GAL_PLATFORM_GENERIC,
	    gal_str_of(options->scope), err);
	if (status != GAL_OK)
		return status;
	gal_pseudonym_hex(&sealed, hex);
	return describe_text(out, "scope", hex, err);
}

enum gal_status
gal_reader_options_describe(const struct gal_reader_options *options,
    struct gal_buffer *out, struct gal_error *err)
{
	enum gal_status status;

	status = gal_buffer_printf(out, err,
	    "{\"reader\":%d,\"keep_deleted_later\":%s", READER_VERSION,
	    options->keep_deleted_later ? "true" : "false");
	if (status == GAL_OK)
		status = describe_text(out, "format", options->format, err);
	if (status == GAL_OK)
		status = describe_text(out, "map", options->map, err);
	if (status == GAL_OK)
		status = describe_scope(out, options, err);
	if (status == GAL_OK)
		status = gal_buffer_append_str(out, ",\"select\":", err);
	if (status == GAL_OK && options->selection != NULL)
		status = gal_selection_describe(
		    options->selection, options->key, out, err);
	else if (status == GAL_OK)
		status = gal_buffer_append_str(out, "null", err);
	if (status == GAL_OK)
		status = gal_buffer_append_str(out, "}", err);
	return status;
}
