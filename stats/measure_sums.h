/* What a timeline keeps for the measures of docs/measures.md. */
#ifndef GALATEA_STATS_MEASURE_SUMS_H
#define GALATEA_STATS_MEASURE_SUMS_H

#include "stats/marks.h"
#include "stats/odds_sums.h"
#include "stats/panel.h"
#include "stats/proportion.h"

/* Posts about the persona as a document against posts about living with it:
 * what either shows. */
#define PERSONA_OUTCOMES 6
struct persona_sums {
	struct odds_sums odds[PERSONA_OUTCOMES];
	double authors[PERSONA_OUTCOMES][2]; /* who show it, in either kind */
	double both; /* authors with posts of both kinds */
};
struct persona_now {
	uint32_t posts[2]; /* document, lived */
	uint32_t shown[PERSONA_OUTCOMES][2];
};
extern const struct persona_outcome {
	const char *name;
	uint32_t mark; /* 0: a rung at or above companionship */
} persona_outcomes[PERSONA_OUTCOMES];

/* What the study of r/MyBoyfriendIsAI published, and the same here. */
#define PUBLISHED 5
struct published_sums {
	struct gal_share_sums share[PUBLISHED];
	struct gal_share_sums corrected[PUBLISHED];
	double gold[PUBLISHED];
};
struct published_now {
	uint32_t k[PUBLISHED];
	double excess[PUBLISHED]; /* sum of (y - f) / pi */
};
extern const struct published {
	const char *name;
	const char *here;      /* what counts here */
	uint32_t shows, lacks; /* any mark of the first, none of the second */
	double percent;	       /* of their posts */
} published[PUBLISHED];

/* A companion from the first post that calls it by its name, or that is at or
 * above companionship, whichever comes first, to the first rupture of it that
 * its author tells. What comes later in the author's time decides nothing
 * here: else those who live to be named would seem to live longer. */
#define PLATFORM_NONE UINT8_MAX
enum break_pressure {
	BREAK_FILTER,
	BREAK_UPDATE,
	BREAK_SHUTDOWN,
	BREAK_CONTRADICTION,
	BREAK_JAILBREAK,
	BREAK_EVENT,
	BREAK_UNNAMED,
	BREAKS
};
enum after_bit {
	AFTER_GRIEF,
	AFTER_PRESERVATION,
	AFTER_MIGRATION,
	AFTER_RETURN,
	AFTER_POSTS
};
enum beginning { BEGINS_NAMED, BEGINS_RUNG, BEGINNINGS };
struct survival_now {
	int64_t begun, rupture;		 /* GAL_NO_TIME: not yet */
	uint8_t platform, last_platform; /* place in the family */
	uint8_t begins;			 /* enum beginning */
	uint16_t model, last_model;	 /* of these platforms; 0: none named */
	uint8_t pressures, after;	 /* bits of the two enums */
	bool broken_before;
};
struct companion_row {
	uint32_t seconds; /* to the rupture, else to the last post */
	uint16_t read, model;
	uint8_t platform, pressures, after, begins;
	bool breaks, followed; /* rupture; FOLLOW_DAYS after it observed */
};

/* Talk of being real or simulated. */
enum belief { BELIEF_REAL, BELIEF_SIMULATED, BELIEFS };
#define BELIEF_PERIODS 8
#define BELIEF_DAYS 90
struct belief_sums {
	struct gal_share_sums share[GAL_STATES_MAX + 1][BELIEFS];
	double active[BELIEF_PERIODS], posts[BELIEF_PERIODS]; /* authors */
	double told[BELIEF_PERIODS][BELIEFS];
	double both, both_posts, real_first, simulated_first;
};
struct belief_now {
	double posts[GAL_STATES_MAX + 1]; /* last: no rung */
	double shown[GAL_STATES_MAX + 1][BELIEFS];
	uint32_t period_posts[BELIEF_PERIODS];
	bool told[BELIEF_PERIODS][BELIEFS];
	int64_t first[BELIEFS];
};

/* The running emotion score of an author with TREND_LEAST posts or more. */
struct course_row {
	float end, lowest;
	float slope; /* points a day; NaN */
};

#endif
