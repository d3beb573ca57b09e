/* Posts around events: weekly sums per author, folded into moments from
 * which the fixed-effect estimate and its clustered error follow exactly. */
#include <string.h>

#include "stats/timeline_internal.h"

#define WEEK (7 * GAL_SECONDS_PER_DAY)

const char *const event_outcomes[OUTCOMES] = { "benefit", "dependency",
	"persona", "valence" };

double
event_outcome(const struct gal_timeline *t, const struct gal_timed_post *post,
    int outcome)
{
	const struct family *family = outcome == 0 ? &t->benefit
	    : outcome == 1			   ? &t->dependency
						   : &t->persona;

	if (outcome == 3)
		return post->valence;
	for (size_t i = 0; i < post->code_count; i++)
		if (family->place[post->codes[i]] >= 0)
			return 1;
	return 0;
}

void
events_add(struct gal_timeline *t, const struct gal_timed_post *post)
{
	for (size_t e = 0; e < t->settings.event_count; e++) {
		int64_t distance = post->t - t->settings.events[e].t;
		int64_t week = distance / WEEK - (distance % WEEK < 0);
		struct event_sums *sums = &t->events[e];

		if (week < -SERIES_HALF || week >= SERIES_HALF)
			continue;
		t->now.in_series[e] = true;
		sums->series_n[week + SERIES_HALF] += 1;
		for (int o = 0; o < OUTCOMES; o++)
			sums->series_y[o][week + SERIES_HALF] +=
			    event_outcome(t, post, o);
		if (week < -EVENT_HALF || week > EVENT_HALF)
			continue;
		t->now.in_event[e] = true;
		t->now.event_n[e][week + EVENT_HALF] += 1;
		for (int o = 0; o < OUTCOMES; o++)
			t->now.event_y[e][o][week + EVENT_HALF] +=
			    event_outcome(t, post, o);
	}
}

/* Terms are the weeks without -1, in order. */
static int
week_of_term(int term)
{
	return term < EVENT_HALF - 1 ? term : term + 1;
}

/* X'X and X'y of one author with weeks demeaned: they need only counts. */
static void
author_moments(double *w, const double *n, const double *y)
{
	double posts = 0, total = 0;

	for (int i = 0; i < EVENT_WEEKS; i++) {
		posts += n[i];
		total += y[i];
	}
	for (int c = 0; c < EVENT_TERMS; c++) {
		double nc = n[week_of_term(c)];

		for (int d = 0; d < EVENT_TERMS; d++)
			w[c * EVENT_TERMS + d] =
			    (c == d ? nc : 0) - nc * n[week_of_term(d)] / posts;
		w[EVENT_TERMS * EVENT_TERMS + c] =
		    y[week_of_term(c)] - nc * total / posts;
	}
}

static void
end_event(struct gal_timeline *t, size_t e)
{
	struct event_sums *sums = &t->events[e];
	const double *n = t->now.event_n[e];
	double w[EVENT_MOMENTS], side[2] = { 0, 0 };

	for (int i = 0; i < EVENT_WEEKS; i++) {
		sums->posts += n[i];
		sums->weeks_n[i] += n[i];
		sums->weeks_authors[i] += n[i] > 0;
		if (i < EVENT_AFTER)
			side[i >= EVENT_HALF] += n[i];
	}
	sums->authors += 1;
	if (side[0] > 0 && side[1] > 0) {
		sums->both_sides += 1;
		sums->both_posts += side[0] + side[1];
	}
	for (int o = 0; o < OUTCOMES; o++) {
		const double *y = t->now.event_y[e][o];
		double *moments = sums->outcome[o].moments;
		double total[2] = { 0, 0 };

		author_moments(w, n, y);
		for (int i = 0; i < EVENT_MOMENTS; i++) {
			if (w[i] == 0)
				continue;
			for (int j = 0; j < EVENT_MOMENTS; j++)
				moments[i * EVENT_MOMENTS + j] += w[i] * w[j];
		}
		for (int c = 0; c < EVENT_TERMS; c++)
			sums->outcome[o].xy[c] +=
			    w[EVENT_TERMS * EVENT_TERMS + c];
		for (int i = 0; i < EVENT_WEEKS; i++) {
			sums->outcome[o].weeks_y[i] += y[i];
			if (i < EVENT_AFTER)
				total[i >= EVENT_HALF] += y[i];
		}
		if (side[0] > 0 && side[1] > 0) {
			double d = total[1] / side[1] - total[0] / side[0];

			gal_sum_add(&sums->outcome[o].difference, d);
			gal_sum_add(
			    &sums->outcome[o].difference_squared, d * d);
			sums->outcome[o].pre_only +=
			    total[0] > 0 && total[1] == 0;
			sums->outcome[o].post_only +=
			    total[0] == 0 && total[1] > 0;
		}
	}
	for (int i = 0; i < EVENT_TERMS * EVENT_TERMS; i++)
		sums->xx[i] += w[i];
}

void
events_end(struct gal_timeline *t)
{
	for (size_t e = 0; e < t->settings.event_count; e++) {
		t->events[e].series_authors += t->now.in_series[e];
		t->now.in_series[e] = false;
		if (t->now.in_event[e])
			end_event(t, e);
	}
}
