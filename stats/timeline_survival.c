/* The author being read: how long the companion lasts, and what breaks it. */
#include <stdlib.h>

#include "stats/timeline_internal.h"

void
survival_begin(struct gal_timeline *t)
{
	t->now.survival_now = (struct survival_now){ .begun = GAL_NO_TIME,
		.rupture = GAL_NO_TIME,
		.platform = PLATFORM_NONE,
		.last_platform = PLATFORM_NONE };
}

/* The platform that a post about the author's own use names; its first where
 * it names several. */
static uint8_t
platform_of(const struct gal_timeline *t, const struct gal_timed_post *post)
{
	for (size_t i = 0; post->self && i < post->code_count; i++)
		if (t->platform.place[post->codes[i]] >= 0)
			return (uint8_t)t->platform.place[post->codes[i]];
	return PLATFORM_NONE;
}

/* An event of the file shortly before. */
static bool
follows_event(const struct gal_timeline *t, int64_t at)
{
	const int64_t reach = (int64_t)EVENT_HALF * 7 * GAL_SECONDS_PER_DAY;

	for (size_t e = 0; e < t->settings.event_count; e++) {
		int64_t since = at - t->settings.events[e].t;

		if (since >= 0 && since < reach)
			return true;
	}
	return false;
}

static void
add_rupture(
    struct gal_timeline *t, const struct gal_timed_post *post, uint32_t marks)
{
	struct survival_now *now = &t->now.survival_now;

	now->rupture = post->t;
	if (post->pressures & GAL_PRESSURE_FILTER)
		now->pressures |= 1 << BREAK_FILTER;
	if (post->pressures & GAL_PRESSURE_UPDATE)
		now->pressures |= 1 << BREAK_UPDATE;
	if (post->pressures & GAL_PRESSURE_SHUTDOWN)
		now->pressures |= 1 << BREAK_SHUTDOWN;
	if (post->pressures & GAL_PRESSURE_JAILBREAK)
		now->pressures |= 1 << BREAK_JAILBREAK;
	if (marks & GAL_MARK_CONTRADICTION)
		now->pressures |= 1 << BREAK_CONTRADICTION;
	if (follows_event(t, post->t))
		now->pressures |= 1 << BREAK_EVENT;
	if (now->pressures == 0)
		now->pressures = 1 << BREAK_UNNAMED;
}

/* In the rupture's own post: grief, keeping; later: all. */
static void
add_after(struct gal_timeline *t, const struct gal_timed_post *post,
    uint32_t marks, uint8_t platform)
{
	struct survival_now *now = &t->now.survival_now;

	if (post->t - now->rupture > (int64_t)FOLLOW_DAYS * GAL_SECONDS_PER_DAY)
		return;
	if (marks & GAL_MARK_GRIEF)
		now->after |= 1 << AFTER_GRIEF;
	if (marks & GAL_MARK_PRESERVATION)
		now->after |= 1 << AFTER_PRESERVATION;
	if (post->t == now->rupture)
		return;
	now->after |= 1 << AFTER_POSTS;
	if (platform != PLATFORM_NONE && now->platform != PLATFORM_NONE &&
	    platform != now->platform)
		now->after |= 1 << AFTER_MIGRATION;
	if (post->stage >= t->settings.rules.target)
		now->after |= 1 << AFTER_RETURN;
}

/* The platform and model named last; a model is forgotten where another
 * platform is named. */
static void
note_platform(
    struct gal_timeline *t, const struct gal_timed_post *post, uint8_t platform)
{
	struct survival_now *now = &t->now.survival_now;

	if (platform == PLATFORM_NONE)
		return;
	if (platform != now->last_platform)
		now->last_model = 0;
	now->last_platform = platform;
	if (post->model > 0 && post->model <= t->settings.model_count &&
	    t->settings.models[post->model - 1].code ==
		t->platform.code[platform])
		now->last_model = post->model;
}

/* The first post that names the companion or is of companionship; or what it
 * runs on, named after it. */
static void
note_beginning(
    struct gal_timeline *t, const struct gal_timed_post *post, uint32_t marks)
{
	struct survival_now *now = &t->now.survival_now;
	bool named = post->self && (marks & GAL_MARK_NAMED) != 0;

	if (now->begun == GAL_NO_TIME) {
		if (!named && post->stage < t->settings.rules.target)
			return;
		now->begun = post->t;
		now->begins = named ? BEGINS_NAMED : BEGINS_RUNG;
	} else if (now->rupture != GAL_NO_TIME) {
		return;
	}
	if (now->platform == PLATFORM_NONE)
		now->platform = now->last_platform;
	if (now->model == 0 && now->platform == now->last_platform)
		now->model = now->last_model;
}

void
survival_add(
    struct gal_timeline *t, const struct gal_timed_post *post, uint32_t marks)
{
	struct survival_now *now = &t->now.survival_now;
	uint8_t platform = platform_of(t, post);
	bool breaks = post->self && (marks & GAL_MARK_RUPTURE) != 0;

	note_platform(t, post, platform);
	note_beginning(t, post, marks);
	if (now->begun == GAL_NO_TIME) {
		now->broken_before |= breaks;
		return;
	}
	if (now->rupture == GAL_NO_TIME && breaks)
		add_rupture(t, post, marks);
	if (now->rupture != GAL_NO_TIME)
		add_after(t, post, marks, platform);
}

enum gal_status
survival_end(struct gal_timeline *t, struct gal_error *err)
{
	const struct survival_now *now = &t->now.survival_now;
	const int64_t follow = (int64_t)FOLLOW_DAYS * GAL_SECONDS_PER_DAY;
	struct companion_row row = { .platform = now->platform,
		.model = now->model,
		.begins = now->begins,
		.pressures = now->pressures,
		.after = now->after };
	bool breaks = now->rupture != GAL_NO_TIME;
	int64_t time;

	if (now->begun == GAL_NO_TIME)
		return GAL_OK;
	if (now->broken_before) {
		t->broken_before += 1;
		return GAL_OK;
	}
	if (t->companion_count == t->companion_capacity) {
		size_t capacity = t->companion_capacity == 0
		    ? 256
		    : t->companion_capacity + t->companion_capacity / 2;
		struct companion_row *more =
		    realloc(t->companions, capacity * sizeof(*more));

		if (more == NULL)
			return gal_fail(err, GAL_NOMEM,
			    "no memory for %zu companions", capacity);
		t->companions = more;
		t->companion_capacity = capacity;
	}
	time = (breaks ? now->rupture : t->now.author.t_last) - now->begun;
	row.seconds = time < NO_SECONDS ? (uint32_t)time : NO_SECONDS - 1;
	row.read = (uint16_t)(t->now.read_posts < UINT16_MAX ? t->now.read_posts
							     : UINT16_MAX);
	row.breaks = breaks;
	row.followed = breaks && now->rupture + follow <= t->settings.rules.end;
	t->companions[t->companion_count++] = row;
	return GAL_OK;
}
