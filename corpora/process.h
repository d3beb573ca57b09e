/*
 * What a simulated author does: a continuous-time Markov chain on the ladder
 * from tool use to companionship, an exponential clock for leaving the forum,
 * and posts at a rate that may depend on the rung. Every value is a pure
 * function of (seed, author, post index), so any part of a corpus can be made
 * again alone, in any order, on any thread.
 *
 * Rungs are 1 .. GAL_SIM_RUNGS as in the codebook: tool, exploration,
 * confidant, companion, partner, committed. 0 means "none shown". Arrays by
 * rung are indexed rung - 1. Rates are per day, times epoch seconds UTC.
 */
#ifndef GALATEA_CORPORA_PROCESS_H
#define GALATEA_CORPORA_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rng.h"

#define GAL_SIM_RUNGS 6
#define GAL_SIM_COMPANION 4 /* "companionship" starts here */
#define GAL_SIM_DAY 86400
/* A path with more moves than this stays where it is; with the default rates
 * and ten years the chance is below 1e-12. */
#define GAL_SIM_STEPS_MAX 256

/*
 * The model. gal_sim_process_defaults() fills it; parameters.h sets single
 * values by name. With frailty 0, dwell_shape 1 and equal posting and
 * leaving rates it is a time-homogeneous Markov chain observed at times that
 * carry no information: the well-specified case of the coverage studies.
 */
struct gal_sim_process {
	double initial[GAL_SIM_RUNGS]; /* rung at entry, sums to 1 */
	double up[GAL_SIM_RUNGS];      /* to the next rung; last is unused */
	double down[GAL_SIM_RUNGS];    /* to the rung below; first unused */
	double leave[GAL_SIM_RUNGS];   /* leaves for good */
	double posting[GAL_SIM_RUNGS]; /* posts per day at activity 1 */
	/* what a post shows: [own - 1][shown], shown 0 = none; rows sum to 1,
	 * zero above the own rung */
	double shown[GAL_SIM_RUNGS][GAL_SIM_RUNGS + 1];
	double activity_sd;  /* sd of log activity; activity has mean 1 */
	double silence_rate; /* active -> silent */
	double silence_days; /* mean length of a silence */
	double frailty;	     /* variance of the author's log-normal factor on
				all upward rates, mean 1; 0 = none */
	double dwell_shape;  /* Weibull shape of the time to the next move,
				its mean kept; 1 = exponential */
	double early_days;   /* entries start this long before the window */
	double benefit;	     /* P(reports benefit | not dependent) */
	double dependency;   /* P(dependent) */
	double dependence;   /* log odds ratio benefit x dependency */
	double benefit_rate; /* P(a post shows one | trait, rung >= 3) */
	double dependency_rate;
	double onset_unintended; /* P(says it began unplanned | entered <= 2) */
	double onset_sought;	 /* P(says it was sought | entered >= 3) */
	double sensitivity[GAL_SIM_RUNGS]; /* of the simulated tagger */
	double specificity[GAL_SIM_RUNGS];
	double error_sd; /* sd over authors of the shift, in logits, of the
			    tagger's errors; 0 = independent errors */
};

/* Half-open window in which posts are seen. */
struct gal_sim_window {
	int64_t from;
	int64_t until;
};

/* The constants of an author. */
struct gal_sim_author {
	uint64_t key;	 /* seeds everything of this author */
	int64_t entered; /* may lie before the window */
	uint8_t initial; /* rung at entry */
	double activity; /* factor on the posting rate */
	double frailty;	 /* factor on upward rates */
	bool benefit;	 /* traits */
	bool dependency;
	bool onset_unintended;
	bool onset_sought;
};

struct gal_sim_step {
	int64_t time;
	uint8_t rung;
};

/* step[0] is the entry; times ascend strictly. */
struct gal_sim_path {
	size_t count;
	struct gal_sim_step step[GAL_SIM_STEPS_MAX];
	int64_t end; /* left the forum, or the window's end */
	bool left;
};

struct gal_sim_post {
	int64_t time;
	uint32_t index; /* of the author's posts, from entry on */
	uint8_t own;	/* the rung the author is at */
	uint8_t shown;	/* the rung the post shows, 0 = none */
};

/* Walks the posts of one path; fields are private. */
struct gal_sim_posting {
	const struct gal_sim_process *process;
	const struct gal_sim_author *author;
	const struct gal_sim_path *path;
	struct gal_rng rng;
	double clock;	/* days since entry */
	double toggles; /* when activity and silence change next */
	bool silent;
	size_t at; /* step of the path */
	uint32_t next;
};

void gal_sim_process_defaults(struct gal_sim_process *out);
/* The well-specified case: posting and leaving do not depend on the rung. */
void gal_sim_process_even(struct gal_sim_process *process);

/* All of these are pure and cannot fail. */
void gal_sim_author(struct gal_sim_author *out,
    const struct gal_sim_process *process, struct gal_sim_window window,
    uint64_t seed, uint64_t author);
void gal_sim_path(struct gal_sim_path *out,
    const struct gal_sim_process *process, struct gal_sim_window window,
    const struct gal_sim_author *author);
void gal_sim_posting_start(struct gal_sim_posting *out,
    const struct gal_sim_process *process, const struct gal_sim_author *author,
    const struct gal_sim_path *path);
/* The next post, also those before the window; false at the end. The three
 * pointers given to start must still be valid. */
bool gal_sim_posting_next(
    struct gal_sim_posting *posting, struct gal_sim_post *out);

/* Own random sequence of a post for the purpose named by `stream`. */
struct gal_rng gal_sim_post_rng(
    const struct gal_sim_author *author, uint32_t index, uint32_t stream);
/* Index of the weight that u in (0, 1) falls on; weights sum to 1. */
size_t gal_sim_pick(const double *weights, size_t n, double u);

#endif
