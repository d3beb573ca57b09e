#include "stats/derive.h"

#include <string.h>

void
gal_author_begin(struct gal_author *a)
{
	memset(a, 0, sizeof(*a));
	a->first_stage = a->last_stage = a->max_stage = -1;
	a->confirm = a->origin = a->right = GAL_NO_TIME;
	for (int k = 0; k < GAL_STATES_MAX; k++)
		a->entry[k] = a->reach[k] = GAL_NO_TIME;
}

/* The pending observation is complete: no more posts at its second. */
static bool
complete(struct gal_author *a, const struct gal_derive_rules *rules)
{
	struct gal_observation o = a->pending;

	if (!a->has_pending)
		return false;
	a->has_pending = false;
	a->observed = o;
	a->observations++;
	if (a->observations == 1) {
		a->first_stage = o.stage;
		a->origin = o.t;
		a->incident = o.stage < rules->target;
		a->prevalent = !a->incident;
		a->open = a->confirm_open = a->incident;
		a->left = o.t;
	}
	if (a->last_stage >= 0 && o.stage != a->last_stage) {
		a->up += o.stage > a->last_stage;
		a->down += o.stage < a->last_stage;
		a->skip_up += o.stage > a->last_stage + 1;
	}
	a->last_stage = o.stage;
	if (o.stage > a->max_stage)
		a->max_stage = o.stage;
	if (a->entry[o.stage] == GAL_NO_TIME)
		a->entry[o.stage] = o.t;
	if (o.stage >= rules->target && a->confirm == GAL_NO_TIME &&
	    a->reach[rules->target] != GAL_NO_TIME)
		a->confirm = o.t;
	if (a->confirm_open && a->confirm != GAL_NO_TIME) {
		a->confirm_open = false;
		a->confirmed_outcome = GAL_REACHED;
		a->confirmed_t = a->confirm;
	}
	for (int k = 0; k <= o.stage; k++)
		if (a->reach[k] == GAL_NO_TIME)
			a->reach[k] = o.t;
	if (a->incident && a->right == GAL_NO_TIME) {
		if (o.stage >= rules->target)
			a->right = o.t;
		else
			a->left = o.t;
	}
	if (a->open && o.stage >= rules->target) {
		a->open = false;
		a->outcome = GAL_REACHED;
		a->outcome_t = o.t;
	}
	return true;
}

/* Gone if the next sign of life at t comes more than D after the last. */
static void
check_gap(struct gal_author *a, const struct gal_derive_rules *rules, int64_t t)
{
	if (t - a->before <= rules->disengage)
		return;
	if (a->open) {
		a->open = false;
		a->outcome = GAL_DISENGAGED;
		a->outcome_t = a->before + rules->disengage;
	}
	if (a->confirm_open) {
		a->confirm_open = false;
		a->confirmed_outcome = GAL_DISENGAGED;
		a->confirmed_t = a->before + rules->disengage;
	}
}

bool
gal_author_add(struct gal_author *a, const struct gal_derive_rules *rules,
    int64_t t, int stage)
{
	bool observed = false;

	if (a->posts == 0) {
		a->t_first = t;
		a->left_truncated = t < rules->start + rules->washout;
	} else if (t > a->t_last) {
		observed = complete(a, rules);
		check_gap(a, rules, t);
	}
	a->posts++;
	a->t_last = a->before = t;
	if (stage < 0)
		return observed;
	a->staged++;
	if (!a->has_pending) {
		a->has_pending = true;
		a->pending = (struct gal_observation){ t, stage };
	} else if (stage > a->pending.stage) {
		a->pending.stage = stage;
	}
	return observed;
}

bool
gal_author_finish(struct gal_author *a, const struct gal_derive_rules *rules)
{
	bool observed = complete(a, rules);

	check_gap(a, rules, rules->end);
	if (a->open) {
		a->open = false;
		a->outcome = GAL_CENSORED;
		a->outcome_t = rules->end;
	}
	if (a->confirm_open) {
		a->confirm_open = false;
		a->confirmed_outcome = GAL_CENSORED;
		a->confirmed_t = rules->end;
	}
	return observed;
}
