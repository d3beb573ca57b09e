/* Accidental bonds: by purpose of first use; how long; beside what the study
 * of r/MyBoyfriendIsAI published. */
#include <math.h>
#include <stdlib.h>

#include "stats/correction.h"
#include "stats/report_frame.h"

/* Outcomes of the authors first seen on one rung. */
static const struct {
	const char *name;
	uint32_t all; /* every one of these marks */
	uint8_t flag; /* or this flag of the row */
	bool entered; /* among those who reached companionship */
} outcomes[] = {
	{ "reaches companionship", 0, AUTHOR_ENTERED, false },
	{ "then: says it was unplanned", GAL_MARK_UNINTENDED, 0, true },
	{ "then: says it was sought", GAL_MARK_SOUGHT, 0, true },
	{ "then: materialization after entry", 0, AUTHOR_MATERIAL, true },
	{ "then: benefit", GAL_MARK_BENEFIT, 0, true },
	{ "then: dependency", GAL_MARK_DEPENDENCY, 0, true },
	{ "then: benefit and dependency",
	    GAL_MARK_BENEFIT | GAL_MARK_DEPENDENCY, 0, true },
};
#define OUTCOME_COUNT (sizeof(outcomes) / sizeof(outcomes[0]))

static bool
has_outcome(const struct author_row *r, size_t o)
{
	return outcomes[o].all != 0
	    ? (r->marks & outcomes[o].all) == outcomes[o].all
	    : (r->flags & outcomes[o].flag) != 0;
}

/* Of the authors first seen on `first` (at or above companionship: on any such
 * rung), those that outcome `o` is asked of. */
static bool
is_asked(const struct gal_timeline *t, const struct author_row *r, int first,
    size_t o)
{
	int target = t->settings.rules.target;
	bool here = first < target
	    ? r->first_stage == first
	    : r->first_stage != 255 && r->first_stage >= target;

	return here && (!outcomes[o].entered || (r->flags & AUTHOR_ENTERED));
}

/* Labels correct authors only where whole authors were drawn: then the share
 * of authors drawn is known. */
static void
note_labels(struct report_frame *f, const struct gal_timeline *t)
{
	if (!t->settings.labelled)
		return;
	if (t->drawn_in_part > 0)
		report_note(f,
		    "not corrected by these labels: they were drawn post by "
		    "post, and what an author ever shows needs all their posts "
		    "(galatea validate sample --unit author)");
	else if (!report_whole_authors(t))
		report_note(f,
		    "not corrected by these labels: fewer than %lld authors "
		    "are wholly coded",
		    (long long)f->k);
	else
		report_note(f,
		    "corrected by %zu authors whose every post was coded; %.0f "
		    "that were drawn and are not wholly coded are left out",
		    t->labelled_count, t->coded_in_part);
}

struct purpose_counts {
	double authors, posts, shown;
};

static struct purpose_counts
count_purpose(const struct gal_timeline *t, int first, size_t o)
{
	struct purpose_counts out = { 0, 0, 0 };

	for (size_t i = 0; i < t->row_count; i++) {
		const struct author_row *r = &t->rows[i];

		if (!is_asked(t, r, first, o))
			continue;
		out.authors += 1;
		out.posts += r->read;
		out.shown += has_outcome(r, o);
	}
	return out;
}

/* The same share by tags and labels; *known: labelled authors that it is asked
 * of by either. */
static struct gal_estimate
corrected_share(
    double *known, const struct gal_timeline *t, int first, size_t o)
{
	struct gal_ratio_sums sums = { 0 };
	size_t next = 0;

	*known = 0;
	for (size_t i = 0; i < t->row_count; i++) {
		const struct author_row *r = &t->rows[i];
		double d = is_asked(t, r, first, o);
		double x = d * has_outcome(r, o);

		if (next < t->labelled_count && t->labelled[next].row == i) {
			const struct labelled_author *l = &t->labelled[next++];
			double gold = is_asked(t, &l->gold, first, o);

			*known += gold > 0 || d > 0;
			x += (gold * has_outcome(&l->gold, o) - x) / l->pi;
			d += (gold - d) / l->pi;
		}
		gal_ratio_add(&sums, x, d);
	}
	return gal_ratio_of(&sums, t->settings.conf);
}

