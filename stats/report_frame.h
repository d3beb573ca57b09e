/*
 * Filling frames without a status check on every cell: the first fault
 * sticks, later calls do nothing, and report_send() returns it.
 */
#ifndef GALATEA_STATS_REPORT_FRAME_H
#define GALATEA_STATS_REPORT_FRAME_H

#include "stats/report.h"
#include "stats/timeline_internal.h"

struct report_frame {
	struct gal_frame *frame;
	enum gal_status status;
	struct gal_error *err;
	int64_t k;	   /* smallest count of authors shown */
	size_t suppressed; /* cells left out for it */
};

/* Whether labels were drawn by whole authors, k of whom are wholly coded: only
 * these say what an author ever shows. */
bool report_whole_authors(const struct gal_timeline *timeline);
void report_open(struct report_frame *out, const struct gal_timeline *timeline,
    const char *name, const char *title, struct gal_error *err);
/* type: 'i', 'r' or 't'. */
void report_column(struct report_frame *f, const char *name, char type,
    const char *unit, const char *description);
/* estimate, lower, upper, n_authors, n_posts, n_missing, correction. */
void report_estimate_columns(
    struct report_frame *f, const char *unit, const char *description);

/* Those of keyness, from group to correction, where descriptions differ. */
void report_keyness_columns(struct report_frame *f, const char *group,
    const char *term, const char *authors, const char *posts);

void report_text(struct report_frame *f, const char *text);
void report_int(struct report_frame *f, double count);
void report_real(struct report_frame *f, double value);
void report_missing(struct report_frame *f);
/* 0 < n < k: a count of authors that is not shown. */
bool report_is_small(const struct report_frame *f, double n);
/* A count of authors: missing when it is small. */
void report_authors(struct report_frame *f, double n);
/* The columns of report_estimate_columns; all but the counts of authors
 * missing when fewer than k authors carry the number. */
void report_estimate(struct report_frame *f, double value,
    struct gal_interval limits, double authors, double posts, double missing,
    const char *correction);
void report_note(struct report_frame *f, const char *format, ...)
    GAL_PRINTF(2, 3);
/* Whether a model gave nothing, which a note can tell (UNDEFINED, LIMIT). Any
 * other fault of it becomes the frame's. */
bool report_lacks(struct report_frame *f, enum gal_status status,
    const struct gal_error *fault);
/* What the audit of hidden cells could not protect: nothing if 0. */
void report_narrow(struct report_frame *f, size_t narrow);
/* How the hidden Markov models are named in print. */
extern const struct report_hidden_model {
	const char *estimand, *estimator, *correction;
} report_hidden_models[GAL_HIDDEN_MODELS];
/* Notes on suppression, then the sink gets the frame. */
GAL_MUST_USE enum gal_status report_send(
    struct report_frame *f, gal_report_sink sink, void *payload);

/* Who ever shows a code of each mark, by stratum of activity. */
void ever_tables(struct gal_table2 out[STRATA],
    const struct gal_timeline *timeline, uint32_t first, uint32_t second);
#define REPORT(name)                                                           \
	enum gal_status report_##name(const struct gal_timeline *timeline,     \
	    gal_report_sink sink, void *payload, struct gal_error *err)
REPORT(cohort);
REPORT(stages);
REPORT(transitions);
REPORT(incidence);
REPORT(rates);
REPORT(prevalence);
REPORT(benefit_dependency);
REPORT(onset);
REPORT(materialization);
REPORT(rupture);
REPORT(events);
REPORT(keyness);
REPORT(keyness_words);
REPORT(sequences);
REPORT(axes);
REPORT(persona);
REPORT(accidental);
REPORT(survival);
REPORT(beliefs);
REPORT(affect);
REPORT(replies);
REPORT(trends);

#endif
