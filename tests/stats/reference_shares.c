/* Shares, clustering, corrected prevalence. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reference_csv.h"
#include "stats/bootstrap.h"
#include "stats/correction.h"
#include "stats/proportion.h"

typedef struct gal_interval (*interval_fn)(double, double, double);

static void
write_props(struct reference *ref)
{
	static const interval_fn kinds[] = { gal_wilson, gal_wilson_corrected,
		gal_clopper_pearson, gal_jeffreys, gal_agresti_coull };
	struct table t = table_read(ref, "props");
	FILE *f = csv_open(ref, "props_ci",
	    "k,n,p,wilson_lo,wilson_hi,wilsoncc_lo,wilsoncc_hi,clopper_lo,"
	    "clopper_hi,jeffreys_lo,jeffreys_hi,agresticoull_lo,"
	    "agresticoull_hi");

	for (size_t r = 0; r < t.rows; r++) {
		double k = table_real(&t, r, 0), n = table_real(&t, r, 1);

		fprintf(f, "%.15g,%.15g", k, n);
		csv_real(f, n > 0 ? k / n : NAN);
		for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
			struct gal_interval ci = kinds[i](k, n, ref->conf);

			csv_real(f, ci.lo);
			csv_real(f, ci.hi);
		}
		csv_end(f);
	}
	csv_close(f);
	f = csv_open(ref, "props_newcombe_diff",
	    "row1,row2,diff,newcombe_lo,newcombe_hi");
	for (size_t r = 0; r + 1 < t.rows; r++) {
		double d;
		struct gal_interval ci = gal_newcombe(&d, table_real(&t, r, 0),
		    table_real(&t, r, 1), table_real(&t, r + 1, 0),
		    table_real(&t, r + 1, 1), ref->conf);

		fprintf(f, "%zu,%zu", r + 1, r + 2);
		csv_real(f, d);
		csv_real(f, ci.lo);
		csv_real(f, ci.hi);
		csv_end(f);
	}
	csv_close(f);
	table_free(&t);
}

struct clusters {
	size_t count;
	char **names;
	double *k, *n;
};

static void
write_replicates(struct reference *ref, const struct clusters *c,
    double *pooled, double *means, size_t *replicates)
{
	struct table t = table_read(ref, "boot_counts");
	FILE *f = csv_open(
	    ref, "clustered_boot_replicates", "rep,pooled,author_mean");

	for (size_t r = 0; r < t.rows; r++) {
		struct gal_sum k = { 0, 0 }, n = { 0, 0 };
		struct gal_sum share = { 0, 0 }, weight = { 0, 0 };

		for (size_t col = 1; col < t.columns; col++) {
			double w = table_real(&t, r, col);
			size_t a = level_of(c->names, c->count, t.header[col]);

			if (a == c->count)
				continue;
			gal_sum_add(&k, w * c->k[a]);
			gal_sum_add(&n, w * c->n[a]);
			gal_sum_add(&share, w * c->k[a] / c->n[a]);
			gal_sum_add(&weight, w);
		}
		pooled[r] = gal_sum_value(&n) > 0
		    ? gal_sum_value(&k) / gal_sum_value(&n)
		    : NAN;
		means[r] = gal_sum_value(&weight) > 0
		    ? gal_sum_value(&share) / gal_sum_value(&weight)
		    : NAN;
		csv_text(f, table_text(&t, r, 0));
		csv_real(f, pooled[r]);
		csv_real(f, means[r]);
		csv_end(f);
	}
	*replicates = t.rows;
	csv_close(f);
	table_free(&t);
}

static void
write_bootstrap(struct reference *ref, FILE *f, const struct clusters *c,
    const struct gal_share *share, double *pooled, double *means,
    size_t replicates)
{
	double *without = room(c->count, sizeof(*without)), se;
	struct gal_interval ci;
	struct gal_bca bca;

	gal_bootstrap_percentile(&se, &ci, pooled, replicates, ref->conf);
	csv_stat(f, "boot_pooled_se", se);
	csv_stat(f, "boot_pooled_pct_lo_type7", ci.lo);
	csv_stat(f, "boot_pooled_pct_hi_type7", ci.hi);
	gal_bootstrap_percentile(&se, &ci, means, replicates, ref->conf);
	csv_stat(f, "boot_authormean_se", se);
	csv_stat(f, "boot_authormean_pct_lo_type7", ci.lo);
	csv_stat(f, "boot_authormean_pct_hi_type7", ci.hi);
	for (size_t a = 0; a < c->count; a++)
		without[a] = (share->k - c->k[a]) / (share->posts - c->n[a]);
	gal_bootstrap_bca(&bca, share->pooled, pooled, replicates, without,
	    c->count, ref->conf);
	csv_stat(f, "jack_se", bca.jack_se);
	csv_stat(f, "bca_z0", bca.z0);
	csv_stat(f, "bca_a", bca.a);
	csv_stat(f, "bca_lo_type7", bca.limits.lo);
	csv_stat(f, "bca_hi_type7", bca.limits.hi);
	free(without);
}

static void
write_clustered(struct reference *ref)
{
	struct table t = table_read(ref, "clustered");
	size_t author = table_column(&t, "author"), y = table_column(&t, "y");
	struct clusters c;
	struct gal_share_sums sums = { 0 };
	struct gal_share s;
	double *pooled = room(1 << 20, sizeof(double));
	double *means = room(1 << 20, sizeof(double));
	size_t replicates;
	FILE *f;

	c.names = table_levels(&t, author, &c.count);
	c.k = room(c.count, sizeof(double));
	c.n = room(c.count, sizeof(double));
	for (size_t r = 0; r < t.rows; r++) {
		size_t a =
		    level_of(c.names, c.count, table_text(&t, r, author));

		c.n[a] += 1;
		c.k[a] += table_real(&t, r, y);
	}
	for (size_t a = 0; a < c.count; a++)
		gal_share_add(&sums, c.k[a], c.n[a]);
	gal_share_finish(&s, &sums, ref->conf);
	f = csv_open(ref, "clustered_prop", "stat,value");
	csv_stat(f, "posts", s.posts);
	csv_stat(f, "authors", s.authors);
	csv_stat(f, "pooled_p", s.pooled);
	csv_stat(f, "se_iid", s.se_iid);
	csv_stat(f, "se_cluster_cr1", s.se_cr1);
	csv_stat(f, "deff", s.deff);
	csv_stat(f, "n_eff", s.n_eff);
	csv_stat(f, "wilson_neff_lo", s.pooled_interval.lo);
	csv_stat(f, "wilson_neff_hi", s.pooled_interval.hi);
	csv_stat(f, "kish_n_eff", s.kish);
	csv_stat(f, "author_mean_p", s.mean);
	csv_stat(f, "author_mean_se", s.mean_se);
	csv_stat(f, "any_k", s.any);
	csv_stat(f, "any_p", s.any_share);
	csv_stat(f, "any_wilson_lo", s.any_interval.lo);
	csv_stat(f, "any_wilson_hi", s.any_interval.hi);
	write_replicates(ref, &c, pooled, means, &replicates);
	write_bootstrap(ref, f, &c, &s, pooled, means, replicates);
	csv_close(f);
	free(pooled);
	free(means);
	free(c.names);
	free(c.k);
	free(c.n);
	table_free(&t);
}

static void
write_rogan_gladen(struct reference *ref)
{
	struct table t = table_read(ref, "rogan_gladen");
	FILE *f = csv_open(ref, "rogan_gladen",
	    "label,apparent,se,sp,youden,rg_raw,rg_clipped,delta_se,"
	    "lr_center,lr_se,lr_lo,lr_hi");

	for (size_t r = 0; r < t.rows; r++) {
		struct gal_rogan_gladen g;

		gal_rogan_gladen_of(&g, table_real(&t, r, 1),
		    table_real(&t, r, 2), table_real(&t, r, 3),
		    table_real(&t, r, 4), table_real(&t, r, 5),
		    table_real(&t, r, 6), ref->conf);
		csv_text(f, table_text(&t, r, 0));
		csv_real(f, g.apparent);
		csv_real(f, g.sensitivity);
		csv_real(f, g.specificity);
		csv_real(f, g.youden);
		csv_real(f, g.raw);
		csv_real(f, g.clipped);
		csv_real(f, g.delta_se);
		csv_real(f, g.centre);
		csv_real(f, g.se);
		csv_real(f, g.limits.lo);
		csv_real(f, g.limits.hi);
		csv_end(f);
	}
	csv_close(f);
	table_free(&t);
}

static int
by_author(const void *a, const void *b)
{
	const struct gal_labelled *x = a;
	const struct gal_labelled *y = b;

	return (x->author > y->author) - (x->author < y->author);
}

static void
both(FILE *f, const char *name, double x, double y)
{
	csv_text(f, name);
	csv_real(f, x);
	csv_real(f, y);
	csv_end(f);
}

static void
both_estimates(FILE *f, const char *name, const struct gal_estimate *x,
    const struct gal_estimate *y)
{
	char row[64];

	both(f, name, x->value, y->value);
	snprintf(row, sizeof(row), "%s_se", name);
	both(f, row, x->se, y->se);
	snprintf(row, sizeof(row), "%s_lo", name);
	both(f, row, x->limits.lo, y->limits.lo);
	snprintf(row, sizeof(row), "%s_hi", name);
	both(f, row, x->limits.hi, y->limits.hi);
}

static void
write_gold(struct reference *ref)
{
	struct table t = table_read(ref, "gold");
	size_t author = table_column(&t, "author"), authors;
	char **names = table_levels(&t, author, &authors);
	struct gal_corrected c[2];
	FILE *f = csv_open(ref, "gold_ppi_dsl", "stat,pred_binary,pred_score");

	for (int score = 0; score < 2; score++) {
		struct gal_labelled *rows = room(t.rows, sizeof(*rows));
		size_t column = table_column(&t, score ? "score" : "pred");

		for (size_t r = 0; r < t.rows; r++) {
			rows[r].author =
			    level_of(names, authors, table_text(&t, r, author));
			rows[r].f = table_real(&t, r, column);
			rows[r].pi = table_real(&t, r, table_column(&t, "pi"));
			rows[r].y = table_real(&t, r, table_column(&t, "gold"));
			rows[r].gold = !isnan(rows[r].y);
		}
		qsort(rows, t.rows, sizeof(*rows), by_author);
		if (!DEFINED(ref,
			gal_correct(
			    &c[score], rows, t.rows, ref->conf, &ref->err),
			&c[score])) {
			c[score].n_gold = 0;
			c[score].n_all = (double)t.rows;
			for (size_t r = 0; r < t.rows; r++)
				c[score].naive = (r == 0 ? 0 : c[score].naive) +
				    rows[r].f / (double)t.rows;
		}
		free(rows);
	}
	both(f, "n_gold", c[0].n_gold, c[1].n_gold);
	both(f, "n_all", c[0].n_all, c[1].n_all);
	both(f, "naive_pred_mean", c[0].naive, c[1].naive);
	both_estimates(f, "classical", &c[0].classical, &c[1].classical);
	both_estimates(f, "ppi", &c[0].ppi, &c[1].ppi);
	both(f, "lambda_raw", c[0].lambda_raw, c[1].lambda_raw);
	both(f, "lambda_clip", c[0].lambda, c[1].lambda);
	both_estimates(f, "ppi_tuned", &c[0].ppi_tuned, &c[1].ppi_tuned);
	both(f, "dsl", c[0].dsl.value, c[1].dsl.value);
	both(f, "dsl_se_iid", c[0].dsl_se_iid, c[1].dsl_se_iid);
	both(f, "dsl_se_cluster", c[0].dsl.se, c[1].dsl.se);
	both(f, "dsl_lo_cluster", c[0].dsl.limits.lo, c[1].dsl.limits.lo);
	both(f, "dsl_hi_cluster", c[0].dsl.limits.hi, c[1].dsl.limits.hi);
	both(f, "hajek_gold", c[0].hajek, c[1].hajek);
	csv_close(f);
	free(names);
	table_free(&t);
}

void
reference_shares(struct reference *ref)
{
	write_props(ref);
	write_clustered(ref);
	write_rogan_gladen(ref);
	write_gold(ref);
}
