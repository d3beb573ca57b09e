/*
 * Posts and readings into the database.
 *
 * A batch is one transaction: posts, readings, index and the checkpoint of
 * the file they came from are committed together or not at all. A batch may
 * hold posts in any order and the same post several times; what the
 * database holds in the end depends only on the set of copies it was given
 * (store/copy_rule.h), never on their order or on where batches are cut.
 */
#ifndef GALATEA_STORE_WRITER_H
#define GALATEA_STORE_WRITER_H

#include "core/reading.h"
#include "store/store.h"

/* One copy of a post on its way in or out. */
struct gal_store_record {
	struct gal_post post; /* row_id of other platforms than Reddit is
				 ignored on the way in */
	bool has_reading;     /* false: to be tagged later */
	struct gal_reading reading;
	/* When the copy that gave the text was taken. Equals
	 * post.observed_utc but where an author's deletion was seen in an
	 * older copy than the newest metrics. */
	int64_t content_utc;
};

/* What became of the copies of a batch; their sum is the batch's size. */
struct gal_store_counts {
	uint64_t inserted;  /* first copy of a post */
	uint64_t replaced;  /* newer than what was there, in any respect */
	uint64_t older;	    /* lost against what was there */
	uint64_t identical; /* said what was known already */
	uint64_t purged;    /* a tombstone forbids it */
};

/* ---- provenance: one row per archive and set of settings ---- */

enum gal_store_file_state {
	GAL_FILE_READING, /* begun, not ended: may be resumed */
	GAL_FILE_DONE,
	GAL_FILE_DAMAGED /* ended early, or more bad lines than allowed */
};

struct gal_store_skip {
	const char *reason; /* static: "bot", "not English", "bad line" */
	uint64_t count;
};

#define GAL_FILE_HASH_MAX 65
#define GAL_FILE_SKIPS_MAX 32

/*
 * An archive and how far it was read. Identity: (size, hash, settings); hash
 * is of the file's head and tail, so it names the file without reading it
 * all. Strings are borrowed from the caller.
 */
struct gal_store_file {
	int64_t id;		      /* set by gal_store_file_begin() */
	const char *name;	      /* as given by the user; "-" for stdin */
	uint64_t size;		      /* compressed bytes; 0 for stdin */
	char hash[GAL_FILE_HASH_MAX]; /* hex; "" for stdin: never resumed */
	const char *settings;	      /* canonical text of all settings that
					 change what is kept */
	const char *codec;	      /* "zstd"; may be NULL until known */
	const char *format;	      /* "reddit"; may be NULL until known */
	enum gal_store_file_state state;
	/* the checkpoint: everything before it is in the database */
	uint64_t member;  /* of an archive with members, from 0 */
	uint64_t bytes;	  /* decompressed, in the member */
	uint64_t records; /* in the member */
	uint64_t read;	  /* records in all = sum of counts and skips */
	struct gal_store_counts counts;
	struct gal_store_skip skips[GAL_FILE_SKIPS_MAX];
	size_t skip_count;
	int64_t first_utc; /* of the posts kept; GAL_ABSENT */
	int64_t last_utc;
};

/* What the database knows of a file that is about to be read. */
enum gal_store_known {
	GAL_FILE_NEW,
	GAL_FILE_RESUMABLE, /* begun under the same settings */
	GAL_FILE_KNOWN,	    /* read to its end under the same settings */
	GAL_FILE_OTHER	    /* begun under OTHER settings and not ended */
};

/*
 * Look the file up by size, hash and settings. RESUMABLE and KNOWN fill id,
 * state, position, counts, skips and times from the database (skip reasons
 * are then borrowed from the store until the next call). Never writes.
 */
GAL_MUST_USE enum gal_status gal_store_file_lookup(enum gal_store_known *out,
    struct gal_store *store, struct gal_store_file *file,
    struct gal_error *err);

/* Of a run over the file under other settings that did not end, these: appended
 * to *settings (NULL: not asked for). NOT_FOUND: there is none. */
GAL_MUST_USE enum gal_status gal_store_file_unfinished(
    struct gal_buffer *settings, struct gal_store *store,
    const struct gal_store_file *file, struct gal_error *err);

/* Enter the file as READING from its start: takes the place of a row of the
 * same identity, and of unfinished ones under other settings. Sets file->id. */
GAL_MUST_USE enum gal_status gal_store_file_begin(struct gal_store *store,
    struct gal_store_file *file, struct gal_error *err);

/*
 * Write a batch. `records` and all they borrow are read only and need to
 * live until the call returns. file, if not NULL, is the checkpoint: the
 * caller has moved its position, read, skips and state on; counts are added
 * to by this call and stored with it. counts, if not NULL, receives the same
 * sums. n may be 0 (to store a checkpoint or a file's end alone). Posts are
 * inserted in ascending row id, as the index wants them.
 * On failure nothing of the batch is in the database, and file->counts is
 * unchanged. Errors: CODEBOOK (a reading without gal_store_set_codebook),
 * ARGUMENT (a code or rule out of range).
 */
GAL_MUST_USE enum gal_status gal_store_write_batch(struct gal_store *store,
    const struct gal_store_record *records, size_t n,
    struct gal_store_file *file, struct gal_store_counts *counts,
    struct gal_error *err);

/*
 * The same, but the transaction may stay open, so that the next batch joins
 * it: many batches in one read and write each page of the timeline once
 * instead of once a batch. Nothing else may be asked of the store before
 * gal_store_commit(). On failure nothing since the last commit is in the
 * database, and file->counts is as it was then.
 */
GAL_MUST_USE enum gal_status gal_store_add_batch(struct gal_store *store,
    const struct gal_store_record *records, size_t n,
    struct gal_store_file *file, struct gal_store_counts *counts,
    struct gal_error *err);
/* End what gal_store_add_batch() left open, if anything; file as there. */
GAL_MUST_USE enum gal_status gal_store_commit(struct gal_store *store,
    struct gal_store_file *file, struct gal_error *err);

/*
 * After the last batch: merge the index incrementally (optimize: fully) and
 * empty the write-ahead log. Takes a time proportional to what was added
 * (optimize: to the whole index).
 */
GAL_MUST_USE enum gal_status gal_store_finish(
    struct gal_store *store, bool optimize, struct gal_error *err);

/* ---- tagging what is there already ---- */

/*
 * Which posts need a reading under `codebook`: *pending = how many.
 *   the database's codebook: those without a reading
 *   another one: all; the database then is in re-tagging (resumable: a
 *   second call with the same codebook goes on where the last batch ended)
 */
GAL_MUST_USE enum gal_status gal_store_retag_begin(struct gal_store *store,
    const struct gal_store_codebook *codebook, uint64_t *pending,
    struct gal_error *err);

/* The next posts to read, in ascending row id, borrowed until the next call;
 * END when there are none. */
GAL_MUST_USE enum gal_status gal_store_retag_next(struct gal_store *store,
    const struct gal_store_record **records, size_t *n, struct gal_error *err);

/* Store the readings of the posts last returned, in that order, with the
 * checkpoint in one transaction. */
GAL_MUST_USE enum gal_status gal_store_retag_write(struct gal_store *store,
    const struct gal_reading *readings, struct gal_error *err);

/* After END: the database is whole again. */
GAL_MUST_USE enum gal_status gal_store_retag_end(
    struct gal_store *store, struct gal_error *err);

#endif
