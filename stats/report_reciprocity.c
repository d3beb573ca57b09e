/* Disclosure of person and AI, turn by turn, as frames. */
#include <math.h>
#include <stdlib.h>

#include "stats/reciprocity.h"
#include "stats/report_dialogue.h"

static double
depth_of(const struct gal_turn *turn)
{
	double sum = 0;

	for (int i = 0; i < GAL_DEPTHS; i++)
		sum += turn->depth[i];
	return sum;
}

/* Person, AI, person next to each other, all three read. */
static bool
is_exchange(const struct gal_turn *t)
{
	return !t[0].ai && t[1].ai && !t[2].ai && t[0].read && t[1].read &&
	    t[2].read;
}

static size_t
take_exchanges(struct gal_exchange *rows, const struct gal_dialogue *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->count; i++) {
		const struct gal_conversation *c = &d->conversations[i];

		for (size_t t = 0; t + 2 < c->turn_count; t++) {
			const struct gal_turn *at =
			    &d->turns[c->first_turn + t];

			if (is_exchange(at))
				rows[n++] =
				    (struct gal_exchange){ .conversation =
							       (uint32_t)i,
					    .before = depth_of(at),
					    .ai = depth_of(at + 1),
					    .after = depth_of(at + 2) };
		}
	}
	return n;
}

static enum gal_status
fit_row(struct report_frame *f, const char *model,
    const struct gal_exchange *rows, size_t n, bool hold,
    const struct gal_dialogue_options *o, struct gal_error *err)
{
	struct gal_reciprocity fit;
	struct gal_error why = { 0 };
	enum gal_status status = gal_reciprocity_fit(&fit, rows, n, hold, &why);
	struct gal_interval limits;

	if (status == GAL_UNDEFINED) {
		report_note(f, "%s: %s", model, why.message);
		return GAL_OK;
	}
	if (status != GAL_OK)
		return gal_fail(err, status, "%s", why.message);
	limits = gal_interval_wald(fit.slope, fit.se, o->conf);
	report_text(f, model);
	if (!dialogue_count(f, (double)fit.conversations)) {
		dialogue_missing(f, 6);
		return GAL_OK;
	}
	report_int(f, (double)fit.exchanges);
	report_real(f, fit.slope);
	report_real(f, limits.lo);
	report_real(f, limits.hi);
	report_real(f, gal_normal_two_sided(fit.slope / fit.se));
	report_real(f, fit.before_slope);
	return GAL_OK;
}

static enum gal_status
send_slope(const struct gal_exchange *rows, size_t n,
    const struct gal_dialogue_options *o, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	struct report_frame f;
	enum gal_status status;

	dialogue_open(&f, "reciprocity",
	    "Does the AI's disclosure move the person's next?", o, err);
	report_column(&f, "model", 't', "", "what is held constant");
	report_column(&f, "conversations", 'i', "conversations",
	    "with two exchanges or more: the clusters");
	report_column(&f, "exchanges", 'i', "exchanges", "person, AI, person");
	report_column(&f, "slope", 'r', "levels for one level",
	    "of the person's next depth on the AI's, within conversation");
	report_column(&f, "lower", 'r', "levels for one level", "CR1, normal");
	report_column(&f, "upper", 'r', "levels for one level", "CR1, normal");
	report_column(&f, "p", 'r', "probability", "two-sided");
	report_column(&f, "before_slope", 'r', "levels for one level",
	    "on the person's own depth before");
	status = fit_row(&f, "conversation", rows, n, false, o, err);
	if (status == GAL_OK)
		status = fit_row(&f, "conversation and own depth before", rows,
		    n, true, o, err);
	if (status != GAL_OK) {
		gal_frame_free(f.frame);
		return status;
	}
	report_note(&f,
	    "depth: information, thoughts and feelings, 1 to 3 each, summed "
	    "(3 to 9), from words; the codes have no labelled posts and were "
	    "written for people, so the AI's levels are the weaker half");
	report_note(&f,
	    "within short conversations the lagged model is biased towards "
	    "less (Nickell 1981); an association in order of turns, no cause");
	return dialogue_send(&f, sink, payload);
}

