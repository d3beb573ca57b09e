/* Reaching companionship: crude (disengagement competes) beside net. */
#include <math.h>
#include <stdlib.h>

#include "stats/competing.h"
#include "stats/interval.h"
#include "stats/report_frame.h"

#define POINTS_MAX 61
#define STEP_DAYS 30
/* Beyond it limits without labels held the truth in 1 of 4 simulated cases. */
#define FREE_LIMITS_DAYS 90

struct grid {
	double day[POINTS_MAX];
	size_t count;
};

static struct grid
grid_of(const struct gal_timeline *t)
{
	double span = gal_days(t->settings.rules.end - t->settings.rules.start);
	struct grid out = { .count = 0 };

	while (out.count < POINTS_MAX &&
	    STEP_DAYS * (double)(out.count + 1) <= span) {
		out.day[out.count] = STEP_DAYS * (double)(out.count + 1);
		out.count++;
	}
	if (out.count == 0)
		out.day[out.count++] = span;
	return out;
}

static void
corrected_row(struct report_frame *f, const char *estimand,
    const char *estimator, double day, double value, struct gal_interval ci,
    double at_risk, double authors, double posts, double missing,
    const char *correction)
{
	report_text(f, estimand);
	report_text(f, estimator);
	report_int(f, day);
	report_real(f, value);
	report_real(f, ci.lo);
	report_real(f, ci.hi);
	report_int(f, at_risk);
	report_authors(f, authors);
	report_int(f, posts);
	report_authors(f, missing);
	report_text(f, correction);
}

/* Posts with a rung of the incident authors. */
static double
incident_posts(const struct gal_timeline *t)
{
	double out = 0;

	for (size_t i = 0; i < t->row_count; i++)
		if (t->rows[i].flags & AUTHOR_INCIDENT)
			out += t->rows[i].staged;
	return out;
}

static void
incidence_row(struct report_frame *f, const struct gal_timeline *t,
    const char *estimand, const char *estimator, double day, double value,
    struct gal_interval ci, double at_risk, double authors)
{
	corrected_row(f, estimand, estimator, day, value, ci, at_risk, authors,
	    incident_posts(t), t->totals.authors - authors, "uncorrected");
}

static void
crude_rows(struct report_frame *f, const struct gal_timeline *t,
    const struct grid *grid, bool confirmed, struct gal_exit *exits)
{
	struct gal_cif rows[POINTS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < t->row_count; i++) {
		const struct author_row *row = &t->rows[i];

		if (row->flags & AUTHOR_INCIDENT)
			exits[n++] = (struct gal_exit){
				confirmed ? row->confirm_s : row->reach_s,
				confirmed ? row->confirm_cause
					  : row->reach_cause,
			};
	}
	gal_cif_curve(rows, grid->day, grid->count, exits, n, t->settings.conf);
	for (size_t i = 0; i < grid->count; i++) {
		if (rows[i].n_risk < (double)f->k)
			break;
		/* a step of few authors can be read off the curve */
		if (rows[i].n_event[0] > 0 &&
		    rows[i].n_event[0] < (double)f->k) {
			f->suppressed++;
			continue;
		}
		incidence_row(f, t, confirmed ? "crude, confirmed" : "crude",
		    "Aalen-Johansen", rows[i].time, rows[i].cif[0],
		    rows[i].limits[0], rows[i].n_risk, (double)n);
	}
}

/* Up only unless somebody was seen to step down. */
static void
chain_for(struct gal_chain *chain, const struct gal_gaps *gaps)
{
	size_t k = gaps->states;
	bool down = false;

	for (size_t g = 0; g < gaps->count; g++)
		for (size_t i = 0; i < k; i++)
			for (size_t j = 0; j < i; j++)
				down |= gaps->n[(g * k + i) * k + j] > 0;
	gal_chain_ladder(chain, k, down);
	gal_panel_crude(chain, gaps, 1e-4);
}

