#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "notebooks-export/visible.h"

#define OPTION_COLUMN 26
#define LINE 80

/* Words from `column` on, in lines of at most LINE columns; line ends of the
 * text stay. */
static void
print_words(const char *text, size_t column)
{
	size_t at = column;

	for (const char *p = text; *p != '\0';) {
		size_t n = strcspn(p, " \n");
		size_t width = gal_visible_width((struct gal_str){ p, n });

		if (at > column && at + 1 + width > LINE) {
			(void)printf("\n%*s", (int)column, "");
			at = column;
		} else if (at > column) {
			(void)putchar(' ');
			at++;
		}
		(void)printf("%.*s", (int)n, p);
		at += width;
		p += n;
		if (*p == '\n') {
			(void)printf("\n%*s", (int)column, "");
			at = column;
		}
		p += *p != '\0';
	}
	(void)putchar('\n');
}

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
		(void)printf("%s\n%*s", left, OPTION_COLUMN + 4, "");
	else
		(void)printf("%-*s", OPTION_COLUMN + 4, left);
	print_words(option->help, OPTION_COLUMN + 4);
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
	(void)printf("Usage: galatea %s ", command->name);
	print_words(command->synopsis,
	    strlen("Usage: galatea  ") + strlen(command->name));
	(void)putchar('\n');
	print_words(command->description, 0);
	print_options("Options", command->options);
	print_options("Common options", cli_common_options);
	if (command->examples != NULL)
		(void)printf("\nExamples:\n%s\n", command->examples);
}
