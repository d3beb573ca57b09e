/* How common each code is: three estimands, never mixed. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/bootstrap.h"
#include "stats/correction.h"
#include "stats/disclosure.h"
#include "stats/report_frame.h"

static struct gal_interval
bootstrap_limits(const struct gal_timeline *t, const double *sums,
    double *scratch, double conf)
{
	struct gal_interval out = gal_interval_none();
	double se;

	for (size_t r = 0; r < t->replicates; r++)
		scratch[r] =
		    t->boot_authors[r] > 0 ? sums[r] / t->boot_authors[r] : NAN;
	if (t->replicates > 0)
		gal_bootstrap_percentile(
		    &se, &out, scratch, t->replicates, conf);
	return out;
}

static void
prevalence_row(struct report_frame *f, const char *code, const char *estimand,
    const char *unit, double value, struct gal_interval ci,
    struct gal_interval boot, const struct gal_share *s, double missing,
    double gold, const char *correction, bool hide)
{
	report_text(f, code);
	report_text(f, estimand);
	report_text(f, unit);
	f->suppressed += hide;
	report_real(f, hide ? NAN : value);
	report_real(f, hide ? NAN : ci.lo);
	report_real(f, hide ? NAN : ci.hi);
	report_real(f, hide ? NAN : boot.lo);
	report_real(f, hide ? NAN : boot.hi);
	report_authors(f, s->any);
	report_int(f, s->authors);
	report_int(f, s->posts);
	report_authors(f, missing);
	report_int(f, gold);
	report_text(f, correction);
}

struct columns {
	const char *name;
	char type;
	const char *unit, *description;
};
static const struct columns columns[] = {
	{ "code", 't', "", "code of the codebook" },
	{ "estimand", 't', "", "what the share is a share of" },
	{ "unit", 't', "", "author or post" },
	{ "estimate", 'r', "share", "the share" },
	{ "lower", 'r', "share", "lower limit" },
	{ "upper", 'r', "share", "upper limit" },
	{ "boot_lower", 'r', "share", "author bootstrap, percentile" },
	{ "boot_upper", 'r', "share", "author bootstrap, percentile" },
	{ "with_code", 'i', "authors", "authors with at least one such post" },
	{ "n_authors", 'i', "authors", "authors with a post that was read" },
	{ "n_posts", 'i', "posts", "their posts that were read" },
	{ "n_missing", 'i', "authors", "no post of whom was read" },
	{ "n_gold", 'i', "posts", "labelled posts that correct the estimate" },
	{ "correction", 't', "", "of classifier errors" },
};

static void
open_prevalence(struct report_frame *f, const struct gal_timeline *t,
    const char *name, const char *title, struct gal_error *err)
{
	report_open(f, t, name, title, err);
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		report_column(f, columns[i].name, columns[i].type,
		    columns[i].unit, columns[i].description);
}

/* The corrected rows of one code; none without labels of it. */
static void
corrected_row(struct report_frame *f, const struct gal_timeline *t, size_t c,
    bool posts, bool hide)
{
	static const char *const names[] = { "DSL", "PPI++", "Rogan-Gladen" };
	const struct code_sums *x = &t->codes[c];
	enum gal_correction how =
	    posts ? t->settings.correction : GAL_CORRECT_DSL;
	struct gal_estimate by_post, by_author, out;
	struct gal_share s;

	if (!t->settings.labelled || how == GAL_CORRECT_NONE || x->gold == 0)
		return;
	gal_share_finish(&s, &x->share, t->settings.conf);
	gal_dsl_of(&by_post, &by_author, &x->corrected, t->settings.conf);
	out = posts ? by_post : by_author;
	if (how == GAL_CORRECT_PPI) {
		out = gal_ppi_of(
		    s.k, s.posts, x->gold, x->y, x->f, x->yf, t->settings.conf);
		if (t->least_pi < t->most_pi)
			return; /* not a simple random sample: see the note */
	} else if (how == GAL_CORRECT_ROGAN_GLADEN) {
		/* effective counts of gold positives and negatives */
		double pos = x->weight[0][1] + x->weight[1][1];
		double neg = x->weight[0][0] + x->weight[1][0];
		double n_pos = pos * pos /
		    (x->weight_squared[0][1] + x->weight_squared[1][1]);
		double n_neg = neg * neg /
		    (x->weight_squared[0][0] + x->weight_squared[1][0]);
		struct gal_rogan_gladen g;

		if (pos == 0 || neg == 0)
			return;
		gal_rogan_gladen_of(&g, s.k, s.posts,
		    x->weight[1][1] / pos * n_pos, n_pos,
		    x->weight[0][0] / neg * n_neg, n_neg, t->settings.conf);
		out.value = g.clipped;
		out.limits = g.limits;
	}
	prevalence_row(f, t->settings.codes[c],
	    posts ? "posts" : "mean over authors", posts ? "post" : "author",
	    out.value, out.limits, gal_interval_none(), &s,
	    t->totals.authors - s.authors, x->gold, names[how], hide);
}

