#include <stdio.h>
#include <string.h>

#include "cli/command.h"

#define OPTION_COLUMN 26

static void
print_option(const struct cli_option *option)
{
	char left[80];
	char letter[8] = "    ";
	int n;

	if (option->id < 256)
		(void)snprintf(
		    letter, sizeof(letter), "-%c, ", (char)option->id);
	n = snprintf(left, sizeof(left), "  %s--%s%s%s", letter, option->name,
	    option->argument != NULL ? " " : "",
	    option->argument != NULL ? option->argument : "");
	if (n >= OPTION_COLUMN + 2)
		(void)printf(
		    "%s\n%*s%s\n", left, OPTION_COLUMN + 4, "", option->help);
	else
		(void)printf("%-*s%s\n", OPTION_COLUMN + 4, left, option->help);
}

static void
print_options(const char *title, const struct cli_option *options)
{
	if (options == NULL || options->name == NULL)
		return;
	(void)printf("\n%s:\n", title);
	for (; options->name != NULL; options++)
		print_option(options);
}

void
cli_print_help(const struct cli_command *command)
{
	if (command == NULL) {
		(void)printf("Usage: galatea COMMAND [OPTION…] [ARGUMENT…]\n\n"
			     "Read archives of forums and follow how people "
			     "move from using an AI as a tool\nto living with "
			     "it as a companion.\n\nCommands:\n");
		for (size_t i = 0; cli_commands[i] != NULL; i++)
			(void)printf("  %-12s%s\n", cli_commands[i]->name,
			    cli_commands[i]->summary);
		(void)printf("\nExit: 0 done, 1 failed, 2 usage, 3 done but "
			     "input was damaged.\n"
			     "'galatea COMMAND --help' tells more.\n");
		return;
	}
	(void)printf("Usage: galatea %s %s\n\n%s\n", command->name,
	    command->synopsis, command->description);
	print_options("Options", command->options);
	print_options("Common options", cli_common_options);
	if (command->examples != NULL)
		(void)printf("\nExamples:\n%s\n", command->examples);
}
