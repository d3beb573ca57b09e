/* The author that was read: the row that stays. */
#include <math.h>
#include <stdlib.h>

#include "stats/timeline_internal.h"

static uint32_t
seconds32(int64_t s)
{
	return s < 0 ? 0 : s >= NO_SECONDS ? NO_SECONDS - 1 : (uint32_t)s;
}

void
row_fill(struct author_row *row, const struct gal_author *a, int target,
    int64_t first_material)
{
	int64_t entry = a->reach[target];

	row->first_stage = row->max_stage = 255;
	row->right_s = NO_SECONDS;
	if (a->observations > 0) {
		row->first_stage = (uint8_t)a->first_stage;
		row->max_stage = (uint8_t)a->max_stage;
	}
	if (a->left_truncated)
		row->flags |= AUTHOR_LEFT_TRUNCATED;
	if (a->incident) {
		row->flags |= AUTHOR_INCIDENT;
		row->reach_s = seconds32(a->outcome_t - a->origin);
		row->reach_cause = (uint8_t)a->outcome;
		row->confirm_s = seconds32(a->confirmed_t - a->origin);
		row->confirm_cause = (uint8_t)a->confirmed_outcome;
		row->left_s = seconds32(a->left - a->origin);
		if (a->right != GAL_NO_TIME)
			row->right_s = seconds32(a->right - a->origin);
	}
	if (entry == GAL_NO_TIME)
		return;
	row->flags |= AUTHOR_ENTERED;
	row->after_s = seconds32(a->t_last - entry);
	if (first_material != GAL_NO_TIME && first_material < entry) {
		row->flags |= AUTHOR_MATERIAL_BEFORE;
	} else if (first_material != GAL_NO_TIME) {
		row->flags |= AUTHOR_MATERIAL;
		row->material_s = seconds32(first_material - entry);
	}
}

enum gal_status
rows_end(struct gal_timeline *t, float slope, struct gal_error *err)
{
	const struct current *now = &t->now;
	struct author_row row = { .slope = slope,
		.staged = (uint32_t)fmin(now->staged, UINT32_MAX),
		.entry_posts = now->entry_posts,
		.marks = now->marks,
		.read = (uint16_t)fmin(now->read_posts, UINT16_MAX),
		.axis = { now->axis[0], now->axis[1], now->axis[2] } };

	if (t->row_count == t->row_capacity) {
		size_t capacity = t->row_capacity == 0
		    ? 1024
		    : t->row_capacity + t->row_capacity / 2;
		struct author_row *more =
		    realloc(t->rows, capacity * sizeof(*more));

		if (more == NULL)
			return gal_fail(err, GAL_NOMEM,
			    "no memory for %zu authors", capacity);
		t->rows = more;
		t->row_capacity = capacity;
	}
	row_fill(
	    &row, &now->author, t->settings.rules.target, now->first_material);
	t->rows[t->row_count++] = row;
	return GAL_OK;
}