static void
panel_rows(struct report_frame *f, const struct gal_timeline *t,
    const struct grid *grid)
{
	double start[RUNGS_MAX] = { 0 }, incident = t->totals.incident;
	struct gal_error local = { 0 };
	struct gal_panel_fit fit;
	struct gal_chain chain;

	chain_for(&chain, &t->gaps);
	if (report_lacks(
		f, gal_panel_fit(&fit, &chain, &t->gaps, &local), &local)) {
		report_note(f, "no panel model: %s", local.message);
		return;
	}
	if (!fit.converged) {
		report_note(f,
		    "no panel model: taken as true, tags jump up and down by "
		    "error faster than any rate; the hidden Markov models "
		    "allow for that");
		return;
	}
	for (int k = 0; k < t->settings.rules.target; k++)
		start[k] = t->start[k] / incident;
	for (size_t i = 0; i < grid->count; i++) {
		double share, se;
		struct gal_interval ci;

		if (f->status != GAL_OK)
			return;
		f->status = gal_panel_incidence(&share, &se, &ci, &fit, start,
		    incident, (size_t)t->settings.rules.target, grid->day[i],
		    t->settings.conf, f->err);
		incidence_row(f, t, "net", "panel Markov model", grid->day[i],
		    share, ci, NAN, incident);
	}
}

static void
interval_rows(struct report_frame *f, const struct gal_timeline *t,
    const struct grid *grid)
{
	struct gal_window *windows =
	    gal_allocate((size_t)t->totals.incident, sizeof(*windows), f->err);
	struct gal_error local = { 0 };
	struct gal_weibull fit;
	size_t n = 0;

	if (windows == NULL) {
		f->status = GAL_NOMEM;
		return;
	}
	for (size_t i = 0; i < t->row_count; i++) {
		const struct author_row *row = &t->rows[i];

		if (!(row->flags & AUTHOR_INCIDENT))
			continue;
		windows[n].left = gal_days(row->left_s);
		windows[n].right = row->right_s == NO_SECONDS
		    ? INFINITY
		    : gal_days(row->right_s);
		n++;
	}
	if (report_lacks(
		f, gal_weibull_fit(&fit, windows, n, true, &local), &local)) {
		report_note(f, "no interval-censored fit: %s", local.message);
	} else {
		for (size_t i = 0; i < grid->count; i++)
			incidence_row(f, t, "net, constant rate",
			    "interval-censored exponential", grid->day[i],
			    gal_weibull_share(&fit, grid->day[i]),
			    gal_weibull_interval(
				&fit, grid->day[i], t->settings.conf),
			    NAN, fit.n);
		report_note(f,
		    "interval-censored fit: %.0f of %zu incident "
		    "authors carry information",
		    fit.n, n);
	}
	free(windows);
}

const struct report_hidden_model report_hidden_models[GAL_HIDDEN_MODELS] = {
	[GAL_HIDDEN_OWN] = { "net, hidden rung",
	    "hidden Markov, posts show the own rung",
	    "tagger errors by gold labels" },
	[GAL_HIDDEN_SHOWN] = { "net, hidden and shown rung",
	    "hidden Markov, what posts show estimated",
	    "tagger errors by gold labels" },
	[GAL_HIDDEN_FREE] = { "net, hidden rung, no labels",
	    "hidden Markov, errors estimated from repeated posts",
	    "by the model's assumptions alone" },
};

/* Authors who start below the target, by a hidden model. */
static void
hidden_rows(struct report_frame *f, const struct gal_timeline *t,
    const struct grid *grid, enum gal_hidden_model model)
{
	const struct gal_hmm_fit *fit = &t->hidden[model].fit;
	const char *estimator = report_hidden_models[model].estimator;
	size_t target = (size_t)t->settings.rules.target;

	if (!t->hidden[model].fitted) {
		if (t->hidden[model].reason[0] != '\0')
			report_note(
			    f, "no %s: %s", estimator, t->hidden[model].reason);
		return;
	}
	if (!fit->rates.converged) {
		report_note(f, "no %s: the fit did not converge in %d steps",
		    estimator, fit->rates.iterations);
		return;
	}
	for (size_t i = 0; i < grid->count && f->status == GAL_OK; i++) {
		double share, se;
		struct gal_interval ci;

		f->status = gal_hmm_incidence(&share, &se, &ci, fit, target,
		    grid->day[i], t->settings.conf, f->err);
		if (model == GAL_HIDDEN_FREE && grid->day[i] > FREE_LIMITS_DAYS)
			ci = gal_interval_none();
		corrected_row(f, report_hidden_models[model].estimand,
		    estimator, grid->day[i], share, ci, NAN, fit->authors,
		    fit->posts, t->totals.authors - fit->authors,
		    report_hidden_models[model].correction);
	}
	if (model == GAL_HIDDEN_FREE)
		report_note(f,
		    "%s: no limits beyond %d days, because they were too "
		    "narrow in simulation (docs/statistics.md); labels mend "
		    "that",
		    estimator, FREE_LIMITS_DAYS);
	if (fit->flatness < 1e-4)
		report_note(f,
		    "%s: the likelihood is nearly flat in some "
		    "direction, where the weak prior speaks; do not read it "
		    "alone",
		    estimator);
}

