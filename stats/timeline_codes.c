/* The author being read: what the posts show, by code. */
#include <math.h>
#include <string.h>

#include "stats/bootstrap.h"
#include "stats/timeline_internal.h"

static void
add_label(struct gal_timeline *t, const struct gal_timed_post *post)
{
	const struct gal_post_label *label = post->label;
	double w = 1 / label->pi;
	size_t next = 0;

	t->now.has_label = true;
	t->least_pi = fmin(t->least_pi, label->pi);
	t->most_pi = fmax(t->most_pi, label->pi);
	for (size_t c = 0; c < t->settings.code_count; c++) {
		struct code_sums *sums = &t->codes[c];
		int y = label->codes[c], f;

		while (next < post->code_count && post->codes[next] < c)
			next++;
		f = next < post->code_count && post->codes[next] == c;
		if (y < 0) {
			sums->open += 1;
			continue;
		}
		t->now.labelled_with[c] |= y > 0;
		t->now.excess[c] += (y - f) * w;
		sums->gold += 1;
		sums->y += y;
		sums->f += f;
		sums->yf += y * f;
		sums->weight[f][y] += w;
		sums->weight_squared[f][y] += w * w;
	}
}

/* The first rupture: what the author showed in the time before this post. */
static void
begin_rupture(struct current *now, const struct gal_timed_post *post)
{
	const int64_t follow = FOLLOW_DAYS * GAL_SECONDS_PER_DAY;

	now->rupture = post->t;
	now->post_before_rupture = now->last_t;
	for (size_t i = 0; i < now->touched_count; i++) {
		uint16_t c = now->touched[i];

		now->before[c] = now->last_seen[c] >= post->t - follow &&
		    now->last_seen[c] < post->t;
	}
}

static void
add_after_rupture(struct current *now, const struct gal_timed_post *post)
{
	const int64_t follow = FOLLOW_DAYS * GAL_SECONDS_PER_DAY;

	if (post->t <= now->rupture || post->t > now->rupture + follow)
		return;
	for (size_t i = 0; i < post->code_count; i++)
		now->after[post->codes[i]] = 1;
}

void
codes_add(struct gal_timeline *t, const struct gal_timed_post *post)
{
	struct current *now = &t->now;
	uint32_t marks = now->post_marks;
	bool benefit = (marks & GAL_MARK_BENEFIT) != 0;

	if (now->rupture != GAL_NO_TIME)
		add_after_rupture(now, post);
	else if ((marks & GAL_MARK_RUPTURE) != 0)
		begin_rupture(now, post);
	if ((marks & GAL_MARK_MATERIAL) != 0 &&
	    now->first_material == GAL_NO_TIME)
		now->first_material = post->t;
	for (size_t i = 0; i < post->code_count; i++) {
		uint16_t c = post->codes[i];

		/* without a branch: nothing foretells what is new */
		now->touched[now->touched_count] = c;
		now->touched_count += now->k[c]++ == 0;
		now->last_seen[c] = post->t;
	}
	now->cells[benefit ? 1 : 3] += 1;
	if ((marks & GAL_MARK_DEPENDENCY) != 0)
		now->cells[benefit ? 0 : 2] += 1;
	if (post->label != NULL)
		add_label(t, post);
}

/* Whether the author ever shows a code: by the tags and, where every post was
 * drawn and coded, by the labels. */
static void
end_ever(struct gal_timeline *t)
{
	const struct label_now *label = &t->now.label_now;
	bool whole = label->drawn > 0 && label->drawn == label->read;

	for (size_t c = 0; c < t->settings.code_count; c++) {
		int f = t->now.k[c] > 0, y = t->now.labelled_with[c];
		double shown = whole ? f + (y - f) / label->pi : f;

		if (shown != 0)
			gal_share_add_shown(&t->codes[c].ever, shown, 1);
	}
}

static void
end_codes(struct gal_timeline *t)
{
	struct current *now = &t->now;
	size_t n = t->replicates;
	bool entered = now->author.max_stage >= t->settings.rules.target;
	bool observed = now->author.observations > 0;

	if (now->read_posts == 0)
		return;
	if (n > 0) {
		gal_bootstrap_weights(
		    t->weights, t->settings.seed, now->key, 0, n);
		for (size_t r = 0; r < n; r++)
			t->boot_authors[r] += t->weights[r];
	}
	gal_share_add_author(&t->read_authors, now->read_posts);
	for (size_t i = 0; i < now->touched_count; i++) {
		size_t c = now->touched[i];
		struct code_sums *sums = &t->codes[c];
		double k = now->k[c], share = k / now->read_posts;

		gal_share_add_shown(&sums->share, k, now->read_posts);
		if (t->settings.labelled)
			gal_share_add_shown(&sums->corrected,
			    k + now->excess[c], now->read_posts);
		if (k > sums->most_posts)
			sums->most_posts = k;
		sums->entered_any += entered;
		sums->other_any += observed && !entered;
		for (size_t r = 0; r < n; r++) {
			t->boot_share[c * n + r] += t->weights[r] * share;
			t->boot_any[c * n + r] += t->weights[r];
		}
	}
	if (t->settings.labelled)
		end_ever(t);
	/* labelled as showing what no post of theirs was tagged with */
	for (size_t c = 0; now->has_label && c < t->settings.code_count; c++)
		if (now->k[c] == 0 && now->excess[c] != 0)
			gal_share_add_shown(&t->codes[c].corrected,
			    now->excess[c], now->read_posts);
}

