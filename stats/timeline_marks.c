/* The author being read: which groups of codes the posts show. */
#include <string.h>

#include "stats/timeline_internal.h"

const struct axis axes[AXES] = {
	{ "bond", GAL_MARK_BOND },
	{ "clinical safety", GAL_MARK_RISK },
	{ "epistemic cost", GAL_MARK_COST },
};

void
marks_begin(struct gal_timeline *t)
{
	struct current *now = &t->now;

	now->marks = 0;
	memset(now->axis, 0, sizeof(now->axis));
	now->since_origin = 0;
	now->entry_posts = 0;
	measures_begin(t);
	survival_begin(t);
	beliefs_begin(t);
}

/* Posts from the first observation on, until the first at or above the
 * target; posts that show no rung count. */
static void
count_to_entry(struct gal_timeline *t, const struct gal_timed_post *post)
{
	struct current *now = &t->now;

	if (now->entry_posts > 0 || (now->since_origin == 0 && post->stage < 0))
		return;
	now->since_origin++;
	if (post->stage >= t->settings.rules.target)
		now->entry_posts = now->since_origin;
}

void
marks_add(struct gal_timeline *t, const struct gal_timed_post *post)
{
	struct current *now = &t->now;
	uint32_t marks;

	count_to_entry(t, post);
	if (!post->read)
		return;
	marks = gal_marks_of(t->marks, post->codes, post->code_count);
	now->marks |= marks;
	now->post_marks = marks;
	measures_add(t, post, marks);
	survival_add(t, post, marks);
	beliefs_add(t, post, marks);
	for (int a = 0; a < AXES; a++)
		if ((marks & axes[a].mark) != 0 && now->axis[a] < UINT16_MAX)
			now->axis[a]++;
}
