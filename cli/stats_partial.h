/*
 * Partial timelines (stats/partial.h): a database written as one, and any
 * number of them as a source of the ordered pass.
 */
#ifndef GALATEA_CLI_STATS_PARTIAL_H
#define GALATEA_CLI_STATS_PARTIAL_H

#include "cli/key_open.h"
#include "cli/stats_pass.h"
#include "stats/partial_merge.h"

/* Write the database's timelines to the file, whole or not at all. Errors:
 * UNDEFINED (nothing was classified), IO, FULL, those of the store. */
GAL_MUST_USE enum gal_status stats_partial_write(
    const char *path, struct gal_store *store, struct gal_error *err);

struct stats_combine {
	struct stats_source source; /* for cli_stats_run() */
	struct gal_partial **files; /* [file_count], owned */
	size_t file_count;
	FILE *parted; /* they are parts of it; NULL: of none; owned */
	struct gal_partial_pool pool; /* of files by name */
	struct gal_partial_merge *merge;
	struct gal_store_codebook book; /* names only */
	struct gal_store_code *codes;
	bool **wanted;	  /* [file_count][1 + communities]; NULL: all */
	bool moves_given; /* of the author being read */
	struct gal_move found[STATS_MOVES_MAX];
};

/* Takes the files, parts of `parted`, and that too. Close it also on failure,
 * and not before the pass is freed. */
GAL_MUST_USE enum gal_status stats_combine_open(struct stats_combine *out,
    const struct cli_stats_options *options, FILE *parted,
    struct gal_partial **files, size_t n, struct gal_error *err);
/* Open the files by name and combine them; `veil`, which must live as long, is
 * opened where they have buried posts. Sets context->err. */
GAL_MUST_USE enum gal_status stats_combine_paths(struct stats_combine *out,
    struct cli_veil *veil, struct cli_context *context,
    const struct cli_stats_options *options, char *const *paths, size_t n);
void stats_combine_close(struct stats_combine *combine);

#endif
