/* Simulated authors for tests of the measures: codes by name, days since the
 * window's start, and frames read by name. No text anywhere. */
#ifndef GALATEA_TESTS_STATS_MEASURE_SAMPLE_H
#define GALATEA_TESTS_STATS_MEASURE_SAMPLE_H

#include "core/rng.h"
#include "stats/report.h"

#define MEASURE_START 1704067200
#define MEASURE_DAYS 730

/* A timeline of six rungs, companionship from the fourth; codes as in the
 * table of measure_sample.c, no bootstrap. */
struct gal_timeline *measure_new(void);
/* The same with the events given, and whether posts carry labels. */
struct gal_timeline *measure_new_with(
    const struct gal_event *events, size_t count, bool labelled);

/* What a post of a test shows. */
struct measure_post {
	uint64_t author;
	double day;
	int rung;   /* -1: none */
	bool other; /* not about the author */
	double valence;
	uint16_t model;	       /* 1 "chatgpt 4o", 2 "chatgpt 5" */
	uint8_t pressures;     /* enum gal_pressure */
	const char *codes[8];  /* names, in any order; the rest NULL */
	double pi;	       /* > 0: labelled, drawn with this probability */
	const char *labels[8]; /* the codes it shows by its label */
	int label_rung;	       /* by its label; -1: none */
};
/* Must succeed; posts of one author in order. */
void measure_add(
    struct gal_timeline *timeline, const struct measure_post *post);
void measure_finish(struct gal_timeline *timeline);

/* The frames of one report. Owned: measure_free(). */
struct measure_frames {
	struct gal_frame *items[16];
	size_t count;
};
void measure_report(struct measure_frames *out,
    const struct gal_timeline *timeline, const char *report);
void measure_free(struct measure_frames *frames);
/* The number in `column` of the row whose first column is `row`; NaN where it
 * is missing. Aborts where there is no such frame, row or column. */
double measure_cell(const struct measure_frames *frames, const char *frame,
    const char *row, const char *column);
size_t measure_rows(const struct measure_frames *frames, const char *frame);

#endif
