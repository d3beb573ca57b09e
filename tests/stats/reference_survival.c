/* Survival, competing risks, multi-state; and the incident cohort. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reference_posts.h"
#include "stats/competing.h"
#include "stats/interval.h"
#include "stats/multistate.h"

FILE *
open_cif(struct reference *ref, const char *name)
{
	return csv_open(ref, name,
	    "group,time,n_risk,n_event1,n_event2,n_censor,surv_free,cif1,"
	    "cif2,se1_greenwood,se2_greenwood,se1_ij,se2_ij,cif1_loglog_lo,"
	    "cif1_loglog_hi,cif2_loglog_lo,cif2_loglog_hi");
}

static void
write_cif(struct reference *ref, FILE *f, const char *group,
    const struct gal_subject *subjects, size_t count)
{
	struct gal_cif *rows;
	size_t n;

	MUST(ref,
	    gal_cif_fit(
		&rows, &n, subjects, count, true, ref->conf, &ref->err));
	for (size_t i = 0; i < n; i++) {
		const struct gal_cif *r = &rows[i];

		csv_text(f, group);
		csv_real(f, r->time);
		csv_real(f, r->n_risk);
		csv_real(f, r->n_event[0]);
		csv_real(f, r->n_event[1]);
		csv_real(f, r->n_censor);
		csv_real(f, r->surv_free);
		csv_real(f, r->cif[0]);
		csv_real(f, r->cif[1]);
		csv_real(f, r->se[0]);
		csv_real(f, r->se[1]);
		csv_real(f, r->se_ij[0]);
		csv_real(f, r->se_ij[1]);
		for (int j = 0; j < GAL_CAUSES; j++) {
			csv_real(f, r->limits[j].lo);
			csv_real(f, r->limits[j].hi);
		}
		csv_end(f);
	}
	free(rows);
}

static FILE *
open_km(struct reference *ref, const char *name)
{
	return csv_open(ref, name,
	    "group,time,n_risk,n_event,n_censor,surv,se,plain_lo,plain_hi,"
	    "log_lo,log_hi,loglog_lo,loglog_hi,cumhaz,se_cumhaz");
}

static void
write_km(FILE *f, const char *group, const struct gal_km *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct gal_km *r = &rows[i];

		csv_text(f, group);
		csv_real(f, r->time);
		csv_real(f, r->n_risk);
		csv_real(f, r->n_event);
		csv_real(f, r->n_censor);
		csv_real(f, r->surv);
		csv_real(f, r->se);
		csv_real(f, r->plain.lo);
		csv_real(f, r->plain.hi);
		csv_real(f, r->log.lo);
		csv_real(f, r->log.hi);
		csv_real(f, r->loglog.lo);
		csv_real(f, r->loglog.hi);
		csv_real(f, r->cumhaz);
		csv_real(f, r->se_cumhaz);
		csv_end(f);
	}
}

struct survival_files {
	FILE *km, *cif, *quantiles, *rmst;
};

static void
write_group(struct reference *ref, const struct survival_files *files,
    const char *group, const struct gal_subject *subjects, size_t count)
{
	static const double shares[] = { 0.25, 0.5, 0.75 };
	struct gal_km *rows;
	double mean, se;
	size_t n;

	MUST(ref, gal_km_fit(&rows, &n, subjects, count, ref->conf, &ref->err));
	write_km(files->km, group, rows, n);
	for (int i = 0; i < 3; i++) {
		struct gal_quantile q = gal_km_quantile(rows, n, shares[i]);

		csv_text(files->quantiles, group);
		csv_real(files->quantiles, shares[i]);
		csv_real(files->quantiles, q.time);
		csv_real(files->quantiles, q.lo);
		csv_real(files->quantiles, q.hi);
		csv_end(files->quantiles);
	}
	gal_km_rmst(&mean, &se, rows, n, ref->rmst_tau);
	csv_text(files->rmst, group);
	csv_real(files->rmst, ref->rmst_tau);
	csv_real(files->rmst, mean);
	csv_real(files->rmst, se);
	csv_end(files->rmst);
	free(rows);
	write_cif(ref, files->cif, group, subjects, count);
}

static void
write_logrank(struct reference *ref, const struct gal_subject *subjects,
    const size_t *group, size_t count, char *const *levels, size_t groups)
{
	FILE *f = csv_open(ref, "surv_logrank",
	    "groups,rho,group,n,observed,expected,var,chisq,df,p");

	for (int which = 0; which < 2; which++) {
		size_t used = which == 0 || groups < 2 ? groups : 2;
		char name[4096] = "";

		if (which == 1 && groups <= 2)
			break; /* the same test again */
		for (size_t g = 0; g < used; g++) {
			size_t at = strlen(name);

			snprintf(name + at, sizeof(name) - at, "%s%s",
			    g > 0 ? "|" : "", levels[g]);
		}
		for (int rho = 0; rho < 2; rho++) {
			struct gal_logrank t;

			MUST(ref,
			    gal_logrank_test(&t, subjects, group, count, used,
				rho, &ref->err));
			for (size_t g = 0; g < used; g++) {
				fprintf(f, "%s,%d,%s", name, rho, levels[g]);
				csv_real(f, t.n[g]);
				csv_real(f, t.observed[g]);
				csv_real(f, t.expected[g]);
				csv_real(f, t.variance[g * used + g]);
				csv_real(f, t.chisq);
				csv_real(f, t.df);
				csv_real(f, t.p);
				csv_end(f);
			}
			gal_logrank_free(&t);
		}
	}
	csv_close(f);
}

