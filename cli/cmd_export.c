#include <stdio.h>

#include "cli/command.h"
#include "cli/export_request.h"

enum option_id {
	OPT_ONLY = 300,
	OPT_FORMULA_GUARD,
	OPT_WITH_TEXT,
	OPT_SEQUENCES,
	OPT_CONVOKIT,
	OPT_LIST
};

static const struct cli_option options[] = {
	{ 'o', "output", "DIR", "where to write (default galatea-export)" },
	{ OPT_ONLY, "only", "KIND", "write this kind only; again: several" },
	{ OPT_LIST, "list", NULL, "list the kinds and exit" },
	{ OPT_FORMULA_GUARD, "formula-guard", NULL,
	    "CSV safe to open in a spreadsheet: ' before = + - @" },
	{ OPT_SEQUENCES, "sequences", NULL,
	    "also one row per author and observation, for R: personal data" },
	{ OPT_CONVOKIT, "convokit", NULL,
	    "also every post as a ConvoKit utterance: personal data" },
	{ OPT_WITH_TEXT, "with-text", NULL,
	    "also quoted examples: verbatim text leads back to people" },
	{ 0, NULL, NULL, NULL },
};

static int
list_kinds(void)
{
	for (const struct gal_exporter *e = gal_exporters; e->name != NULL; e++)
		(void)printf("%-12s%s\n", e->name, e->summary);
	return CLI_DONE;
}

static int
add_kind(struct cli_context *context, struct cli_export_request *request)
{
	const struct gal_exporter *kind = gal_exporter_find(context->value);

	if (kind == NULL)
		return cli_usage_error(context,
		    "unknown kind '%s'; --list names them", context->value);
	for (size_t i = 0; i < request->only_count; i++) {
		if (request->only[i] == kind)
			return CLI_DONE;
	}
	request->only[request->only_count++] = kind;
	return CLI_DONE;
}

/* The statistics take time: they are left out where no kind prints them. */
static bool
needs_statistics(const struct cli_export_request *request)
{
	for (size_t i = 0; i < request->only_count; i++) {
		if (request->only[i]->of_frames)
			return true;
	}
	return request->only_count == 0;
}

static int
write_export(struct cli_context *context,
    const struct cli_export_request *request, const char *directory)
{
	struct cli_frames frames = { NULL, 0, 0 };
	struct gal_store *store = NULL;
	int code = CLI_DONE;

	if (gal_store_open(&store, context->database, GAL_STORE_READ,
		&context->err) != GAL_OK ||
	    gal_store_snapshot(store, &context->err) != GAL_OK ||
	    (needs_statistics(request) &&
		cli_step_stats(&frames, context, store) != GAL_OK) ||
	    cli_export(context, store, &frames, request, directory) != GAL_OK)
		code = cli_report_error(context);
	else
		cli_message(context, "exports: %s", directory);
	cli_frames_free(&frames);
	gal_store_close(store);
	return code;
}

static int
run_export(struct cli_context *context)
{
	struct cli_export_request request = { 0 };
	const char *directory = "galatea-export";
	int id, code;

	while ((id = cli_next_option(context)) > 0) {
		switch (id) {
		case 'o':
			directory = context->value;
			break;
		case OPT_ONLY:
			code = add_kind(context, &request);
			if (code != CLI_DONE)
				return code;
			break;
		case OPT_LIST:
			return list_kinds();
		case OPT_FORMULA_GUARD:
			request.formula_guard = true;
			break;
		case OPT_WITH_TEXT:
			request.with_text = true;
			break;
		case OPT_SEQUENCES:
			request.sequences = true;
			break;
		case OPT_CONVOKIT:
			request.convokit = true;
			break;
		default:
			break;
		}
	}
	if (id < 0)
		return CLI_USAGE;
	if (context->argc > 0)
		return cli_usage_error(
		    context, "unexpected argument '%s'", context->argv[0]);
	if (request.with_text)
		cli_message(context,
		    "--with-text: quotes lead back to their authors by any "
		    "search engine; share none unchanged");
	if (request.sequences)
		cli_message(context,
		    "--sequences: one row per author and observation is "
		    "personal data; keep it where the database is");
	if (request.convokit)
		cli_message(context,
		    "--convokit: one row per post is personal data; keep it "
		    "where the database is");
	return write_export(context, &request, directory);
}

const struct cli_command cmd_export = {
	.name = "export",
	.summary = "write tables, charts, notebooks and the report",
	.synopsis = "[-d FILE] [-o DIR] [--only KIND]…",
	.description =
	    "Compute the statistics of a database and write them into a "
	    "folder: tidy CSV and\nNDJSON with a JSON Schema each, Vega-Lite "
	    "specifications, gnuplot scripts, a\nJupyter notebook, an R "
	    "Markdown document, metadata for Datasette, and the report.\n"
	    "Aggregates only: no post, no author, no native id; counts that "
	    "rest on too few\nauthors are left out. Files are readable by "
	    "you alone.",
	.examples = "  galatea export -d out/galatea.db -o findings\n"
		    "  galatea export --only tables --formula-guard",
	.options = options,
	.run = run_export,
};
