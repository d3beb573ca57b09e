/*
 * Fitting one code at a time: choice of features, cross-validation, weights,
 * thresholds, measures.
 */
#include "classify/fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "classify/fit_data.h"
#include "classify/load.h"

#define FEW_POSITIVES 20
#define GROWTH_MAX 2.5
#define POSITIVES_MIN 4 /* fewer: the code keeps its hand-written weights */
#define OTHERS_MAX 40	/* features of other codes */
#define SCREEN_Z 2.2	/* score test a feature must pass */
#define TERM_Z 2.8
#define TERM_SHRINKAGE 6.0
#define OTHER_SHRINKAGE 3.0
#define WEIGHT_PRINTED 0.02

/* The grid of cross-validation: how strongly all priors pull, how many
 * mined terms may enter. */
static const double scales[] = { 0.4, 1.2, 4, 12 };
static const size_t term_counts[] = { 0, 50, 150 };
#define SCALES (sizeof(scales) / sizeof(scales[0]))
#define TERM_COUNTS (sizeof(term_counts) / sizeof(term_counts[0]))

/* The work on one code. */
struct task {
	struct gal_fit *fit;
	uint32_t code;
	uint8_t *labels; /* by post */
	float *weight;	 /* by post: 0 = not this code's, skipped, unread */
	struct gal_column *columns;
	uint32_t *features; /* of the columns */
	size_t column_count;
	size_t base_count; /* columns before mined terms */
	double *scores;
	double bias;
	double *held_out[SCALES * TERM_COUNTS];
	size_t best;
	struct gal_error *err;
};

struct ranked {
	double z;
	uint32_t feature;
};

static int
compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	double p = fabs(x->z), q = fabs(y->z);

	if (p != q)
		return p > q ? -1 : 1;
	return x->feature < y->feature ? -1 : x->feature > y->feature;
}

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

/* Prior of a rule for the code: its hand-written weight if it is the
 * code's own, for rungs also if it speaks for a higher one. */
static bool
own_prior(const struct gal_codebook *book, const struct gal_rule *rule,
    uint32_t number, double *mean)
{
	const struct gal_code *code = &book->codes[number];

	if (rule->code == GAL_NO_CODE || rule->kind == GAL_RULE_LEXICON)
		return false;
	if ((uint32_t)rule->code != number &&
	    !(code->rung != 0 && book->codes[rule->code].rung >= code->rung))
		return false;
	*mean = rule->weight;
	return true;
}

static void
push_column(struct task *t, uint32_t feature, double mean, double lambda,
    double low, double high)
{
	const struct gal_feature *f = &t->fit->features[feature];

	t->features[t->column_count] = feature;
	t->columns[t->column_count++] =
	    (struct gal_column){ .entries = f->entries,
		    .count = f->count,
		    .mean = mean,
		    .lambda = lambda,
		    .low = low,
		    .high = high,
		    .weight = mean };
}

static bool
is_base(struct task *t, uint32_t feature, bool *own)
{
	const struct gal_codebook *book = t->fit->book;
	const struct gal_rule *rule = &book->rules[feature];
	double mean;

	*own = own_prior(book, rule, t->code, &mean);
	if (*own)
		return true;
	if (rule->kind != GAL_RULE_CONTEXT)
		return false;
	return book->codes[t->code].stance < 0 ||
	    feature != book->context_rules[GAL_CONTEXT_STANCE];
}

static void
push_base(struct task *t)
{
	const struct gal_codebook *book = t->fit->book;

	t->column_count = 0;
	for (uint32_t f = 0; f < book->rule_count; f++) {
		bool own;
		double mean = 0;

		if (!is_base(t, f, &own))
			continue;
		if (!own) {
			if (t->fit->features[f].count > 0)
				push_column(t, f, 0, 1, -4, 4);
			continue;
		}
		(void)own_prior(book, &book->rules[f], t->code, &mean);
		if (mean > 0)
			push_column(t, f, mean, 1, 0, 6);
		else
			push_column(t, f, mean, 1, -6, 0);
	}
}

/* Score test of a feature against the residuals of the base model, on the
 * posts in use. */
