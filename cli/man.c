#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/completion.h"
#include "core/version.h"

static const struct {
	const char *code;
	const char *meaning;
} exits[] = {
	{ "0", "done" },
	{ "1", "failed" },
	{ "2", "wrong usage" },
	{ "3", "done, but the input was damaged or beyond --max-bad" },
};

/* roff acts on a backslash anywhere and on . and ' at a line's start; a dash
 * that stands for itself is \-. */
static void
put_roff(FILE *out, const char *text)
{
	bool line_start = true;

	for (; *text != '\0'; text++) {
		if (line_start && (*text == '.' || *text == '\''))
			(void)fputs("\\&", out);
		if (*text == '\\')
			(void)fputs("\\e", out);
		else if (*text == '-')
			(void)fputs("\\-", out);
		else
			(void)fputc(*text, out);
		line_start = *text == '\n';
	}
}

/* Paragraphs are set apart by empty lines. */
static void
put_paragraphs(FILE *out, const char *text)
{
	const char *gap;

	while ((gap = strstr(text, "\n\n")) != NULL) {
		char part[2048];
		size_t n = (size_t)(gap - text);

		if (n >= sizeof(part))
			break;
		memcpy(part, text, n);
		part[n] = '\0';
		put_roff(out, part);
		(void)fputs("\n.PP\n", out);
		text = gap + 2;
	}
	put_roff(out, text);
	(void)fputc('\n', out);
}

static void
put_options(FILE *out, const struct cli_option *options)
{
	for (; options != NULL && options->name != NULL; options++) {
		(void)fputs(".TP\n", out);
		if (options->id < 256)
			(void)fprintf(
			    out, ".BR \\-%c \", \" ", (char)options->id);
		else
			(void)fputs(".BR ", out);
		(void)fputs("\\-\\-", out);
		put_roff(out, options->name);
		if (options->argument != NULL)
			(void)fprintf(
			    out, " \" \\fI%s\\fP\"", options->argument);
		(void)fputc('\n', out);
		put_roff(out, options->help);
		(void)fputc('\n', out);
	}
}

static void
put_program(FILE *out)
{
	(void)fprintf(out,
	    ".TH GALATEA 1 \"\" \"galatea %s\" \"User Commands\"\n.SH NAME\n"
	    "galatea \\- follow how people move from AI tool use to "
	    "companionship\n.SH SYNOPSIS\n.B galatea\n.I COMMAND\n"
	    "[\\fIOPTION\\fP]... [\\fIARGUMENT\\fP]...\n.SH DESCRIPTION\n"
	    "Read archives of forums and follow how people move from using "
	    "an AI as a tool to living with it as a companion.\n"
	    ".SH COMMANDS\n",
	    GAL_VERSION);
	for (size_t i = 0; cli_commands[i] != NULL; i++) {
		(void)fprintf(
		    out, ".TP\n.BR galatea\\-%s (1)\n", cli_commands[i]->name);
		put_roff(out, cli_commands[i]->summary);
		(void)fputc('\n', out);
	}
}

static void
put_command(FILE *out, const struct cli_command *command)
{
	(void)fprintf(out,
	    ".TH GALATEA-%s 1 \"\" \"galatea %s\" \"User Commands\"\n"
	    ".SH NAME\ngalatea\\-%s \\- ",
	    command->name, GAL_VERSION, command->name);
	put_roff(out, command->summary);
	(void)fprintf(out, "\n.SH SYNOPSIS\n.B galatea %s\n", command->name);
	put_roff(out, command->synopsis);
	(void)fputs("\n.SH DESCRIPTION\n", out);
	put_paragraphs(out, command->description);
	(void)fputs(".SH OPTIONS\n", out);
	put_options(out, command->options);
	put_options(out, cli_common_options);
	if (command->examples != NULL) {
		(void)fputs(".SH EXAMPLES\n.nf\n", out);
		put_roff(out, command->examples);
		(void)fputs("\n.fi\n", out);
	}
}

void
cli_print_man(FILE *out, const struct cli_command *command)
{
	if (command == NULL)
		put_program(out);
	else
		put_command(out, command);
	(void)fputs(".SH EXIT STATUS\n", out);
	for (size_t i = 0; i < sizeof(exits) / sizeof(exits[0]); i++) {
		(void)fprintf(out, ".TP\n.B %s\n", exits[i].code);
		put_roff(out, exits[i].meaning);
		(void)fputc('\n', out);
	}
	(void)fputs(".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nset and not empty: no "
		    "colour on the terminal\n",
	    out);
	if (command != NULL)
		(void)fputs(".SH SEE ALSO\n.BR galatea (1)\n", out);
}

static enum gal_status
write_page(const char *directory, const struct cli_command *command,
    struct gal_error *err)
{
	char path[4096];
	FILE *out;
	int n = snprintf(path, sizeof(path), "%s/galatea%s%s.1", directory,
	    command != NULL ? "-" : "", command != NULL ? command->name : "");

	if (n < 0 || (size_t)n >= sizeof(path))
		return gal_fail(err, GAL_ARGUMENT, "the path is too long");
	gal_error_place(err, path);
	out = fopen(path, "w");
	if (out == NULL)
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot make the file");
	cli_print_man(out, command);
	n = ferror(out);
	if (fclose(out) != 0 || n != 0)
		return gal_fail_errno(err, GAL_IO, errno, "cannot write");
	if (err != NULL)
		err->place[0] = '\0';
	return GAL_OK;
}

enum gal_status
cli_write_man_pages(const char *directory, struct gal_error *err)
{
	enum gal_status status = write_page(directory, NULL, err);

	for (size_t i = 0; cli_commands[i] != NULL && status == GAL_OK; i++)
		status = write_page(directory, cli_commands[i], err);
	return status;
}
