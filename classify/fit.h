/*
 * Learning weights and thresholds of a codebook from labelled posts.
 *
 * Per code: logistic regression over the codebook's own features, shrunk
 * towards the weights written by hand, plus a few mined terms (one to four
 * words, in three posts or more); penalty and threshold by k-fold
 * cross-validation over posts with a fixed seed. What comes out is readable:
 * one line a weight. Every measure is of posts the weights had not seen.
 *
 *   gal_fit_new -> gal_fit_add_post … -> gal_fit_prepare -> gal_fit_dimension
 */
#ifndef GALATEA_CLASSIFY_FIT_H
#define GALATEA_CLASSIFY_FIT_H

#include "classify/classify.h"

struct gal_fit;

struct gal_fit_options {
	uint64_t seed;
	unsigned folds; /* 2 .. 50 */
	bool mine_terms;
	double beta;	     /* F-beta that the threshold maximises; 1 = F1 */
	double teach_weight; /* of a taught post beside a measured one */
};
#define GAL_FIT_DEFAULTS                                                       \
	{                                                                      \
		1, 10, true, 1.0, 0.15                                         \
	}

GAL_MUST_USE enum gal_status gal_fit_new(struct gal_fit **out,
    const struct gal_codebook *book, const struct gal_fit_options *options,
    struct gal_error *err);
void gal_fit_free(struct gal_fit *fit);

#define GAL_FIT_SETS_MAX 16

/*
 * Add a labelled post. stance and stage may be "a|b" (either is right);
 * codes and disputed are names separated by blanks, "-" or empty for none;
 * codes the codebook does not have are ignored. `set` < GAL_FIT_SETS_MAX
 * tells from which set it comes: a code may be more common in one set than in
 * another, so each set but 0 has an intercept of its own that is learned and
 * thrown away; decisions are those of set 0. A post that is `taught` teaches
 * in every fold but its own and is never measured. Errors: NOMEM, ARGUMENT.
 */
struct gal_fit_label {
	unsigned set;
	bool taught;
	struct gal_str id;
	struct gal_str stance;
	struct gal_str stage;
	struct gal_str codes;
	struct gal_str disputed;
};
GAL_MUST_USE enum gal_status gal_fit_add_post(struct gal_fit *fit,
    const struct gal_input *input, const struct gal_fit_label *label,
    struct gal_error *err);

/* Add an example of the codebook: whether it shows the code is known, of
 * the other codes nothing. It teaches in every fold and is never measured. */
GAL_MUST_USE enum gal_status gal_fit_add_example(struct gal_fit *fit,
    const struct gal_input *input, uint32_t code, bool positive,
    struct gal_error *err);
/* Add every example of the codebook so. */
GAL_MUST_USE enum gal_status gal_fit_add_examples(
    struct gal_fit *fit, struct gal_error *err);

/* After the last post: features, candidate terms, the stance of each post
 * as a model that had not seen it reads it. */
GAL_MUST_USE enum gal_status gal_fit_prepare(
    struct gal_fit *fit, struct gal_error *err);

/* Fit every code of the dimension; append the lines of
 * weights/<dimension>.tsv and measures/<dimension>.tsv. Errors: NOMEM,
 * NOT_FOUND (no such dimension). */
GAL_MUST_USE enum gal_status gal_fit_dimension(struct gal_fit *fit,
    struct gal_buffer *weights, struct gal_buffer *measures,
    const char *dimension, struct gal_error *err);

/* Dimensions of the codebook that have labelled codes, in order; NULL
 * beyond. */
const char *gal_codebook_dimension(const struct gal_codebook *book, size_t i);

/* Wilson score interval of k of n at 95 %; NaN for n = 0. */
void gal_fit_wilson(double *low, double *high, double k, double n);

#endif
