/* Frames of the dialogue reports: small cells are of conversations. */
#ifndef GALATEA_STATS_REPORT_DIALOGUE_H
#define GALATEA_STATS_REPORT_DIALOGUE_H

#include "stats/dialogue.h"
#include "stats/report_frame.h"

static inline void
dialogue_open(struct report_frame *f, const char *name, const char *title,
    const struct gal_dialogue_options *options, struct gal_error *err)
{
	*f = (struct report_frame){ .err = err, .k = options->k };
	f->status = gal_frame_new(&f->frame, name, title, err);
}

/* A count of conversations; false, and missing, where it is too small: the
 * caller leaves the row's other cells missing. */
static inline bool
dialogue_count(struct report_frame *f, double n)
{
	if (n > 0 && n < (double)f->k) {
		f->suppressed++;
		report_missing(f);
		return false;
	}
	report_int(f, n);
	return n > 0;
}

static inline void
dialogue_missing(struct report_frame *f, size_t n)
{
	while (n-- > 0)
		report_missing(f);
}

static inline enum gal_status
dialogue_send(struct report_frame *f, gal_report_sink sink, void *payload)
{
	if (f->suppressed > 0)
		report_note(f,
		    "%zu cells with fewer than %lld conversations are left out",
		    f->suppressed, (long long)f->k);
	f->suppressed = 0;
	return report_send(f, sink, payload);
}

/* What follows problem-solving and empathic turns of the AI: a frame of the
 * emotion report. Errors: NOMEM and the sink's. */
GAL_MUST_USE enum gal_status dialogue_send_answers(const struct gal_dialogue *d,
    const struct gal_dialogue_options *o, gal_report_sink sink, void *payload,
    struct gal_error *err);

#endif
