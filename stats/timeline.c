#include "stats/timeline.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stats/timeline_internal.h"

/* Counts of a vocabulary: fifty million words. */
#define WORDS_BYTES_MAX ((size_t)1 << 30)

void
gal_timeline_defaults(struct gal_timeline_settings *out)
{
	*out = (struct gal_timeline_settings){
		.rules = { .disengage = 90 * GAL_SECONDS_PER_DAY,
		    .washout = 30 * GAL_SECONDS_PER_DAY },
		.conf = 0.95,
		.k_anon = 10,
		.bin = 30 * GAL_SECONDS_PER_DAY,
		.expire = 180 * GAL_SECONDS_PER_DAY,
		.seed = 1,
		.replicates = 2000,
	};
}

static void
fill_family(struct family *family, const struct gal_timeline_settings *s,
    const char *prefix)
{
	for (size_t c = 0; c < s->code_count; c++) {
		family->place[c] = -1;
		if (strncmp(s->codes[c], prefix, strlen(prefix)) != 0 ||
		    family->count == FAMILY_MAX)
			continue;
		family->place[c] = (int8_t)family->count;
		family->code[family->count++] = (uint16_t)c;
	}
}

void
gal_timeline_free(struct gal_timeline *t)
{
	if (t == NULL)
		return;
	batch_free(t);
	for (size_t e = 0; t->events != NULL && e < t->settings.event_count;
	     e++)
		for (int o = 0; o < OUTCOMES; o++)
			free(t->events[e].outcome[o].moments);
	free(t->events);
	free(t->rows);
	free(t->labelled);
	free(t->companions);
	free(t->courses);
	free(t->codes);
	free(t->months);
	gal_gaps_free(&t->gaps);
	free(t->weights);
	free(t->boot_authors);
	free(t->boot_share);
	free(t->boot_any);
	gal_buffer_free(&t->words.counts);
	gal_buffer_free(&t->words.now);
	free(t);
}

static enum gal_status
check_settings(const struct gal_timeline_settings *s, struct gal_error *err)
{
	if (s->code_count > GAL_TIMELINE_CODES_MAX)
		return gal_fail(err, GAL_LIMIT,
		    "the statistics take at most %d codes",
		    GAL_TIMELINE_CODES_MAX);
	if (s->rules.states < 2 || s->rules.states > RUNGS_MAX)
		return gal_fail(err, GAL_LIMIT,
		    "the ladder must have 2 to %d rungs", RUNGS_MAX);
	if (s->rules.target < 1 || s->rules.target >= s->rules.states)
		return gal_fail(err, GAL_ARGUMENT,
		    "companionship must begin above the lowest rung");
	if (s->rules.end <= s->rules.start || s->bin <= 0 || s->expire <= 0 ||
	    s->rules.disengage <= 0)
		return gal_fail(err, GAL_ARGUMENT,
		    "the window, the bins and D must be longer than nothing");
	if (!(s->conf > 0 && s->conf < 1))
		return gal_fail(err, GAL_ARGUMENT,
		    "the level of the intervals must lie between 0 and 1");
	return GAL_OK;
}

static enum gal_status
allocate_parts(struct gal_timeline *t, struct gal_error *err)
{
	const struct gal_timeline_settings *s = &t->settings;

	t->codes = gal_allocate(s->code_count, sizeof(*t->codes), err);
	t->months = gal_allocate(MONTHS_MAX, sizeof(*t->months), err);
	t->events = gal_allocate(s->event_count, sizeof(*t->events), err);
	if (t->codes == NULL || t->months == NULL || t->events == NULL)
		return GAL_NOMEM;
	for (size_t e = 0; e < s->event_count; e++)
		for (int o = 0; o < OUTCOMES; o++) {
			t->events[e].outcome[o].moments = gal_allocate(
			    EVENT_MOMENTS * EVENT_MOMENTS, sizeof(double), err);
			if (t->events[e].outcome[o].moments == NULL)
				return GAL_NOMEM;
		}
	if (t->replicates == 0)
		return GAL_OK;
	t->weights = gal_allocate(t->replicates, 1, err);
	t->boot_authors = gal_allocate(t->replicates, sizeof(double), err);
	t->boot_share =
	    gal_allocate(t->replicates * s->code_count, sizeof(double), err);
	t->boot_any =
	    gal_allocate(t->replicates * s->code_count, sizeof(double), err);
	if (t->weights == NULL || t->boot_authors == NULL ||
	    t->boot_share == NULL || t->boot_any == NULL)
		return GAL_NOMEM;
	return GAL_OK;
}

