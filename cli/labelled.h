/*
 * Labelled posts: an NDJSON file of posts and a TSV file of labels with a
 * header (id, stance, stage, codes, disputed, …), joined by id.
 */
#ifndef GALATEA_CLI_LABELLED_H
#define GALATEA_CLI_LABELLED_H

#include "classify/fit.h"
#include "cli/tag_input.h"

/* Called for each post that has labels. */
typedef enum gal_status (*cli_labelled_fn)(void *owner,
    const struct gal_input *input, const struct gal_fit_label *label,
    struct gal_error *err);

/* Read both files; posts without labels are passed over. Errors: IO,
 * FORMAT with file and line, those of the function. */
GAL_MUST_USE enum gal_status cli_read_labelled(const char *posts,
    const char *labels, cli_labelled_fn function, void *owner,
    struct gal_error *err);

#endif
