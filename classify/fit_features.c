/*
 * Which features a code is fitted on: its own rules, then those of others and
 * mined terms that pass a score test.
 */
#include "classify/fit_task.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SCREEN_Z 2.2 /* score test a feature must pass */
#define TERM_Z 2.0
#define PAIR_Z 2.4 /* there are many more of them */
#define TERM_SHRINKAGE 2.0
#define TERM_LIMIT 2.5
#define SET_SHRINKAGE 0.05
#define OTHER_SHRINKAGE 3.0

struct ranked {
	double z;
	uint32_t length; /* of the feature's name */
	uint32_t feature;
};

static int
compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	double p = fabs(x->z), q = fabs(y->z);

	if (p != q)
		return p > q ? -1 : 1;
	if (x->length != y->length)
		return x->length < y->length ? -1 : 1;
	return x->feature < y->feature ? -1 : x->feature > y->feature;
}

/* Prior of a rule for the code: its hand-written weight if it is the
 * code's own, for rungs also if it speaks for a higher one. */
bool
gal_fit_own_prior(const struct gal_codebook *book, const struct gal_rule *rule,
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
push_column(struct gal_fit_task *t, uint32_t feature, double mean,
    double lambda, double low, double high)
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
is_base(struct gal_fit_task *t, uint32_t feature, bool *own)
{
	const struct gal_codebook *book = t->fit->book;
	const struct gal_rule *rule = &book->rules[feature];
	double mean;

	*own = gal_fit_own_prior(book, rule, t->code, &mean);
	if (*own)
		return true;
	/* what speaks for a lower rung may speak against this one */
	if (book->codes[t->code].rung != 0 && rule->code != GAL_NO_CODE &&
	    book->codes[rule->code].rung != 0)
		return true;
	if (rule->kind != GAL_RULE_CONTEXT)
		return false;
	return book->codes[t->code].stance < 0 ||
	    feature != book->context_rules[GAL_CONTEXT_STANCE];
}

static void
push_base(struct gal_fit_task *t)
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
		(void)gal_fit_own_prior(book, &book->rules[f], t->code, &mean);
		if (mean > 0)
			push_column(t, f, mean, 1, 0, 6);
		else
			push_column(t, f, mean, 1, -6, 0);
	}
	for (size_t f = gal_fit_sets_begin(t->fit);
	     f < gal_fit_sets_end(t->fit); f++) {
		if (t->fit->features[f].count > 0)
			push_column(t, (uint32_t)f, 0, SET_SHRINKAGE, -6, 6);
	}
}

/* Score test of a feature against the residuals of the base model, on the
 * posts in use. */
static double
score_test(
    const struct gal_fit_task *t, const struct gal_feature *f, size_t *used)
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

static bool
is_pair(const struct gal_feature *f)
{
	return strchr(f->id, '&') != NULL;
}

/* The score test that a feature of another code or a mined one must pass. */
static double
hurdle(const struct gal_feature *f)
{
	if (f->rule != UINT32_MAX)
		return SCREEN_Z;
	return is_pair(f) ? PAIR_Z : TERM_Z;
}

/* A phrase that stands wherever its first word does says nothing more. */
static bool
says_the_same(const struct gal_feature *a, const struct gal_feature *b)
{
	return a->count == b->count && is_pair(a) == is_pair(b) &&
	    memcmp(a->entries, b->entries, a->count * sizeof(*a->entries)) == 0;
}

static enum gal_status
screen(struct gal_fit_task *t, size_t from, size_t to, size_t most,
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
		if (used >= GAL_TERM_POSTS_MIN && fabs(z) >= hurdle(feature))
			ranked[count++] = (struct ranked){ z,
				(uint32_t)strlen(feature->id), (uint32_t)f };
	}
	qsort(ranked, count, sizeof(*ranked), compare_ranked);
	for (size_t i = 0, pushed = 0; i < count && pushed < most; i++) {
		const struct gal_feature *f =
		    &t->fit->features[ranked[i].feature];

		/* equal features have equal scores: they stand together, the
		 * shortest first */
		if (i > 0 &&
		    says_the_same(f, &t->fit->features[ranked[i - 1].feature]))
			continue;
		push_column(t, ranked[i].feature, 0, shrinkage, -limit, limit);
		pushed++;
	}
	free(ranked);
	return GAL_OK;
}

/* Fit with the first `count` columns, all priors times `scale`. */
enum gal_status
gal_fit_columns(struct gal_fit_task *t, size_t count, double scale)
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

/* Choose features on the posts in use. */
enum gal_status
gal_fit_choose_features(struct gal_fit_task *t)
{
	size_t rules = t->fit->book->rule_count;
	enum gal_status st;

	push_base(t);
	t->bias = -2;
	st = gal_fit_columns(t, t->column_count, 1);
	if (st == GAL_OK)
		st =
		    screen(t, 0, rules, GAL_FIT_OTHERS_MAX, OTHER_SHRINKAGE, 2);
	t->base_count = t->column_count;
	if (st == GAL_OK)
		st = screen(t, gal_fit_sets_end(t->fit), t->fit->feature_count,
		    GAL_FIT_TERMS_MAX, TERM_SHRINKAGE, TERM_LIMIT);
	return st;
}
