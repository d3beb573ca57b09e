/*
 * What one `galatea query` asks for: the command line, and what its names
 * mean in the database.
 */
#ifndef GALATEA_CLI_QUERY_REQUEST_H
#define GALATEA_CLI_QUERY_REQUEST_H

#include "cli/command.h"
#include "cli/query_print.h"

#define CLI_QUERY_TEXT_MAX ((size_t)1 << 20) /* of words, of names */
#define CLI_QUERY_NAMES_MAX 256

/* One invocation: options as they came, then what they mean here. */
struct cli_query_request {
	struct cli_context *context;
	struct gal_store *store;
	struct gal_query query;
	struct cli_query_view view;
	bool count;
	bool fts;
	bool explain;
	bool rates;
	enum gal_query_facet facets[GAL_FACET_COUNT];
	size_t facet_count;
	/* names that only the database can resolve; borrowed from argv */
	const char *code_names[CLI_QUERY_NAMES_MAX];
	size_t code_name_count;
	const char *no_code_names[CLI_QUERY_NAMES_MAX];
	size_t no_code_name_count;
	const char *stage_names[32];
	size_t stage_name_count;
	struct gal_buffer community_ids;
	const char *community_names[CLI_QUERY_NAMES_MAX];
	size_t community_name_count;
	/* resolved */
	uint16_t codes[CLI_QUERY_NAMES_MAX];
	uint16_t groups[CLI_QUERY_NAMES_MAX];
	uint16_t absent[CLI_QUERY_NAMES_MAX];
	struct gal_buffer match;
	size_t dropped;
};

extern const struct cli_option cli_query_options[];

/* NULL when out of memory. */
struct cli_query_request *cli_query_request_new(struct cli_context *context);
/* Closes the store, too. */
void cli_query_request_free(struct cli_query_request *r);
/* Read the options; CLI_DONE, or the exit code to leave with (said). */
int cli_query_read_options(struct cli_query_request *r);
/* The operands, joined by blanks, as an FTS5 expression. */
GAL_MUST_USE enum gal_status cli_query_read_words(struct cli_query_request *r);
/* Codes, rungs and communities by their names in the open store. */
GAL_MUST_USE enum gal_status cli_query_resolve(struct cli_query_request *r);

#endif
