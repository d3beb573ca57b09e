/* Does a persona stay itself over a conversation? By thirds, as a frame. */
#include <math.h>
#include <stdlib.h>

#include "stats/listener_study.h"
#include "stats/proportion.h"
#include "stats/report_dialogue.h"

#define PARTS 3

/* One conversation in one of its thirds. */
struct part {
	double words, own, other; /* sums of ln S0 */
	double turns, strange;	  /* turns likelier of the other persona */
};

static void
take_parts(struct part out[PARTS], const struct listener_result *r)
{
	for (int p = 0; p < PARTS; p++)
		out[p] = (struct part){ 0 };
	for (size_t i = 0; i < r->turn_count; i++) {
		const struct listener_turn *t = &r->turns[i];
		struct part *part = &out[i * PARTS / r->turn_count];

		part->words += (double)t->words;
		part->own += t->own;
		part->other += t->other;
		part->turns += 1;
		part->strange += t->other > t->own;
	}
}

static void
mean_cells(struct report_frame *f, const double *values, size_t n, double conf)
{
	double mean = gal_mean(values, n);
	double se = sqrt(gal_variance(values, n) / (double)n);
	struct gal_interval limits = gal_interval_wald(mean, se, conf);

	report_real(f, mean);
	report_real(f, limits.lo);
	report_real(f, limits.hi);
}

/* persona GAL_NO_LABEL: all that have a pair. Conversations of fewer turns
 * than parts are left out. */
static void
part_rows(struct report_frame *f, const struct listener_study *study,
    const struct gal_dialogue *d, uint32_t persona, double *room, double conf)
{
	static const char *const names[PARTS] = { "first third", "middle third",
		"last third" };
	double *strange = room + study->count;

	for (int p = 0; p < PARTS; p++) {
		size_t n = 0;

		for (size_t i = 0; i < study->count; i++) {
			const struct listener_result *r = &study->results[i];
			struct part parts[PARTS];

			if (r->partner == GAL_NO_LABEL ||
			    r->turn_count < PARTS ||
			    (persona != GAL_NO_LABEL && r->persona != persona))
				continue;
			take_parts(parts, r);
			room[n] = (parts[p].own - parts[p].other) / M_LN2 /
			    parts[p].words;
			strange[n++] = parts[p].strange / parts[p].turns;
		}
		if (n == 0)
			continue;
		report_text(
		    f, persona == GAL_NO_LABEL ? "all" : d->personas[persona]);
		report_text(f, names[p]);
		if (!dialogue_count(f, (double)n)) {
			dialogue_missing(f, 6);
			continue;
		}
		mean_cells(f, room, n, conf);
		mean_cells(f, strange, n, conf);
	}
}

enum gal_status
listener_send_course(const struct listener_study *study,
    const struct gal_dialogue *d, const struct gal_dialogue_options *o,
    gal_report_sink sink, void *payload, struct gal_error *err)
{
	double *room = gal_allocate(2 * study->count, sizeof(*room), err);
	struct report_frame f;

	if (room == NULL)
		return GAL_NOMEM;
	dialogue_open(&f, "listener_course",
	    "Does the persona stay itself along the conversation?", o, err);
	report_column(&f, "persona", 't', "", "of a pair; all: every one");
	report_column(&f, "part", 't', "", "of the turns heard");
	report_column(&f, "conversations", 'i', "conversations", "behind it");
	report_column(&f, "gap", 'r', "bits a word",
	    "surprisal under the other persona of the pair less under the "
	    "right one, mean over conversations: above 0 it is itself");
	report_column(&f, "lower", 'r', "bits a word", "normal");
	report_column(&f, "upper", 'r', "bits a word", "normal");
	report_column(&f, "strange", 'r', "share of turns",
	    "likelier of the other persona, mean over conversations");
	report_column(&f, "strange_lower", 'r', "share of turns", "normal");
	report_column(&f, "strange_upper", 'r', "share of turns", "normal");
	part_rows(&f, study, d, GAL_NO_LABEL, room, o->conf);
	for (uint32_t p = 0; p < d->persona_count; p++)
		part_rows(&f, study, d, p, room, o->conf);
	report_note(&f,
	    "no turn was replaced here: a strange turn is one that the "
	    "listener takes for a contradiction, most of them ordinary talk "
	    "that either could have said. Conversations of one persona are not "
	    "independent");
	free(room);
	return dialogue_send(&f, sink, payload);
}
