/* What the names of codes, rungs and communities mean in a database. */
#include <stdlib.h>
#include <string.h>

#include "cli/query_request.h"

/* "dependency" takes "dependency.salience"; "bond.love" only itself. */
static bool
code_matches(const char *code, const char *name)
{
	size_t n = strlen(name);

	return strncmp(code, name, n) == 0 &&
	    (code[n] == '\0' || code[n] == '.');
}

/* Append the indexes of the codes of a name; they form group `group`. */
static enum gal_status
resolve_code(struct cli_query_request *r, const char *name, uint16_t *out,
    uint16_t *groups, size_t *count, uint16_t group)
{
	const struct gal_store_codebook *book = gal_store_codebook(r->store);
	struct gal_error *err = &r->context->err;
	size_t before = *count;

	if (book->hash[0] == '\0')
		return gal_fail(err, GAL_NOT_FOUND,
		    "no post has been tagged yet: run 'galatea classify' "
		    "first");
	for (size_t i = 0; i < book->code_count; i++) {
		if (!code_matches(book->codes[i].name, name))
			continue;
		if (*count == CLI_QUERY_NAMES_MAX)
			return gal_fail(
			    err, GAL_ARGUMENT, "too many codes at once");
		if (groups != NULL)
			groups[*count] = group;
		out[(*count)++] = (uint16_t)i;
	}
	if (*count > before)
		return GAL_OK;
	return gal_fail(err, GAL_ARGUMENT,
	    "no code or family '%s' in the codebook of this database; "
	    "'galatea query --facet code' lists those found",
	    name);
}

static enum gal_status
resolve_stage(struct cli_query_request *r, const char *name)
{
	const struct gal_store_codebook *book = gal_store_codebook(r->store);
	char *end = NULL;
	long number = strtol(name, &end, 10);

	if (strcmp(name, "none") == 0) {
		r->query.stages |= 1;
		return GAL_OK;
	}
	for (size_t i = 0; i < book->rung_count && i < 31; i++) {
		if (strcmp(book->rungs[i], name) == 0 ||
		    (*end == '\0' && number == (long)i + 1)) {
			r->query.stages |= 2u << i;
			return GAL_OK;
		}
	}
	return gal_fail(&r->context->err, GAL_ARGUMENT,
	    "no rung '%s' in the codebook of this database", name);
}

enum gal_status
cli_query_resolve(struct cli_query_request *r)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; i < r->code_name_count && status == GAL_OK; i++)
		status = resolve_code(r, r->code_names[i], r->codes, r->groups,
		    &r->query.code_count, (uint16_t)i);
	for (size_t i = 0; i < r->no_code_name_count && status == GAL_OK; i++)
		status = resolve_code(r, r->no_code_names[i], r->absent, NULL,
		    &r->query.absent_count, 0);
	for (size_t i = 0; i < r->stage_name_count && status == GAL_OK; i++)
		status = resolve_stage(r, r->stage_names[i]);
	for (size_t i = 0; i < r->community_name_count && status == GAL_OK; i++)
		status = gal_store_find_communities(&r->community_ids, r->store,
		    gal_str_of(r->community_names[i]), &r->context->err);
	r->query.codes = r->codes;
	r->query.code_groups = r->groups;
	r->query.absent = r->absent;
	if (r->community_name_count > 0) {
		r->query.communities = (const void *)r->community_ids.data;
		r->query.community_count =
		    r->community_ids.len / sizeof(int64_t);
	}
	return status;
}
