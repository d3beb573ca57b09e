#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"

enum common_id {
	COMMON_KEY = 1000,
	COMMON_CODEBOOK,
	COMMON_FORMAT,
	COMMON_HELP
};

const struct cli_option cli_common_options[] = {
	{ 'd', "database", "FILE", "the database (default galatea.db)" },
	{ COMMON_KEY, "key", "FILE", "the project key (32 bytes, mode 0600)" },
	{ COMMON_CODEBOOK, "codebook", "DIR",
	    "use this codebook instead of the installed one" },
	{ COMMON_FORMAT, "format", "FORMAT",
	    "table, csv, ndjson or json (default table)" },
	{ 'q', "quiet", NULL, "say nothing but errors" },
	{ 'v', "verbose", NULL, "say more" },
	{ COMMON_HELP, "help", NULL, "show this help" },
	{ 0, NULL, NULL, NULL },
};

static const struct {
	const char *name;
	enum cli_format format;
} formats[] = {
	{ "table", CLI_FORMAT_TABLE },
	{ "csv", CLI_FORMAT_CSV },
	{ "ndjson", CLI_FORMAT_NDJSON },
	{ "json", CLI_FORMAT_JSON },
};

static bool
set_format(struct cli_context *context, const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (strcmp(formats[i].name, name) == 0) {
			context->format = formats[i].format;
			return true;
		}
	}
	return false;
}

/* Act on a common option. Returns 1 if it was one, 0 if not, -1 on a
 * usage error. */
static int
take_common(struct cli_context *context, int id)
{
	switch (id) {
	case 'd':
		context->database = context->value;
		context->database_given = true;
		return 1;
	case COMMON_KEY:
		context->key = context->value;
		return 1;
	case COMMON_CODEBOOK:
		context->codebook = context->value;
		return 1;
	case COMMON_FORMAT:
		if (set_format(context, context->value))
			return 1;
		(void)cli_usage_error(context,
		    "unknown format '%s': table, csv, ndjson or json",
		    context->value);
		return -1;
	case 'q':
		context->verbosity = -1;
		return 1;
	case 'v':
		context->verbosity = 1;
		return 1;
	case COMMON_HELP:
		cli_print_help(context->command);
		exit(CLI_DONE);
	default:
		return 0;
	}
}

static const struct cli_option *
find_long(const struct cli_option *options, const char *name, size_t len)
{
	for (; options != NULL && options->name != NULL; options++) {
		if (strlen(options->name) == len &&
		    strncmp(options->name, name, len) == 0)
			return options;
	}
	return NULL;
}

static const struct cli_option *
find_short(const struct cli_option *options, char letter)
{
	for (; options != NULL && options->name != NULL; options++) {
		if (options->id == letter)
			return options;
	}
	return NULL;
}

static const struct cli_option *
read_long(struct cli_context *context, const char *word)
{
	const char *equals = strchr(word, '=');
	size_t len = equals != NULL ? (size_t)(equals - word) : strlen(word);
	const struct cli_option *option;

	option = find_long(context->command->options, word, len);
	if (option == NULL)
		option = find_long(cli_common_options, word, len);
	if (option == NULL) {
		(void)cli_usage_error(
		    context, "unknown option --%.*s", (int)len, word);
		return NULL;
	}
	if (option->argument == NULL && equals != NULL) {
		(void)cli_usage_error(
		    context, "--%s takes no value", option->name);
		return NULL;
	}
	if (option->argument != NULL && equals == NULL) {
		if (context->word_next >= context->word_count) {
			(void)cli_usage_error(context, "--%s needs %s",
			    option->name, option->argument);
			return NULL;
		}
		context->value = context->words[context->word_next++];
	} else {
		context->value = equals != NULL ? equals + 1 : NULL;
	}
	return option;
}

static const struct cli_option *
read_short(struct cli_context *context, const char *word)
{
	const char *at = word + context->short_offset;
	const struct cli_option *option;

	option = find_short(context->command->options, *at);
	if (option == NULL)
		option = find_short(cli_common_options, *at);
	if (option == NULL) {
		(void)cli_usage_error(context, "unknown option -%c", *at);
		return NULL;
	}
	if (option->argument == NULL) {
		context->value = NULL;
		context->short_offset++;
		if (at[1] == '\0')
			context->short_offset = 0;
		else
			context->word_next--;
		return option;
	}
	context->short_offset = 0;
	if (at[1] != '\0') {
		context->value = at + 1;
	} else if (context->word_next < context->word_count) {
		context->value = context->words[context->word_next++];
	} else {
		(void)cli_usage_error(
		    context, "-%c needs %s", *at, option->argument);
		return NULL;
	}
	return option;
}

int
cli_next_option(struct cli_context *context)
{
	while (context->word_next < context->word_count) {
		char *word = context->words[context->word_next++];
		const struct cli_option *option;
		int common;

		if (context->options_over || word[0] != '-' ||
		    word[1] == '\0') {
			context->words[context->operand_count++] = word;
			continue;
		}
		if (strcmp(word, "--") == 0) {
			context->options_over = true;
			continue;
		}
		if (word[1] == '-') {
			option = read_long(context, word + 2);
		} else {
			if (context->short_offset == 0)
				context->short_offset = 1;
			option = read_short(context, word);
		}
		if (option == NULL)
			return -1;
		common = find_long(context->command->options, option->name,
			     strlen(option->name)) != NULL
		    ? 0
		    : take_common(context, option->id);
		if (common < 0)
			return -1;
		if (common == 0)
			return option->id;
	}
	context->argc = context->operand_count;
	context->argv = context->words;
	return 0;
}

enum gal_status
cli_parse_count(uint64_t *out, const char *text, struct gal_error *err)
{
	static const struct {
		char suffix;
		uint64_t factor;
	} units[] = { { 'k', 1000 }, { 'K', 1000 }, { 'M', 1000000 },
		{ 'G', 1000000000 } };
	uint64_t value = 0;
	const char *p = text;

	for (; *p >= '0' && *p <= '9'; p++) {
		if (value > (UINT64_MAX - 9) / 10)
			break;
		value = value * 10 + (uint64_t)(*p - '0');
	}
	for (size_t i = 0; p != text && i < sizeof(units) / sizeof(units[0]);
	     i++) {
		if (p[0] == units[i].suffix && p[1] == '\0' &&
		    value <= UINT64_MAX / units[i].factor) {
			*out = value * units[i].factor;
			return GAL_OK;
		}
	}
	if (p == text || *p != '\0')
		return gal_fail(err, GAL_ARGUMENT,
		    "'%s' is not a count (like 1000, 20k or 3M)", text);
	*out = value;
	return GAL_OK;
}

enum gal_status
cli_parse_real(double *out, const char *text, struct gal_error *err)
{
	char *end = NULL;
	double value = strtod(text, &end);
	double scale = 1.0;

	if (end != text && *end == '%') {
		scale = 0.01;
		end++;
	}
	if (end == text || *end != '\0' || value != value)
		return gal_fail(
		    err, GAL_ARGUMENT, "'%s' is not a number", text);
	*out = value * scale;
	return GAL_OK;
}
