/* galatea explain: one post from stdin, the decision step by step. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "classify/explain.h"
#include "cli/codebook_open.h"
#include "cli/command.h"
#include "cli/tag_input.h"
#include "store/query.h"
#include "store/upkeep.h"

#define INPUT_BYTES_MAX (64u << 20)

enum { OPTION_COMMUNITY = 256, OPTION_TITLE, OPTION_CODE, OPTION_POST };

static const struct cli_option options[] = {
	{ OPTION_COMMUNITY, "community", "NAME",
	    "community of a plain text (default replika)" },
	{ OPTION_TITLE, "title", "TEXT", "title of a plain text" },
	{ OPTION_CODE, "code", "NAME",
	    "sums of this code only, or of all that start with NAME" },
	{ OPTION_POST, "post", "ID",
	    "a post of the database (-d) by its native id: t3_…, t1_…" },
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

/* Row id of "t3_abc", "t1_abc" or "abc" of Reddit, else of any platform. */
static enum gal_status
find_post(int64_t *row_id, struct gal_store *store, const char *id,
    struct gal_error *err)
{
	bool comment_only = strncmp(id, "t1_", 3) == 0;
	bool submission_only = strncmp(id, "t3_", 3) == 0;
	struct gal_str native =
	    gal_str_of(comment_only || submission_only ? id + 3 : id);

	for (int p = 0; p < GAL_PLATFORM_COUNT; p++) {
		for (int k = 0; k < GAL_KIND_COUNT; k++) {
			if ((comment_only && k != GAL_KIND_COMMENT) ||
			    (submission_only && k != GAL_KIND_SUBMISSION))
				continue;
			if (gal_store_find_post(row_id, store,
				(enum gal_platform)p, (enum gal_kind)k, native,
				NULL) == GAL_OK)
				return GAL_OK;
		}
	}
	return gal_fail(err, GAL_NOT_FOUND, "no post %s", id);
}

/* As it stands in the database; the codebook reads it anew. */
static enum gal_status
explain_stored(struct gal_buffer *out, const struct gal_codebook *book,
    const char *database, const char *id, const char *code,
    struct gal_error *err)
{
	struct gal_store *store = NULL;
	struct gal_query query = { .has_row_id = true };
	struct gal_query_run *run = NULL;
	const struct gal_query_hit *hit = NULL;
	enum gal_status st =
	    gal_store_open(&store, database, GAL_STORE_READ, err);

	if (st == GAL_OK)
		st = find_post(&query.row_id, store, id, err);
	if (st == GAL_OK)
		st = gal_query_open(&run, store, &query, err);
	if (st == GAL_OK)
		st = gal_query_next(&hit, run, err);
	if (st == GAL_END)
		st = gal_fail(err, GAL_NOT_FOUND, "no post %s", id);
	if (st == GAL_OK) {
		const struct gal_post *post = &hit->record->post;
		struct gal_input input = { .community = post->community,
			.title = post->title,
			.text = post->text };

		st = explain(out, book, &input, code, err);
	}
	gal_query_close(run);
	gal_store_close(store);
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
	const char *id_wanted = NULL;
	struct gal_error *err = &context->err;
	enum gal_status st;
	int id;

	while ((id = cli_next_option(context)) > 0) {
		if (id == OPTION_COMMUNITY)
			community = context->value;
		else if (id == OPTION_TITLE)
			title = context->value;
		else if (id == OPTION_POST)
			id_wanted = context->value;
		else
			code = context->value;
	}
	if (id < 0)
		return CLI_USAGE;
	st = cli_codebook_open(&book, context);
	if (st == GAL_OK && id_wanted != NULL) {
		st = explain_stored(
		    &out, book, context->database, id_wanted, code, err);
		goto done;
	}
	if (st == GAL_OK)
		st = read_all(&in, stdin, err);
	if (st == GAL_OK && in.len > 0 && in.data[0] == '{') {
		const char *fault = NULL;

		st = cli_tag_parse(
		    &post, &fault, (struct gal_str){ in.data, in.len });
		if (st != GAL_OK)
			st = gal_fail(err, st, "%s",
			    st == GAL_FORMAT ? fault : gal_status_text(st));
	} else if (st == GAL_OK) {
		post.input.community = gal_str_of(community);
		post.input.title = gal_str_of(title);
		post.input.text = (struct gal_str){ in.data, in.len };
	}
	if (st == GAL_OK)
		st = explain(&out, book, &post.input, code, err);
done:
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
	.synopsis = "[--community NAME] [--title TEXT] [--code NAME] < POST\n"
		    "       galatea explain -d FILE --post ID [--code NAME]",
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
