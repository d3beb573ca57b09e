/*
 * What `galatea run` does after ingest, as functions that the single commands
 * share:
 *
 *   database ─► cli_step_stats() ─► frames ─► cli_step_export() ─► DIR
 *
 * Each prints nothing but verbose messages, writes faults into context->err
 * and returns their status. The database is open for reading.
 */
#ifndef GALATEA_CLI_STEPS_H
#define GALATEA_CLI_STEPS_H

#include "cli/command.h"
#include "core/frame.h"
#include "store/store.h"

/* Frames on their way from the statistics to the exports; owned here. */
struct cli_frames {
	struct gal_frame **items;
	size_t count;
	size_t capacity;
};

/* Takes ownership of the frame, also on failure (NOMEM). */
GAL_MUST_USE enum gal_status cli_frames_add(
    struct cli_frames *frames, struct gal_frame *frame, struct gal_error *err);
void cli_frames_free(struct cli_frames *frames);

/* Every statistic of the standard report, with the reasons for those that
 * the data cannot carry. Owner: cmd_stats. */
GAL_MUST_USE enum gal_status cli_step_stats(struct cli_frames *out,
    struct cli_context *context, struct gal_store *store);

/* Tables, charts, notebooks and the report into `directory`, which exists.
 * Owner: cmd_export. */
GAL_MUST_USE enum gal_status cli_step_export(struct cli_context *context,
    struct gal_store *store, const struct cli_frames *frames,
    const char *directory);

#endif
