/* After entry: materialization, rupture; trends of valence. */
#include <math.h>
#include <stdlib.h>

#include "stats/report_frame.h"
#include "stats/survival.h"

static enum gal_status
material_codes(const struct gal_timeline *t, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	struct report_frame f;

	report_open(&f, t, "materialization", "The bond made visible", err);
	report_column(&f, "code", 't', "", "form of materialization");
	report_estimate_columns(
	    &f, "share of authors", "authors who ever show it");
	for (size_t i = 0; i < t->material.count; i++) {
		const struct code_sums *sums = &t->codes[t->material.code[i]];
		bool hide =
		    sums->share.any > 0 && sums->share.any < (double)f.k;
		struct gal_share s;

		gal_share_finish(&s, &sums->share, t->settings.conf);
		report_text(&f, t->settings.codes[t->material.code[i]]);
		f.suppressed += hide;
		report_estimate(&f, hide ? NAN : s.any_share,
		    hide ? gal_interval_none() : s.any_interval, s.authors,
		    s.posts, t->totals.authors - s.authors, "uncorrected");
	}
	if (t->material.count == 0)
		report_note(&f, "the codebook has no materialization code");
	return report_send(&f, sink, payload);
}

static enum gal_status
material_times(const struct gal_timeline *t, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	static const double days[] = { 30, 90, 180, 365, 730 };
	struct gal_subject *s;
	struct gal_km *km = NULL;
	size_t n = 0, rows = 0, before = 0, entered = 0, events = 0;
	double posts = 0;
	enum gal_status status;
	struct report_frame f;

	for (size_t i = 0; i < t->row_count; i++) {
		entered += (t->rows[i].flags & AUTHOR_ENTERED) != 0;
		before += (t->rows[i].flags & AUTHOR_MATERIAL_BEFORE) != 0;
	}
	s = gal_allocate(entered, sizeof(*s), err);
	if (s == NULL)
		return GAL_NOMEM;
	for (size_t i = 0; i < t->row_count; i++) {
		const struct author_row *r = &t->rows[i];
		bool event = (r->flags & AUTHOR_MATERIAL) != 0;
		double time = gal_days(event ? r->material_s : r->after_s);

		if (!(r->flags & AUTHOR_ENTERED) ||
		    (r->flags & AUTHOR_MATERIAL_BEFORE))
			continue;
		/* in the entry post itself: half a second later */
		if (event && time == 0)
			time = 0.5 / GAL_SECONDS_PER_DAY;
		events += event;
		posts += r->staged;
		s[n++] = (struct gal_subject){ -INFINITY, time, event };
	}
	status = gal_km_fit(&km, &rows, s, n, t->settings.conf, err);
	free(s);
	if (status != GAL_OK)
		return status;
	report_open(&f, t, "materialization_time",
	    "First materialization by time since entry", err);
	report_column(&f, "day", 'i', "days",
	    "since the first post at or above companionship");
	report_column(&f, "estimate", 'r', "share of authors",
	    "with a materialization by then (1 - Kaplan-Meier)");
	report_column(&f, "lower", 'r', "share of authors", "log-log limit");
	report_column(&f, "upper", 'r', "share of authors", "log-log limit");
	report_column(&f, "at_risk", 'i', "authors", "still followed then");
	report_column(&f, "n_authors", 'i', "authors",
	    "who reached companionship and showed none before");
	report_column(&f, "n_posts", 'i', "posts", "of theirs, with a rung");
	report_column(&f, "n_missing", 'i', "authors", "who showed one before");
	report_column(&f, "correction", 't', "", "of classifier errors");
	for (size_t d = 0; d < sizeof(days) / sizeof(days[0]); d++) {
		const struct gal_km *at = NULL;
		double at_risk = 0;

		for (size_t i = 0; i < rows && km[i].time <= days[d]; i++)
			at = &km[i];
		if (at != NULL)
			at_risk = at->n_risk - at->n_event - at->n_censor;
		if (at == NULL || at_risk < (double)f.k || events < (size_t)f.k)
			continue;
		report_int(&f, days[d]);
		report_real(&f, 1 - at->surv);
		report_real(&f, 1 - at->loglog.hi);
		report_real(&f, 1 - at->loglog.lo);
		report_int(&f, at_risk);
		report_authors(&f, (double)n);
		report_int(&f, posts);
		report_authors(&f, (double)before);
		report_text(&f, "uncorrected");
	}
	if (entered < (size_t)f.k)
		report_note(&f,
		    "fewer than %lld authors reached "
		    "companionship: nothing is printed",
		    (long long)f.k);
	else if (events < (size_t)f.k)
		report_note(&f, "fewer than %lld authors show one after entry",
		    (long long)f.k);
	if (entered >= (size_t)f.k && before >= (size_t)f.k)
		report_note(&f,
		    "%zu of %zu who reached companionship showed "
		    "one before and are left out",
		    before, entered);
	report_note(&f,
	    "censored at the last post, which may depend on the "
	    "bond: read as descriptive");
	free(km);
	return report_send(&f, sink, payload);
}

