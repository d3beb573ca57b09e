/* posts.csv -> author states and sequences. */
#include "reference_posts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/matching.h"
#include "stats/proportion.h"
#include "stats/sequence.h"

static const char *const rungs[RUNGS] = { "tool", "explore", "companion",
	"partner" };

static int
stage_of(const char *tags)
{
	int stage = -1;

	for (const char *at = tags; *at != '\0';) {
		size_t length = strcspn(at, ";");

		for (int k = 0; k < RUNGS; k++)
			if (strlen(rungs[k]) == length &&
			    strncmp(rungs[k], at, length) == 0 && k > stage)
				stage = k;
		at += length;
		at += *at == ';';
	}
	return stage;
}

struct post_row {
	size_t author;
	int64_t t;
	int stage;
	size_t line;
};

static int
by_author_time(const void *a, const void *b)
{
	const struct post_row *x = a;
	const struct post_row *y = b;

	if (x->author != y->author)
		return x->author < y->author ? -1 : 1;
	if (x->t != y->t)
		return x->t < y->t ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

struct id_line {
	const char *id;
	size_t line;
};

static int
by_id(const void *a, const void *b)
{
	const struct id_line *x = a;
	const struct id_line *y = b;
	int order = strcmp(x->id, y->id);

	return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

/* True for rows whose post_id stood in an earlier row. */
static bool *
duplicates(const struct table *t)
{
	struct id_line *ids = room(t->rows, sizeof(*ids));
	bool *out = room(t->rows, sizeof(*out));
	size_t column = table_column(t, "post_id");

	for (size_t r = 0; r < t->rows; r++)
		ids[r] = (struct id_line){ table_text(t, r, column), r };
	qsort(ids, t->rows, sizeof(*ids), by_id);
	for (size_t i = 1; i < t->rows; i++)
		if (strcmp(ids[i].id, ids[i - 1].id) == 0)
			out[ids[i].line] = true;
	free(ids);
	return out;
}

static struct gal_derive_rules
rules_of(const struct reference *ref)
{
	struct gal_derive_rules rules = {
		.start = ref->dump_start,
		.end = ref->dump_end,
		.disengage = llround(ref->disengage_days * 86400),
		.washout = llround(ref->washout_days * 86400),
		.states = RUNGS,
		.target = COMPANION,
	};

	return rules;
}

struct posts
posts_read(struct reference *ref)
{
	struct posts out = { .table = table_read(ref, "posts") };
	const struct table *t = &out.table;
	size_t author_column = table_column(t, "author");
	size_t time_column = table_column(t, "t");
	size_t stage_column = table_column(t, "stage");
	struct post_row *rows = room(t->rows, sizeof(*rows));
	struct gal_derive_rules rules = rules_of(ref);
	bool *duplicate = duplicates(t);
	size_t level_count, n = 0;
	char **levels = table_levels(t, author_column, &level_count);

	for (size_t r = 0; r < t->rows; r++) {
		int64_t when = table_int(t, r, time_column);
		const char *name = table_text(t, r, author_column);

		if (duplicate[r] || strcmp(name, "[deleted]") == 0 ||
		    when < ref->dump_start || when >= ref->dump_end)
			continue;
		rows[n++] =
		    (struct post_row){ level_of(levels, level_count, name),
			    when, stage_of(table_text(t, r, stage_column)), r };
	}
	qsort(rows, n, sizeof(*rows), by_author_time);
	out.authors = room(level_count, sizeof(*out.authors));
	for (size_t i = 0; i < n;) {
		struct author_posts *a = &out.authors[out.author_count++];
		size_t first = i;

		while (i < n && rows[i].author == rows[first].author)
			i++;
		a->name = levels[rows[first].author];
		a->observations = room(i - first, sizeof(*a->observations));
		gal_author_begin(&a->state);
		for (size_t j = first; j < i; j++)
			if (gal_author_add(
				&a->state, &rules, rows[j].t, rows[j].stage))
				a->observations[a->observation_count++] =
				    a->state.observed;
		if (gal_author_finish(&a->state, &rules))
			a->observations[a->observation_count++] =
			    a->state.observed;
	}
	free(rows);
	free(duplicate);
	free(levels);
	return out;
}

void
posts_free(struct posts *posts)
{
	for (size_t i = 0; i < posts->author_count; i++)
		free(posts->authors[i].observations);
	free(posts->authors);
	table_free(&posts->table);
}

static void
csv_since(FILE *f, int64_t t, int64_t origin)
{
	csv_real(f, t == GAL_NO_TIME ? NAN : gal_days(t - origin));
}

static void
csv_stage(FILE *f, int stage)
{
	csv_real(f, stage < 0 ? NAN : (double)stage);
}

static void
write_states(struct reference *ref, const struct posts *posts)
{
	FILE *f = csv_open(ref, "posts_author_states",
	    "author,n_posts,n_staged,n_obs,t_first,t_last,first_stage,"
	    "last_stage,max_stage,entry_days_0,entry_days_1,entry_days_2,"
	    "entry_days_3,reach_days_1,reach_days_2,reach_days_3,"
	    "confirm_days_2,n_up,n_down,n_skip_up,monotone,prevalent,"
	    "left_trunc");

	for (size_t i = 0; i < posts->author_count; i++) {
		const struct gal_author *a = &posts->authors[i].state;

		csv_text(f, posts->authors[i].name);
		csv_int(f, a->posts);
		csv_int(f, a->staged);
		csv_int(f, a->observations);
		csv_int(f, a->t_first);
		csv_int(f, a->t_last);
		csv_stage(f, a->first_stage);
		csv_stage(f, a->last_stage);
		csv_stage(f, a->max_stage);
		for (int k = 0; k < RUNGS; k++)
			csv_since(f, a->entry[k], a->t_first);
		for (int k = 1; k < RUNGS; k++)
			csv_since(f, a->reach[k], a->t_first);
		csv_since(f, a->confirm, a->t_first);
		csv_int(f, a->up);
		csv_int(f, a->down);
		csv_int(f, a->skip_up);
		csv_int(f, a->down == 0);
		csv_real(f, a->observations > 0 ? a->prevalent : NAN);
		csv_int(f, a->left_truncated);
		csv_end(f);
	}
	csv_close(f);
}

enum view { VIEW_BINMAX, VIEW_BINLAST, VIEW_LOCF, VIEW_RUNMAX, VIEWS };
static const char *const view_names[VIEWS] = { "binmax", "binlast", "locf",
	"runmax" };

static void
fill_view(int *cells, size_t bins, const struct author_posts *a,
    const struct reference *ref, enum view view)
{
	int64_t width = llround(ref->bin_days * 86400);

	gal_bin_observations(cells, bins, a->observations, a->observation_count,
	    a->state.t_first, a->state.t_last, width,
	    view == VIEW_BINLAST ? GAL_BIN_LAST : GAL_BIN_MAX);
	if (view == VIEW_LOCF || view == VIEW_RUNMAX)
		gal_bin_carry(cells, bins);
	if (view == VIEW_RUNMAX)
		gal_bin_runmax(cells, bins);
}

static size_t
widest(const struct posts *posts, const struct reference *ref)
{
	int64_t width = llround(ref->bin_days * 86400);
	size_t bins = 0;

	for (size_t i = 0; i < posts->author_count; i++) {
		const struct author_posts *a = &posts->authors[i];
		size_t n =
		    gal_bin_count(a->state.t_first, a->state.t_last, width);

		if (a->observation_count > 0 && n > bins)
			bins = n;
	}
	return bins;
}

static void
write_view(struct reference *ref, const struct posts *posts, size_t bins,
    enum view view)
{
	int *cells = room(bins, sizeof(*cells));
	char name[64];
	FILE *f;

	snprintf(name, sizeof(name), "posts_seq_%s", view_names[view]);
	f = csv_open(ref, name, NULL);
	csv_text(f, "author");
	for (size_t b = 1; b <= bins; b++)
		fprintf(f, ",b%zu", b);
	csv_end(f);
	for (size_t i = 0; i < posts->author_count; i++) {
		const struct author_posts *a = &posts->authors[i];

		if (a->observation_count == 0)
			continue;
		fill_view(cells, bins, a, ref, view);
		csv_text(f, a->name);
		for (size_t b = 0; b < bins; b++)
			if (cells[b] >= 0)
				fprintf(f, ",%d", cells[b]);
			else
				fputs(cells[b] == GAL_GAP ? ",*" : ",%", f);
		csv_end(f);
	}
	csv_close(f);
	free(cells);
}

static void
write_transitions(struct reference *ref, const char *name,
    const struct gal_transitions *table)
{
	FILE *f = csv_open(ref, name,
	    "from,to,count,row_total,rate,wilson_lo,wilson_hi,"
	    "dirichlet_mean,dir_lo,dir_hi,n_authors,cluster_se");

	for (int h = 0; h < RUNGS; h++)
		for (int j = 0; j < RUNGS; j++) {
			struct gal_transition c =
			    gal_transition_cell(table, h, j, ref->conf);

			if (h == j && !table->diagonal)
				continue;
			fprintf(f, "%d,%d", h, j);
			csv_real(f, c.count);
			csv_real(f, c.row_total);
			csv_real(f, c.rate);
			csv_real(f, c.wilson.lo);
			csv_real(f, c.wilson.hi);
			csv_real(f, c.dirichlet);
			csv_real(f, c.dirichlet_interval.lo);
			csv_real(f, c.dirichlet_interval.hi);
			csv_real(f, c.authors);
			csv_real(f, c.cluster_se);
			csv_end(f);
		}
	csv_close(f);
}

static void
write_view_transitions(struct reference *ref, const struct posts *posts,
    size_t bins, enum view view, bool by_spell, const char *name)
{
	struct gal_transitions table = { .states = RUNGS,
		.diagonal = !by_spell };
	int *cells = room(bins, sizeof(*cells));

	for (size_t i = 0; i < posts->author_count; i++) {
		gal_author_moves moves;

		fill_view(cells, bins, &posts->authors[i], ref, view);
		if (by_spell)
			gal_moves_by_spell(moves, cells, bins);
		else
			gal_moves_by_time(moves, cells, bins);
		gal_transitions_add(&table, moves, ~0U);
	}
	write_transitions(ref, name, &table);
	free(cells);
}

static void
write_index_row(FILE *f, const struct gal_sequence_index *x)
{
	csv_real(f, x->length);
	csv_real(f, x->visited);
	csv_real(f, x->spells);
	csv_real(f, x->transitions);
	csv_real(f, x->trans_norm);
	csv_real(f, x->entropy);
	csv_real(f, x->entropy_norm);
	csv_real(f, x->complexity);
	csv_real(f, x->volatility);
	csv_real(f, x->n_subseq);
	csv_real(f, x->turbulence);
	csv_real(f, x->bad);
	for (int k = 0; k < RUNGS; k++)
		csv_real(f, x->bins[k]);
	csv_end(f);
}

/* Indices, mean time and optimal matching, all on carried sequences. */
static void
write_sequences(struct reference *ref, const struct posts *posts, size_t bins)
{
	size_t n = posts->author_count, used = 0;
	int *cells = room(n * bins + 1, sizeof(*cells));
	size_t *length = room(n, sizeof(*length));
	const char **names = room(n, sizeof(*names));
	double *time = room(RUNGS * n, sizeof(*time));
	double *share = room(RUNGS * n, sizeof(*share));
	FILE *f = csv_open(ref, "posts_seq_indices_locf",
	    "author,length,visited,spells,transitions,trans_norm,entropy,"
	    "entropy_norm,complexity,volatility,n_subseq,turbulence,bad,"
	    "t0,t1,t2,t3");

	for (size_t i = 0; i < n; i++) {
		const struct author_posts *a = &posts->authors[i];
		struct gal_sequence_index x;
		int *own = cells + used * bins;

		if (a->observation_count == 0)
			continue;
		fill_view(own, bins, a, ref, VIEW_LOCF);
		length[used] = gal_bin_states(own, own, bins);
		names[used] = a->name;
		gal_sequence_index(&x, own, length[used], RUNGS);
		csv_text(f, a->name);
		write_index_row(f, &x);
		for (size_t k = 0; k < RUNGS; k++) {
			time[k * n + used] = x.bins[k];
			share[k * n + used] = x.bins[k] / x.length;
		}
		used++;
	}
	csv_close(f);
	f = csv_open(
	    ref, "posts_seq_meantime_locf", "state,mean_bins,var,se,mean_prop");
	for (size_t k = 0; k < RUNGS; k++) {
		double variance = gal_variance(time + k * n, used);

		fprintf(f, "%zu", k);
		csv_real(f, gal_mean(time + k * n, used));
		csv_real(f, variance);
		csv_real(f, sqrt(variance / (double)used));
		csv_real(f, gal_mean(share + k * n, used));
		csv_end(f);
	}
	csv_close(f);
	f = csv_open(ref, "posts_om_first12", "a,b,om_const,om_ordinal");
	for (size_t i = 0; i < used && i < 12; i++)
		for (size_t j = i + 1; j < used && j < 12; j++) {
			double cost[RUNGS * RUNGS], d;

			fprintf(f, "%s,%s", names[i], names[j]);
			for (int ordinal = 0; ordinal < 2; ordinal++) {
				if (ordinal)
					gal_matching_ordinal(
					    cost, RUNGS, ref->om_sub_const);
				else
					gal_matching_constant(
					    cost, RUNGS, ref->om_sub_const);
				MUST(ref,
				    gal_optimal_matching(&d, cells + i * bins,
					length[i], cells + j * bins, length[j],
					cost, RUNGS, ref->om_indel, &ref->err));
				csv_real(f, d);
			}
			csv_end(f);
		}
	csv_close(f);
	free(cells);
	free(length);
	free(names);
	free(time);
	free(share);
}

static void
write_state_distribution(
    struct reference *ref, const struct posts *posts, size_t bins)
{
	double(*count)[RUNGS] = room(bins, sizeof(*count));
	int *cells = room(bins, sizeof(*cells));
	FILE *f = csv_open(ref, "posts_seq_statedist_locf",
	    "bin,state,n,valid,freq,lo,hi,entropy_norm");

	for (size_t i = 0; i < posts->author_count; i++) {
		fill_view(cells, bins, &posts->authors[i], ref, VIEW_LOCF);
		for (size_t b = 0; b < bins; b++)
			if (cells[b] >= 0)
				count[b][cells[b]] += 1;
	}
	for (size_t b = 0; b < bins; b++) {
		double valid = 0, entropy = 0;

		for (int k = 0; k < RUNGS; k++)
			valid += count[b][k];
		for (int k = 0; k < RUNGS; k++)
			if (count[b][k] > 0)
				entropy -= count[b][k] / valid *
				    log(count[b][k] / valid);
		for (int k = 0; k < RUNGS; k++) {
			struct gal_interval w =
			    gal_wilson(count[b][k], valid, ref->conf);

			fprintf(f, "%zu,%d", b + 1, k);
			csv_real(f, count[b][k]);
			csv_real(f, valid);
			csv_real(f, valid > 0 ? count[b][k] / valid : NAN);
			csv_real(f, w.lo);
			csv_real(f, w.hi);
			csv_real(f, valid > 0 ? entropy / log(RUNGS) : NAN);
			csv_end(f);
		}
	}
	csv_close(f);
	free(count);
	free(cells);
}

void
reference_posts(struct reference *ref)
{
	struct posts posts = posts_read(ref);
	size_t bins = widest(&posts, ref);

	write_states(ref, &posts);
	for (int view = 0; view < VIEWS; view++)
		write_view(ref, &posts, bins, (enum view)view);
	write_view_transitions(
	    ref, &posts, bins, VIEW_BINMAX, false, "posts_transrate_binmax");
	write_view_transitions(
	    ref, &posts, bins, VIEW_LOCF, false, "posts_transrate_locf");
	write_view_transitions(
	    ref, &posts, bins, VIEW_RUNMAX, false, "posts_transrate_runmax");
	write_view_transitions(
	    ref, &posts, bins, VIEW_LOCF, true, "posts_transrate_dss_locf");
	write_sequences(ref, &posts, bins);
	write_state_distribution(ref, &posts, bins);
	posts_free(&posts);
}
