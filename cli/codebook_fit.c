/* galatea codebook fit */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/codebook_actions.h"
#include "cli/codebook_open.h"
#include "cli/labelled.h"

/* Where the posts of a file go. */
struct destination {
	struct gal_fit *fit;
	bool taught;
};

static enum gal_status
add_post(void *owner, const struct gal_input *input,
    const struct gal_fit_label *label, struct gal_error *err)
{
	const struct destination *to = owner;
	struct gal_fit_label placed = *label;

	/* posts written to teach show the codes far more often than others */
	placed.set = to->taught;
	placed.taught = to->taught;
	return gal_fit_add_post(to->fit, input, &placed, err);
}

/* The labels of POSTS.ndjson stand in POSTS.tsv. */
static enum gal_status
read_teaching(struct gal_fit *fit, const char *posts, struct gal_error *err)
{
	struct destination to = { fit, true };
	char labels[4096];
	const char *end = strrchr(posts, '.');
	size_t stem = end == NULL ? strlen(posts) : (size_t)(end - posts);

	if ((size_t)snprintf(labels, sizeof(labels), "%.*s.tsv", (int)stem,
		posts) >= sizeof(labels))
		return gal_fail(err, GAL_ARGUMENT, "path too long");
	return cli_read_labelled(posts, labels, add_post, &to, err);
}

static enum gal_status
write_file(const char *directory, const char *sub, const char *dimension,
    const struct gal_buffer *text, struct gal_error *err)
{
	char path[4096];
	FILE *f;
	bool good;

	(void)snprintf(path, sizeof(path), "%s/%s", directory, sub);
	if (mkdir(path, 0777) != 0 && errno != EEXIST) {
		gal_error_place(err, path);
		return gal_fail_errno(err, GAL_IO, errno, "cannot make folder");
	}
	if ((size_t)snprintf(path, sizeof(path), "%s/%s/%s.tsv", directory, sub,
		dimension) >= sizeof(path))
		return gal_fail(err, GAL_ARGUMENT, "path too long");
	f = fopen(path, "w");
	good = f != NULL && fwrite(text->data, 1, text->len, f) == text->len;
	if (f != NULL && fclose(f) != 0)
		good = false;
	if (good)
		return GAL_OK;
	gal_error_place(err, path);
	return gal_fail_errno(err, GAL_IO, errno, "cannot write");
}

static enum gal_status
fit_dimension(struct cli_context *context, const struct cli_codebook_job *job,
    struct gal_fit *fit, const char *dimension)
{
	struct gal_buffer weights = GAL_BUFFER(1u << 28);
	struct gal_buffer measures = GAL_BUFFER(1u << 28);
	const char *directory = cli_codebook_path(context);
	enum gal_status st = gal_buffer_printf(&weights, &context->err,
	    "# code\tfeature\tweight\tposts: learned by `galatea codebook "
	    "fit`, seed %llu, %u folds\n",
	    (unsigned long long)job->fit.seed, job->fit.folds);

	if (st == GAL_OK)
		st = gal_fit_dimension(
		    fit, &weights, &measures, dimension, &context->err);
	if (st == GAL_OK && !job->dry_run)
		st = write_file(
		    directory, "weights", dimension, &weights, &context->err);
	if (st == GAL_OK && !job->dry_run)
		st = write_file(
		    directory, "measures", dimension, &measures, &context->err);
	if (st == GAL_OK)
		(void)printf("%.*s", (int)measures.len,
		    measures.data == NULL ? "" : measures.data);
	gal_buffer_free(&weights);
	gal_buffer_free(&measures);
	return st;
}

int
cli_codebook_fit(
    struct cli_context *context, const struct cli_codebook_job *job)
{
	struct gal_codebook *book = NULL;
	struct gal_fit *fit = NULL;
	struct destination measured = { NULL, false };
	enum gal_status st;

	if (job->post_files == 0)
		return cli_usage_error(
		    context, "fit needs --posts and --labels");
	st = cli_codebook_open(&book, context);
	if (st == GAL_OK)
		st = gal_fit_new(&fit, book, &job->fit, &context->err);
	measured.fit = fit;
	for (size_t i = 0; i < job->post_files && st == GAL_OK; i++)
		st = cli_read_labelled(job->posts[i], job->labels[i], add_post,
		    &measured, &context->err);
	for (size_t i = 0; i < job->teach_files && st == GAL_OK; i++)
		st = read_teaching(fit, job->teach[i], &context->err);
	if (st == GAL_OK)
		st = gal_fit_add_examples(fit, &context->err);
	if (st == GAL_OK)
		st = gal_fit_prepare(fit, &context->err);
	for (size_t i = 0; i < job->dimension_count && st == GAL_OK; i++)
		st = fit_dimension(context, job, fit, job->dimensions[i]);
	for (size_t i = 0; job->dimension_count == 0 && st == GAL_OK &&
	     gal_codebook_dimension(book, i) != NULL;
	     i++)
		st = fit_dimension(
		    context, job, fit, gal_codebook_dimension(book, i));
	gal_fit_free(fit);
	gal_codebook_free(book);
	return st == GAL_OK ? CLI_DONE : cli_report_error(context);
}