static void
purpose_rows(
    struct report_frame *f, const struct gal_timeline *t, int first, size_t o)
{
	struct purpose_counts n = count_purpose(t, first, o);
	const char *purpose = first < t->settings.rules.target
	    ? t->settings.rungs[first]
	    : "companionship at once";
	bool hide = report_is_small(f, n.shown) ||
	    report_is_small(f, n.authors - n.shown);
	struct gal_estimate corrected;
	double known;

	if (n.authors < (double)f->k) {
		f->suppressed += n.authors > 0;
		return;
	}
	report_text(f, purpose);
	report_text(f, outcomes[o].name);
	f->suppressed += hide;
	report_estimate(f, hide ? NAN : n.shown / n.authors,
	    hide ? gal_interval_none()
		 : gal_wilson(n.shown, n.authors, t->settings.conf),
	    n.authors, n.posts, t->totals.no_stage,
	    report_whole_authors(t) ? "uncorrected"
				    : "uncorrected: needs author-level labels");
	if (!report_whole_authors(t))
		return;
	corrected = corrected_share(&known, t, first, o);
	if (known < (double)f->k || hide) {
		f->suppressed++;
		return;
	}
	report_text(f, purpose);
	report_text(f, outcomes[o].name);
	report_estimate(f, corrected.value, corrected.limits, n.authors,
	    n.posts, t->totals.no_stage, "DSL, whole authors");
}

static enum gal_status
by_purpose(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	int target = t->settings.rules.target;
	struct report_frame f;

	report_open(
	    &f, t, "accidental", "Bonds by the purpose of first use", err);
	report_column(&f, "purpose", 't', "", "rung of the first observation");
	report_column(&f, "outcome", 't', "",
	    "ever; 'then' is among those who reach companionship");
	report_estimate_columns(&f, "share of authors", "with the outcome");
	for (int s = 0; s <= target; s++)
		for (size_t o = s == target; o < OUTCOME_COUNT; o++)
			purpose_rows(&f, t, s, o);
	note_labels(&f, t);
	if (gal_frame_rows(f.frame) == 0)
		report_note(&f,
		    "fewer than %lld authors were seen on any rung first",
		    (long long)f.k);
	report_note(&f,
	    "purpose is the first rung seen in this archive, not the first "
	    "use; how many get there depends on how long they are seen: "
	    "incidence answers that");
	return report_send(&f, sink, payload);
}

/* Median with limits by ranks (binomial, normal approximation). */
static void
quantile_cells(struct report_frame *f, double *x, size_t n, double conf)
{
	double half = gal_z(conf) * sqrt((double)n) / 2;
	double lo = floor((double)n / 2 - half) - 1;
	double hi = ceil((double)n / 2 + half);

	gal_sort_doubles(x, n);
	report_real(f, gal_quantile_sorted(x, n, 0.25));
	report_real(f, gal_quantile_sorted(x, n, 0.75));
	report_real(f, gal_median_sorted(x, n));
	report_real(f, lo < 0 ? NAN : x[(size_t)lo]);
	report_real(f, hi >= (double)n ? NAN : x[(size_t)hi]);
}

static const char *const time_measures[] = { "days", "posts" };

static bool
is_seen_to_arrive(const struct author_row *r, int first)
{
	return (r->flags & AUTHOR_INCIDENT) && r->first_stage == first &&
	    r->reach_cause == GAL_REACHED;
}

static double
time_of(const struct author_row *r, int measure)
{
	return measure == 0 ? gal_days(r->reach_s) : (double)r->entry_posts;
}

/* A labelled author's time, and for how many it stands. */
struct weighted {
	double x, w;
};

static int
compare_weighted(const void *a, const void *b)
{
	const struct weighted *p = a, *q = b;

	return (p->x > q->x) - (p->x < q->x);
}