static void
level_row(struct report_frame *f, const struct gal_dialogue *d, bool ai,
    int which, const char *name, double conf)
{
	struct gal_sum sum = { 0 }, square = { 0 };
	double n = 0, turns = 0, mean, se;
	struct gal_interval limits;

	for (size_t i = 0; i < d->count; i++) {
		const struct gal_conversation *c = &d->conversations[i];
		double own = 0, m = 0;

		for (size_t t = 0; t < c->turn_count; t++) {
			const struct gal_turn *turn =
			    &d->turns[c->first_turn + t];

			if (turn->ai != ai || !turn->read)
				continue;
			own += which < GAL_DEPTHS ? turn->depth[which]
						  : depth_of(turn);
			m += 1;
		}
		if (m == 0)
			continue;
		n += 1;
		turns += m;
		gal_sum_add(&sum, own / m);
		gal_sum_add(&square, own / m * (own / m));
	}
	mean = gal_sum_value(&sum) / n;
	se =
	    sqrt(fmax(0.0, gal_sum_value(&square) / n - mean * mean) / (n - 1));
	limits = gal_interval_wald(mean, n > 1 ? se : NAN, conf);
	report_text(f, ai ? "AI" : "person");
	report_text(f, name);
	if (!dialogue_count(f, n)) {
		dialogue_missing(f, 4);
		return;
	}
	report_int(f, turns);
	report_real(f, mean);
	report_real(f, limits.lo);
	report_real(f, limits.hi);
}

static enum gal_status
send_levels(const struct gal_dialogue *d, const struct gal_dialogue_options *o,
    gal_report_sink sink, void *payload, struct gal_error *err)
{
	static const char *const names[] = { "information", "thoughts",
		"feelings", "sum" };
	struct report_frame f;

	dialogue_open(
	    &f, "disclosure_levels", "Depth of disclosure by speaker", o, err);
	report_column(&f, "speaker", 't', "", "person or AI");
	report_column(&f, "kind", 't', "", "what is disclosed");
	report_column(&f, "conversations", 'i', "conversations", "behind it");
	report_column(&f, "turns", 'i', "turns", "read");
	report_column(&f, "level", 'r', "level 1 to 3 (sum 3 to 9)",
	    "mean over conversations of their mean");
	report_column(&f, "lower", 'r', "level", "normal, by conversation");
	report_column(&f, "upper", 'r', "level", "normal, by conversation");
	for (int ai = 0; ai < 2; ai++)
		for (int k = 0; k <= GAL_DEPTHS; k++)
			level_row(&f, d, ai != 0, k, names[k], o->conf);
	return dialogue_send(&f, sink, payload);
}

static enum gal_status
send_style(const struct gal_exchange *rows, size_t n,
    const struct gal_dialogue_options *o, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	struct report_frame f;
	double all = 0, matched = 0, level = 0, spread = 0, matching = 0;
	double spread_n = 0;

	for (size_t i = 0, j; i < n; i = j) {
		struct gal_disclosure_style style;

		for (j = i;
		     j < n && rows[j].conversation == rows[i].conversation;)
			j++;
		gal_disclosure_style(&style, rows + i, j - i);
		all += 1;
		level += style.level;
		if (!isnan(style.spread)) {
			spread += style.spread;
			spread_n += 1;
		}
		if (!isnan(style.matching)) {
			matching += style.matching;
			matched += 1;
		}
	}
	dialogue_open(&f, "disclosure_style",
	    "Consistent sharing or adaptive matching", o, err);
	report_column(&f, "measure", 't', "", "of the AI's disclosure");
	report_column(&f, "conversations", 'i', "conversations", "behind it");
	report_column(
	    &f, "mean", 'r', "levels, or a correlation", "over conversations");
	report_text(&f, "level (consistent sharing)");
	if (dialogue_count(&f, all))
		report_real(&f, level / all);
	else
		report_missing(&f);
	report_text(&f, "spread (standard deviation)");
	if (dialogue_count(&f, spread_n))
		report_real(&f, spread / spread_n);
	else
		report_missing(&f);
	report_text(&f, "matching (correlation with the person's turn)");
	if (dialogue_count(&f, matched))
		report_real(&f, matching / matched);
	else
		report_missing(&f);
	return dialogue_send(&f, sink, payload);
}

enum gal_status
gal_dialogue_report_reciprocity(const struct gal_dialogue *d,
    const struct gal_dialogue_options *o, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	struct gal_exchange *rows =
	    gal_allocate(d->turn_count, sizeof(*rows), err);
	enum gal_status status;
	size_t n;

	if (rows == NULL)
		return GAL_NOMEM;
	n = take_exchanges(rows, d);
	status = send_slope(rows, n, o, sink, payload, err);
	if (status == GAL_OK)
		status = send_levels(d, o, sink, payload, err);
	if (status == GAL_OK)
		status = send_style(rows, n, o, sink, payload, err);
	free(rows);
	return status;
}
