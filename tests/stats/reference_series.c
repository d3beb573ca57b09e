/* Interrupted series, event study, trends. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reference_csv.h"
#include "stats/series.h"
#include "stats/trend.h"

static int
by_week(const void *a, const void *b)
{
	const struct gal_week *x = a;
	const struct gal_week *y = b;

	return (x->week > y->week) - (x->week < y->week);
}

static void
write_its(struct reference *ref)
{
	static const char *const terms[] = { "intercept", "week",
		"level_change", "slope_change" };
	struct table t = table_read(ref, "its");
	struct gal_week *weeks = room(t.rows, sizeof(*weeks));
	struct gal_its its;
	FILE *f;

	for (size_t r = 0; r < t.rows; r++)
		weeks[r] = (struct gal_week){ table_real(&t, r,
						  table_column(&t, "week")),
			table_real(&t, r, table_column(&t, "n")),
			table_real(&t, r, table_column(&t, "k")),
			table_int(&t, r, table_column(&t, "post")) != 0 };
	qsort(weeks, t.rows, sizeof(*weeks), by_week);
	(void)DEFINED(ref,
	    gal_its_fit(&its, weeks, t.rows, ref->nw_lag, &ref->err), &its);
	f = csv_open(ref, "its_coef",
	    "term,ols,ols_se,nw_se_lag4,nw_se_lag4_dfadj,hc1_se,wls,wls_se,"
	    "logit,logit_se,quasi_se");
	for (int i = 0; i < GAL_ITS_TERMS; i++) {
		csv_text(f, terms[i]);
		csv_real(f, its.ols[i]);
		csv_real(f, its.ols_se[i]);
		csv_real(f, its.nw_se[i]);
		csv_real(f, its.nw_se_df[i]);
		csv_real(f, its.hc1_se[i]);
		csv_real(f, its.wls[i]);
		csv_real(f, its.wls_se[i]);
		csv_real(f, its.logit[i]);
		csv_real(f, its.logit_se[i]);
		csv_real(f, its.quasi_se[i]);
		csv_end(f);
	}
	csv_close(f);
	f = csv_open(ref, "its_diag", "stat,value");
	csv_stat(f, "durbin_watson", its.durbin_watson);
	csv_stat(f, "quasi_dispersion", its.quasi_dispersion);
	csv_stat(f, "acf1", its.acf1);
	csv_stat(f, "nw_p_level_normal", its.nw_p_level);
	csv_close(f);
	free(weeks);
	table_free(&t);
}

static int
by_post_author(const void *a, const void *b)
{
	const struct gal_event_post *x = a;
	const struct gal_event_post *y = b;

	return (x->author > y->author) - (x->author < y->author);
}

static int
by_relweek(const void *a, const void *b)
{
	const struct gal_event_term *x = a;
	const struct gal_event_term *y = b;

	return x->relweek - y->relweek;
}

/* The weeks that occur, ascending, without the reference -1. */
static size_t
terms_of(
    struct gal_event_term *terms, const struct gal_event_post *posts, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		size_t c = 0;

		while (c < count && terms[c].relweek != posts[i].relweek)
			c++;
		if (c == count && posts[i].relweek != -1)
			terms[count++].relweek = posts[i].relweek;
	}
	qsort(terms, count, sizeof(*terms), by_relweek);
	return count;
}

