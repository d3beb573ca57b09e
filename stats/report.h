/*
 * The reports: a table of named functions that turn a finished timeline into
 * frames. Every frame says its unit, how many authors and posts stand behind
 * a number, its interval and whether it is corrected; cells with fewer than
 * k_anon authors are missing, and what the data cannot carry is a note with
 * the reason. docs/statistics.md defines each.
 *
 * To add a report: a function in stats/report_<subject>.c, a row in the
 * table of report.c, a paragraph in docs/statistics.md.
 */
#ifndef GALATEA_STATS_REPORT_H
#define GALATEA_STATS_REPORT_H

#include "core/frame.h"
#include "stats/timeline.h"

/* Takes ownership of the frame, also on failure. */
typedef enum gal_status (*gal_report_sink)(
    void *payload, struct gal_frame *frame, struct gal_error *err);

struct gal_report {
	const char *name;
	const char *description; /* one line, lower case */
	enum gal_status (*make)(const struct gal_timeline *timeline,
	    gal_report_sink sink, void *payload, struct gal_error *err);
	unsigned flags; /* enum gal_report_flag, 0 for none */
};
enum gal_report_flag {
	GAL_REPORT_BY_REQUEST = 1, /* not part of the standard set */
	GAL_REPORT_HIDDEN = 2,	/* shows hidden Markov fits, if there are any */
	GAL_REPORT_REPLIES = 4, /* shows replies, if they were read */
	GAL_REPORT_SEQUENCES = 16, /* shows sequences, if they were kept */
	GAL_REPORT_WORDS = 8	   /* needs a vocabulary and the posts' words */
};

/* Ends with a NULL name. */
extern const struct gal_report gal_reports[];
/* NULL if there is none of that name. */
const struct gal_report *gal_report_find(const char *name);

/* The frames of one report, in a fixed order, to the sink. Errors: NOMEM and
 * the sink's; data that carry nothing give a frame with a note, no error. */
GAL_MUST_USE enum gal_status gal_report_make(const struct gal_report *report,
    const struct gal_timeline *timeline, gal_report_sink sink, void *payload,
    struct gal_error *err);

#endif
