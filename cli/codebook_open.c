#include "cli/codebook_open.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/data_path.h"

const char *
cli_codebook_path(const struct cli_context *context)
{
	/* the main thread asks, and gets the same answer each time */
	static char found[PATH_MAX];
	const char *given = getenv("GALATEA_CODEBOOK");

	if (context->codebook != NULL)
		return context->codebook;
	if (given != NULL && given[0] != '\0')
		return given;
	(void)cli_data_path(
	    found, sizeof(found), "codebook", "classify/codebook");
	return found;
}

/* The manifests of a codebook folder: beside it, or where the source tree
 * has them. Returns whether they are there; the path is in out. */
static bool
find_communities(char *out, size_t size, const char *codebook)
{
	static const char *const places[] = { "communities.json",
		"../../corpora/communities.json" };

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		int n = snprintf(out, size, "%s/%s", codebook, places[i]);

		if (n > 0 && (size_t)n < size && access(out, R_OK) == 0)
			return true;
	}
	return false;
}

enum gal_status
cli_codebook_open(struct gal_codebook **out, struct cli_context *context)
{
	const char *path = cli_codebook_path(context);
	char communities[PATH_MAX];
	bool found = find_communities(communities, sizeof(communities), path);

	/* A copied codebook still needs to know the communities: without
	 * them most posts would be read as being about no AI. */
	if (!found)
		found = cli_data_path(communities, sizeof(communities),
		    "codebook/communities.json", "corpora/communities.json");
	return gal_codebook_load(
	    out, path, found ? communities : NULL, &context->err);
}

enum gal_status
cli_codebook_names(struct cli_codebook_names *out,
    const struct gal_codebook *book, struct gal_error *err)
{
	size_t codes = gal_codebook_code_count(book);
	size_t rules = gal_codebook_rule_count(book);
	size_t rungs = gal_codebook_rung_count(book);

	memset(out, 0, sizeof(*out));
	out->codes = calloc(codes + 1, sizeof(*out->codes));
	out->rules = calloc(rules + 1, sizeof(*out->rules));
	out->rungs = calloc(rungs + 1, sizeof(*out->rungs));
	if (out->codes == NULL || out->rules == NULL || out->rungs == NULL) {
		cli_codebook_names_free(out);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	for (size_t i = 0; i < codes; i++) {
		out->codes[i].name = gal_codebook_code(book, i);
		out->codes[i].description = gal_codebook_definition(book, i);
	}
	for (size_t i = 0; i < rules; i++) {
		struct gal_rule_info info = gal_codebook_rule(book, i);

		out->rules[i].name = info.id;
		out->rules[i].revision = info.revision;
		out->rules[i].code = info.code;
		out->rules[i].value = info.value;
	}
	for (size_t i = 0; i < rungs; i++)
		out->rungs[i] = gal_codebook_rung(book, i + 1);
	(void)snprintf(out->title, sizeof(out->title), "%s %s",
	    gal_codebook_name(book), gal_codebook_version(book));
	out->names.hash = gal_codebook_hash(book);
	out->names.name = out->title;
	out->names.codes = out->codes;
	out->names.code_count = codes;
	out->names.rules = out->rules;
	out->names.rule_count = rules;
	out->names.rungs = out->rungs;
	out->names.rung_count = rungs;
	return GAL_OK;
}

void
cli_codebook_names_free(struct cli_codebook_names *names)
{
	free(names->codes);
	free(names->rules);
	free(names->rungs);
	memset(names, 0, sizeof(*names));
}
