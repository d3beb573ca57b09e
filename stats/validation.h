/*
 * Labels of people against each other and against the classifier. Labelled
 * posts come from a sample with known probabilities pi; whatever estimates
 * the population weighs by 1 / pi, whatever compares coders does not.
 */
#ifndef GALATEA_STATS_VALIDATION_H
#define GALATEA_STATS_VALIDATION_H

#include "stats/report.h"

#define GAL_UNLABELLED (-1)
#define GAL_CODERS_MAX 16

/* All arrays are the caller's. Units are posts. */
struct gal_validation {
	size_t units, coders, codes, rungs;
	const char *const *coder;   /* names, ascending */
	const bool *model;	    /* [coders]: labels made by a model */
	const char *const *code;    /* names */
	const char *const *rung;    /* names, lowest first */
	const double *pi;	    /* [units], 0 < pi <= 1 */
	const uint8_t *predicted;   /* [units][codes] */
	const int8_t *label;	    /* [units][coders][codes]: 0, 1, -1 */
	const int *predicted_stage; /* [units]: 0 none, else rung from 1 */
	const int *stage;	    /* [units][coders]: -1 not coded */
	double conf;
};

/*
 * One label a unit and code: the majority of the people who coded it; on a
 * tie the first coder by name; a model's label only where no person coded.
 * gold[units][codes] and gold_stage[units] (majority, lower rung on a tie):
 * -1 where nobody did. *by_model: units that rest on a model alone.
 */
void gal_validation_gold(int8_t *gold, int *gold_stage, size_t *by_model,
    const struct gal_validation *v);

/*
 * Frames: agreement (kappa per code and pair of coders, weighted kappa of
 * stage), agreement_all (alpha over all coders; Jaccard and MASI of code
 * sets), tag_quality (precision, recall, F1, specificity per code against
 * gold, weighted by 1 / pi with Wilson at the effective n), stage_confusion.
 */
GAL_MUST_USE enum gal_status gal_validation_report(
    const struct gal_validation *v, gal_report_sink sink, void *payload,
    struct gal_error *err);

/*
 * M for the hidden Markov model: P(tagged rung | true rung), symbols 0 none
 * and 1 .. rungs, row-major (rungs + 1)^2, weighted by 1 / pi, with one label
 * spread over each row (Perks 1947) so that nothing is impossible; rows
 * without a label have the identity. labels[rungs + 1]: effective number of
 * labels behind each row. *labelled: units with a stage label.
 */
void gal_validation_tagger(double *out, double *labels, double *labelled,
    const struct gal_validation *v, const int *gold_stage);

#endif
