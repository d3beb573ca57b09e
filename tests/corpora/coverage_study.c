/*
 * How often do the printed 95 % limits hold the truth? Many simulated
 * corpora, tags without text; one well-specified scenario and others that
 * break one assumption each; the estimators of galatea beside naive ones.
 * Prints the tables of docs/coverage.md.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpora/coverage_estimates.h"
#include "corpora/incidence.h"
#include "corpora/parameters.h"

#define FIRST_SEED UINT64_C(20260201)
#define TRUTH_SEED UINT64_C(20250101)
#define TRUTH_AUTHORS 4000000 /* unless --truth-authors */

static const struct {
	const char *name;
	const char *what;
	const char *set[3];
} scenarios[] = {
	{ "well-specified",
	    "A Markov chain on the ladder; posting and leaving do not depend "
	    "on the rung; tag errors are independent.",
	    { NULL } },
	{ "frailty",
	    "Upward rates differ between authors by a log-normal factor of "
	    "variance 0.5.",
	    { "frailty=0.5", NULL } },
	{ "dwell",
	    "Time to the next move is Weibull with shape 2, not exponential.",
	    { "dwell-shape=2", NULL } },
	{ "posting",
	    "Authors post more the higher their rung, from 0.05 to 0.20 posts "
	    "a day.",
	    { "posting=0.05,0.07,0.10,0.13,0.17,0.20", NULL } },
	{ "leaving",
	    "Authors leave less the higher their rung, every 250 to every "
	    "1,000 days.",
	    { "leave=0.004,0.0035,0.003,0.002,0.0015,0.001", NULL } },
	{ "correlated",
	    "The tagger's errors share a shift within author (sd 0.8 "
	    "logits).",
	    { "error-sd=0.8", NULL } },
};
#define SCENARIOS (sizeof(scenarios) / sizeof(scenarios[0]))

static void
set_scenario(struct gal_sim_process *process, size_t scenario)
{
	struct gal_error err = { 0 };

	gal_sim_process_defaults(process);
	gal_sim_process_even(process);
	process->early_days = 0.0;
	for (size_t i = 0; i < 3 && scenarios[scenario].set[i] != NULL; i++)
		must(gal_sim_set(process, scenarios[scenario].set[i], &err),
		    &err);
}

/* Closed form where the process is Markov, else one large simulation. */
static double
true_incidence(
    const struct gal_sim_process *process, bool net, uint64_t authors)
{
	double value, error;
	enum gal_status status = net ? gal_sim_net_incidence(&value, process, 1,
					   GAL_SIM_COMPANION, HORIZON, NULL)
				     : gal_sim_crude_incidence(&value, process,
					   1, GAL_SIM_COMPANION, HORIZON, NULL);

	if (status != GAL_OK)
		gal_sim_incidence_by_simulation(&value, &error, process, 1,
		    GAL_SIM_COMPANION, HORIZON, net, TRUTH_SEED, authors);
	return value;
}

/* From the rungs at the first posts; NaN where the process is not Markov. */
static double
first_incidence(const struct gal_sim_process *process,
    const double starts[GAL_SIM_COMPANION - 1])
{
	double sum = 0, authors = 0, value;

	for (unsigned i = 0; i + 1 < GAL_SIM_COMPANION; i++) {
		if (gal_sim_net_incidence(&value, process, i + 1,
			GAL_SIM_COMPANION, EARLY, NULL) != GAL_OK)
			return NAN;
		sum += starts[i] * value;
		authors += starts[i];
	}
	return sum / authors;
}

/* Shares of posts have no closed form: one corpus of four million authors. */
static void
fill_truths(
    double truth[TARGETS], const struct gal_sim_process *process, uint64_t most)
{
	struct view view = { .count = 0 };
	double authors = 0, shares = 0, any = 0, posts = 0, shown = 0;
	double starts[GAL_SIM_COMPANION - 1] = { 0 };

	for (size_t r = 0; r + 1 < GAL_SIM_RUNGS; r++)
		truth[TARGET_RATE_1 + r] = process->up[r];
	truth[TARGET_NET] = true_incidence(process, true, most);
	truth[TARGET_CRUDE] = true_incidence(process, false, most);
	truth[TARGET_LOG_ODDS] = process->dependence;
	for (uint64_t i = 0; i < most; i++) {
		double k = 0;

		view_make(&view, process, study_window, TRUTH_SEED, i);
		if (view.count == 0)
			continue;
		for (size_t p = 0; p < view.count; p++)
			k += view.posts[p].shown >= GAL_SIM_COMPANION;
		authors++;
		if (view.posts[0].own < GAL_SIM_COMPANION)
			starts[view.posts[0].own - 1] += 1;
		shares += k / (double)view.count;
		any += k > 0;
		posts += (double)view.count;
		shown += k;
	}
	truth[TARGET_AUTHOR_MEAN] = shares / authors;
	truth[TARGET_ANY] = any / authors;
	truth[TARGET_POST_SHARE] = shown / posts;
	truth[TARGET_NET_FIRST] = first_incidence(process, starts);
	view_free(&view);
}

