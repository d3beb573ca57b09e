/* Depth of replies against the depth of the post they answer. */
#include <math.h>

#include "stats/replies.h"
#include "stats/report_frame.h"

static const char no_labels[] = "uncorrected";

static void
slope_row(struct report_frame *f, const struct gal_timeline *t,
    const char *model, struct gal_reply_slope s)
{
	report_text(f, model);
	report_real(f,
	    s.repliers < (double)f->k ? NAN
				      : gal_normal_two_sided(s.slope / s.se));
	report_estimate(f, s.slope,
	    gal_interval_wald(s.slope, s.se, t->settings.conf), s.repliers,
	    s.pairs, t->replies.repliers - s.repliers, no_labels);
}

static void
note_absence(struct report_frame *f, const struct gal_timeline *t)
{
	if (t->has_replies)
		return;
	report_note(f,
	    t->settings.no_text
		? "not computed: a reply finds the post it answers by id, "
		  "wherever it lies; partial timelines lie by author; ask the "
		  "database"
		: "replies were not read in this run");
}

static enum gal_status
slopes(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	struct report_frame f;

	report_open(&f, t, "reply_disclosure",
	    "Depth of a reply against the depth of the post", err);
	report_column(&f, "model", 't', "", "what is held constant");
	report_column(&f, "p", 'r', "probability", "two-sided");
	report_estimate_columns(&f, "levels for one level",
	    "slope; errors clustered by replier (CR1)");
	if (t->has_replies && t->replies.repliers >= (double)f.k) {
		slope_row(&f, t, "replier and forum (matching)",
		    gal_replies_within(&t->replies));
		slope_row(&f, t, "nothing", gal_replies_overall(&t->replies));
	}
	note_absence(&f, t);
	if (t->has_replies && t->replies.repliers < (double)f.k)
		report_note(&f,
		    "fewer than %lld authors reply to a post of another "
		    "author that was read too",
		    (long long)f.k);
	if (t->replies_cut)
		report_note(&f,
		    "the first repliers by pseudonym, a random sample: their "
		    "%.0f replies reach the limit",
		    t->replies.pairs);
	report_note(&f,
	    "depth: information, thoughts and feelings, 1 to 3 each, summed "
	    "(3 to 9), from the codes disclosure.level.*, which have no "
	    "labelled posts: most posts stay at the lowest level, and what the "
	    "codes miss draws a slope towards 0. n_posts counts replies");
	return report_send(&f, sink, payload);
}

static void
mean_row(struct report_frame *f, const struct gal_timeline *t,
    const char *measure, const struct gal_sum sums[2], double n)
{
	double mean = gal_sum_value(&sums[0]) / n;
	double square = gal_sum_value(&sums[1]) / n - mean * mean;
	double se = n > 1 ? sqrt(fmax(0, square) / (n - 1)) : NAN;

	report_text(f, measure);
	report_estimate(f, n > 0 ? mean : NAN,
	    n > 0 ? gal_interval_wald(mean, se, t->settings.conf)
		  : gal_interval_none(),
	    n, t->replies.pairs, t->replies.repliers - n, no_labels);
}

enum gal_status
report_replies(const struct gal_timeline *t, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	const struct gal_replies *r = &t->replies;
	enum gal_status status = slopes(t, sink, payload, err);
	struct report_frame f;

	if (status != GAL_OK)
		return status;
	report_open(&f, t, "reply_style",
	    "Consistent sharing or adaptive matching, by replier", err);
	report_column(&f, "measure", 't', "", "of one replier");
	report_estimate_columns(
	    &f, "levels, or a correlation", "mean over repliers");
	if (r->repliers >= (double)f.k) {
		mean_row(&f, t, "depth of the posts replied to", r->post_level,
		    r->repliers);
		mean_row(&f, t, "depth of the replies (consistent sharing)",
		    r->reply_level, r->repliers);
		mean_row(
		    &f, t, "spread of the replies", r->spread, r->spread_n);
		mean_row(&f, t, "correlation of reply and post (matching)",
		    r->matching, r->matching_n);
	}
	note_absence(&f, t);
	report_note(&f,
	    "spread: two replies or more; matching: three or more, within "
	    "forums, in which both depths vary");
	return report_send(&f, sink, payload);
}

void
gal_timeline_set_replies(
    struct gal_timeline *t, const struct gal_replies *replies, bool cut)
{
	t->has_replies = true;
	t->replies = *replies;
	t->replies_cut = cut;
}
