/* Agreement and quality of tags as frames. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stats/agreement.h"
#include "stats/report_frame.h"
#include "stats/validation.h"

static void
open_frame(struct report_frame *f, const char *name, const char *title,
    struct gal_error *err)
{
	*f = (struct report_frame){ .err = err, .k = 1 };
	f->status = gal_frame_new(&f->frame, name, title, err);
}

static void
kappa_row(struct report_frame *f, const struct gal_validation *v, size_t a,
    size_t b, const char *what, const char *weights, const double *table,
    size_t q, enum gal_weights kind)
{
	struct gal_kappa k;
	bool limits;

	gal_kappa_of(&k, table, q, kind, v->conf);
	report_text(f, what);
	report_text(f, v->coder[a]);
	report_text(f, v->coder[b]);
	report_text(f, weights);
	report_int(f, k.n);
	report_real(f, k.po);
	report_real(f, k.kappa);
	/* full agreement, or one coder of one category: an error of 0 is no
	 * knowledge, and limits at the estimate would look like it */
	limits = k.se > 0;
	report_real(f, limits ? k.limits.lo : NAN);
	report_real(f, limits ? fmin(1, k.limits.hi) : NAN);
	report_real(f, k.gwet_ac);
	report_text(f,
	    k.n == 0		 ? "undefined: no unit coded by both"
		: isnan(k.kappa) ? "undefined: both use one category only"
		: limits	 ? ""
				 : "no limits: the estimated error is 0");
}

static void
pair_rows(
    struct report_frame *f, const struct gal_validation *v, size_t a, size_t b)
{
	size_t q = v->rungs + 1;
	double stage[(GAL_STATES_MAX + 1) * (GAL_STATES_MAX + 1)] = { 0 };

	for (size_t c = 0; c < v->codes; c++) {
		double table[4] = { 0 };

		for (size_t u = 0; u < v->units; u++) {
			int8_t x = v->label[(u * v->coders + a) * v->codes + c];
			int8_t y = v->label[(u * v->coders + b) * v->codes + c];

			if (x >= 0 && y >= 0)
				table[x * 2 + y] += 1;
		}
		/* codes nobody used say nothing and would fill the page */
		if (table[1] + table[2] + table[3] > 0)
			kappa_row(f, v, a, b, v->code[c], "none", table, 2,
			    GAL_WEIGHTS_NONE);
	}
	for (size_t u = 0; u < v->units; u++) {
		int x = v->stage[u * v->coders + a];
		int y = v->stage[u * v->coders + b];

		if (x >= 0 && y >= 0)
			stage[(size_t)x * q + (size_t)y] += 1;
	}
	kappa_row(f, v, a, b, "stage", "none", stage, q, GAL_WEIGHTS_NONE);
	kappa_row(
	    f, v, a, b, "stage", "quadratic", stage, q, GAL_WEIGHTS_QUADRATIC);
}

static enum gal_status
agreement_pairs(const struct gal_validation *v, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	struct report_frame f;

	open_frame(&f, "agreement", "Agreement of each two coders", err);
	report_column(&f, "code", 't', "", "code, or stage");
	report_column(&f, "coder_a", 't', "", "one coder");
	report_column(&f, "coder_b", 't', "", "the other");
	report_column(&f, "weights", 't', "", "of disagreements");
	report_column(&f, "n", 'i', "posts", "coded by both");
	report_column(&f, "agreement", 'r', "share", "observed");
	report_column(&f, "kappa", 'r', "agreement, 1 is full", "Cohen");
	report_column(
	    &f, "lower", 'r', "agreement, 1 is full", "Fleiss, Cohen, Everitt");
	report_column(&f, "upper", 'r', "agreement, 1 is full",
	    "Fleiss, Cohen, Everitt; at most 1");
	report_column(
	    &f, "ac", 'r', "agreement, 1 is full", "Gwet's AC1 or AC2");
	report_column(&f, "reason", 't', "", "why a number is not defined");
	for (size_t a = 0; a < v->coders; a++)
		for (size_t b = a + 1; b < v->coders; b++)
			pair_rows(&f, v, a, b);
	if (v->coders < 2)
		report_note(&f, "only one coder: agreement is not defined");
	for (size_t c = 0; c < v->coders; c++)
		if (v->model[c])
			report_note(
			    &f, "%s is a model, not a person", v->coder[c]);
	return report_send(&f, sink, payload);
}

static void
alpha_row(struct report_frame *f, const char *what, const char *metric,
    const struct gal_alpha *a)
{
	report_text(f, what);
	report_text(f, metric);
	report_int(f, a->units);
	report_int(f, a->pairable);
	report_real(f, a->alpha);
	report_text(f,
	    a->units == 0	     ? "undefined: no unit has two labels"
		: !(a->expected > 0) ? "undefined: all labels are the same"
				     : "");
}

