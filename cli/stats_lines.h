/*
 * Lines of `galatea tag --timeline` as partial timelines: sorted in runs that
 * fit into memory, all in one temporary file (stats/partial.h).
 */
#ifndef GALATEA_CLI_STATS_LINES_H
#define GALATEA_CLI_STATS_LINES_H

#include "cli/stats_partial.h"

/*
 * Read the files ("-": stdin) and combine what they hold; book names the codes
 * and must outlive *out. Close *out also on failure. Errors: CODEBOOK and KEY
 * (lines of another codebook, of two keys), FORMAT with the line, IO, FULL.
 */
GAL_MUST_USE enum gal_status stats_lines_open(struct stats_combine *out,
    const struct cli_stats_options *options,
    const struct gal_store_codebook *book, char *const *paths, size_t n,
    struct gal_error *err);

#endif
