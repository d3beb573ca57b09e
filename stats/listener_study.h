/*
 * The held-out study of the imagined listener over labelled dialogues: each
 * scenario in turn is held out for every persona, the listener and the
 * baseline learn from the rest and hear it. The baseline is the cosine of
 * unigram counts.
 */
#ifndef GALATEA_STATS_LISTENER_STUDY_H
#define GALATEA_STATS_LISTENER_STUDY_H

#include "stats/dialogue.h"
#include "stats/report.h"

/* One spoken turn after it was heard, in its order in the conversation. */
struct listener_turn {
	uint32_t at;	   /* position among the turns spoken, from 0 */
	bool right;	   /* most probable persona so far, among all */
	bool right_pair;   /* … within the pair; false without a pair */
	double posterior;  /* of the right persona so far, among all */
	double own, other; /* ln S0 of this turn under the right persona and
			      the other of its pair (NaN without) */
	size_t words;
};

struct listener_result {
	size_t conversation; /* index into the dialogue */
	uint32_t persona;
	uint32_t partner; /* GAL_NO_LABEL without a pair */
	uint32_t scenario;
	size_t partner_result;	/* same scenario, other persona; SIZE_MAX */
	bool right, right_pair; /* the listener, whole dialogue */
	bool cosine_right, cosine_pair; /* the baseline */
	struct listener_turn *turns;	/* empty turns left out */
	size_t turn_count;
};

struct listener_study {
	struct listener_result *results;
	size_t count;
	size_t pairs;		 /* results with a partner persona */
	double permutation_p[2]; /* among all, within the pair; NaN */
};

/*
 * UNDEFINED, with the reason, with fewer than two personas or scenarios.
 * Permutations: among all, labels are shuffled over the conversations; within
 * the pair, the two conversations of a scenario swap labels or not. Each
 * permutation learns and hears anew.
 */
GAL_MUST_USE enum gal_status listener_study_run(struct listener_study *out,
    const struct gal_dialogue *dialogue,
    const struct gal_dialogue_options *options, struct gal_error *err);
void listener_study_free(struct listener_study *study);

/* The frame listener_course: each conversation by thirds, for all personas of
 * pairs and for each. Errors: NOMEM and the sink's. */
GAL_MUST_USE enum gal_status listener_send_course(
    const struct listener_study *study, const struct gal_dialogue *dialogue,
    const struct gal_dialogue_options *options, gal_report_sink sink,
    void *payload, struct gal_error *err);

#endif
