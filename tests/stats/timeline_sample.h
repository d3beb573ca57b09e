/* Invented authors for tests of timelines: a seeded chain on six rungs seen
 * at random posts, with a few codes. No text anywhere. */
#ifndef GALATEA_TESTS_STATS_TIMELINE_SAMPLE_H
#define GALATEA_TESTS_STATS_TIMELINE_SAMPLE_H

#include "stats/report.h"

#define SAMPLE_START 1704067200
#define SAMPLE_END (SAMPLE_START + (int64_t)730 * 86400)

struct gal_timeline_settings sample_settings(void);
/* Feed authors [first, first + count) to the timeline; must succeed. */
void sample_feed(struct gal_timeline *timeline, uint64_t first, uint64_t count);

/* Frames of all reports, in order; owned. */
struct sample_frames {
	struct gal_frame *items[64];
	size_t count;
};
void sample_reports(
    struct sample_frames *out, const struct gal_timeline *timeline);
void sample_free(struct sample_frames *frames);
const struct gal_frame *sample_find(
    const struct sample_frames *frames, const char *name);
/* Whether a note of the frame holds these words. */
bool sample_says(const struct gal_frame *frame, const char *words);

#endif
