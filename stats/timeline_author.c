/* The author being read: rungs in bins and months, gaps, entry, trend. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/datetime.h"
#include "stats/timeline_internal.h"

int
months_begin(int64_t starts[MONTHS_MAX + 1], int64_t start)
{
	int64_t year, days = start / GAL_SECONDS_PER_DAY;
	int month, day, first;

	if (start % GAL_SECONDS_PER_DAY < 0)
		days--;
	gal_civil_from_days(days, &year, &month, &day);
	first = (int)(year * 12) + month - 1;
	for (int m = 0; m <= MONTHS_MAX; m++)
		starts[m] = gal_days_from_civil(
				(first + m) / 12, (first + m) % 12 + 1, 1) *
		    GAL_SECONDS_PER_DAY;
	return first;
}

/* The month that a time of the window lies in, from 0; MONTHS_MAX: later. No
 * month is shorter than 28 days, so that the guess is never too early. */
static int
month_of(const int64_t starts[MONTHS_MAX + 1], int64_t t)
{
	int64_t guess = (t - starts[0]) / (28 * GAL_SECONDS_PER_DAY);
	int month = guess < MONTHS_MAX ? (int)guess : MONTHS_MAX;

	while (starts[month] > t)
		month--;
	return month;
}

void
author_begin(struct gal_timeline *t, uint64_t key)
{
	struct current *now = &t->now;
	size_t rungs = (size_t)t->settings.rules.states;

	/* Everything but last_seen, which `touched` guards. */
	for (size_t i = 0; i < now->touched_count; i++)
		now->k[now->touched[i]] = 0;
	memset(now->before, 0, t->settings.code_count);
	memset(now->after, 0, t->settings.code_count);
	for (size_t i = 0; i < rungs; i++) {
		if ((now->moved >> i & 1) != 0)
			memset(now->moves[i], 0, sizeof(now->moves[i]));
		if ((now->spelled >> i & 1) != 0)
			memset(now->spells[i], 0, sizeof(now->spells[i]));
	}
	now->moved = now->spelled = 0;
	now->bins_used = 0;
	now->staged_until = INT64_MIN;
	memset(now->cells, 0, sizeof(now->cells));
	if (now->has_label) {
		memset(now->excess, 0, sizeof(now->excess));
		memset(now->labelled_with, 0, sizeof(now->labelled_with));
	}
	now->has_label = false;
	if (now->has_narrated)
		memset(now->narrated, 0, sizeof(now->narrated));
	for (size_t e = 0; e < t->settings.event_count; e++) {
		if (!now->in_event[e])
			continue;
		memset(now->event_n[e], 0, sizeof(now->event_n[e]));
		memset(now->event_y[e], 0, sizeof(now->event_y[e]));
		now->in_event[e] = false;
	}
	marks_begin(t);
	labels_begin(t);
	affect_begin(t);
	words_begin(t);
	now->active = true;
	now->key = key;
	gal_author_begin(&now->author);
	now->last_t = INT64_MIN;
	now->read_posts = 0;
	now->staged = 0;
	now->month_posts = 0;
	memset(now->exposed, 0, sizeof(now->exposed));
	now->touched_count = 0;
	now->month = -1;
	now->month_until = INT64_MIN;
	now->month_stage = -1;
	now->bin = now->before_bin = -1;
	now->bin_state = now->before_state = -1;
	now->has_observation = now->has_narrated = false;
	now->first_material = now->rupture = GAL_NO_TIME;
	now->post_before_rupture = now->post_after_rupture = GAL_NO_TIME;
	now->stage_before_rupture = now->stage_after_rupture = -1;
	now->value_count = 0;
	now->value_stride = 1;
}

static void
flush_month(struct gal_timeline *t)
{
	struct current *now = &t->now;
	int at = now->month;

	if (at < 0 || at >= MONTHS_MAX)
		return;
	t->months[at][now->month_stage < 0 ? MONTH_NONE : now->month_stage] +=
	    1;
	t->months[at][MONTH_POSTS] += now->month_posts;
}

/* Bins [first, last] of the author hold `state`; they follow those before. */
static void
count_bins(struct gal_timeline *t, int64_t first, int64_t last, int state)
{
	struct current *now = &t->now;

	for (int64_t b = first; b <= last && b < BINS_MAX; b++) {
		t->bins[b][state] += 1;
		while (now->bins_used < (size_t)b)
			now->bin_rung[now->bins_used++] = -1;
		now->bin_rung[now->bins_used++] = (int8_t)state;
	}
}

/*
 * The bin being filled is complete: the moves into it, and the carried
 * state in the bins between it and the one before. A state is carried for
 * `expire`, then missing.
 */
