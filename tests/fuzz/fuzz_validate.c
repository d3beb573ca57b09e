/*
 * Any files as a folder of a labelling sample, and any file as what a coder
 * hands in (a table or an export of Label Studio): refused with a message, or
 * taken so that what is written reads back the same and can be reported.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/validate_files.h"
#include "fuzz/folder.h"
#include "fuzz/fuzz.h"

static const char *const files[] = { "design.csv", "labels.csv", "coder.csv",
	NULL };

static const struct gal_store_code codes[] = {
	{ "bond.love", NULL },
	{ "benefit.loneliness", NULL },
};
static const char *const rungs[] = { "tool", "companion" };
static const struct gal_store_codebook book = { .hash = "aa",
	.codes = codes,
	.code_count = 2,
	.rungs = rungs,
	.rung_count = 2 };

static enum gal_status
drop(void *payload, struct gal_frame *frame, struct gal_error *err)
{
	(void)payload;
	(void)err;
	gal_frame_free(frame);
	return GAL_OK;
}

static void
report(const struct design *design, const struct labels *labels)
{
	struct validation_data data = { 0 };
	struct gal_error err = { 0 };
	enum gal_status status =
	    validation_fill(&data, design, labels, &book, 0.95, &err);

	if (status == GAL_OK)
		status = gal_validation_report(&data.v, drop, NULL, &err);
	if (status != GAL_OK && err.message[0] == '\0')
		abort();
	validation_free(&data);
}

/* What was written is read back: as many labels, each of them the same. */
static void
round_trip(const struct design *design, const struct labels *labels,
    const char *directory)
{
	struct labels again = { 0 };

	if (labels_write(labels, directory, design, &book, NULL) != GAL_OK ||
	    labels_read(&again, directory, design, &book, NULL) != GAL_OK ||
	    again.count != labels->count)
		abort();
	for (size_t i = 0; i < labels->count; i++) {
		const struct label_row *a = &labels->rows[i];
		const struct label_row *b = &again.rows[i];

		if (a->unit != b->unit || strcmp(a->coder, b->coder) != 0 ||
		    a->model != b->model || a->stage != b->stage ||
		    a->code_count != b->code_count ||
		    (a->code_count > 0 &&
			memcmp(a->codes, b->codes,
			    a->code_count * sizeof(a->codes[0])) != 0))
			abort();
	}
	labels_free(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct fuzz_folder folder = { files, "" };
	struct design design = { 0 };
	struct labels labels = { 0 };
	struct gal_error err = { 0 };
	char coder[FUZZ_PATH_MAX];
	size_t coded;
	enum gal_status status;

	fuzz_folder_fill(&folder, data, size);
	fuzz_folder_path(coder, &folder, "coder.csv");
	status = design_read(&design, folder.path, &book, &err);
	if (status == GAL_OK)
		status =
		    labels_read(&labels, folder.path, &design, &book, &err);
	if (status == GAL_OK) {
		status = labels_import(&labels, coder, "anna", false, &design,
		    &book, &coded, &err);
		report(&design, &labels);
	}
	if (status == GAL_OK)
		round_trip(&design, &labels, folder.path);
	else if (err.message[0] == '\0')
		abort();
	labels_free(&labels);
	design_free(&design);
	return 0;
}