static double
score_test(const struct task *t, const struct gal_feature *f, size_t *used)
{
	double up = 0, down = 0.5;

	*used = 0;
	for (uint32_t k = 0; k < f->count; k++) {
		uint32_t row = f->entries[k].row;
		double w = (double)t->fit->importance[row];
		double x = (double)f->entries[k].value;
		double q = gal_sigmoid(t->scores[row]);

		if (w <= 0)
			continue;
		++*used;
		up += w * x * ((double)t->labels[row] - q);
		down += w * x * x * q * (1 - q);
	}
	return up / sqrt(down);
}

static enum gal_status
screen(struct task *t, size_t from, size_t to, double at_least, size_t most,
    double shrinkage, double limit)
{
	struct ranked *ranked = calloc(to - from + 1, sizeof(*ranked));
	size_t count = 0;

	if (ranked == NULL)
		return gal_fail(t->err, GAL_NOMEM, "no memory to fit");
	for (size_t f = from; f < to; f++) {
		const struct gal_feature *feature = &t->fit->features[f];
		bool own = false;
		size_t used;
		double z;

		if (feature->count < GAL_TERM_POSTS_MIN ||
		    (feature->rule != UINT32_MAX &&
			(is_base(t, (uint32_t)f, &own) || own)))
			continue;
		z = score_test(t, feature, &used);
		if (used >= GAL_TERM_POSTS_MIN && fabs(z) >= at_least)
			ranked[count++] = (struct ranked){ z, (uint32_t)f };
	}
	qsort(ranked, count, sizeof(*ranked), compare_ranked);
	for (size_t i = 0; i < count && i < most; i++)
		push_column(t, ranked[i].feature, 0, shrinkage, -limit, limit);
	free(ranked);
	return GAL_OK;
}

/* Fit with the first `count` columns, all priors times `scale`. */
static enum gal_status
fit_columns(struct task *t, size_t count, double scale)
{
	struct gal_logit p = { .rows = t->fit->post_count,
		.labels = t->labels,
		.importance = t->fit->importance,
		.columns = t->columns,
		.column_count = count,
		.bias = t->bias,
		.bias_mean = -2,
		.bias_lambda = 0.05,
		.scores = t->scores };
	enum gal_status st;

	for (size_t i = 0; i < count; i++)
		t->columns[i].lambda *= scale;
	st = gal_logit_fit(&p, t->err);
	for (size_t i = 0; i < count; i++)
		t->columns[i].lambda /= scale;
	t->bias = p.bias;
	return st;
}

/* Use all posts but those of a fold (none with UINT32_MAX). */
static void
use_posts(struct task *t, uint32_t without)
{
	for (size_t i = 0; i < t->fit->post_count; i++)
		t->fit->importance[i] =
		    t->fit->posts[i].fold == without ? 0 : t->weight[i];
}

/* Choose features on the posts in use. */
static enum gal_status
choose_features(struct task *t)
{
	size_t rules = t->fit->book->rule_count;
	enum gal_status st;

	push_base(t);
	t->bias = -2;
	st = fit_columns(t, t->column_count, 1);
	if (st == GAL_OK)
		st = screen(
		    t, 0, rules, SCREEN_Z, OTHERS_MAX, OTHER_SHRINKAGE, 2);
	t->base_count = t->column_count;
	if (st == GAL_OK)
		st = screen(t, rules, t->fit->feature_count, TERM_Z,
		    term_counts[TERM_COUNTS - 1], TERM_SHRINKAGE, 1.5);
	return st;
}

static size_t
columns_of(const struct task *t, size_t terms)
{
	size_t wanted = t->base_count + term_counts[terms];

	return wanted < t->column_count ? wanted : t->column_count;
}

static enum gal_status
cross_validate(struct task *t)
{
	enum gal_status st = GAL_OK;

	for (uint32_t fold = 0; fold < t->fit->options.folds; fold++) {
		use_posts(t, fold);
		st = choose_features(t);
		for (size_t k = 0; k < SCALES * TERM_COUNTS && st == GAL_OK;
		     k++) {
			st = fit_columns(
			    t, columns_of(t, k / SCALES), scales[k % SCALES]);
			for (size_t i = 0; i < t->fit->post_count; i++) {
				if (t->fit->posts[i].fold == fold)
					t->held_out[k][i] = t->scores[i];
			}
		}
		if (st != GAL_OK)
			return st;
	}
	return GAL_OK;
}

