/* galatea codebook doc, galatea codebook import-dic */
#include <errno.h>
#include <stdio.h>

#include "classify/dic.h"
#include "classify/document.h"
#include "cli/codebook_actions.h"
#include "cli/codebook_open.h"

#define DIC_BYTES_MAX (64u << 20)

static enum gal_status
write_out(
    const struct gal_buffer *text, const char *path, struct gal_error *err)
{
	FILE *f = path == NULL ? stdout : fopen(path, "w");
	bool good =
	    f != NULL && fwrite(text->data, 1, text->len, f) == text->len;

	if (path != NULL && f != NULL && fclose(f) != 0)
		good = false;
	if (good)
		return GAL_OK;
	gal_error_place(err, path == NULL ? "stdout" : path);
	return gal_fail_errno(err, GAL_IO, errno, "cannot write");
}

int
cli_codebook_doc(
    struct cli_context *context, const struct cli_codebook_job *job)
{
	struct gal_buffer page = GAL_BUFFER(1u << 28);
	struct gal_codebook *book = NULL;
	const char *directory = cli_codebook_path(context);
	enum gal_status st = cli_codebook_open(&book, context);

	if (st == GAL_OK)
		st = gal_codebook_document(
		    &page, book, directory, &context->err);
	if (st == GAL_OK)
		st = write_out(&page, job->output, &context->err);
	gal_buffer_free(&page);
	gal_codebook_free(book);
	return st == GAL_OK ? CLI_DONE : cli_report_error(context);
}

static enum gal_status
read_file(struct gal_buffer *out, const char *path, struct gal_error *err)
{
	char chunk[65536];
	size_t n;
	enum gal_status st = GAL_OK;
	FILE *f = fopen(path, "rb");

	gal_error_place(err, path);
	if (f == NULL)
		return gal_fail_errno(err, GAL_IO, errno, "cannot open");
	while (st == GAL_OK && (n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		st = gal_buffer_append(out, chunk, n, err);
	if (st == GAL_OK && ferror(f) != 0)
		st = gal_fail_errno(err, GAL_IO, errno, "cannot read");
	(void)fclose(f);
	return st;
}

int
cli_codebook_import_dic(
    struct cli_context *context, const struct cli_codebook_job *job)
{
	struct gal_buffer dic = GAL_BUFFER(DIC_BYTES_MAX);
	struct gal_buffer lexicon = GAL_BUFFER(1u << 28);
	enum gal_status st;

	if (context->argc != 2)
		return cli_usage_error(
		    context, "import-dic takes one .dic file");
	st = read_file(&dic, context->argv[1], &context->err);
	if (st == GAL_OK)
		st = gal_dic_to_lexicon(&lexicon,
		    (struct gal_str){ dic.data, dic.len }, "LIWC",
		    &context->err);
	if (st == GAL_OK)
		st = write_out(&lexicon, job->output, &context->err);
	gal_buffer_free(&dic);
	gal_buffer_free(&lexicon);
	return st == GAL_OK ? CLI_DONE : cli_report_error(context);
}
