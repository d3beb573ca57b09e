/* Moves between rungs, and rates. */
#include <math.h>
#include <stdlib.h>

#include "stats/disclosure.h"
#include "stats/multistate.h"
#include "stats/report_frame.h"

/* Whose moves the hidden cells of a row hold together, as far as the shown ones
 * and the row's total tell it: hide the smallest shown one too while they may
 * be mostly one author's. True if one was hidden. */
static bool
hide_with_dominated(
    uint8_t *state, const struct gal_transitions *table, int row)
{
	double total = 0, largest = 0;
	int best = -1;

	for (int j = 0; j < table->states; j++) {
		if (state[j] != GAL_SHOWN) {
			total += table->count[row][j];
			largest += table->largest[row][j];
		} else if (table->count[row][j] > 0 &&
		    (best < 0 ||
			table->count[row][j] < table->count[row][best])) {
			best = j;
		}
	}
	if (best < 0 || !gal_dominated(largest, total))
		return false;
	state[best] = GAL_COMPLEMENTARY;
	return true;
}

/* Cells by authors, with complementary suppression; state[states^2], in which
 * some may be hidden already. */
static void
hide_cells(struct report_frame *f, uint8_t *state,
    const double (*authors)[RUNGS_MAX], int states, size_t *narrow)
{
	int64_t counts[RUNGS_MAX * RUNGS_MAX];
	size_t n = (size_t)states;

	for (size_t i = 0; i < n * n; i++)
		counts[i] = (int64_t)authors[i / n][i % n];
	if (f->status == GAL_OK)
		f->status = gal_suppress_audited(
		    state, narrow, counts, n, n, f->k, f->err);
}

/* Moves: also what is mostly one author's. */
static void
hide_moves(struct report_frame *f, uint8_t *state,
    const struct gal_transitions *table, size_t *narrow)
{
	int n = table->states;
	bool changed = true;

	for (int i = 0; i < n * n; i++) {
		double most = table->largest[i / n][i % n];

		if (most > 0 && gal_dominated(most, table->count[i / n][i % n]))
			state[i] = GAL_PRIMARY;
	}
	while (changed && f->status == GAL_OK) {
		hide_cells(f, state, table->cell_authors, n, narrow);
		changed = false;
		for (int h = 0; h < n; h++)
			changed |= hide_with_dominated(state + h * n, table, h);
	}
}

static enum gal_status
by_table(const struct gal_timeline *t, bool by_time, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	const struct gal_transitions *table =
	    by_time ? &t->by_time : &t->by_spell;
	int states = t->settings.rules.states;
	uint8_t state[RUNGS_MAX * RUNGS_MAX] = { 0 };
	size_t narrow = 0;
	double staged = t->totals.authors - t->totals.no_stage;
	struct report_frame f;

	report_open(&f, t, by_time ? "transitions" : "transitions_by_spell",
	    by_time ? "Moves from one bin to the next"
		    : "Moves from one spell to the next",
	    err);
	report_column(&f, "from_stage", 't', "", "rung before");
	report_column(&f, "to_stage", 't', "", "rung after");
	report_column(
	    &f, "moves", 'i', by_time ? "author-bins" : "spells", "how often");
	report_column(&f, "row_total", 'i', by_time ? "author-bins" : "spells",
	    "all from this rung");
	report_column(&f, "probability", 'r', "share of moves",
	    "moves / row total; empty if 0");
	report_column(
	    &f, "lower", 'r', "share of moves", "clustered by author");
	report_column(
	    &f, "upper", 'r', "share of moves", "clustered by author");
	report_column(
	    &f, "se", 'r', "share of moves", "clustered by author (CR1)");
	report_column(&f, "dirichlet", 'r', "share of moves",
	    "posterior mean with a Dirichlet(1/2) prior");
	report_column(
	    &f, "n_authors", 'i', "authors", "with a move from this rung");
	report_column(&f, "n_posts", 'i', "posts",
	    "with a rung, of all authors: what the table is made from");
	report_column(&f, "n_missing", 'i', "authors",
	    "with a rung, but no move from this one");
	report_column(&f, "correction", 't', "", "of classifier errors");
	hide_moves(&f, state, table, &narrow);
	for (int h = 0; h < states; h++) {
		for (int j = 0; j < states; j++) {
			struct gal_transition c =
			    gal_transition_cell(table, h, j, t->settings.conf);
			struct gal_interval ci = c.wilson;

			if (h == j && !by_time)
				continue;
			if (c.cluster_se > 0) {
				double n_eff = c.rate * (1 - c.rate) /
				    (c.cluster_se * c.cluster_se);

				ci = gal_wilson(
				    c.rate * n_eff, n_eff, t->settings.conf);
			} else if (c.authors > 0) {
				ci = gal_wilson(c.rate * c.authors, c.authors,
				    t->settings.conf);
			}
			report_text(&f, t->settings.rungs[h]);
			report_text(&f, t->settings.rungs[j]);
			if (state[h * states + j] != GAL_SHOWN ||
			    (c.authors > 0 && c.authors < (double)f.k)) {
				f.suppressed++;
				for (int i = 0; i < 10; i++)
					report_missing(&f);
			} else {
				report_int(&f, c.count);
				report_int(&f, c.row_total);
				report_real(&f, c.rate);
				report_real(&f, ci.lo);
				report_real(&f, ci.hi);
				report_real(&f, c.cluster_se);
				report_real(
				    &f, c.row_total > 0 ? c.dirichlet : NAN);
				report_int(&f, c.authors);
				report_int(&f, t->totals.staged);
				report_authors(&f, staged - c.authors);
			}
			report_text(&f, "uncorrected");
		}
	}
	if (by_time)
		report_note(&f,
		    "bins of %g days; the last rung is carried for %g days",
		    gal_days(t->settings.bin), gal_days(t->settings.expire));
	else
		report_note(&f,
		    "each run of equal bins is one spell: the "
		    "bin width does not drive the matrix");
	report_note(&f,
	    "a cell of which one author made more than half is left out, too");
	report_narrow(&f, narrow);
	return report_send(&f, sink, payload);
}