static double
log_loss(const struct task *t, const double *scores)
{
	double loss = 0;

	for (size_t i = 0; i < t->fit->post_count; i++) {
		double s = scores[i];

		if (t->fit->posts[i].taught)
			continue;
		loss += (double)t->weight[i] *
		    (t->labels[i] ? gal_log1pexp(-s) : gal_log1pexp(s));
	}
	return loss;
}

static void
choose_best(struct task *t)
{
	double lowest = INFINITY;

	for (size_t k = 0; k < SCALES * TERM_COUNTS; k++) {
		double loss = log_loss(t, t->held_out[k]);

		if (loss < lowest - 1e-9) {
			lowest = loss;
			t->best = k;
		}
	}
}

static size_t
positives(const struct task *t)
{
	size_t count = 0;

	for (size_t i = 0; i < t->fit->post_count; i++)
		count += t->weight[i] > 0 && t->labels[i] != 0 &&
		    !t->fit->posts[i].taught;
	return count;
}

/* Labels of the code and the posts that count for it. */
static void
set_targets(struct task *t)
{
	const struct gal_fit *fit = t->fit;
	const struct gal_code *code = &fit->book->codes[t->code];

	for (size_t i = 0; i < fit->post_count; i++) {
		const struct gal_fit_post *p = &fit->posts[i];
		uint8_t label =
		    fit->labels[i * fit->book->code_count + t->code];
		/* an example tells of its own code only */
		bool skip = !p->read ||
		    (p->taught && (code->stance >= 0 || code->rung != 0));

		if (code->stance >= 0) {
			uint8_t bit = (uint8_t)(1u << code->stance);

			label = (p->stances & bit) != 0;
			skip |= label && p->stances != bit;
		} else if (code->rung != 0) {
			uint32_t below = (1u << code->rung) - 1;

			label = (p->rungs & below) == 0;
			skip |=
			    (p->rungs & below) != 0 && (p->rungs & ~below) != 0;
		} else if (label == GAL_LABEL_SKIP) {
			skip = true;
		}
		t->labels[i] = label == GAL_LABEL_YES;
		t->weight[i] = skip ? 0 : 1;
	}
}

static void
free_task(struct task *t)
{
	free(t->labels);
	free(t->weight);
	free(t->columns);
	free(t->features);
	free(t->scores);
	for (size_t k = 0; k < SCALES * TERM_COUNTS; k++)
		free(t->held_out[k]);
}

static enum gal_status
init_task(
    struct task *t, struct gal_fit *fit, uint32_t code, struct gal_error *err)
{
	size_t posts = fit->post_count + 1;
	size_t most = fit->book->rule_count + OTHERS_MAX +
	    term_counts[TERM_COUNTS - 1] + 8;
	bool good;

	*t = (struct task){ .fit = fit, .code = code, .err = err };
	t->labels = calloc(posts, 1);
	t->weight = calloc(posts, sizeof(*t->weight));
	t->columns = calloc(most, sizeof(*t->columns));
	t->features = calloc(most, sizeof(*t->features));
	t->scores = calloc(posts, sizeof(*t->scores));
	good = t->labels != NULL && t->weight != NULL && t->columns != NULL &&
	    t->features != NULL && t->scores != NULL;
	for (size_t k = 0; k < SCALES * TERM_COUNTS; k++) {
		t->held_out[k] = calloc(posts, sizeof(double));
		good = good && t->held_out[k] != NULL;
	}
	if (!good) {
		free_task(t);
		return gal_fail(err, GAL_NOMEM, "no memory to fit");
	}
	set_targets(t);
	return GAL_OK;
}

/* Cross-validate, choose, fit on all posts. */
static enum gal_status
learn(struct task *t)
{
	enum gal_status st = cross_validate(t);

	if (st != GAL_OK)
		return st;
	choose_best(t);
	use_posts(t, UINT32_MAX);
	st = choose_features(t);
	if (st == GAL_OK) {
		t->column_count = columns_of(t, t->best / SCALES);
		st = fit_columns(t, t->column_count, scales[t->best % SCALES]);
	}
	return st;
}

/* Whether the stance read out of fold allows the code. */
static bool
allowed(const struct task *t, size_t post)
{
	uint32_t requires = t->fit->book->codes[t->code].requires_stance;

	return requires == 0 ||
	    (requires >> t->fit->posts[post].stance_read & 1) != 0;
}