static void
complete_bin(struct gal_timeline *t)
{
	struct current *now = &t->now;
	int64_t keep = t->settings.expire / t->settings.bin;
	int64_t between, carried;

	if (now->bin < 0)
		return;
	if (now->before_state >= 0) {
		between = now->bin - now->before_bin - 1;
		carried = between < keep ? between : keep;
		count_bins(t, now->before_bin + 1, now->before_bin + carried,
		    now->before_state);
		now->moved |= 1U << now->before_state;
		now->moves[now->before_state][now->before_state] +=
		    (double)carried;
		if (carried == between)
			now->moves[now->before_state][now->bin_state] += 1;
		if (now->before_state != now->bin_state) {
			now->spells[now->before_state][now->bin_state] += 1;
			now->spelled |= 1U << now->before_state;
		}
	}
	count_bins(t, now->bin, now->bin, now->bin_state);
	now->before_state = now->bin_state;
	now->before_bin = now->bin;
	now->bin = -1;
	now->bin_state = -1;
}

/* After the last observation: carried to the last post, or until expired. */
static void
complete_author_bins(struct gal_timeline *t)
{
	struct current *now = &t->now;
	int64_t keep = t->settings.expire / t->settings.bin;
	int64_t left;

	complete_bin(t);
	if (now->before_state < 0)
		return;
	left = (now->author.t_last - now->author.t_first) / t->settings.bin -
	    now->before_bin;
	if (left > keep)
		left = keep;
	count_bins(
	    t, now->before_bin + 1, now->before_bin + left, now->before_state);
	now->moved |= 1U << now->before_state;
	now->moves[now->before_state][now->before_state] += (double)left;
}

static enum gal_status
add_observation(struct gal_timeline *t, struct gal_error *err)
{
	struct current *now = &t->now;
	struct gal_observation o = now->author.observed, before;
	int64_t bin = now->staged_bin; /* the last of its posts' */

	if (now->bin >= 0 && bin != now->bin)
		complete_bin(t);
	now->bin = bin;
	if (o.stage > now->bin_state)
		now->bin_state = o.stage;
	if (now->rupture != GAL_NO_TIME && o.t > now->rupture &&
	    now->stage_after_rupture < 0)
		now->stage_after_rupture = o.stage;
	if (now->rupture == GAL_NO_TIME || o.t <= now->rupture)
		now->stage_before_rupture = o.stage;
	before = now->observation;
	now->observation = o;
	if (!now->has_observation) {
		now->has_observation = true;
		return GAL_OK;
	}
	/* Occurrence and exposure while the state is not expired. */
	now->exposed[before.stage] = true;
	if (o.t - before.t > t->settings.expire) {
		t->exposure[before.stage] += gal_days(t->settings.expire);
	} else {
		t->exposure[before.stage] += gal_days(o.t - before.t);
		if (o.stage != before.stage)
			t->moves[before.stage][o.stage] += 1;
	}
	return gal_gaps_add(&t->gaps, gal_gap_round(o.t - before.t),
	    (size_t)before.stage, (size_t)o.stage, 1, err);
}

/* At most TREND_POSTS values, thinned evenly: every stride-th is kept. */
static void
add_value(struct current *now, double t, double v, size_t seen)
{
	/* the stride is a power of two */
	if ((seen & (now->value_stride - 1)) != 0)
		return;
	if (now->value_count == TREND_POSTS) {
		for (size_t i = 0; i < TREND_POSTS / 2; i++) {
			now->value[i] = now->value[2 * i];
			now->value_t[i] = now->value_t[2 * i];
			now->score[i] = now->score[2 * i];
		}
		now->value_count = TREND_POSTS / 2;
		now->value_stride *= 2;
		if ((seen & (now->value_stride - 1)) != 0)
			return;
	}
	now->value_t[now->value_count] = t;
	now->score[now->value_count] = now->affect.score;
	now->value[now->value_count++] = v;
}

/* Posts with a rung, of the author, the month and the bin. */
static void
add_staged(struct gal_timeline *t, int64_t at)
{
	struct current *now = &t->now;

	if (at >= now->staged_until) {
		now->staged_bin = (at - now->author.t_first) / t->settings.bin;
		now->staged_until = now->author.t_first +
		    (now->staged_bin + 1) * t->settings.bin;
	}
	t->totals.staged += 1;
	now->staged += 1;
	now->month_posts += 1;
	if (now->staged_bin < BINS_MAX)
		t->bin_posts[now->staged_bin] += 1;
}

enum gal_status
author_add(struct gal_timeline *t, const struct gal_timed_post *post,
    struct gal_error *err)
{
	struct current *now = &t->now;
	enum gal_status status = GAL_OK;

