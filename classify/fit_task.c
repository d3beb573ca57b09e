/*
 * Learning one code: cross-validation over the grid, weights, measures.
 */
#include "classify/fit_task.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WEIGHT_PRINTED 0.02

/* The grid of cross-validation: how strongly all priors pull, how many
 * mined terms may enter. */
static const double scales[GAL_FIT_SCALES] = { 0.4, 1.2, 4, 12 };
static const size_t term_counts[GAL_FIT_TERM_COUNTS] = { 0, 100,
	GAL_FIT_TERMS_MAX };

/* Use all posts but those of a fold (none with UINT32_MAX). */
static void
use_posts(struct gal_fit_task *t, uint32_t without)
{
	for (size_t i = 0; i < t->fit->post_count; i++)
		t->fit->importance[i] =
		    t->fit->posts[i].fold == without ? 0 : t->weight[i];
}

static size_t
columns_of(const struct gal_fit_task *t, size_t terms)
{
	size_t wanted = t->base_count + term_counts[terms];

	return wanted < t->column_count ? wanted : t->column_count;
}

/* What the post's own set adds to its score: not there in use. */
static double
set_intercept(const struct gal_fit_task *t, size_t post)
{
	size_t own = gal_fit_sets_begin(t->fit) + t->fit->posts[post].set;

	for (size_t k = 0; k < t->column_count; k++) {
		if (t->features[k] == own)
			return t->columns[k].weight;
	}
	return 0;
}

static enum gal_status
cross_validate(struct gal_fit_task *t)
{
	enum gal_status st = GAL_OK;

	for (uint32_t fold = 0; fold < t->fit->options.folds; fold++) {
		use_posts(t, fold);
		st = gal_fit_choose_features(t);
		for (size_t k = 0; k < GAL_FIT_CHOICES && st == GAL_OK; k++) {
			st = gal_fit_columns(t,
			    columns_of(t, k / GAL_FIT_SCALES),
			    scales[k % GAL_FIT_SCALES]);
			for (size_t i = 0; i < t->fit->post_count; i++) {
				if (t->fit->posts[i].fold == fold)
					t->held_out[k][i] =
					    t->scores[i] - set_intercept(t, i);
			}
		}
		if (st != GAL_OK)
			return st;
	}
	return GAL_OK;
}

/* An example of the codebook has no score: it is in every fold's learning. */
static bool
is_held_out(const struct gal_fit_task *t, size_t post)
{
	return t->weight[post] > 0 && t->fit->posts[post].fold != GAL_FOLD_NONE;
}

static double
log_loss(const struct gal_fit_task *t, const double *scores)
{
	double loss = 0;

	for (size_t i = 0; i < t->fit->post_count; i++) {
		double s = scores[i];

		if (!is_held_out(t, i))
			continue;
		loss += (double)t->weight[i] *
		    (t->labels[i] ? gal_log1pexp(-s) : gal_log1pexp(s));
	}
	return loss;
}

static void
choose_best(struct gal_fit_task *t)
{
	double lowest = INFINITY;

	for (size_t k = 0; k < GAL_FIT_CHOICES; k++) {
		double loss = log_loss(t, t->held_out[k]);

		if (loss < lowest - 1e-9) {
			lowest = loss;
			t->best = k;
		}
	}
}

/* Labels of the code and the posts that count for it. */
static void
set_targets(struct gal_fit_task *t)
{
	const struct gal_fit *fit = t->fit;
	const struct gal_code *code = &fit->book->codes[t->code];

	for (size_t i = 0; i < fit->post_count; i++) {
		const struct gal_fit_post *p = &fit->posts[i];
		uint8_t label =
		    fit->labels[i * fit->book->code_count + t->code];
		bool skip = !p->read;

		if (code->stance >= 0) {
			uint8_t bit = (uint8_t)(1u << code->stance);

			label = (p->stances & bit) != 0;
			/* an example tells of its own code only */
			skip |= p->stances == 0 || (label && p->stances != bit);
		} else if (code->rung != 0) {
			uint32_t below = (1u << code->rung) - 1;

			label = (p->rungs & below) == 0;
			skip |= p->rungs == 0 ||
			    ((p->rungs & below) != 0 &&
				(p->rungs & ~below) != 0);
		} else if (label == GAL_LABEL_SKIP) {
			skip = true;
		}
		t->labels[i] = label == GAL_LABEL_YES;
		t->weight[i] = skip ? 0
		    : p->set > 0    ? (float)fit->options.teach_weight
				    : 1;
	}
}

void
gal_fit_task_free(struct gal_fit_task *t)
{
	free(t->labels);
	free(t->weight);
	free(t->columns);
	free(t->features);
	free(t->scores);
	for (size_t k = 0; k < GAL_FIT_CHOICES; k++)
		free(t->held_out[k]);
}

enum gal_status
gal_fit_task_init(struct gal_fit_task *t, struct gal_fit *fit, uint32_t code,
    struct gal_error *err)
{
	size_t posts = fit->post_count + 1;
	size_t most =
	    gal_fit_sets_end(fit) + GAL_FIT_OTHERS_MAX + GAL_FIT_TERMS_MAX;
	bool good;

	*t = (struct gal_fit_task){ .fit = fit, .code = code, .err = err };
	t->labels = calloc(posts, 1);
	t->weight = calloc(posts, sizeof(*t->weight));
	t->columns = calloc(most, sizeof(*t->columns));
	t->features = calloc(most, sizeof(*t->features));
	t->scores = calloc(posts, sizeof(*t->scores));
	good = t->labels != NULL && t->weight != NULL && t->columns != NULL &&
	    t->features != NULL && t->scores != NULL;
	for (size_t k = 0; k < GAL_FIT_CHOICES; k++) {
		t->held_out[k] = calloc(posts, sizeof(double));
		good = good && t->held_out[k] != NULL;
	}
	if (!good) {
		gal_fit_task_free(t);
		return gal_fail(err, GAL_NOMEM, "no memory to fit");
	}
	set_targets(t);
	return GAL_OK;
}