struct counts {
	double tp, fp, fn;
};

static struct counts
count_at(const struct task *t, const double *scores, double threshold)
{
	struct counts c = { 0, 0, 0 };

	for (size_t i = 0; i < t->fit->post_count; i++) {
		bool got = scores[i] >= threshold && allowed(t, i);

		if (t->weight[i] <= 0 || t->fit->posts[i].taught)
			continue;
		c.tp += got && t->labels[i] != 0;
		c.fp += got && t->labels[i] == 0;
		c.fn += !got && t->labels[i] != 0;
	}
	return c;
}

static double
f_beta(struct counts c, double beta)
{
	double b = beta * beta;
	double down = (1 + b) * c.tp + b * c.fn + c.fp;

	return down > 0 ? (1 + b) * c.tp / down : 0;
}

/* The threshold of best F-beta out of fold: inside the best stretch of a
 * fixed grid, so that one post does not decide it. Negatives are many and
 * their scores well known; few positives have been seen by the writers of
 * the rules, so their scores flatter: the fewer they are the nearer the
 * threshold lies to the low end of the stretch, at most in its middle. */
static double
choose_threshold(const struct task *t, const double *scores, double positive)
{
	double best = -1, low = 0, high = 0;

	for (int i = -40; i <= 60; i++) {
		double at = i * 0.1;
		double f =
		    f_beta(count_at(t, scores, at), t->fit->options.beta);

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
lend_growth(struct task *t)
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

static int
compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Lines of the weights file for the code, features in byte order. */
static enum gal_status
write_weights(
    const struct task *t, struct gal_buffer *out, double bias, double threshold)
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
		    own_prior(book, &book->rules[f->rule], t->code, &mean);

		if (!own && fabs(t->columns[i].weight) < WEIGHT_PRINTED)
			continue;
		st = gal_buffer_printf(&line, t->err, "%s\t%s\t%.3f\t%u\n",
		    name, f->id, t->columns[i].weight, f->count);
		if (st == GAL_OK)
			lines[count++] = line.data;
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

static enum gal_status
write_measures(const struct task *t, struct gal_buffer *out, struct counts c)
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
	    c.tp + c.fn > 0 ? c.tp / (c.tp + c.fn) : NAN, rl, rh, f_beta(c, 1));
}

/* Offsets of the stances that read most posts right out of fold. */
static void
settle_stance(struct gal_fit *fit, double offsets[3])
{
	size_t most = 0;

	offsets[0] = offsets[1] = offsets[2] = 0;
	for (int a = -15; a <= 15; a++) {
		for (int b = -15; b <= 15; b++) {
			double s1 = a * 0.1, s2 = b * 0.1;
			size_t right = 0;

			for (size_t i = 0; i < fit->post_count; i++) {
				double x = fit->stance_scores[0][i];
				double y = fit->stance_scores[1][i] + s1;
				double z = fit->stance_scores[2][i] + s2;
				int got = x > y && x > z ? 0 : z > y ? 2 : 1;

				right += fit->posts[i].read &&
				    (fit->posts[i].stances >> got & 1) != 0;
			}
			/* of equals the smallest change */
			if (right > most ||
			    (right == most &&
				s1 * s1 + s2 * s2 < offsets[1] * offsets[1] +
					offsets[2] * offsets[2])) {
				most = right;
				offsets[1] = s1;
				offsets[2] = s2;
			}
		}
	}
}

static enum gal_status
fit_stances(struct gal_fit *fit, struct gal_buffer *weights,
    struct gal_buffer *measures, struct gal_error *err)
{
	struct task tasks[3];
	double offsets[3];
	size_t made = 0;
	uint32_t lead = fit->book->context_rules[GAL_CONTEXT_STANCE];
	enum gal_status st = GAL_OK;

