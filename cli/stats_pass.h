/*
 * The ordered pass: posts author by author, from wherever they come, into a
 * stats/timeline.
 */
#ifndef GALATEA_CLI_STATS_PASS_H
#define GALATEA_CLI_STATS_PASS_H

#include "cli/events.h"
#include "cli/stats_source.h"
#include "cli/stats_words.h"
#include "stats/report.h"

struct cli_stats_options {
	struct gal_timeline_settings settings; /* gal_timeline_defaults() */
	const char *companion_from; /* rung; NULL: "companion", else the middle
				       of the ladder */
	bool has_since, has_until;
	int64_t since, until;
	const char *labels; /* folder of galatea validate; NULL: none */
	bool hidden;  /* fit the hidden Markov models: takes most of the time */
	bool replies; /* read the posts that replies answer */
	bool words;   /* read the words of the posts */
	const char *events;		/* file; NULL: the installed one */
	const char *const *communities; /* names; all if count is 0 */
	size_t community_count;
};

void cli_stats_defaults(struct cli_stats_options *out);

/* A finished pass with everything its timeline borrows. */
struct cli_stats_pass {
	struct gal_timeline *timeline;
	const char **codes; /* names borrowed from the source */
	struct cli_events events;
	struct stats_words words;
};

/* The source's names must outlive *out. Errors: NOT_FOUND (a rung), those of
 * the source and of stats. */
GAL_MUST_USE enum gal_status cli_stats_run(struct cli_stats_pass *out,
    const struct cli_stats_options *options, const struct stats_source *source,
    struct gal_error *err);
void cli_stats_free(struct cli_stats_pass *pass);

/* Index from 0 of the rung where companionship begins. */
GAL_MUST_USE enum gal_status cli_companion_rung(int *out,
    const struct gal_store_codebook *book, const char *name,
    struct gal_error *err);

#endif