/* Authors who ever show a code, by labels of all their posts; false without
 * these. */
static bool
ever_row(struct report_frame *f, const struct gal_timeline *t, size_t c,
    const struct gal_share *s, bool hide)
{
	const struct code_sums *x = &t->codes[c];
	struct gal_estimate by_post, out;

	if (!report_whole_authors(t) || t->coded_in_part > 0 || x->open > 0 ||
	    t->settings.correction == GAL_CORRECT_NONE)
		return false;
	gal_dsl_of(&by_post, &out, &x->ever, t->settings.conf);
	prevalence_row(f, t->settings.codes[c], "authors who ever show it",
	    "author", out.value, out.limits, gal_interval_none(), s,
	    t->totals.authors - s->authors, x->gold, "DSL", hide);
	return true;
}

/* 0 mean over authors, 1 ever, 2 posts. */
static void
estimand_row(struct report_frame *f, const struct gal_timeline *t, size_t c,
    int estimand, double *scratch)
{
	const struct code_sums *sums = &t->codes[c];
	bool hide = sums->share.any > 0 && sums->share.any < (double)f->k;
	struct gal_interval none = gal_interval_none();
	const char *how = "uncorrected";
	const char *code = t->settings.codes[c];
	struct gal_share s;

	/* one author must not be read off the posts */
	if (estimand == 2)
		hide = hide || gal_dominated(sums->most_posts, sums->share.k);
	gal_share_finish(&s, &sums->share, t->settings.conf);
	if (estimand != 1)
		corrected_row(f, t, c, estimand == 2, hide);
	else if (!ever_row(f, t, c, &s, hide) && t->settings.labelled)
		how = "uncorrected: needs author-level labels";
	if (estimand == 0)
		prevalence_row(f, code, "mean over authors", "author", s.mean,
		    s.mean_interval,
		    bootstrap_limits(t, t->boot_share + c * t->replicates,
			scratch, t->settings.conf),
		    &s, t->totals.authors - s.authors, NAN, "uncorrected",
		    hide);
	else if (estimand == 1)
		prevalence_row(f, code, "authors who ever show it", "author",
		    s.any_share, s.any_interval,
		    bootstrap_limits(t, t->boot_any + c * t->replicates,
			scratch, t->settings.conf),
		    &s, t->totals.authors - s.authors, NAN, how, hide);
	else
		prevalence_row(f, code, "posts", "post", s.pooled, s.pooled_t,
		    none, &s, t->totals.authors - s.authors, NAN, "uncorrected",
		    hide);
}

enum gal_status
report_prevalence(const struct gal_timeline *t, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	static const char *const names[] = { "prevalence", "prevalence_ever",
		"prevalence_posts" };
	static const char *const titles[] = {
		"Mean share of an author's posts with each code",
		"Authors who ever show each code",
		"Share of posts with each code, clustered by author"
	};
	double *scratch = gal_allocate(t->replicates, sizeof(*scratch), err);
	enum gal_status status = scratch == NULL ? GAL_NOMEM : GAL_OK;

	for (int e = 0; e < 3 && status == GAL_OK; e++) {
		struct report_frame f;

		open_prevalence(&f, t, names[e], titles[e], err);
		for (size_t c = 0; c < t->settings.code_count; c++)
			estimand_row(&f, t, c, e, scratch);
		if (e == 0)
			report_note(&f,
			    "default estimand; Wilson on the effective number "
			    "of authors; bootstrap: %zu replicates of authors",
			    t->replicates);
		if (e == 1)
			report_note(&f,
			    "uncorrected: needs author-level labels (galatea "
			    "validate sample --unit author); grows with the "
			    "number of posts by tag errors alone");
		if (e == 2)
			report_note(&f,
			    "Wilson on n / design effect, t at the degrees of "
			    "freedom that the authors carry; a code of which "
			    "one "
			    "author wrote more than half is left out");
		if (t->totals.authors == 0)
			report_note(&f, "no author was seen in the window");
		if (!t->settings.labelled)
			report_note(&f,
			    "no labels were given: every number "
			    "is uncorrected (galatea validate)");
		else if (e == 2 && t->settings.correction == GAL_CORRECT_PPI &&
		    t->least_pi < t->most_pi)
			report_note(&f,
			    "PPI++ needs a simple random sample: "
			    "this one is stratified; use DSL");
		status = report_send(&f, sink, payload);
	}
	free(scratch);
	return status;
}

