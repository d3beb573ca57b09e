/* What an ingest did, as frames and as words. */
#ifndef GALATEA_CLI_INGEST_SUMMARY_H
#define GALATEA_CLI_INGEST_SUMMARY_H

#include "cli/pipeline.h"
#include "cli/steps.h"

struct ingest_summary {
	struct gal_frame *files;      /* one row per file, one for the sum */
	struct gal_frame *skipped;    /* file, reason, records */
	struct gal_frame *bad;	      /* file, member, line, byte, reason */
	struct pipeline_result total; /* each archive counts once */
	size_t file_count;
	int64_t *seen; /* their numbers in the database */
	size_t seen_count;
	bool is_stored; /* else --dry-run */
};

GAL_MUST_USE enum gal_status ingest_summary_begin(
    struct ingest_summary *summary, bool is_stored, struct gal_error *err);
GAL_MUST_USE enum gal_status ingest_summary_add(struct ingest_summary *summary,
    const char *path, const struct pipeline_result *result,
    struct gal_error *err);
/* Hands the frames over. */
GAL_MUST_USE enum gal_status ingest_summary_end(struct ingest_summary *summary,
    struct cli_frames *frames, struct gal_error *err);
void ingest_summary_free(struct ingest_summary *summary);

/* If a file was read and nothing of it kept: say why that may be. */
void ingest_explain_nothing(const struct cli_context *context, const char *path,
    const struct pipeline_result *result);

/* What the posts kept lack, where an option could give it. */
void ingest_explain_gaps(const struct cli_context *context, const char *path,
    const struct pipeline_result *result);

#endif
