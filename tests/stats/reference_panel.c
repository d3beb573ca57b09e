/* Panel Markov model and hidden Markov model. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reference_csv.h"
#include "stats/hidden_markov.h"

struct panel {
	struct table table;
	size_t states;
	double *day;
	int *state;
	double q[GAL_STATES_MAX * GAL_STATES_MAX];
	struct gal_gaps gaps;
};

static struct panel
panel_read(struct reference *ref)
{
	struct panel out = { .table = table_read(ref, "panel") };
	struct table q = table_read(ref, "panel_q");
	const struct table *t = &out.table;
	size_t id = table_column(t, "id");

	for (size_t r = 0; r < q.rows; r++)
		for (size_t c = 0; c < 2; c++)
			if ((size_t)table_int(&q, r, c) >= out.states)
				out.states = (size_t)table_int(&q, r, c) + 1;
	if (out.states > GAL_STATES_MAX) {
		fprintf(stderr, "stats-reference: too many states\n");
		exit(1);
	}
	for (size_t r = 0; r < q.rows; r++)
		out.q[(size_t)table_int(&q, r, 0) * out.states +
		    (size_t)table_int(&q, r, 1)] = table_real(&q, r, 2);
	table_free(&q);
	out.day = room(t->rows, sizeof(*out.day));
	out.state = room(t->rows, sizeof(*out.state));
	out.gaps.states = out.states;
	for (size_t r = 0; r < t->rows; r++) {
		out.day[r] = table_real(t, r, table_column(t, "day"));
		out.state[r] = (int)table_int(t, r, table_column(t, "state"));
		if (r > 0 &&
		    strcmp(table_text(t, r, id), table_text(t, r - 1, id)) == 0)
			MUST(ref,
			    gal_gaps_add(&out.gaps, out.day[r] - out.day[r - 1],
				(size_t)out.state[r - 1], (size_t)out.state[r],
				1, &ref->err));
	}
	return out;
}

static void
panel_free(struct panel *panel)
{
	table_free(&panel->table);
	free(panel->day);
	free(panel->state);
	gal_gaps_free(&panel->gaps);
}

/* The chain with the rates of panel_q.csv. */
static struct gal_chain
fixed_chain(const struct panel *panel)
{
	struct gal_chain chain = { .states = panel->states };

	for (size_t i = 0; i < panel->states; i++)
		for (size_t j = 0; j < panel->states; j++) {
			double rate = panel->q[i * panel->states + j];

			if (i == j || !(rate > 0))
				continue;
			chain.from[chain.rates] = (uint8_t)i;
			chain.to[chain.rates] = (uint8_t)j;
			chain.rate[chain.rates++] = rate;
		}
	return chain;
}

/* Column of one exponential; NaN where the likelihood does not depend. */
static void
write_matrices(struct reference *ref, const struct panel *panel,
    const struct gal_chain *crude, const struct gal_panel_fit *fit)
{
	static const double times[] = { 1, 30, 365 };
	size_t k = panel->states, kk = k * k;
	double count[GAL_STATES_MAX * GAL_STATES_MAX] = { 0 };
	double days[GAL_STATES_MAX] = { 0 };
	double crude_q[GAL_STATES_MAX * GAL_STATES_MAX];
	double mle_q[GAL_STATES_MAX * GAL_STATES_MAX];
	double p[3][GAL_STATES_MAX * GAL_STATES_MAX];
	FILE *f = csv_open(ref, "panel_matrices",
	    "from,to,count,crude_q,fixed_q,P_fixed_t1,P_fixed_t30,"
	    "P_fixed_t365,mle_q");

	for (size_t g = 0; g < panel->gaps.count; g++)
		for (size_t c = 0; c < kk; c++) {
			count[c] += panel->gaps.n[g * kk + c];
			days[c / k] +=
			    panel->gaps.n[g * kk + c] * panel->gaps.gap[g];
		}
	for (int i = 0; i < 3; i++)
		MUST(ref, gal_expm(p[i], panel->q, k, times[i], &ref->err));
	gal_chain_generator(crude_q, crude);
	gal_chain_generator(mle_q, &fit->chain);
	for (size_t j = 0; j < k; j++)
		for (size_t i = 0; i < k; i++) {
			size_t c = i * k + j;

			fprintf(f, "%zu,%zu", i, j);
			csv_real(f, count[c]);
			csv_real(f, days[i] > 0 ? crude_q[c] : NAN);
			csv_real(f, panel->q[c]);
			for (int t = 0; t < 3; t++)
				csv_real(f, p[t][c]);
			csv_real(f, days[i] > 0 ? mle_q[c] : NAN);
			csv_end(f);
		}
	csv_close(f);
}

static void
write_panel(struct reference *ref, const struct panel *panel)
{
	struct gal_chain fixed = fixed_chain(panel), crude, start;
	struct gal_panel_fit fit;
	double loglik;
	FILE *f;

	gal_chain_ladder(&crude, panel->states, true);
	gal_panel_crude(&crude, &panel->gaps, 0);
	start = crude;
	gal_panel_crude(&start, &panel->gaps, 1e-3);
	if (gal_panel_fit(&fit, &start, &panel->gaps, &ref->err) != GAL_OK) {
		gal_error_clear(&ref->err); /* nobody was seen twice */
		fit.loglik = NAN;
	}
	MUST(ref, gal_panel_loglik(&loglik, &fixed, &panel->gaps, &ref->err));
	write_matrices(ref, panel, &crude, &fit);
	f = csv_open(ref, "panel_loglik", "stat,value");
	csv_stat(f, "minus2loglik_fixed_q", -2 * loglik);
	csv_stat(f, "minus2loglik_mle_loose", -2 * fit.loglik);
	csv_close(f);
}

