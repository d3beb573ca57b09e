/*
 * What the exports need beside the statistics: what the database says of
 * itself, what was read, and, only where asked, quoted examples.
 */
#ifndef GALATEA_CLI_EXPORT_FRAMES_H
#define GALATEA_CLI_EXPORT_FRAMES_H

#include "cli/steps.h"
#include "notebooks-export/export_dir.h"

/* Authors below which a count is not shown: docs/exports.md. */
#define CLI_LEAST_AUTHORS 10

#define CLI_FACTS_MAX 10

/* Owns the texts that `about` borrows. */
struct cli_about {
	struct gal_export_about about;
	struct gal_export_fact facts[CLI_FACTS_MAX];
	int64_t authors; /* in the database */
	char title[256];
	char first[32];
	char last[32];
};

GAL_MUST_USE enum gal_status cli_about_load(struct cli_about *out,
    struct cli_context *context, struct gal_store *store);

/* Append the provenance frames. */
GAL_MUST_USE enum gal_status cli_add_provenance(struct cli_frames *frames,
    struct cli_context *context, struct gal_store *store);

/* Append "tag_quality", unless `given` has it. */
GAL_MUST_USE enum gal_status cli_add_quality(struct cli_frames *frames,
    const struct cli_frames *given, struct cli_context *context,
    struct gal_store *store);

/* Append "companions_by_community" and "methods". */
GAL_MUST_USE enum gal_status cli_add_companions(struct cli_frames *frames,
    struct cli_context *context, struct gal_store *store);
GAL_MUST_USE enum gal_status cli_add_methods(struct cli_frames *frames,
    struct cli_context *context, struct gal_store *store);

/* Append a frame "examples": up to `per_code` newest posts of each code, with
 * their words in context. Verbatim text: only where the user asked for it. */
GAL_MUST_USE enum gal_status cli_add_examples(struct cli_frames *frames,
    struct cli_context *context, struct gal_store *store, size_t per_code);

#endif
