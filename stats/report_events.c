/* Before and after platform events: author fixed effects (the headline),
 * paired authors, and the aggregate series (the picture). */
#include <math.h>
#include <string.h>

#include "core/datetime.h"
#include "stats/report_frame.h"
#include "stats/series.h"

#define K EVENT_TERMS

/* Invert the k x k matrix a in place, leaving out dependent columns. */
static int
invert(double *a, bool used[K])
{
	double largest = 0;
	int rank = 0;

	for (int i = 0; i < K; i++)
		largest = fmax(largest, a[i * K + i]);
	for (int p = 0; p < K; p++) {
		double pivot = a[p * K + p];

		used[p] = largest > 0 && pivot > 1e-10 * largest;
		if (!used[p])
			continue;
		rank++;
		for (int i = 0; i < K; i++) {
			double factor = a[i * K + p] / pivot;

			if (i == p)
				continue;
			for (int j = 0; j < K; j++)
				if (j != p)
					a[i * K + j] -= factor * a[p * K + j];
			a[i * K + p] = -factor;
		}
		for (int j = 0; j < K; j++)
			if (j != p)
				a[p * K + j] /= pivot;
		a[p * K + p] = 1 / pivot;
	}
	for (int p = 0; p < K; p++)
		for (int j = 0; j < K && !used[p]; j++)
			a[p * K + j] = a[j * K + p] = 0;
	return rank;
}

/* sum of s s', s = X'y - X'X beta, from the moments of (vec X'X, X'y). */
static double
meat_cell(const double *moments, const double beta[K], int r, int c)
{
	double l[EVENT_MOMENTS] = { 0 }, m[EVENT_MOMENTS] = { 0 }, sum = 0;

	for (int j = 0; j < K; j++) {
		l[r * K + j] = -beta[j];
		m[c * K + j] = -beta[j];
	}
	l[K * K + r] = 1;
	m[K * K + c] = 1;
	for (int i = 0; i < EVENT_MOMENTS; i++)
		for (int j = 0; j < EVENT_MOMENTS && l[i] != 0; j++)
			sum += l[i] * m[j] * moments[i * EVENT_MOMENTS + j];
	return sum;
}

struct effect {
	double beta[K], se[K];
	bool used[K];
	int rank;
};

static struct effect
effect_of(const struct event_sums *e, int outcome)
{
	double inverse[K * K], meat[K * K], df, factor;
	struct effect out = { .rank = 0 };

	memcpy(inverse, e->xx, sizeof(inverse));
	out.rank = invert(inverse, out.used);
	for (int i = 0; i < K; i++)
		for (int j = 0; j < K; j++)
			out.beta[i] +=
			    inverse[i * K + j] * e->outcome[outcome].xy[j];
	for (int i = 0; i < K; i++)
		for (int j = 0; j < K; j++)
			meat[i * K + j] = meat_cell(
			    e->outcome[outcome].moments, out.beta, i, j);
	df = e->posts - e->authors - out.rank;
	factor = e->authors > 1 && df > 0
	    ? e->authors / (e->authors - 1) * (e->posts - 1) / df
	    : NAN;
	for (int i = 0; i < K; i++) {
		double v = 0;

		for (int a = 0; a < K; a++)
			for (int b = 0; b < K; b++)
				v += inverse[i * K + a] * meat[a * K + b] *
				    inverse[b * K + i];
		out.se[i] = out.used[i] ? sqrt(fmax(0, v) * factor) : NAN;
		if (!out.used[i])
			out.beta[i] = NAN;
	}
	return out;
}

static void
event_rows(struct report_frame *f, const struct gal_timeline *t, size_t e)
{
	const struct event_sums *sums = &t->events[e];

	for (int o = 0; o < OUTCOMES; o++) {
		struct effect x = effect_of(sums, o);

		if (x.rank == 0)
			return;
		for (int i = 0; i < K; i++) {
			int week = (i < EVENT_HALF - 1 ? i : i + 1);
			double authors = sums->weeks_authors[week];

			report_text(f, t->settings.events[e].name);
			report_text(f, event_outcomes[o]);
			report_int(f, week - EVENT_HALF);
			report_estimate(f, x.beta[i],
			    gal_interval_wald(
				x.beta[i], x.se[i], t->settings.conf),
			    authors, sums->weeks_n[week],
			    sums->authors - authors, "uncorrected");
		}
	}
}

static enum gal_status
windows(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	struct report_frame f;
	size_t shown = 0;

	report_open(&f, t, "event_windows",
	    "Around platform events, the same authors", err);
	report_column(&f, "event", 't', "", "what happened");
	report_column(&f, "outcome", 't', "",
	    "any code of the dimension in a post; or its valence");
	report_column(&f, "week", 'i', "weeks",
	    "from the event; -1 is the "
	    "reference");
	report_estimate_columns(&f, "difference",
	    "author fixed effects, errors clustered by author (CR1)");
	for (size_t e = 0; e < t->settings.event_count; e++) {
		if (t->events[e].both_sides < (double)f.k)
			continue;
		event_rows(&f, t, e);
		shown++;
	}
	if (shown == 0)
		report_note(&f,
		    "no event of %zu has %lld authors with posts "
		    "in the %d weeks on both sides",
		    t->settings.event_count, (long long)f.k, EVENT_HALF);
	report_note(&f,
	    "week -1 is the reference; composition does not "
	    "matter here, only authors with posts in several "
	    "weeks speak. An event whose window overlaps an "
	    "earlier one's is left out");
	return report_send(&f, sink, payload);
}

/* The difference, its limits and the test. Who shows the code on one side only
 * could be told from these together where they are few. */