static void
print_table(size_t scenario, const struct fared fared[ESTIMATORS],
    const double truth[TARGETS], uint64_t replicates)
{
	double n = (double)replicates;

	(void)printf("\n## %s\n\n%s\n\n", scenarios[scenario].name,
	    scenarios[scenario].what);
	(void)printf("| number | estimator | | truth | mean | bias | "
		     "MC error of bias | covers %% | MC error | mean width | "
		     "undefined |\n"
		     "|---|---|---|---|---|---|---|---|---|---|---|\n");
	for (size_t e = 0; e < ESTIMATORS; e++) {
		const struct estimator *est = &estimators[e];
		const struct fared *f = &fared[e];
		double coverage = fared_coverage(f);

		if (f->replicates == 0)
			continue;
		n = (double)f->replicates;
		(void)printf("| %s | %s | %s | %.5f | %.5f | %+.5f | %.5f | ",
		    target_names[est->target], est->name,
		    est->naive ? "naive" : "", truth[est->target],
		    truth[est->target] + fared_bias(f), fared_bias(f),
		    fared_error(f));
		if (est->no_interval)
			(void)printf("– | – | – | %zu |\n", f->undefined);
		else
			(void)printf("%.1f | %.1f | %.5f | %zu |\n",
			    100 * coverage,
			    100 * sqrt(coverage * (1 - coverage) / n),
			    f->sum_width / n, f->undefined);
	}
}

int
main(int argc, char **argv)
{
	uint64_t replicates = 200;
	uint64_t authors = 2000;
	uint64_t hidden = 0;
	uint64_t shown = 0;
	uint64_t most = TRUTH_AUTHORS;
	const char *only = NULL;

	for (int i = 1; i < argc; i += 2) {
		const char *value = i + 1 < argc ? argv[i + 1] : "";
		char *end = NULL;

		if (strcmp(argv[i], "--replicates") == 0)
			replicates = strtoull(value, &end, 10);
		else if (strcmp(argv[i], "--authors") == 0)
			authors = strtoull(value, &end, 10);
		else if (strcmp(argv[i], "--hidden") == 0)
			hidden = strtoull(value, &end, 10);
		else if (strcmp(argv[i], "--shown") == 0)
			shown = strtoull(value, &end, 10);
		else if (strcmp(argv[i], "--truth-authors") == 0)
			most = strtoull(value, &end, 10);
		else if (strcmp(argv[i], "--scenario") == 0)
			only = value;
		else
			end = NULL;
		if ((end == NULL || end == value || *end != '\0') &&
		    only != value) {
			(void)fprintf(stderr,
			    "usage: %s [--replicates N] [--authors N] "
			    "[--hidden N] [--shown N] "
			    "[--truth-authors N] [--scenario NAME]\n",
			    argv[0]);
			return 2;
		}
	}
	(void)printf("%llu corpora of %llu authors in each scenario",
	    (unsigned long long)replicates, (unsigned long long)authors);
	if (hidden > 0)
		(void)printf("; the hidden Markov model on the first %llu",
		    (unsigned long long)hidden);
	if (shown > 0)
		(void)printf("; what authors show fitted too on the first "
			     "%llu",
		    (unsigned long long)shown);
	(void)printf(". Seeds from %llu.\n", (unsigned long long)FIRST_SEED);
	for (size_t s = 0; s < SCENARIOS; s++) {
		struct fared fared[ESTIMATORS];
		struct gal_sim_process process;
		double truth[TARGETS];

		if (only != NULL && strcmp(only, scenarios[s].name) != 0)
			continue;
		memset(fared, 0, sizeof(fared));
		set_scenario(&process, s);
		fill_truths(truth, &process, most);
		for (uint64_t r = 0; r < replicates; r++)
			estimate_corpus(fared, truth, &process, FIRST_SEED + r,
			    authors, r < hidden, r < shown);
		print_table(s, fared, truth, replicates);
		(void)fflush(stdout);
	}
	return 0;
}