static void
write_surv(struct reference *ref)
{
	struct table t = table_read(ref, "surv");
	size_t group_column = table_column(&t, "group"), groups, kept;
	size_t entry_column = table_column(&t, "entry");
	size_t time_column = table_column(&t, "time");
	size_t cause_column = table_column(&t, "cause");
	char **levels = table_levels(&t, group_column, &groups);
	struct gal_subject *all = room(t.rows, sizeof(*all));
	struct gal_subject *some = room(t.rows, sizeof(*some));
	size_t *group = room(t.rows, sizeof(*group));
	struct survival_files files;
	struct gal_km *rows;
	FILE *f;

	files.km = open_km(ref, "surv_km");
	files.cif = open_cif(ref, "surv_cif");
	files.quantiles = csv_open(ref, "surv_quantiles", "group,p,time,lo,hi");
	files.rmst = csv_open(ref, "surv_rmst", "group,tau,rmst,se");
	for (size_t r = 0; r < t.rows; r++) {
		all[r] = (struct gal_subject){ -INFINITY,
			table_real(&t, r, time_column),
			(int)table_int(&t, r, cause_column) };
		group[r] =
		    level_of(levels, groups, table_text(&t, r, group_column));
	}
	write_group(ref, &files, "all", all, t.rows);
	for (size_t g = 0; g < groups; g++) {
		kept = 0;
		for (size_t r = 0; r < t.rows; r++)
			if (group[r] == g)
				some[kept++] = all[r];
		write_group(ref, &files, levels[g], some, kept);
	}
	csv_close(files.km);
	csv_close(files.cif);
	csv_close(files.quantiles);
	csv_close(files.rmst);
	write_logrank(ref, all, group, t.rows, levels, groups);
	for (size_t r = 0; r < t.rows; r++)
		all[r].entry = table_real(&t, r, entry_column);
	MUST(ref, gal_km_fit(&rows, &kept, all, t.rows, ref->conf, &ref->err));
	f = open_km(ref, "surv_km_lefttrunc");
	write_km(f, "all", rows, kept);
	csv_close(f);
	free(rows);
	f = open_cif(ref, "surv_cif_lefttrunc");
	write_cif(ref, f, "all", all, t.rows);
	csv_close(f);
	free(levels);
	free(all);
	free(some);
	free(group);
	table_free(&t);
}

static void
write_edge(struct reference *ref)
{
	struct table t = table_read(ref, "surv_lt_edge");
	struct gal_subject *s = room(t.rows, sizeof(*s));
	struct gal_km *rows;
	size_t n;
	FILE *f = open_km(ref, "surv_km_lt_edge");

	for (size_t r = 0; r < t.rows; r++)
		s[r] = (struct gal_subject){ table_real(&t, r,
						 table_column(&t, "entry")),
			table_real(&t, r, table_column(&t, "time")),
			(int)table_int(&t, r, table_column(&t, "status")) };
	MUST(ref, gal_km_fit(&rows, &n, s, t.rows, ref->conf, &ref->err));
	write_km(f, "edge", rows, n);
	csv_close(f);
	free(rows);
	free(s);
	table_free(&t);
}

static void
write_rates(struct reference *ref, const struct gal_spell *spells, size_t count)
{
	double events[RUNGS][RUNGS] = { { 0 } }, days[RUNGS] = { 0 };
	FILE *f = csv_open(ref, "multistate_rates",
	    "from,to,events,person_time,rate,exact_lo,exact_hi");

	for (size_t i = 0; i < count; i++) {
		days[spells[i].from] += spells[i].exit - spells[i].entry;
		if (spells[i].to >= 0)
			events[spells[i].from][spells[i].to] += 1;
	}
	for (int h = 0; h < RUNGS; h++)
		for (int j = 0; j < RUNGS; j++) {
			struct gal_rate r =
			    gal_rate_of(events[h][j], days[h], ref->conf);

			if (h == j)
				continue;
			fprintf(f, "%d,%d", h, j);
			csv_real(f, r.events);
			csv_real(f, r.time);
			csv_real(f, r.rate);
			csv_real(f, r.limits.lo);
			csv_real(f, r.limits.hi);
			csv_end(f);
		}
	csv_close(f);
}

