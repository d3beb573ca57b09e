/* Who was seen; the ladder over time. */
#include <math.h>
#include <stdio.h>

#include "core/datetime.h"
#include "stats/disclosure.h"
#include "stats/report_frame.h"

/* Small is also what is left of a group, and a group itself: 22,349 of 22,350
 * authors tell of one as well, and so do the limits of a share of one. */
static void
cohort_row(struct report_frame *f, const struct totals *n, const char *group,
    const char *unit, double count, double of, const char *means, bool by_tags,
    double conf)
{
	double window = n->posts - n->anonymous - n->bots - n->outside;
	bool authors = unit[0] == 'a';
	bool small = authors ? report_is_small(f, count) ||
		report_is_small(f, of - count) || report_is_small(f, of)
			     : by_tags && report_is_small(f, count);
	double missing = authors ? n->authors - of : 0;
	struct gal_interval limits = authors && of > 0
	    ? gal_wilson(count, of, conf)
	    : gal_interval_none();

	report_text(f, group);
	report_text(f, unit);
	f->suppressed += small;
	if (small) {
		for (int i = 0; i < 4; i++)
			report_missing(f);
	} else {
		report_int(f, count);
		report_real(f, of > 0 ? count / of : NAN);
		report_real(f, limits.lo);
		report_real(f, limits.hi);
	}
	if (authors)
		report_authors(f, of);
	else
		report_missing(f);
	/* of the incident alone the posts are not counted apart */
	report_int(f, !authors ? of : of == n->authors ? window : NAN);
	report_int(f,
	    report_is_small(f, of) || report_is_small(f, missing) ? NAN
								  : missing);
	report_text(f, means);
	report_text(f, by_tags ? "uncorrected" : "does not rest on tags");
}

