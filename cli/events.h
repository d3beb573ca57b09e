/*
 * Platform events from a file: one a line, date TAB name; empty lines and
 * lines that begin with # are skipped.
 */
#ifndef GALATEA_CLI_EVENTS_H
#define GALATEA_CLI_EVENTS_H

#include "cli/command.h"
#include "stats/timeline.h"

struct cli_events {
	struct gal_event *items; /* ascending; names point into text */
	size_t count;
	char *text;
	size_t dropped; /* windows that overlap an earlier one's */
};

/* path NULL: the installed file, or that of the source tree; none of both is
 * no error. Events closer than `apart` seconds to the one kept before are
 * dropped. Errors: IO, NOT_FOUND, FORMAT (with line), LIMIT, NOMEM. */
GAL_MUST_USE enum gal_status cli_events_load(struct cli_events *out,
    const char *path, int64_t apart, struct gal_error *err);
void cli_events_free(struct cli_events *events);

#endif
