/* Agreement of coders, validity of labels. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reference_csv.h"
#include "stats/agreement.h"

#define VALUES 64
#define KAPPA_CATEGORIES 4 /* 0..3 even if unused: the fixture's rule */

static void
write_kappa(struct reference *ref)
{
	static const char *const names[] = { "none", "linear", "quadratic" };
	struct table t = table_read(ref, "ratings_two");
	size_t q = KAPPA_CATEGORIES;
	double *counts;
	FILE *f = csv_open(ref, "agreement_kappa",
	    "weights,n,po,pe,kappa,se,lo,hi,se0,z0,gwet_pe,gwet_ac,"
	    "bennett_s");

	for (size_t r = 0; r < t.rows; r++)
		for (size_t c = 1; c <= 2; c++)
			if (*table_text(&t, r, c) != '\0' &&
			    (size_t)table_int(&t, r, c) >= q)
				q = (size_t)table_int(&t, r, c) + 1;
	counts = room(q * q, sizeof(*counts));
	for (size_t r = 0; r < t.rows; r++)
		if (*table_text(&t, r, 1) != '\0' &&
		    *table_text(&t, r, 2) != '\0')
			counts[(size_t)table_int(&t, r, 1) * q +
			    (size_t)table_int(&t, r, 2)] += 1;
	for (int w = 0; w < 3; w++) {
		struct gal_kappa k;

		gal_kappa_of(&k, counts, q, (enum gal_weights)w, ref->conf);
		csv_text(f, names[w]);
		csv_real(f, k.n);
		csv_real(f, k.po);
		csv_real(f, k.pe);
		csv_real(f, k.kappa);
		csv_real(f, k.se);
		csv_real(f, k.limits.lo);
		csv_real(f, k.limits.hi);
		csv_real(f, k.se0);
		csv_real(f, k.z0);
		csv_real(f, k.gwet_pe);
		csv_real(f, k.gwet_ac);
		csv_real(f, k.bennett_s);
		csv_end(f);
	}
	csv_close(f);
	free(counts);
	table_free(&t);
}

static void
write_alpha(struct reference *ref)
{
	static const char *const names[] = { "nominal", "ordinal", "interval",
		"ratio" };
	struct table t = table_read(ref, "ratings_multi");
	size_t coders = t.columns - 1;
	int *ratings = room(t.rows * coders, sizeof(*ratings));
	FILE *f = csv_open(
	    ref, "agreement_alpha", "metric,n_units,n_pairable,Do,De,alpha");

	for (size_t i = 0; i < t.rows * coders; i++) {
		const char *text = table_text(&t, i / coders, i % coders + 1);

		ratings[i] = *text == '\0' ? GAL_NO_RATING : atoi(text);
	}
	for (int m = 0; m < 4; m++) {
		struct gal_alpha a;

		MUST(ref,
		    gal_alpha_of(&a, ratings, t.rows, coders, VALUES,
			(enum gal_metric)m, &ref->err));
		csv_text(f, names[m]);
		csv_real(f, a.units);
		csv_real(f, a.pairable);
		csv_real(f, a.observed);
		csv_real(f, a.expected);
		csv_real(f, a.alpha);
		csv_end(f);
	}
	csv_close(f);
	free(ratings);
	table_free(&t);
}

struct names {
	char name[64][64];
	int count;
};

/* "{a;b}" as bits; names get their bit when first met. */
static uint64_t
set_of(struct names *names, const char *text)
{
	uint64_t bits = 0;

	while (*text == '{')
		text++;
	while (*text != '\0' && *text != '}') {
		size_t length = strcspn(text, ";}");
		int i = 0;

		while (i < names->count &&
		    (strlen(names->name[i]) != length ||
			strncmp(names->name[i], text, length) != 0))
			i++;
		if (i == names->count && length < 64 && i < 64) {
			memcpy(names->name[i], text, length);
			names->count++;
		}
		bits |= UINT64_C(1) << (i & 63);
		text += length;
		text += *text == ';';
	}
	return bits;
}

