/*
 * Gold labels and the hidden Markov fits for the ordered pass: what a folder
 * of galatea validate adds to the statistics.
 */
#ifndef GALATEA_CLI_STATS_LABELS_H
#define GALATEA_CLI_STATS_LABELS_H

#include <stdio.h>

#include "cli/validate_files.h"
#include "stats/timeline.h"

struct stats_labels {
	struct design design;
	struct labels labels;
	struct validation_data data;
	int8_t *gold;	 /* [units][codes] */
	int *gold_stage; /* [units] */
	size_t *by_row;	 /* units, ascending in row id */
	size_t by_model;
	double tagger[GAL_SYMBOLS_MAX * GAL_SYMBOLS_MAX]; /* M */
	double stage_labels; /* units with a label of the rung */
};

/* Errors: those of the folder's files; UNDEFINED without a label. */
GAL_MUST_USE enum gal_status stats_labels_read(struct stats_labels *out,
    const char *directory, const struct gal_store_codebook *book,
    struct gal_error *err);
void stats_labels_free(struct stats_labels *labels);
/* The label of a post, or false. */
bool stats_labels_find(struct gal_post_label *out,
    const struct stats_labels *labels, int64_t row_id);

/* Authors a hidden Markov fit takes. Authors come in the order of their
 * pseudonyms, which are keyed hashes: the first of them are a random sample. */
#define SPOOL_AUTHORS 50000

/* The rungs that posts show, author by author, on their way to the hidden
 * Markov fits: in a temporary file, three bytes a post. */
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
/* Fit both models and hand them to the timeline. A fit that the data cannot
 * carry is left out (no error). */
GAL_MUST_USE enum gal_status stats_spool_fit(struct stats_spool *spool,
    const struct stats_labels *labels, struct gal_timeline *timeline,
    struct gal_error *err);

#endif