static double
weighted_quantile(const struct weighted *x, size_t n, double sum, double p)
{
	double below = 0;

	if (!(p > 0) || !(p < 1))
		return NAN;
	for (size_t i = 0; i < n; i++) {
		below += x[i].w;
		if (below >= p * sum)
			return x[i].x;
	}
	return x[n - 1].x;
}

/* By the labels alone, weighted by 1 / pi; limits by ranks at Kish's effective
 * number (Woodruff 1952). */
static void
labelled_time_row(struct report_frame *f, const struct gal_timeline *t,
    int first, int measure, struct weighted *x)
{
	double sum = 0, squares = 0, half, posts = 0;
	size_t n = 0;

	for (size_t i = 0; i < t->labelled_count; i++) {
		const struct labelled_author *l = &t->labelled[i];

		if (!is_seen_to_arrive(&l->gold, first))
			continue;
		x[n++] =
		    (struct weighted){ time_of(&l->gold, measure), 1 / l->pi };
		sum += 1 / l->pi;
		squares += 1 / (l->pi * l->pi);
		posts += l->gold.read;
	}
	if (n < (size_t)f->k) {
		f->suppressed += n > 0;
		return;
	}
	half = gal_z(t->settings.conf) / 2 / sqrt(sum * sum / squares);
	qsort(x, n, sizeof(*x), compare_weighted);
	report_text(f, t->settings.rungs[first]);
	report_text(f, time_measures[measure]);
	report_real(f, weighted_quantile(x, n, sum, 0.25));
	report_real(f, weighted_quantile(x, n, sum, 0.75));
	report_real(f, weighted_quantile(x, n, sum, 0.5));
	report_real(f, weighted_quantile(x, n, sum, 0.5 - half));
	report_real(f, weighted_quantile(x, n, sum, 0.5 + half));
	report_int(f, (double)n);
	report_int(f, posts);
	report_missing(f);
	report_text(f, "labelled authors alone, weighted");
}

static void
time_rows(struct report_frame *f, const struct gal_timeline *t, int first,
    double *x, struct weighted *labelled)
{
	for (int m = 0; m < 2; m++) {
		double posts = 0, others = 0;
		size_t n = 0;

		for (size_t i = 0; i < t->row_count; i++) {
			const struct author_row *r = &t->rows[i];

			if (!(r->flags & AUTHOR_INCIDENT) ||
			    r->first_stage != first)
				continue;
			if (!is_seen_to_arrive(r, first)) {
				others += 1;
				continue;
			}
			posts += r->read;
			x[n++] = time_of(r, m);
		}
		if (n < (size_t)f->k) {
			f->suppressed += n > 0;
			continue;
		}
		report_text(f, t->settings.rungs[first]);
		report_text(f, time_measures[m]);
		quantile_cells(f, x, n, t->settings.conf);
		report_int(f, (double)n);
		report_int(f, posts);
		report_authors(f, others);
		report_text(f, "uncorrected");
		if (report_whole_authors(t))
			labelled_time_row(f, t, first, m, labelled);
	}
}

static enum gal_status
times(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	double *x = gal_allocate(t->row_count, sizeof(*x), err);
	struct weighted *labelled =
	    gal_allocate(t->labelled_count, sizeof(*labelled), err);
	struct report_frame f;
	enum gal_status status;

	if (x == NULL || labelled == NULL) {
		free(x);
		free(labelled);
		return GAL_NOMEM;
	}
	report_open(
	    &f, t, "accidental_time", "From first use to companionship", err);
	report_column(&f, "purpose", 't', "", "rung of the first observation");
	report_column(&f, "measure", 't', "",
	    "days, or posts from the first observation to entry, both counted");
	report_column(
	    &f, "quarter", 'r', "see measure", "a quarter had arrived by then");
	report_column(
	    &f, "three_quarters", 'r', "see measure", "three quarters had");
	report_estimate_columns(&f, "see measure", "median; limits by ranks");
	for (int s = 0; s < t->settings.rules.target; s++)
		time_rows(&f, t, s, x, labelled);
	note_labels(&f, t);
	if (gal_frame_rows(f.frame) == 0)
		report_note(&f, "fewer than %lld authors were seen to arrive",
		    (long long)f.k);
	report_note(&f,
	    "only those who were seen to arrive before a silence that counts "
	    "as leaving (n_missing: the others), so the times lean short; the "
	    "share who would arrive by a day stands in incidence");
	status = report_send(&f, sink, payload);
	free(x);
	free(labelled);
	return status;
}

