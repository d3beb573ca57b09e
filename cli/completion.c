#include "cli/completion.h"

#include <string.h>

/* What completes an option's argument: files or folders by its name in the
 * table; NULL: nothing is known. */
static const char *
argument_kind(const char *argument)
{
	if (strcmp(argument, "FILE") == 0)
		return "file";
	if (strcmp(argument, "DIR") == 0)
		return "folder";
	return NULL;
}

static void
each_option(FILE *out, const struct cli_command *command,
    void (*print)(FILE *out, const struct cli_command *command,
	const struct cli_option *option))
{
	const struct cli_option *o;

	for (o = command->options; o != NULL && o->name != NULL; o++)
		print(out, command, o);
	for (o = cli_common_options; o->name != NULL; o++)
		print(out, command, o);
}

/* ---- bash ---- */

static void
bash_option(FILE *out, const struct cli_command *command,
    const struct cli_option *option)
{
	(void)command;
	(void)fprintf(out, " --%s", option->name);
	if (option->id < 256)
		(void)fprintf(out, " -%c", (char)option->id);
}

static void
bash_argument(FILE *out, const struct cli_command *command,
    const struct cli_option *option)
{
	const char *kind =
	    option->argument != NULL ? argument_kind(option->argument) : NULL;

	if (option->argument == NULL)
		return;
	(void)fprintf(out, "\t\"%s --%s\"", command->name, option->name);
	if (option->id < 256)
		(void)fprintf(
		    out, "|\"%s -%c\"", command->name, (char)option->id);
	(void)fprintf(out, ") COMPREPLY=(%s) ; return ;;\n",
	    kind == NULL		      ? ""
		: strcmp(kind, "folder") == 0 ? "$(compgen -d -- \"$word\")"
					      : "$(compgen -f -- \"$word\")");
}

void
cli_complete_bash(FILE *out)
{
	(void)fprintf(out,
	    "# bash completion of galatea\n_galatea() {\n"
	    "\tlocal word=${COMP_WORDS[COMP_CWORD]} options\n"
	    "\tlocal before=${COMP_WORDS[COMP_CWORD-1]} "
	    "command=${COMP_WORDS[1]}\n"
	    "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n\t\toptions='");
	for (size_t i = 0; cli_commands[i] != NULL; i++)
		(void)fprintf(out, "%s ", cli_commands[i]->name);
	(void)fprintf(out,
	    "--help --version'\n"
	    "\t\tCOMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
	    "\t\treturn\n\tfi\n\tcase \"$command $before\" in\n");
	for (size_t i = 0; cli_commands[i] != NULL; i++)
		each_option(out, cli_commands[i], bash_argument);
	(void)fprintf(out, "\tesac\n\tcase $command in\n");
	for (size_t i = 0; cli_commands[i] != NULL; i++) {
		(void)fprintf(out, "\t%s) options='", cli_commands[i]->name);
		each_option(out, cli_commands[i], bash_option);
		(void)fprintf(out, "' ;;\n");
	}
	(void)fprintf(out,
	    "\tesac\n\tif [ \"${word#-}\" != \"$word\" ]; then\n"
	    "\t\tCOMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
	    "\telse\n\t\tCOMPREPLY=($(compgen -f -- \"$word\"))\n\tfi\n}\n"
	    "complete -o filenames -F _galatea galatea\n");
}

/* ---- zsh ---- */

/* Text inside single quotes and inside _arguments' [ ] and : syntax. */
static void
put_zsh(FILE *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			(void)fputs("'\\''", out);
		else if (strchr("[]:\\", *text) != NULL)
			(void)fprintf(out, "\\%c", *text);
		else
			(void)fputc(*text, out);
	}
}

static void
zsh_option(FILE *out, const struct cli_command *command,
    const struct cli_option *option)
{
	const char *kind =
	    option->argument != NULL ? argument_kind(option->argument) : NULL;

	(void)command;
	(void)fprintf(out, " \\\n\t\t'*--%s[", option->name);
	put_zsh(out, option->help);
	(void)fputc(']', out);
	if (option->argument != NULL)
		(void)fprintf(out, ":%s:%s", option->argument,
		    kind == NULL		      ? ""
			: strcmp(kind, "folder") == 0 ? "_files -/"
						      : "_files");
	(void)fputc('\'', out);
}

void
cli_complete_zsh(FILE *out)
{
	(void)fprintf(out,
	    "#compdef galatea\n# zsh completion of galatea\n_galatea() {\n"
	    "\tlocal -a commands\n\tcommands=(\n");
	for (size_t i = 0; cli_commands[i] != NULL; i++) {
		(void)fprintf(out, "\t\t'%s:", cli_commands[i]->name);
		put_zsh(out, cli_commands[i]->summary);
		(void)fprintf(out, "'\n");
	}
	(void)fprintf(out,
	    "\t)\n\tif (( CURRENT == 2 )); then\n"
	    "\t\t_describe command commands\n\t\treturn\n\tfi\n"
	    "\tlocal command=$words[2]\n\tshift words\n\t(( CURRENT-- ))\n"
	    "\tcase $command in\n");
	for (size_t i = 0; cli_commands[i] != NULL; i++) {
		(void)fprintf(out, "\t%s) _arguments", cli_commands[i]->name);
		each_option(out, cli_commands[i], zsh_option);
		(void)fprintf(out, " \\\n\t\t'*:file:_files' ;;\n");
	}
	(void)fprintf(out,
	    "\tesac\n}\nif [ \"$funcstack[1]\" = _galatea ]; then\n"
	    "\t_galatea \"$@\"\nelse\n\tcompdef _galatea galatea\nfi\n");
}

/* ---- fish ---- */

static void
put_fish(FILE *out, const char *text)
{
	(void)fputc('\'', out);
	for (; *text != '\0'; text++) {
		if (*text == '\'' || *text == '\\')
			(void)fputc('\\', out);
		(void)fputc(*text, out);
	}
	(void)fputc('\'', out);
}

static void
fish_option(FILE *out, const struct cli_command *command,
    const struct cli_option *option)
{
	const char *kind =
	    option->argument != NULL ? argument_kind(option->argument) : NULL;

	(void)fprintf(out,
	    "complete -c galatea -n '__fish_seen_subcommand_from %s' -l %s",
	    command->name, option->name);
	if (option->id < 256)
		(void)fprintf(out, " -s %c", (char)option->id);
	if (option->argument != NULL)
		(void)fprintf(out, " %s",
		    kind == NULL ? "-x"
			: strcmp(kind, "folder") == 0
			? "-x -a '(__fish_complete_directories)'"
			: "-r -F");
	(void)fputs(" -d ", out);
	put_fish(out, option->help);
	(void)fputc('\n', out);
}

void
cli_complete_fish(FILE *out)
{
	(void)fprintf(out, "# fish completion of galatea\n");
	for (size_t i = 0; cli_commands[i] != NULL; i++) {
		(void)fprintf(out,
		    "complete -c galatea -n __fish_use_subcommand -f -a %s -d ",
		    cli_commands[i]->name);
		put_fish(out, cli_commands[i]->summary);
		(void)fputc('\n', out);
	}
	for (size_t i = 0; cli_commands[i] != NULL; i++)
		each_option(out, cli_commands[i], fish_option);
}
