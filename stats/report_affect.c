/* Emotion as a trajectory of an author: the running score over posts. */
#include <math.h>
#include <stdlib.h>

#include "stats/report_frame.h"

struct courses {
	const struct course_row *rows;
	size_t n;
	double posts;
	double *values; /* [n] scratch, owned */
};

static void
mean_row(struct report_frame *f, const struct gal_timeline *t,
    const struct courses *c, const char *measure, const char *unit)
{
	double mean = gal_mean(c->values, c->n);
	double se = sqrt(gal_variance(c->values, c->n) / (double)c->n);

	report_text(f, measure);
	report_text(f, unit);
	report_estimate(f, mean, gal_interval_wald(mean, se, t->settings.conf),
	    (double)c->n, c->posts, t->totals.authors - (double)c->n,
	    "uncorrected");
}

static void
share_row(struct report_frame *f, const struct gal_timeline *t,
    const struct courses *c, const char *measure, double k, double n)
{
	bool hide = report_is_small(f, k) || report_is_small(f, n - k);

	report_text(f, measure);
	report_text(f, "share of authors");
	f->suppressed += hide && n > 0;
	report_estimate(f, hide || n == 0 ? NAN : k / n,
	    hide ? gal_interval_none() : gal_wilson(k, n, t->settings.conf), n,
	    c->posts, t->totals.authors - n, "uncorrected");
}

static void
rows_of(struct report_frame *f, const struct gal_timeline *t, struct courses *c)
{
	double rising = 0, moving = 0;

	for (size_t i = 0; i < c->n; i++)
		c->values[i] = (double)c->rows[i].end;
	mean_row(f, t, c, "score at the end", "points");
	for (size_t i = 0; i < c->n; i++)
		c->values[i] = (double)c->rows[i].lowest;
	mean_row(f, t, c, "lowest score", "points");
	for (size_t i = 0; i < c->n; i++) {
		double slope = (double)c->rows[i].slope;

		c->values[i] = isnan(slope) ? 0 : 30 * slope;
		rising += slope > 0;
		moving += slope > 0 || slope < 0;
	}
	mean_row(f, t, c, "slope (Theil-Sen)", "points in 30 days");
	share_row(f, t, c, "rising, of those that move", rising, moving);
	share_row(f, t, c, "fell by a band", t->course_fell, (double)c->n);
	share_row(f, t, c, "recovered from every fall, of those that fell",
	    t->course_restored, t->course_fell);
}

static enum gal_status
summary(const struct gal_timeline *t, struct courses *c, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	double variance = gal_sum_value(&t->course_variance);
	double s = gal_sum_value(&t->course_s);
	struct report_frame f;

	report_open(&f, t, "affect",
	    "The running emotion score over an author's posts", err);
	report_column(&f, "measure", 't', "", "of the score");
	report_column(&f, "unit", 't', "", "of the estimate");
	report_estimate_columns(&f, "see unit", "mean over authors, or share");
	if (c->n >= (size_t)f.k) {
		rows_of(&f, t, c);
		if (variance > 0) {
			double z = (s - (s > 0) + (s < 0)) / sqrt(variance);

			report_note(&f,
			    "regional Mann-Kendall over %.0f authors: z = "
			    "%.1f; a running sum wanders, so trends "
			    "are found too often: compare groups, not with 0",
			    t->course_kendall, z);
		}
	} else {
		report_note(&f, "fewer than %lld authors have %d read posts",
		    (long long)f.k, TREND_LEAST);
	}
	report_note(&f,
	    "starts at 40, moves by 10 times the valence of a post's words and "
	    "by %.1f for each appraisal (helped, able: up; hindered, unable: "
	    "down), at most 10, kept in 0 to 100; words lean pleasant: a rise "
	    "is no improvement",
	    GAL_AFFECT_CUE);
	if ((t->known_marks &
		(GAL_MARK_HELPED | GAL_MARK_ABLE | GAL_MARK_HINDERED |
		    GAL_MARK_UNABLE)) == 0)
		report_note(&f, "the codebook has no appraisals: none counted");
	else if (c->n >= (size_t)f.k)
		report_note(&f, "appraisals move the score in %.1f %% of posts",
		    100 * t->cued_posts / c->posts);
	return report_send(&f, sink, payload);
}

static enum gal_status
bands(const struct gal_timeline *t, const struct courses *c,
    gal_report_sink sink, void *payload, struct gal_error *err)
{
	double count[GAL_AFFECT_BANDS] = { 0 };
	struct report_frame f;

	for (size_t i = 0; i < c->n; i++)
		count[gal_affect_band_of((double)c->rows[i].end)] += 1;
	report_open(&f, t, "affect_bands", "Where the scores end", err);
	report_column(&f, "band", 't', "", "S 100, A 70, B 40, C 10, F below");
	report_estimate_columns(&f, "share of authors", "who end there");
	for (int b = GAL_AFFECT_BANDS - 1; b >= 0 && c->n >= (size_t)f.k; b--) {
		bool hide = count[b] > 0 && count[b] < (double)f.k;

		report_text(&f, gal_affect_band_name((enum gal_affect_band)b));
		f.suppressed += hide;
		report_estimate(&f, hide ? NAN : count[b] / (double)c->n,
		    hide ? gal_interval_none()
			 : gal_wilson(count[b], (double)c->n, t->settings.conf),
		    (double)c->n, c->posts, t->totals.authors - (double)c->n,
		    "uncorrected");
	}
	return report_send(&f, sink, payload);
}

enum gal_status
report_affect(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	struct courses c = { .rows = t->courses,
		.n = t->course_count,
		.posts = t->course_posts,
		.values = gal_allocate(t->course_count, sizeof(double), err) };
	enum gal_status status;

	if (c.values == NULL)
		return GAL_NOMEM;
	status = summary(t, &c, sink, payload, err);
	if (status == GAL_OK)
		status = bands(t, &c, sink, payload, err);
	free(c.values);
	return status;
}
