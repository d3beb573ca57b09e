#include "cli/stats_pass.h"

#include <stdlib.h>
#include <string.h>

#include "cli/stats_labels.h"
#include "cli/stats_spool.h"

#define EVENTS_APART ((int64_t)9 * 7 * GAL_SECONDS_PER_DAY)

void
cli_stats_defaults(struct cli_stats_options *out)
{
	*out = (struct cli_stats_options){ .hidden = true, .replies = true };
	gal_timeline_defaults(&out->settings);
}

enum gal_status
cli_companion_rung(int *out, const struct gal_store_codebook *book,
    const char *name, struct gal_error *err)
{
	const char *wanted = name == NULL ? "companion" : name;

	for (size_t i = 0; i < book->rung_count; i++)
		if (strcmp(book->rungs[i], wanted) == 0) {
			*out = (int)i;
			return GAL_OK;
		}
	if (name != NULL)
		return gal_fail(
		    err, GAL_NOT_FOUND, "the codebook has no rung '%s'", name);
	*out = (int)(book->rung_count / 2);
	return GAL_OK;
}

/* Rows are written in their order: what breaks it is damage, and no fault of
 * who asked. */
static enum gal_status
add_post(struct gal_timeline *timeline, const struct gal_timed_post *post,
    struct gal_error *err)
{
	enum gal_status status = gal_timeline_add(timeline, post, err);

	if (status != GAL_ARGUMENT)
		return status;
	if (err != NULL)
		err->status = GAL_CORRUPT;
	return GAL_CORRUPT;
}

/* labels and spool are NULL where no labels were given, words where they
 * are not read. */
static enum gal_status
pass_posts(struct gal_timeline *timeline, const struct stats_source *source,
    const struct stats_labels *labels, struct stats_spool *spool,
    struct stats_words *words, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	while (status == GAL_OK) {
		struct stats_row row;
		struct gal_post_label label;

		status = source->next(&row, source->self, err);
		if (status != GAL_OK)
			break;
		if (labels != NULL &&
		    stats_labels_find(&label, labels, row.row_id))
			row.post.label = &label;
		if (words != NULL && row.post.read)
			status = stats_words_read(
			    &row.post, words, row.title, row.text, err);
		if (status == GAL_OK && spool != NULL)
			status = stats_spool_add(spool, &row.post, err);
		if (status == GAL_OK)
			status = add_post(timeline, &row.post, err);
	}
	return status == GAL_END ? gal_timeline_finish(timeline, err) : status;
}

static enum gal_status
fill_settings(struct gal_timeline_settings *s, struct cli_stats_pass *pass,
    const struct cli_stats_options *options, const struct stats_source *source,
    struct gal_error *err)
{
	const struct gal_store_codebook *book = source->book;
	enum gal_status status;

	s->rungs = book->rungs;
	s->rules.states = (int)book->rung_count;
	pass->codes = calloc(book->code_count + 1, sizeof(*pass->codes));
	if (pass->codes == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t i = 0; i < book->code_count; i++)
		pass->codes[i] = book->codes[i].name;
	s->codes = pass->codes;
	s->models = source->models;
	s->model_count = source->model_count;
	s->code_count = book->code_count;
	s->simulated = source->simulated;
	s->no_text = source->no_text;
	s->rules.start =
	    options->has_since ? options->since : source->first_utc;
	s->rules.end =
	    options->has_until ? options->until : source->last_utc + 1;
	if (source->first_utc == GAL_ABSENT && !options->has_since)
		s->rules.start = 0;
	if (source->last_utc == GAL_ABSENT && !options->has_until)
		s->rules.end = s->rules.start + 1;
	if (s->rules.end <= s->rules.start)
		return gal_fail(err,
		    options->has_since || options->has_until ? GAL_ARGUMENT
							     : GAL_UNDEFINED,
		    "the window ends before it begins, or no post lies in it");
	status =
	    cli_events_load(&pass->events, options->events, EVENTS_APART, err);
	s->events = pass->events.items;
	s->event_count = 0;
	if (status != GAL_OK)
		return status;
	/* only those that the window can carry */
	for (size_t i = 0; i < pass->events.count; i++)
		if (pass->events.items[i].t > s->rules.start &&
		    pass->events.items[i].t < s->rules.end)
			pass->events.items[s->event_count++] =
			    pass->events.items[i];
	return cli_companion_rung(
	    &s->rules.target, book, options->companion_from, err);
}

static enum gal_status
open_labels(struct stats_labels **out, const char *directory,
    const struct gal_store_codebook *book, struct gal_error *err)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	return stats_labels_read(*out, directory, book, err);
}

enum gal_status
cli_stats_run(struct cli_stats_pass *out,
    const struct cli_stats_options *options, const struct stats_source *source,
    struct gal_error *err)
{
	struct gal_timeline_settings settings = options->settings;
	bool words = options->words && !source->no_text;
	struct stats_labels *labels = NULL;
	struct stats_spool spool = { 0 };
	enum gal_status status;

	*out = (struct cli_stats_pass){ 0 };
	stats_words_init(&out->words);
	if (words)
		settings.vocabulary = &out->words.vocabulary;
	status = fill_settings(&settings, out, options, source, err);
	if (status == GAL_OK && options->labels != NULL) {
		settings.labelled = true;
		status =
		    open_labels(&labels, options->labels, source->book, err);
	}
	if (status == GAL_OK && options->hidden)
		status = stats_spool_open(&spool, (size_t)settings.rules.states,
		    settings.rules.end - settings.rules.start, err);
	if (status == GAL_OK)
		status = gal_timeline_new(&out->timeline, &settings, err);
	if (status == GAL_OK)
		status = pass_posts(out->timeline, source, labels,
		    options->hidden ? &spool : NULL, words ? &out->words : NULL,
		    err);
	if (status == GAL_OK && options->replies && source->replies != NULL)
		status = source->replies(
		    out->timeline, &settings.rules, source->self, err);
	if (status == GAL_OK && options->hidden)
		status = stats_spool_fit(&spool, labels, out->timeline, err);
	stats_spool_close(&spool);
	if (labels != NULL)
		stats_labels_free(labels);
	free(labels);
	if (status != GAL_OK)
		cli_stats_free(out);
	return status;
}

void
cli_stats_free(struct cli_stats_pass *pass)
{
	gal_timeline_free(pass->timeline);
	free(pass->codes);
	cli_events_free(&pass->events);
	stats_words_free(&pass->words);
	*pass = (struct cli_stats_pass){ 0 };
}