static enum gal_status
agreement_all(const struct gal_validation *v, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	size_t n = v->units * v->coders;
	int *ratings = gal_allocate(n, sizeof(*ratings), err);
	uint64_t *sets = gal_allocate(n, sizeof(*sets), err);
	bool *present = gal_allocate(n, sizeof(*present), err);
	enum gal_status status = GAL_NOMEM;
	struct report_frame f;
	struct gal_alpha alpha = { 0 }; /* reported only when it was filled */

	if (ratings == NULL || sets == NULL || present == NULL)
		goto done;
	open_frame(&f, "agreement_all", "Agreement of all coders", err);
	report_column(&f, "code", 't', "", "code, stage, or set of codes");
	report_column(&f, "metric", 't', "", "distance of two labels");
	report_column(&f, "n_units", 'i', "posts", "with two labels or more");
	report_column(&f, "n_labels", 'i', "labels", "of those posts");
	report_column(&f, "alpha", 'r', "agreement, 1 is full", "Krippendorff");
	report_column(&f, "reason", 't', "", "why a number is not defined");
	for (size_t c = 0; c < v->codes && f.status == GAL_OK; c++) {
		bool used = false;

		for (size_t i = 0; i < n; i++) {
			ratings[i] = v->label[i * v->codes + c];
			used |= ratings[i] == 1;
			if (c < 64 && ratings[i] == 1)
				sets[i] |= UINT64_C(1) << c;
			present[i] |= ratings[i] >= 0;
		}
		if (!used)
			continue;
		f.status = gal_alpha_of(&alpha, ratings, v->units, v->coders, 2,
		    GAL_METRIC_NOMINAL, err);
		alpha_row(&f, v->code[c], "nominal", &alpha);
	}
	if (f.status == GAL_OK)
		f.status = gal_alpha_of(&alpha, v->stage, v->units, v->coders,
		    v->rungs + 1, GAL_METRIC_ORDINAL, err);
	alpha_row(&f, "stage", "ordinal", &alpha);
	for (int m = 0; m < 2 && f.status == GAL_OK; m++) {
		f.status = gal_alpha_sets(&alpha, sets, present, v->units,
		    v->coders, (enum gal_set_metric)m, err);
		alpha_row(
		    &f, "codes of a post", m ? "MASI" : "Jaccard", &alpha);
	}
	if (v->codes > 64)
		report_note(&f, "sets: the first 64 codes only");
	status = report_send(&f, sink, payload);
done:
	free(ratings);
	free(sets);
	free(present);
	return status;
}

/* Weighted cells of one code, and the sums of squared weights by margin. */
struct cells {
	double tp, fp, fn, tn;
	double count[4];  /* unweighted */
	double square[4]; /* tp fp fn tn */
};

static struct cells
cells_of(const struct gal_validation *v, const int8_t *gold, size_t code)
{
	struct cells out = { 0 };
	double *cell[4] = { &out.tp, &out.fp, &out.fn, &out.tn };

	for (size_t u = 0; u < v->units; u++) {
		int8_t g = gold[u * v->codes + code];
		bool p = v->predicted[u * v->codes + code] != 0;
		double w = 1 / v->pi[u];
		int at = p ? (g == 1 ? 0 : 1) : (g == 1 ? 2 : 3);

		if (g < 0)
			continue;
		*cell[at] += w;
		out.count[at] += 1;
		out.square[at] += w * w;
	}
	return out;
}

/* k of n in weights; Wilson at Kish's effective n of the denominator. */
static void
quality_row(struct report_frame *f, const struct gal_validation *v,
    const char *code, const char *measure, double k, double n, double square,
    double count, bool is_f1, const char *gold)
{
	double effective = square > 0 ? n * n / square : 0;
	double p = n > 0 ? k / n : NAN;
	struct gal_interval ci =
	    gal_wilson(effective > 0 ? p * effective : NAN, effective, v->conf);

	if (is_f1) { /* Jaccard -> F1 */
		p = 2 * p / (1 + p);
		ci.lo = 2 * ci.lo / (1 + ci.lo);
		ci.hi = 2 * ci.hi / (1 + ci.hi);
	}
	report_text(f, code);
	report_text(f, measure);
	report_real(f, p);
	report_real(f, ci.lo);
	report_real(f, ci.hi);
	report_int(f, count);
	report_text(f, n > 0 ? gold : "undefined: no such post labelled");
}

