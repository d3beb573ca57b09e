/*
 * The rungs that posts show, author by author, on their way to the hidden
 * Markov fits.
 */
#ifndef GALATEA_CLI_STATS_SPOOL_H
#define GALATEA_CLI_STATS_SPOOL_H

#include <stdio.h>

#include "cli/stats_labels.h"

/* Authors a hidden Markov fit takes. Authors come in the order of their
 * pseudonyms, which are keyed hashes: the first of them are a random sample. */
#define SPOOL_AUTHORS 50000

/* In a temporary file, three bytes a post. */
struct stats_spool {
	FILE *file;
	size_t states;
	double *gap; /* days */
	size_t gap_count;
	/* the series being written or read */
	uint8_t *symbol;
	uint16_t *index;
	size_t count, capacity;
	uint64_t author;
	int64_t before;
	size_t authors; /* written; at most SPOOL_AUTHORS */
};

GAL_MUST_USE enum gal_status stats_spool_open(struct stats_spool *out,
    size_t states, int64_t span, struct gal_error *err);
void stats_spool_close(struct stats_spool *spool);
/* A post that was read, in order; posts without author are left out. */
GAL_MUST_USE enum gal_status stats_spool_add(struct stats_spool *spool,
    const struct gal_timed_post *post, struct gal_error *err);
/* Fit the models and hand them, or the reason why not, to the timeline; those
 * that need labels only where there are some. labels may be NULL. */
GAL_MUST_USE enum gal_status stats_spool_fit(struct stats_spool *spool,
    const struct stats_labels *labels, struct gal_timeline *timeline,
    struct gal_error *err);

#endif
