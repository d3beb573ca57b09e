/* Co-occurrence, keyness, multiplicity, disclosure. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reference_csv.h"
#include "stats/association.h"
#include "stats/disclosure.h"
#include "stats/keyness.h"
#include "stats/multiplicity.h"

static void
write_cooc(struct reference *ref)
{
	struct table t = table_read(ref, "cooc");
	FILE *f = csv_open(ref, "cooc_stats",
	    "pair,n,or,log_or,se_log_or,or_lo,or_hi,haldane_or,"
	    "haldane_log_or,haldane_se,haldane_lo,haldane_hi,phi,chisq,"
	    "chisq_p,yule_q,jaccard,lift,pmi_log2,fisher_p");

	for (size_t r = 0; r < t.rows; r++) {
		struct gal_table2 cells = { table_real(&t, r, 1),
			table_real(&t, r, 2), table_real(&t, r, 3),
			table_real(&t, r, 4) };
		struct gal_cooccurrence c;

		gal_cooccurrence_of(&c, cells, ref->conf);
		csv_text(f, table_text(&t, r, 0));
		csv_real(f, c.n);
		csv_real(f, c.odds_ratio);
		csv_real(f, c.log_or);
		csv_real(f, c.se_log_or);
		csv_real(f, c.or_limits.lo);
		csv_real(f, c.or_limits.hi);
		csv_real(f, c.haldane_or);
		csv_real(f, c.haldane_log_or);
		csv_real(f, c.haldane_se);
		csv_real(f, c.haldane_limits.lo);
		csv_real(f, c.haldane_limits.hi);
		csv_real(f, c.phi);
		csv_real(f, c.chisq);
		csv_real(f, c.chisq_p);
		csv_real(f, c.yule_q);
		csv_real(f, c.jaccard);
		csv_real(f, c.lift);
		csv_real(f, c.pmi);
		csv_real(f, c.fisher_p);
		csv_end(f);
	}
	csv_close(f);
	table_free(&t);
}

static void
write_clustered_or(struct reference *ref)
{
	struct table t = table_read(ref, "clustered");
	size_t author = table_column(&t, "author"), authors;
	char **names = table_levels(&t, author, &authors);
	struct gal_table2 *cells = room(authors, sizeof(*cells));
	struct gal_clustered_or c;
	FILE *f = csv_open(ref, "cooc_clustered", "stat,value");

	for (size_t r = 0; r < t.rows; r++) {
		struct gal_table2 *own =
		    &cells[level_of(names, authors, table_text(&t, r, author))];
		bool x = table_int(&t, r, table_column(&t, "x")) != 0;
		bool y = table_int(&t, r, table_column(&t, "y")) != 0;

		own->a += x && y;
		own->b += x && !y;
		own->c += !x && y;
		own->d += !x && !y;
	}
	gal_clustered_odds(&c, cells, authors, ref->conf);
	csv_stat(f, "a_x1y1", c.table.a);
	csv_stat(f, "b_x1y0", c.table.b);
	csv_stat(f, "c_x0y1", c.table.c);
	csv_stat(f, "d_x0y0", c.table.d);
	csv_stat(f, "log_or", c.log_or);
	csv_stat(f, "se_model", c.se_model);
	csv_stat(f, "se_cr0", c.se_cr0);
	csv_stat(f, "se_cr1", c.se_cr1);
	csv_stat(f, "or_cr1_lo", c.or_limits.lo);
	csv_stat(f, "or_cr1_hi", c.or_limits.hi);
	csv_close(f);
	free(names);
	free(cells);
	table_free(&t);
}

static void
write_keyness(struct reference *ref)
{
	struct table t = table_read(ref, "keyness");
	struct gal_keyness *rows = room(t.rows, sizeof(*rows));
	double *p = room(t.rows, sizeof(*p)), n1 = 0, n2 = 0, background = 0;
	FILE *f = csv_open(ref, "keyness_stats",
	    "word,alpha,delta,var,z,var_full,z_full,p,p_bh,g2_two_cell,"
	    "g2_four_cell");

	for (size_t r = 0; r < t.rows; r++) {
		n1 += table_real(&t, r, 1);
		n2 += table_real(&t, r, 2);
		background += table_real(&t, r, 3);
	}
	for (size_t r = 0; r < t.rows; r++) {
		gal_keyness_of(&rows[r], table_real(&t, r, 1), n1,
		    table_real(&t, r, 2), n2, table_real(&t, r, 3), background,
		    ref->keyness_a0);
		p[r] = rows[r].p;
	}
	MUST(ref, gal_adjust(p, p, t.rows, GAL_ADJUST_BH, &ref->err));
	for (size_t r = 0; r < t.rows; r++) {
		csv_text(f, table_text(&t, r, 0));
		csv_real(f, rows[r].alpha);
		csv_real(f, rows[r].delta);
		csv_real(f, rows[r].variance);
		csv_real(f, rows[r].z);
		csv_real(f, rows[r].variance_full);
		csv_real(f, rows[r].z_full);
		csv_real(f, rows[r].p);
		csv_real(f, p[r]);
		csv_real(f, rows[r].g2_two);
		csv_real(f, rows[r].g2_four);
		csv_end(f);
	}
	csv_close(f);
	free(rows);
	free(p);
	table_free(&t);
}

static void
write_adjusted(struct reference *ref)
{
	static const enum gal_adjustment methods[] = { GAL_ADJUST_BH,
		GAL_ADJUST_BY, GAL_ADJUST_HOLM, GAL_ADJUST_HOCHBERG,
		GAL_ADJUST_BONFERRONI };
	struct table t = table_read(ref, "pvals");
	double *p = room(t.rows, sizeof(*p));
	double *adjusted = room(5 * t.rows, sizeof(*adjusted));
	FILE *f = csv_open(
	    ref, "pvals_adjusted", "test,p,bh,by,holm,hochberg,bonferroni");

	for (size_t r = 0; r < t.rows; r++)
		p[r] = table_real(&t, r, 1);
	for (size_t m = 0; m < 5; m++)
		MUST(ref,
		    gal_adjust(adjusted + m * t.rows, p, t.rows, methods[m],
			&ref->err));
	for (size_t r = 0; r < t.rows; r++) {
		csv_text(f, table_text(&t, r, 0));
		csv_real(f, p[r]);
		for (size_t m = 0; m < 5; m++)
			csv_real(f, adjusted[m * t.rows + r]);
		csv_end(f);
	}
	csv_close(f);
	free(p);
	free(adjusted);
	table_free(&t);
}

static void
write_cells(struct reference *ref)
{
	struct table t = table_read(ref, "cells");
	size_t columns = t.columns - 1;
	int64_t *counts = room(t.rows * columns, sizeof(*counts));
	uint8_t *state = room(t.rows * columns, sizeof(*state));
	FILE *f = csv_open(ref, "cells_suppressed", NULL);

	for (size_t i = 0; i < t.rows * columns; i++)
		counts[i] = table_int(&t, i / columns, i % columns + 1);
	MUST(ref,
	    gal_suppress(
		state, counts, t.rows, columns, ref->k_anon, &ref->err));
	for (size_t c = 0; c < t.columns; c++)
		fprintf(f, "%s%s", c > 0 ? "," : "", t.header[c]);
	csv_end(f);
	for (size_t r = 0; r < t.rows; r++) {
		csv_text(f, table_text(&t, r, 0));
		for (size_t c = 0; c < columns; c++)
			if (state[r * columns + c] == GAL_SHOWN)
				csv_int(f, counts[r * columns + c]);
			else
				fputs(state[r * columns + c] == GAL_PRIMARY
					? ",P"
					: ",C",
				    f);
		csv_end(f);
	}
	csv_close(f);
	free(counts);
	free(state);
	table_free(&t);
}

void
reference_association(struct reference *ref)
{
	write_cooc(ref);
	write_clustered_or(ref);
	write_keyness(ref);
	write_adjusted(ref);
	write_cells(ref);
}
