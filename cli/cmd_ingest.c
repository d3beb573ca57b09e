#include <stdio.h>

#include "cli/ingest_job.h"
#include "cli/output.h"

static int
run_ingest(struct cli_context *context)
{
	struct ingest_job job;
	struct cli_frames frames = { 0 };
	enum gal_status status = ingest_job_init(&job, &context->err);
	int id = 0, code = CLI_FAILED;

	while (status == GAL_OK && (id = cli_next_option(context)) > 0)
		status = ingest_job_option(&job, context, id);
	if (status != GAL_OK)
		code = cli_report_error(context);
	else if (id < 0)
		code = CLI_USAGE;
	else
		code = ingest_job_run(&job, context, &frames);
	if (frames.count > 0 && context->verbosity >= 0) {
		int printed = cli_print_frames(context,
		    (const struct gal_frame *const *)frames.items,
		    frames.count);

		code = printed != CLI_DONE ? printed : code;
	}
	cli_frames_free(&frames);
	ingest_job_free(&job);
	return code;
}

static const struct cli_option options[] = { INGEST_OPTIONS,
	{ 0, NULL, NULL, NULL } };

const struct cli_command cmd_ingest = {
	.name = "ingest",
	.summary = "read archives into the database and tag their posts",
	.synopsis = "[-d FILE] [OPTION…] ARCHIVE…",
	.description =
	    "Read archives (zstd, gzip, bzip2, xz, zip, tar or plain; \"-\" "
	    "is\n"
	    "stdin) into the database, replace user names by keyed "
	    "pseudonyms,\ntag every post with the codebook and index its "
	    "words.\n\n"
	    "A file that was interrupted goes on where it last committed "
	    "when\nthe same command is given again; a file that was read "
	    "under the\nsame settings is not read twice (--again does).\n"
	    "Of several copies of a post the newest counts; what an author\n"
	    "deleted stays deleted, in whatever order files come.\n\n"
	    "The summary says for each file: read = inserted + replaced + "
	    "older +\nidentical + purged + skipped.",
	.examples =
	    "  galatea ingest -d study.db RC_2024-01.zst --community replika\n"
	    "  galatea ingest --preflight RC_2024-*.zst\n"
	    "  galatea ingest --dry-run --stop-after 1000 posts.ndjson\n"
	    "  zcat posts.gz | galatea ingest -d study.db --format json -",
	.options = options,
	.run = run_ingest,
};
