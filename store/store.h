/*
 * The database: one SQLite file that holds a project's posts, readings,
 * provenance and full-text index. docs/database.md describes it for people
 * who open it with other tools; store/schema.sql column by column.
 *
 * This folder is the only one that sees SQLite. Its headers:
 *   store.h     open and close, what the database knows of itself
 *   writer.h    posts and readings in, with provenance and checkpoints
 *   timeline.h  ordered author timelines out
 *   query.h     posts by words, code, community, time and author out
 *   upkeep.h    verify, canonical dump, merge, purge, optimize
 *
 * Thread rule: a struct gal_store and everything opened from it belong to
 * one thread at a time. Other processes may read while one writes.
 *
 * Errors every function may return besides those it names: NOMEM, IO,
 * BUSY (held by another process), FULL (no space left; what was committed
 * before is kept), READ_ONLY, CORRUPT.
 */
#ifndef GALATEA_STORE_STORE_H
#define GALATEA_STORE_STORE_H

#include "core/post.h"
#include "core/veil.h"

struct gal_store;

enum gal_store_mode {
	GAL_STORE_READ,	  /* the file must exist; nothing is written */
	GAL_STORE_WRITE,  /* the file must exist; an older schema is migrated */
	GAL_STORE_CREATE, /* as WRITE, and makes the file if there is none */
	GAL_STORE_BUILD,  /* a new file, without a journal: half written it is
			     worth nothing, so give it its name when done */
	GAL_STORE_READ_PARTIAL /* as READ, also while a re-tagging is unfinished
				  (READ refuses it: tags of two codebooks) */
};

/*
 * Open the database at `path`. Errors: NOT_FOUND (no such file), FORMAT (not
 * a database, or one of another program), SCHEMA (made by a newer galatea,
 * or an older one in READ mode), CODEBOOK (READ while a re-tagging is
 * unfinished). On failure *out is NULL and no file is left that was not
 * there.
 */
GAL_MUST_USE enum gal_status gal_store_open(struct gal_store **out,
    const char *path, enum gal_store_mode mode, struct gal_error *err);

/* Close; NULL is allowed. A writer folds its write-ahead log back, so that a
 * single file remains which opens on read-only media too. */
void gal_store_close(struct gal_store *store);

/*
 * From here to gal_store_close() everything that is read is of one moment,
 * whatever another process commits meanwhile. Inside store/ a write may
 * follow, which takes the write lock then: BUSY if another process wrote.
 */
GAL_MUST_USE enum gal_status gal_store_snapshot(
    struct gal_store *store, struct gal_error *err);

/* The schema version this program writes; the SQLite it runs with. */
int gal_store_schema_version(void);
const char *gal_store_sqlite_version(void);

/*
 * The project key's check value (gal_key_check() of ingest/, text): the first
 * writer sets it, every later one must bring the same. Errors: KEY.
 */
GAL_MUST_USE enum gal_status gal_store_check_key(
    struct gal_store *store, const char *check, struct gal_error *err);

/*
 * Whether ids are sealed in this database (seal.h of ingest/): a property of
 * all of it. An empty one takes what is `wanted`; one whose ids are sealed
 * answers *sealed true whatever is wanted. Errors: ARGUMENT (it holds posts
 * whose ids are not).
 */
