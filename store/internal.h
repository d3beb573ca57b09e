/*
 * Private to store/: the handle, its statements, and how SQLite's values and
 * errors become ours.
 */
#ifndef GALATEA_STORE_INTERNAL_H
#define GALATEA_STORE_INTERNAL_H

#include <sqlite3.h>

#include "store/record_batch.h"
#include "store/statements.h"
#include "store/store.h"
#include "store/timeline_rows.h"
#include "store/writer.h"

#define GAL_UNTAGGED 255 /* timeline.unread of a post nobody has read */
/* Names in meta, all there are. */
#define RETAG_HASH "retag_hash"
#define RETAG_AFTER "retag_after"
#define KEY_CHECK "key_check"
#define IDS_SEALED "ids_sealed"
/* the list of an older schema, row ids in the clear */
#define PLAIN_TOMBSTONES "plain_tombstones"

struct community_slot {
	size_t index; /* into communities, + 1; 0 is free */
};

struct gal_store_retag {
	bool all;      /* a new codebook: every post; else untagged ones */
	int64_t after; /* last row id handed out */
	struct gal_record_batch batch;
};

struct gal_store {
	sqlite3 *db;
	char *path;
	enum gal_store_mode mode;
	sqlite3_stmt *statements[SQL_COUNT];
	int64_t data_version; /* caches below belong to it */
	bool stale;	      /* caches must be read again */
	bool has_log;	      /* or needs none: may write */
	bool is_rollup_empty; /* emptied in this transaction */
	bool has_tombstones;
	struct gal_veil veil; /* of row ids that are buried */

	struct gal_store_community *communities;
	size_t community_count;
	size_t community_capacity;
	struct community_slot *slots; /* power of two, by name */
	size_t slot_count;

	struct gal_store_codebook codebook; /* owned */

	struct order_entry *order; /* scratch of a batch */
	size_t order_capacity;
	struct gal_timeline_rows timeline_rows;
	bool is_gathering; /* a transaction waits for gal_store_commit() */
	struct gal_store_counts committed; /* of the file, before it */
	bool took_words_out; /* FTS5 was given words in this batch */
	struct gal_index_builder *index_builder; /* NULL until used */
	struct gal_store_retag retag;
	struct gal_rank *rank; /* of queries; NULL until one is ranked */
	char skip_reasons[GAL_FILE_SKIPS_MAX][48];
};

/* Whether it was opened to be written. */
bool gal_store_writes(const struct gal_store *store);
/* The prepared statement, reset and without bindings; NULL on failure. */
sqlite3_stmt *gal_store_statement(
    struct gal_store *store, enum gal_sql sql, struct gal_error *err);
/* Step a statement that returns no row and reset it. */
GAL_MUST_USE enum gal_status gal_store_run(
    struct gal_store *store, sqlite3_stmt *statement, struct gal_error *err);
/* statement + run, for those without parameters. */
GAL_MUST_USE enum gal_status gal_store_run_sql(
    struct gal_store *store, enum gal_sql sql, struct gal_error *err);
/* Any SQL text, several statements allowed. */
GAL_MUST_USE enum gal_status gal_store_exec(
    struct gal_store *store, const char *sql, struct gal_error *err);
/* The status that belongs to SQLite's last error, said in one line. */
enum gal_status gal_store_fail(struct gal_store *store, struct gal_error *err);
/* One integer from a statement without parameters; `absent` if NULL. */
GAL_MUST_USE enum gal_status gal_store_ask(int64_t *out,
    struct gal_store *store, const char *sql, int64_t absent,
    struct gal_error *err);

/* Before anything is written outside of a transaction; gal_store_begin() does
 * it, too. */
GAL_MUST_USE enum gal_status gal_store_start_log(
    struct gal_store *store, struct gal_error *err);
/* Begin a transaction; caches are read again if another process wrote. */
GAL_MUST_USE enum gal_status gal_store_begin(
    struct gal_store *store, struct gal_error *err);
/* COMMIT if status is OK, else ROLLBACK; returns the final status. */
GAL_MUST_USE enum gal_status gal_store_end(
    struct gal_store *store, enum gal_status status, struct gal_error *err);

/* Bind and read. Absent strings and numbers are NULL in the database. */
void gal_bind_str(sqlite3_stmt *statement, int at, struct gal_str s);
void gal_bind_int(sqlite3_stmt *statement, int at, int64_t value);
void gal_bind_author(sqlite3_stmt *statement, int at,
    const struct gal_post *post); /* x'' where there is none */
struct gal_str gal_column_str(sqlite3_stmt *statement, int at);
/* Ends with NUL; "" for NULL and where memory ran out, which the next step of
 * the statement tells. */
const char *gal_column_text(sqlite3_stmt *statement, int at);
int64_t gal_column_int(sqlite3_stmt *statement, int at);