enum gal_status
report_cohort(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	const struct totals *n = &t->totals;
	double conf = t->settings.conf;
	char from[32], until[32];
	struct report_frame f;

	report_open(&f, t, "cohort", "Who was seen", err);
	report_column(&f, "group", 't', "", "who is counted");
	report_column(&f, "unit", 't', "", "what is counted");
	report_column(&f, "count", 'i', "see unit", "how many");
	report_column(&f, "share", 'r', "share",
	    "of all authors, of the incident authors, or of all posts");
	report_column(&f, "lower", 'r', "share", "Wilson limit");
	report_column(&f, "upper", 'r', "share", "Wilson limit");
	report_column(&f, "n_authors", 'i', "authors", "that it is a share of");
	report_column(&f, "n_posts", 'i', "posts",
	    "that it is a share of, or of these authors in the window");
	report_column(&f, "n_missing", 'i', "authors",
	    "authors left out: those who are not incident");
	report_column(&f, "meaning", 't', "", "what the group can carry");
	report_column(&f, "correction", 't', "", "of classifier errors");
	cohort_row(&f, n, "posts", "posts", n->posts, n->posts,
	    "all posts given to the statistics", false, conf);
	cohort_row(&f, n, "without author", "posts", n->anonymous, n->posts,
	    "deleted or no author: counted here only", false, conf);
	cohort_row(&f, n, "bots and adverts", "posts", n->bots, n->posts,
	    "never an author: counted here only", false, conf);
	cohort_row(&f, n, "outside the window", "posts", n->outside, n->posts,
	    "no time, or before or after the window", false, conf);
	cohort_row(&f, n, "not read", "posts", n->unread, n->posts,
	    "not English, empty or not yet tagged: prove activity only", false,
	    conf);
	cohort_row(&f, n, "with a rung", "posts", n->staged, n->posts,
	    "posts whose author shows a rung", true, conf);
	cohort_row(&f, n, "authors", "authors", n->authors, n->authors,
	    "distinct pseudonyms with a post in the window", false, conf);
	cohort_row(&f, n, "one post", "authors", n->one_post, n->authors,
	    "in prevalence; no transition, no interval", false, conf);
	cohort_row(&f, n, "never on the ladder", "authors", n->no_stage,
	    n->authors, "no post shows a rung: not at risk", true, conf);
	cohort_row(&f, n, "one observation", "authors", n->one_observation,
	    n->authors, "at risk at day 0, no information after", true, conf);
	cohort_row(&f, n, "incident", "authors", n->incident, n->authors,
	    "first seen below companionship: followed from then", true, conf);
	cohort_row(&f, n, "prevalent", "authors", n->prevalent, n->authors,
	    "first seen at or above it: left out of time to entry", true, conf);
	cohort_row(&f, n, "first seen within the washout", "authors",
	    n->left_truncated, n->authors, "may have begun before the window",
	    false, conf);
	cohort_row(&f, n, "reached companionship", "authors", n->reached,
	    n->incident, "of the incident, before disengaging; see incidence",
	    true, conf);
	cohort_row(&f, n, "confirmed by a second post", "authors", n->confirmed,
	    n->incident, "of the incident", true, conf);
	cohort_row(&f, n, "disengaged first", "authors", n->disengaged,
	    n->incident, "of the incident: a gap longer than D", true, conf);
	cohort_row(&f, n, "censored", "authors", n->censored, n->incident,
	    "of the incident: still posting at the end", true, conf);
	cohort_row(&f, n, "moved up", "authors", n->up_authors, n->authors,
	    "between observations", true, conf);
	cohort_row(&f, n, "moved down", "authors", n->down_authors, n->authors,
	    "between observations; a running maximum hides it", true, conf);
	gal_time_format(t->settings.rules.start, from);
	gal_time_format(t->settings.rules.end, until);
	report_note(&f,
	    "window %s to %s (half open), D = %g days, washout "
	    "%g days",
	    from, until, gal_days(t->settings.rules.disengage),
	    gal_days(t->settings.rules.washout));
	report_note(&f,
	    "joining a companion forum is itself downstream of "
	    "attachment: time zero is the first observed rung "
	    "below companionship, not the onset");
	if (n->authors == 0)
		report_note(&f, "no author was seen in the window");
	else if (n->incident == 0)
		report_note(&f,
		    "no author at risk, because nobody was first "
		    "seen on a rung below %s",
		    t->settings.rungs[t->settings.rules.target]);
	else if (n->incident < (double)f.k)
		report_note(&f,
		    "no author at risk, because fewer than %lld were first "
		    "seen on a rung below %s: hardly anyone here writes of "
		    "an AI of their own",
		    (long long)f.k,
		    t->settings.rungs[t->settings.rules.target]);
	return report_send(&f, sink, payload);
}

/* One line of a table whose total is shown: a small cell takes another with
 * it, or it could be subtracted. */
static void
hide_line(
    struct report_frame *f, uint8_t *state, const double *line, int states)
{
	int64_t counts[RUNGS_MAX];

	for (int k = 0; k < states; k++) {
		state[k] = GAL_SHOWN;
		counts[k] = (int64_t)line[k];
	}
	/* No audit: that takes the totals of columns for known, and of one
	 * line they are its cells, so that it would hide the whole line. Two
	 * hidden cells that sum to k or more leave each a range of k. */
	if (f->status == GAL_OK)
		f->status = gal_suppress(
		    state, counts, 1, (size_t)states, f->k, f->err);
}

/* What share_cells() fills, and the counts behind it: of whom the share is,
 * in how many posts, and who is missing from it. */
static void
share_columns(struct report_frame *f, const char *of, const char *n_authors,
    const char *n_posts, const char *n_missing)
{
	report_column(f, "authors", 'i', "authors", "distinct authors");
	report_column(f, "share", 'r', "share of authors", of);
	report_column(f, "lower", 'r', "share of authors", "Wilson limit");
	report_column(f, "upper", 'r', "share of authors", "Wilson limit");
	report_column(f, "n_authors", 'i', "authors", n_authors);
	report_column(f, "n_posts", 'i', "posts", n_posts);
	report_column(f, "n_missing", 'i', "authors", n_missing);
}

/* Count, share and limits, or nothing. */
static void
share_cells(
    struct report_frame *f, double n, double total, bool hide, double conf)
{
	struct gal_interval w = gal_wilson(n, total, conf);

