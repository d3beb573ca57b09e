/* Bond, clinical safety and epistemic cost: three axes of an author. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "stats/correlation.h"
#include "stats/disclosure.h"
#include "stats/report_frame.h"

/* A profile needs as many read posts: a share of two posts says little. */
#define PROFILE_POSTS 5
#define PROFILES (1 << AXES)
#define TENTHS 10

/* The shares of posts of the authors with a profile, axis by axis. */
struct profiles {
	size_t n;
	double posts;
	double *share[AXES]; /* owned by the first */
	double *score;
	double mean[AXES];
};

static void
profiles_free(struct profiles *p)
{
	free(p->share[0]);
	free(p->score);
}

/* The average that the report argues against: each axis in units of its
 * spread, bond for, the two costs against. */
static void
fill_scores(struct profiles *p)
{
	static const double sign[AXES] = { 1, -1, -1 };

	for (int a = 0; a < AXES; a++) {
		double sd = sqrt(gal_variance(p->share[a], p->n));

		for (size_t i = 0; i < p->n; i++)
			if (sd > 0)
				p->score[i] += sign[a] *
				    (p->share[a][i] - p->mean[a]) / sd / AXES;
	}
}

static enum gal_status
profiles_new(
    struct profiles *out, const struct gal_timeline *t, struct gal_error *err)
{
	*out = (struct profiles){ .share[0] = gal_allocate(
				      AXES * t->row_count, sizeof(double), err),
		.score = gal_allocate(t->row_count, sizeof(double), err) };
	if (out->share[0] == NULL || out->score == NULL) {
		profiles_free(out);
		return GAL_NOMEM;
	}
	for (int a = 1; a < AXES; a++)
		out->share[a] = out->share[0] + (size_t)a * t->row_count;
	for (size_t i = 0; i < t->row_count; i++) {
		const struct author_row *r = &t->rows[i];

		if (r->read < PROFILE_POSTS)
			continue;
		for (int a = 0; a < AXES; a++)
			out->share[a][out->n] = (double)r->axis[a] / r->read;
		out->posts += r->read;
		out->n++;
	}
	for (int a = 0; a < AXES; a++)
		out->mean[a] = gal_mean(out->share[a], out->n);
	fill_scores(out);
	return GAL_OK;
}

/* High on an axis: above the mean over authors. Bit a: axis a. */
static unsigned
profile_of(const struct profiles *p, size_t i)
{
	unsigned out = 0;

	for (int a = 0; a < AXES; a++)
		out |= (unsigned)(p->share[a][i] > p->mean[a]) << a;
	return out;
}

static size_t
authors_high(const struct profiles *p, int axis)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++)
		n += profile_of(p, i) >> axis & 1;
	return n;
}

static void
note_profiles(struct report_frame *f, const struct profiles *p)
{
	report_note(f,
	    "authors with %d read posts or more; the axes are reported apart "
	    "and never summed",
	    PROFILE_POSTS);
	if (p->n < (size_t)f->k)
		report_note(f,
		    "fewer than %lld authors have so many: nothing is printed",
		    (long long)f->k);
}

/* An axis on which too few differ carries no correlation. */
static void
note_flat(struct report_frame *f, const struct profiles *p)
{
	for (int a = 0; a < AXES && p->n >= (size_t)f->k; a++)
		if (authors_high(p, a) < (size_t)f->k)
			report_note(f,
			    "%s: fewer than %lld authors are high on it, so "
			    "nothing is compared with it",
			    axes[a].name, (long long)f->k);
}

/* Wilson at the effective number of authors, as for every mean share. */
static struct gal_interval
mean_limits(double mean, double se, double n, double conf)
{
	double effective = se > 0 ? mean * (1 - mean) / (se * se) : n;

	return gal_wilson(mean * effective, effective, conf);
}

static enum gal_status
levels(const struct gal_timeline *t, const struct profiles *p,
    gal_report_sink sink, void *payload, struct gal_error *err)
{
	struct report_frame f;

	report_open(&f, t, "axes", "Three axes, author by author", err);
	report_column(&f, "axis", 't', "", "bond, safety (risk codes), cost");
	report_column(&f, "high", 'r', "share of authors",
	    "whose share of posts is above the mean over authors");
	report_estimate_columns(
	    &f, "share of posts", "mean over authors of their share");
	for (int a = 0; a < AXES && p->n >= (size_t)f.k; a++) {
		double high = (double)authors_high(p, a);
		double se =
		    sqrt(gal_variance(p->share[a], p->n) / (double)p->n);
		bool hide = high > 0 && high < (double)f.k;

		report_text(&f, axes[a].name);
		f.suppressed += hide;
		report_real(&f, hide ? NAN : high / (double)p->n);
		if ((t->known_marks & axes[a].mark) == 0)
			report_note(
			    &f, "the codebook has no code of %s", axes[a].name);
		report_estimate(&f, hide ? NAN : p->mean[a],
		    hide ? gal_interval_none()
			 : mean_limits(
			       p->mean[a], se, (double)p->n, t->settings.conf),
		    (double)p->n, p->posts, t->totals.authors - (double)p->n,
		    "uncorrected");
	}
	note_profiles(&f, p);
	return report_send(&f, sink, payload);
}

