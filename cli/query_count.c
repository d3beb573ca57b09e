/* How many posts a query finds, whole and by facet, with rates. */
#include <stdlib.h>
#include <string.h>

#include "cli/output.h"
#include "cli/query_print.h"

/* The posts among which the rate is counted: the same filters without words
 * and codes. */
static struct gal_query
base_of(const struct gal_query *query)
{
	struct gal_query base = *query;

	base.match = NULL;
	base.code_count = 0;
	base.absent_count = 0;
	base.stages = 0;
	return base;
}

static enum gal_status
add_rate(
    struct gal_frame *frame, int64_t part, int64_t whole, struct gal_error *err)
{
	return whole > 0
	    ? gal_frame_real(frame, 1000.0 * (double)part / (double)whole, err)
	    : gal_frame_missing(frame, err);
}

static enum gal_status
fill_count(struct gal_frame *frame, const struct gal_query_total *total,
    const struct gal_query_total *base, struct gal_error *err)
{
	enum gal_status status;

	status = gal_frame_column(
	    frame, "posts", GAL_CELL_INT, "posts", "posts found", err);
	if (status == GAL_OK)
		status = gal_frame_column(frame, "authors", GAL_CELL_INT,
		    "authors", "distinct authors of these", err);
	if (status == GAL_OK)
		status = gal_frame_column(frame, "per_1000", GAL_CELL_REAL,
		    "per 1,000 posts",
		    "posts found per 1,000 that the query finds without its "
		    "words, codes and stages",
		    err);
	if (status == GAL_OK)
		status = gal_frame_int(frame, total->posts, err);
	if (status == GAL_OK)
		status = gal_frame_int(frame, total->authors, err);
	return status == GAL_OK
	    ? add_rate(frame, total->posts, base->posts, err)
	    : status;
}

int
cli_query_count(struct cli_context *context, struct gal_store *store,
    const struct gal_query *query)
{
	struct gal_query base_query = base_of(query);
	struct gal_query_total total = { 0, 0 }, base = { 0, 0 };
	struct gal_frame *frame = NULL;
	struct gal_error *err = &context->err;
	enum gal_status status;
	int code;

	status = gal_query_count(&total, store, query, err);
	if (status == GAL_OK)
		status = gal_query_count(&base, store, &base_query, err);
	if (status == GAL_OK)
		status = gal_frame_new(&frame, "count", "", err);
	if (status == GAL_OK)
		status = fill_count(frame, &total, &base, err);
	code = status != GAL_OK
	    ? cli_report_error(context)
	    : cli_print_frames(
		  context, (const struct gal_frame *const *)&frame, 1);
	gal_frame_free(frame);
	return code;
}

/* The groups of the base, to look up a whole by its value. */
struct base_groups {
	struct {
		char *value;
		int64_t posts;
	} * groups;
	size_t count;
};

struct facet_rows {
	struct gal_frame *frame;
	const struct base_groups *base; /* NULL: no rates */
};

static enum gal_status
keep_base(void *self, const char *value, const struct gal_query_total *total,
    struct gal_error *err)
{
	struct base_groups *base = self;
	void *grown =
	    realloc(base->groups, (base->count + 1) * sizeof(base->groups[0]));
	size_t n = strlen(value) + 1;
	char *copy = malloc(n);

	if (grown != NULL)
		base->groups = grown;
	if (grown == NULL || copy == NULL) {
		free(copy);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	memcpy(copy, value, n);
	base->groups[base->count].value = copy;
	base->groups[base->count++].posts = total->posts;
	return GAL_OK;
}

static enum gal_status
add_facet_row(void *self, const char *value,
    const struct gal_query_total *total, struct gal_error *err)
{
	struct facet_rows *rows = self;
	int64_t whole = 0;
	enum gal_status status =
	    gal_frame_text(rows->frame, value[0] != '\0' ? value : NULL, err);

	if (status == GAL_OK)
		status = gal_frame_int(rows->frame, total->posts, err);
	if (status == GAL_OK)
		status = gal_frame_int(rows->frame, total->authors, err);
	if (status != GAL_OK || rows->base == NULL)
		return status;
	for (size_t i = 0; i < rows->base->count; i++) {
		if (strcmp(rows->base->groups[i].value, value) == 0)
			whole = rows->base->groups[i].posts;
	}
	return add_rate(rows->frame, total->posts, whole, err);
}

static enum gal_status
count_facet(struct gal_frame **out, struct gal_store *store,
    const struct gal_query *query, enum gal_query_facet facet, bool rates,
    struct gal_error *err)
{
	const char *name = gal_query_facet_name(facet);
	struct gal_query base_query = base_of(query);
	struct base_groups base = { NULL, 0 };
	struct facet_rows rows = { NULL, rates ? &base : NULL };
	enum gal_status status = gal_frame_new(out, name, "", err);

	if (status == GAL_OK)
		status = gal_frame_column(
		    *out, name, GAL_CELL_TEXT, "", "the group", err);
	if (status == GAL_OK)
		status = gal_frame_column(*out, "posts", GAL_CELL_INT, "posts",
		    "posts found in the group", err);
	if (status == GAL_OK)
		status = gal_frame_column(*out, "authors", GAL_CELL_INT,
		    "authors", "distinct authors of these", err);
	if (status == GAL_OK && rates)
		status = gal_frame_column(*out, "per_1000", GAL_CELL_REAL,
		    "per 1,000 posts",
		    "per 1,000 posts of the group without the words, codes "
		    "and stages",
		    err);
	if (status == GAL_OK && rates)
		status = gal_query_facets(
		    store, &base_query, facet, keep_base, &base, err);
	rows.frame = *out;
	if (status == GAL_OK)
		status = gal_query_facets(
		    store, query, facet, add_facet_row, &rows, err);
	for (size_t i = 0; i < base.count; i++)
		free(base.groups[i].value);
	free(base.groups);
	return status;
}

int
cli_query_facets(struct cli_context *context, struct gal_store *store,
    const struct gal_query *query, const enum gal_query_facet *facets, size_t n,
    bool rates)
{
	struct gal_frame *frames[GAL_FACET_COUNT] = { NULL };
	enum gal_status status = GAL_OK;
	int code;

	for (size_t i = 0; i < n && status == GAL_OK; i++)
		status = count_facet(
		    &frames[i], store, query, facets[i], rates, &context->err);
	code = status != GAL_OK
	    ? cli_report_error(context)
	    : cli_print_frames(
		  context, (const struct gal_frame *const *)frames, n);
	for (size_t i = 0; i < n; i++)
		gal_frame_free(frames[i]);
	return code;
}
