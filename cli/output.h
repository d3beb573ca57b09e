/*
 * Results of a command on stdout, in the form that --format asks for.
 */
#ifndef GALATEA_CLI_OUTPUT_H
#define GALATEA_CLI_OUTPUT_H

#include "cli/command.h"
#include "core/frame.h"

/*
 * Print n frames on stdout. Notes stand below a table and inside json; with
 * csv and ndjson they go to stderr (not with -q). Tables fit the terminal.
 * Returns CLI_DONE, or what cli_report_error() returns.
 */
int cli_print_frames(struct cli_context *context,
    const struct gal_frame *const *frames, size_t n);

/* Columns of the terminal that stdout is ($COLUMNS, else what it says, else
 * 80); 0 where stdout is no terminal: then nothing is cut to fit. */
size_t cli_terminal_width(void);

/* Whether stdout may be coloured: a terminal, NO_COLOR unset or empty, TERM
 * not "dumb". */
bool cli_may_colour(void);

#endif
