/*
 * What `run` prints: of every result the few rows that a person reads first.
 * Whole tables are in the files; -v or another --format prints them whole.
 */
#ifndef GALATEA_CLI_FINDINGS_H
#define GALATEA_CLI_FINDINGS_H

#include "cli/steps.h"

/* Print on stdout. Returns CLI_DONE or what cli_report_error() returns. */
int cli_print_findings(struct cli_context *context,
    const struct cli_frames *frames, const char *directory);

#endif
