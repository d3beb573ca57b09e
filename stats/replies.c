#include "stats/replies.h"

#include <math.h>

static void
add_both(struct gal_sum sums[2], double value)
{
	gal_sum_add(&sums[0], value);
	gal_sum_add(&sums[1], value * value);
}

static void
end_forums(struct gal_replies *s)
{
	double xx = 0, xy = 0, yy = 0, pairs = 0;

	for (size_t i = 0; i < s->forum_count; i++) {
		const struct gal_reply_moments *m = &s->in[i];
		double here = m->xx - m->x * m->x / m->n;

		if (!(here > 1e-9))
			continue;
		xx += here;
		xy += m->xy - m->x * m->y / m->n;
		yy += m->yy - m->y * m->y / m->n;
		pairs += m->n;
	}
	if (pairs == 0)
		return;
	/* depths are whole numbers: what is left of rounding is far below */
	if (pairs > 2 && yy > 1e-9) {
		s->matching_n += 1;
		add_both(s->matching, xy / sqrt(xx * yy));
	}
	s->within += 1;
	s->within_pairs += pairs;
	s->xx += xx;
	s->xy += xy;
	s->score[0] += xy * xy;
	s->score[1] += xy * xx;
	s->score[2] += xx * xx;
}

static void
end_replier(struct gal_replies *s)
{
	const struct gal_reply_moments *m = &s->now;
	const double v[6] = { m->n, m->x, m->y, m->xx, m->xy, m->yy };
	double yy;

	if (!s->active)
		return;
	s->active = false;
	s->repliers += 1;
	s->pairs += m->n;
	yy = m->yy - m->y * m->y / m->n;
	add_both(s->post_level, m->x / m->n);
	add_both(s->reply_level, m->y / m->n);
	if (m->n > 1) {
		s->spread_n += 1;
		add_both(s->spread, sqrt(fmax(0, yy) / (m->n - 1)));
	}
	end_forums(s);
	s->all.n += m->n;
	s->all.x += m->x;
	s->all.y += m->y;
	s->all.xx += m->xx;
	s->all.xy += m->xy;
	s->all.yy += m->yy;
	for (int i = 0; i < 6; i++)
		for (int j = 0; j < 6; j++)
			s->cluster[i][j] += v[i] * v[j];
}

static void
add_pair(struct gal_reply_moments *m, double post, double reply)
{
	m->n += 1;
	m->x += post;
	m->y += reply;
	m->xx += post * post;
	m->xy += post * reply;
	m->yy += reply * reply;
}

void
gal_replies_add(struct gal_replies *s, uint64_t replier, int64_t forum,
    double post, double reply)
{
	size_t i = 0;

	if (s->active && s->key != replier)
		end_replier(s);
	if (!s->active) {
		s->active = true;
		s->key = replier;
		s->now = (struct gal_reply_moments){ 0 };
		s->forum_count = 0;
	}
	add_pair(&s->now, post, reply);
	while (i < s->forum_count && s->forum[i] != forum)
		i++;
	if (i == GAL_REPLY_FORUMS)
		return;
	if (i == s->forum_count) {
		s->forum[s->forum_count++] = forum;
		s->in[i] = (struct gal_reply_moments){ 0 };
	}
	add_pair(&s->in[i], post, reply);
}

void
gal_replies_finish(struct gal_replies *s)
{
	end_replier(s);
}

struct gal_reply_slope
gal_replies_within(const struct gal_replies *s)
{
	struct gal_reply_slope out = { NAN, NAN, s->within, s->within_pairs };
	double g = s->within, b, meat;

	if (g < 2 || !(s->xx > 0))
		return out;
	b = s->xy / s->xx;
	/* a replier's score is A - b B */
	meat = s->score[0] - 2 * b * s->score[1] + b * b * s->score[2];
	out.slope = b;
	out.se = sqrt(fmax(0, meat) * g / (g - 1)) / s->xx;
	return out;
}

struct gal_reply_slope
gal_replies_overall(const struct gal_replies *s)
{
	const struct gal_reply_moments *m = &s->all;
	struct gal_reply_slope out = { NAN, NAN, s->repliers, s->pairs };
	double g = s->repliers, xx, b, mx, my, meat = 0;

	if (g < 2)
		return out;
	mx = m->x / m->n;
	my = m->y / m->n;
	xx = m->xx - m->x * mx;
	if (!(xx > 1e-9))
		return out;
	b = (m->xy - m->x * my) / xx;
	{
		/* sum of (x - mx) (y - my - b (x - mx)) over one replier, as
		 * weights of its (n x y xx xy yy) */
		const double w[6] = { mx * my - b * mx * mx, 2 * b * mx - my,
			-mx, -b, 1, 0 };

		for (int i = 0; i < 6; i++)
			for (int j = 0; j < 6; j++)
				meat += w[i] * w[j] * s->cluster[i][j];
	}
	out.slope = b;
	out.se = sqrt(fmax(0, meat) * g / (g - 1)) / xx;
	return out;
}
