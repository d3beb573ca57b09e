#include "corpora/communities.h"

#define STREAM_COMMUNITY 3

enum { ASSISTANTS = 0, CHATBOTS = 1, OFF_TOPIC = 6 };

const struct gal_sim_community gal_sim_communities[GAL_SIM_COMMUNITIES] = {
	{ "sim_assistants", "sim01", false, { 4, 8, 2, 1, 0, 0, 0 } },
	{ "sim_chatbots", "sim02", false, { 4, 4, 3, 3, 1, 0, 0 } },
	{ "sim_personas", "sim03", false, { 2, 0, 6, 1, 1, 1, 0 } },
	{ "sim_companions", "sim04", false, { 3, 1, 3, 5, 8, 4, 3 } },
	{ "sim_partners", "sim05", true, { 2, 0, 1, 1, 3, 8, 9 } },
	{ "sim_stopping", "sim06", false, { 1, 0, 0, 1, 1, 1, 0 } },
	{ "sim_offtopic", "sim07", false, { 1, 0, 0, 0, 0, 0, 0 } },
};

size_t
gal_sim_community(const struct gal_sim_author *author,
    const struct gal_sim_post *post, const struct gal_sim_content *content)
{
	struct gal_rng rng =
	    gal_sim_post_rng(author, post->index, STREAM_COMMUNITY);
	double weights[GAL_SIM_COMMUNITIES];
	double total = 0.0;
	double u = gal_rng_next_uniform(&rng);

	/* "My husband" among people with AI partners is an AI, by the
	 * codebook; so talk of humans stays out of there. */
	if (content->talk == GAL_SIM_TALK_NEAR)
		return u < 0.6 ? OFF_TOPIC : u < 0.8 ? ASSISTANTS : CHATBOTS;
	if (content->talk == GAL_SIM_TALK_NOISE && u < 0.7)
		return OFF_TOPIC;
	for (size_t i = 0; i < GAL_SIM_COMMUNITIES; i++)
		total += weights[i] =
		    gal_sim_communities[i].weight[post->shown];
	return gal_sim_pick(
	    weights, GAL_SIM_COMMUNITIES, gal_rng_next_uniform(&rng) * total);
}
