#include "cli/export_frames.h"

#include <stdio.h>
#include <string.h>

#include "cli/quality_frame.h"
#include "cli/query_context.h"
#include "cli/stats_pass.h"
#include "core/datetime.h"
#include "core/version.h"
#include "stats/proportion.h"
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
	out->authors = info.authors;
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
cli_add_provenance(struct cli_frames *frames, struct cli_context *context,
    struct gal_store *store)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; i < gal_provenance_count() && status == GAL_OK;
	     i++) {
		struct gal_frame *frame = NULL;

		status = gal_provenance_frame(
		    &frame, store, i, CLI_LEAST_AUTHORS, &context->err);
		if (status == GAL_OK)
			status = cli_frames_add(frames, frame, &context->err);
	}
	return status;
}

enum gal_status
cli_add_quality(struct cli_frames *frames, const struct cli_frames *given,
    struct cli_context *context, struct gal_store *store)
{
	struct gal_frame *frame = NULL;
	enum gal_status status;

	if (has_frame(given, "tag_quality"))
		return GAL_OK;
	status = cli_quality_frame(&frame, context, store);
	return status == GAL_OK ? cli_frames_add(frames, frame, &context->err)
				: status;
}

/* ---- companionship by community ---- */

#define CONFIDENCE 0.95

/* The counted frame's columns and, behind them, the share with its limits. */
static enum gal_status
add_shares(struct gal_frame **out, const struct gal_frame *counts,
    struct gal_error *err)
{
	static const struct {
		const char *name;
		const char *description;
	} added[] = {
		{ "share", "companions / authors, uncorrected" },
		{ "lower", "Wilson, 95 %" },
		{ "upper", "Wilson, 95 %" },
	};
	enum gal_status status =
	    gal_frame_new(out, counts->name, counts->title, err);

	for (size_t c = 0; c < counts->column_count && status == GAL_OK; c++)
		status = gal_frame_column(*out, counts->columns[c].name,
		    counts->columns[c].type, counts->columns[c].unit,
		    counts->columns[c].description, err);
	for (size_t i = 0; i < 3 && status == GAL_OK; i++)
		status = gal_frame_column(*out, added[i].name, GAL_CELL_REAL,
		    "share of authors", added[i].description, err);
	for (size_t i = 0; i < counts->note_count && status == GAL_OK; i++)
		status = gal_frame_note(*out, err, "%s", counts->notes[i]);
	for (size_t r = 0; r < gal_frame_rows(counts) && status == GAL_OK;
	     r++) {
		const struct gal_cell *row = gal_frame_at(counts, r, 0);
		double n = (double)row[2].u.integer;
		double k = (double)row[3].u.integer;
		struct gal_interval limits = gal_wilson(k, n, CONFIDENCE);

		status = gal_frame_text(*out, row[0].u.text, err);
		if (status == GAL_OK)
			status = gal_frame_text(*out, row[1].u.text, err);
		if (status == GAL_OK)
			status = gal_frame_int(*out, row[2].u.integer, err);
		if (status == GAL_OK)
			status = gal_frame_int(*out, row[3].u.integer, err);
		if (status == GAL_OK)
			status = gal_frame_real(*out, k / n, err);
		if (status == GAL_OK)
			status = gal_frame_real(*out, limits.lo, err);
		if (status == GAL_OK)
			status = gal_frame_real(*out, limits.hi, err);
	}
	return status;
}

enum gal_status
cli_add_companions(struct cli_frames *frames, struct cli_context *context,
    struct gal_store *store)
{
	struct gal_frame *counts = NULL, *shares = NULL;
	struct gal_error *err = &context->err;
	int rung = 0;
	enum gal_status status =
	    cli_companion_rung(&rung, gal_store_codebook(store), NULL, err);

	if (status == GAL_OK)
		status = gal_provenance_companions(
		    &counts, store, rung + 1, CLI_LEAST_AUTHORS, err);
	if (status == GAL_OK)
		status = add_shares(&shares, counts, err);
	gal_frame_free(counts);
	if (status != GAL_OK) {
		gal_frame_free(shares);
		return status;
	}
	return cli_frames_add(frames, shares, err);
}

/* ---- methods ---- */

static enum gal_status
add_method(struct gal_frame *frame, const char *name, const char *value,
    struct gal_error *err)
{
	enum gal_status status = gal_frame_text(frame, name, err);

	return status == GAL_OK ? gal_frame_text(frame, value, err) : status;
}

enum gal_status
cli_add_methods(struct cli_frames *frames, struct cli_context *context,
    struct gal_store *store)
{
	const struct gal_store_codebook *book = gal_store_codebook(store);
	struct gal_frame *frame = NULL;
	struct gal_error *err = &context->err;
	char schema[16], codes[16], rules[16], least[16];
	const struct {
		const char *name;
		const char *value;
	} methods[] = {
		{ "galatea", GAL_VERSION },
		{ "database schema", schema },
		{ "codebook", book->name },
		{ "codebook hash", book->hash },
		{ "codes", codes },
		{ "rules", rules },
		{ "least authors behind a number", least },
	};
	enum gal_status status =
	    gal_frame_new(&frame, "methods", "Versions and settings", err);

	(void)snprintf(
	    schema, sizeof(schema), "%d", gal_store_schema_version());
	(void)snprintf(codes, sizeof(codes), "%zu", book->code_count);
	(void)snprintf(rules, sizeof(rules), "%zu", book->rule_count);
	(void)snprintf(least, sizeof(least), "%d", CLI_LEAST_AUTHORS);
	if (status == GAL_OK)
		status = gal_frame_column(
		    frame, "name", GAL_CELL_TEXT, "", "what", err);
	if (status == GAL_OK)
		status = gal_frame_column(
		    frame, "value", GAL_CELL_TEXT, "", "which", err);
	for (size_t i = 0;
	     i < sizeof(methods) / sizeof(methods[0]) && status == GAL_OK; i++)
		status =
		    add_method(frame, methods[i].name, methods[i].value, err);
	if (status != GAL_OK) {
		gal_frame_free(frame);
		return status;
	}
	return cli_frames_add(frames, frame, err);
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