static void
write_alpha_sets(struct reference *ref)
{
	static const char *const metric[] = { "jaccard", "masi" };
	struct table t = table_read(ref, "ratings_sets");
	size_t coders = t.columns - 1;
	uint64_t *sets = room(t.rows * coders, sizeof(*sets));
	bool *present = room(t.rows * coders, sizeof(*present));
	struct names names = { .count = 0 };
	FILE *f = csv_open(ref, "agreement_alpha_sets", "metric,Do,De,alpha");

	for (size_t i = 0; i < t.rows * coders; i++) {
		const char *text = table_text(&t, i / coders, i % coders + 1);

		present[i] = *text != '\0';
		sets[i] = set_of(&names, text);
	}
	for (int m = 0; m < 2; m++) {
		struct gal_alpha a;

		MUST(ref,
		    gal_alpha_sets(&a, sets, present, t.rows, coders,
			(enum gal_set_metric)m, &ref->err));
		csv_text(f, metric[m]);
		csv_real(f, a.observed);
		csv_real(f, a.expected);
		csv_real(f, a.alpha);
		csv_end(f);
	}
	csv_close(f);
	free(sets);
	free(present);
	table_free(&t);
}

struct totals {
	double tp, fp, fn;
	double f1_sum, f1_defined, f1_weighted, support, labels;
};

static void
write_validity_row(FILE *f, const char *label, const struct gal_validity *v)
{
	csv_text(f, label);
	csv_real(f, v->n);
	csv_real(f, v->support);
	csv_real(f, v->precision);
	csv_real(f, v->precision_limits.lo);
	csv_real(f, v->precision_limits.hi);
	csv_real(f, v->recall);
	csv_real(f, v->recall_limits.lo);
	csv_real(f, v->recall_limits.hi);
	csv_real(f, v->specificity);
	csv_real(f, v->specificity_limits.lo);
	csv_real(f, v->specificity_limits.hi);
	csv_real(f, v->f1);
	csv_real(f, v->f1_limits.lo);
	csv_real(f, v->f1_limits.hi);
	csv_real(f, v->mcc);
	csv_real(f, v->kappa);
	csv_real(f, v->prevalence_gold);
	csv_real(f, v->prevalence_predicted);
	csv_end(f);
}

static double
ratio(double x, double y)
{
	return y > 0 ? x / y : NAN;
}

static void
write_validity(struct reference *ref)
{
	struct table t = table_read(ref, "confusion");
	struct totals s = { 0 };
	FILE *f = csv_open(ref, "agreement_prf",
	    "label,n,support,precision,prec_lo,prec_hi,recall,rec_lo,rec_hi,"
	    "specificity,spec_lo,spec_hi,f1,f1_lo,f1_hi,mcc,kappa,"
	    "prevalence_gold,prevalence_pred");

	for (size_t r = 0; r < t.rows; r++) {
		double tp = table_real(&t, r, 1), fp = table_real(&t, r, 2);
		double fn = table_real(&t, r, 3), tn = table_real(&t, r, 4);
		struct gal_validity v;

		gal_validity_of(&v, tp, fp, fn, tn, ref->conf);
		write_validity_row(f, table_text(&t, r, 0), &v);
		s.tp += tp;
		s.fp += fp;
		s.fn += fn;
		s.labels += 1;
		if (isnan(v.f1))
			continue;
		s.f1_sum += v.f1;
		s.f1_defined += 1;
		s.f1_weighted += v.f1 * v.support;
		s.support += v.support;
	}
	csv_close(f);
	f = csv_open(ref, "agreement_prf_summary", "stat,value");
	csv_stat(f, "micro_precision", ratio(s.tp, s.tp + s.fp));
	csv_stat(f, "micro_recall", ratio(s.tp, s.tp + s.fn));
	csv_stat(f, "micro_f1", ratio(2 * s.tp, 2 * s.tp + s.fp + s.fn));
	csv_stat(f, "macro_f1_zero", ratio(s.f1_sum, s.labels));
	csv_stat(f, "macro_f1_skip", ratio(s.f1_sum, s.f1_defined));
	csv_stat(f, "weighted_f1", ratio(s.f1_weighted, s.support));
	csv_close(f);
	table_free(&t);
}

void
reference_agreement(struct reference *ref)
{
	write_kappa(ref);
	write_alpha(ref);
	write_alpha_sets(ref);
	write_validity(ref);
}