/* emission.csv and panel_init.csv. */
static void
read_emission(struct reference *ref, double *emission, double *init, size_t k)
{
	struct table e = table_read(ref, "emission");
	struct table start = table_read(ref, "panel_init");

	for (size_t r = 0; r < e.rows; r++) {
		size_t i = (size_t)table_int(&e, r, 0);
		size_t o = (size_t)table_int(&e, r, 1);

		if (i < k && o < k)
			emission[i * k + o] = table_real(&e, r, 2);
	}
	for (size_t r = 0; r < start.rows; r++)
		if ((size_t)table_int(&start, r, 0) < k)
			init[table_int(&start, r, 0)] =
			    table_real(&start, r, 1);
	table_free(&e);
	table_free(&start);
}

static void
write_subject(struct reference *ref, FILE *f, const struct panel *panel,
    const struct gal_hmm *hmm, const struct gal_hmm_series *series,
    size_t first, double *loglik)
{
	size_t k = panel->states, n = series->count;
	struct gal_hmm_work work = { 0 };
	double *posterior = room(n * k, sizeof(*posterior)), one;
	int *path = room(n, sizeof(*path));
	size_t id = table_column(&panel->table, "id");

	MUST(ref, gal_hmm_loglik(&one, hmm, series, &work, &ref->err));
	MUST(ref, gal_hmm_smooth(posterior, hmm, series, &work, &ref->err));
	MUST(ref, gal_hmm_viterbi(path, hmm, series, &work, &ref->err));
	*loglik += one;
	for (size_t i = 0; i < n; i++) {
		const double *p = posterior + i * k;
		size_t best = 0;

		for (size_t j = 1; j < k; j++)
			if (p[j] > p[best])
				best = j;
		fprintf(f, "%s,%.15g,%d,%d,%zu",
		    table_text(&panel->table, first + i, id),
		    panel->day[first + i], panel->state[first + i], path[i],
		    best);
		for (size_t j = 0; j < k; j++)
			csv_real(f, p[j]);
		csv_end(f);
	}
	gal_hmm_work_free(&work);
	free(posterior);
	free(path);
}

static void
write_hmm(struct reference *ref, const struct panel *panel)
{
	const struct table *t = &panel->table;
	size_t k = panel->states, id = table_column(t, "id");
	double emission[GAL_STATES_MAX * GAL_STATES_MAX] = { 0 };
	double init[GAL_STATES_MAX] = { 0 }, loglik = 0;
	uint8_t *symbol = room(t->rows, sizeof(*symbol));
	uint16_t *gap = room(t->rows, sizeof(*gap));
	struct gal_chain chain = fixed_chain(panel);
	struct gal_grid grid;
	struct gal_hmm hmm = { k, k, init, emission, &grid };
	FILE *f;

	read_emission(ref, emission, init, k);
	f = csv_open(ref, "panel_hmm_emission", "true,observed,prob");
	for (size_t o = 0; o < k; o++)
		for (size_t i = 0; i < k; i++) {
			fprintf(f, "%zu,%zu", i, o);
			csv_real(f, emission[i * k + o]);
			csv_end(f);
		}
	csv_close(f);
	MUST(ref,
	    gal_grid_build(
		&grid, &chain, panel->gaps.gap, panel->gaps.count, &ref->err));
	f = csv_open(ref, "panel_hmm_states", NULL);
	csv_text(f, "id,day,observed,viterbi,map_marginal");
	for (size_t j = 0; j < k; j++)
		fprintf(f, ",p%zu", j);
	csv_end(f);
	for (size_t r = 0; r < t->rows;) {
		size_t first = r;
		struct gal_hmm_series series = { symbol + r, gap + r, 0 };

		for (; r < t->rows &&
		     strcmp(table_text(t, r, id), table_text(t, first, id)) ==
			 0;
		     r++) {
			symbol[r] = (uint8_t)panel->state[r];
			if (r == first)
				continue;
			for (size_t g = 0; g < panel->gaps.count; g++)
				if (panel->gaps.gap[g] ==
				    panel->day[r] - panel->day[r - 1])
					gap[r] = (uint16_t)g;
		}
		series.count = r - first;
		write_subject(ref, f, panel, &hmm, &series, first, &loglik);
	}
	csv_close(f);
	f = csv_open(ref, "panel_hmm_loglik", "stat,value");
	csv_stat(f, "minus2loglik_hmm_fixed", -2 * loglik);
	csv_close(f);
	gal_grid_free(&grid);
	free(symbol);
	free(gap);
}

void
reference_panel(struct reference *ref)
{
	struct panel panel = panel_read(ref);

	write_panel(ref, &panel);
	write_hmm(ref, &panel);
	panel_free(&panel);
}
