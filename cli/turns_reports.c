#include "cli/turns_reports.h"

#include "cli/codebook_open.h"
#include "cli/turns_pass.h"

const struct cli_turns_report cli_turns_reports[] = {
	{ "listener", gal_dialogue_report_listener },
	{ "reciprocity", gal_dialogue_report_reciprocity },
	{ "emotion", gal_dialogue_report_emotion },
	{ NULL, NULL },
};

void
cli_turns_defaults(struct gal_dialogue_options *out)
{
	*out = (struct gal_dialogue_options){ .conf = 0.95,
		.k = 10,
		.seed = 1,
		.permutations = 199,
		.replicates = 2000 };
}

static enum gal_status
keep_frame(void *payload, struct gal_frame *frame, struct gal_error *err)
{
	return cli_frames_add(payload, frame, err);
}

enum gal_status
cli_turns_make(struct cli_frames *frames, struct cli_context *context,
    struct gal_store *store, const struct gal_dialogue_options *options,
    bool (*wanted)(const struct cli_context *context, const char *name))
{
	struct gal_error *err = &context->err;
	struct gal_codebook *book = NULL;
	struct gal_dialogue dialogue = { 0 };
	enum gal_status status = cli_codebook_open(&book, context);

	if (status == GAL_OK)
		status = cli_turns_read(&dialogue, store, book, err);
	if (status == GAL_OK && dialogue.count == 0)
		status = gal_fail(err, GAL_UNDEFINED,
		    "the database holds no dialogue with an AI");
	for (const struct cli_turns_report *r = cli_turns_reports;
	     r->name != NULL && status == GAL_OK; r++)
		if (wanted == NULL || wanted(context, r->name))
			status = r->make(
			    &dialogue, options, keep_frame, frames, err);
	gal_dialogue_free(&dialogue);
	gal_codebook_free(book);
	return status;
}