static void
published_row(struct report_frame *f, const struct published *p,
    const char *estimand, double value, struct gal_interval limits,
    const struct gal_share *s, double missing, bool hide,
    const char *correction)
{
	report_text(f, p->name);
	report_text(f, estimand);
	report_text(f, p->here);
	report_real(f, p->percent / 100);
	f->suppressed += hide;
	report_estimate(f, hide ? NAN : value,
	    hide ? gal_interval_none() : limits, s->authors, s->posts, missing,
	    correction);
}

static enum gal_status
beside_published(const struct gal_timeline *t, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	struct report_frame f;

	report_open(&f, t, "accidental_published",
	    "Beside the published shares of r/MyBoyfriendIsAI", err);
	report_column(&f, "measure", 't', "", "as the study names it");
	report_column(&f, "estimand", 't', "", "what the share here is of");
	report_column(&f, "here", 't', "", "codes that count here");
	report_column(&f, "published", 'r', "share of top posts",
	    "1,506 top posts, labelled by a language model (2025)");
	report_estimate_columns(&f, "share", "the same measured here");
	for (int i = 0; i < PUBLISHED && t->totals.authors > 0; i++) {
		const struct published_sums *x = &t->published;
		struct gal_estimate posts, authors;
		double missing;
		struct gal_share s;
		bool hide;

		gal_share_finish(&s, &x->share[i], t->settings.conf);
		missing = t->totals.authors - s.authors;
		hide = s.any > 0 && s.any < (double)f.k;
		published_row(&f, &published[i], "published: top posts",
		    published[i].percent / 100, gal_interval_none(),
		    &(struct gal_share){ .authors = NAN, .posts = 1506 }, 0,
		    false, "uncorrected");
		published_row(&f, &published[i], "posts", s.pooled, s.pooled_t,
		    &s, missing, hide, "uncorrected");
		published_row(&f, &published[i], "mean over authors", s.mean,
		    s.mean_interval, &s, missing, hide, "uncorrected");
		if (x->gold[i] == 0)
			continue;
		gal_dsl_of(
		    &posts, &authors, &x->corrected[i], t->settings.conf);
		published_row(&f, &published[i], "posts", posts.value,
		    posts.limits, &s, missing, hide, "DSL");
		published_row(&f, &published[i], "mean over authors",
		    authors.value, authors.limits, &s, missing, hide, "DSL");
	}
	if (t->totals.authors == 0)
		report_note(&f, "no author was seen: nothing to stand beside");
	report_note(&f,
	    "not the same thing: theirs are top-ranked posts of one forum, "
	    "December 2024 to August 2025, each labelled by a language model; "
	    "here are all posts read in the window, tagged by rules, and a "
	    "post is tagged only if its words say it. Choose the forum with "
	    "--community and the time with --since and --until");
	report_note(&f,
	    "'net benefit' was one label there; here it is any benefit in a "
	    "post that shows neither dependency nor risk");
	if (!t->settings.labelled)
		report_note(&f,
		    "no labels were given: uncorrected (galatea validate, "
		    "--labels)");
	return report_send(&f, sink, payload);
}

enum gal_status
report_accidental(const struct gal_timeline *t, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	enum gal_status status = by_purpose(t, sink, payload, err);

	if (status == GAL_OK)
		status = times(t, sink, payload, err);
	if (status == GAL_OK)
		status = beside_published(t, sink, payload, err);
	return status;
}