	for (size_t s = 0; s < 3 && st == GAL_OK; s++) {
		if (fit->book->stance_codes[s] == GAL_NO_CODE)
			return gal_fail(err, GAL_CODEBOOK,
			    "the codebook lacks stance.%s",
			    gal_stance_name((uint8_t)s));
		st = init_task(
		    &tasks[s], fit, (uint32_t)fit->book->stance_codes[s], err);
		made += st == GAL_OK;
		if (st == GAL_OK)
			st = learn(&tasks[s]);
		if (st == GAL_OK) {
			free(fit->stance_scores[s]);
			fit->stance_scores[s] =
			    tasks[s].held_out[tasks[s].best];
			tasks[s].held_out[tasks[s].best] = NULL;
		}
	}
	if (st != GAL_OK)
		goto done;
	settle_stance(fit, offsets);
	fit->features[lead].count = 0;
	for (size_t i = 0; i < fit->post_count && st == GAL_OK; i++) {
		double x = fit->stance_scores[0][i];
		double y = fit->stance_scores[1][i] + offsets[1];
		double z = fit->stance_scores[2][i] + offsets[2];

		fit->posts[i].stance_read = x > y && x > z ? GAL_STANCE_SELF
		    : z > y				   ? GAL_STANCE_FICTION
							   : GAL_STANCE_OTHER;
		if (fit->posts[i].read)
			st = gal_feature_push(&fit->features[lead], (uint32_t)i,
			    (float)tanh((x - (y > z ? y : z)) / 2), err);
	}
	for (size_t s = 0; s < 3 && st == GAL_OK && weights != NULL; s++) {
		struct counts c = { 0, 0, 0 };

		st = write_weights(
		    &tasks[s], weights, tasks[s].bias + offsets[s], 0);
		for (size_t i = 0; i < fit->post_count; i++) {
			bool got = fit->posts[i].stance_read == s;

			if (tasks[s].weight[i] <= 0)
				continue;
			c.tp += got && tasks[s].labels[i] != 0;
			c.fp += got && tasks[s].labels[i] == 0;
			c.fn += !got && tasks[s].labels[i] != 0;
		}
		if (st == GAL_OK)
			st = write_measures(&tasks[s], measures, c);
	}
done:
	for (size_t s = 0; s < made; s++)
		free_task(&tasks[s]);
	return st;
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
		st = fit_stances(fit, NULL, NULL, err);
	return st;
}

/* Quadratic kappa of the rungs decided with thresholds against the
 * labels; an accepted rung counts as right. */
static double
stage_kappa(const struct gal_fit *fit, struct task *const *tasks,
    const double *thresholds, size_t rungs)
{
	double observed = 0, expected = 0, n = 0;
	double have[GAL_RUNGS_MAX + 1] = { 0 }, want[GAL_RUNGS_MAX + 1] = { 0 };

	for (size_t i = 0; i < fit->post_count; i++) {
		size_t got = 0, gold = 0;
		double d;

		if (fit->posts[i].taught)
			continue;
		for (size_t r = rungs; r >= 1 && got == 0; r--) {
			if (tasks[r] != NULL && allowed(tasks[r], i) &&
			    tasks[r]->held_out[tasks[r]->best][i] >=
				thresholds[r])
				got = r;
		}
		if (!fit->posts[i].read)
			got = 0;
		while (gold < rungs && (fit->posts[i].rungs >> gold & 1) == 0)
			gold++;
		if ((fit->posts[i].rungs >> got & 1) != 0)
			gold = got;
		d = (double)got - (double)gold;
		observed += d * d;
		have[got]++;
		want[gold]++;
		n++;
	}
	for (size_t a = 0; a <= rungs; a++) {
		for (size_t b = 0; b <= rungs; b++) {
			double d = (double)a - (double)b;

			expected += d * d * have[a] * want[b] / n;
		}
	}
	return expected > 0 ? 1 - observed / expected : 0;
}

/* Thresholds of the rungs, one after the other, for the best kappa. */
static void
settle_stage(const struct gal_fit *fit, struct task *const *tasks,
    double *thresholds, size_t rungs)
{
	double best = stage_kappa(fit, tasks, thresholds, rungs);

	for (int round = 0; round < 3; round++) {
		for (size_t r = 1; r <= rungs; r++) {
			double kept = thresholds[r];

			if (tasks[r] == NULL)
				continue;
			for (int i = -20; i <= 20; i++) {
				double kappa;
				double before = thresholds[r];

				thresholds[r] = i * 0.1;
				kappa =
				    stage_kappa(fit, tasks, thresholds, rungs);
				if (kappa > best + 1e-9) {
					best = kappa;
					kept = thresholds[r];
				} else {
					thresholds[r] = before;
				}
			}
			thresholds[r] = kept;
		}
	}
}