/* meta: value is NULL-terminated text, cut to size. NOT_FOUND. */
GAL_MUST_USE enum gal_status gal_meta_get(struct gal_store *store,
    const char *name, char *value, size_t size, struct gal_error *err);
/* Whether there is one. */
GAL_MUST_USE enum gal_status gal_meta_has(bool *out, struct gal_store *store,
    const char *name, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_meta_put(struct gal_store *store,
    const char *name, const char *value, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_meta_delete(
    struct gal_store *store, const char *name, struct gal_error *err);

/* schema.c: create or migrate inside one transaction. */
GAL_MUST_USE enum gal_status gal_schema_prepare(
    struct gal_store *store, struct gal_error *err);

/* post_index.c: the full-text index. How it is built (hash size, merges);
 * written only where it is not so already. */
GAL_MUST_USE enum gal_status gal_store_index_settings(
    struct gal_store *store, struct gal_error *err);
/* A batch of at most n posts: begin, later and delete, end. */
GAL_MUST_USE enum gal_status gal_index_begin(
    struct gal_store *store, size_t n, struct gal_error *err);
/* Take a post's words down; its strings must live until the end. In ascending
 * row id, each once. */
void gal_index_later(struct gal_store *store, const struct gal_post *post);
/* Write the words, unless rows_status says that the rows failed; returns the
 * status of both. Must be called after begin, whatever happened. */
GAL_MUST_USE enum gal_status gal_index_end(struct gal_store *store,
    enum gal_status rows_status, struct gal_error *err);
/* Take the words of a stored post out, at once. */
GAL_MUST_USE enum gal_status gal_index_delete(
    struct gal_store *store, const struct gal_post *old, struct gal_error *err);
/* The same, and put those of another state of the same post in. */
GAL_MUST_USE enum gal_status gal_index_replace(struct gal_store *store,
    const struct gal_post *old, const struct gal_post *new,
    struct gal_error *err);

/* file.c: keep the checkpoint; inside a transaction. */
GAL_MUST_USE enum gal_status gal_file_update(struct gal_store *store,
    const struct gal_store_file *file, const struct gal_store_counts *counts,
    struct gal_error *err);

/* purge.c: take a post out, if it is there, and leave its tombstone; inside a
 * transaction. */
struct gal_store_purged;
GAL_MUST_USE enum gal_status gal_store_bury(struct gal_store *store,
    int64_t row_id, struct gal_store_purged *out, struct gal_error *err);
/* Take out what another database has buried, by number and pseudonym, and
 * bury it here; one transaction. */
GAL_MUST_USE enum gal_status gal_purge_listed(struct gal_store *store,
    struct gal_buffer *numbers, const struct gal_buffer *authors,
    struct gal_error *err);

/* retag.c */
void gal_retag_free(struct gal_store *store);

/* community.c */
GAL_MUST_USE enum gal_status gal_store_communities_load(
    struct gal_store *store, struct gal_error *err);
void gal_store_communities_free(struct gal_store *store);
/* Id of a post's community, entered if new; 0 where the post names none. */
GAL_MUST_USE enum gal_status gal_store_community_id(int64_t *out,
    struct gal_store *store, const struct gal_post *post,
    struct gal_error *err);

/* codebook.c */
GAL_MUST_USE enum gal_status gal_store_book_load(
    struct gal_store *store, struct gal_error *err);
/* Replace the stored codebook; inside a transaction. */
GAL_MUST_USE enum gal_status gal_store_book_put(struct gal_store *store,
    const struct gal_store_codebook *codebook, struct gal_error *err);
void gal_store_book_free(struct gal_store *store);

/* record.c: rows to records and back. */
/* A row of POST_COLUMNS; strings borrow from the statement and the store. */
void gal_record_from_row(struct gal_store_record *out,
    const struct gal_store *store, sqlite3_stmt *statement);
GAL_MUST_USE enum gal_status gal_record_bind(struct gal_store *store,
    sqlite3_stmt *statement, const struct gal_store_record *record,
    int64_t *community, struct gal_error *err);
/* Write reading, tags and moves of a stored post (replacing what it had if
 * `had` is true). */
GAL_MUST_USE enum gal_status gal_reading_write(struct gal_store *store,
    const struct gal_store_record *record, int64_t community, bool had,
    struct gal_error *err);
GAL_MUST_USE enum gal_status gal_evidence_delete(
    struct gal_store *store, int64_t row_id, struct gal_error *err);

/* Tags and moves of a post put into buffers of struct gal_tag and
 * struct gal_move, which the record then borrows. */
GAL_MUST_USE enum gal_status gal_evidence_load(struct gal_store *store,
    struct gal_store_record *record, struct gal_buffer *tags,
    struct gal_buffer *moves, struct gal_error *err);

#endif