static void
write_multistate(struct reference *ref)
{
	struct table t = table_read(ref, "multistate");
	struct gal_spell *spells = room(t.rows, sizeof(*spells));
	struct gal_aj aj;
	FILE *f;

	for (size_t r = 0; r < t.rows; r++) {
		const char *to = table_text(&t, r, table_column(&t, "to"));

		spells[r] = (struct gal_spell){ (int)table_int(&t, r,
						    table_column(&t, "from")),
			strcmp(to, "cens") == 0 ? -1 : atoi(to),
			table_real(&t, r, table_column(&t, "entry")),
			table_real(&t, r, table_column(&t, "exit")) };
	}
	MUST(ref, gal_aj_fit(&aj, spells, t.rows, RUNGS, 0, &ref->err));
	f = csv_open(ref, "multistate_aj_from0", "time,from,to,P,se,n_risk");
	for (size_t i = 0; i < aj.times; i++)
		for (size_t j = 0; j < RUNGS; j++) {
			fprintf(f, "%.15g,0,%zu", aj.time[i], j);
			csv_real(f, aj.p[i * RUNGS + j]);
			csv_real(f, aj.se[i * RUNGS + j]);
			csv_real(f, aj.n_risk[i * RUNGS + j]);
			csv_end(f);
		}
	csv_close(f);
	f = csv_open(ref, "multistate_aj_last", "from,to,P");
	for (size_t i = 0; i < RUNGS; i++)
		for (size_t j = 0; j < RUNGS; j++) {
			fprintf(f, "%zu,%zu", i, j);
			csv_real(f, aj.last[i * RUNGS + j]);
			csv_end(f);
		}
	csv_close(f);
	gal_aj_free(&aj);
	write_rates(ref, spells, t.rows);
	free(spells);
	table_free(&t);
}

void
reference_survival(struct reference *ref)
{
	write_surv(ref);
	write_edge(ref);
	write_multistate(ref);
}

static void
write_interval_fit(
    struct reference *ref, const struct gal_window *windows, size_t count)
{
	FILE *f = csv_open(ref, "posts_interval_fit",
	    "dist,n,loglik,mu,se_mu,sigma,shape,scale,F90,F365");

	for (int weibull = 0; weibull < 2; weibull++) {
		struct gal_weibull fit;
		enum gal_status status =
		    gal_weibull_fit(&fit, windows, count, !weibull, &ref->err);

		csv_text(f, weibull ? "weibull" : "exponential");
		csv_real(f, fit.n);
		if (status != GAL_OK) { /* no event: nothing to fit */
			gal_error_clear(&ref->err);
			fputs(",,,,,,,,\n", f);
			continue;
		}
		csv_real(f, fit.loglik);
		csv_real(f, fit.mu);
		csv_real(f, fit.se_mu);
		csv_real(f, fit.sigma);
		csv_real(f, 1 / fit.sigma);
		csv_real(f, exp(fit.mu));
		csv_real(f, gal_weibull_share(&fit, 90));
		csv_real(f, gal_weibull_share(&fit, 365));
		csv_end(f);
	}
	csv_close(f);
}

void
reference_post_models(struct reference *ref)
{
	struct posts posts = posts_read(ref);
	struct gal_subject *s = room(posts.author_count, sizeof(*s));
	struct gal_window *w = room(posts.author_count, sizeof(*w));
	size_t subjects = 0, windows = 0;
	FILE *follow = csv_open(
	    ref, "posts_followup", "author,origin,time_s,time_days,cause");
	FILE *f =
	    csv_open(ref, "posts_interval", "author,left_days,right_days");

	for (size_t i = 0; i < posts.author_count; i++) {
		const struct gal_author *a = &posts.authors[i].state;
		int64_t time;

		if (!a->incident)
			continue;
		time = a->outcome_t - a->origin;
		csv_text(follow, posts.authors[i].name);
		csv_int(follow, a->origin);
		csv_int(follow, time);
		csv_real(follow, gal_days(time));
		csv_int(follow, a->outcome);
		csv_end(follow);
		if (time > 0)
			s[subjects++] = (struct gal_subject){ -INFINITY,
				gal_days(time), (int)a->outcome };
		w[windows].left = gal_days(a->left - a->origin);
		w[windows].right = a->right == GAL_NO_TIME
		    ? INFINITY
		    : gal_days(a->right - a->origin);
		csv_text(f, posts.authors[i].name);
		csv_real(f, w[windows].left);
		csv_real(f, w[windows].right);
		csv_end(f);
		windows++;
	}
	csv_close(follow);
	csv_close(f);
	f = open_cif(ref, "posts_cif");
	write_cif(ref, f, "incident", s, subjects);
	csv_close(f);
	write_interval_fit(ref, w, windows);
	free(s);
	free(w);
	posts_free(&posts);
}
