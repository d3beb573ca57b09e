#include <stdio.h>
#include <utf8proc.h>
#include <zstd.h>

#include "cli/command.h"
#include "core/version.h"

static int
run_doctor(struct cli_context *context)
{
	int id = cli_next_option(context);

	if (id != 0)
		return CLI_USAGE;
	(void)printf("galatea    %s\n", GAL_VERSION);
	(void)printf("zstd       %s\n", ZSTD_versionString());
	(void)printf("utf8proc   %s\n", utf8proc_version());
	return CLI_DONE;
}

static const struct cli_option options[] = { { 0, NULL, NULL, NULL } };

const struct cli_command cmd_doctor = {
	.name = "doctor",
	.summary = "show versions and the health of a database",
	.synopsis = "[-d FILE]",
	.description = "Print the versions of galatea and its libraries.",
	.options = options,
	.run = run_doctor,
};