void
ever_tables(struct gal_table2 out[STRATA], const struct gal_timeline *t,
    uint32_t first, uint32_t second)
{
	for (size_t s = 0; s < STRATA; s++)
		out[s] = (struct gal_table2){ 0, 0, 0, 0 };
	for (size_t i = 0; i < t->row_count; i++) {
		const struct author_row *r = &t->rows[i];
		struct gal_table2 *x = &out[stratum_of(r->read)];
		bool a = (r->marks & first) != 0, b = (r->marks & second) != 0;

		if (r->read > 0)
			*(a ? b ? &x->a : &x->b : b ? &x->c : &x->d) += 1;
	}
}

static struct gal_table2
sum_of(const struct gal_table2 *strata)
{
	struct gal_table2 out = { 0, 0, 0, 0 };

	for (size_t s = 0; s < STRATA; s++) {
		out.a += strata[s].a;
		out.b += strata[s].b;
		out.c += strata[s].c;
		out.d += strata[s].d;
	}
	return out;
}

/* The last four columns but the counts: log odds ratio within strata. */
static void
odds_cells(struct report_frame *f, const struct gal_timeline *t, uint32_t first,
    uint32_t second)
{
	struct gal_table2 strata[STRATA], all;
	struct gal_mantel_haenszel mh;
	bool hide;

	ever_tables(strata, t, first, second);
	all = sum_of(strata);
	gal_mantel_haenszel_of(&mh, strata, STRATA, t->settings.conf);
	hide = fmin(fmin(all.a, all.b), fmin(all.c, all.d)) < (double)f->k;
	report_real(f, hide ? NAN : log(mh.odds_ratio));
	report_real(f, hide ? NAN : log(mh.limits.lo));
	report_real(f, hide ? NAN : log(mh.limits.hi));
}

static enum gal_status
pairs(const struct gal_timeline *t, const struct profiles *p,
    gal_report_sink sink, void *payload, struct gal_error *err)
{
	static const int of[][2] = { { 0, 1 }, { 0, 2 }, { 1, 2 } };
	struct report_frame f;

	report_open(&f, t, "axes_pairs", "How the three axes go together", err);
	report_column(&f, "pair", 't', "", "two axes");
	report_column(&f, "log_odds_ratio_mh", 'r', "log odds ratio",
	    "ever/ever, all authors, within strata of posts per author");
	report_column(&f, "mh_lower", 'r', "log odds ratio", "lower limit");
	report_column(&f, "mh_upper", 'r', "log odds ratio", "upper limit");
	report_estimate_columns(&f, "correlation",
	    "of the authors' shares of posts (Pearson; limits from fourth "
	    "moments)");
	for (size_t i = 0; i < AXES && p->n >= (size_t)f.k; i++) {
		int a = of[i][0], b = of[i][1];
		bool hide = authors_high(p, a) < (size_t)f.k ||
		    authors_high(p, b) < (size_t)f.k;
		struct gal_correlation c;
		char name[64];

		(void)snprintf(name, sizeof(name), "%s and %s", axes[a].name,
		    axes[b].name);
		gal_correlation_of(
		    &c, p->share[a], p->share[b], p->n, t->settings.conf);
		report_text(&f, name);
		odds_cells(&f, t, axes[a].mark, axes[b].mark);
		report_estimate(&f, hide ? NAN : c.r,
		    hide ? gal_interval_none() : c.limits, (double)p->n,
		    p->posts, t->totals.authors - (double)p->n, "uncorrected");
	}
	note_profiles(&f, p);
	note_flat(&f, p);
	report_note(&f,
	    "errors of the tagger draw a correlation towards 0, or away from "
	    "it where one wrong reading gives two codes");
	return report_send(&f, sink, payload);
}

/* Which profiles to hide: a reader who adds up the others, or who takes the
 * shares of single axes from the frame above, must not find a small one. */