	f->suppressed += hide;
	report_int(f, hide ? NAN : n);
	report_real(f, hide ? NAN : n / total);
	report_real(f, hide ? NAN : w.lo);
	report_real(f, hide ? NAN : w.hi);
}

/* "2024-05" of month number year * 12 + month. */
static void
month_name(char out[32], int number)
{
	snprintf(out, 32, "%04d-%02d", number / 12, number % 12 + 1);
}

static enum gal_status
by_month(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	int states = t->settings.rules.states;
	uint8_t state[RUNGS_MAX];
	struct report_frame f;

	report_open(&f, t, "stage_by_month", "The ladder by month", err);
	report_column(&f, "month", 't', "", "calendar month, UTC");
	report_column(&f, "stage", 't', "",
	    "highest rung the author showed in the month");
	share_columns(&f, "of the authors who showed any rung in the month",
	    "who showed any rung in the month", "with a rung in the month",
	    "who posted in the month without a rung");
	report_column(&f, "correction", 't', "", "of classifier errors");
	for (int m = 0; m < MONTHS_MAX && f.status == GAL_OK; m++) {
		double total = 0;
		char name[32];

		for (int k = 0; k < states; k++)
			total += t->months[m][k];
		if (total == 0)
			continue;
		month_name(name, t->first_month + m);
		hide_line(&f, state, t->months[m], states);
		for (int k = 0; k < states; k++) {
			report_text(&f, name);
			report_text(&f, t->settings.rungs[k]);
			share_cells(&f, t->months[m][k], total,
			    state[k] != GAL_SHOWN, t->settings.conf);
			report_authors(&f, total);
			report_int(&f, t->months[m][MONTH_POSTS]);
			report_authors(&f, t->months[m][MONTH_NONE]);
			report_text(&f, "uncorrected");
		}
	}
	report_note(&f,
	    "unit: author-month; months without a post are not "
	    "carried forward");
	return report_send(&f, sink, payload);
}

static enum gal_status
by_bin(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	int states = t->settings.rules.states;
	uint8_t state[RUNGS_MAX];
	struct report_frame f;

	report_open(&f, t, "stage_by_time",
	    "The ladder by time since the first post", err);
	report_column(&f, "day", 'i', "days", "first day of the bin");
	report_column(&f, "stage", 't', "", "rung, last state carried");
	share_columns(&f, "of the valid", "with a rung that has not expired",
	    "with a rung in the bin",
	    "still posting then, whose rung is not known");
	report_column(&f, "entropy", 'r', "share of the largest",
	    "of the shares, 0 to 1");
	report_column(&f, "correction", 't', "", "of classifier errors");
	for (int b = 0; b < BINS_MAX && f.status == GAL_OK; b++) {
		double valid = 0, entropy = 0, followed = 0;
		bool hidden = false;

		for (int k = 0; k < states; k++)
			valid += t->bins[b][k];
		if (valid == 0)
			continue;
		for (int last = b; last < BINS_MAX; last++)
			followed += t->followed[last];
		hide_line(&f, state, t->bins[b], states);
		for (int k = 0; k < states; k++) {
			hidden |= state[k] != GAL_SHOWN;
			if (t->bins[b][k] > 0)
				entropy -= t->bins[b][k] / valid *
				    log(t->bins[b][k] / valid) / log(states);
		}
		for (int k = 0; k < states; k++) {
			report_int(&f, b * gal_days(t->settings.bin));
			report_text(&f, t->settings.rungs[k]);
			share_cells(&f, t->bins[b][k], valid,
			    state[k] != GAL_SHOWN, t->settings.conf);
			report_authors(&f, valid);
			report_int(&f, t->bin_posts[b]);
			report_authors(&f, followed - valid);
			report_real(&f, hidden ? NAN : entropy);
			report_text(&f, "uncorrected");
		}
	}
	report_note(&f,
	    "bins of %g days; highest rung of a bin; a state is "
	    "carried for %g days, then missing",
	    gal_days(t->settings.bin), gal_days(t->settings.expire));
	return report_send(&f, sink, payload);
}

enum gal_status
report_stages(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	enum gal_status status = by_month(t, sink, payload, err);

	return status == GAL_OK ? by_bin(t, sink, payload, err) : status;
}
