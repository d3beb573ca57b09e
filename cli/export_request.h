/*
 * What `galatea export` and `galatea report` write, and how: shared with the
 * last step of `galatea run`.
 */
#ifndef GALATEA_CLI_EXPORT_REQUEST_H
#define GALATEA_CLI_EXPORT_REQUEST_H

#include "cli/steps.h"
#include "notebooks-export/exporters.h"

#define CLI_EXPORTERS_MAX 16

/* Zero-initialised: every kind, aggregates only. */
struct cli_export_request {
	const struct gal_exporter *only[CLI_EXPORTERS_MAX];
	size_t only_count;
	bool formula_guard;
	bool with_text; /* quoted examples */
	bool sequences; /* one row per observation of each author */
	bool convokit;	/* one utterance per post */
};

/* Write the frames and what the database says of itself into directory,
 * which is made if need be. */
GAL_MUST_USE enum gal_status cli_export(struct cli_context *context,
    struct gal_store *store, const struct cli_frames *frames,
    const struct cli_export_request *request, const char *directory);

/* The report alone, into one file. */
GAL_MUST_USE enum gal_status cli_export_page(struct cli_context *context,
    struct gal_store *store, const struct cli_frames *frames,
    const struct cli_export_request *request, const char *path);

#endif