	if (gal_author_add(
		&now->author, &t->settings.rules, post->t, post->stage))
		status = add_observation(t, err);
	if (status != GAL_OK)
		return status;
	if (post->t >= now->month_until) {
		flush_month(t);
		now->month = month_of(t->month_starts, post->t);
		now->month_until = now->month < MONTHS_MAX
		    ? t->month_starts[now->month + 1]
		    : INT64_MAX;
		now->month_stage = -1;
		now->month_posts = 0;
	}
	if (post->stage > now->month_stage)
		now->month_stage = post->stage;
	if (post->stage >= 0)
		add_staged(t, post->t);
	if (now->rupture != GAL_NO_TIME && post->t > now->rupture &&
	    now->post_after_rupture == GAL_NO_TIME)
		now->post_after_rupture = post->t;
	marks_add(t, post);
	if (t->settings.labelled)
		labels_add(t, post);
	if (post->read) {
		codes_add(t, post);
		if (post->word_count > 0)
			status = words_add(t, post, err);
		if (status != GAL_OK)
			return status;
		events_add(t, post);
		affect_add(t, post);
		add_value(now, gal_days(post->t - now->author.t_first),
		    post->valence, (size_t)now->read_posts);
		now->read_posts += 1;
	} else {
		t->totals.unread += 1;
	}
	for (size_t m = 0; m < post->move_count; m++) {
		unsigned from = post->moves[m].from, to = post->moves[m].to;

		if (from < 1 || to < 1 ||
		    from > (unsigned)t->settings.rules.states ||
		    to > (unsigned)t->settings.rules.states)
			continue;
		now->narrated[from - 1][to - 1] = true;
		now->has_narrated = true;
	}
	t->totals.narrated_posts += post->move_count > 0;
	now->last_t = post->t;
	return GAL_OK;
}

static float
end_trend(struct gal_timeline *t)
{
	struct current *now = &t->now;
	struct gal_trend trend;

	if (now->value_count < TREND_LEAST)
		return NAN;
	gal_trend_slope(
	    &trend, now->value_t, now->value, now->value_count, now->slopes);
	if (!(trend.variance > 0))
		return NAN;
	t->trend_authors += 1;
	t->trend_posts += (double)now->value_count;
	gal_sum_add(&t->trend_s, trend.s);
	gal_sum_add(&t->trend_variance, trend.variance);
	t->trend_rising += trend.theil_sen > 0;
	t->trend_falling += trend.theil_sen < 0;
	return (float)trend.theil_sen;
}

static void
end_totals(struct gal_timeline *t)
{
	struct totals *n = &t->totals;
	const struct gal_author *a = &t->now.author;

	n->authors += 1;
	n->one_post += a->posts == 1;
	n->no_stage += a->observations == 0;
	n->one_observation += a->observations == 1;
	n->incident += a->incident;
	n->prevalent += a->prevalent;
	n->left_truncated += a->left_truncated;
	n->up_authors += a->up > 0;
	n->down_authors += a->down > 0;
	n->skip_authors += a->skip_up > 0;
	if (a->incident) {
		n->reached += a->outcome == GAL_REACHED;
		n->disengaged += a->outcome == GAL_DISENGAGED;
		n->censored += a->outcome == GAL_CENSORED;
		n->confirmed +=
		    a->outcome == GAL_REACHED && a->confirm != GAL_NO_TIME;
		t->start[a->first_stage] += 1;
	}
	if (a->observations > 0)
		t->flows[a->first_stage][a->max_stage] += 1;
}

enum gal_status
author_end(struct gal_timeline *t, struct gal_error *err)
{
	struct current *now = &t->now;
	enum gal_status status = GAL_OK;
	int64_t last;

	if (gal_author_finish(&now->author, &t->settings.rules))
		status = add_observation(t, err);
	if (status != GAL_OK)
		return status;
	flush_month(t);
	complete_author_bins(t);
	last = (now->author.t_last - now->author.t_first) / t->settings.bin;
	t->followed[last < BINS_MAX ? last : BINS_MAX - 1] += 1;
	gal_transitions_add(&t->by_time, now->moves, now->moved);
	gal_transitions_add(&t->by_spell, now->spells, now->spelled);
	for (int i = 0; i < t->settings.rules.states; i++)
		t->exposed[i] += now->exposed[i];
	codes_end(t);
	words_end(t);
	sequences_end(t);
	events_end(t);
	end_totals(t);
	status = rows_end(t, end_trend(t), err);
	if (status == GAL_OK)
		status = labels_end(t, err);
	if (status == GAL_OK)
		status = survival_end(t, err);
	if (status == GAL_OK)
		status = affect_end(t, err);
	now->active = false;
	return status;
}
