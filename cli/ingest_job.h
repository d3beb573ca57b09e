/*
 * Reading archives into a database: the part that `ingest` and `run` share.
 * Options fill the job; ingest_job_run() opens key, codebook and database
 * and reads one file after another; the summary is frames.
 */
#ifndef GALATEA_CLI_INGEST_JOB_H
#define GALATEA_CLI_INGEST_JOB_H

#include "cli/pipeline.h"
#include "cli/steps.h"

enum ingest_option_id {
	INGEST_COMMUNITY = 500,
	INGEST_COMMUNITY_FILE,
	INGEST_AUTHOR,
	INGEST_AUTHOR_FILE,
	INGEST_SINCE,
	INGEST_UNTIL,
	INGEST_MATCH,
	INGEST_KIND,
	INGEST_SAMPLE,
	INGEST_SAMPLE_AUTHORS,
	INGEST_SEED,
	INGEST_STOP_AFTER,
	INGEST_INPUT_FORMAT,
	INGEST_MAP,
	INGEST_SCOPE,
	INGEST_KEEP_DELETED,
	INGEST_SEAL_IDS,
	INGEST_THREADS,
	INGEST_BATCH,
	INGEST_MAX_BAD,
	INGEST_AGAIN,
	INGEST_RESTART,
	INGEST_DRY_RUN,
	INGEST_PREFLIGHT,
	INGEST_OPTIMIZE
};

/* For the option tables of both commands. */
#define INGEST_OPTIONS                                                         \
	{ INGEST_COMMUNITY, "community", "NAME",                               \
		"only these communities (any case; a,b or again)" },           \
	    { INGEST_COMMUNITY_FILE, "community-file", "FILE",                 \
		    "only communities listed in FILE, one a line" },           \
	    { INGEST_AUTHOR, "author", "NAME",                                 \
		    "only this author (again for more)" },                     \
	    { INGEST_AUTHOR_FILE, "author-file", "FILE",                       \
		    "only authors listed in FILE, one a line" },               \
	    { INGEST_SINCE, "since", "TIME",                                   \
		    "only posts from TIME on (2024, 2024-05-01, …; UTC)" },    \
	    { INGEST_UNTIL, "until", "TIME", "only posts before TIME" },       \
	    { INGEST_MATCH, "match", "WORDS",                                  \
		    "only posts that hold these words (again for more)" },     \
	    { INGEST_KIND, "kind", "KIND",                                     \
		    "only submission, comment, message or turn" },             \
	    { INGEST_SAMPLE, "sample", "SHARE",                                \
		    "keep this share of posts (0.01, 1%); the same each "      \
		    "time" },                                                  \
	    { INGEST_SAMPLE_AUTHORS, "sample-authors", "SHARE",                \
		    "keep this share of authors with all their posts" },       \
	    { INGEST_SEED, "seed", "N", "which sample (default 1)" },          \
	    { INGEST_STOP_AFTER, "stop-after", "N",                            \
		    "stop each file after N wanted posts" },                   \
	    { INGEST_INPUT_FORMAT, "input-format", "NAME",                     \
		    "read as this format instead of by content" },             \
	    { INGEST_MAP, "map", "FIELDS",                                     \
		    "columns of CSV and NDJSON: text=body,author=user,…" },    \
	    { INGEST_SCOPE, "scope", "NAME",                                   \
		    "site, server or list, where the archive does not say" },  \
	    { INGEST_KEEP_DELETED, "keep-deleted-later", NULL,                 \
		    "also what its author deleted after it was archived" },    \
	    { INGEST_SEAL_IDS, "seal-ids", NULL,                               \
		    "a new database: ids of posts only under the key" },       \
	    { INGEST_THREADS, "threads", "N",                                  \
		    "threads that parse (default: as many as processors)" },   \
	    { INGEST_BATCH, "batch", "N",                                      \
		    "posts in a transaction (default 250k)" },                 \
	    { INGEST_MAX_BAD, "max-bad", "SHARE",                              \
		    "share of bad records to accept (default 0.1%)" },         \
	    { INGEST_AGAIN, "again", NULL,                                     \
		    "read files once more that were read already" },           \
	    { INGEST_RESTART, "restart", NULL,                                 \
		    "begin unfinished files from their start" },               \
	    { INGEST_DRY_RUN, "dry-run", NULL,                                 \
		    "read and count, write nothing" },                         \
	    { INGEST_PREFLIGHT, "preflight", NULL,                             \
		    "look at heads and tails only: format, dates, a cut "      \
		    "end" },                                                   \
	{                                                                      \
		INGEST_OPTIMIZE, "optimize", NULL,                             \
		    "merge the search index fully at the end"                  \
	}

struct ingest_job {
	struct gal_selection *selection;
	const char *format;
	const char *map;
	const char *scope;
	double share;
	enum gal_sample_unit share_unit;
	uint64_t seed;
	bool keep_deleted_later;
	bool seal_ids;
	bool again;
	bool restart;
	bool dry_run;
	bool preflight;
	bool optimize;
	uint64_t threads;
	uint64_t batch;
	double max_bad;
};

GAL_MUST_USE enum gal_status ingest_job_init(
    struct ingest_job *job, struct gal_error *err);
void ingest_job_free(struct ingest_job *job);

/* Take context->value for an option of INGEST_OPTIONS. Errors: ARGUMENT and
 * those of reading a list; put into context->err. */
GAL_MUST_USE enum gal_status ingest_job_option(
    struct ingest_job *job, struct cli_context *context, int id);

/* How the job reads archives. `key` and the job must outlive *out. */
void ingest_job_reader_options(struct gal_reader_options *out,
    const struct ingest_job *job, const struct gal_key *key);

/*
 * Read context->argv[0 .. argc) into context->database. Adds the frames
 * "files", "skipped" and, if any, "bad_records". Returns an enum cli_exit:
 * faults of single files were printed, of the whole too.
 */
int ingest_job_run(struct ingest_job *job, struct cli_context *context,
    struct cli_frames *frames);

#endif
