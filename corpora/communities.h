/*
 * Where simulated authors post. The same names stand in communities.json
 * with tier and default referent.
 */
#ifndef GALATEA_CORPORA_COMMUNITIES_H
#define GALATEA_CORPORA_COMMUNITIES_H

#include "corpora/content.h"

struct gal_sim_community {
	const char *name;
	const char *id; /* without t5_ */
	bool nsfw;
	double weight[GAL_SIM_RUNGS + 1]; /* of posts that show that rung */
};

#define GAL_SIM_COMMUNITIES 7
extern const struct gal_sim_community gal_sim_communities[GAL_SIM_COMMUNITIES];

/* Pure: index of the community a post goes to. */
size_t gal_sim_community(const struct gal_sim_author *author,
    const struct gal_sim_post *post, const struct gal_sim_content *content);

#endif
