/*
 * Looking after a database: is it healthy, is it whole, is it the same as
 * another one, join several, take people out of it, make its index compact.
 */
#ifndef GALATEA_STORE_UPKEEP_H
#define GALATEA_STORE_UPKEEP_H

#include "store/writer.h"

/*
 * Check pages, foreign keys, the full-text index against the text (FTS5
 * integrity-check with rank 1) and that every post has exactly one timeline
 * row. Appends one line per fault to `faults`; none: the database is whole.
 * Where pages are damaged, the rest is checked as far as it can be read.
 * FTS5 checks its index only in a database that can be written:
 * *index_checked says whether it did.
 */
GAL_MUST_USE enum gal_status gal_store_verify(struct gal_buffer *faults,
    bool *index_checked, struct gal_store *store, struct gal_error *err);

/* What can be told of a database's file at once. */
struct gal_store_health {
	int64_t bytes;	   /* of the file */
	int64_t log_bytes; /* of its write-ahead log: another process writes,
			      or one was killed */
	bool pages_checked;
	char fault[160]; /* the first fault of its pages; "" none */
};
/* Pages are checked (SQLite's quick_check) if the file has no more than
 * `most_bytes`: it reads them all. */
GAL_MUST_USE enum gal_status gal_store_check_health(
    struct gal_store_health *out, struct gal_store *store, int64_t most_bytes,
    struct gal_error *err);

/* Takes bytes of the dump; returns false to stop. */
typedef bool gal_store_sink(void *self, const void *bytes, size_t n);

#define GAL_STORE_HASH_SIZE 65

/*
 * The canonical dump: schema version, codebook hash, then one line per post,
 * tag, narrated move and tombstone, sorted by key; tab-separated, with \t \n
 * \r \\ escaped and absent values empty. It holds nothing of runs, clocks,
 * paths, threads or pages, so two databases with the same content have the
 * same dump. sink NULL: only the hash. hash: SHA-256 of the dump in hex.
 */
GAL_MUST_USE enum gal_status gal_store_dump(char hash[GAL_STORE_HASH_SIZE],
    struct gal_store *store, gal_store_sink *sink, void *self,
    struct gal_error *err);

/*
 * Join from[0 .. n) into `into` by the copy rule, in ascending row id of all of
 * them; tombstones of all hold. All must have the same codebook, project key
 * and sealing of ids (an empty `into` takes those of the first). They share one
 * cache, so that memory does not grow with n. Errors: CODEBOOK, KEY, ARGUMENT.
 */
GAL_MUST_USE enum gal_status gal_store_merge(struct gal_store *into,
    struct gal_store *const *from, size_t n, struct gal_store_counts *counts,
    struct gal_error *err);

/* The tombstones alone. Where databases are joined by several calls, theirs
 * come first: a copy by a buried author then buries its post, whoever has it.
 * Where `from` has buried posts, `into` needs the veil. Errors: KEY.
 */
GAL_MUST_USE enum gal_status gal_store_merge_tombstones(
    struct gal_store *into, struct gal_store *from, struct gal_error *err);

/* What a purge took away. */
struct gal_store_purged {
	uint64_t posts;
	uint64_t tags;
	uint64_t tombstones; /* new ones */
};

/*
 * Take out posts by row id and everything of authors by pseudonym: text,
 * index entries, tags, timeline; tombstones keep later ingests from bringing
 * them back. Call gal_store_scrub() afterwards to take the bytes off the
 * disk. One transaction.
 */
GAL_MUST_USE enum gal_status gal_store_purge(struct gal_store *store,
    const int64_t *row_ids, size_t row_id_count,
    const struct gal_pseudonym *authors, size_t author_count,
    struct gal_store_purged *out, struct gal_error *err);

/* Row id of a stored post by platform and native id ("abc" of Reddit: the
 * kind decides; other platforms: any scope). NOT_FOUND. */
GAL_MUST_USE enum gal_status gal_store_find_post(int64_t *out,
    struct gal_store *store, enum gal_platform platform, enum gal_kind kind,
    struct gal_str native_id, struct gal_error *err);

/* Optimize the index, empty the write-ahead log and rewrite the file, so
 * that no deleted byte is left in it. Needs free space of the file's size.
 * Errors: BUSY (another process reads: bytes of what was purged stay in the
 * file or its log; scrub again when it has ended). */
GAL_MUST_USE enum gal_status gal_store_scrub(
    struct gal_store *store, struct gal_error *err);

#endif