static enum gal_status
hide_profiles(uint8_t *state, size_t *narrow, const double *count, int64_t k,
    struct gal_error *err)
{
	int64_t counts[PROFILES];

	for (int i = 0; i < PROFILES; i++)
		counts[i] = (int64_t)count[i];
	return gal_suppress_audited(
	    state, narrow, counts, 2, PROFILES / 2, k, err);
}

static enum gal_status
profile_shares(const struct gal_timeline *t, const struct profiles *p,
    gal_report_sink sink, void *payload, struct gal_error *err)
{
	static const char *const names[PROFILES] = { "none", "bond only",
		"risk only", "bond and risk", "cost only", "bond and cost",
		"risk and cost", "all three" };
	double count[PROFILES] = { 0 }, n = (double)p->n;
	uint8_t state[PROFILES] = { 0 };
	size_t narrow = 0;
	struct report_frame f;
	enum gal_status status;

	for (size_t i = 0; i < p->n; i++)
		count[profile_of(p, i)] += 1;
	status = hide_profiles(state, &narrow, count, t->settings.k_anon, err);
	if (status != GAL_OK)
		return status;
	report_open(&f, t, "axes_profiles",
	    "Profiles: high or low on each of the three axes", err);
	report_column(&f, "profile", 't', "", "axes that are high");
	report_column(&f, "expected", 'r', "share of authors",
	    "if the three were independent");
	report_estimate_columns(&f, "share of authors", "with the profile");
	for (unsigned i = 0; i < PROFILES && p->n >= (size_t)f.k; i++) {
		bool hide = state[i] != GAL_SHOWN;
		double expected = 1;

		for (int a = 0; a < AXES; a++) {
			double high = (double)authors_high(p, a) / n;

			expected *= i >> a & 1 ? high : 1 - high;
			hide = hide || (high > 0 && high * n < (double)f.k);
		}
		report_text(&f, names[i]);
		f.suppressed += hide;
		report_real(&f, hide ? NAN : expected);
		report_estimate(&f, hide ? NAN : count[i] / n,
		    hide ? gal_interval_none()
			 : gal_wilson(count[i], n, t->settings.conf),
		    n, p->posts, t->totals.authors - n, "uncorrected");
	}
	report_narrow(&f, narrow);
	note_profiles(&f, p);
	report_note(&f,
	    "high: a share of posts above the mean over authors. Who posts "
	    "more is above it more easily where codes are rare, on all axes "
	    "at once: read axes_pairs, which holds the number of posts");
	return report_send(&f, sink, payload);
}

struct scored {
	double score;
	unsigned profile;
};

static int
compare_scored(const void *a, const void *b)
{
	const struct scored *x = a, *y = b;

	return x->score != y->score
	    ? (x->score > y->score) - (x->score < y->score)
	    : (int)x->profile - (int)y->profile;
}

/*
 * Pairs of authors whose averages fall into the same tenth: how many, and in
 * how many one author is high on bond and on risk, the other low on both.
 */
static void
count_opposites(double *pairs, double *opposite, struct scored *s, size_t n)
{
	double same[TENTHS] = { 0 }, high[TENTHS] = { 0 }, low[TENTHS] = { 0 };

	qsort(s, n, sizeof(*s), compare_scored);
	*pairs = *opposite = 0;
	for (size_t i = 0, end; i < n; i = end) {
		size_t tenth;

		/* equal averages lie in the same tenth: the middle one's */
		for (end = i + 1; end < n && s[end].score == s[i].score;)
			end++;
		tenth = (i + end - 1) / 2 * TENTHS / n;
		for (size_t j = i; j < end; j++) {
			same[tenth] += 1;
			high[tenth] += (s[j].profile & 3) == 3;
			low[tenth] += (s[j].profile & 3) == 0;
		}
	}
	for (int i = 0; i < TENTHS; i++) {
		*pairs += same[i] * (same[i] - 1) / 2;
		*opposite += high[i] * low[i];
	}
}