size_t
stratum_of(double posts)
{
	size_t stratum = 0;

	while (posts >= 2 && stratum + 1 < STRATA) {
		posts /= 2;
		stratum++;
	}
	return stratum;
}

static void
end_pairs(struct gal_timeline *t)
{
	struct current *now = &t->now;
	struct pair_counts *p = &t->pairs[stratum_of(now->read_posts)];
	size_t first[FAMILY_MAX + 2], second[FAMILY_MAX + 2];
	size_t firsts = 0, seconds = 0;
	int stage = now->author.max_stage;
	double *cells = t->stage_pairs[stage < 0 ? RUNGS_MAX : stage];

	if (now->read_posts == 0)
		return;
	for (size_t i = 0; i < now->touched_count; i++) {
		uint16_t c = now->touched[i];

		first[firsts] = (size_t)t->benefit.place[c];
		firsts += t->benefit.place[c] >= 0;
		second[seconds] = (size_t)t->dependency.place[c];
		seconds += t->dependency.place[c] >= 0;
	}
	p->authors += 1;
	t->stage_posts[stage < 0 ? RUNGS_MAX : stage] += now->read_posts;
	cells[firsts > 0 ? (seconds > 0 ? 0 : 1) : (seconds > 0 ? 2 : 3)] += 1;
	if (firsts > 0)
		first[firsts++] = FAMILY_MAX;
	if (seconds > 0)
		second[seconds++] = FAMILY_MAX;
	for (size_t i = 0; i < firsts; i++) {
		p->first[first[i]] += 1;
		for (size_t j = 0; j < seconds; j++)
			p->both[first[i]][second[j]] += 1;
	}
	for (size_t j = 0; j < seconds; j++)
		p->second[second[j]] += 1;
	odds_add(&t->odds, now->cells);
}

static void
end_onset(struct gal_timeline *t)
{
	const struct current *now = &t->now;
	const struct gal_author *a = &now->author;
	int seen = a->observations == 0 ? 2 : a->prevalent;
	bool comparable = false, contradicts = false;
	int states = t->settings.rules.states;

	t->onset_sums.posts[seen] += now->read_posts;
	for (size_t i = 0; i < t->onset.count; i++)
		t->onset_sums.authors[i][seen] += now->k[t->onset.code[i]] > 0;
	if (!now->has_narrated)
		return;
	t->totals.narrated_authors += 1;
	for (int i = 0; i < states; i++)
		for (int j = 0; j < states; j++) {
			if (!now->narrated[i][j])
				continue;
			t->onset_sums.narrated[i][j] += 1;
			if (a->entry[i] == GAL_NO_TIME ||
			    a->entry[j] == GAL_NO_TIME)
				continue;
			comparable = true;
			contradicts |= a->entry[i] > a->entry[j];
		}
	t->onset_sums.comparable += comparable;
	t->onset_sums.agree += comparable && !contradicts;
	t->onset_sums.contradict += contradicts;
}

static void
end_rupture(struct gal_timeline *t)
{
	const struct current *now = &t->now;
	struct rupture_sums *r = &t->rupture;
	const int64_t follow = FOLLOW_DAYS * GAL_SECONDS_PER_DAY;

	if (now->rupture == GAL_NO_TIME)
		return;
	r->authors += 1;
	if (now->rupture + follow > t->settings.rules.end ||
	    now->rupture - follow < t->settings.rules.start)
		return;
	r->followed += 1;
	r->posts += now->read_posts;
	if (now->post_after_rupture == GAL_NO_TIME ||
	    now->post_after_rupture > now->rupture + follow)
		r->silent += 1;
	else
		r->returned += 1;
	if (now->stage_before_rupture >= 0 && now->stage_after_rupture >= 0) {
		r->stage_known += 1;
		r->stage_posts += now->read_posts;
		r->stage_lower +=
		    now->stage_after_rupture < now->stage_before_rupture;
		r->stage_higher +=
		    now->stage_after_rupture > now->stage_before_rupture;
	}
	for (size_t i = 0; i < now->touched_count; i++) {
		uint16_t c = now->touched[i];

		t->codes[c].before_after += now->before[c] && now->after[c];
		t->codes[c].before_only += now->before[c] && !now->after[c];
		t->codes[c].after_only += !now->before[c] && now->after[c];
	}
}

void
codes_end(struct gal_timeline *t)
{
	end_codes(t);
	end_pairs(t);
	end_onset(t);
	end_rupture(t);
	measures_end(t);
	beliefs_end(t);
}
