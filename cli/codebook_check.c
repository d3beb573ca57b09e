/* galatea codebook check */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/check.h"
#include "cli/codebook_actions.h"
#include "cli/codebook_open.h"
#include "cli/labelled.h"
#include "cli/output.h"

#define PATH_LENGTH 4096

static enum gal_status
add_post(void *owner, const struct gal_input *input,
    const struct gal_fit_label *label, struct gal_error *err)
{
	return gal_check_add_post(owner, input, label, err);
}

static int
is_posts(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);

	return n > 7 && strcmp(entry->d_name + n - 7, ".ndjson") == 0;
}

/* The codebook's own posts, in byte order of their files: a rule that none of
 * them and no example calls is dead. */
static enum gal_status
add_teaching(struct gal_check *check, struct cli_context *context)
{
	const char *codebook = cli_codebook_path(context);
	struct dirent **entries = NULL;
	enum gal_status st = GAL_OK;
	char folder[PATH_LENGTH];
	int n;

	(void)snprintf(folder, sizeof(folder), "%s/teaching", codebook);
	n = scandir(folder, &entries, is_posts, alphasort);
	if (n < 0 && errno != ENOENT) {
		gal_error_place(&context->err, folder);
		return gal_fail_errno(
		    &context->err, GAL_IO, errno, "cannot open the folder");
	}
	for (int i = 0; i < n; i++) {
		char posts[2 * PATH_LENGTH], labels[2 * PATH_LENGTH];
		int stem = (int)strlen(entries[i]->d_name) - 7;

		(void)snprintf(
		    posts, sizeof(posts), "%s/%s", folder, entries[i]->d_name);
		(void)snprintf(labels, sizeof(labels), "%s/%.*s.tsv", folder,
		    stem, entries[i]->d_name);
		if (st == GAL_OK)
			st = cli_read_labelled(
			    posts, labels, add_post, check, &context->err);
		free(entries[i]);
	}
	free(entries);
	return st;
}

int
cli_codebook_check(
    struct cli_context *context, const struct cli_codebook_job *job)
{
	struct gal_codebook *book = NULL;
	struct gal_check *check = NULL;
	struct gal_frame *examples = NULL, *faults = NULL, *rules = NULL;
	const struct gal_frame *frames[3];
	struct gal_error *err = &context->err;
	size_t count = 0, failed = 0;
	int code = CLI_DONE;
	enum gal_status st = cli_codebook_open(&book, context);

	if (st == GAL_OK)
		st = gal_check_new(&check, book, err);
	if (st == GAL_OK)
		st = gal_check_examples(&examples, &count, check, err);
	for (size_t i = 0; i < job->post_files && st == GAL_OK; i++)
		st = cli_read_labelled(
		    job->posts[i], job->labels[i], add_post, check, err);
	if (st == GAL_OK && job->post_files == 0)
		st = add_teaching(check, context);
	if (st == GAL_OK)
		st = gal_check_faults(&faults, check, err);
	if (st == GAL_OK)
		st = gal_check_rules(&rules, check, err);
	if (st == GAL_OK) {
		failed = gal_frame_rows(examples);
		st = gal_frame_note(examples, err,
		    "%zu of %zu examples are read as they should be",
		    count - failed, count);
	}
	if (st == GAL_OK) {
		frames[0] = examples;
		frames[1] = faults;
		frames[2] = rules;
		code = cli_print_frames(
		    context, frames, job->post_files > 0 ? 3 : 2);
	} else {
		code = cli_report_error(context);
	}
	gal_frame_free(examples);
	gal_frame_free(faults);
	gal_frame_free(rules);
	gal_check_free(check);
	gal_codebook_free(book);
	return code == CLI_DONE && failed > 0 ? CLI_DAMAGED : code;
}
