/*
 * From archive to database, each step on its own threads with bounded queues
 * between them:
 *
 *   one thread        --threads          the caller's thread
 *   decompress   ─►   parse + classify ─►   copy rule, tables, index
 *   blocks            batches, readings     many batches at once
 *
 * Blocks carry numbers and are written in their order, so the database, the
 * counts and the checkpoints do not depend on how many threads there are.
 * Memory is bounded by the number of blocks and batches, which is fixed, and
 * by what is gathered for one write.
 */
#ifndef GALATEA_CLI_PIPELINE_H
#define GALATEA_CLI_PIPELINE_H

#include "classify/classify.h"
#include "ingest/reader.h"
#include "store/writer.h"

struct pipeline_settings {
	struct gal_store *store; /* NULL: read and count only (--dry-run) */
	const struct gal_codebook *codebook; /* NULL: no readings */
	struct gal_reader_options reader;    /* resume is set inside */
	size_t threads; /* that parse; 0: as many as processors, at most 8 */
	size_t commit_posts; /* that end a transaction; 0: 250,000 or what comes
				in half a minute */
	double max_bad;	    /* share of bad records that makes a file damaged */
	bool again;	    /* read a file that is known already once more */
	bool restart;	    /* begin an unfinished file from its start */
	bool show_progress; /* on stderr */
};

enum pipeline_outcome {
	PIPELINE_DONE,
	PIPELINE_KNOWN,	      /* read before under these settings: not again */
	PIPELINE_DAMAGED,     /* ended early, or too many bad records */
	PIPELINE_INTERRUPTED, /* by a signal; what was read is committed */
	PIPELINE_FAILED	      /* could not be read, or not be written */
};

/* What became of one file. Strings are static or borrowed from the reader
 * options. */
struct pipeline_result {
	enum pipeline_outcome outcome;
	bool fatal; /* FAILED for a reason that holds for other files too */
	bool resumed;
	struct gal_store_counts counts; /* of the whole file, also what
					   earlier runs read of it */
	struct gal_tally tally;		/* likewise */
	int64_t file;			/* its row in the database; 0: none */
	uint64_t kept;			/* copies handed to the database */
	uint64_t bytes;			/* compressed, of this run */
	double seconds;			/* of this run */
	char codec[16];
	char format[24];
	uint64_t passed_members; /* as gal_reader_passed_members() */
	char passed_member[GAL_MEMBER_MAX];
	struct gal_error fault; /* DAMAGED, FAILED: why */
};

/* Read one archive. Never fails as such: *out says what happened. A signal
 * (cli/interrupt.h) ends it after the running batch. */
void pipeline_run(struct pipeline_result *out,
    const struct pipeline_settings *settings, const char *path);

#endif