enum gal_status
gal_timeline_new(struct gal_timeline **out,
    const struct gal_timeline_settings *settings, struct gal_error *err)
{
	struct gal_timeline *t;
	enum gal_status status = check_settings(settings, err);

	*out = NULL;
	if (status != GAL_OK)
		return status;
	t = gal_allocate(1, sizeof(*t), err);
	if (t == NULL)
		return GAL_NOMEM;
	t->settings = *settings;
	if (t->settings.event_count > GAL_EVENTS_MAX)
		t->settings.event_count = GAL_EVENTS_MAX;
	t->replicates = (settings->replicates + 3) / 4 * 4;
	t->gaps.states = (size_t)settings->rules.states;
	t->by_time.states = t->by_spell.states = settings->rules.states;
	t->by_time.diagonal = true;
	t->first_month = months_begin(t->month_starts, settings->rules.start);
	fill_family(&t->benefit, settings, "benefit.");
	fill_family(&t->dependency, settings, "dependency.");
	fill_family(&t->material, settings, "materialization.");
	fill_family(&t->persona, settings, "persona.");
	fill_family(&t->onset, settings, "onset.");
	fill_family(&t->platform, settings, "platform.");
	t->known_marks =
	    gal_marks_table(t->marks, settings->codes, settings->code_count);
	t->words.counts = (struct gal_buffer)GAL_BUFFER(WORDS_BYTES_MAX);
	t->words.now = (struct gal_buffer)GAL_BUFFER(WORDS_BYTES_MAX);
	t->rupture_code = -1;
	t->least_pi = 1;
	batch_begin(t);
	for (size_t c = 0; c < settings->code_count; c++)
		if (strcmp(settings->codes[c], "persona.rupture") == 0)
			t->rupture_code = (int)c;
	status = allocate_parts(t, err);
	if (status != GAL_OK) {
		gal_timeline_free(t);
		return status;
	}
	*out = t;
	return GAL_OK;
}

enum gal_status
gal_timeline_add(struct gal_timeline *t, const struct gal_timed_post *post,
    struct gal_error *err)
{
	const struct gal_derive_rules *rules = &t->settings.rules;

	if (post->bot) {
		t->waiting.posts += 1;
		t->waiting.bots += 1;
		return GAL_OK;
	}
	if (!post->has_author) {
		t->waiting.posts += 1;
		t->waiting.anonymous += 1;
		return GAL_OK;
	}
	if (post->t < rules->start || post->t >= rules->end) {
		t->waiting.posts += 1;
		t->waiting.outside += 1;
		return GAL_OK;
	}
	if (post->code_count > 0 &&
	    post->codes[post->code_count - 1] >= t->settings.code_count)
		return gal_fail(err, GAL_ARGUMENT, "a code is out of range");
	if (post->stage >= rules->states)
		return gal_fail(err, GAL_ARGUMENT, "a rung is out of range");
	if (post->author == t->waiting.author && post->t < t->waiting.last_t)
		return gal_fail(err, GAL_ARGUMENT,
		    "the posts of an author are not in order of time");
	t->waiting.author = post->author;
	t->waiting.last_t = post->t;
	return batch_add(t, post, err);
}

/* The half of a share that all authors with read posts make alike. */
static void
set_authors(struct gal_timeline *t, struct gal_share_sums *sums)
{
	sums->authors = t->read_authors.authors;
	sums->posts = t->read_authors.posts;
	sums->nn = t->read_authors.nn;
	sums->n4 = t->read_authors.n4;
}

enum gal_status
gal_timeline_finish(struct gal_timeline *t, struct gal_error *err)
{
	enum gal_status status = batch_end(t, err);

	t->totals.posts += t->waiting.posts;
	t->totals.bots = t->waiting.bots;
	t->totals.anonymous = t->waiting.anonymous;
	t->totals.outside = t->waiting.outside;
	t->waiting.posts = 0;
	if (status == GAL_OK && t->now.active)
		status = author_end(t, err);
	for (size_t c = 0; c < t->settings.code_count; c++) {
		set_authors(t, &t->codes[c].share);
		set_authors(t, &t->codes[c].corrected);
		t->codes[c].ever.authors = t->read_authors.authors;
	}
	for (int i = 0; i < PUBLISHED; i++) {
		set_authors(t, &t->published.share[i]);
		set_authors(t, &t->published.corrected[i]);
	}
	return status;
}

void
gal_timeline_set_hidden(struct gal_timeline *t, enum gal_hidden_model model,
    const struct gal_hmm_fit *fit, const char *reason)
{
	t->hidden[model].fitted = fit != NULL;
	if (fit != NULL)
		t->hidden[model].fit = *fit;
	else
		snprintf(t->hidden[model].reason,
		    sizeof(t->hidden[model].reason), "%s", reason);
}