static enum gal_status
fit_stage(struct gal_fit *fit, struct gal_buffer *weights,
    struct gal_buffer *measures, struct gal_error *err)
{
	struct task *tasks[GAL_RUNGS_MAX + 1] = { NULL };
	double thresholds[GAL_RUNGS_MAX + 1] = { 0 };
	size_t rungs = fit->book->rung_count;
	enum gal_status st = GAL_OK;

	for (size_t r = 1; r <= rungs && st == GAL_OK; r++) {
		if (fit->book->rung_codes[r] == GAL_NO_CODE)
			continue;
		tasks[r] = calloc(1, sizeof(*tasks[r]));
		if (tasks[r] == NULL) {
			st = gal_fail(err, GAL_NOMEM, "no memory to fit");
			break;
		}
		st = init_task(
		    tasks[r], fit, (uint32_t)fit->book->rung_codes[r], err);
		if (st == GAL_OK)
			st = learn(tasks[r]);
	}
	if (st == GAL_OK)
		settle_stage(fit, tasks, thresholds, rungs);
	for (size_t r = 1; r <= rungs && st == GAL_OK; r++) {
		if (tasks[r] == NULL)
			continue;
		st = write_weights(
		    tasks[r], weights, tasks[r]->bias, thresholds[r]);
		if (st == GAL_OK)
			st = write_measures(tasks[r], measures,
			    count_at(tasks[r],
				tasks[r]->held_out[tasks[r]->best],
				thresholds[r]));
	}
	for (size_t r = 1; r <= rungs; r++) {
		if (tasks[r] != NULL)
			free_task(tasks[r]);
		free(tasks[r]);
	}
	return st;
}

/* Scores of the hand-written weights, where learning is declined. */
static void
score_by_hand(struct task *t)
{
	const struct gal_codebook *book = t->fit->book;

	for (size_t i = 0; i < t->fit->post_count; i++)
		t->scores[i] = book->codes[t->code].bias;
	for (uint32_t r = 0; r < book->rule_count; r++) {
		const struct gal_feature *f = &t->fit->features[r];
		double mean;

		if (!own_prior(book, &book->rules[r], t->code, &mean))
			continue;
		for (uint32_t k = 0; k < f->count; k++)
			t->scores[f->entries[k].row] +=
			    mean * (double)f->entries[k].value;
	}
}

static enum gal_status
measure_by_hand(struct task *t, struct gal_buffer *measures)
{
	const struct gal_code *code = &t->fit->book->codes[t->code];
	enum gal_status st = gal_buffer_printf(measures, t->err,
	    "# %s: weights by hand, measured on the posts they were written "
	    "with\n",
	    code->name);

	if (st != GAL_OK)
		return st;
	score_by_hand(t);
	return write_measures(
	    t, measures, count_at(t, t->scores, code->threshold));
}

static enum gal_status
fit_code(struct gal_fit *fit, uint32_t code, struct gal_buffer *weights,
    struct gal_buffer *measures, struct gal_error *err)
{
	struct task t;
	enum gal_status st = init_task(&t, fit, code, err);
	const double *scores;
	double threshold;

	if (st != GAL_OK)
		return st;
	if (positives(&t) < POSITIVES_MIN) {
		st = gal_buffer_printf(measures, err,
		    "# %s: %zu positive posts, not fitted, not validated\n",
		    fit->book->codes[code].name, positives(&t));
		free_task(&t);
		return st;
	}
	if (fit->book->codes[code].by_hand) {
		st = measure_by_hand(&t, measures);
		free_task(&t);
		return st;
	}
	st = learn(&t);
	if (st == GAL_OK) {
		scores = t.held_out[t.best];
		threshold = choose_threshold(&t, scores, (double)positives(&t));
		lend_growth(&t);
		st = write_weights(&t, weights, t.bias, threshold);
		if (st == GAL_OK)
			st = write_measures(
			    &t, measures, count_at(&t, scores, threshold));
	}
	free_task(&t);
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
		return fit_stances(fit, weights, measures, err);
	if (strcmp(dimension, "stage") == 0)
		return fit_stage(fit, weights, measures, err);
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