static int
code_index(const struct family *family, size_t i)
{
	return family->code[i];
}

/* Onset: stated, narrated, observed. */
static enum gal_status
stated_onset(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	double *scratch = gal_allocate(t->replicates, sizeof(*scratch), err);
	enum gal_status status;
	struct report_frame f;

	if (scratch == NULL)
		return GAL_NOMEM;
	open_prevalence(&f, t, "onset", "How it began, as stated", err);
	for (size_t i = 0; i < t->onset.count; i++)
		estimand_row(
		    &f, t, (size_t)code_index(&t->onset, i), 1, scratch);
	if (t->onset.count == 0)
		report_note(&f, "the codebook has no onset code");
	report_note(&f,
	    "authors who say so at least once; those who say "
	    "nothing are in n_authors");
	status = report_send(&f, sink, payload);
	free(scratch);
	return status;
}

static enum gal_status
onset_by_cohort(const struct gal_timeline *t, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	static const char *const seen[] = { "first seen below companionship",
		"first seen at or above it", "never seen on the ladder" };
	const struct onset_sums *o = &t->onset_sums;
	double of[3] = { t->totals.incident, t->totals.prevalent,
		t->totals.no_stage };
	struct report_frame f;

	report_open(&f, t, "onset_by_cohort",
	    "Stated onset by where the author was first seen", err);
	report_column(&f, "code", 't', "", "stated onset");
	report_column(&f, "cohort", 't', "", "where first seen");
	report_estimate_columns(
	    &f, "share of the cohort", "authors who state it");
	for (size_t i = 0; i < t->onset.count; i++)
		for (int s = 0; s < 3; s++) {
			double n = t->onset_sums.authors[i][s];
			bool hide = n > 0 && n < (double)f.k;

			report_text(
			    &f, t->settings.codes[code_index(&t->onset, i)]);
			report_text(&f, seen[s]);
			f.suppressed += hide;
			report_estimate(&f,
			    hide || of[s] == 0 ? NAN : n / of[s],
			    hide ? gal_interval_none()
				 : gal_wilson(n, of[s], t->settings.conf),
			    of[s], o->posts[s], 0, "uncorrected");
		}
	return report_send(&f, sink, payload);
}

static enum gal_status
narrated(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	const struct onset_sums *o = &t->onset_sums;
	int states = t->settings.rules.states;
	struct report_frame f;
	struct gal_interval ci;

	report_open(&f, t, "narrated_moves", "Moves that authors tell of", err);
	report_column(&f, "from_stage", 't', "", "rung told first");
	report_column(&f, "to_stage", 't', "", "rung told second");
	report_column(
	    &f, "authors", 'i', "authors", "who tell of this move in a post");
	report_column(&f, "n_authors", 'i', "authors", "who tell of any move");
	report_column(&f, "n_posts", 'i', "posts", "in which they do");
	report_column(&f, "n_missing", 'i', "authors", "who tell of none");
	report_column(&f, "correction", 't', "", "of classifier errors");
	for (int i = 0; i < states; i++)
		for (int j = 0; j < states; j++) {
			if (i == j || o->narrated[i][j] == 0)
				continue;
			report_text(&f, t->settings.rungs[i]);
			report_text(&f, t->settings.rungs[j]);
			report_authors(&f, o->narrated[i][j]);
			report_authors(&f, t->totals.narrated_authors);
			report_int(&f, t->totals.narrated_posts);
			report_authors(
			    &f, t->totals.authors - t->totals.narrated_authors);
			report_text(&f, "uncorrected");
		}
	report_note(&f,
	    "an order told inside one post, without times: kept apart from "
	    "observed times. Counts of those seen, without limits");
	if (t->totals.narrated_authors == 0)
		report_note(&f, "no author tells of a move");
	else if (o->comparable < (double)f.k)
		report_note(&f,
		    "agreement with the observed order: fewer "
		    "than %lld authors have both",
		    (long long)f.k);
	else {
		ci = gal_wilson(o->agree, o->comparable, t->settings.conf);
		report_note(&f,
		    "%.0f authors were also observed on both rungs they tell "
		    "of; the observed order agrees for %.1f %% (%.1f to %.1f)",
		    o->comparable, 100 * o->agree / o->comparable, 100 * ci.lo,
		    100 * ci.hi);
	}
	return report_send(&f, sink, payload);
}

enum gal_status
report_onset(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	enum gal_status status = stated_onset(t, sink, payload, err);

	if (status == GAL_OK)
		status = onset_by_cohort(t, sink, payload, err);
	if (status == GAL_OK)
		status = narrated(t, sink, payload, err);
	return status;
}
