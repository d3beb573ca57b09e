#include "measure_sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const rungs[] = { "tool", "exploration", "confidant",
	"companion", "partner", "committed" };
/* ascending, as indexes of a post must be */
static const char *const codes[] = { "appraisal.able", "appraisal.helped",
	"appraisal.hindered", "appraisal.unable", "benefit.loneliness",
	"bond.love", "dependency.salience", "empathy.affective",
	"empathy.behavioral", "empathy.cognitive", "epistemic.dulling",
	"epistemic.outsourcing", "epistemic.processing", "materialization.ring",
	"onset.sought", "onset.unintended", "persona.artifact",
	"persona.contradiction", "persona.grief", "persona.named",
	"persona.preservation", "persona.realness", "persona.rupture",
	"persona.simulation", "platform.chatgpt", "platform.replika",
	"risk.dissociation" };
#define CODES (sizeof(codes) / sizeof(codes[0]))
/* their codes are filled in where a timeline is made */
static struct gal_model models[] = { { "chatgpt 4o", 0 }, { "chatgpt 5", 0 } };

static uint16_t
code_of(const char *name)
{
	for (uint16_t c = 0; c < CODES; c++)
		if (strcmp(codes[c], name) == 0)
			return c;
	abort();
}

struct gal_timeline *
measure_new_with(const struct gal_event *events, size_t count, bool labelled)
{
	struct gal_timeline_settings s;
	struct gal_timeline *t = NULL;

	gal_timeline_defaults(&s);
	s.rules.start = MEASURE_START;
	s.rules.end = MEASURE_START + (int64_t)MEASURE_DAYS * 86400;
	s.rules.states = 6;
	s.rules.target = 3;
	s.rungs = rungs;
	s.codes = codes;
	s.code_count = CODES;
	models[0].code = models[1].code = code_of("platform.chatgpt");
	s.models = models;
	s.model_count = sizeof(models) / sizeof(models[0]);
	s.events = events;
	s.event_count = count;
	s.replicates = 0;
	s.labelled = labelled;
	if (gal_timeline_new(&t, &s, NULL) != GAL_OK)
		abort();
	return t;
}

struct gal_timeline *
measure_new(void)
{
	return measure_new_with(NULL, 0, false);
}

static int
compare_codes(const void *a, const void *b)
{
	return (int)*(const uint16_t *)a - (int)*(const uint16_t *)b;
}

void
measure_add(struct gal_timeline *timeline, const struct measure_post *post)
{
	uint16_t shown[8];
	int8_t gold[CODES] = { 0 };
	struct gal_post_label label = { post->pi, post->label_rung, gold };
	size_t n = 0;
	struct gal_timed_post timed = { .author = post->author,
		.has_author = true,
		.t = MEASURE_START + (int64_t)(post->day * 86400),
		.read = true,
		.self = !post->other,
		.stage = post->rung,
		.valence = post->valence,
		.model = post->model,
		.pressures = post->pressures,
		.codes = shown };

	for (size_t i = 0; i < 8; i++)
		if (post->codes[i] != NULL)
			shown[n++] = code_of(post->codes[i]);
	qsort(shown, n, sizeof(shown[0]), compare_codes);
	timed.code_count = n;
	for (size_t i = 0; i < 8; i++)
		if (post->labels[i] != NULL)
			gold[code_of(post->labels[i])] = 1;
	if (post->pi > 0)
		timed.label = &label;
	if (gal_timeline_add(timeline, &timed, NULL) != GAL_OK)
		abort();
}

void
measure_finish(struct gal_timeline *timeline)
{
	if (gal_timeline_finish(timeline, NULL) != GAL_OK)
		abort();
}

static enum gal_status
keep(void *payload, struct gal_frame *frame, struct gal_error *err)
{
	struct measure_frames *out = payload;

	(void)err;
	if (out->count == sizeof(out->items) / sizeof(out->items[0]))
		abort();
	out->items[out->count++] = frame;
	return GAL_OK;
}

void
measure_report(struct measure_frames *out, const struct gal_timeline *timeline,
    const char *report)
{
	out->count = 0;
	if (gal_report_make(
		gal_report_find(report), timeline, keep, out, NULL) != GAL_OK)
		abort();
}

void
measure_free(struct measure_frames *frames)
{
	for (size_t i = 0; i < frames->count; i++)
		gal_frame_free(frames->items[i]);
	frames->count = 0;
}

static const struct gal_frame *
find_frame(const struct measure_frames *frames, const char *name)
{
	for (size_t i = 0; i < frames->count; i++)
		if (strcmp(frames->items[i]->name, name) == 0)
			return frames->items[i];
	abort();
}

size_t
measure_rows(const struct measure_frames *frames, const char *frame)
{
	return gal_frame_rows(find_frame(frames, frame));
}

double
measure_cell(const struct measure_frames *frames, const char *frame,
    const char *row, const char *column)
{
	const struct gal_frame *f = find_frame(frames, frame);
	int c = gal_frame_find(f, column);

	if (c < 0)
		abort();
	for (size_t r = 0; r < gal_frame_rows(f); r++) {
		const struct gal_cell *name = gal_frame_at(f, r, 0);
		const struct gal_cell *cell = gal_frame_at(f, r, (size_t)c);

		if (strcmp(name->u.text, row) != 0)
			continue;
		if (cell->missing)
			return NAN;
		return f->columns[c].type == GAL_CELL_INT
		    ? (double)cell->u.integer
		    : cell->u.real;
	}
	abort();
}
