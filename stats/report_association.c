/* Benefit and dependency together; codes that set companions apart. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/keyness.h"
#include "stats/multiplicity.h"
#include "stats/report_frame.h"

struct pair {
	const char *benefit, *dependency;
	struct gal_table2 table;
	struct gal_cooccurrence c;
	struct gal_mantel_haenszel mh;
	double adjusted;
};

static struct gal_table2
stratum_table(const struct pair_counts *p, size_t i, size_t j)
{
	double a = p->both[i][j];
	struct gal_table2 out = { a, p->first[i] - a, p->second[j] - a,
		p->authors - p->first[i] - p->second[j] + a };

	return out;
}

static void
fill_pair(struct pair *out, const struct gal_timeline *t, size_t i, size_t j)
{
	struct gal_table2 strata[STRATA];

	out->table = (struct gal_table2){ 0, 0, 0, 0 };
	for (size_t s = 0; s < STRATA; s++) {
		strata[s] = stratum_table(&t->pairs[s], i, j);
		out->table.a += strata[s].a;
		out->table.b += strata[s].b;
		out->table.c += strata[s].c;
		out->table.d += strata[s].d;
	}
	out->benefit = i == FAMILY_MAX ? "benefit (any)"
				       : t->settings.codes[t->benefit.code[i]];
	out->dependency = j == FAMILY_MAX
	    ? "dependency (any)"
	    : t->settings.codes[t->dependency.code[j]];
	gal_cooccurrence_of(&out->c, out->table, t->settings.conf);
	gal_mantel_haenszel_of(&out->mh, strata, STRATA, t->settings.conf);
}

static bool
small_pair(const struct pair *p, int64_t k)
{
	double least =
	    fmin(fmin(p->table.a, p->table.b), fmin(p->table.c, p->table.d));
	double cells[4] = { p->table.a, p->table.b, p->table.c, p->table.d };

	if (least >= (double)k)
		return false;
	for (int i = 0; i < 4; i++)
		if (cells[i] > 0 && cells[i] < (double)k)
			return true;
	return false;
}

/* Nobody shows one of the two: the halves that are added to all cells would
 * be the whole of the odds ratio. */
static bool
says_nothing(const struct pair *p)
{
	return p->table.a + p->table.b == 0 || p->table.a + p->table.c == 0;
}

static void
pair_row(
    struct report_frame *f, const struct gal_timeline *t, const struct pair *p)
{
	bool small = small_pair(p, f->k);
	bool empty = small || says_nothing(p);
	double n = p->table.a + p->table.b + p->table.c + p->table.d;

	report_text(f, p->benefit);
	report_text(f, p->dependency);
	f->suppressed += small;
	report_real(f, empty ? NAN : p->c.haldane_log_or);
	report_real(f, empty ? NAN : log(p->c.haldane_limits.lo));
	report_real(f, empty ? NAN : log(p->c.haldane_limits.hi));
	report_real(f, empty ? NAN : p->c.phi);
	report_real(f, empty ? NAN : log(p->mh.odds_ratio));
	report_real(f, empty ? NAN : log(p->mh.limits.lo));
	report_real(f, empty ? NAN : log(p->mh.limits.hi));
	report_real(f, empty ? NAN : p->c.fisher_p);
	report_real(f, small ? NAN : p->adjusted);
	report_int(f, small ? NAN : p->table.a);
	report_authors(f, n);
	report_int(f, t->odds.sum[1] + t->odds.sum[3]);
	report_authors(f, t->totals.authors - n);
	report_text(f, "uncorrected");
}

