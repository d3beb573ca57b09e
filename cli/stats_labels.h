/*
 * Gold labels for the ordered pass: what a folder of galatea validate adds
 * to the statistics.
 */
#ifndef GALATEA_CLI_STATS_LABELS_H
#define GALATEA_CLI_STATS_LABELS_H

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
	double tagger_labels[GAL_SYMBOLS_MAX]; /* behind each row of M */
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

#endif