/* Cross-validate, choose, fit on all posts. */
enum gal_status
gal_fit_learn(struct gal_fit_task *t)
{
	enum gal_status st = cross_validate(t);

	if (st != GAL_OK)
		return st;
	choose_best(t);
	use_posts(t, UINT32_MAX);
	st = gal_fit_choose_features(t);
	if (st == GAL_OK) {
		t->column_count = columns_of(t, t->best / GAL_FIT_SCALES);
		st = gal_fit_columns(
		    t, t->column_count, scales[t->best % GAL_FIT_SCALES]);
	}
	return st;
}

/* Whether the stance read out of fold allows the code. */
bool
gal_fit_allowed(const struct gal_fit_task *t, size_t post)
{
	uint32_t requires = t->fit->book->codes[t->code].requires_stance;

	return requires == 0 ||
	    (requires >> t->fit->posts[post].stance_read & 1) != 0;
}

struct gal_fit_counts
gal_fit_count_at(
    const struct gal_fit_task *t, const double *scores, double threshold)
{
	struct gal_fit_counts c = { 0, 0, 0 };

	for (size_t i = 0; i < t->fit->post_count; i++) {
		bool got = scores[i] >= threshold && gal_fit_allowed(t, i);

		if (t->weight[i] <= 0 || t->fit->posts[i].taught)
			continue;
		c.tp += got && t->labels[i] != 0;
		c.fp += got && t->labels[i] == 0;
		c.fn += !got && t->labels[i] != 0;
	}
	return c;
}

struct gal_fit_counts
gal_fit_weigh_at(
    const struct gal_fit_task *t, const double *scores, double threshold)
{
	struct gal_fit_counts c = { 0, 0, 0 };

	for (size_t i = 0; i < t->fit->post_count; i++) {
		bool got = scores[i] >= threshold && gal_fit_allowed(t, i);
		double w = (double)t->weight[i];

		if (!is_held_out(t, i))
			continue;
		c.tp += got && t->labels[i] != 0 ? w : 0;
		c.fp += got && t->labels[i] == 0 ? w : 0;
		c.fn += !got && t->labels[i] != 0 ? w : 0;
	}
	return c;
}

double
gal_fit_f_beta(struct gal_fit_counts c, double beta)
{
	double b = beta * beta;
	double down = (1 + b) * c.tp + b * c.fn + c.fp;

	return down > 0 ? (1 + b) * c.tp / down : 0;
}

static int
compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Lines of the weights file for the code, features in byte order. */
enum gal_status
gal_fit_write_weights(const struct gal_fit_task *t, struct gal_buffer *out,
    double bias, double threshold)
{
	const struct gal_codebook *book = t->fit->book;
	const char *name = book->codes[t->code].name;
	char **lines = calloc(t->column_count + 1, sizeof(*lines));
	size_t count = 0;
	enum gal_status st;

	if (lines == NULL)
		return gal_fail(t->err, GAL_NOMEM, "no memory to fit");
	st = gal_buffer_printf(out, t->err,
	    "%s\tbias\t%.3f\t\n%s\tthreshold\t%.3f\t\n", name, bias, name,
	    threshold);
	for (size_t i = 0; i < t->column_count && st == GAL_OK; i++) {
		const struct gal_feature *f = &t->fit->features[t->features[i]];
		struct gal_buffer line = GAL_BUFFER(8192);
		double mean;
		bool own = f->rule != UINT32_MAX &&
		    gal_fit_own_prior(
			book, &book->rules[f->rule], t->code, &mean);

		if (f->id == NULL || /* the intercept of a set */
		    (!own && fabs(t->columns[i].weight) < WEIGHT_PRINTED))
			continue;
		st = gal_buffer_printf(&line, t->err, "%s\t%s\t%.3f\t%u\n",
		    name, f->id, t->columns[i].weight, f->count);
		if (st == GAL_OK)
			lines[count++] = line.data;
		else
			gal_buffer_free(&line);
	}
	qsort(lines, count, sizeof(*lines), compare_lines);
	for (size_t i = 0; i < count; i++) {
		if (st == GAL_OK)
			st = gal_buffer_append_str(out, lines[i], t->err);
		free(lines[i]);
	}
	free(lines);
	return st;
}

static size_t
measured_posts(const struct gal_fit *fit)
{
	size_t count = 0;

	for (size_t i = 0; i < fit->post_count; i++)
		count += !fit->posts[i].taught;
	return count;
}

enum gal_status
gal_fit_write_measures(const struct gal_fit_task *t, struct gal_buffer *out,
    struct gal_fit_counts c)
{
	double pl, ph, rl, rh;

	gal_fit_wilson(&pl, &ph, c.tp, c.tp + c.fp);
	gal_fit_wilson(&rl, &rh, c.tp, c.tp + c.fn);
	return gal_buffer_printf(out, t->err,
	    "%s\t%zu\t%.0f\t%.0f\t%.0f\t%.0f\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t"
	    "%.3f\t%.3f\n",
	    t->fit->book->codes[t->code].name, measured_posts(t->fit),
	    c.tp + c.fn, c.tp, c.fp, c.fn,
	    c.tp + c.fp > 0 ? c.tp / (c.tp + c.fp) : NAN, pl, ph,
	    c.tp + c.fn > 0 ? c.tp / (c.tp + c.fn) : NAN, rl, rh,
	    gal_fit_f_beta(c, 1));
}
