#include "corpora/coverage_views.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void
must(enum gal_status status, const struct gal_error *err)
{
	char text[1024];

	if (status == GAL_OK)
		return;
	gal_error_format(err, text, sizeof(text));
	(void)fprintf(stderr, "%s\n", text);
	exit(2);
}

void
view_make(struct view *view, const struct gal_sim_process *process,
    struct gal_sim_window window, uint64_t seed, uint64_t author)
{
	struct gal_sim_posting posting;
	struct gal_sim_post post;

	gal_sim_author(&view->author, process, window, seed, author);
	gal_sim_path(&view->path, process, window, &view->author);
	gal_sim_posting_start(&posting, process, &view->author, &view->path);
	view->count = 0;
	view->tells_benefit = view->tells_dependency = false;
	while (gal_sim_posting_next(&posting, &post)) {
		struct gal_sim_content content;

		if (post.time < window.from)
			continue;
		if (view->count == view->capacity) {
			view->capacity = view->capacity * 2 + 256;
			view->posts = realloc(
			    view->posts, view->capacity * sizeof(*view->posts));
			view->tags = realloc(
			    view->tags, view->capacity * sizeof(*view->tags));
			if (view->posts == NULL || view->tags == NULL)
				exit(2);
		}
		gal_sim_content(
		    &content, process, &view->author, &post, INT64_MIN);
		gal_sim_tag(&view->tags[view->count], process, &view->author,
		    &post, &content);
		view->tells_benefit |=
		    gal_sim_content_has(&content, GAL_SIM_BENEFIT);
		view->tells_dependency |=
		    gal_sim_content_has(&content, GAL_SIM_DEPENDENCY);
		view->posts[view->count++] = post;
	}
}

void
view_free(struct view *view)
{
	free(view->posts);
	free(view->tags);
	*view = (struct view){ .count = 0 };
}

uint8_t
view_rung(const struct view *view, size_t post, enum sight sight)
{
	switch (sight) {
	case SIGHT_OWN:
		return view->posts[post].own;
	case SIGHT_SHOWN:
		return view->posts[post].shown;
	case SIGHT_TAGGED:
		return view->tags[post].stage;
	}
	return 0;
}

static double
days(int64_t from, int64_t to)
{
	return (double)(to - from) / GAL_SECONDS_PER_DAY;
}

bool
view_subject(struct gal_subject *out, const struct view *view,
    struct gal_sim_window window, enum sight sight, unsigned target,
    unsigned nth, double silence)
{
	size_t start = 0;
	unsigned hits = 0;
	int64_t origin, last;

	while (start < view->count && view_rung(view, start, sight) == 0)
		start++;
	if (start == view->count || view_rung(view, start, sight) >= target)
		return false;
	origin = last = view->posts[start].time;
	out->entry = -INFINITY;
	for (size_t i = start + 1; i <= view->count; i++) {
		int64_t time =
		    i < view->count ? view->posts[i].time : window.until;

		if (days(last, time) > silence) {
			out->time = days(origin, last) + silence;
			out->cause = 2;
			return true;
		}
		if (i < view->count && view_rung(view, i, sight) >= target &&
		    ++hits == nth) {
			out->time = days(origin, time);
			out->cause = 1;
			return out->time > 0.0;
		}
		last = time;
	}
	out->time = days(origin, window.until);
	out->cause = 0;
	return out->time > 0.0;
}

bool
view_true_subject(struct gal_subject *out, const struct view *view,
    unsigned from, unsigned target)
{
	const struct gal_sim_path *path = &view->path;

	if (view->author.initial != from)
		return false;
	out->entry = -INFINITY;
	for (size_t s = 1; s < path->count; s++) {
		if (path->step[s].rung < target)
			continue;
		out->time = days(path->step[0].time, path->step[s].time);
		out->cause = 1;
		return true;
	}
	out->time = days(path->step[0].time, path->end);
	out->cause = path->left ? 2 : 0;
	return out->time > 0.0;
}

void
view_add_gaps(struct gal_gaps *gaps, const struct view *view)
{
	struct gal_error err = { 0 };

	for (size_t i = 1; i < view->count; i++)
		must(gal_gaps_add(gaps,
			 gal_gap_round(
			     view->posts[i].time - view->posts[i - 1].time),
			 view->posts[i - 1].own - 1u, view->posts[i].own - 1u,
			 1.0, &err),
		    &err);
}

void
fared_add(struct fared *fared, double estimate, struct gal_interval interval,
    double truth)
{
	fared->truth_sum += truth;
	fared->replicates++;
	if (isnan(estimate)) {
		fared->undefined++;
		return;
	}
	fared->sum += estimate;
	fared->sum_squared += estimate * estimate;
	/* An interval that is not defined does not cover. */
	if (isnan(interval.lo) || isnan(interval.hi))
		return;
	fared->sum_width += interval.hi - interval.lo;
	fared->covered += interval.lo <= truth && truth <= interval.hi;
}

static double
defined(const struct fared *fared)
{
	return (double)(fared->replicates - fared->undefined);
}

double
fared_bias(const struct fared *fared)
{
	return fared->sum / defined(fared) -
	    fared->truth_sum / (double)fared->replicates;
}

double
fared_error(const struct fared *fared)
{
	double n = defined(fared);
	double mean = fared->sum / n;

	return sqrt(
	    fmax(fared->sum_squared / n - mean * mean, 0.0) / (n - 1.0));
}

double
fared_coverage(const struct fared *fared)
{
	return (double)fared->covered / (double)fared->replicates;
}
