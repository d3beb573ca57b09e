/*
 * The estimators of the coverage study: what each is an estimate of, and one
 * pass over one simulated corpus that feeds all of them.
 */
#ifndef GALATEA_TESTS_CORPORA_COVERAGE_ESTIMATES_H
#define GALATEA_TESTS_CORPORA_COVERAGE_ESTIMATES_H

#include "corpora/coverage_views.h"

#define HORIZON 365.0
#define EARLY 90.0
#define STUDY_CONF 0.95

/* Two years. */
extern const struct gal_sim_window study_window;

/* What is estimated. "Shows" = shows companion or higher. */
enum target {
	TARGET_AUTHOR_MEAN, /* mean over authors of the share of posts */
	TARGET_POST_SHARE,  /* share of posts */
	TARGET_ANY,	    /* share of authors with such a post */
	TARGET_RATE_1,	    /* upward rates, tool first */
	TARGET_RATE_2,
	TARGET_RATE_3,
	TARGET_RATE_4,
	TARGET_RATE_5,
	TARGET_NET,	  /* tool to companion in HORIZON, nobody leaves */
	TARGET_NET_FIRST, /* in EARLY days from the rung at the first post */
	TARGET_CRUDE,	  /* before leaving */
	TARGET_LOG_ODDS,  /* of the traits benefit and dependency */
	TARGETS
};
extern const char *const target_names[TARGETS];

enum estimator_id {
	EST_MEAN_PERFECT,
	EST_MEAN_BOOTSTRAP,
	EST_MEAN_DSL,
	EST_MEAN_TAGS,
	EST_POST_CR1,
	EST_POST_WILSON,
	EST_POST_DSL,
	EST_POST_PPI,
	EST_POST_ROGAN,
	EST_POST_TAGS,
	EST_ANY_PERFECT,
	EST_ANY_TAGS,
	EST_PANEL_1,
	EST_PANEL_2,
	EST_PANEL_3,
	EST_PANEL_4,
	EST_PANEL_5,
	EST_HIDDEN_1,
	EST_HIDDEN_2,
	EST_HIDDEN_3,
	EST_HIDDEN_4,
	EST_HIDDEN_5,
	EST_SHOWN_1,
	EST_SHOWN_2,
	EST_SHOWN_3,
	EST_SHOWN_4,
	EST_SHOWN_5,
	EST_LABELLED_1,
	EST_LABELLED_2,
	EST_LABELLED_3,
	EST_LABELLED_4,
	EST_LABELLED_5,
	EST_FREE_1,
	EST_FREE_2,
	EST_FREE_3,
	EST_FREE_4,
	EST_FREE_5,
	EST_NET_PANEL,
	EST_NET_HIDDEN,
	EST_NET_SHOWN,
	EST_NET_LABELLED,
	EST_NET_FREE,
	EST_NET_IDENTITY,
	EST_NET_INTERVAL,
	EST_NET_KM,
	EST_NET_KM_SILENCE,
	EST_FIRST_PANEL,
	EST_FIRST_HIDDEN,
	EST_FIRST_SHOWN,
	EST_FIRST_LABELLED,
	EST_FIRST_FREE,
	EST_CRUDE_PATH,
	EST_CRUDE_OWN,
	EST_CRUDE_FIRST,
	EST_CRUDE_CONFIRMED,
	EST_CRUDE_EVER,
	EST_ODDS_TRAITS,
	EST_ODDS_STRATA,
	EST_ODDS_EVER,
	ESTIMATORS
};

struct estimator {
	const char *name;
	enum target target;
	bool naive;
	bool no_interval;
};
extern const struct estimator estimators[ESTIMATORS];

/* Adds one replicate to every estimator's record; hidden, shown: also those
 * of the hidden Markov model with known and with fitted emission, which take
 * most of the time. */
void estimate_corpus(struct fared fared[ESTIMATORS],
    const double truth[TARGETS], const struct gal_sim_process *process,
    uint64_t seed, uint64_t authors, bool hidden, bool shown);

#endif
