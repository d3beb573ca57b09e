#include "stats/affect.h"

#include <math.h>

#include "stats/marks.h"

/* Lower edge of each band, in the order of enum gal_affect_band. */
static const struct {
	double from;
	const char *name;
} bands[GAL_AFFECT_BANDS] = {
	[GAL_AFFECT_F] = { 0.0, "F" },
	[GAL_AFFECT_C] = { 10.0, "C" },
	[GAL_AFFECT_B] = { 40.0, "B" },
	[GAL_AFFECT_A] = { 70.0, "A" },
	[GAL_AFFECT_S] = { 100.0, "S" },
};

enum gal_affect_band
gal_affect_band_of(double score)
{
	int band = GAL_AFFECT_BANDS - 1;

	while (band > 0 && score < bands[band].from)
		band--;
	return (enum gal_affect_band)band;
}

void
gal_affect_start(struct gal_affect *affect)
{
	*affect = (struct gal_affect){ .score = GAL_AFFECT_START,
		.lowest = GAL_AFFECT_START,
		.highest = GAL_AFFECT_START,
		.peak = gal_affect_band_of(GAL_AFFECT_START) };
}

const char *
gal_affect_band_name(enum gal_affect_band band)
{
	return (unsigned)band < GAL_AFFECT_BANDS ? bands[band].name : "?";
}

void
gal_affect_table(uint32_t *by_code, const char *const *codes, size_t count)
{
	(void)gal_marks_table(by_code, codes, count);
}

double
gal_affect_cues(uint32_t marks)
{
	int up =
	    ((marks & GAL_MARK_HELPED) != 0) + ((marks & GAL_MARK_ABLE) != 0);
	int down = ((marks & GAL_MARK_HINDERED) != 0) +
	    ((marks & GAL_MARK_UNABLE) != 0);

	return GAL_AFFECT_CUE * (up - down);
}

/* Inlined, unlike fmin() and fmax(): every post of a pass takes a step. */
static double
clamp(double x, double least, double most)
{
	return x < least ? least : x > most ? most : x;
}

static void
set_peak(struct gal_affect *affect)
{
	affect->highest = affect->score;
	affect->peak = gal_affect_band_of(affect->score);
}

double
gal_affect_step(struct gal_affect *affect, double valence, double cues)
{
	double change = GAL_AFFECT_STEP * valence + cues;

	if (isnan(change))
		change = 0.0;
	change = clamp(change, -GAL_AFFECT_STEP, GAL_AFFECT_STEP);
	affect->score = clamp(affect->score + change, 0.0, 100.0);
	affect->steps++;
	if (affect->falling) {
		if (affect->score < affect->lowest)
			affect->lowest = affect->score;
		if (affect->score >= bands[affect->peak].from) {
			affect->recoveries++;
			affect->falling = false;
			affect->lowest = affect->score;
			set_peak(affect);
		}
	} else if (affect->score > affect->highest) {
		set_peak(affect);
	} else if (affect->score < bands[affect->peak].from) {
		affect->falls++;
		affect->falling = true;
		affect->lowest = affect->score;
	}
	return affect->score;
}