enum gal_status
report_materialization(const struct gal_timeline *t, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	enum gal_status status = material_codes(t, sink, payload, err);

	return status == GAL_OK ? material_times(t, sink, payload, err)
				: status;
}

static void
rupture_row(struct report_frame *f, const struct gal_timeline *t,
    const char *what, double n, double of, double posts)
{
	bool hide = (n > 0 && n < (double)f->k) ||
	    (of > 0 && of < (double)f->k) || of == 0;

	report_text(f, what);
	f->suppressed += hide && of > 0;
	report_estimate(f, hide ? NAN : n / of,
	    hide ? gal_interval_none() : gal_wilson(n, of, t->settings.conf),
	    of, posts, t->rupture.authors - of, "uncorrected");
}

static enum gal_status
rupture_outcomes(const struct gal_timeline *t, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	const struct rupture_sums *r = &t->rupture;
	struct report_frame f;

	report_open(&f, t, "rupture", "What follows a rupture", err);
	report_column(&f, "outcome", 't', "", "within 90 days after");
	report_estimate_columns(&f, "share of authors", "with the outcome");
	rupture_row(&f, t, "no further post", r->silent, r->followed, r->posts);
	rupture_row(&f, t, "posts again", r->returned, r->followed, r->posts);
	rupture_row(&f, t, "next rung lower", r->stage_lower, r->stage_known,
	    r->stage_posts);
	rupture_row(&f, t, "next rung higher", r->stage_higher, r->stage_known,
	    r->stage_posts);
	if (t->rupture_code < 0)
		report_note(&f, "the codebook has no persona.rupture");
	else if (r->authors == 0)
		report_note(&f, "no author tells of a rupture");
	else
		report_note(&f,
		    "first rupture of an author; both sides of it "
		    "(%d days) must lie in the window. An author "
		    "must post to tell of it, so it is never the "
		    "silence of those who left without a word",
		    FOLLOW_DAYS);
	return report_send(&f, sink, payload);
}

/* Limits, who shows it on one side only, and the test. The difference of the
 * two counts is shown, so that either, p or a limit would give both. */
static void
put_only(struct report_frame *f, const struct code_sums *s,
    struct gal_interval limits)
{
	double lost = s->before_only, gained = s->after_only;

	if ((lost > 0 && lost < (double)f->k) ||
	    (gained > 0 && gained < (double)f->k)) {
		f->suppressed++;
		for (int i = 0; i < 5; i++)
			report_missing(f);
		return;
	}
	report_real(f, limits.lo);
	report_real(f, limits.hi);
	report_int(f, lost);
	report_int(f, gained);
	report_real(f, gal_sign_test(lost, lost + gained));
}

