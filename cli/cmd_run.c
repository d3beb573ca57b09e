#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/findings.h"
#include "cli/ingest_job.h"

#define PATH_SIZE 4096

static enum gal_status
make_directory(const char *path, struct gal_error *err)
{
	struct stat st = { 0 };

	gal_error_place(err, path);
	if (mkdir(path, 0777) != 0 && errno != EEXIST)
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot make the directory");
	if (stat(path, &st) != 0 && errno != ENOENT) /* a link to nothing */
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot look at the directory");
	if (!S_ISDIR(st.st_mode))
		return gal_fail(err, GAL_ARGUMENT, "not a directory");
	gal_error_clear(err);
	return GAL_OK;
}

/* Statistics and exports over what the database holds now. */
static enum gal_status
finish(struct cli_context *context, const char *directory,
    struct cli_frames *frames)
{
	struct cli_run run = { context, NULL, frames, frames->count,
		directory };
	enum gal_status status = gal_store_open(
	    &run.store, context->database, GAL_STORE_READ, &context->err);

	for (size_t i = 0; status == GAL_OK && cli_steps[i].run != NULL; i++) {
		cli_verbose(context, "galatea run: %s", cli_steps[i].name);
		status = cli_steps[i].run(&run);
	}
	gal_store_close(run.store);
	return status;
}

static int
run_all(
    struct cli_context *context, struct ingest_job *job, const char *directory)
{
	char database[PATH_SIZE];
	struct cli_frames frames = { 0 };
	bool looks_only = job->dry_run || job->preflight;
	enum gal_status status = GAL_OK;
	int code;

	if (context->argc == 0)
		return cli_usage_error(context, "give at least one archive");
	if (!context->database_given) {
		int n = snprintf(
		    database, sizeof(database), "%s/galatea.db", directory);

		if (n < 0 || (size_t)n >= sizeof(database))
			return cli_usage_error(context, "path too long");
		context->database = database;
	}
	if (!looks_only)
		status = make_directory(directory, &context->err);
	if (status != GAL_OK)
		return cli_report_error(context);
	code = ingest_job_run(job, context, &frames);
	if ((code == CLI_DONE || code == CLI_DAMAGED) && !looks_only) {
		status = finish(context, directory, &frames);
		if (status != GAL_OK)
			code = cli_report_error(context);
	}
	if (frames.count > 0 && context->verbosity >= 0) {
		int printed = cli_print_findings(
		    context, &frames, looks_only ? NULL : directory);

		code = printed != CLI_DONE ? printed : code;
	}
	cli_frames_free(&frames);
	return code;
}

static int
run_run(struct cli_context *context)
{
	struct ingest_job job;
	const char *directory = NULL;
	enum gal_status status = ingest_job_init(&job, &context->err);
	int id = 0, code = CLI_FAILED;

	while (status == GAL_OK && (id = cli_next_option(context)) > 0) {
		if (id == 'o')
			directory = context->value;
		else
			status = ingest_job_option(&job, context, id);
	}
	if (status != GAL_OK)
		code = cli_report_error(context);
	else if (id < 0)
		code = CLI_USAGE;
	else if (directory == NULL)
		code = cli_usage_error(
		    context, "say where the results go: -o DIR");
	else
		code = run_all(context, &job, directory);
	ingest_job_free(&job);
	return code;
}

static const struct cli_option options[] = {
	{ 'o', "output", "DIR", "where database and results go" },
	INGEST_OPTIONS,
	{ 0, NULL, NULL, NULL },
};

const struct cli_command cmd_run = {
	.name = "run",
	.summary = "the whole way: archives in, findings out",
	.synopsis = "ARCHIVE… -o DIR [OPTION…]",
	.description =
	    "Read archives, tag every post, compute the statistics and write\n"
	    "tables, charts, notebooks and a report into DIR. What a person "
	    "reads\n"
	    "first is printed; -v prints every table whole. The database is\n"
	    "DIR/galatea.db unless -d names another, the project key "
	    "galatea.key\nbeside it unless --key does. The same command again "
	    "goes on where an\ninterrupted one ended and reads only files that "
	    "are new.",
	.examples =
	    "  galatea run RC_2024-*.zst --community replika -o replika\n"
	    "  galatea run posts.ndjson -o out --threads 4",
	.options = options,
	.run = run_run,
};
