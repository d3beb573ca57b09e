/*
 * The answers of `galatea query`: posts as a concordance for people or as
 * rows, counts and facets as frames.
 */
#ifndef GALATEA_CLI_QUERY_PRINT_H
#define GALATEA_CLI_QUERY_PRINT_H

#include "cli/command.h"
#include "store/query.h"

/* How to show posts. */
struct cli_query_view {
	size_t context;	 /* characters on each side of the match */
	bool whole_text; /* the post in full instead */
};

/* Print the posts the query finds. *printed is how many; *more whether the
 * limit held some back; *capped as in gal_query_hit. */
int cli_query_posts(struct cli_context *context, struct gal_store *store,
    struct gal_query *query, const struct cli_query_view *view,
    uint64_t *printed, bool *more, bool *capped);

/* One row: posts, authors, and the rate per 1,000 of the posts that the
 * query would find without its words and codes. */
int cli_query_count(struct cli_context *context, struct gal_store *store,
    const struct gal_query *query);

/* One frame per facet, with rates if asked. */
int cli_query_facets(struct cli_context *context, struct gal_store *store,
    const struct gal_query *query, const enum gal_query_facet *facets, size_t n,
    bool rates);

#endif
