#include "cli/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "notebooks-export/frame_write.h"

/* What a terminal may claim to be. */
#define NARROWEST 20
#define WIDEST 10000

static const enum gal_frame_format frame_formats[] = {
	[CLI_FORMAT_DEFAULT] = GAL_FRAME_TABLE,
	[CLI_FORMAT_TABLE] = GAL_FRAME_TABLE,
	[CLI_FORMAT_CSV] = GAL_FRAME_CSV,
	[CLI_FORMAT_NDJSON] = GAL_FRAME_NDJSON,
	[CLI_FORMAT_JSON] = GAL_FRAME_JSON,
};

int
cli_print_frames(struct cli_context *context,
    const struct gal_frame *const *frames, size_t n)
{
	enum gal_frame_format format = frame_formats[context->format];
	struct gal_frame_options options = { 0 };

	if (format == GAL_FRAME_TABLE)
		options.line_width = cli_terminal_width();
	if (gal_frame_print(
		stdout, frames, n, format, &options, &context->err) != GAL_OK)
		return cli_report_error(context);
	if (format != GAL_FRAME_CSV && format != GAL_FRAME_NDJSON)
		return CLI_DONE;
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < frames[i]->note_count; k++)
			cli_message(context, "%s: %s", frames[i]->name,
			    frames[i]->notes[k]);
	}
	return CLI_DONE;
}

size_t
cli_terminal_width(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	long asked = columns != NULL ? strtol(columns, NULL, 10) : 0;

	if (isatty(STDOUT_FILENO) != 1)
		return 0;
	if (asked >= NARROWEST && asked <= WIDEST)
		return (size_t)asked;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
	    size.ws_col >= NARROWEST)
		return size.ws_col;
	return 80;
}

bool
cli_may_colour(void)
{
	const char *no_colour = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (no_colour != NULL && no_colour[0] != '\0')
		return false;
	if (term == NULL || strcmp(term, "dumb") == 0)
		return false;
	return isatty(STDOUT_FILENO) == 1;
}
