/* The author being read: the running emotion score over their posts. */
#include <math.h>
#include <stdlib.h>

#include "stats/timeline_internal.h"

void
affect_begin(struct gal_timeline *t)
{
	gal_affect_start(&t->now.affect);
	t->now.affect_lowest = GAL_AFFECT_START;
	t->now.cued_posts = 0;
}

void
affect_add(struct gal_timeline *t, const struct gal_timed_post *post)
{
	struct current *now = &t->now;
	double cues = gal_affect_cues(now->post_marks);
	double score = gal_affect_step(&now->affect, post->valence, cues);

	if (score < now->affect_lowest)
		now->affect_lowest = score;
	now->cued_posts += cues != 0;
}

static enum gal_status
reserve(struct gal_timeline *t, struct gal_error *err)
{
	size_t capacity = t->course_capacity == 0
	    ? 256
	    : t->course_capacity + t->course_capacity / 2;
	struct course_row *more;

	if (t->course_count < t->course_capacity)
		return GAL_OK;
	more = realloc(t->courses, capacity * sizeof(*more));
	if (more == NULL)
		return gal_fail(
		    err, GAL_NOMEM, "no memory for %zu authors", capacity);
	t->courses = more;
	t->course_capacity = capacity;
	return GAL_OK;
}

enum gal_status
affect_end(struct gal_timeline *t, struct gal_error *err)
{
	struct current *now = &t->now;
	struct course_row row = { .end = (float)now->affect.score,
		.lowest = (float)now->affect_lowest,
		.slope = NAN };
	struct gal_trend trend;
	enum gal_status status;

	if (now->value_count < TREND_LEAST)
		return GAL_OK;
	status = reserve(t, err);
	if (status != GAL_OK)
		return status;
	gal_trend_slope(
	    &trend, now->value_t, now->score, now->value_count, now->slopes);
	row.slope = (float)trend.theil_sen;
	if (trend.variance > 0) {
		t->course_kendall += 1;
		gal_sum_add(&t->course_s, trend.s);
		gal_sum_add(&t->course_variance, trend.variance);
	}
	t->course_posts += now->read_posts;
	t->course_fell += now->affect.falls > 0;
	t->course_restored += now->affect.falls > 0 &&
	    now->affect.recoveries == now->affect.falls;
	t->cued_posts += now->cued_posts;
	t->courses[t->course_count++] = row;
	return GAL_OK;
}
