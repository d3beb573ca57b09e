/* Simulated worlds with a known truth, for the tests of the measures and for
 * the study of their coverage. Each is fixed by its seed. */
#ifndef GALATEA_TESTS_STATS_MEASURE_WORLDS_H
#define GALATEA_TESTS_STATS_MEASURE_WORLDS_H

#include "measure_sample.h"
#include "stats/answers.h"
#include "stats/reciprocity.h"
#include "stats/replies.h"

/* 300 companions on two platforms, by turns; a post every tenth day breaks
 * one with the platform's probability. Finished. */
void world_companions(struct gal_timeline *timeline, uint64_t seed,
    double chatgpt, double replika);
/* The same with "chatgpt 4o" and "chatgpt 5", begun by the name. */
void world_models(
    struct gal_timeline *timeline, uint64_t seed, double old, double new);

/* 100 authors with WORLD_POSTS posts. appraisal: a code in every post, NULL
 * for none. Finished. */
#define WORLD_POSTS 15
void world_affect(struct gal_timeline *timeline, uint64_t seed, double drift,
    const char *appraisal);

/* 800 tool users, half of whom reach companionship after 15 days, 0.3 of
 * these with a dependency; one in four coded whole. Needs a labelled timeline.
 * Finished. */
void world_whole_authors(struct gal_timeline *timeline, uint64_t seed);

/* Replies in two forums that are `gap` levels apart. Finished. */
void world_replies(
    struct gal_replies *sums, uint64_t seed, double slope, double gap);

#define WORLD_CONVERSATIONS 60
#define WORLD_TURNS 20
#define WORLD_EXCHANGES (WORLD_CONVERSATIONS * WORLD_TURNS)
/* rows[WORLD_EXCHANGES] */
void world_exchanges(struct gal_exchange *rows, uint64_t seed, double slope);
void world_answers(struct gal_answer *rows, uint64_t seed, double effect);

#endif
