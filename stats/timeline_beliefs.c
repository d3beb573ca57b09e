/* The author being read: real or simulated, by rung and over time. */
#include <string.h>

#include "stats/timeline_internal.h"

static const uint32_t belief_marks[BELIEFS] = {
	[BELIEF_REAL] = GAL_MARK_REALNESS,
	[BELIEF_SIMULATED] = GAL_MARK_SIMULATION,
};

void
beliefs_begin(struct gal_timeline *t)
{
	struct belief_now *now = &t->now.belief_now;

	memset(now, 0, sizeof(*now));
	for (int b = 0; b < BELIEFS; b++)
		now->first[b] = GAL_NO_TIME;
}

void
beliefs_add(
    struct gal_timeline *t, const struct gal_timed_post *post, uint32_t marks)
{
	struct belief_now *now = &t->now.belief_now;
	int rung = post->stage < 0 ? RUNGS_MAX : post->stage;
	int64_t period = (post->t - t->now.author.t_first) /
	    ((int64_t)BELIEF_DAYS * GAL_SECONDS_PER_DAY);

	now->posts[rung] += 1;
	if (period < BELIEF_PERIODS)
		now->period_posts[period]++;
	for (int b = 0; b < BELIEFS; b++) {
		if ((marks & belief_marks[b]) == 0)
			continue;
		now->shown[rung][b] += 1;
		if (now->first[b] == GAL_NO_TIME)
			now->first[b] = post->t;
		if (period < BELIEF_PERIODS)
			now->told[period][b] = true;
	}
}

void
beliefs_end(struct gal_timeline *t)
{
	const struct belief_now *now = &t->now.belief_now;
	struct belief_sums *s = &t->belief_sums;
	int64_t real = now->first[BELIEF_REAL];
	int64_t simulated = now->first[BELIEF_SIMULATED];

	for (int rung = 0; rung <= RUNGS_MAX; rung++) {
		if (now->posts[rung] == 0)
			continue;
		for (int b = 0; b < BELIEFS; b++) {
			struct gal_share_sums *share = &s->share[rung][b];

			gal_share_add_author(share, now->posts[rung]);
			if (now->shown[rung][b] > 0)
				gal_share_add_shown(share, now->shown[rung][b],
				    now->posts[rung]);
		}
	}
	for (int p = 0; p < BELIEF_PERIODS; p++) {
		s->active[p] += now->period_posts[p] > 0;
		s->posts[p] += now->period_posts[p];
		for (int b = 0; b < BELIEFS; b++)
			s->told[p][b] += now->told[p][b];
	}
	if (real == GAL_NO_TIME || simulated == GAL_NO_TIME)
		return;
	s->both += 1;
	s->real_first += real < simulated;
	s->simulated_first += simulated < real;
	s->both_posts += t->now.read_posts;
}
