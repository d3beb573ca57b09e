#include "cli/command.h"
#include "cli/export_request.h"
#include "notebooks-export/export_report.h"

enum option_id { OPT_WITH_TEXT = 300 };

static const struct cli_option options[] = {
	{ 'o', "output", "FILE", "where to write (default report.html)" },
	{ OPT_WITH_TEXT, "with-text", NULL,
	    "also quoted examples: verbatim text leads back to people" },
	{ 0, NULL, NULL, NULL },
};

static int
run_report(struct cli_context *context)
{
	struct cli_export_request request = { 0 };
	struct cli_frames frames = { NULL, 0, 0 };
	struct gal_store *store = NULL;
	const char *path = "report.html";
	int id, code = CLI_DONE;

	while ((id = cli_next_option(context)) > 0) {
		if (id == 'o')
			path = context->value;
		else if (id == OPT_WITH_TEXT)
			request.with_text = true;
	}
	if (id < 0)
		return CLI_USAGE;
	if (context->argc > 0)
		return cli_usage_error(
		    context, "unexpected argument '%s'", context->argv[0]);
	if (!gal_report_has_charts())
		cli_message(context,
		    "built without Vega (Debian: libjs-vega): the report has "
		    "tables and no charts");
	if (gal_store_open(&store, context->database, GAL_STORE_READ,
		&context->err) != GAL_OK ||
	    gal_store_snapshot(store, &context->err) != GAL_OK ||
	    cli_step_stats(&frames, context, store) != GAL_OK ||
	    cli_export_page(context, store, &frames, &request, path) != GAL_OK)
		code = cli_report_error(context);
	else
		cli_message(context, "report: %s", path);
	cli_frames_free(&frames);
	gal_store_close(store);
	return code;
}

const struct cli_command cmd_report = {
	.name = "report",
	.summary = "write one HTML page that tells the findings",
	.synopsis = "[-d FILE] [-o FILE]",
	.description =
	    "Compute the statistics of a database and write them as one HTML "
	    "page that works\nfrom a file, without a network: what was read, "
	    "how good the tags are, the ladder\nover time, flows, incidence, "
	    "onset, benefit and dependency, materialization,\npersona "
	    "rupture, words, dialogues where there are any, limits and "
	    "methods. Aggregates only.",
	.examples = "  galatea report -d out/galatea.db -o findings.html",
	.options = options,
	.run = run_report,
};
