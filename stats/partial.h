/*
 * Files of partial timelines: what a shard hands to whoever computes the
 * statistics of all shards. docs/scale.md describes the bytes.
 *
 *   writing   gal_partial_writer_new(); then, each section in its order:
 *             buried posts and authors, copies by row id, authors by
 *             pseudonym (those without one first) with what they told and
 *             their posts by (time, row id); gal_partial_writer_finish()
 *   reading   gal_partial_open(); head and what is buried are there then;
 *             gal_partial_seek() and gal_partial_next_copy(), or
 *             gal_partial_next_post(), until END
 *
 * Nothing here knows a database. One thread at a time.
 */
#ifndef GALATEA_STATS_PARTIAL_H
#define GALATEA_STATS_PARTIAL_H

#include <stdio.h>

#include "core/copy_rank.h"
#include "stats/partial_pool.h"
#include "stats/timeline.h"

/* A spelling of a community, as the database has them. */
struct gal_partial_community {
	enum gal_platform platform;
	const char *scope, *name, *native_id;
};

/* What the numbers of the file stand for. Borrowed by the writer until it is
 * finished; of a reader: until it is closed. */
struct gal_partial_head {
	const char *codebook;  /* hash */
	const char *key_check; /* of the project key; "" if none */
	const char *const *codes;
	size_t code_count;
	const char *const *rungs;
	size_t rung_count;
	const struct gal_model *models;
	size_t model_count;
	const struct gal_partial_community *communities;
	size_t community_count;
};

/* One post as the copy rule sees it. */
struct gal_partial_copy {
	int64_t row_id;
	bool has_reading;
	struct gal_copy_rank rank;
};

/* A move that the author told of in a post. */
struct gal_told {
	int64_t row_id;
	struct gal_move move;
};

/* One post of a timeline. timed.moves, label and words are not carried. */
struct gal_partial_post {
	int64_t row_id;
	uint32_t community; /* 1 + index into the head's; 0: none */
	struct gal_timed_post timed;
};

/* ---- writing ---- */

struct gal_partial_writer;

/* Takes the file, also on failure, and closes it with the writer. Errors:
 * NOMEM, IO, FULL. */
GAL_MUST_USE enum gal_status gal_partial_writer_new(
    struct gal_partial_writer **out, FILE *file,
    const struct gal_partial_head *head, struct gal_error *err);
/* number: what the veil makes of the row id (core/veil.h); they ascend. */
GAL_MUST_USE enum gal_status gal_partial_bury_post(
    struct gal_partial_writer *writer, int64_t number, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_partial_bury_author(
    struct gal_partial_writer *writer, const struct gal_pseudonym *author,
    struct gal_error *err);
GAL_MUST_USE enum gal_status gal_partial_put_copy(
    struct gal_partial_writer *writer, const struct gal_partial_copy *copy,
    struct gal_error *err);
/* author NULL: posts without one. */
GAL_MUST_USE enum gal_status gal_partial_put_author(
    struct gal_partial_writer *writer, const struct gal_pseudonym *author,
    struct gal_error *err);
GAL_MUST_USE enum gal_status gal_partial_put_told(
    struct gal_partial_writer *writer, const struct gal_told *told,
    struct gal_error *err);
GAL_MUST_USE enum gal_status gal_partial_put_post(
    struct gal_partial_writer *writer, const struct gal_partial_post *post,
    struct gal_error *err);
/* The last block, and the file is flushed. */
GAL_MUST_USE enum gal_status gal_partial_writer_finish(
    struct gal_partial_writer *writer, struct gal_error *err);
/* The file, finished, which the caller closes. */
FILE *gal_partial_writer_detach(struct gal_partial_writer *writer);
void gal_partial_writer_free(struct gal_partial_writer *writer);

/* ---- reading ---- */

struct gal_partial;

/* The pool closes the file while others are read. Errors: NOT_FOUND, IO, FORMAT
 * (no such file), SCHEMA (of another version), CORRUPT and TRUNCATED with the
 * byte of the file. */
GAL_MUST_USE enum gal_status gal_partial_open(struct gal_partial **out,
    const char *path, struct gal_partial_pool *pool, struct gal_error *err);
/* Takes the file, also on failure; it must be one that can seek. */
GAL_MUST_USE enum gal_status gal_partial_open_file(struct gal_partial **out,
    FILE *file, const char *name, struct gal_error *err);
/* The part of a file from that byte to where the file ends now; the file is
 * borrowed. */
GAL_MUST_USE enum gal_status gal_partial_open_part(struct gal_partial **out,
    FILE *file, uint64_t byte, const char *name, struct gal_error *err);
void gal_partial_close(struct gal_partial *partial);

const struct gal_partial_head *gal_partial_head(
    const struct gal_partial *partial);
/* As it was opened. */
const char *gal_partial_name(const struct gal_partial *partial);
/* Ascending; borrowed until it is closed. Posts by number, as written. */
const int64_t *gal_partial_buried_posts(
    const struct gal_partial *partial, size_t *count);
const struct gal_pseudonym *gal_partial_buried_authors(
    const struct gal_partial *partial, size_t *count);

/* To the first copy, or the first post. */
GAL_MUST_USE enum gal_status gal_partial_seek(
    struct gal_partial *partial, bool timelines, struct gal_error *err);
/* The next one, by value, or END. */
GAL_MUST_USE enum gal_status gal_partial_next_copy(struct gal_partial_copy *out,
    struct gal_partial *partial, struct gal_error *err);
/* The next one or END; borrowed until the next call. */
GAL_MUST_USE enum gal_status gal_partial_next_post(
    const struct gal_partial_post **out, struct gal_partial *partial,
    struct gal_error *err);
/* Of the post last returned: its author, NULL if there is none, and all that
 * the author told, by (row id, from, to); borrowed likewise. */
const struct gal_pseudonym *gal_partial_author(
    const struct gal_partial *partial);
const struct gal_told *gal_partial_told(
    const struct gal_partial *partial, size_t *count);

#endif
