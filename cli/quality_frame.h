/*
 * How good the tags are: precision and recall of each code as the codebook
 * carries them (measures/<dimension>.tsv), for the report.
 */
#ifndef GALATEA_CLI_QUALITY_FRAME_H
#define GALATEA_CLI_QUALITY_FRAME_H

#include "cli/command.h"
#include "core/frame.h"
#include "store/store.h"

/*
 * Frame "tag_quality": code, measure, estimate, lower, upper, posts,
 * positive. Without rows, and with a note that says why, if the codebook in
 * use is not the one the posts were tagged with, or has no measures. Errors:
 * NOMEM, LIMIT.
 */
GAL_MUST_USE enum gal_status cli_quality_frame(struct gal_frame **out,
    struct cli_context *context, const struct gal_store *store);

#endif
