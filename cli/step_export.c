#include <stdio.h>
#include <stdlib.h>

#include "cli/convokit.h"
#include "cli/export_frames.h"
#include "cli/export_register.h"
#include "cli/export_request.h"
#include "cli/sequences.h"
#include "notebooks-export/export_report.h"

#define EXAMPLES_PER_CODE 5

/* What goes into the directory: the caller's frames and our own, which stand
 * first because they say what was read. */
struct export_job {
	struct cli_about about;
	struct cli_frames own;
	const struct gal_frame **all;
	struct gal_export_input input;
};

static void
job_free(struct export_job *job)
{
	free(job->all);
	cli_frames_free(&job->own);
}

static enum gal_status
job_load(struct export_job *job, struct cli_context *context,
    struct gal_store *store, const struct cli_frames *frames,
    const struct cli_export_request *request)
{
	struct gal_error *err = &context->err;
	enum gal_status status = cli_about_load(&job->about, context, store);
	size_t n;

	job->about.about.with_text = request->with_text;
	if (status == GAL_OK)
		status = cli_add_provenance(&job->own, context, store);
	if (status == GAL_OK)
		status = cli_add_quality(&job->own, frames, context, store);
	if (status == GAL_OK)
		status = cli_add_companions(&job->own, context, store);
	if (status == GAL_OK)
		status = cli_add_methods(&job->own, context, store);
	if (status == GAL_OK && request->with_text)
		status = cli_add_examples(
		    &job->own, context, store, EXAMPLES_PER_CODE);
	if (status != GAL_OK)
		return status;
	n = job->own.count + frames->count;
	job->all = calloc(n + 1, sizeof(const struct gal_frame *));
	if (job->all == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t i = 0; i < job->own.count; i++)
		job->all[i] = job->own.items[i];
	for (size_t i = 0; i < frames->count; i++)
		job->all[job->own.count + i] = frames->items[i];
	job->input.frames = job->all;
	job->input.frame_count = n;
	job->input.formula_guard = request->formula_guard;
	return GAL_OK;
}

static enum gal_status
write_wanted(struct gal_export_dir *dir, const struct export_job *job,
    const struct cli_export_request *request, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	if (request->only_count == 0)
		return gal_export_all(dir, &job->input, err);
	for (size_t i = 0; i < request->only_count && status == GAL_OK; i++)
		status = request->only[i]->write(dir, &job->input, err);
	return status;
}

static enum gal_status
register_folder(struct cli_context *context,
    const struct cli_export_request *request, const char *directory,
    int64_t authors)
{
	char path[4096];

	if (snprintf(path, sizeof(path), "%s/manifest.json", directory) >=
	    (int)sizeof(path))
		return gal_fail(
		    &context->err, GAL_ARGUMENT, "the path is too long");
	return cli_export_register(context, path, request, false, authors);
}

enum gal_status
cli_export(struct cli_context *context, struct gal_store *store,
    const struct cli_frames *frames, const struct cli_export_request *request,
    const char *directory)
{
	struct export_job job = { 0 };
	struct gal_export_dir *dir = NULL;
	struct gal_error *err = &context->err;
	enum gal_status status =
	    job_load(&job, context, store, frames, request);

	if (status == GAL_OK)
		status =
		    gal_export_dir_open(&dir, directory, &job.about.about, err);
	if (status == GAL_OK)
		status = write_wanted(dir, &job, request, err);
	if (status == GAL_OK && request->sequences)
		status = cli_write_sequences(dir, store, err);
	if (status == GAL_OK && request->convokit)
		status =
		    cli_write_convokit(dir, store, request->with_text, err);
	if (status == GAL_OK) {
		cli_verbose(context, "wrote %zu files into %s",
		    gal_export_dir_count(dir) + 1, directory);
		status = gal_export_dir_finish(dir, err);
		if (status == GAL_OK)
			status = register_folder(
			    context, request, directory, job.about.authors);
	} else {
		gal_export_dir_free(dir);
	}
	job_free(&job);
	return status;
}

enum gal_status
cli_export_page(struct cli_context *context, struct gal_store *store,
    const struct cli_frames *frames, const struct cli_export_request *request,
    const char *path)
{
	struct export_job job = { 0 };
	struct gal_buffer page = GAL_BUFFER((size_t)256 << 20);
	enum gal_status status =
	    job_load(&job, context, store, frames, request);

	if (status == GAL_OK)
		status = gal_report_page(
		    &page, &job.about.about, &job.input, &context->err);
	if (status == GAL_OK)
		status = gal_export_write_file(path,
		    (struct gal_str){ page.data, page.len }, &context->err);
	if (status == GAL_OK)
		status = cli_export_register(
		    context, path, request, true, job.about.authors);
	gal_buffer_free(&page);
	job_free(&job);
	return status;
}

enum gal_status
cli_step_export(struct cli_context *context, struct gal_store *store,
    const struct cli_frames *frames, const char *directory)
{
	const struct cli_export_request everything = { 0 };

	return cli_export(context, store, frames, &everything, directory);
}
