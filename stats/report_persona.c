/* The persona as a document against the persona as someone lived with. */
#include <math.h>

#include "stats/multiplicity.h"
#include "stats/report_frame.h"

enum gal_status
report_persona(const struct gal_timeline *t, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	const struct persona_sums *s = &t->persona_sums;
	struct odds_estimate e[PERSONA_OUTCOMES];
	double p[PERSONA_OUTCOMES];
	bool hide[PERSONA_OUTCOMES];
	struct report_frame f;
	enum gal_status status;

	for (int i = 0; i < PERSONA_OUTCOMES; i++) {
		e[i] = odds_of(&s->odds[i], t->settings.conf);
		hide[i] = fmin(s->authors[i][0], s->authors[i][1]) <
			(double)t->settings.k_anon &&
		    s->authors[i][0] + s->authors[i][1] > 0;
		p[i] = hide[i] ? NAN : e[i].p;
	}
	status = gal_adjust(p, p, PERSONA_OUTCOMES, GAL_ADJUST_BH, err);
	if (status != GAL_OK)
		return status;
	report_open(&f, t, "persona_document",
	    "Persona as a document against persona lived with", err);
	report_column(&f, "outcome", 't', "", "what the post shows");
	report_column(&f, "document", 'r', "share of posts",
	    "of posts about the persona as card, prompt or profile");
	report_column(&f, "lived", 'r', "share of posts",
	    "of the author's other posts about their own AI");
	report_column(
	    &f, "p_adjusted", 'r', "probability", "Benjamini-Hochberg");
	report_estimate_columns(&f, "log odds ratio",
	    "document against lived, errors clustered by author (CR1)");
	for (int i = 0; i < PERSONA_OUTCOMES; i++) {
		const double *sum = s->odds[i].sum;

		report_text(&f, persona_outcomes[i].name);
		f.suppressed += hide[i];
		report_real(&f, hide[i] ? NAN : sum[0] / sum[1]);
		report_real(&f, hide[i] ? NAN : sum[2] / sum[3]);
		report_real(&f, p[i]);
		report_estimate(&f, hide[i] ? NAN : e[i].log_or,
		    hide[i] ? gal_interval_none() : e[i].limits,
		    s->odds[i].authors, sum[1] + sum[3],
		    t->totals.authors - s->odds[i].authors, "uncorrected");
		if (persona_outcomes[i].mark != 0 &&
		    (t->known_marks & persona_outcomes[i].mark) == 0)
			report_note(&f, "the codebook has no code of %s",
			    persona_outcomes[i].name);
	}
	if ((t->known_marks & GAL_MARK_ARTIFACT) == 0)
		report_note(&f, "the codebook has no persona.artifact");
	else if (s->odds[0].sum[1] == 0)
		report_note(&f,
		    "no post about the author's own AI is about "
		    "the persona as a document");
	else if (s->both >= (double)f.k)
		report_note(
		    &f, "%.0f authors wrote posts of both kinds", s->both);
	report_note(&f,
	    "only posts about the author's own AI (stance.self): cards and "
	    "prompts without an author's frame are fiction and can show none "
	    "of these. Longer posts show more of everything");
	return report_send(&f, sink, payload);
}
