/*
 * One author's ordered posts -> what every report needs of the author, in
 * constant memory. Rules (docs/statistics.md): times are int64 seconds and
 * compared as integers; an OBSERVATION is all staged posts of one author at
 * one second, its stage the highest; untagged posts prove activity only.
 *
 *   gal_author_begin(&a);
 *   for each post in order: if (gal_author_add(&a, &rules, t, stage)) use
 *       a.observed;            an observation that is now complete
 *   if (gal_author_finish(&a, &rules)) use a.observed; then the fields.
 */
#ifndef GALATEA_STATS_DERIVE_H
#define GALATEA_STATS_DERIVE_H

#include "stats/panel.h"

#define GAL_NO_TIME INT64_MIN

struct gal_derive_rules {
	int64_t start, end; /* window of the archive, half open */
	int64_t disengage;  /* D in seconds: gone when a gap is longer */
	int64_t washout;    /* seconds after start: entry may lie before */
	int states;	    /* rungs, 0 .. states-1 here */
	int target;	    /* rung from which companionship counts */
};

struct gal_observation {
	int64_t t;
	int stage;
};

enum gal_outcome { GAL_CENSORED, GAL_REACHED, GAL_DISENGAGED };

struct gal_author {
	int64_t posts, staged, observations;
	int64_t t_first, t_last;		/* posts of any kind */
	int first_stage, last_stage, max_stage; /* -1: never observed */
	int64_t entry[GAL_STATES_MAX]; /* first observation exactly k */
	int64_t reach[GAL_STATES_MAX]; /* first observation >= k */
	int64_t confirm;	       /* SECOND observation >= target */
	int64_t up, down, skip_up;     /* moves between repeats removed */
	bool left_truncated;	       /* t_first within washout of start */

	/* Incident cohort: first observation below target. */
	bool incident, prevalent; /* neither: no observation */
	int64_t origin;		  /* first observation */
	enum gal_outcome outcome;
	int64_t outcome_t; /* time of the outcome or end of follow-up */
	/* The same with entry counted at the SECOND observation >= target. */
	enum gal_outcome confirmed_outcome;
	int64_t confirmed_t;
	/* Entry to target lies in (left, right]; right GAL_NO_TIME: not seen
	 * by the last observation, which is then `left`. */
	int64_t left, right;

	struct gal_observation observed; /* the one just completed */

	/* private */
	struct gal_observation pending;
	bool has_pending, open, confirm_open;
	int64_t before; /* the post before */
};

void gal_author_begin(struct gal_author *author);
/* Posts must come in ascending time; stage -1: none. Posts outside the
 * window are the caller's to leave out. True: author->observed is new. */
bool gal_author_add(struct gal_author *author,
    const struct gal_derive_rules *rules, int64_t t, int stage);
bool gal_author_finish(
    struct gal_author *author, const struct gal_derive_rules *rules);

/* Days as they are printed. */
static inline double
gal_days(int64_t seconds)
{
	return (double)seconds / GAL_SECONDS_PER_DAY;
}

#endif
