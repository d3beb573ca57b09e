/* What a timeline keeps for the measures of docs/measures.md. */
#ifndef GALATEA_STATS_MEASURE_SUMS_H
#define GALATEA_STATS_MEASURE_SUMS_H

#include "stats/marks.h"
#include "stats/odds_sums.h"
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
	double posts[2]; /* document, lived */
	double shown[PERSONA_OUTCOMES][2];
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
	double k[PUBLISHED];
	double excess[PUBLISHED]; /* sum of (y - f) / pi */
};
extern const struct published {
	const char *name;
	const char *here;      /* what counts here */
	uint32_t shows, lacks; /* any mark of the first, none of the second */
	double percent;	       /* of their posts */
} published[PUBLISHED];

#endif
