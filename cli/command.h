/*
 * One command of the program = one file cli/cmd_<name>.c that defines
 * `const struct cli_command cmd_<name>`, listed in cli/commands.c. The help
 * text, the man page and the shell completions are printed from this table.
 */
#ifndef GALATEA_CLI_COMMAND_H
#define GALATEA_CLI_COMMAND_H

#include "core/status.h"

/* What the program returns to the shell. */
enum cli_exit {
	CLI_DONE = 0,
	CLI_FAILED = 1,
	CLI_USAGE = 2,
	CLI_DAMAGED = 3 /* done, but input was damaged or beyond --max-bad */
};

struct cli_option {
	int id;		      /* what cli_next_option() returns; a letter makes
				 it the short form too, else 256 and up */
	const char *name;     /* long form without dashes */
	const char *argument; /* NULL for a switch; else its name for help */
	const char *help;     /* one line, starts lower case */
};

enum cli_format {
	CLI_FORMAT_DEFAULT, /* table on a terminal and elsewhere */
	CLI_FORMAT_TABLE,
	CLI_FORMAT_CSV,
	CLI_FORMAT_NDJSON,
	CLI_FORMAT_JSON
};

struct cli_command;

/* The state of one invocation; owned by main(). */
struct cli_context {
	const struct cli_command *command;
	const char *database; /* -d, default galatea.db */
	bool database_given;
	const char *key;      /* --key, NULL if not given */
	const char *codebook; /* --codebook DIR, NULL: the installed one */
	enum cli_format format;
	int verbosity; /* -1 with -q, 0, 1 with -v */
	int argc;      /* arguments after the options, set when
			  cli_next_option() returned 0 */
	char **argv;
	const char *value; /* argument of the option just returned */
	struct gal_error err;
	/* private to the option reader */
	char **words;
	int word_count;
	int word_next;
	int short_offset;
	int operand_count;
	bool options_over;
};

struct cli_command {
	const char *name;
	const char *summary;	 /* one line for the command list */
	const char *synopsis;	 /* after the command's name */
	const char *description; /* paragraphs for --help and the man page */
	const char *examples;	 /* shell lines with comments */
	const struct cli_option *options;	 /* ends with { 0 } */
	int (*run)(struct cli_context *context); /* enum cli_exit */
};

/* Options every command has (-d, --key, --codebook, --format, -q, -v,
 * --help) and the command table; both end with an empty entry. */
extern const struct cli_option cli_common_options[];
extern const struct cli_command *const cli_commands[];
const struct cli_command *cli_find_command(const char *name);

/*
 * The next option of the command: its id, 0 when only operands are left
 * (then context->argc/argv hold them), -1 after a usage error that was
 * printed to stderr (return CLI_USAGE then). Common options are handled
 * inside. Options may stand after operands; "--" ends them.
 */
int cli_next_option(struct cli_context *context);

/* Print "galatea COMMAND: message" for context->err and return the exit
 * code that belongs to its status. */
int cli_report_error(struct cli_context *context);
/* Print a usage error and return CLI_USAGE. */
int cli_usage_error(struct cli_context *context, const char *format, ...)
    GAL_PRINTF(2, 3);
/* A message on stderr unless -q; cli_verbose only with -v; cli_warn always,
 * behind the command's name. */
void cli_message(const struct cli_context *context, const char *format, ...)
    GAL_PRINTF(2, 3);
void cli_verbose(const struct cli_context *context, const char *format, ...)
    GAL_PRINTF(2, 3);
void cli_warn(const struct cli_context *context, const char *format, ...)
    GAL_PRINTF(2, 3);

/* Help of one command, or of the program (command NULL), on stdout. */
void cli_print_help(const struct cli_command *command);

/* Numbers of options: ARGUMENT with a clear message if text is not one. */
GAL_MUST_USE enum gal_status cli_parse_count(
    uint64_t *out, const char *text, struct gal_error *err); /* 1000, 1k, 2M */
GAL_MUST_USE enum gal_status cli_parse_real(
    double *out, const char *text, struct gal_error *err);

#endif
