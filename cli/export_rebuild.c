#include "cli/export_rebuild.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define PATH_LENGTH 4096

static const char page_word[] = "?page", folder_word[] = "?folder";

static const struct {
	const char *name;
	size_t at; /* offset of a bool in struct cli_export_request */
} switches[] = {
	{ "formula-guard", offsetof(struct cli_export_request, formula_guard) },
	{ "with-text", offsetof(struct cli_export_request, with_text) },
	{ "sequences", offsetof(struct cli_export_request, sequences) },
	{ "convokit", offsetof(struct cli_export_request, convokit) },
};
#define SWITCHES (sizeof(switches) / sizeof(switches[0]))

enum gal_status
cli_export_request_say(struct gal_buffer *out,
    const struct cli_export_request *request, bool page, struct gal_error *err)
{
	enum gal_status status =
	    gal_buffer_append_str(out, page ? page_word : folder_word, err);

	for (size_t i = 0; status == GAL_OK && i < SWITCHES; i++) {
		if (*(const bool *)((const char *)request + switches[i].at))
			status = gal_buffer_printf(
			    out, err, "+%s", switches[i].name);
	}
	for (size_t i = 0; status == GAL_OK && i < request->only_count; i++)
		status =
		    gal_buffer_printf(out, err, "+%s", request->only[i]->name);
	return status;
}

static bool
take_word(struct cli_export_request *out, const char *word)
{
	const struct gal_exporter *kind = gal_exporter_find(word);

	for (size_t i = 0; i < SWITCHES; i++) {
		if (strcmp(word, switches[i].name) != 0)
			continue;
		*(bool *)(void *)((char *)out + switches[i].at) = true;
		return true;
	}
	if (kind == NULL || out->only_count == CLI_EXPORTERS_MAX)
		return false;
	out->only[out->only_count++] = kind;
	return true;
}

static bool
request_parse(struct cli_export_request *out, bool *page, const char *said)
{
	char text[512];
	char *rest = NULL, *word;

	memset(out, 0, sizeof(*out));
	if (snprintf(text, sizeof(text), "%s", said) >= (int)sizeof(text))
		return false;
	word = strtok_r(text, "+", &rest);
	*page = word != NULL && strcmp(word, page_word) == 0;
	if (word == NULL || (!*page && strcmp(word, folder_word) != 0))
		return false;
	while ((word = strtok_r(NULL, "+", &rest)) != NULL) {
		if (!take_word(out, word))
			return false;
	}
	return true;
}

void
cli_rebuild_free(struct cli_rebuild *rebuild)
{
	cli_frames_free(&rebuild->frames);
	gal_store_close(rebuild->store);
	memset(rebuild, 0, sizeof(*rebuild));
}

static enum gal_status
compute(struct cli_rebuild *rebuild, struct cli_context *context)
{
	enum gal_status status;

	if (rebuild->store != NULL)
		return GAL_OK;
	status = gal_store_open(
	    &rebuild->store, context->database, GAL_STORE_READ, &context->err);
	if (status == GAL_OK)
		status = gal_store_snapshot(rebuild->store, &context->err);
	return status == GAL_OK
	    ? cli_step_stats(&rebuild->frames, context, rebuild->store)
	    : status;
}

enum gal_status
cli_rebuild_export(struct cli_rebuild *rebuild, struct cli_context *context,
    const char *word, const char *path)
{
	struct cli_export_request request;
	const char *slash = strrchr(path, '/');
	char folder[PATH_LENGTH];
	bool page = false;
	enum gal_status status;

	if (!request_parse(&request, &page, word) ||
	    snprintf(folder, sizeof(folder), "%.*s",
		slash != NULL ? (int)(slash - path) : 1,
		slash != NULL ? path : ".") >= (int)sizeof(folder))
		return gal_fail(&context->err, GAL_ARGUMENT,
		    "how an export was made is not known to this version");
	status = compute(rebuild, context);
	if (status != GAL_OK)
		return status;
	return page ? cli_export_page(context, rebuild->store, &rebuild->frames,
			  &request, path)
		    : cli_export(context, rebuild->store, &rebuild->frames,
			  &request, folder);
}
