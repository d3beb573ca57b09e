#include "stats/report.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "stats/report_frame.h"

const struct gal_report gal_reports[] = {
	{ "cohort", "who was seen, and who can carry which number",
	    report_cohort, 0 },
	{ "stages", "rungs of the ladder by month and by time since first post",
	    report_stages, 0 },
	{ "transitions", "moves between rungs, by time and by spell; flows",
	    report_transitions, 0 },
	{ "incidence", "reaching companionship: crude and net side by side",
	    report_incidence, GAL_REPORT_HIDDEN },
	{ "rates", "moves per day: observed, and by the panel Markov model",
	    report_rates, GAL_REPORT_HIDDEN },
	{ "prevalence", "how common each code is, by author and by post",
	    report_prevalence, 0 },
	{ "benefit_dependency", "benefit and dependency together, by stage",
	    report_benefit_dependency, 0 },
	{ "onset", "how it began: stated, narrated, observed", report_onset,
	    0 },
	{ "materialization", "the bond made visible, by time since entry",
	    report_materialization, 0 },
	{ "rupture", "what follows a change or loss of the persona",
	    report_rupture, 0 },
	{ "events", "before and after platform events", report_events, 0 },
	{ "keyness", "codes that set companions apart, by authors",
	    report_keyness, 0 },
	{ "keyness_words", "words that set companions apart, by authors",
	    report_keyness_words, GAL_REPORT_BY_REQUEST | GAL_REPORT_WORDS },
	{ "sequences", "turbulence of trajectories, and how far they are apart",
	    report_sequences, GAL_REPORT_BY_REQUEST | GAL_REPORT_SEQUENCES },
	{ "axes", "bond, clinical safety, epistemic cost: three axes apart",
	    report_axes, 0 },
	{ "persona", "persona as a document against persona lived with",
	    report_persona, 0 },
	{ "accidental", "bonds by purpose of first use; published shares",
	    report_accidental, 0 },
	{ "survival", "how long a companion stays the same; what breaks it",
	    report_survival, 0 },
	{ "beliefs", "talk of being real or simulated, by rung and time",
	    report_beliefs, 0 },
	{ "replies", "depth of replies against depth of the post",
	    report_replies, GAL_REPORT_REPLIES },
	{ "affect", "a running emotion score over an author's posts",
	    report_affect, 0 },
	{ "trends", "trend of valence over an author's posts", report_trends,
	    0 },
	{ NULL, NULL, NULL, 0 },
};

const struct gal_report *
gal_report_find(const char *name)
{
	for (const struct gal_report *r = gal_reports; r->name != NULL; r++)
		if (strcmp(r->name, name) == 0)
			return r;
	return NULL;
}

enum gal_status
gal_report_make(const struct gal_report *report,
    const struct gal_timeline *timeline, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	return report->make(timeline, sink, payload, err);
}

bool
report_whole_authors(const struct gal_timeline *t)
{
	return t->drawn_in_part == 0 &&
	    t->labelled_count >= (size_t)t->settings.k_anon;
}

void
report_open(struct report_frame *out, const struct gal_timeline *timeline,
    const char *name, const char *title, struct gal_error *err)
{
	char full[256];

	*out =
	    (struct report_frame){ .err = err, .k = timeline->settings.k_anon };
	snprintf(full, sizeof(full), "%s%s", title,
	    timeline->settings.simulated ? " (simulated authors)" : "");
	out->status = gal_frame_new(&out->frame, name, full, err);
}

void
report_column(struct report_frame *f, const char *name, char type,
    const char *unit, const char *description)
{
	enum gal_cell_type kind = type == 'i' ? GAL_CELL_INT
	    : type == 'r'		      ? GAL_CELL_REAL
					      : GAL_CELL_TEXT;

	if (f->status == GAL_OK)
		f->status = gal_frame_column(
		    f->frame, name, kind, unit, description, f->err);
}

void
report_estimate_columns(
    struct report_frame *f, const char *unit, const char *description)
{
	report_column(f, "estimate", 'r', unit, description);
	report_column(f, "lower", 'r', unit, "lower limit of the interval");
	report_column(f, "upper", 'r', unit, "upper limit of the interval");
	report_column(f, "n_authors", 'i', "authors",
	    "authors that the estimate is computed from");
	report_column(f, "n_posts", 'i', "posts",
	    "their posts that were read by the classifier");
	report_column(f, "n_missing", 'i', "authors",
	    "authors left out because nothing of this kind was observed");
	report_column(f, "correction", 't', "",
	    "whether errors of the classifier are corrected, and how");
}

