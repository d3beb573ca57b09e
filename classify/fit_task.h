/*
 * The work of a fit on one code: its labels, the features chosen for it, the
 * weights learned and the scores out of fold. Private to classify/fit*.c.
 */
#ifndef GALATEA_CLASSIFY_FIT_TASK_H
#define GALATEA_CLASSIFY_FIT_TASK_H

#include "classify/fit.h"
#include "classify/fit_data.h"

#define GAL_FIT_SCALES 4      /* strengths of all priors tried */
#define GAL_FIT_TERM_COUNTS 3 /* numbers of mined terms tried */
#define GAL_FIT_CHOICES (GAL_FIT_SCALES * GAL_FIT_TERM_COUNTS)
#define GAL_FIT_TERMS_MAX 600 /* mined terms */
#define GAL_FIT_OTHERS_MAX 40 /* features of other codes */

struct gal_fit_task {
	struct gal_fit *fit; /* borrowed */
	uint32_t code;
	uint8_t *labels; /* by post */
	float *weight;	 /* by post: 0 = not this code's, skipped, unread */
	struct gal_column *columns;
	uint32_t *features; /* of the columns */
	size_t column_count;
	size_t base_count; /* columns before mined terms */
	double *scores;
	double bias;
	double *held_out[GAL_FIT_CHOICES]; /* out of fold, by choice */
	size_t best;			   /* of held_out, by log loss */
	struct gal_error *err;
};

/* Posts right and wrong under a threshold. */
struct gal_fit_counts {
	double tp, fp, fn;
};

/* Empty, with the code's labels. On failure there is nothing to free. */
GAL_MUST_USE enum gal_status gal_fit_task_init(struct gal_fit_task *task,
    struct gal_fit *fit, uint32_t code, struct gal_error *err);
void gal_fit_task_free(struct gal_fit_task *task);

/* Cross-validate, choose, fit on all posts. */
GAL_MUST_USE enum gal_status gal_fit_learn(struct gal_fit_task *task);

/* Whether the stance read out of fold allows the code in a post. */
bool gal_fit_allowed(const struct gal_fit_task *task, size_t post);

/* Counts of scores (by post) at a threshold: of measured posts; of measured
 * and taught ones, each as much as it teaches. Examples are in neither. */
struct gal_fit_counts gal_fit_count_at(
    const struct gal_fit_task *task, const double *scores, double threshold);
struct gal_fit_counts gal_fit_weigh_at(
    const struct gal_fit_task *task, const double *scores, double threshold);

/* F-beta, 0 where nothing is counted. */
double gal_fit_f_beta(struct gal_fit_counts counts, double beta);

/* Lines of the weights file for the code, features in byte order. */
GAL_MUST_USE enum gal_status gal_fit_write_weights(
    const struct gal_fit_task *task, struct gal_buffer *out, double bias,
    double threshold);
/* The code's line of the measures file. */
GAL_MUST_USE enum gal_status gal_fit_write_measures(
    const struct gal_fit_task *task, struct gal_buffer *out,
    struct gal_fit_counts counts);

/* fit_features.c: prior of a rule for a code, false if it has none: its
 * hand-written weight if it is the code's own, for rungs also if it speaks
 * for a higher one. */
bool gal_fit_own_prior(const struct gal_codebook *book,
    const struct gal_rule *rule, uint32_t code, double *mean);
/* Choose the columns on the posts whose importance is not 0. */
GAL_MUST_USE enum gal_status gal_fit_choose_features(struct gal_fit_task *task);
/* Fit the first `columns` columns, all priors pulling `scale` as strongly. */
GAL_MUST_USE enum gal_status gal_fit_columns(
    struct gal_fit_task *task, size_t columns, double scale);

/* fit_ladders.c: codes decided against each other. weights NULL: only read
 * the stances out of fold. */
GAL_MUST_USE enum gal_status gal_fit_stances(struct gal_fit *fit,
    struct gal_buffer *weights, struct gal_buffer *measures,
    struct gal_error *err);
GAL_MUST_USE enum gal_status gal_fit_stage(struct gal_fit *fit,
    struct gal_buffer *weights, struct gal_buffer *measures,
    struct gal_error *err);

#endif