enum gal_status
report_incidence(const struct gal_timeline *t, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	struct gal_exit *exits = NULL;
	struct grid grid = grid_of(t);
	struct report_frame f;

	report_open(&f, t, "incidence", "Reaching companionship", err);
	report_column(&f, "estimand", 't', "",
	    "crude: disengaging competes; net: as if nobody disengaged");
	report_column(&f, "estimator", 't', "", "how it is estimated");
	report_column(&f, "day", 'i', "days",
	    "since the first observed rung below companionship");
	report_column(&f, "estimate", 'r', "share of incident authors",
	    "who have reached it by that day");
	report_column(&f, "lower", 'r', "share", "lower limit");
	report_column(&f, "upper", 'r', "share", "upper limit");
	report_column(
	    &f, "at_risk", 'i', "authors", "still at risk after that day");
	report_column(&f, "n_authors", 'i', "authors",
	    "incident authors that carry the estimate; for a hidden rung all "
	    "authors with two posts that were read");
	report_column(&f, "n_posts", 'i', "posts",
	    "with a rung, of the incident authors; for a hidden rung all that "
	    "were read");
	report_column(&f, "n_missing", 'i', "authors",
	    "prevalent, never on the ladder, or without information");
	report_column(&f, "correction", 't', "", "of classifier errors");
	if (t->totals.incident == 0) {
		report_note(&f,
		    "no author at risk, because nobody was first "
		    "seen on a rung below %s (%.0f authors, %.0f "
		    "of them never on the ladder, %.0f prevalent)",
		    t->settings.rungs[t->settings.rules.target],
		    t->totals.authors, t->totals.no_stage, t->totals.prevalent);
	} else if (t->totals.incident < (double)f.k) {
		report_note(&f,
		    "no author at risk, because fewer than %lld of %.0f "
		    "authors were first seen on a rung below %s: hardly "
		    "anyone here writes of an AI of their own",
		    (long long)f.k, t->totals.authors,
		    t->settings.rungs[t->settings.rules.target]);
	} else {
		exits = gal_allocate(
		    (size_t)t->totals.incident, sizeof(*exits), err);
		if (exits == NULL)
			f.status = GAL_NOMEM;
		else
			for (int confirmed = 0; confirmed < 2; confirmed++)
				crude_rows(&f, t, &grid, confirmed, exits);
		free(exits);
		panel_rows(&f, t, &grid);
		interval_rows(&f, t, &grid);
		for (int m = 0; m < GAL_HIDDEN_MODELS; m++)
			hidden_rows(&f, t, &grid, (enum gal_hidden_model)m);
		if (!t->settings.labelled)
			report_note(&f,
			    "no hidden Markov model with known errors: it "
			    "needs labels of the rung (galatea validate)");
	}
	report_note(&f,
	    "companionship begins at %s; disengaged: a gap longer "
	    "than %g days, dated that long after the last post",
	    t->settings.rungs[t->settings.rules.target],
	    gal_days(t->settings.rules.disengage));
	report_note(&f,
	    "crude and net answer different questions; their gap "
	    "is a finding. Under sparse posts and tag errors "
	    "the crude curve is biased (docs/coverage.md); every "
	    "false tag moves a first entry, so see confirmed");
	report_note(&f,
	    "%.0f prevalent authors (first seen at or above it) "
	    "are left out",
	    t->totals.prevalent);
	return report_send(&f, sink, payload);
}
