#include "corpora/content.h"

#define EVENT_DAYS 14
#define STREAM_CONTENT 1
#define MOST_CODES 3 /* a post of 300 bytes has room for no more */

const struct gal_sim_code gal_sim_codes[] = {
	{ "onset.unintended", GAL_SIM_UNINTENDED, 4, 0.06 },
	{ "onset.sought", GAL_SIM_SOUGHT, 3, 0.06 },
	{ "materialization.ring", GAL_SIM_ALWAYS, 6, 0.10 },
	{ "materialization.ceremony", GAL_SIM_ALWAYS, 6, 0.18 },
	{ "materialization.image", GAL_SIM_ALWAYS, 4, 0.08 },
	{ "materialization.object", GAL_SIM_ALWAYS, 5, 0.04 },
	{ "materialization.ritual", GAL_SIM_ALWAYS, 4, 0.08 },
	{ "benefit.loneliness", GAL_SIM_BENEFIT, 3, 5 },
	{ "benefit.availability", GAL_SIM_BENEFIT, 3, 3 },
	{ "benefit.safe_space", GAL_SIM_BENEFIT, 3, 4 },
	{ "benefit.mental_health", GAL_SIM_BENEFIT, 3, 4 },
	{ "benefit.regulation", GAL_SIM_BENEFIT, 3, 3 },
	{ "benefit.growth", GAL_SIM_BENEFIT, 3, 3 },
	{ "benefit.relationships", GAL_SIM_BENEFIT, 3, 2 },
	{ "benefit.crisis", GAL_SIM_BENEFIT, 3, 1 },
	{ "dependency.salience", GAL_SIM_DEPENDENCY, 3, 4 },
	{ "dependency.mood", GAL_SIM_DEPENDENCY, 3, 2 },
	{ "dependency.tolerance", GAL_SIM_DEPENDENCY, 3, 2 },
	{ "dependency.withdrawal", GAL_SIM_DEPENDENCY, 3, 3 },
	{ "dependency.conflict", GAL_SIM_DEPENDENCY, 3, 3 },
	{ "dependency.relapse", GAL_SIM_DEPENDENCY, 3, 2 },
	{ "dependency.control", GAL_SIM_DEPENDENCY, 3, 3 },
	{ "dependency.reliance", GAL_SIM_DEPENDENCY, 3, 3 },
	{ "dependency.displacement", GAL_SIM_DEPENDENCY, 3, 2 },
	{ "dependency.concealment", GAL_SIM_DEPENDENCY, 3, 2 },
	{ "risk.dissociation", GAL_SIM_ALWAYS, 4, 0.02 },
	{ "risk.delusion", GAL_SIM_ALWAYS, 3, 0.006 },
	{ "risk.self_harm", GAL_SIM_ALWAYS, 3, 0.008 },
	{ "risk.harmful_reply", GAL_SIM_ALWAYS, 3, 0.012 },
	{ "epistemic.outsourcing", GAL_SIM_ALWAYS, 1, 0.02 },
	{ "epistemic.dulling", GAL_SIM_ALWAYS, 3, 0.012 },
	{ "bond.loved", GAL_SIM_ALWAYS, 4, 0.07 },
	{ "bond.love", GAL_SIM_ALWAYS, 4, 0.10 },
	{ "bond.trust", GAL_SIM_ALWAYS, 3, 0.07 },
	{ "disclosure.feeling", GAL_SIM_ALWAYS, 3, 0.08 },
	{ "disclosure.ai", GAL_SIM_ALWAYS, 4, 0.03 },
	{ "persona.continuity", GAL_SIM_ALWAYS, 3, 0.04 },
	{ "persona.contradiction", GAL_SIM_ALWAYS, 2, 0.04 },
	{ "persona.rupture", GAL_SIM_EVENT, 3, 0.03 },
	{ "persona.grief", GAL_SIM_EVENT, 4, 0.02 },
	{ "persona.preservation", GAL_SIM_EVENT, 3, 0.02 },
	{ "persona.realness", GAL_SIM_ALWAYS, 4, 0.03 },
	{ "persona.simulation", GAL_SIM_ALWAYS, 3, 0.03 },
	{ "persona.artifact", GAL_SIM_ALWAYS, 2, 0.05 },
	{ "social.stigma", GAL_SIM_ALWAYS, 4, 0.04 },
	{ "social.human_partner", GAL_SIM_ALWAYS, 4, 0.03 },
	{ "social.support", GAL_SIM_ALWAYS, 3, 0.05 },
};
const size_t gal_sim_code_count =
    sizeof(gal_sim_codes) / sizeof(gal_sim_codes[0]);
