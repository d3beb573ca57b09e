/*
 * A simulated tagger: tags with errors and no text, for studies of coverage.
 * Each rung's tag is given with its sensitivity if the post shows that rung
 * and with one minus its specificity if not, independently; the post's stage
 * is the highest tag. With error_sd > 0 the logits of both shift together by
 * a normal amount that an author keeps: errors correlated within author.
 */
#ifndef GALATEA_CORPORA_TAGGER_H
#define GALATEA_CORPORA_TAGGER_H

#include "corpora/content.h"

struct gal_sim_tags {
	uint8_t stage; /* highest rung tagged, 0 = none */
	bool benefit;  /* any code of the group; errors as of confidant */
	bool dependency;
};

/* Pure. */
void gal_sim_tag(struct gal_sim_tags *out,
    const struct gal_sim_process *process, const struct gal_sim_author *author,
    const struct gal_sim_post *post, const struct gal_sim_content *content);

/* P(stage tagged | rung shown) at error_sd 0, [shown][tagged], 0 = none:
 * what a labelling sample measures. */
void gal_sim_confusion(double out[GAL_SIM_RUNGS + 1][GAL_SIM_RUNGS + 1],
    const struct gal_sim_process *process);
/* P(stage tagged | own rung): what the author shows times the confusion;
 * [own - 1][tagged]. */
void gal_sim_emission(double out[GAL_SIM_RUNGS][GAL_SIM_RUNGS + 1],
    const struct gal_sim_process *process);

#endif