GAL_MUST_USE enum gal_status gal_store_seal_ids(
    bool *sealed, struct gal_store *store, bool wanted, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_store_ids_sealed(
    bool *sealed, struct gal_store *store, struct gal_error *err);

/* Whether a writer has set a key. */
GAL_MUST_USE enum gal_status gal_store_has_key(
    bool *has_key, struct gal_store *store, struct gal_error *err);

/*
 * What lists a purged post instead of its row id (core/veil.h). Who purges,
 * and who writes or merges posts where something was purged, gives it first
 * (else: KEY); veil->self must outlive the store. A list that an older galatea
 * left in the clear is veiled now, if the store was opened for writing.
 */
GAL_MUST_USE enum gal_status gal_store_set_veil(struct gal_store *store,
    const struct gal_veil *veil, struct gal_error *err);
/* Whether any post or author was purged. */
bool gal_store_has_purged(const struct gal_store *store);

/* ---- codebook: the names behind the numbers of a gal_reading ---- */

struct gal_store_code {
	const char *name;	 /* "benefit.loneliness" */
	const char *description; /* one line; may be NULL */
};

struct gal_store_rule {
	const char *name; /* stable rule id of the codebook */
	uint32_t revision;
	int code; /* index of the code it is written for; -1 for none */
	const char *value; /* what its tags say beyond the code, such as the
			      model of a platform; NULL for none */
};

/* Indexes are those of gal_tag.code and gal_tag.rule; rungs[0] is rung 1. */
struct gal_store_codebook {
	const char *hash; /* names this exact codebook: hex digits */
	const char *name; /* "galatea 1.0"; may be NULL */
	const struct gal_store_code *codes;
	size_t code_count;
	const struct gal_store_rule *rules;
	size_t rule_count;
	const char *const *rungs;
	size_t rung_count;
};

/*
 * The codebook the database was tagged with; borrowed from the store until
 * it is closed or set again. hash is "" if there is none yet.
 */
const struct gal_store_codebook *gal_store_codebook(
    const struct gal_store *store);
/* Index of a code by name, or -1. */
int gal_store_find_code(const struct gal_store *store, const char *name);

/*
 * Say with which codebook posts will be tagged from now on. An untagged
 * database takes any; a tagged one only the same hash, else CODEBOOK (then
 * re-tag: gal_store_retag_begin() in writer.h).
 */
GAL_MUST_USE enum gal_status gal_store_set_codebook(struct gal_store *store,
    const struct gal_store_codebook *codebook, struct gal_error *err);

/* ---- communities ---- */

/* One spelling of a community. A renamed one has several rows with the same
 * native_id. Strings are borrowed until the store is closed. */
struct gal_store_community {
	int64_t id;
	enum gal_platform platform;
	const char *scope;     /* "" for Reddit */
	const char *name;      /* as written */
	const char *native_id; /* "" if unknown */
};

/* All of them, ordered by id; *count may be 0. Borrowed until the next
 * batch is written. */
GAL_MUST_USE enum gal_status gal_store_communities(
    const struct gal_store_community **out, size_t *count,
    struct gal_store *store, struct gal_error *err);

/* One of what gal_store_communities() gives; NULL for 0 and unknown ids. */
const struct gal_store_community *gal_store_community_by_id(
    const struct gal_store *store, int64_t id);

/* Ids of all spellings of a community, matched by name or native id without
 * regard to case (core/name_fold.h); renamed ones included. Appends to ids
 * (int64_t each). NOT_FOUND if there is none. */
GAL_MUST_USE enum gal_status gal_store_find_communities(struct gal_buffer *ids,
    struct gal_store *store, struct gal_str name, struct gal_error *err);

/* The same among communities that the caller has. */
GAL_MUST_USE enum gal_status gal_communities_match(struct gal_buffer *ids,
    const struct gal_store_community *all, size_t n, struct gal_str name,
    struct gal_error *err);

/* ---- what the database holds, counted when asked ---- */

struct gal_store_info {
	int schema_version;
	int64_t posts;
	int64_t untagged; /* posts no codebook has read yet */
	int64_t tags;
	int64_t moves;
	int64_t authors;
	int64_t communities;
	int64_t files;
	int64_t files_unfinished;
	int64_t tombstones;
	int64_t simulated; /* posts made by the simulator */
	int64_t first_utc; /* GAL_ABSENT if no post has a time */
	int64_t last_utc;
	int64_t bytes;	/* of the file */
	bool retagging; /* a re-tagging is unfinished */
	bool has_key;
};

/* What statistics say of all posts before they read them. */
struct gal_store_span {
	bool simulated;	   /* a post is the simulator's */
	int64_t first_utc; /* GAL_ABSENT if no post has a time */
	int64_t last_utc;
};

GAL_MUST_USE enum gal_status gal_store_span(
    struct gal_store_span *out, struct gal_store *store, struct gal_error *err);

/* One pass over the posts; seconds on a large database. */
GAL_MUST_USE enum gal_status gal_store_info(
    struct gal_store_info *out, struct gal_store *store, struct gal_error *err);

#endif
