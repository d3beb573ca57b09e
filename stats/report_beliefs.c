/* Realized or simulated: what authors say of it, by rung and over time. */
#include <math.h>
#include <string.h>

#include "stats/association.h"
#include "stats/report_frame.h"

static const char *const codes[BELIEFS] = {
	[BELIEF_REAL] = "persona.realness",
	[BELIEF_SIMULATED] = "persona.simulation",
};

static enum gal_status
by_stage(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	struct report_frame f;

	report_open(&f, t, "beliefs_stage",
	    "Talk of being real or simulated, by rung of the post", err);
	report_column(&f, "stage", 't', "", "rung that the post shows");
	report_column(&f, "belief", 't', "", "what is said, of any AI");
	report_column(
	    &f, "with_code", 'i', "authors", "who say it on this rung");
	report_estimate_columns(
	    &f, "share of posts", "errors clustered by author, t");
	for (int rung = 0; rung <= RUNGS_MAX; rung++)
		for (int b = 0; b < BELIEFS; b++) {
			struct gal_share s;
			bool hide;

			if (rung < RUNGS_MAX &&
			    rung >= t->settings.rules.states)
				continue;
			gal_share_finish(&s, &t->belief_sums.share[rung][b],
			    t->settings.conf);
			if (s.authors < (double)f.k) {
				f.suppressed += s.authors > 0;
				continue;
			}
			hide = s.any > 0 && s.any < (double)f.k;
			report_text(&f,
			    rung == RUNGS_MAX ? "none"
					      : t->settings.rungs[rung]);
			report_text(&f, codes[b]);
			report_authors(&f, s.any);
			report_estimate(&f, hide ? NAN : s.pooled,
			    hide ? gal_interval_none() : s.pooled_t, s.authors,
			    s.posts, t->totals.authors - s.authors,
			    "uncorrected");
		}
	report_note(&f,
	    "posts on the rung 'none' show no rung of the author's own: "
	    "opinions on other people's AIs and on AI in general are there");
	return report_send(&f, sink, payload);
}

static enum gal_status
over_time(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	const struct belief_sums *s = &t->belief_sums;
	struct report_frame f;

	report_open(&f, t, "beliefs_time",
	    "Talk of being real or simulated, over an author's time", err);
	report_column(&f, "day", 'i', "days",
	    "since the author's first post: a period of 90 begins");
	report_column(&f, "belief", 't', "", "what is said");
	report_estimate_columns(&f, "share of authors",
	    "who say it, of those who post in the period");
	for (int p = 0; p < BELIEF_PERIODS; p++)
		for (int b = 0; b < BELIEFS; b++) {
			double n = s->active[p], k = s->told[p][b];
			bool hide = k > 0 && k < (double)f.k;

			if (n < (double)f.k)
				continue;
			report_int(&f, p * BELIEF_DAYS);
			report_text(&f, codes[b]);
			f.suppressed += hide;
			report_estimate(&f, hide ? NAN : k / n,
			    hide ? gal_interval_none()
				 : gal_wilson(k, n, t->settings.conf),
			    n, s->posts[p], t->totals.authors - n,
			    "uncorrected");
		}
	if (s->both < (double)f.k)
		report_note(&f,
		    "which is said first: fewer than %lld authors say both",
		    (long long)f.k);
	else if (fmin(s->real_first, s->simulated_first) < (double)f.k)
		report_note(&f,
		    "%.0f authors say both; which comes first is left out, "
		    "too few say one of them first",
		    s->both);
	else
		report_note(&f,
		    "%.0f authors say both: real first %.0f, simulated first "
		    "%.0f, sign test p = %.2g",
		    s->both, s->real_first, s->simulated_first,
		    gal_sign_test(
			s->real_first, s->real_first + s->simulated_first));
	report_note(&f,
	    "who still posts late is a selection; a period with more posts of "
	    "an author shows more of everything");
	return report_send(&f, sink, payload);
}

static const struct code_sums *
sums_of(const struct gal_timeline *t, const char *code)
{
	for (size_t c = 0; c < t->settings.code_count; c++)
		if (strcmp(t->settings.codes[c], code) == 0)
			return &t->codes[c];
	return NULL;
}

static bool
is_few(const struct report_frame *f, double authors)
{
	return authors > 0 && authors < (double)f->k;
}

static enum gal_status
around_rupture(const struct gal_timeline *t, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	double n = t->rupture.followed;
	struct report_frame f;

	report_open(&f, t, "beliefs_rupture",
	    "Beliefs before and after a rupture, same authors", err);
	report_column(&f, "belief", 't', "", "what is said");
	report_column(
	    &f, "before", 'r', "share of authors", "in the 90 days before");
	report_column(
	    &f, "after", 'r', "share of authors", "in the 90 days after");
	report_column(&f, "p", 'r', "probability", "McNemar, exact");
	report_estimate_columns(&f, "share of authors",
	    "after less before (paired; normal limits)");
	for (int b = 0; b < BELIEFS && n >= (double)f.k; b++) {
		const struct code_sums *s = sums_of(t, codes[b]);
		struct gal_interval ci;
		double before, after, change;
		bool hide, few;

		if (s == NULL)
			continue;
		before = s->before_after + s->before_only;
		after = s->before_after + s->after_only;
		ci = gal_paired_change(&change, s->before_only, s->after_only,
		    n, t->settings.conf);
		hide = is_few(&f, before) || is_few(&f, after);
		/* p and the limits would give away how many changed */
		few = hide || is_few(&f, s->before_only) ||
		    is_few(&f, s->after_only);
		report_text(&f, codes[b]);
		f.suppressed += few;
		report_real(&f, hide ? NAN : before / n);
		report_real(&f, hide ? NAN : after / n);
		report_real(&f,
		    few ? NAN
			: gal_sign_test(
			      s->before_only, s->before_only + s->after_only));
		report_estimate(&f, hide ? NAN : change,
		    few ? gal_interval_none() : ci, n, t->rupture.posts,
		    t->rupture.authors - n, "uncorrected");
	}
	if (n < (double)f.k)
		report_note(&f,
		    "fewer than %lld authors with a rupture and 90 days on "
		    "both sides",
		    (long long)f.k);
	report_note(&f,
	    "the post of the rupture itself is in neither; an author must "
	    "post on both sides to be seen to change");
	return report_send(&f, sink, payload);
}

enum gal_status
report_beliefs(const struct gal_timeline *t, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	enum gal_status status = by_stage(t, sink, payload, err);

	if (status == GAL_OK)
		status = over_time(t, sink, payload, err);
	if (status == GAL_OK)
		status = around_rupture(t, sink, payload, err);
	return status;
}
