/*
 * What the coverage programs share: one simulated author with path, posts
 * and tags; what different observers would see of it; and the count of how
 * often an interval holds the truth. Test code: it stops on any error.
 */
#ifndef GALATEA_TESTS_CORPORA_COVERAGE_VIEWS_H
#define GALATEA_TESTS_CORPORA_COVERAGE_VIEWS_H

#include "corpora/process.h"
#include "corpora/tagger.h"
#include "stats/numeric.h"
#include "stats/panel.h"
#include "stats/survival.h"

/* Posts in the window only. Reused for author after author. */
struct view {
	struct gal_sim_author author;
	struct gal_sim_path path;
	struct gal_sim_post *posts;
	struct gal_sim_tags *tags;
	bool tells_benefit; /* in any post */
	bool tells_dependency;
	size_t count;
	size_t capacity;
};

void view_make(struct view *view, const struct gal_sim_process *process,
    struct gal_sim_window window, uint64_t seed, uint64_t author);
void view_free(struct view *view);

/*
 * Rungs by which an author can be followed: the true one at a post, the one
 * the post shows, the one the tagger gave. 0: none.
 */
enum sight { SIGHT_OWN, SIGHT_SHOWN, SIGHT_TAGGED };
uint8_t view_rung(const struct view *view, size_t post, enum sight sight);

/*
 * The entry to `target` as crude survival analysis would see it from posts:
 * time zero at the first post with a rung, which must lie below target;
 * event at the n-th post at target or higher (n = 1: first, 2: confirmed);
 * leaving when a gap exceeds silence days, dated at last post + silence;
 * else censored at the window's end. False: not at risk.
 */
bool view_subject(struct gal_subject *out, const struct view *view,
    struct gal_sim_window window, enum sight sight, unsigned target,
    unsigned nth, double silence);
/* The same from the true path and the true leaving, for authors who enter at
 * `from`. */
bool view_true_subject(struct gal_subject *out, const struct view *view,
    unsigned from, unsigned target);

/* Add the pairs of consecutive true rungs to the gaps of a panel fit. */
void view_add_gaps(struct gal_gaps *gaps, const struct view *view);

/* How one estimator of one number fared over replicates. */
struct fared {
	size_t replicates;
	size_t covered;
	size_t undefined;
	double sum;	    /* of estimates */
	double sum_squared; /* of estimates */
	double sum_width;
	double truth_sum;
};
void fared_add(struct fared *fared, double estimate,
    struct gal_interval interval, double truth);
double fared_bias(const struct fared *fared);
/* Monte-Carlo standard error of the mean estimate. */
double fared_error(const struct fared *fared);
double fared_coverage(const struct fared *fared);

/* Print err and exit if status is not GAL_OK. */
void must(enum gal_status status, const struct gal_error *err);

#endif
