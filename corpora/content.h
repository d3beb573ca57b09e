/*
 * What a simulated post says, before any words: stance, the codes it shows
 * besides its rung, and a narrated move. Known dependence: an author's traits
 * (benefit, dependency) have the log odds ratio set in the process; a post
 * tells of a trait only if its author has it and is a confidant or higher.
 */
#ifndef GALATEA_CORPORA_CONTENT_H
#define GALATEA_CORPORA_CONTENT_H

#include "core/reading.h"
#include "corpora/process.h"

/* What opens a code to a post. */
enum gal_sim_gate {
	GAL_SIM_ALWAYS,	 /* P = share in posts that show least_shown or more */
	GAL_SIM_BENEFIT, /* one of the group, if the author has the trait */
	GAL_SIM_DEPENDENCY,
	GAL_SIM_UNINTENDED,
	GAL_SIM_SOUGHT,
	GAL_SIM_EVENT /* as ALWAYS, and EVENT_FACTOR times as often in the
			 two weeks after the platform event */
};

struct gal_sim_code {
	const char *name; /* as in the codebook */
	enum gal_sim_gate gate;
	uint8_t least_shown; /* lowest rung shown that may carry it */
	double share;	     /* ALWAYS, EVENT, onset: P per post; else weight
				inside the group */
};

#define GAL_SIM_CODES_MAX 64
#define GAL_SIM_EVENT_FACTOR 8.0
extern const struct gal_sim_code gal_sim_codes[];
extern const size_t gal_sim_code_count;

enum gal_sim_talk {
	GAL_SIM_TALK_OWN,     /* about the author's own life with an AI */
	GAL_SIM_TALK_OTHER,   /* platform, news, questions, opinions */
	GAL_SIM_TALK_NOISE,   /* nothing to do with AI */
	GAL_SIM_TALK_NEAR,    /* hard negatives: love, marriage, friends and
				 loss among humans, other people's AIs */
	GAL_SIM_TALK_FICTION, /* bot cards, role-play without a frame */
	GAL_SIM_TALKS
};

struct gal_sim_content {
	enum gal_sim_talk talk;
	uint8_t shown;	       /* as the post's */
	uint8_t narrated_from; /* 0, or a move told: from -> shown */
	uint64_t codes;	       /* bit i: gal_sim_codes[i] */
};

const char *gal_sim_talk_name(enum gal_sim_talk talk);
/* GAL_STANCE_* that a reader of the post would give. */
uint8_t gal_sim_talk_stance(enum gal_sim_talk talk);
/* Whether any code of that gate is among the codes. */
bool gal_sim_content_has(
    const struct gal_sim_content *content, enum gal_sim_gate gate);
/* Pure. event: time of the platform event, or GAL_ABSENT-like INT64_MIN. */
void gal_sim_content(struct gal_sim_content *out,
    const struct gal_sim_process *process, const struct gal_sim_author *author,
    const struct gal_sim_post *post, int64_t event);

#endif