static enum gal_status
flows(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	int states = t->settings.rules.states;
	uint8_t state[RUNGS_MAX * RUNGS_MAX] = { 0 };
	size_t narrow = 0;
	struct report_frame f;

	report_open(&f, t, "flows", "From the first to the highest rung", err);
	report_column(&f, "from_stage", 't', "", "first observed rung");
	report_column(&f, "to_stage", 't', "", "highest observed rung");
	report_column(&f, "authors", 'i', "authors", "distinct authors");
	report_column(&f, "n_authors", 'i', "authors", "with a rung");
	report_column(&f, "n_posts", 'i', "posts", "of theirs, with a rung");
	report_column(&f, "n_missing", 'i', "authors", "never on the ladder");
	report_column(&f, "correction", 't', "", "of classifier errors");
	hide_cells(&f, state, t->flows, states, &narrow);
	for (int h = 0; h < states; h++)
		for (int j = h; j < states; j++) {
			report_text(&f, t->settings.rungs[h]);
			report_text(&f, t->settings.rungs[j]);
			if (state[h * states + j] == GAL_SHOWN) {
				report_int(&f, t->flows[h][j]);
			} else {
				report_missing(&f);
				f.suppressed++;
			}
			report_authors(
			    &f, t->totals.authors - t->totals.no_stage);
			report_int(&f, t->totals.staged);
			report_authors(&f, t->totals.no_stage);
			report_text(&f, "uncorrected");
		}
	report_note(&f,
	    "one false tag is enough to move the highest rung, "
	    "and more posts give more chances: compare incidence. Counts of "
	    "those seen, without limits");
	report_narrow(&f, narrow);
	return report_send(&f, sink, payload);
}

enum gal_status
report_transitions(const struct gal_timeline *t, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	enum gal_status status = by_table(t, true, sink, payload, err);

	if (status == GAL_OK)
		status = by_table(t, false, sink, payload, err);
	if (status == GAL_OK)
		status = flows(t, sink, payload, err);
	return status;
}

static void
rate_row(struct report_frame *f, const struct gal_timeline *t,
    const char *method, int from, int to, double rate, struct gal_interval ci,
    bool observed, double authors, double posts, const char *correction)
{
	report_text(f, method);
	report_text(f, t->settings.rungs[from]);
	report_text(f, t->settings.rungs[to]);
	report_real(f, rate);
	report_real(f, ci.lo);
	report_real(f, ci.hi);
	report_real(f, observed ? t->moves[from][to] : NAN);
	report_real(f, observed ? t->exposure[from] : NAN);
	report_authors(f, authors);
	report_int(f, posts);
	report_authors(f, t->totals.authors - authors);
	report_text(f, correction);
}

