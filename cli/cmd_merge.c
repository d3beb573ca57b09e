#include <stdio.h>

#include "cli/key_open.h"
#include "cli/output.h"
#include "store/upkeep.h"

enum option_id { OPTION_OPTIMIZE = 500 };

static enum gal_status
put_row(struct gal_frame *frame, const char *name,
    const struct gal_store_counts *counts, struct gal_error *err)
{
	const uint64_t numbers[] = { counts->inserted, counts->replaced,
		counts->older, counts->identical, counts->purged };
	enum gal_status status = gal_frame_text(frame, name, err);

	for (size_t i = 0; status == GAL_OK && i < 5; i++)
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
		    *out, "database", GAL_CELL_TEXT, "", "as given", err);
	for (size_t i = 0; status == GAL_OK && i < 5; i++)
		status = gal_frame_column(*out, names[i], GAL_CELL_INT, "posts",
		    "as in galatea ingest", err);
	return status;
}

/* frame NULL: only what is buried. */
static enum gal_status
merge_one(struct cli_context *context, struct cli_veil *veil,
    struct gal_store *into, const char *path, struct gal_frame *frame)
{
	struct gal_error *err = &context->err;
	struct gal_store_counts counts = { 0 };
	struct gal_store *from = NULL;
	enum gal_status status =
	    gal_store_open(&from, path, GAL_STORE_READ, err);

	if (status == GAL_OK)
		status = cli_veil_store(veil, context, into, from, path);
	if (status == GAL_OK && frame == NULL)
		status = gal_store_merge_tombstones(into, from, err);
	else if (status == GAL_OK)
		status = gal_store_merge(into, from, &counts, err);
	if (status == GAL_OK && frame != NULL)
		status = put_row(frame, path, &counts, err);
	if (status != GAL_OK)
		gal_error_place(err, path);
	gal_store_close(from);
	return status;
}

static int
run_merge(struct cli_context *context)
{
	struct gal_store *into = NULL;
	struct gal_frame *frame = NULL;
	struct cli_veil veil = { .tried = false };
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
		status = gal_store_open(
		    &into, context->database, GAL_STORE_CREATE, err);
	if (status == GAL_OK)
		status = cli_veil_store(
		    &veil, context, into, into, context->database);
	for (int i = 0; status == GAL_OK && i < context->argc; i++)
		status =
		    merge_one(context, &veil, into, context->argv[i], NULL);
	for (int i = 0; status == GAL_OK && i < context->argc; i++)
		status =
		    merge_one(context, &veil, into, context->argv[i], frame);
	if (status == GAL_OK)
		status = gal_store_finish(into, optimize, err);
	if (status != GAL_OK)
		code = cli_report_error(context);
	else if (context->verbosity >= 0)
		code = cli_print_frames(
		    context, (const struct gal_frame *const *)&frame, 1);
	gal_store_close(into);
	cli_veil_forget(&veil);
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
	    "key (--key, "
	    "or galatea.key\nbeside FILE) is needed then.",
	.examples = "  galatea merge -d all.db january.db february.db",
	.options = options,
	.run = run_merge,
};
