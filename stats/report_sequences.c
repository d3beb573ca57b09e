/* Sequences of rungs as wholes: how turbulent, and how far apart. */
#include <math.h>

#include "stats/matching.h"
#include "stats/report_frame.h"

/* TraMineR's usual costs: a substitution is a deletion and an insertion. */
#define INDEL 1
#define SUBSTITUTION 2

static const char *const cohorts[] = { "companion", "tool" };
static const struct {
	const char *name, *unit;
} indices[SEQUENCE_INDICES] = {
	{ "turbulence", "Elzinga's turbulence" },
	{ "entropy", "of the longest possible, 0 to 1" },
	{ "complexity", "0 to 1" },
	{ "length", "bins" },
};

static void
put_index(
    struct report_frame *f, const struct gal_timeline *t, int cohort, int index)
{
	const struct sequence_sums *s = &t->sequences[cohort];
	double n = s->authors, mean = gal_sum_value(&s->sum[index]) / n;
	double square = gal_sum_value(&s->square[index]) / n;
	double se = n > 1 ? sqrt(fmax(0, square - mean * mean) / (n - 1)) : NAN;

	report_text(f, cohorts[cohort]);
	report_text(f, indices[index].name);
	report_text(f, indices[index].unit);
	report_estimate(f, n > 0 ? mean : NAN,
	    n > 1 ? gal_interval_wald(mean, se, t->settings.conf)
		  : gal_interval_none(),
	    n, s->posts, s->missing, "uncorrected");
}

static enum gal_status
send_indices(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	struct report_frame f;

	report_open(&f, t, "sequences", "Sequences of rungs, by cohort", err);
	report_column(&f, "cohort", 't', "", "reached companionship, or not");
	report_column(&f, "index", 't', "", "of an author's sequence");
	report_column(&f, "scale", 't', "", "what the index is measured in");
	report_estimate_columns(&f, "mean over authors",
	    "of the rungs in bins since the first post, normal limits");
	for (int c = 0; c < 2; c++)
		for (int i = 0; i < SEQUENCE_INDICES; i++)
			put_index(&f, t, c, i);
	report_note(&f,
	    "authors with a rung in two bins or more; n_missing: in one bin "
	    "only. At most %d bins; a false tag is a spell of its own, so "
	    "errors of the classifier raise all of them",
	    BINS_MAX);
	if (!t->settings.sequences)
		report_note(&f, "sequences were not kept");
	return report_send(&f, sink, payload);
}

/* Mean over pairs, each by the length of the longer sequence. */
static enum gal_status
mean_distance(double *out, const struct sequence_sums *a,
    const struct sequence_sums *b, const double *cost, size_t states,
    struct gal_error *err)
{
	struct gal_sum sum = { 0 };
	double pairs = 0;

	for (size_t i = 0; i < a->sampled; i++)
		for (size_t j = a == b ? i + 1 : 0; j < b->sampled; j++) {
			const struct sampled_sequence *x = &a->sample[i];
			const struct sampled_sequence *y = &b->sample[j];
			double d;
			enum gal_status status =
			    gal_optimal_matching(&d, x->cells, x->length,
				y->cells, y->length, cost, states, INDEL, err);

			if (status != GAL_OK)
				return status;
			gal_sum_add(&sum,
			    d / fmax((double)x->length, (double)y->length));
			pairs += 1;
		}
	*out = pairs > 0 ? gal_sum_value(&sum) / pairs : NAN;
	return GAL_OK;
}

static enum gal_status
put_distance(struct report_frame *f, const struct gal_timeline *t, int a, int b,
    struct gal_error *err)
{
	const struct sequence_sums *x = &t->sequences[a];
	const struct sequence_sums *y = &t->sequences[b];
	size_t states = (size_t)t->settings.rules.states;
	size_t least = x->sampled < y->sampled ? x->sampled : y->sampled;
	double cost[RUNGS_MAX * RUNGS_MAX], constant = NAN, ordinal = NAN;
	bool small = least < (size_t)f->k, same = a == b;
	double authors = (double)(x->sampled + (same ? 0 : y->sampled));
	enum gal_status status = GAL_OK;

	if (!small) {
		gal_matching_constant(cost, states, SUBSTITUTION);
		status = mean_distance(&constant, x, y, cost, states, err);
		gal_matching_ordinal(cost, states, SUBSTITUTION);
		if (status == GAL_OK)
			status =
			    mean_distance(&ordinal, x, y, cost, states, err);
	}
	f->suppressed += small && least > 0;
	report_text(f, cohorts[a]);
	report_text(f, cohorts[b]);
	report_real(f, constant);
	report_real(f, ordinal);
	report_int(f, small ? NAN : authors);
	report_int(
	    f, small ? NAN : x->sample_posts + (same ? 0 : y->sample_posts));
	report_authors(f, x->authors + (same ? 0 : y->authors) - authors);
	report_text(f, "uncorrected");
	return status;
}

static enum gal_status
send_distances(const struct gal_timeline *t, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	struct report_frame f;
	enum gal_status status = GAL_OK;

	report_open(&f, t, "sequence_distances",
	    "Optimal matching within and between cohorts", err);
	report_column(&f, "cohort", 't', "", "one author of the pair");
	report_column(&f, "other", 't', "", "the other author");
	report_column(&f, "distance", 'r', "by the longer sequence's bins",
	    "mean over pairs, all substitutions cost 2");
	report_column(&f, "distance_ordinal", 'r',
	    "by the longer sequence's bins",
	    "the same, substitutions by distance on the ladder");
	report_column(&f, "n_authors", 'i', "authors", "in the sample");
	report_column(&f, "n_posts", 'i', "posts", "of theirs, read");
	report_column(&f, "n_missing", 'i', "authors",
	    "of the cohorts, with sequences, not in the sample");
	report_column(&f, "correction", 't', "", "of classifier errors");
	for (int a = 0; a < 2 && status == GAL_OK; a++)
		for (int b = a; b < 2 && status == GAL_OK; b++)
			status = put_distance(&f, t, a, b, err);
	if (status != GAL_OK) {
		gal_frame_free(f.frame);
		return status;
	}
	report_note(&f,
	    "the first %d authors of each cohort in the order of pseudonyms, "
	    "which are keyed hashes: a random sample. Insertions and deletions "
	    "cost %d. Costs are a choice, not a finding; no limits, because "
	    "pairs share authors",
	    SEQUENCE_SAMPLE, INDEL);
	return report_send(&f, sink, payload);
}

enum gal_status
report_sequences(const struct gal_timeline *t, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	enum gal_status status = send_indices(t, sink, payload, err);

	return status == GAL_OK ? send_distances(t, sink, payload, err)
				: status;
}