static void
observed_rates(struct report_frame *f, const struct gal_timeline *t)
{
	int states = t->settings.rules.states;

	for (int h = 0; h < states; h++)
		for (int j = 0; j < states; j++) {
			struct gal_rate r = gal_rate_of(
			    t->moves[h][j], t->exposure[h], t->settings.conf);

			if (h == j)
				continue;
			if (t->exposed[h] < (double)f->k ||
			    (t->moves[h][j] > 0 &&
				t->moves[h][j] < (double)f->k)) {
				f->suppressed++;
				continue;
			}
			rate_row(f, t, "observed", h, j, r.rate, r.limits, true,
			    t->exposed[h], t->totals.staged, "uncorrected");
		}
	report_note(f,
	    "observed: exact Poisson limits; moves between posts "
	    "are not seen and are missed or dated late");
}

static void
panel_rates(struct report_frame *f, const struct gal_timeline *t)
{
	struct gal_error local = { 0 };
	struct gal_panel_fit fit;
	struct gal_chain chain;

	gal_chain_ladder(&chain, (size_t)t->settings.rules.states, true);
	gal_panel_crude(&chain, &t->gaps, 1e-4);
	if (report_lacks(
		f, gal_panel_fit(&fit, &chain, &t->gaps, &local), &local)) {
		report_note(f, "no panel rates: %s", local.message);
		return;
	}
	if (!fit.converged) {
		report_note(f,
		    "no panel rates: taken as true, tags jump up and down by "
		    "error faster than any rate; the hidden Markov rates "
		    "allow for that");
		return;
	}
	for (size_t r = 0; r < fit.chain.rates; r++) {
		struct gal_interval ci =
		    gal_panel_rate_interval(&fit, r, t->settings.conf);
		int from = fit.chain.from[r];

		if (t->exposed[from] < (double)f->k || isnan(ci.lo))
			continue;
		rate_row(f, t, "panel", from, fit.chain.to[r],
		    fit.chain.rate[r], ci, true, t->exposed[from],
		    t->totals.staged, "uncorrected");
	}
	report_note(f,
	    "panel: the rung is a Markov chain seen exactly at "
	    "the times of posts, tags taken as true");
}

static void
hidden_rates(struct report_frame *f, const struct gal_timeline *t)
{
	double twice =
	    t->totals.authors - t->totals.no_stage - t->totals.one_observation;
	bool any = false;

	if (twice < (double)f->k) {
		report_note(f,
		    "no hidden Markov rates: fewer than %lld authors were "
		    "seen on a rung twice",
		    (long long)f->k);
		return;
	}
	for (int m = 0; m < GAL_HIDDEN_MODELS; m++) {
		const struct gal_panel_fit *fit = &t->hidden[m].fit.rates;

		if (!t->hidden[m].fitted || !fit->converged ||
		    t->hidden[m].fit.authors < (double)f->k)
			continue;
		any = true;
		for (size_t r = 0; r < fit->chain.rates; r++)
			rate_row(f, t, report_hidden_models[m].estimator,
			    fit->chain.from[r], fit->chain.to[r],
			    fit->chain.rate[r],
			    gal_panel_rate_interval(fit, r, t->settings.conf),
			    false, t->hidden[m].fit.authors,
			    t->hidden[m].fit.posts,
			    report_hidden_models[m].correction);
	}
	if (any)
		report_note(f,
		    "hidden Markov: up only, whole rungs; weak priors keep "
		    "rates that the data say nothing of between a fiftieth "
		    "and fifty times one in %g days",
		    GAL_HMM_PRIOR_DAYS);
}

enum gal_status
report_rates(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	struct report_frame f;

	report_open(&f, t, "rates", "Moves per day", err);
	report_column(&f, "method", 't', "",
	    "observed: moves / days lived; panel: Markov chain seen at posts; "
	    "hidden Markov: seen through the tagger's errors");
	report_column(&f, "from_stage", 't', "", "rung before");
	report_column(&f, "to_stage", 't', "", "rung after");
	report_column(&f, "rate", 'r', "per day", "moves per day on the rung");
	report_column(&f, "lower", 'r', "per day", "lower limit");
	report_column(&f, "upper", 'r', "per day", "upper limit");
	report_column(&f, "moves", 'r', "moves", "observed moves");
	report_column(&f, "days", 'r', "author-days", "days lived on the rung");
	report_column(&f, "n_authors", 'i', "authors",
	    "who lived them; for a hidden rung all who carry the fit");
	report_column(&f, "n_posts", 'i', "posts", "that the method reads");
	report_column(&f, "n_missing", 'i', "authors", "the others");
	report_column(&f, "correction", 't', "", "of classifier errors");
	observed_rates(&f, t);
	panel_rates(&f, t);
	hidden_rates(&f, t);
	return report_send(&f, sink, payload);
}
