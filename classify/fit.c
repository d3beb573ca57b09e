/*
 * Fitting a dimension: its codes one by one, their thresholds.
 */
#include "classify/fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "classify/fit_task.h"
#include "classify/load.h"

#define FEW_POSITIVES 20
#define GROWTH_MAX 2.5
#define POSITIVES_MIN 4 /* fewer: the code keeps its hand-written weights */

void
gal_fit_wilson(double *low, double *high, double k, double n)
{
	const double z = 1.959963984540054;
	double p, d, m, h;

	*low = *high = NAN;
	if (n <= 0)
		return;
	p = k / n;
	d = 1 + z * z / n;
	m = (p + z * z / (2 * n)) / d;
	h = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / d;
	*low = m - h;
	*high = m + h;
}

const char *
gal_codebook_dimension(const struct gal_codebook *book, size_t i)
{
	size_t seen = 0;

	for (size_t c = 0; c < book->code_count; c++) {
		bool first = !book->codes[c].further;

		for (size_t k = 0; k < c && first; k++)
			first = book->codes[k].further ||
			    strcmp(book->codes[k].dimension,
				book->codes[c].dimension) != 0;
		if (first && seen++ == i)
			return book->codes[c].dimension;
	}
	return NULL;
}

enum gal_status
gal_fit_prepare(struct gal_fit *fit, struct gal_error *err)
{
	enum gal_status st = GAL_OK;

	if (fit->post_count < 2 * (size_t)fit->options.folds)
		return gal_fail(err, GAL_ARGUMENT,
		    "%zu labelled posts are too few for %u folds",
		    fit->post_count, fit->options.folds);
	fit->importance = calloc(fit->post_count, sizeof(*fit->importance));
	if (fit->importance == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory to fit");
	if (fit->options.mine_terms)
		st = gal_fit_build_terms(fit, err);
	if (st == GAL_OK)
		st = gal_fit_stances(fit, NULL, NULL, err);
	return st;
}

/* Posts that show the code, each counting as much as it teaches. */
static double
positives(const struct gal_fit_task *t)
{
	double sum = 0;

	for (size_t i = 0; i < t->fit->post_count; i++)
		sum += t->labels[i] != 0 ? (double)t->weight[i] : 0;
	return sum;
}

/* The threshold of best F-beta out of fold over all posts, taught ones
 * counting as little as they teach: of most codes the measured posts show too
 * few to settle it. It lies inside the best stretch of a fixed grid, so that
 * one post does not decide it. Negatives are many and their scores well
 * known; few positives have been seen by the writers of the rules, so their
 * scores flatter: the fewer they are the nearer the threshold lies to the low
 * end of the stretch, at most in its middle. */
static double
choose_threshold(const struct gal_fit_task *t, const double *scores)
{
	double positive = positives(t);
	double best = -1, low = 0, high = 0;

	for (int i = -40; i <= 60; i++) {
		double at = i * 0.1;
		double f = gal_fit_f_beta(
		    gal_fit_weigh_at(t, scores, at), t->fit->options.beta);

		if (f > best + 1e-12) {
			best = f;
			low = high = at;
		} else if (f > best - 1e-12 && at - high < 0.11) {
			high = at;
		}
	}
	return low + (high - low) * positive / (2 * (positive + FEW_POSITIVES));
}

/* Rules that fired in no labelled post keep their hand-written weight, while
 * those that fired have grown with the bias: lend them the same growth, else
 * a sure rule could never decide a code that is rare in the labels. */
static void
lend_growth(struct gal_fit_task *t)
{
	double learned = 0, written = 0, growth;

	for (size_t i = 0; i < t->column_count; i++) {
		if (t->columns[i].mean > 0 && t->columns[i].count > 0) {
			learned += t->columns[i].weight;
			written += t->columns[i].mean;
		}
	}
	growth = written > 0 ? learned / written : 1;
	growth = growth < 1 ? 1 : growth > GROWTH_MAX ? GROWTH_MAX : growth;
	for (size_t i = 0; i < t->column_count; i++) {
		struct gal_column *c = &t->columns[i];

		if (c->mean > 0 && c->count == 0)
			c->weight = fmin(c->mean * growth, c->high);
	}
}

static enum gal_status
fit_code(struct gal_fit *fit, uint32_t code, struct gal_buffer *weights,
    struct gal_buffer *measures, struct gal_error *err)
{
	struct gal_fit_task t;
	enum gal_status st = gal_fit_task_init(&t, fit, code, err);
	const double *scores;
	double threshold;

	if (st != GAL_OK)
		return st;
	if (positives(&t) < POSITIVES_MIN) {
		st = gal_buffer_printf(measures, err,
		    "# %s: too few positive posts, not fitted, not validated\n",
		    fit->book->codes[code].name);
		gal_fit_task_free(&t);
		return st;
	}
	st = gal_fit_learn(&t);
	if (st == GAL_OK) {
		scores = t.held_out[t.best];
		threshold = choose_threshold(&t, scores);
		lend_growth(&t);
		st = gal_fit_write_weights(&t, weights, t.bias, threshold);
		if (st == GAL_OK)
			st = gal_fit_write_measures(&t, measures,
			    gal_fit_count_at(&t, scores, threshold));
	}
	gal_fit_task_free(&t);
	return st;
}

enum gal_status
gal_fit_dimension(struct gal_fit *fit, struct gal_buffer *weights,
    struct gal_buffer *measures, const char *dimension, struct gal_error *err)
{
	const struct gal_codebook *book = fit->book;
	bool found = false;
	enum gal_status st = gal_buffer_printf(measures, err,
	    "# code\tposts\tpositive\ttp\tfp\tfn\tprecision\tlow\thigh\t"
	    "recall\tlow\thigh\tF1\n"
	    "# out of fold, %u folds over posts, seed %llu; labelled by a "
	    "language model, submissions, first 500 characters\n",
	    fit->options.folds, (unsigned long long)fit->options.seed);

	if (st != GAL_OK)
		return st;
	if (strcmp(dimension, "stance") == 0)
		return gal_fit_stances(fit, weights, measures, err);
	if (strcmp(dimension, "stage") == 0)
		return gal_fit_stage(fit, weights, measures, err);
	for (uint32_t c = 0; c < book->code_count && st == GAL_OK; c++) {
		if (book->codes[c].further ||
		    strcmp(book->codes[c].dimension, dimension) != 0)
			continue;
		found = true;
		st = fit_code(fit, c, weights, measures, err);
	}
	if (st == GAL_OK && !found)
		return gal_fail(err, GAL_NOT_FOUND,
		    "no dimension \"%s\" with labelled codes", dimension);
	return st;
}
