#include "timeline_sample.h"

#include <stdlib.h>
#include <string.h>

#include "core/rng.h"

static const char *const rungs[] = { "tool", "exploration", "confidant",
	"companion", "partner", "committed" };
static const char *const codes[] = { "benefit.loneliness", "benefit.growth",
	"dependency.salience", "dependency.withdrawal", "materialization.ring",
	"onset.unintended", "onset.sought", "persona.grief", "persona.rupture",
	"rare.code" };
static const struct gal_event events[] = {
	{ "an update", SAMPLE_START + (int64_t)365 * 86400 },
};

struct gal_timeline_settings
sample_settings(void)
{
	struct gal_timeline_settings s;

	gal_timeline_defaults(&s);
	s.rules.start = SAMPLE_START;
	s.rules.end = SAMPLE_END;
	s.rules.states = 6;
	s.rules.target = 3;
	s.rungs = rungs;
	s.codes = codes;
	s.code_count = sizeof(codes) / sizeof(codes[0]);
	s.events = events;
	s.event_count = 1;
	s.replicates = 200;
	return s;
}

static void
feed_author(struct gal_timeline *timeline, uint64_t number)
{
	struct gal_rng rng = { 7, number, 0 };
	int rung = gal_rng_next_uniform(&rng) < 0.2 ? 3 : 0;
	double day = 400 * gal_rng_next_uniform(&rng);
	double pace = 3 + 60 * gal_rng_next_uniform(&rng);
	struct gal_error err = { 0 };

	while (day < 729 && gal_rng_next_uniform(&rng) > 0.08) {
		uint16_t shown[10];
		size_t n = 0;
		struct gal_move move = { 1, 4 };
		struct gal_timed_post post = {
			.author = gal_rng_bits(1, 2, number),
			.has_author = true,
			.t = SAMPLE_START + (int64_t)(day * 86400),
			.read = true,
			.stage = gal_rng_next_uniform(&rng) < 0.6 ? rung : -1,
			.valence = gal_rng_next_uniform(&rng) - 0.3,
		};

		for (uint16_t c = 0; c < 9; c++)
			if (gal_rng_next_uniform(&rng) <
			    0.04 * (1 + (rung > 2)))
				shown[n++] = c;
		if (number == 1)
			shown[n++] = 9; /* one author only */
		post.codes = shown;
		post.code_count = n;
		if (number % 17 == 0) {
			post.moves = &move;
			post.move_count = 1;
		}
		if (gal_timeline_add(timeline, &post, &err) != GAL_OK)
			abort();
		day += pace * gal_rng_next_exponential(&rng);
		if (rung < 5 && gal_rng_next_uniform(&rng) < pace / 200)
			rung++;
		else if (rung > 0 && gal_rng_next_uniform(&rng) < pace / 2000)
			rung--;
	}
}

void
sample_feed(struct gal_timeline *timeline, uint64_t first, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++)
		feed_author(timeline, first + i);
}

static enum gal_status
keep(void *payload, struct gal_frame *frame, struct gal_error *err)
{
	struct sample_frames *out = payload;

	(void)err;
	if (out->count == sizeof(out->items) / sizeof(out->items[0]))
		abort();
	out->items[out->count++] = frame;
	return GAL_OK;
}

void
sample_reports(struct sample_frames *out, const struct gal_timeline *timeline)
{
	struct gal_error err = { 0 };

	out->count = 0;
	for (const struct gal_report *r = gal_reports; r->name != NULL; r++)
		if (gal_report_make(r, timeline, keep, out, &err) != GAL_OK)
			abort();
}

void
sample_free(struct sample_frames *frames)
{
	for (size_t i = 0; i < frames->count; i++)
		gal_frame_free(frames->items[i]);
	frames->count = 0;
}

const struct gal_frame *
sample_find(const struct sample_frames *frames, const char *name)
{
	for (size_t i = 0; i < frames->count; i++)
		if (strcmp(frames->items[i]->name, name) == 0)
			return frames->items[i];
	return NULL;
}

bool
sample_says(const struct gal_frame *frame, const char *words)
{
	for (size_t i = 0; i < frame->note_count; i++)
		if (strstr(frame->notes[i], words) != NULL)
			return true;
	return false;
}
