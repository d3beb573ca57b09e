/*
 * Where the reading of one file stands: its row in the database, what earlier
 * runs counted of it, and where a new run goes on.
 */
#ifndef GALATEA_CLI_PIPELINE_CHECKPOINT_H
#define GALATEA_CLI_PIPELINE_CHECKPOINT_H

#include "ingest/reader.h"
#include "store/writer.h"

struct checkpoint {
	struct gal_store_file file;
	struct gal_tally before; /* what earlier runs read of the file */
};

/* What the database knows of a file. */
enum checkpoint_state {
	CHECKPOINT_NEW,	     /* to be entered and read from its start */
	CHECKPOINT_RESUMED,  /* read in part: go on at the place */
	CHECKPOINT_COMPLETE, /* read before: nothing to do */
};

/* Name the file at `path` ("-": stdin) that is read under `settings`; both are
 * borrowed. A regular file is known by size and fingerprint, a pipe never.
 * Errors: as gal_source_fingerprint(). */
GAL_MUST_USE enum gal_status checkpoint_identify(struct checkpoint *checkpoint,
    const char *path, const char *settings, struct gal_error *err);

/* Look the file up. RESUMED: *place is where to go on. RESUMED and COMPLETE:
 * checkpoint->before holds what was counted. `again`: read a complete file once
 * more; `restart`: begin an unfinished one from its start. Errors: ARGUMENT
 * (begun under other settings), those of the store. */
GAL_MUST_USE enum gal_status checkpoint_look_up(enum checkpoint_state *out,
    struct checkpoint *checkpoint, struct gal_place *place,
    struct gal_store *store, bool again, bool restart, struct gal_error *err);

/* Move to what this run has read so far; codec and format are borrowed. */
void checkpoint_advance(struct checkpoint *checkpoint,
    const struct gal_tally *run, const char *codec, const char *format);

/* Add counts and times of one run to another's (its faults are not). */
void checkpoint_add_tally(struct gal_tally *to, const struct gal_tally *from);

#endif
