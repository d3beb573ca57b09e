/* What follows problem-solving and empathic turns of the AI, as a frame. */
#include <math.h>
#include <stdlib.h>

#include "stats/affect.h"
#include "stats/answers.h"
#include "stats/report_dialogue.h"

static const char *const names[GAL_ANSWER_KINDS] = {
	[GAL_ANSWER_NEITHER] = "neither",
	[GAL_ANSWER_SOLVING] = "problem-solving",
	[GAL_ANSWER_EMPATHIC] = "empathic",
	[GAL_ANSWER_BOTH] = "both",
};

static enum gal_answer_kind
kind_of(const struct gal_turn *turn)
{
	if (turn->solving)
		return turn->empathic ? GAL_ANSWER_BOTH : GAL_ANSWER_SOLVING;
	return turn->empathic ? GAL_ANSWER_EMPATHIC : GAL_ANSWER_NEITHER;
}

/* Each turn of the person that was read, right after one of the AI's that
 * was read too. */
static size_t
take_answers(struct gal_answer *rows, const struct gal_dialogue *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->count; i++) {
		const struct gal_conversation *c = &d->conversations[i];
		struct gal_affect affect;

		gal_affect_start(&affect);
		for (size_t t = 0; t < c->turn_count; t++) {
			const struct gal_turn *at =
			    &d->turns[c->first_turn + t];
			double before = affect.score, after;

			if (at->ai || !at->read)
				continue;
			after = gal_affect_step(&affect, at->valence, at->cues);
			if (t > 0 && at[-1].ai && at[-1].read)
				rows[n++] =
				    (struct gal_answer){ .conversation =
							     (uint32_t)i,
					    .kind = kind_of(at - 1),
					    .change = after - before };
		}
	}
	return n;
}

static void
add_row(struct report_frame *f, const char *name,
    const struct gal_answer_mean *m, bool enough, double conf)
{
	struct gal_interval limits = gal_interval_wald(m->mean, m->se, conf);

	report_text(f, name);
	if (!enough) {
		f->suppressed++;
		dialogue_missing(f, 5);
		return;
	}
	if (!dialogue_count(f, (double)m->conversations)) {
		dialogue_missing(f, 4);
		return;
	}
	report_int(f, (double)m->turns);
	report_real(f, m->mean);
	report_real(f, limits.lo);
	report_real(f, limits.hi);
}

static void
add_rows(struct report_frame *f, const struct gal_answer *rows, size_t n,
    const struct gal_dialogue_options *o)
{
	struct gal_answer_mean means[GAL_ANSWER_KINDS], difference;
	double k = (double)o->k;

	for (int i = GAL_ANSWER_KINDS - 1; i >= 0; i--) {
		gal_answer_mean(&means[i], rows, n, (enum gal_answer_kind)i);
		add_row(f, names[i], &means[i], true, o->conf);
	}
	gal_answer_difference(
	    &difference, rows, n, GAL_ANSWER_SOLVING, GAL_ANSWER_EMPATHIC);
	/* a difference with a small side would tell that side's mean */
	add_row(f, "problem-solving less empathic", &difference,
	    (double)means[GAL_ANSWER_SOLVING].conversations >= k &&
		(double)means[GAL_ANSWER_EMPATHIC].conversations >= k,
	    o->conf);
}

enum gal_status
dialogue_send_answers(const struct gal_dialogue *d,
    const struct gal_dialogue_options *o, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	struct gal_answer *rows =
	    gal_allocate(d->turn_count, sizeof(*rows), err);
	struct report_frame f;

	if (rows == NULL)
		return GAL_NOMEM;
	dialogue_open(&f, "emotion_answers",
	    "What follows problem-solving and empathic turns", o, err);
	report_column(&f, "ai_turn", 't', "", "what the AI's turn has cues of");
	report_column(&f, "conversations", 'i', "conversations", "clusters");
	report_column(&f, "turns", 'i', "turns", "of the person, right after");
	report_column(&f, "change", 'r', "points",
	    "of the person's running score at that turn, mean over turns");
	report_column(&f, "lower", 'r', "points", "CR1, normal");
	report_column(&f, "upper", 'r', "points", "CR1, normal");
	add_rows(&f, rows, take_answers(rows, d), o);
	report_note(&f,
	    "the fields reply_solving and reply_empathic of the codebook tell "
	    "the turns apart by words; no labelled turns; what a person says "
	    "also decides how the AI answers: an order of turns, no cause");
	free(rows);
	return dialogue_send(&f, sink, payload);
}