static enum gal_status
hidden_by_score(const struct gal_timeline *t, const struct profiles *p,
    gal_report_sink sink, void *payload, struct gal_error *err)
{
	struct scored *s = gal_allocate(p->n, sizeof(*s), err);
	double pairs, opposite, both = 0;
	bool hide;
	struct report_frame f;

	if (s == NULL)
		return GAL_NOMEM;
	for (size_t i = 0; i < p->n; i++) {
		s[i] = (struct scored){ p->score[i], profile_of(p, i) };
		both += (s[i].profile & 3) == 3;
	}
	count_opposites(&pairs, &opposite, s, p->n);
	free(s);
	report_open(
	    &f, t, "axes_score", "What one averaged score would hide", err);
	report_column(&f, "measure", 't', "", "what is lost in the average");
	report_column(&f, "estimate", 'r', "share", "see measure");
	report_column(&f, "pairs", 'i', "pairs",
	    "of authors with averages in the same tenth");
	report_column(&f, "n_authors", 'i', "authors", "with a profile");
	report_column(&f, "n_posts", 'i', "posts", "of theirs, read");
	report_column(&f, "n_missing", 'i', "authors", "with fewer posts");
	report_column(&f, "correction", 't', "", "of classifier errors");
	for (int row = 0; row <= AXES && p->n >= (size_t)f.k; row++) {
		struct gal_correlation c;
		char name[96];

		if (row == 0) {
			hide = authors_high(p, 0) < (size_t)f.k ||
			    authors_high(p, 1) < (size_t)f.k ||
			    (both > 0 && both < (double)f.k);
			report_text(&f,
			    "pairs of equal average, one high on bond and "
			    "risk, one low on both");
			report_real(&f, hide ? NAN : opposite / pairs);
			report_int(&f, pairs);
		} else {
			gal_correlation_of(&c, p->score, p->share[row - 1],
			    p->n, t->settings.conf);
			(void)snprintf(name, sizeof(name),
			    "variance of %s that the average does not show",
			    axes[row - 1].name);
			hide = authors_high(p, row - 1) < (size_t)f.k;
			report_text(&f, name);
			report_real(&f, hide ? NAN : 1 - c.r * c.r);
			report_missing(&f);
		}
		report_int(&f, (double)p->n);
		report_int(&f, p->posts);
		report_authors(&f, t->totals.authors - (double)p->n);
		report_text(&f, "uncorrected");
	}
	note_profiles(&f, p);
	note_flat(&f, p);
	report_note(&f,
	    "the average is the mean of the three shares in units of their "
	    "spread, bond counted for, risk and cost against; it exists here "
	    "only to show what it loses, without limits");
	return report_send(&f, sink, payload);
}

static enum gal_status
soothing(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	struct gal_table2 strata[STRATA], all;
	struct report_frame f;
	double n;

	ever_tables(strata, t, GAL_MARK_DULLING, GAL_MARK_PROCESSING);
	all = sum_of(strata);
	n = all.a + all.b + all.c + all.d;
	report_open(&f, t, "axes_soothing",
	    "Soothed away (dulling) against worked through (processing)", err);
	report_column(&f, "shows", 't', "", "what the author ever tells");
	report_column(&f, "log_odds_ratio_mh", 'r', "log odds ratio",
	    "of the two, within strata of posts per author");
	report_column(&f, "mh_lower", 'r', "log odds ratio", "lower limit");
	report_column(&f, "mh_upper", 'r', "log odds ratio", "upper limit");
	report_estimate_columns(&f, "share of authors", "who ever tell it");
	for (int row = 0; row < 3 && n >= (double)f.k; row++) {
		static const char *const names[] = { "dulling", "processing",
			"both" };
		double k = row == 0 ? all.a + all.b
		    : row == 1	    ? all.a + all.c
				    : all.a;
		bool hide = k > 0 && k < (double)f.k;

		report_text(&f, names[row]);
		if (row == 2)
			odds_cells(
			    &f, t, GAL_MARK_DULLING, GAL_MARK_PROCESSING);
		else
			for (int i = 0; i < 3; i++)
				report_missing(&f);
		f.suppressed += hide;
		report_estimate(&f, hide ? NAN : k / n,
		    hide ? gal_interval_none()
			 : gal_wilson(k, n, t->settings.conf),
		    n, t->odds.sum[1] + t->odds.sum[3], t->totals.authors - n,
		    "uncorrected");
	}
	report_note(&f,
	    "few people write either down; the codes stand for one talk each, "
	    "not for a lasting effect");
	return report_send(&f, sink, payload);
}

enum gal_status
report_axes(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	struct profiles p;
	enum gal_status status = profiles_new(&p, t, err);

	if (status != GAL_OK)
		return status;
	status = levels(t, &p, sink, payload, err);
	if (status == GAL_OK)
		status = pairs(t, &p, sink, payload, err);
	if (status == GAL_OK)
		status = profile_shares(t, &p, sink, payload, err);
	if (status == GAL_OK)
		status = hidden_by_score(t, &p, sink, payload, err);
	if (status == GAL_OK)
		status = soothing(t, sink, payload, err);
	profiles_free(&p);
	return status;
}