static void
code_quality(struct report_frame *f, const struct gal_validation *v,
    const int8_t *gold, size_t c, const char *by)
{
	struct cells x = cells_of(v, gold, c);
	const char *code = v->code[c];

	if (x.count[0] + x.count[1] + x.count[2] == 0)
		return; /* neither tagged nor labelled anywhere */
	quality_row(f, v, code, "precision", x.tp, x.tp + x.fp,
	    x.square[0] + x.square[1], x.count[0] + x.count[1], false, by);
	quality_row(f, v, code, "recall", x.tp, x.tp + x.fn,
	    x.square[0] + x.square[2], x.count[0] + x.count[2], false, by);
	quality_row(f, v, code, "F1", x.tp, x.tp + x.fp + x.fn,
	    x.square[0] + x.square[1] + x.square[2],
	    x.count[0] + x.count[1] + x.count[2], true, by);
	quality_row(f, v, code, "specificity", x.tn, x.tn + x.fp,
	    x.square[1] + x.square[3], x.count[1] + x.count[3], false, by);
}

static enum gal_status
quality(const struct gal_validation *v, const int8_t *gold, size_t by_model,
    gal_report_sink sink, void *payload, struct gal_error *err)
{
	const char *by = by_model > 0 ? "people, else a model" : "people";
	struct report_frame f;

	open_frame(&f, "tag_quality", "Tags against labels", err);
	report_column(&f, "code", 't', "", "code");
	report_column(&f, "measure", 't', "", "of the tag");
	report_column(&f, "estimate", 'r', "share", "weighted by 1 / pi");
	report_column(&f, "lower", 'r', "share", "Wilson at effective n");
	report_column(&f, "upper", 'r', "share", "Wilson at effective n");
	report_column(&f, "n", 'i', "posts", "labelled posts behind it");
	report_column(&f, "gold", 't', "", "who made the labels");
	for (size_t c = 0; c < v->codes; c++)
		code_quality(&f, v, gold, c, by);
	report_note(&f,
	    "unit: post of the database; posts of one author are "
	    "taken as independent here");
	if (by_model > 0)
		report_note(&f,
		    "%zu posts rest on a model's labels alone: "
		    "that measures agreement with the model",
		    by_model);
	return report_send(&f, sink, payload);
}

static enum gal_status
confusion(const struct gal_validation *v, const int *gold_stage,
    gal_report_sink sink, void *payload, struct gal_error *err)
{
	size_t s = v->rungs + 1;
	double m[(GAL_STATES_MAX + 1) * (GAL_STATES_MAX + 1)], labelled;
	double rests[GAL_STATES_MAX + 1], n[GAL_STATES_MAX + 1] = { 0 };
	struct report_frame f;

	gal_validation_tagger(m, rests, &labelled, v, gold_stage);
	for (size_t u = 0; u < v->units; u++)
		if (gold_stage[u] >= 0)
			n[gold_stage[u]] += 1;
	open_frame(
	    &f, "stage_confusion", "Tagged rung given the true one", err);
	report_column(&f, "shown", 't', "", "rung by the labels");
	report_column(&f, "tagged", 't', "", "rung by the classifier");
	report_column(&f, "probability", 'r', "share of posts",
	    "weighted by 1 / pi, + 1/2 on effective counts");
	report_column(&f, "n", 'i', "posts", "labelled with this rung");
	for (size_t g = 0; g < s; g++)
		for (size_t o = 0; o < s && n[g] > 0; o++) {
			report_text(&f, g == 0 ? "none" : v->rung[g - 1]);
			report_text(&f, o == 0 ? "none" : v->rung[o - 1]);
			report_real(&f, m[g * s + o]);
			report_int(&f, n[g]);
		}
	if (labelled == 0)
		report_note(&f, "no post has a label for the rung");
	return report_send(&f, sink, payload);
}

enum gal_status
gal_validation_report(const struct gal_validation *v, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	int8_t *gold = gal_allocate(v->units * v->codes, 1, err);
	int *stage = gal_allocate(v->units, sizeof(*stage), err);
	enum gal_status status = GAL_NOMEM;
	size_t by_model;

	if (gold == NULL || stage == NULL)
		goto done;
	gal_validation_gold(gold, stage, &by_model, v);
	status = agreement_pairs(v, sink, payload, err);
	if (status == GAL_OK)
		status = agreement_all(v, sink, payload, err);
	if (status == GAL_OK)
		status = quality(v, gold, by_model, sink, payload, err);
	if (status == GAL_OK)
		status = confusion(v, stage, sink, payload, err);
done:
	free(gold);
	free(stage);
	return status;
}
