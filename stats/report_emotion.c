/* The running emotion score of dialogues as frames. */
#include <math.h>
#include <stdlib.h>

#include "stats/affect.h"
#include "stats/disclosure.h"
#include "stats/proportion.h"
#include "stats/report_dialogue.h"
#include "stats/trend.h"

/* The trend of a conversation is taken over its first turns only: pairs grow
 * with the square of their number. */
#define TREND_TURNS 2000

struct course {
	struct gal_affect affect;
	size_t turns; /* spoken and read */
	double lowest;
	double by_words, by_cues; /* sums of what moves it, before limits */
	struct gal_trend trend;
};

struct courses {
	struct course *items;
	size_t count;
	size_t turns, silent; /* turns with no valence found */
	double *t, *v;	      /* scratch */
};

static void
courses_free(struct courses *c)
{
	free(c->items);
	free(c->t);
	free(c->v);
}

static enum gal_status
follow(struct courses *out, const struct gal_dialogue *d,
    const struct gal_conversation *c, const struct gal_dialogue_options *o,
    struct gal_error *err)
{
	struct course *course = &out->items[out->count];
	size_t n = 0;

	*course = (struct course){ .lowest = GAL_AFFECT_START };
	gal_affect_start(&course->affect);
	for (size_t i = 0; i < c->turn_count; i++) {
		const struct gal_turn *turn = &d->turns[c->first_turn + i];
		double score;

		if (turn->ai != o->ai || !turn->read)
			continue;
		score =
		    gal_affect_step(&course->affect, turn->valence, turn->cues);
		course->by_words += GAL_AFFECT_STEP * turn->valence;
		course->by_cues += turn->cues;
		course->lowest = fmin(course->lowest, score);
		course->turns++;
		out->silent += turn->valence == 0 && turn->cues == 0;
		if (n < TREND_TURNS) {
			out->t[n] = (double)course->turns;
			out->v[n++] = score;
		}
	}
	if (course->turns == 0)
		return GAL_OK;
	out->turns += course->turns;
	out->count++;
	return gal_trend_of(&course->trend, out->t, out->v, n, o->conf, err);
}

static enum gal_status
follow_all(struct courses *out, const struct gal_dialogue *d,
    const struct gal_dialogue_options *o, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	*out = (struct courses){ 0 };
	out->items = gal_allocate(d->count, sizeof(*out->items), err);
	out->t = gal_allocate(TREND_TURNS, sizeof(double), err);
	out->v = gal_allocate(TREND_TURNS, sizeof(double), err);
	if (out->items == NULL || out->t == NULL || out->v == NULL)
		return GAL_NOMEM;
	for (size_t i = 0; i < d->count && status == GAL_OK; i++)
		status = follow(out, d, &d->conversations[i], o, err);
	return status;
}

static void
mean_row(struct report_frame *f, const char *measure, const char *unit,
    const double *values, size_t n, double conf)
{
	double mean = gal_mean(values, n);
	double se = sqrt(gal_variance(values, n) / (double)n);
	struct gal_interval limits = gal_interval_wald(mean, se, conf);

	report_text(f, measure);
	report_text(f, unit);
	if (!dialogue_count(f, (double)n)) {
		dialogue_missing(f, 3);
		return;
	}
	report_real(f, mean);
	report_real(f, limits.lo);
	report_real(f, limits.hi);
}

static void
share_row(struct report_frame *f, const char *measure, const char *unit,
    double k, double n, double conf)
{
	struct gal_interval limits = gal_wilson(k, n, conf);

	report_text(f, measure);
	report_text(f, unit);
	if (!dialogue_count(f, n)) {
		dialogue_missing(f, 3);
		return;
	}
	report_real(f, k / n);
	report_real(f, limits.lo);
	report_real(f, limits.hi);
}

static void
summary_rows(struct report_frame *f, const struct courses *c, double *values,
    const struct gal_regional *regional, double conf)
{
	double falls = 0, recoveries = 0, fell = 0, rising = 0, falling = 0;
	double p_rows = 0;
	size_t slopes = 0;

	for (size_t i = 0; i < c->count; i++) {
		const struct course *x = &c->items[i];

		values[i] = x->affect.score;
		falls += x->affect.falls;
		recoveries += x->affect.recoveries;
		fell += x->affect.falls > 0;
		if (isnan(x->trend.p))
			continue;
		p_rows += 1;
		rising += x->trend.p < 0.05 && x->trend.s > 0;
		falling += x->trend.p < 0.05 && x->trend.s < 0;
	}
	mean_row(f, "score at the end", "points", values, c->count, conf);
	for (size_t i = 0; i < c->count; i++)
		values[i] = c->items[i].lowest;
	mean_row(f, "lowest score", "points", values, c->count, conf);
	for (size_t i = 0; i < c->count; i++)
		if (!isnan(c->items[i].trend.theil_sen))
			values[slopes++] = c->items[i].trend.theil_sen;
	mean_row(f, "slope (Theil-Sen)", "points a turn", values, slopes, conf);
	for (size_t i = 0; i < c->count; i++)
		values[i] = c->items[i].by_words / (double)c->items[i].turns;
	mean_row(f, "moved by the valence of words", "points a turn", values,
	    c->count, conf);
	for (size_t i = 0; i < c->count; i++)
		values[i] = c->items[i].by_cues / (double)c->items[i].turns;
	mean_row(
	    f, "moved by appraisals", "points a turn", values, c->count, conf);
	share_row(f, "rising (Mann-Kendall p < 0.05)", "share of conversations",
	    rising, p_rows, conf);
	share_row(f, "falling (Mann-Kendall p < 0.05)",
	    "share of conversations", falling, p_rows, conf);
	share_row(f, "fell by a band or more", "share of conversations", fell,
	    (double)c->count, conf);
	/* falls of one conversation are few; Wilson over falls */
	share_row(f, "falls that recovered", "share of falls", recoveries,
	    falls, conf);
	report_text(f, "all together: p of the trend");
	report_text(f, "");
	if (dialogue_count(f, regional->authors)) {
		report_real(f, regional->p);
		dialogue_missing(f, 2);
	} else {
		dialogue_missing(f, 3);
	}
}

