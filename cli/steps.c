#include "cli/steps.h"

static enum gal_status
run_stats(struct cli_run *run)
{
	return cli_step_stats(run->frames, run->context, run->store);
}

static enum gal_status
run_export(struct cli_run *run)
{
	const struct cli_frames computed = {
		.items = run->frames->items + run->ingest_frames,
		.count = run->frames->count - run->ingest_frames,
	};

	return cli_step_export(
	    run->context, run->store, &computed, run->directory);
}

/* In the order of the work; each is given what those before it made. */
const struct cli_step cli_steps[] = {
	{ "stats", run_stats },
	{ "export", run_export },
	{ NULL, NULL },
};
