/*
 * The reports of dialogues, for `galatea turns` and, where a database holds
 * dialogues, for the exports.
 */
#ifndef GALATEA_CLI_TURNS_REPORTS_H
#define GALATEA_CLI_TURNS_REPORTS_H

#include "cli/steps.h"
#include "stats/dialogue.h"

/* In the order they are printed; ends with { NULL, NULL }. */
struct cli_turns_report {
	const char *name;
	gal_dialogue_report *make;
};
extern const struct cli_turns_report cli_turns_reports[];

void cli_turns_defaults(struct gal_dialogue_options *out);

/*
 * Append the frames of the reports that `wanted` says yes to (NULL: all).
 * UNDEFINED where the database holds no dialogue; other errors in
 * context->err too.
 */
GAL_MUST_USE enum gal_status cli_turns_make(struct cli_frames *frames,
    struct cli_context *context, struct gal_store *store,
    const struct gal_dialogue_options *options,
    bool (*wanted)(const struct cli_context *context, const char *name));

#endif
