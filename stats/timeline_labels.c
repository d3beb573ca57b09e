/* The author being read: what they are by the labels of their posts, where
 * all of these were drawn together (a sample of authors) and coded. */
#include <math.h>
#include <stdlib.h>

#include "stats/timeline_internal.h"

/* What the reports of whole authors ask for. */
#define ASKED                                                                  \
	(GAL_MARK_UNINTENDED | GAL_MARK_SOUGHT | GAL_MARK_MATERIAL |           \
	    GAL_MARK_BENEFIT | GAL_MARK_DEPENDENCY)

void
label_marks(const struct gal_timeline *t, const int8_t *codes, uint32_t *yes,
    uint32_t *open)
{
	*yes = *open = 0;
	for (size_t c = 0; c < t->settings.code_count; c++)
		*(codes[c] < 0 ? open : yes) |= codes[c] != 0 ? t->marks[c] : 0;
}

void
labels_begin(struct gal_timeline *t)
{
	struct label_now *now = &t->now.label_now;

	if (!t->settings.labelled)
		return;
	*now = (struct label_now){ .first_material = GAL_NO_TIME };
	gal_author_begin(&now->author);
}

void
labels_add(struct gal_timeline *t, const struct gal_timed_post *post)
{
	struct label_now *now = &t->now.label_now;
	int stage = -1;

	now->read += post->read;
	if (post->read && post->label != NULL) {
		uint32_t yes, open;

		label_marks(t, post->label->codes, &yes, &open);
		now->drawn++;
		now->coded +=
		    post->label->stage != GAL_LABEL_OPEN && (open & ASKED) == 0;
		now->pi = post->label->pi;
		now->marks |= yes;
		if (post->label->stage >= 0)
			stage = post->label->stage;
		if ((yes & GAL_MARK_MATERIAL) != 0 &&
		    now->first_material == GAL_NO_TIME)
			now->first_material = post->t;
	}
	/* posts from the first observation to entry, as marks_add() counts */
	if (now->entry_posts == 0 && (now->since_origin > 0 || stage >= 0)) {
		now->since_origin++;
		if (stage >= t->settings.rules.target)
			now->entry_posts = now->since_origin;
	}
	(void)gal_author_add(&now->author, &t->settings.rules, post->t, stage);
}

enum gal_status
labels_end(struct gal_timeline *t, struct gal_error *err)
{
	struct label_now *now = &t->now.label_now;
	struct labelled_author *at;

	if (!t->settings.labelled || now->drawn == 0)
		return GAL_OK;
	t->drawn_in_part += now->drawn < now->read;
	t->coded_in_part += now->coded < now->drawn;
	if (now->drawn < now->read || now->coded < now->drawn)
		return GAL_OK;
	if (t->labelled_count == t->labelled_capacity) {
		size_t capacity = t->labelled_capacity * 2 + 256;
		struct labelled_author *more =
		    realloc(t->labelled, capacity * sizeof(*more));

		if (more == NULL)
			return gal_fail(err, GAL_NOMEM,
			    "no memory for %zu labelled authors", capacity);
		t->labelled = more;
		t->labelled_capacity = capacity;
	}
	(void)gal_author_finish(&now->author, &t->settings.rules);
	at = &t->labelled[t->labelled_count++];
	*at = (struct labelled_author){ .row = t->row_count - 1,
		.pi = now->pi,
		.gold = { .entry_posts = now->entry_posts,
		    .marks = now->marks,
		    .read = (uint16_t)(now->read < UINT16_MAX ? now->read
							      : UINT16_MAX) } };
	row_fill(&at->gold, &now->author, t->settings.rules.target,
	    now->first_material);
	return GAL_OK;
}
