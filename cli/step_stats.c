#include "cli/stats_database.h"
#include "cli/turns_reports.h"
#include "store/turns.h"

/* Half a minute at most for the permutations of dialogues. */
#define PERMUTED_WORDS 200000

static enum gal_status
keep_frame(void *payload, struct gal_frame *frame, struct gal_error *err)
{
	return cli_frames_add(payload, frame, err);
}

static enum gal_status
make_turns(struct cli_frames *out, struct cli_context *context,
    struct gal_store *store)
{
	struct gal_dialogue_options options;
	bool found = false;
	enum gal_status status =
	    gal_store_has_turns(&found, store, &context->err);

	if (status != GAL_OK || !found)
		return status;
	cli_verbose(context, "reports of dialogues");
	cli_turns_defaults(&options);
	options.permuted_words = PERMUTED_WORDS;
	return cli_turns_make(out, context, store, &options, NULL);
}

enum gal_status
cli_step_stats(struct cli_frames *out, struct cli_context *context,
    struct gal_store *store)
{
	struct cli_stats_options options;
	struct cli_stats_pass pass = { 0 };
	struct stats_database database;
	enum gal_status status;

	cli_stats_defaults(&options);
	status = stats_database_open(&database, &options, store, &context->err);
	if (status == GAL_OK)
		status = cli_stats_run(
		    &pass, &options, &database.source, &context->err);
	for (const struct gal_report *r = gal_reports;
	     r->name != NULL && status == GAL_OK; r++) {
		if ((r->flags & GAL_REPORT_BY_REQUEST) != 0)
			continue;
		cli_verbose(context, "report %s", r->name);
		status = gal_report_make(
		    r, pass.timeline, keep_frame, out, &context->err);
	}
	cli_stats_free(&pass);
	stats_database_close(&database);
	return status == GAL_OK ? make_turns(out, context, store) : status;
}
