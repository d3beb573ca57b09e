/*
 * Shell completions and man pages, printed from the command table.
 */
#ifndef GALATEA_CLI_COMPLETION_H
#define GALATEA_CLI_COMPLETION_H

#include <stdio.h>

#include "cli/command.h"

void cli_complete_bash(FILE *out);
void cli_complete_zsh(FILE *out);
void cli_complete_fish(FILE *out);

/* The man page of one command, or of the program (command NULL), in man(7)
 * macros. */
void cli_print_man(FILE *out, const struct cli_command *command);
/* galatea.1 and galatea-COMMAND.1 into a folder that exists. Errors: IO,
 * READ_ONLY, FULL. */
GAL_MUST_USE enum gal_status cli_write_man_pages(
    const char *directory, struct gal_error *err);

#endif