static void
paired_cells(struct report_frame *f, const struct gal_timeline *t, size_t e,
    int o, struct gal_interval limits, double mean)
{
	const struct event_sums *s = &t->events[e];
	double n = s->both_sides;
	double pre = s->outcome[o].pre_only, post = s->outcome[o].post_only;
	bool counts = o != OUTCOMES - 1; /* valence has none */
	bool hide = counts &&
	    ((pre > 0 && pre < (double)f->k) ||
		(post > 0 && post < (double)f->k));

	f->suppressed += hide;
	report_estimate(f, hide ? NAN : mean,
	    hide ? gal_interval_none() : limits, n, s->both_posts,
	    s->authors - n, "uncorrected");
	report_real(f,
	    hide || !counts || pre + post == 0
		? NAN
		: gal_sign_test(pre, pre + post));
}

static enum gal_status
paired(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	struct report_frame f;

	report_open(&f, t, "event_paired",
	    "Four weeks after against four before, the same authors", err);
	report_column(&f, "event", 't', "", "what happened");
	report_column(&f, "outcome", 't', "", "dimension, or valence");
	report_estimate_columns(
	    &f, "difference", "mean over authors of after less before");
	report_column(
	    &f, "p", 'r', "probability", "McNemar, exact; empty for valence");
	for (size_t e = 0; e < t->settings.event_count; e++) {
		const struct event_sums *s = &t->events[e];
		double n = s->both_sides;

		if (n < (double)f.k)
			continue;
		for (int o = 0; o < OUTCOMES; o++) {
			double mean =
			    gal_sum_value(&s->outcome[o].difference) / n;
			double square =
			    gal_sum_value(&s->outcome[o].difference_squared);
			double se = sqrt(
			    fmax(0, square - n * mean * mean) / (n - 1) / n);

			report_text(&f, t->settings.events[e].name);
			report_text(&f, event_outcomes[o]);
			paired_cells(&f, t, e, o,
			    gal_interval_wald(mean, se, t->settings.conf),
			    mean);
		}
	}
	return report_send(&f, sink, payload);
}

static void
series_rows(
    struct report_frame *f, const struct gal_timeline *t, size_t e, int o)
{
	static const char *const terms[] = { "intercept", "week",
		"level change", "slope change" };
	struct gal_week weeks[SERIES_WEEKS];
	struct gal_error local = { 0 };
	struct gal_its its;
	double posts = 0;
	size_t n = 0;

	for (int w = 0; w < SERIES_WEEKS; w++) {
		int64_t at = t->settings.events[e].t +
		    (int64_t)(w - SERIES_HALF) * 7 * GAL_SECONDS_PER_DAY;

		/* whole weeks inside the window only */
		if (at < t->settings.rules.start ||
		    at + 7 * GAL_SECONDS_PER_DAY > t->settings.rules.end)
			continue;
		posts += t->events[e].series_n[w];
		weeks[n++] = (struct gal_week){ w, t->events[e].series_n[w],
			t->events[e].series_y[o][w], w >= SERIES_HALF };
	}
	if (report_lacks(f,
		gal_its_fit(&its, weeks, n, gal_newey_west_lag(n), &local),
		&local))
		return;
	for (int i = 0; i < GAL_ITS_TERMS; i++) {
		struct gal_interval ci = gal_interval_wald(
		    its.ols[i], its.nw_se_df[i], t->settings.conf);

		report_text(f, t->settings.events[e].name);
		report_text(f, event_outcomes[o]);
		report_text(f, terms[i]);
		report_real(f, its.ols[i]);
		report_real(f, ci.lo);
		report_real(f, ci.hi);
		report_int(f, its.weeks);
		report_int(f, its.lag);
		report_authors(f, t->events[e].series_authors);
		report_int(f, posts);
		report_int(f, SERIES_WEEKS - its.weeks);
		report_text(f, "uncorrected");
	}
}

static enum gal_status
series(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	struct report_frame f;

	report_open(&f, t, "event_series",
	    "Interrupted series of the weekly share of posts", err);
	report_column(&f, "event", 't', "", "what happened");
	report_column(&f, "outcome", 't', "", "dimension");
	report_column(&f, "term", 't', "", "of 1 + week + post + since");
	report_column(&f, "estimate", 'r', "share of posts", "least squares");
	report_column(&f, "lower", 'r', "share of posts", "Newey-West");
	report_column(&f, "upper", 'r', "share of posts", "Newey-West");
	report_column(&f, "weeks", 'i', "weeks", "with posts");
	report_column(&f, "lag", 'i', "weeks", "of the Bartlett weights");
	report_column(
	    &f, "n_authors", 'i', "authors", "with a post in the 52 weeks");
	report_column(&f, "n_posts", 'i', "posts", "in these weeks");
	report_column(&f, "n_missing", 'i', "weeks",
	    "of the 52 outside the window or without posts");
	report_column(&f, "correction", 't', "", "of classifier errors");
	for (size_t e = 0; e < t->settings.event_count; e++)
		for (int o = 0; o + 1 < OUTCOMES; o++)
			if (t->events[e].both_sides >= (double)f.k)
				series_rows(&f, t, e, o);
	report_note(&f,
	    "unit: post-week; who posts changes with the event, "
	    "so this is the picture, event_windows the result");
	return report_send(&f, sink, payload);
}

enum gal_status
report_events(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	enum gal_status status = windows(t, sink, payload, err);

	if (status == GAL_OK)
		status = paired(t, sink, payload, err);
	if (status == GAL_OK)
		status = series(t, sink, payload, err);
	return status;
}
