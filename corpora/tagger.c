#include "corpora/tagger.h"

#include <math.h>

#define STREAM_TAGGER 4	     /* of posts */
#define STREAM_READABILITY 6 /* of authors */

static double
shifted(double p, double shift)
{
	if (shift == 0.0 || p <= 0.0 || p >= 1.0)
		return p;
	return 1.0 / (1.0 + exp(-(log(p / (1.0 - p)) + shift)));
}

void
gal_sim_tag(struct gal_sim_tags *out, const struct gal_sim_process *process,
    const struct gal_sim_author *author, const struct gal_sim_post *post,
    const struct gal_sim_content *content)
{
	struct gal_rng own = { author->key, STREAM_READABILITY, 0 };
	struct gal_rng rng =
	    gal_sim_post_rng(author, post->index, STREAM_TAGGER);
	double shift = process->error_sd > 0.0
	    ? process->error_sd * gal_rng_next_normal(&own)
	    : 0.0;
	double found, spared;

	out->stage = 0;
	for (uint8_t r = 1; r <= GAL_SIM_RUNGS; r++) {
		double u = gal_rng_next_uniform(&rng);
		double p = r == post->shown
		    ? shifted(process->sensitivity[r - 1], shift)
		    : 1.0 - shifted(process->specificity[r - 1], shift);

		if (u < p)
			out->stage = r;
	}
	found = shifted(process->sensitivity[2], shift);
	spared = shifted(process->specificity[2], shift);
	out->benefit = gal_rng_next_uniform(&rng) <
	    (gal_sim_content_has(content, GAL_SIM_BENEFIT) ? found
							   : 1.0 - spared);
	out->dependency = gal_rng_next_uniform(&rng) <
	    (gal_sim_content_has(content, GAL_SIM_DEPENDENCY) ? found
							      : 1.0 - spared);
}

void
gal_sim_confusion(double out[GAL_SIM_RUNGS + 1][GAL_SIM_RUNGS + 1],
    const struct gal_sim_process *process)
{
	for (size_t shown = 0; shown <= GAL_SIM_RUNGS; shown++) {
		double none_above = 1.0;

		/* Tagged t: t is tagged and nothing above it is. */
		for (size_t t = GAL_SIM_RUNGS; t >= 1; t--) {
			double p = t == shown
			    ? process->sensitivity[t - 1]
			    : 1.0 - process->specificity[t - 1];

			out[shown][t] = none_above * p;
			none_above *= 1.0 - p;
		}
		out[shown][0] = none_above;
	}
}

void
gal_sim_emission(double out[GAL_SIM_RUNGS][GAL_SIM_RUNGS + 1],
    const struct gal_sim_process *process)
{
	double confusion[GAL_SIM_RUNGS + 1][GAL_SIM_RUNGS + 1];

	gal_sim_confusion(confusion, process);
	for (size_t r = 0; r < GAL_SIM_RUNGS; r++) {
		for (size_t t = 0; t <= GAL_SIM_RUNGS; t++) {
			out[r][t] = 0.0;
			for (size_t s = 0; s <= GAL_SIM_RUNGS; s++)
				out[r][t] +=
				    process->shown[r][s] * confusion[s][t];
		}
	}
}
