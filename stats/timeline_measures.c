/* The author being read: persona as document or lived; published shares. */
#include <string.h>

#include "stats/timeline_internal.h"

const struct persona_outcome persona_outcomes[PERSONA_OUTCOMES] = {
	{ "empathy, cognitive", GAL_MARK_COGNITIVE },
	{ "empathy, behavioural", GAL_MARK_BEHAVIORAL },
	{ "empathy, affective", GAL_MARK_AFFECTIVE },
	{ "bond (any)", GAL_MARK_BOND },
	{ "benefit (any)", GAL_MARK_BENEFIT },
	{ "companionship or above", 0 },
};

const struct published published[PUBLISHED] = {
	{ "unintended onset", "onset.unintended", GAL_MARK_UNINTENDED, 0,
	    10.2 },
	{ "deliberate onset", "onset.sought", GAL_MARK_SOUGHT, 0, 6.5 },
	{ "net benefit", "any benefit, no dependency, no risk",
	    GAL_MARK_BENEFIT, GAL_MARK_DEPENDENCY | GAL_MARK_RISK, 25.4 },
	{ "dependency", "any dependency", GAL_MARK_DEPENDENCY, 0, 9.5 },
	{ "dissociation", "risk.dissociation", GAL_MARK_DISSOCIATION, 0, 4.6 },
};

void
measures_begin(struct gal_timeline *t)
{
	memset(&t->now.persona_now, 0, sizeof(t->now.persona_now));
	memset(&t->now.published_now, 0, sizeof(t->now.published_now));
}

static void
add_persona(
    struct gal_timeline *t, const struct gal_timed_post *post, uint32_t marks)
{
	struct persona_now *now = &t->now.persona_now;
	int kind = (marks & GAL_MARK_ARTIFACT) == 0;

	if (!post->self)
		return;
	now->posts[kind] += 1;
	for (int i = 0; i < PERSONA_OUTCOMES; i++)
		now->shown[i][kind] += persona_outcomes[i].mark != 0
		    ? (marks & persona_outcomes[i].mark) != 0
		    : post->stage >= t->settings.rules.target;
}

/* 1, 0, or -1 where the labels leave it open. */
static int
label_shows(const struct gal_timeline *t, const int8_t *codes, uint32_t shows,
    uint32_t lacks)
{
	uint32_t yes, open;

	label_marks(t, codes, &yes, &open);
	if ((yes & lacks) != 0)
		return 0;
	if ((yes & shows) == 0)
		return (open & shows) != 0 ? -1 : 0;
	return (open & lacks) != 0 ? -1 : 1;
}

static void
add_published(
    struct gal_timeline *t, const struct gal_timed_post *post, uint32_t marks)
{
	struct published_now *now = &t->now.published_now;

	for (int i = 0; i < PUBLISHED; i++) {
		const struct published *p = &published[i];
		bool f = (marks & p->shows) != 0 && (marks & p->lacks) == 0;
		int y;

		now->k[i] += f;
		if (post->label == NULL)
			continue;
		y = label_shows(t, post->label->codes, p->shows, p->lacks);
		if (y < 0)
			continue;
		now->excess[i] += (y - f) / post->label->pi;
		t->published.gold[i] += 1;
	}
}

void
measures_add(
    struct gal_timeline *t, const struct gal_timed_post *post, uint32_t marks)
{
	add_persona(t, post, marks);
	add_published(t, post, marks);
}

void
measures_end(struct gal_timeline *t)
{
	const struct persona_now *p = &t->now.persona_now;
	const struct published_now *q = &t->now.published_now;
	double read = t->now.read_posts;

	if (read == 0)
		return;
	t->persona_sums.both += p->posts[0] > 0 && p->posts[1] > 0;
	for (int i = 0; i < PERSONA_OUTCOMES; i++) {
		const double cells[4] = { p->shown[i][0], p->posts[0],
			p->shown[i][1], p->posts[1] };

		t->persona_sums.authors[i][0] += p->shown[i][0] > 0;
		t->persona_sums.authors[i][1] += p->shown[i][1] > 0;
		if (p->posts[0] + p->posts[1] > 0)
			odds_add(&t->persona_sums.odds[i], cells);
	}
	for (int i = 0; i < PUBLISHED; i++) {
		if (q->k[i] > 0)
			gal_share_add_shown(
			    &t->published.share[i], q->k[i], read);
		if (t->settings.labelled)
			gal_share_add_shown(&t->published.corrected[i],
			    q->k[i] + q->excess[i], read);
	}
}
