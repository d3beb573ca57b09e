#include "cli/export_frames.h"

#include <stdio.h>
#include <string.h>

#include "cli/query_context.h"
#include "core/datetime.h"
#include "store/provenance.h"

#define EXAMPLE_CONTEXT 120

static const char *
without_folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

static void
add_number(struct cli_about *about, const char *name, int64_t number)
{
	about->facts[about->about.fact_count++] =
	    (struct gal_export_fact){ name, number, NULL };
}

static void
add_day(struct cli_about *about, const char *name, int64_t utc, char text[32])
{
	if (utc == GAL_ABSENT)
		return;
	gal_time_format(utc, text);
	text[10] = '\0';
	about->facts[about->about.fact_count++] =
	    (struct gal_export_fact){ name, 0, text };
}

enum gal_status
cli_about_load(
    struct cli_about *out, struct cli_context *context, struct gal_store *store)
{
	const struct gal_store_codebook *book = gal_store_codebook(store);
	struct gal_store_info info;
	enum gal_status status = gal_store_info(&info, store, &context->err);

	memset(out, 0, sizeof(*out));
	if (status != GAL_OK)
		return status;
	(void)snprintf(out->title, sizeof(out->title), "galatea: %s",
	    without_folder(context->database));
	out->about.title = out->title;
	out->about.codebook = book->hash[0] != '\0' ? book->hash : NULL;
	out->about.codebook_name = book->name;
	out->about.simulated = info.simulated > 0;
	out->about.rungs = book->rungs;
	out->about.rung_count = book->rung_count;
	out->about.facts = out->facts;
	add_number(out, "posts", info.posts);
	add_number(out, "authors", info.authors);
	add_number(out, "communities", info.communities);
	add_number(out, "archives", info.files);
	add_number(out, "pieces of evidence", info.tags);
	add_day(out, "first post", info.first_utc, out->first);
	add_day(out, "last post", info.last_utc, out->last);
	return GAL_OK;
}

static bool
has_frame(const struct cli_frames *frames, const char *name)
{
	for (size_t i = 0; i < frames->count; i++) {
		if (strcmp(frames->items[i]->name, name) == 0)
			return true;
	}
	return false;
}

enum gal_status
cli_add_provenance(struct cli_frames *frames, const struct cli_frames *given,
    struct cli_context *context, struct gal_store *store)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; i < gal_provenance_count() && status == GAL_OK;
	     i++) {
		struct gal_frame *frame = NULL;

		status = gal_provenance_frame(
		    &frame, store, i, CLI_LEAST_AUTHORS, &context->err);
		if (status == GAL_OK && has_frame(given, frame->name))
			gal_frame_free(frame);
		else if (status == GAL_OK)
			status = cli_frames_add(frames, frame, &context->err);
	}
	return status;
}

/* ---- quoted examples ---- */

static enum gal_status
new_examples(struct gal_frame **out, struct gal_error *err)
{
	static const struct {
		const char *name;
		const char *description;
	} columns[] = {
		{ "code", "code" },
		{ "month", "of the post" },
		{ "community", "as written" },
		{ "quote", "the evidence between [ and ] in its context" },
	};
	enum gal_status status =
	    gal_frame_new(out, "examples", "Quoted examples", err);

	for (size_t i = 0;
	     i < sizeof(columns) / sizeof(columns[0]) && status == GAL_OK; i++)
		status = gal_frame_column(*out, columns[i].name, GAL_CELL_TEXT,
		    "", columns[i].description, err);
	if (status == GAL_OK)
		status = gal_frame_note(*out, err,
		    "verbatim text leads back to its author by any search "
		    "engine: before you share a quote, search for it, reword "
		    "it, and search again");
	return status;
}

static enum gal_status
add_example(struct gal_frame *frame, const char *code, uint16_t index,
    const struct gal_query_hit *hit, struct gal_error *err)
{
	const struct gal_post *post = &hit->record->post;
	struct cli_context_place place = cli_context_find(hit, &index, 1);
	struct gal_str text = cli_context_text(hit, place.field);
	struct gal_buffer quote = GAL_BUFFER((size_t)1 << 20);
	struct gal_buffer name = GAL_BUFFER((size_t)1 << 16);
	char month[16] = "";
	enum gal_status status;

	if (post->created_utc != GAL_ABSENT)
		gal_time_month(post->created_utc, month);
	status = cli_context_marked(&quote, hit, place.field,
	    cli_context_before(text, place.span.start, EXAMPLE_CONTEXT),
	    cli_context_behind(text, place.span.end, EXAMPLE_CONTEXT),
	    &cli_marks_plain, true, err);
	if (status == GAL_OK)
		status = gal_buffer_append(
		    &name, post->community.data, post->community.len, err);
	if (status == GAL_OK)
		status = gal_frame_text(frame, code, err);
	if (status == GAL_OK)
		status = gal_frame_text(frame, month, err);
	if (status == GAL_OK)
		status = gal_frame_text(frame, name.data, err);
	if (status == GAL_OK)
		status = gal_frame_text(frame, quote.data, err);
	gal_buffer_free(&quote);
	gal_buffer_free(&name);
	return status;
}

static enum gal_status
add_code_examples(struct gal_frame *frame, struct gal_store *store,
    const char *code, uint16_t index, size_t n, struct gal_error *err)
{
	const struct gal_query query = { .codes = &index,
		.code_count = 1,
		.order = GAL_QUERY_NEWEST,
		.limit = n };
	const struct gal_query_hit *hit = NULL;
	struct gal_query_run *run = NULL;
	enum gal_status status = gal_query_open(&run, store, &query, err);

	while (status == GAL_OK &&
	    (status = gal_query_next(&hit, run, err)) == GAL_OK)
		status = add_example(frame, code, index, hit, err);
	gal_query_close(run);
	return status == GAL_END ? GAL_OK : status;
}

enum gal_status
cli_add_examples(struct cli_frames *frames, struct cli_context *context,
    struct gal_store *store, size_t per_code)
{
	const struct gal_store_codebook *book = gal_store_codebook(store);
	struct gal_frame *frame = NULL;
	enum gal_status status = new_examples(&frame, &context->err);

	for (size_t i = 0; i < book->code_count && status == GAL_OK; i++)
		status = add_code_examples(frame, store, book->codes[i].name,
		    (uint16_t)i, per_code, &context->err);
	if (status != GAL_OK) {
		gal_frame_free(frame);
		return status;
	}
	return cli_frames_add(frames, frame, &context->err);
}
