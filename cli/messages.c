#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

int
cli_report_error(struct cli_context *context)
{
	char text[GAL_ERROR_MESSAGE_MAX + GAL_ERROR_PLACE_MAX + 96];

	gal_error_format(&context->err, text, sizeof(text));
	(void)fprintf(stderr, "galatea %s: %s\n", context->command->name, text);
	return context->err.status == GAL_ARGUMENT ? CLI_USAGE : CLI_FAILED;
}

int
cli_usage_error(struct cli_context *context, const char *format, ...)
{
	va_list args;

	(void)fprintf(stderr, "galatea %s: ", context->command->name);
	va_start(args, format);
	(void)vfprintf(stderr, format, args);
	va_end(args);
	(void)fprintf(
	    stderr, "\nTry 'galatea %s --help'.\n", context->command->name);
	return CLI_USAGE;
}

void
cli_message(const struct cli_context *context, const char *format, ...)
{
	va_list args;

	if (context->verbosity < 0)
		return;
	va_start(args, format);
	(void)vfprintf(stderr, format, args);
	va_end(args);
	(void)fputc('\n', stderr);
}

void
cli_warn(const struct cli_context *context, const char *format, ...)
{
	va_list args;

	(void)fprintf(stderr, "galatea %s: ", context->command->name);
	va_start(args, format);
	(void)vfprintf(stderr, format, args);
	va_end(args);
	(void)fputc('\n', stderr);
}

void
cli_verbose(const struct cli_context *context, const char *format, ...)
{
	va_list args;

	if (context->verbosity < 1)
		return;
	va_start(args, format);
	(void)vfprintf(stderr, format, args);
	va_end(args);
	(void)fputc('\n', stderr);
}
