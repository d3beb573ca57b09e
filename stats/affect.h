/*
 * Emotion as a trajectory: a running score in [0, 100] that starts at 40
 * and moves by at most 10 a step, with the bands of the SAGE simulator
 * (Tencent, SAGE: S >= 100, A >= 70, B >= 40, C >= 10, F below). The change
 * of a step comes from the words: 10 times the valence of the turn or post,
 * plus the appraisal cues. Unlike that simulator the score
 * is clamped below at 0, and no band ends a conversation.
 * Pure; one struct a conversation or author.
 */
#ifndef GALATEA_STATS_AFFECT_H
#define GALATEA_STATS_AFFECT_H

#include <stddef.h>

#include "core/status.h"

#define GAL_AFFECT_START 40.0
#define GAL_AFFECT_STEP 10.0
#define GAL_AFFECT_CUE 2.5 /* of one appraisal; at most two of a sign */

enum gal_affect_band {
	GAL_AFFECT_F, /* below 10 */
	GAL_AFFECT_C,
	GAL_AFFECT_B,
	GAL_AFFECT_A,
	GAL_AFFECT_S, /* 100 */
	GAL_AFFECT_BANDS
};

struct gal_affect {
	double score;
	double lowest;		   /* since the last recovery */
	double highest;		   /* before the fall under way */
	enum gal_affect_band peak; /* the band of that */
	uint32_t steps;
	uint32_t falls;	     /* drops of a band or more from a peak */
	uint32_t recoveries; /* falls after which the peak's band came back */
	bool falling;
};

void gal_affect_start(struct gal_affect *affect);
/* One turn or post: change = 10 * valence + cues, clamped to [-10, 10]; not
 * a number counts as 0. Returns the new score. */
double gal_affect_step(struct gal_affect *affect, double valence, double cues);
enum gal_affect_band gal_affect_band_of(double score);
/* by_code[i]: what codes[i] gives to the marks of gal_affect_cues(), which are
 * those of stats/marks.h. */
void gal_affect_table(
    uint32_t *by_code, const char *const *codes, size_t count);
/*
 * Points of the appraisals that a turn or post shows, marks or-ed together:
 * GAL_AFFECT_CUE up for each of being helped and being able, down for each of
 * being hindered and being unable. Appraisal theories take goal conduciveness
 * and coping potential for what separates pleasant from unpleasant feeling;
 * that each weighs a quarter of the largest step is our choice.
 */
double gal_affect_cues(uint32_t marks);
/* "S" … "F"; "?" out of range. */
const char *gal_affect_band_name(enum gal_affect_band band);

#endif