static void
write_events(struct reference *ref)
{
	struct table t = table_read(ref, "event_posts");
	size_t author = table_column(&t, "author"), authors, count;
	char **names = table_levels(&t, author, &authors);
	struct gal_event_post *posts = room(t.rows, sizeof(*posts));
	struct gal_event_term *terms = room(t.rows, sizeof(*terms));
	struct gal_event_paired pair;
	enum gal_status status;
	FILE *f =
	    csv_open(ref, "event_study_fe", "relweek,coef,se_cr0,se_cr1_stata");

	for (size_t r = 0; r < t.rows; r++)
		posts[r] = (struct gal_event_post){
			level_of(names, authors, table_text(&t, r, author)),
			(int)table_int(&t, r, table_column(&t, "relweek")),
			table_real(&t, r, table_column(&t, "y"))
		};
	qsort(posts, t.rows, sizeof(*posts), by_post_author);
	count = terms_of(terms, posts, t.rows);
	for (size_t i = 0; i < count; i++)
		terms[i].coef = terms[i].se_cr0 = terms[i].se_cr1 = NAN;
	status = gal_event_study(terms, count, posts, t.rows, &ref->err);
	if (status == GAL_UNDEFINED)
		gal_error_clear(&ref->err); /* the cells stay empty */
	else
		MUST(ref, status);
	for (size_t i = 0; i < count; i++) {
		fprintf(f, "%d", terms[i].relweek);
		csv_real(f, terms[i].coef);
		csv_real(f, terms[i].se_cr0);
		csv_real(f, terms[i].se_cr1);
		csv_end(f);
	}
	csv_close(f);
	gal_event_pairs(&pair, posts, t.rows, ref->conf);
	f = csv_open(ref, "event_paired", "stat,value");
	csv_stat(f, "authors_both", pair.authors);
	csv_stat(f, "mean_diff", pair.mean);
	csv_stat(f, "se", pair.se);
	csv_stat(f, "t", pair.t);
	csv_stat(f, "df", pair.df);
	csv_stat(f, "p", pair.p);
	csv_stat(f, "lo", pair.limits.lo);
	csv_stat(f, "hi", pair.limits.hi);
	csv_stat(f, "mcnemar_b_pre_only", pair.pre_only);
	csv_stat(f, "mcnemar_c_post_only", pair.post_only);
	csv_stat(f, "mcnemar_exact_p", pair.exact_p);
	csv_stat(f, "mcnemar_mid_p", pair.mid_p);
	csv_stat(f, "mcnemar_chisq", pair.chisq);
	csv_stat(f, "mcnemar_chisq_cc", pair.chisq_cc);
	csv_close(f);
	free(names);
	free(posts);
	free(terms);
	table_free(&t);
}

static void
write_trend_row(FILE *f, const char *author, const struct gal_trend *x)
{
	csv_text(f, author);
	csv_real(f, x->n);
	csv_real(f, x->slopes);
	csv_real(f, x->theil_sen);
	csv_real(f, x->intercept);
	csv_real(f, x->limits.lo);
	csv_real(f, x->limits.hi);
	csv_real(f, x->s);
	csv_real(f, x->variance);
	csv_real(f, x->z);
	csv_real(f, x->p);
	csv_real(f, x->tau_b);
	csv_end(f);
}

static void
write_emotion(struct reference *ref)
{
	struct table t = table_read(ref, "emotion");
	size_t author = table_column(&t, "author"), authors;
	char **names = table_levels(&t, author, &authors);
	struct gal_trend *trends = room(authors, sizeof(*trends));
	double *time = room(t.rows, sizeof(double));
	double *value = room(t.rows, sizeof(double));
	struct gal_regional all;
	FILE *f = csv_open(ref, "emotion_trends",
	    "author,n,n_slopes,theil_sen,intercept,slope_lo,slope_hi,mk_S,"
	    "mk_varS,mk_Z,mk_p,tau_b");

	for (size_t a = 0; a < authors; a++) {
		size_t n = 0;

		for (size_t r = 0; r < t.rows; r++) {
			if (strcmp(table_text(&t, r, author), names[a]) != 0 ||
			    *table_text(&t, r, 2) == '\0')
				continue;
			time[n] = table_real(&t, r, 1);
			value[n++] = table_real(&t, r, 2);
		}
		MUST(ref,
		    gal_trend_of(
			&trends[a], time, value, n, ref->conf, &ref->err));
		write_trend_row(f, names[a], &trends[a]);
	}
	csv_close(f);
	MUST(ref, gal_trend_regional(&all, trends, authors, &ref->err));
	f = csv_open(ref, "emotion_regional_kendall", "stat,value");
	csv_stat(f, "authors", all.authors);
	csv_stat(f, "sum_S", all.s);
	csv_stat(f, "sum_varS", all.variance);
	csv_stat(f, "Z", all.z);
	csv_stat(f, "p", all.p);
	csv_stat(f, "median_slope", all.median_slope);
	csv_stat(f, "n_pos", all.rising);
	csv_stat(f, "n_neg", all.falling);
	csv_stat(f, "sign_test_p", all.sign_p);
	csv_close(f);
	free(names);
	free(trends);
	free(time);
	free(value);
	table_free(&t);
}

void
reference_series(struct reference *ref)
{
	write_its(ref);
	write_events(ref);
	write_emotion(ref);
}