static enum gal_status
send_summary(const struct courses *c, const struct gal_dialogue_options *o,
    gal_report_sink sink, void *payload, struct gal_error *err)
{
	struct report_frame f;
	struct gal_regional regional;
	struct gal_trend *trends = gal_allocate(c->count, sizeof(*trends), err);
	double *values = gal_allocate(c->count, sizeof(*values), err);
	enum gal_status status = GAL_NOMEM;

	if (trends == NULL || values == NULL)
		goto done;
	for (size_t i = 0; i < c->count; i++)
		trends[i] = c->items[i].trend;
	status = gal_trend_regional(&regional, trends, c->count, err);
	if (status != GAL_OK)
		goto done;
	dialogue_open(&f, "emotion", "Emotion along a conversation", o, err);
	report_column(&f, "measure", 't', "", "what is measured");
	report_column(&f, "unit", 't', "", "of the value");
	report_column(&f, "n", 'i', "conversations or falls", "behind it");
	report_column(&f, "value", 'r', "see unit", "mean or share");
	report_column(&f, "lower", 'r', "see unit", "of the interval");
	report_column(&f, "upper", 'r', "see unit", "of the interval");
	summary_rows(&f, c, values, &regional, o->conf);
	report_note(&f,
	    "score: starts at 40, moves by 10 times the valence of the words "
	    "of a turn of %s and by %.1f for each appraisal (helped, able: up; "
	    "hindered, unable: down), at most 10, kept in 0 to 100; %zu of %zu "
	    "turns carry neither and leave it where it was",
	    o->ai ? "the AI" : "the person", GAL_AFFECT_CUE, c->silent,
	    c->turns);
	report_note(&f,
	    "a running sum is correlated with itself: Mann-Kendall finds a "
	    "trend in a random walk too often; read the share rising or "
	    "falling as description, the slope's mean over conversations as "
	    "the estimate");
	if (c->silent == c->turns)
		report_note(&f,
		    "no feeling anywhere: the codebook reads feelings only "
		    "where an AI is meant; the turns must name their platform");
	status = dialogue_send(&f, sink, payload);
done:
	free(trends);
	free(values);
	return status;
}

static enum gal_status
send_bands(const struct courses *c, const struct gal_dialogue_options *o,
    gal_report_sink sink, void *payload, struct gal_error *err)
{
	static const char *const ranges[GAL_AFFECT_BANDS] = {
		[GAL_AFFECT_F] = "below 10",
		[GAL_AFFECT_C] = "10 to 40",
		[GAL_AFFECT_B] = "40 to 70",
		[GAL_AFFECT_A] = "70 to 100",
		[GAL_AFFECT_S] = "100",
	};
	int64_t counts[GAL_AFFECT_BANDS] = { 0 };
	uint8_t state[GAL_AFFECT_BANDS] = { 0 };
	struct report_frame f;
	enum gal_status status;

	for (size_t i = 0; i < c->count; i++)
		counts[gal_affect_band_of(c->items[i].affect.score)]++;
	status = gal_suppress(state, counts, 1, GAL_AFFECT_BANDS, o->k, err);
	if (status != GAL_OK)
		return status;
	dialogue_open(&f, "emotion_bands", "Where conversations end", o, err);
	report_column(&f, "band", 't', "", "of the score at the end");
	report_column(&f, "score", 't', "points", "range of the band");
	report_column(&f, "conversations", 'i', "conversations", "that end so");
	report_column(&f, "share", 'r', "share of conversations", "of all");
	report_column(&f, "lower", 'r', "share of conversations", "Wilson");
	report_column(&f, "upper", 'r', "share of conversations", "Wilson");
	for (int b = GAL_AFFECT_BANDS - 1; b >= 0; b--) {
		double k = (double)counts[b], n = (double)c->count;
		struct gal_interval limits = gal_wilson(k, n, o->conf);

		report_text(&f, gal_affect_band_name((enum gal_affect_band)b));
		report_text(&f, ranges[b]);
		/* the limits of a zero would tell how many there are */
		if (state[b] != GAL_SHOWN || c->count < (size_t)o->k) {
			f.suppressed++;
			dialogue_missing(&f, 4);
			continue;
		}
		report_int(&f, k);
		report_real(&f, n > 0 ? k / n : NAN);
		report_real(&f, limits.lo);
		report_real(&f, limits.hi);
	}
	if (f.suppressed > 0)
		report_note(&f,
		    "bands with fewer than %lld conversations, and one more "
		    "where they could be subtracted, are left out",
		    (long long)o->k);
	f.suppressed = 0;
	return dialogue_send(&f, sink, payload);
}

enum gal_status
gal_dialogue_report_emotion(const struct gal_dialogue *d,
    const struct gal_dialogue_options *o, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	struct courses courses;
	enum gal_status status = follow_all(&courses, d, o, err);

	if (status == GAL_OK)
		status = send_summary(&courses, o, sink, payload, err);
	if (status == GAL_OK)
		status = send_bands(&courses, o, sink, payload, err);
	if (status == GAL_OK)
		status = dialogue_send_answers(d, o, sink, payload, err);
	courses_free(&courses);
	return status;
}