void
report_keyness_columns(struct report_frame *f, const char *group,
    const char *term, const char *authors, const char *posts)
{
	report_column(f, "group", 't', "", group);
	report_column(f, "term", 't', "", term);
	report_column(f, "log_odds", 'r', "log odds ratio",
	    "log odds, reached companionship against below it");
	report_column(f, "lower", 'r', "log odds ratio", "lower limit");
	report_column(f, "upper", 'r', "log odds ratio", "upper limit");
	report_column(
	    f, "z", 'r', "standard errors", "log odds / its standard error");
	report_column(
	    f, "p_adjusted", 'r', "probability", "Benjamini-Hochberg");
	report_column(
	    f, "g2", 'r', "chi-square", "log-likelihood ratio, four cells");
	report_column(f, "authors", 'i', "authors", authors);
	report_column(f, "n_authors", 'i', "authors", "in both groups");
	report_column(f, "n_posts", 'i', "posts", posts);
	report_column(f, "n_missing", 'i', "authors",
	    "never on the ladder: in neither group");
	report_column(f, "correction", 't', "", "of classifier errors");
}

void
report_text(struct report_frame *f, const char *text)
{
	if (f->status == GAL_OK)
		f->status = gal_frame_text(f->frame, text, f->err);
}

void
report_int(struct report_frame *f, double count)
{
	if (f->status != GAL_OK)
		return;
	if (isnan(count))
		report_missing(f);
	else
		f->status =
		    gal_frame_int(f->frame, (int64_t)llround(count), f->err);
}

void
report_real(struct report_frame *f, double value)
{
	if (f->status == GAL_OK)
		f->status =
		    gal_frame_real(f->frame, gal_unsigned_zero(value), f->err);
}

void
report_missing(struct report_frame *f)
{
	if (f->status == GAL_OK)
		f->status = gal_frame_missing(f->frame, f->err);
}

bool
report_is_small(const struct report_frame *f, double n)
{
	return n > 0 && n < (double)f->k;
}

void
report_authors(struct report_frame *f, double n)
{
	if (report_is_small(f, n)) {
		f->suppressed++;
		report_missing(f);
	} else {
		report_int(f, n);
	}
}

void
report_estimate(struct report_frame *f, double value,
    struct gal_interval limits, double authors, double posts, double missing,
    const char *correction)
{
	bool small = report_is_small(f, authors);

	if (small) {
		f->suppressed++;
		value = NAN;
		limits = gal_interval_none();
		posts = NAN;
	}
	report_real(f, value);
	report_real(f, limits.lo);
	report_real(f, limits.hi);
	report_int(f, small ? NAN : authors);
	report_int(f, posts);
	report_int(f, report_is_small(f, missing) ? NAN : missing);
	report_text(f, correction);
}

void
report_note(struct report_frame *f, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (f->status == GAL_OK)
		f->status = gal_frame_note(f->frame, f->err, "%s", text);
}

bool
report_lacks(struct report_frame *f, enum gal_status status,
    const struct gal_error *fault)
{
	if (status != GAL_OK && status != GAL_UNDEFINED &&
	    status != GAL_LIMIT && f->status == GAL_OK)
		f->status = gal_fail(f->err, status, "%s", fault->message);
	return status != GAL_OK;
}

void
report_narrow(struct report_frame *f, size_t narrow)
{
	if (narrow > 0)
		report_note(f,
		    "who knows the sums of rows and columns from elsewhere can "
		    "tell %zu of the cells left out to within fewer than %lld "
		    "authors: do not publish those sums beside this table",
		    narrow, (long long)f->k);
}

enum gal_status
report_send(struct report_frame *f, gal_report_sink sink, void *payload)
{
	if (f->suppressed > 0)
		report_note(f,
		    "%zu cell%s with fewer than %lld authors %s left out",
		    f->suppressed, f->suppressed == 1 ? "" : "s",
		    (long long)f->k, f->suppressed == 1 ? "is" : "are");
	if (f->status != GAL_OK) {
		gal_frame_free(f->frame);
		return f->status;
	}
	return sink(payload, f->frame, f->err);
}
