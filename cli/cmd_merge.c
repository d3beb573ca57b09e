#include <stdio.h>
#include <unistd.h>

#include "cli/key_open.h"
#include "cli/output.h"
#include "store/build.h"
#include "store/upkeep.h"

enum option_id { OPTION_OPTIMIZE = 500 };

/* Databases that are read together; more go in rounds. */
#define AT_ONCE_MAX 64

static enum gal_status
put_row(struct gal_frame *frame, size_t databases,
    const struct gal_store_counts *counts, struct gal_error *err)
{
	const uint64_t numbers[] = { databases, counts->inserted,
		counts->replaced, counts->older, counts->identical,
		counts->purged };
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < 6; i++)
		status = gal_frame_int(frame, (int64_t)numbers[i], err);
	return status;
}

static enum gal_status
make_frame(struct gal_frame **out, struct gal_error *err)
{
	static const char *const names[] = { "inserted", "replaced", "older",
		"identical", "purged" };
	enum gal_status status =
	    gal_frame_new(out, "merged", "Databases joined", err);

	if (status == GAL_OK)
		status = gal_frame_column(
		    *out, "databases", GAL_CELL_INT, "", "read together", err);
	for (size_t i = 0; status == GAL_OK && i < 5; i++)
		status = gal_frame_column(*out, names[i], GAL_CELL_INT, "posts",
		    "as in galatea ingest", err);
	return status;
}

static enum gal_status
bury_one(struct cli_context *context, struct cli_veil *veil,
    struct gal_store *into, const char *path)
{
	struct gal_error *err = &context->err;
	struct gal_store *from = NULL;
	enum gal_status status =
	    gal_store_open(&from, path, GAL_STORE_READ, err);

	if (status == GAL_OK)
		status = cli_veil_store(veil, context, into, from, path);
	if (status == GAL_OK)
		status = gal_store_merge_tombstones(into, from, err);
	if (status != GAL_OK)
		gal_error_place(err, path);
	gal_store_close(from);
	return status;
}

static enum gal_status
merge_round(struct gal_store *into, char *const *paths, size_t n,
    struct gal_frame *frame, struct gal_error *err)
{
	struct gal_store *from[AT_ONCE_MAX] = { NULL };
	struct gal_store_counts counts = { 0 };
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < n; i++)
		status =
		    gal_store_open(&from[i], paths[i], GAL_STORE_READ, err);
	if (status == GAL_OK)
		status = gal_store_merge(into, from, n, &counts, err);
	if (status == GAL_OK)
		status = put_row(frame, n, &counts, err);
	for (size_t i = 0; i < n; i++)
		gal_store_close(from[i]);
	return status;
}

/* What any of them has buried first, then their posts. */
static enum gal_status
merge_all(struct cli_context *context, struct cli_veil *veil,
    struct gal_store *into, bool optimize, struct gal_frame *frame)
{
	struct gal_error *err = &context->err;
	size_t n = (size_t)context->argc;
	enum gal_status status =
	    cli_veil_store(veil, context, into, into, context->database);

	for (size_t i = 0; status == GAL_OK && i < n; i++)
		status = bury_one(context, veil, into, context->argv[i]);
	for (size_t i = 0; status == GAL_OK && i < n; i += AT_ONCE_MAX)
		status = merge_round(into, context->argv + i,
		    n - i < AT_ONCE_MAX ? n - i : AT_ONCE_MAX, frame, err);
	return status == GAL_OK ? gal_store_finish(into, optimize, err)
				: status;
}

/* A database that is there keeps what is committed; a new one is made whole
 * or not at all. */
static enum gal_status
merge(struct cli_context *context, bool optimize, struct gal_frame *frame)
{
	struct gal_store_build build = GAL_STORE_BUILD_NONE;
	struct cli_veil veil = { .tried = false }; /* outlives the store */
	struct gal_store *into = NULL;
	struct gal_error *err = &context->err;
	enum gal_status status;

	if (access(context->database, F_OK) != 0) {
		status = gal_store_build_begin(&build, context->database, err);
		if (status == GAL_OK)
			status = merge_all(
			    context, &veil, build.store, optimize, frame);
		status =
		    gal_store_build_end(&build, context->database, status, err);
	} else {
		status = gal_store_open(
		    &into, context->database, GAL_STORE_WRITE, err);
		if (status == GAL_OK)
			status =
			    merge_all(context, &veil, into, optimize, frame);
		gal_store_close(into);
	}
	cli_veil_forget(&veil);
	return status;
}

static int
run_merge(struct cli_context *context)
{
	struct gal_frame *frame = NULL;
	struct gal_error *err = &context->err;
	bool optimize = false;
	enum gal_status status;
	int id, code = CLI_DONE;

	while ((id = cli_next_option(context)) > 0)
		optimize = true;
	if (id < 0)
		return CLI_USAGE;
	if (context->argc == 0)
		return cli_usage_error(
		    context, "give at least one database to join");
	status = make_frame(&frame, err);
	if (status == GAL_OK)
		status = merge(context, optimize, frame);
	if (status != GAL_OK)
		code = cli_report_error(context);
	else if (context->verbosity >= 0)
		code = cli_print_frames(
		    context, (const struct gal_frame *const *)&frame, 1);
	gal_frame_free(frame);
	return code;
}

static const struct cli_option options[] = {
	{ OPTION_OPTIMIZE, "optimize", NULL,
	    "merge the search index fully at the end" },
	{ 0, NULL, NULL, NULL },
};

const struct cli_command cmd_merge = {
	.name = "merge",
	.summary = "join databases into one",
	.synopsis = "-d FILE DATABASE…",
	.description =
	    "Join the databases into FILE (made if there is none) by the same\n"
	    "rule by which copies of a post are joined, so that archives read "
	    "on\nseveral machines give the database that one machine would "
	    "have made.\nAll must have the same project key and codebook. What "
	    "one of them has\npurged is purged from the result; the project "
	    "key (--key, or galatea.key\nbeside FILE) is needed then. A new "
	    "FILE is written as FILE.part and gets\nits name when it is "
	    "whole: one that was cut off is made anew.",
	.examples = "  galatea merge -d all.db january.db february.db",
	.options = options,
	.run = run_merge,
};
