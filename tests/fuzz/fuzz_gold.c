/*
 * Any two files as labelled posts, as `galatea codebook fit` and `check` read
 * them: refused with a message, or learned from.
 */
#include <stdlib.h>
#include <string.h>

#include "classify/book.h"
#include "classify/check.h"
#include "cli/labelled.h"
#include "fuzz/folder.h"
#include "fuzz/fuzz.h"

static const char *const files[] = { "posts.ndjson", "labels.tsv", NULL };

#define POSTS_MAX 60 /* more of them only make the fit slower */

struct learners {
	struct gal_fit *fit;
	struct gal_check *check;
	size_t count;
};

static struct gal_codebook *
load(void)
{
	static struct gal_codebook *book;
	struct test_book test;

	if (book != NULL)
		return book;
	book_begin(&test);
	book_file(&test, "rules/r.json",
	    "{\"dimension\":\"x\",\"rules\":[{\"id\":\"r\",\"code\":\"x.y\","
	    "\"any\":[\"love\",\"<ai>\"],\"weight\":2}]}");
	book = book_load(&test);
	book_end(&test);
	return book;
}

static enum gal_status
learn(void *owner, const struct gal_input *input,
    const struct gal_fit_label *label, struct gal_error *err)
{
	struct learners *to = owner;
	enum gal_status status = GAL_OK;

	if (to->count++ < POSTS_MAX)
		status = gal_fit_add_post(to->fit, input, label, err);
	if (status == GAL_OK)
		status = gal_check_add_post(to->check, input, label, err);
	return status;
}

/* Few posts are refused, too. */
static enum gal_status
look(struct learners *from, struct gal_error *err)
{
	struct gal_buffer weights = GAL_BUFFER(1 << 20);
	struct gal_buffer measures = GAL_BUFFER(1 << 20);
	struct gal_frame *rules = NULL;
	enum gal_status status = gal_fit_prepare(from->fit, err);

	if (status == GAL_OK)
		status =
		    gal_fit_dimension(from->fit, &weights, &measures, "x", err);
	if (status == GAL_OK)
		status = gal_check_rules(&rules, from->check, err);
	gal_frame_free(rules);
	gal_buffer_free(&weights);
	gal_buffer_free(&measures);
	return status;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct fuzz_folder folder = { files, "" };
	const struct gal_fit_options options = { 1, 2, true, 1.0, 0.15 };
	struct learners to = { 0 };
	struct gal_error err = { 0 };
	char posts[FUZZ_PATH_MAX], labels[FUZZ_PATH_MAX];
	enum gal_status status;

	if (gal_fit_new(&to.fit, load(), &options, NULL) != GAL_OK ||
	    gal_check_new(&to.check, load(), NULL) != GAL_OK)
		abort();
	fuzz_folder_fill(&folder, data, size);
	fuzz_folder_path(posts, &folder, files[0]);
	fuzz_folder_path(labels, &folder, files[1]);
	status = cli_read_labelled(posts, labels, learn, &to, &err);
	if (status == GAL_OK)
		status = look(&to, &err);
	if (status != GAL_OK && err.message[0] == '\0')
		abort();
	gal_check_free(to.check);
	gal_fit_free(to.fit);
	return 0;
}
