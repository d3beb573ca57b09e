#include <string.h>

#include "cli/command.h"

/* In the order of the work; help and completion print this table. */
extern const struct cli_command cmd_simulate;
extern const struct cli_command cmd_run;
extern const struct cli_command cmd_ingest;
extern const struct cli_command cmd_classify;
extern const struct cli_command cmd_tag;
extern const struct cli_command cmd_explain;
extern const struct cli_command cmd_codebook;
extern const struct cli_command cmd_query;
extern const struct cli_command cmd_stats;
extern const struct cli_command cmd_turns;
extern const struct cli_command cmd_validate;
extern const struct cli_command cmd_export;
extern const struct cli_command cmd_report;
extern const struct cli_command cmd_verify;
extern const struct cli_command cmd_merge;
extern const struct cli_command cmd_purge;
extern const struct cli_command cmd_doctor;
extern const struct cli_command cmd_completion;

const struct cli_command *const cli_commands[] = {
	&cmd_simulate,
	&cmd_run,
	&cmd_ingest,
	&cmd_classify,
	&cmd_tag,
	&cmd_explain,
	&cmd_codebook,
	&cmd_query,
	&cmd_stats,
	&cmd_turns,
	&cmd_validate,
	&cmd_export,
	&cmd_report,
	&cmd_verify,
	&cmd_merge,
	&cmd_purge,
	&cmd_doctor,
	&cmd_completion,
	NULL,
};

const struct cli_command *
cli_find_command(const char *name)
{
	for (size_t i = 0; cli_commands[i] != NULL; i++) {
		if (strcmp(cli_commands[i]->name, name) == 0)
			return cli_commands[i];
	}
	return NULL;
}