_Static_assert(
    sizeof(gal_sim_codes) / sizeof(gal_sim_codes[0]) <= GAL_SIM_CODES_MAX,
    "codes are bits of one word");

static const struct {
	const char *name;
	uint8_t stance;
	double share; /* of posts that show no rung */
} talks[GAL_SIM_TALKS] = {
	{ "own", GAL_STANCE_SELF, 0.0 },
	{ "other", GAL_STANCE_OTHER, 0.50 },
	{ "noise", GAL_STANCE_OTHER, 0.22 },
	{ "near", GAL_STANCE_OTHER, 0.18 },
	{ "fiction", GAL_STANCE_FICTION, 0.10 },
};

const char *
gal_sim_talk_name(enum gal_sim_talk talk)
{
	return talks[talk].name;
}

uint8_t
gal_sim_talk_stance(enum gal_sim_talk talk)
{
	return talks[talk].stance;
}

bool
gal_sim_content_has(
    const struct gal_sim_content *content, enum gal_sim_gate gate)
{
	for (size_t i = 0; i < gal_sim_code_count; i++) {
		if ((content->codes >> i & 1) && gal_sim_codes[i].gate == gate)
			return true;
	}
	return false;
}

/* One code of a group, by its weights among those this rung may show. */
static uint64_t
pick_of_group(enum gal_sim_gate gate, uint8_t shown, double u)
{
	double weights[GAL_SIM_CODES_MAX] = { 0 };
	double total = 0.0;

	for (size_t i = 0; i < gal_sim_code_count; i++) {
		if (gal_sim_codes[i].gate == gate &&
		    gal_sim_codes[i].least_shown <= shown)
			total += weights[i] = gal_sim_codes[i].share;
	}
	if (total == 0.0)
		return 0;
	return UINT64_C(1) << gal_sim_pick(
		   weights, gal_sim_code_count, u * total);
}

void
gal_sim_content(struct gal_sim_content *out,
    const struct gal_sim_process *process, const struct gal_sim_author *author,
    const struct gal_sim_post *post, int64_t event)
{
	struct gal_rng rng =
	    gal_sim_post_rng(author, post->index, STREAM_CONTENT);
	bool after = post->time >= event && event != INT64_MIN &&
	    post->time - event < (int64_t)EVENT_DAYS * GAL_SIM_DAY;
	double weights[GAL_SIM_TALKS];
	uint64_t own = 0;
	int count = 0;

	*out = (struct gal_sim_content){ GAL_SIM_TALK_OWN, post->shown, 0, 0 };
	if (post->shown == 0) {
		for (size_t i = 0; i < GAL_SIM_TALKS; i++)
			weights[i] = talks[i].share;
		out->talk = (enum gal_sim_talk)gal_sim_pick(
		    weights, GAL_SIM_TALKS, gal_rng_next_uniform(&rng));
		return;
	}
	if (author->benefit &&
	    gal_rng_next_uniform(&rng) < process->benefit_rate)
		own |= pick_of_group(
		    GAL_SIM_BENEFIT, post->shown, gal_rng_next_uniform(&rng));
	if (author->dependency &&
	    gal_rng_next_uniform(&rng) < process->dependency_rate)
		own |= pick_of_group(GAL_SIM_DEPENDENCY, post->shown,
		    gal_rng_next_uniform(&rng));
	count = (own != 0) + ((own & (own - 1)) != 0);
	for (size_t i = 0; i < gal_sim_code_count && count < MOST_CODES; i++) {
		const struct gal_sim_code *code = &gal_sim_codes[i];
		double share = code->share;
		double u = gal_rng_next_uniform(&rng);

		if (code->gate == GAL_SIM_BENEFIT ||
		    code->gate == GAL_SIM_DEPENDENCY ||
		    code->least_shown > post->shown ||
		    (code->gate == GAL_SIM_UNINTENDED &&
			!author->onset_unintended) ||
		    (code->gate == GAL_SIM_SOUGHT && !author->onset_sought))
			continue;
		if (code->gate == GAL_SIM_EVENT && after)
			share *= GAL_SIM_EVENT_FACTOR;
		if (u < share) {
			own |= UINT64_C(1) << i;
			count++;
		}
	}
	out->codes = own;
	/* Those who say it began unplanned often say where it began. */
	if (author->onset_unintended && post->shown >= GAL_SIM_COMPANION &&
	    author->initial < post->shown && gal_rng_next_uniform(&rng) < 0.03)
		out->narrated_from = author->initial;
}
