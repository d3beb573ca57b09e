#include <inttypes.h>
#include <stdio.h>

#include "cli/query_request.h"

static int
explain(struct cli_query_request *r)
{
	struct gal_buffer text = GAL_BUFFER(CLI_QUERY_TEXT_MAX);
	int code = CLI_DONE;

	if (gal_query_explain(&text, r->store, &r->query, &r->context->err) !=
	    GAL_OK) {
		code = cli_report_error(r->context);
	} else {
		(void)printf("words: %s\n%s",
		    r->query.match != NULL ? r->query.match : "(none)",
		    text.data);
	}
	gal_buffer_free(&text);
	return code;
}

static int
show_posts(struct cli_query_request *r)
{
	struct cli_context *context = r->context;
	uint64_t printed = 0;
	bool more = false, capped = false;
	int code = cli_query_posts(
	    context, r->store, &r->query, &r->view, &printed, &more, &capped);

	if (code != CLI_DONE)
		return code;
	if (printed == 0)
		cli_message(context,
		    "no post found; --explain says how the query was "
		    "understood, fewer words or filters find more");
	if (capped)
		cli_message(context,
		    "many posts match: the newest %d of them were ranked",
		    GAL_QUERY_RANK_CAP);
	if (more)
		cli_message(context,
		    "more posts match; next page: --offset %" PRIu64,
		    r->query.offset + printed);
	return CLI_DONE;
}

static int
answer(struct cli_query_request *r)
{
	if (r->dropped > 0)
		cli_message(r->context,
		    "left out what has no letter or digit: the index has "
		    "words only");
	if (r->explain)
		return explain(r);
	if (r->facet_count > 0)
		return cli_query_facets(r->context, r->store, &r->query,
		    r->facets, r->facet_count, r->rates);
	if (r->count)
		return cli_query_count(r->context, r->store, &r->query);
	return show_posts(r);
}

static int
run_query(struct cli_context *context)
{
	struct cli_query_request *r = cli_query_request_new(context);
	int code = CLI_FAILED;

	if (r == NULL) {
		(void)gal_fail(&context->err, GAL_NOMEM, "out of memory");
		return cli_report_error(context);
	}
	code = cli_query_read_options(r);
	if (code == CLI_DONE)
		code = cli_query_read_words(r) != GAL_OK ||
			gal_store_open(&r->store, context->database,
			    GAL_STORE_READ_PARTIAL, &context->err) != GAL_OK ||
			gal_store_snapshot(r->store, &context->err) != GAL_OK ||
			cli_query_resolve(r) != GAL_OK
		    ? cli_report_error(context)
		    : answer(r);
	cli_query_request_free(r);
	return code;
}

const struct cli_command cmd_query = {
	.name = "query",
	.summary = "search, read in context and count posts",
	.synopsis = "[-d FILE] [WORDS…] [FILTER…]",
	.description =
	    "Find posts by words and filters and show each match in its "
	    "context, best match\nfirst. Words are joined by AND; \"a "
	    "phrase\" stays together; OR between two words\ntakes either; "
	    "-word leaves out; compan* takes every ending; love NEAR lost "
	    "(or\nNEAR/3) wants them close. Any other punctuation is "
	    "harmless: don't, gpt-4o, a:b.\nQuote the whole ('love -ring') or "
	    "put -- first, or -ring is taken for an option.\nWith --fts the "
	    "words are an FTS5 "
	    "expression.\n\nA word that was found stands between * and *, a "
	    "tagged span between [ and ];\non a terminal they are coloured "
	    "unless NO_COLOR is set. Posts are shown with\ntheir text: this "
	    "is for reading on your machine, not for sharing.",
	.examples =
	    "  galatea query -d out/galatea.db love \"my replika\"\n"
	    "  galatea query lonely --code benefit --since 2024 --newest\n"
	    "  galatea query --code dependency --no-code benefit --count\n"
	    "  galatea query ring OR vows --facet month --rates --format csv",
	.options = cli_query_options,
	.run = run_query,
};
