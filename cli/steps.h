/*
 * What `galatea run` does after ingest, as functions that the single commands
 * share:
 *
 *   database ─► stats ─► frames ─► export ─► DIR
 *
 * A step prints nothing but verbose messages, writes faults into
 * context->err and returns their status.
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

/* The state that passes from step to step. */
struct cli_run {
	struct cli_context *context;
	struct gal_store *store;   /* open for reading */
	struct cli_frames *frames; /* results so far, first those of ingest */
	size_t ingest_frames;	   /* how many those are: said, not exported */
	const char *directory;	   /* where files go; it exists */
};

/*
 * One step of `run`; cli_steps[] (steps.c) lists them in their order and ends
 * with {NULL, NULL}:
 *   stats   adds every frame of the standard report, with the reasons for
 *           those that the data cannot carry
 *   export  writes tables, charts, notebooks and the report; what was read
 *           it takes from the database, which knows the archives of earlier
 *           runs too and no folder's name
 */
struct cli_step {
	const char *name;
	enum gal_status (*run)(struct cli_run *run); /* context->err */
};
extern const struct cli_step cli_steps[];

/* The work of the steps, for the commands of the same names too. */
GAL_MUST_USE enum gal_status cli_step_stats(struct cli_frames *out,
    struct cli_context *context, struct gal_store *store);
GAL_MUST_USE enum gal_status cli_step_export(struct cli_context *context,
    struct gal_store *store, const struct cli_frames *frames,
    const char *directory);

#endif