static enum gal_status
pairs_frame(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	size_t first = t->benefit.count, second = t->dependency.count;
	size_t count = first * second + 1, n = 0;
	struct pair *pairs = gal_allocate(count, sizeof(*pairs), err);
	double *p = gal_allocate(count, sizeof(*p), err);
	enum gal_status status = GAL_NOMEM;
	struct report_frame f;

	if (pairs == NULL || p == NULL)
		goto done;
	fill_pair(&pairs[n++], t, FAMILY_MAX, FAMILY_MAX);
	for (size_t i = 0; i < first; i++)
		for (size_t j = 0; j < second; j++)
			fill_pair(&pairs[n++], t, i, j);
	for (size_t i = 0; i < n; i++)
		p[i] = i > 0 && !small_pair(&pairs[i], t->settings.k_anon) &&
			!says_nothing(&pairs[i])
		    ? pairs[i].c.fisher_p
		    : NAN;
	status = gal_adjust(p, p, n, GAL_ADJUST_BH, err);
	if (status != GAL_OK)
		goto done;
	report_open(&f, t, "benefit_dependency", "Benefit and dependency", err);
	report_column(&f, "benefit", 't', "", "benefit the author ever tells");
	report_column(
	    &f, "dependency", 't', "", "marker the author ever shows");
	report_column(&f, "log_odds_ratio", 'r', "log odds ratio",
	    "authors, +1/2 in all cells (Haldane-Anscombe)");
	report_column(&f, "lower", 'r', "log odds ratio", "lower limit");
	report_column(&f, "upper", 'r', "log odds ratio", "upper limit");
	report_column(&f, "phi", 'r', "correlation", "correlation of the two");
	report_column(&f, "log_odds_ratio_mh", 'r', "log odds ratio",
	    "Mantel-Haenszel over strata of posts per author");
	report_column(&f, "mh_lower", 'r', "log odds ratio", "lower limit");
	report_column(&f, "mh_upper", 'r', "log odds ratio", "upper limit");
	report_column(&f, "fisher_p", 'r', "probability", "two-sided");
	report_column(
	    &f, "p_adjusted", 'r', "probability", "Benjamini-Hochberg");
	report_column(&f, "authors", 'i', "authors", "who show both");
	report_column(
	    &f, "n_authors", 'i', "authors", "with a post that was read");
	report_column(&f, "n_posts", 'i', "posts", "of theirs, read");
	report_column(
	    &f, "n_missing", 'i', "authors", "no post of whom was read");
	report_column(&f, "correction", 't', "", "of classifier errors");
	n = 0;
	for (size_t i = 0; i < count; i++) {
		pairs[i].adjusted = p[i];
		if (!isnan(p[i]))
			n++;
		pair_row(&f, t, &pairs[i]);
	}
	report_note(&f,
	    "unit: author, ever/ever. Who posts more shows more "
	    "of everything: read the Mantel-Haenszel columns");
	report_note(&f,
	    "family of the adjustment: %zu pairs; where nobody shows one of "
	    "the two nothing is estimated",
	    n);
	if (first == 0 || second == 0)
		report_note(&f, "the codebook lacks benefit or dependency");
	status = report_send(&f, sink, payload);
done:
	free(pairs);
	free(p);
	return status;
}

static enum gal_status
by_stage(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	struct report_frame f;

	report_open(&f, t, "benefit_dependency_stage",
	    "Benefit and dependency by highest rung", err);
	report_column(&f, "stage", 't', "", "highest observed rung");
	report_column(&f, "benefit", 'r', "share of authors", "any benefit");
	report_column(&f, "dependency", 'r', "share of authors", "any marker");
	report_column(&f, "both", 'r', "share of authors", "both");
	report_column(&f, "log_odds_ratio", 'r', "log odds ratio",
	    "within the rung, +1/2 in cells");
	report_column(&f, "lower", 'r', "log odds ratio", "lower limit");
	report_column(&f, "upper", 'r', "log odds ratio", "upper limit");
	report_column(&f, "n_authors", 'i', "authors", "on this rung");
	report_column(&f, "n_posts", 'i', "posts", "of theirs, read");
	report_column(
	    &f, "n_missing", 'i', "authors", "no post of whom was read");
	report_column(&f, "correction", 't', "", "of classifier errors");
	for (int s = 0; s <= RUNGS_MAX; s++) {
		const double *x = t->stage_pairs[s];
		struct pair p = { .table = { x[0], x[1], x[2], x[3] } };
		double n = x[0] + x[1] + x[2] + x[3];
		bool small, empty;

		if (s < RUNGS_MAX && s >= t->settings.rules.states)
			continue;
		gal_cooccurrence_of(&p.c, p.table, t->settings.conf);
		small = n == 0 || small_pair(&p, f.k);
		empty = small || says_nothing(&p);
		report_text(&f, s == RUNGS_MAX ? "none" : t->settings.rungs[s]);
		f.suppressed += small && n > 0;
		report_real(&f, small ? NAN : (x[0] + x[1]) / n);
		report_real(&f, small ? NAN : (x[0] + x[2]) / n);
		report_real(&f, small ? NAN : x[0] / n);
		report_real(&f, empty ? NAN : p.c.haldane_log_or);
		report_real(&f, empty ? NAN : log(p.c.haldane_limits.lo));
		report_real(&f, empty ? NAN : log(p.c.haldane_limits.hi));
		report_authors(&f, n);
		report_int(&f, t->stage_posts[s]);
		report_authors(&f, t->totals.authors - t->odds.authors);
		report_text(&f, "uncorrected");
	}
	return report_send(&f, sink, payload);
}

