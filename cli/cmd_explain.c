/* galatea explain: one post from stdin, the decision step by step. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "classify/explain.h"
#include "cli/codebook_open.h"
#include "cli/command.h"
#include "cli/tag_input.h"

#define INPUT_BYTES_MAX (64u << 20)

enum { OPTION_COMMUNITY = 256, OPTION_TITLE, OPTION_CODE };

static const struct cli_option options[] = {
	{ OPTION_COMMUNITY, "community", "NAME",
	    "community of a plain text (default replika)" },
	{ OPTION_TITLE, "title", "TEXT", "title of a plain text" },
	{ OPTION_CODE, "code", "NAME",
	    "sums of this code only, or of all that start with NAME" },
	{ 0, NULL, NULL, NULL },
};

static enum gal_status
read_all(struct gal_buffer *out, FILE *in, struct gal_error *err)
{
	char chunk[65536];
	size_t n;
	enum gal_status st = GAL_OK;

	while (st == GAL_OK && (n = fread(chunk, 1, sizeof(chunk), in)) > 0)
		st = gal_buffer_append(out, chunk, n, err);
	if (st == GAL_OK && ferror(in) != 0)
		st = gal_fail_errno(err, GAL_IO, errno, "cannot read input");
	return st;
}

static enum gal_status
explain(struct gal_buffer *out, const struct gal_codebook *book,
    const struct gal_input *input, const char *code, struct gal_error *err)
{
	struct gal_scratch *scratch = NULL;
	enum gal_status st = gal_scratch_new(&scratch, book, err);

	if (st == GAL_OK)
		st = gal_explain(out, scratch, input, gal_str_of(code), err);
	gal_scratch_free(scratch);
	return st;
}

static int
run_explain(struct cli_context *context)
{
	struct gal_buffer in = GAL_BUFFER(INPUT_BYTES_MAX);
	struct gal_buffer out = GAL_BUFFER(1u << 30);
	struct gal_codebook *book = NULL;
	struct cli_tag_post post = { 0 };
	const char *community = "replika", *title = "", *code = NULL;
	struct gal_error *err = &context->err;
	enum gal_status st;
	int id;

	while ((id = cli_next_option(context)) > 0) {
		if (id == OPTION_COMMUNITY)
			community = context->value;
		else if (id == OPTION_TITLE)
			title = context->value;
		else
			code = context->value;
	}
	if (id < 0)
		return CLI_USAGE;
	st = gal_codebook_load(&book, cli_codebook_path(context), NULL, err);
	if (st == GAL_OK)
		st = read_all(&in, stdin, err);
	if (st == GAL_OK && in.len > 0 && in.data[0] == '{') {
		const char *fault =
		    cli_tag_parse(&post, (struct gal_str){ in.data, in.len });

		if (fault != NULL)
			st = gal_fail(err, GAL_FORMAT, "%s", fault);
	} else if (st == GAL_OK) {
		post.input.community = gal_str_of(community);
		post.input.title = gal_str_of(title);
		post.input.text = (struct gal_str){ in.data, in.len };
	}
	if (st == GAL_OK)
		st = explain(&out, book, &post.input, code, err);
	if (st == GAL_OK)
		(void)fwrite(out.data, 1, out.len, stdout);
	cli_tag_post_free(&post);
	gal_buffer_free(&in);
	gal_buffer_free(&out);
	gal_codebook_free(book);
	return st == GAL_OK ? CLI_DONE : cli_report_error(context);
}

const struct cli_command cmd_explain = {
	.name = "explain",
	.summary = "show step by step why a post is read as it is",
	.synopsis = "[--community NAME] [--title TEXT] [--code NAME] < POST",
	.description =
	    "Read one post from stdin, plain text or a JSON object as for "
	    "'galatea tag', and\nprint its tokens with marks, who is meant, "
	    "each rule that fired or was blocked and\nby what, and for each "
	    "code the sum that decided.",
	.examples = "  echo 'I told her everything.' | galatea explain\n"
		    "  head -1 posts.ndjson | galatea explain --code bond",
	.options = options,
	.run = run_explain,
};
