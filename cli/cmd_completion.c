#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/completion.h"

enum option_id { OPT_MAN = 300 };

static const struct cli_option options[] = {
	{ OPT_MAN, "man", "DIR", "write the man pages into DIR instead" },
	{ 0, NULL, NULL, NULL },
};

static const struct {
	const char *name;
	void (*write)(FILE *out);
} shells[] = {
	{ "bash", cli_complete_bash },
	{ "zsh", cli_complete_zsh },
	{ "fish", cli_complete_fish },
};

static int
run_completion(struct cli_context *context)
{
	const char *man = NULL;
	int id;

	while ((id = cli_next_option(context)) > 0) {
		if (id == OPT_MAN)
			man = context->value;
	}
	if (id < 0)
		return CLI_USAGE;
	if (man != NULL)
		return cli_write_man_pages(man, &context->err) == GAL_OK
		    ? CLI_DONE
		    : cli_report_error(context);
	if (context->argc != 1)
		return cli_usage_error(
		    context, "name one shell: bash, zsh or fish");
	for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
		if (strcmp(shells[i].name, context->argv[0]) == 0) {
			shells[i].write(stdout);
			return CLI_DONE;
		}
	}
	return cli_usage_error(
	    context, "unknown shell '%s': bash, zsh or fish", context->argv[0]);
}

const struct cli_command cmd_completion = {
	.name = "completion",
	.summary = "print completions for bash, zsh or fish",
	.synopsis = "SHELL | --man DIR",
	.description =
	    "Print a script that completes galatea's commands and options. "
	    "The script and the\nman pages come from the same table as "
	    "--help.",
	.examples = "  . <(galatea completion bash)\n"
		    "  galatea completion fish > "
		    "~/.config/fish/completions/galatea.fish\n"
		    "  galatea completion --man ~/.local/share/man/man1",
	.options = options,
	.run = run_completion,
};