static enum gal_status
by_post(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	const struct odds_sums *o = &t->odds;
	/* cells[0] dependency with benefit, [1] posts with benefit, [2]
	 * dependency without, [3] posts without */
	struct odds_estimate e = odds_of(o, t->settings.conf);
	struct report_frame f;

	report_open(&f, t, "benefit_dependency_posts",
	    "Benefit and dependency in the same post", err);
	report_column(&f, "benefit", 't', "", "any benefit in the post");
	report_column(&f, "dependency", 't', "", "any marker in the post");
	report_estimate_columns(
	    &f, "log odds ratio", "errors clustered by author (CR1)");
	report_text(&f, "benefit (any)");
	report_text(&f, "dependency (any)");
	report_estimate(&f, e.log_or, e.limits, o->authors,
	    o->sum[1] + o->sum[3], t->totals.authors - o->authors,
	    "uncorrected");
	if (isnan(e.log_or))
		report_note(&f, "not defined: one of the four cells is empty");
	return report_send(&f, sink, payload);
}

enum gal_status
report_benefit_dependency(const struct gal_timeline *t, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	enum gal_status status = pairs_frame(t, sink, payload, err);

	if (status == GAL_OK)
		status = by_stage(t, sink, payload, err);
	if (status == GAL_OK)
		status = by_post(t, sink, payload, err);
	return status;
}

/* The rungs define the groups: they cannot be their key codes. */
static bool
defines_group(const char *code)
{
	return strncmp(code, "stage.", 6) == 0 ||
	    strncmp(code, "stance.", 7) == 0;
}

enum gal_status
report_keyness(const struct gal_timeline *t, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	size_t n = t->settings.code_count, used = 0;
	struct gal_keyness *rows = gal_allocate(n, sizeof(*rows), err);
	double *p = gal_allocate(n, sizeof(*p), err);
	double n1 = 0, n2 = 0, a0 = 0;
	enum gal_status status = GAL_NOMEM;
	struct report_frame f;

	if (rows == NULL || p == NULL)
		goto done;
	for (size_t c = 0; c < n; c++) {
		if (defines_group(t->settings.codes[c]))
			continue;
		n1 += t->codes[c].entered_any;
		n2 += t->codes[c].other_any;
		a0 += 1;
	}
	for (size_t c = 0; c < n; c++) {
		double y1 = t->codes[c].entered_any;
		double y2 = t->codes[c].other_any;

		p[c] = NAN;
		if (defines_group(t->settings.codes[c]) ||
		    y1 + y2 < (double)t->settings.k_anon || n1 == 0 || n2 == 0)
			continue;
		gal_keyness_of(&rows[c], y1, n1, y2, n2, y1 + y2, n1 + n2, a0);
		p[c] = rows[c].p;
		used++;
	}
	status = gal_adjust(p, p, n, GAL_ADJUST_BH, err);
	if (status != GAL_OK)
		goto done;
	report_open(&f, t, "keyness", "Codes that set companions apart", err);
	report_keyness_columns(&f, "who shows it more", "code",
	    "who show it, both groups", "read, of all authors seen");
	for (size_t c = 0; c < n; c++) {
		struct gal_interval ci;

		if (isnan(p[c]))
			continue;
		report_text(&f, rows[c].delta > 0 ? "companion" : "tool");
		report_text(&f, t->settings.codes[c]);
		ci = gal_interval_wald(
		    rows[c].delta, sqrt(rows[c].variance), t->settings.conf);
		report_real(&f, rows[c].delta);
		report_real(&f, ci.lo);
		report_real(&f, ci.hi);
		report_real(&f, rows[c].z);
		report_real(&f, p[c]);
		report_real(&f, rows[c].g2_four);
		report_int(&f, t->codes[c].entered_any + t->codes[c].other_any);
		report_authors(&f, t->totals.authors - t->totals.no_stage);
		report_int(&f, t->codes[c].share.posts);
		report_authors(&f, t->totals.no_stage);
		report_text(&f, "uncorrected");
	}
	report_note(&f,
	    "counts are authors, so that nobody makes a key code "
	    "alone; family of the adjustment: %zu codes; "
	    "informative Dirichlet prior of one author a code",
	    used);
	if (used == 0)
		report_note(&f,
		    "nothing to compare: one of the groups shows "
		    "no code, or too few authors do");
	status = report_send(&f, sink, payload);
done:
	free(rows);
	free(p);
	return status;
}