static enum gal_status
rupture_codes(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	double n = t->rupture.followed;
	struct report_frame f;

	report_open(&f, t, "rupture_codes",
	    "Codes before and after a rupture, same authors", err);
	report_column(&f, "code", 't', "", "code");
	report_column(
	    &f, "before", 'r', "share of authors", "in the 90 days before");
	report_column(
	    &f, "after", 'r', "share of authors", "in the 90 days after");
	report_column(&f, "change", 'r', "share of authors",
	    "after less before (paired; normal limits)");
	report_column(&f, "lower", 'r', "share of authors", "lower limit");
	report_column(&f, "upper", 'r', "share of authors", "upper limit");
	report_column(&f, "before_only", 'i', "authors", "only before");
	report_column(&f, "after_only", 'i', "authors", "only after");
	report_column(&f, "p", 'r', "probability", "McNemar, exact");
	report_column(&f, "n_authors", 'i', "authors",
	    "with a rupture and 90 days on both sides");
	report_column(&f, "n_posts", 'i', "posts", "of theirs, read");
	report_column(&f, "n_missing", 'i', "authors",
	    "with a rupture too close to an end of the window");
	report_column(&f, "correction", 't', "", "of classifier errors");
	for (size_t c = 0; c < t->settings.code_count; c++) {
		const struct code_sums *s = &t->codes[c];
		double before = s->before_after + s->before_only;
		double after = s->before_after + s->after_only;
		struct gal_interval ci;
		double change;

		if ((int)c == t->rupture_code || n < (double)f.k ||
		    before + after == 0)
			continue;
		if ((before > 0 && before < (double)f.k) ||
		    (after > 0 && after < (double)f.k)) {
			f.suppressed++;
			continue;
		}
		ci = gal_paired_change(&change, s->before_only, s->after_only,
		    n, t->settings.conf);
		report_text(&f, t->settings.codes[c]);
		report_real(&f, before / n);
		report_real(&f, after / n);
		report_real(&f, change);
		put_only(&f, s, ci);
		report_int(&f, n);
		report_int(&f, t->rupture.posts);
		report_authors(&f, t->rupture.authors - n);
		report_text(&f, "uncorrected");
	}
	if (n < (double)f.k)
		report_note(&f,
		    "fewer than %lld authors with a rupture and "
		    "90 days on both sides",
		    (long long)f.k);
	return report_send(&f, sink, payload);
}

enum gal_status
report_rupture(const struct gal_timeline *t, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	enum gal_status status = rupture_outcomes(t, sink, payload, err);

	return status == GAL_OK ? rupture_codes(t, sink, payload, err) : status;
}

enum gal_status
report_trends(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	double *slopes = gal_allocate(t->row_count, sizeof(*slopes), err);
	double s = gal_sum_value(&t->trend_s), n = t->trend_authors;
	double v = gal_sum_value(&t->trend_variance), z, k;
	size_t count = 0;
	struct report_frame f;

	if (slopes == NULL)
		return GAL_NOMEM;
	for (size_t i = 0; i < t->row_count; i++)
		if (!isnan(t->rows[i].slope))
			slopes[count++] = (double)t->rows[i].slope;
	gal_sort_doubles(slopes, count);
	z = v > 0 ? (s - (s > 0) + (s < 0)) / sqrt(v) : NAN;
	k = t->trend_rising + t->trend_falling;
	report_open(&f, t, "trends", "Trend of valence", err);
	report_column(&f, "measure", 't', "", "what moves");
	report_column(&f, "median_slope", 'r', "valence per 365 days",
	    "median over authors of their Theil-Sen slope");
	report_column(&f, "z", 'r', "standard errors", "regional Kendall test");
	report_column(&f, "p", 'r', "probability", "two-sided");
	report_column(&f, "rising", 'r', "share of authors", "slope > 0");
	report_column(&f, "lower", 'r', "share of authors", "Wilson limit");
	report_column(&f, "upper", 'r', "share of authors", "Wilson limit");
	report_column(
	    &f, "sign_p", 'r', "probability", "sign test over authors");
	report_column(&f, "n_authors", 'i', "authors",
	    "with five posts or more and some variation");
	report_column(&f, "n_posts", 'i', "posts", "that enter the slopes");
	report_column(&f, "n_missing", 'i', "authors",
	    "with fewer posts, or without variation");
	report_column(&f, "correction", 't', "", "of classifier errors");
	if (n >= (double)f.k) {
		struct gal_interval ci =
		    gal_wilson(t->trend_rising, k, t->settings.conf);

		report_text(&f, "valence");
		report_real(&f, 365 * gal_median_sorted(slopes, count));
		report_real(&f, z);
		report_real(&f, gal_normal_two_sided(z));
		report_real(&f, k > 0 ? t->trend_rising / k : NAN);
		report_real(&f, ci.lo);
		report_real(&f, ci.hi);
		report_real(
		    &f, k > 0 ? gal_sign_test(t->trend_rising, k) : NAN);
		report_int(&f, n);
		report_int(&f, t->trend_posts);
		report_authors(&f, t->totals.authors - n);
		report_text(&f, "uncorrected");
	} else {
		report_note(&f,
		    "fewer than %lld authors have %d read posts "
		    "that differ in valence",
		    (long long)f.k, TREND_LEAST);
	}
	report_note(&f,
	    "autocorrelation is not corrected; at most %d values "
	    "of an author, evenly thinned",
	    TREND_POSTS);
	free(slopes);
	return report_send(&f, sink, payload);
}
