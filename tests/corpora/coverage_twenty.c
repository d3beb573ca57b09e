/*
 * Twenty simulated corpora of 20,000 authors with fixed seeds:
 *  (a) from the true path in continuous time, Aalen-Johansen covers the
 *      crude incidence of companionship;
 *  (b) from the true rungs at the times of posts only, the panel Markov
 *      model covers every rate of the ladder and the net incidence; crude
 *      Aalen-Johansen of the same posts stands beside with its bias.
 * Each number of (a) and the model of (b) must cover in at least 17 of 20.
 *
 * Posting and leaving do not depend on the rung here (gal_sim_process_even):
 * the panel likelihood takes the times of posts as given, which is only
 * right where they say nothing of the rung.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpora/coverage_views.h"
#include "corpora/incidence.h"
#include "stats/competing.h"

#define SEEDS 20
#define NEEDED 17
#define FIRST_SEED 20260101
#define SILENCE 90.0
#define CONF 0.95

static const double horizons[] = { 90, 180, 365, 540 };
#define HORIZONS (sizeof(horizons) / sizeof(horizons[0]))

struct results {
	struct fared crude[HORIZONS]; /* (a) */
	struct fared rate[GAL_SIM_RUNGS - 1];
	struct fared net[HORIZONS];
	struct fared naive[HORIZONS]; /* crude AJ of posts */
};

static void
add_cif(struct fared *fared, const struct gal_subject *subjects, size_t count,
    const struct gal_sim_process *process)
{
	struct gal_error err = { 0 };
	struct gal_cif *rows;
	size_t n;

	must(gal_cif_fit(&rows, &n, subjects, count, false, CONF, &err), &err);
	for (size_t h = 0; h < HORIZONS; h++) {
		const struct gal_cif *at = gal_cif_at(rows, n, horizons[h]);
		double truth;

		must(gal_sim_crude_incidence(&truth, process, 1,
			 GAL_SIM_COMPANION, horizons[h], &err),
		    &err);
		if (at == NULL) {
			(void)fprintf(stderr, "nobody at risk\n");
			exit(2);
		}
		fared_add(&fared[h], at->cif[0], at->limits[0], truth);
	}
	free(rows);
}

static void
add_panel(struct results *results, const struct gal_gaps *gaps,
    const struct gal_sim_process *process)
{
	struct gal_error err = { 0 };
	struct gal_chain chain;
	struct gal_panel_fit fit;
	double start[GAL_SIM_RUNGS] = { 1 };

	gal_chain_ladder(&chain, GAL_SIM_RUNGS, false);
	gal_panel_crude(&chain, gaps, 0.01);
	must(gal_panel_fit(&fit, &chain, gaps, &err), &err);
	for (size_t r = 0; r < chain.rates; r++)
		fared_add(&results->rate[r], fit.chain.rate[r],
		    gal_panel_rate_interval(&fit, r, CONF),
		    process->up[fit.chain.from[r]]);
	for (size_t h = 0; h < HORIZONS; h++) {
		double share, se, truth;
		struct gal_interval limits;

		must(gal_panel_incidence(&share, &se, &limits, &fit, start, 0,
			 GAL_SIM_COMPANION - 1, horizons[h], CONF, &err),
		    &err);
		must(gal_sim_net_incidence(&truth, process, 1,
			 GAL_SIM_COMPANION, horizons[h], &err),
		    &err);
		fared_add(&results->net[h], share, limits, truth);
	}
}

static void
run_seed(struct results *results, uint64_t seed, uint64_t authors)
{
	static const struct gal_sim_window window = { 1704067200, 1767225600 };
	struct gal_sim_process process;
	struct gal_subject *paths = calloc(authors, sizeof(*paths));
	struct gal_subject *posts = calloc(authors, sizeof(*posts));
	size_t path_count = 0;
	size_t post_count = 0;
	struct gal_gaps gaps = { .states = GAL_SIM_RUNGS };
	struct view view = { .count = 0 };

	if (paths == NULL || posts == NULL)
		exit(2);
	gal_sim_process_defaults(&process);
	gal_sim_process_even(&process);
	process.early_days = 0.0;
	for (uint64_t i = 0; i < authors; i++) {
		view_make(&view, &process, window, seed, i);
		path_count += view_true_subject(
		    &paths[path_count], &view, 1, GAL_SIM_COMPANION);
		/* The same authors as in (a), so that the truths agree. */
		if (view.author.initial == 1)
			post_count += view_subject(&posts[post_count], &view,
			    window, SIGHT_OWN, GAL_SIM_COMPANION, 1, SILENCE);
		view_add_gaps(&gaps, &view);
	}
	add_cif(results->crude, paths, path_count, &process);
	add_cif(results->naive, posts, post_count, &process);
	add_panel(results, &gaps, &process);
	gal_gaps_free(&gaps);
	view_free(&view);
	free(paths);
	free(posts);
}

static bool
print_row(const char *what, double at, const struct fared *fared, bool judged)
{
	bool good = !judged || fared->covered >= NEEDED;

	(void)printf("%-34s %5.0f  %9.5f  %+9.5f  %8.5f  %2zu/%zu%s\n", what,
	    at, fared->truth_sum / (double)fared->replicates, fared_bias(fared),
	    fared_error(fared), fared->covered, fared->replicates,
	    judged ? (good ? "" : "  FAILED") : "  (naive)");
	return good;
}

int
main(int argc, char **argv)
{
	uint64_t authors = argc > 1 ? strtoull(argv[1], NULL, 10) : 20000;
	struct results results;
	bool good = true;

	if (authors == 0) {
		(void)fprintf(stderr, "usage: %s [AUTHORS]\n", argv[0]);
		return 2;
	}
	memset(&results, 0, sizeof(results));
	for (uint64_t s = 0; s < SEEDS; s++)
		run_seed(&results, FIRST_SEED + s, authors);
	(void)printf("%d corpora of %llu authors, seeds from %d, 95%% limits\n",
	    SEEDS, (unsigned long long)authors, FIRST_SEED);
	(void)printf("%-34s %5s  %9s  %9s  %8s  covers\n", "number", "day",
	    "truth", "bias", "MC error");
	for (size_t h = 0; h < HORIZONS; h++)
		good &= print_row("(a) crude incidence, AJ of paths",
		    horizons[h], &results.crude[h], true);
	for (size_t r = 0; r + 1 < GAL_SIM_RUNGS; r++) {
		char what[64];

		(void)snprintf(what, sizeof(what),
		    "(b) rate %zu to %zu a day, panel", r + 1, r + 2);
		good &= print_row(what, 0, &results.rate[r], true);
	}
	for (size_t h = 0; h < HORIZONS; h++)
		good &= print_row("(b) net incidence, panel", horizons[h],
		    &results.net[h], true);
	for (size_t h = 0; h < HORIZONS; h++)
		(void)print_row("    crude incidence, AJ of posts", horizons[h],
		    &results.naive[h], false);
	(void)printf("%s\n",
	    good ? "each covers in 17 of 20 or more"
		 : "a number covers in fewer than 17 of 20");
	return good ? 0 : 1;
}
