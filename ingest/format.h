/*
 * Inside ingest/: what a forum format is. One file a format
 * (format_<name>.c), one row in the table of formats.c.
 *
 *   cutter (one thread):   bytes ─► records of a block
 *   parse (any thread):    record ─► posts of a batch, or a reason
 *
 * Formats of lines have no cutter: the reader cuts at line ends and the
 * parser at each line, so that the reading thread does nothing but decode.
 */
#ifndef GALATEA_INGEST_FORMAT_H
#define GALATEA_INGEST_FORMAT_H

#include "ingest/arena.h"
#include "ingest/clean.h"
#include "ingest/seal.h"
#include "ingest/select_check.h"

/* What reader, cutters and parsers know; fixed once the reader is open. */
struct gal_settings {
	struct gal_key key;
	const struct gal_selection *selection; /* never NULL */
	struct gal_selection *own_selection;   /* the empty one, if none */
	char *map;			       /* NULL: none */
	char *scope;			       /* as given; "" if not */
	char *site; /* what the folder says; only dumps of sites lie in a
		       folder of their name: of other formats it would make
		       other posts and people in every folder */
	bool keep_deleted_later;
	bool seal_ids;
	struct gal_seal seal;
	size_t block_bytes;
};

/* ---- blocks ---- */

struct gal_record {
	const char *data;
	size_t len;
	size_t readable;     /* bytes from data that may be touched, >= len */
	const char *context; /* pairs of the surrounding document, or NULL */
	size_t context_len;
};

struct gal_block_record {
	size_t at; /* in data */
	size_t len;
	size_t context_at; /* context_len 0: none */
	size_t context_len;
	uint64_t byte; /* where it began, decompressed, in the member */
};

struct gal_block {
	const struct gal_format *format;
	struct gal_buffer data;
	struct gal_block_record *records; /* of a cutter; lines have none */
	size_t record_count;
	size_t record_capacity;
	size_t skip_records; /* resume: these are read already */
	uint64_t member;
	char member_name[GAL_MEMBER_MAX]; /* cut; "" without members */
	uint64_t first_byte; /* of the member, where the block starts */
	uint64_t end_byte;
	bool too_long; /* a single record over GAL_RECORD_MAX, not kept */
};

/* Bytes kept readable behind a block's data (simdjson's padding). */
#define GAL_BLOCK_PADDING 64

/* Append a record. Errors: NOMEM, LIMIT. */
GAL_MUST_USE enum gal_status gal_block_add(struct gal_block *block,
    const char *data, size_t len, uint64_t byte, struct gal_error *err);
/* Give the last record its context; equal to that of the record before it,
 * it is stored once. */
GAL_MUST_USE enum gal_status gal_block_context(struct gal_block *block,
    const char *pairs, size_t len, struct gal_error *err);

/* Pairs: name NUL value NUL …: contexts, XML attributes, CSV rows. */
GAL_MUST_USE enum gal_status gal_pairs_add(struct gal_buffer *pairs,
    struct gal_str name, struct gal_str value, struct gal_error *err);
/* The value of a name, absent if there is none. */
struct gal_str gal_pairs_get(const char *pairs, size_t len, const char *name);

/* ---- cutting ---- */

struct gal_cutter {
	GAL_MUST_USE enum gal_status (*open)(void **state,
	    const struct gal_cutter *cutter, struct gal_error *err);
	/* Take the next bytes of the member; `at` is the place of the first.
	 * Complete records go to the block. FORMAT, CORRUPT: the document is
	 * broken (the records before are in the block); NOMEM, LIMIT. */
	GAL_MUST_USE enum gal_status (*feed)(void *state,
	    struct gal_block *block, const char *bytes, size_t len, uint64_t at,
	    struct gal_error *err);
	/* The member is over. TRUNCATED: the document is not. */
	GAL_MUST_USE enum gal_status (*finish)(
	    void *state, struct gal_block *block, struct gal_error *err);
	void (*close)(void *state);
	/* of JSON documents (ingest/json_cut.h); NULL for others */
	const char *const *elements;
	const char *const *context;
};

/* ---- parsing ---- */

struct gal_author_cache;

struct gal_parse {
	const struct gal_settings *settings;
	void *state; /* of the format */
	struct gal_batch *batch;
	struct gal_arena *arena; /* of the batch */
	struct gal_author_cache *authors;
	struct gal_author_set wanted[GAL_PLATFORM_COUNT]; /* by platform */
	bool wanted_built[GAL_PLATFORM_COUNT];
	bool author_named; /* the last author is of the selection by the name
			      that stands in the archive, without scope */
	uint64_t record_number; /* of the record being parsed, in the block */
	uint64_t record_byte;
};

struct gal_format {
	const char *name;
	const char *description;
	/*
	 * How sure the format is that it knows these first bytes (after junk
	 * in front of them): 0 not mine, 1 to 100; below 0: no memory to
	 * tell.
	 */
	int (*bid)(
	    const char *head, size_t len, const struct gal_settings *settings);
	const struct gal_cutter *cutter; /* NULL: lines */
	GAL_MUST_USE enum gal_status (*open)(void **state,
	    const struct gal_settings *settings, struct gal_error *err);
	/* Turn a record into posts through gal_parse_author(), _wanted() and
	 * _emit(), or count why not. Errors: NOMEM. */
	GAL_MUST_USE enum gal_status (*parse)(
	    struct gal_parse *parse, const struct gal_record *record);
	void (*close)(void *state);
	/* Lines only, may be NULL: called with many lines at once; answers
	 * the length of the run of whole lines at the start that a parse
	 * would reject for `reason`, 0 if the first line must be parsed. */
	size_t (*skip)(const struct gal_settings *settings, const char *lines,
	    size_t len, enum gal_outcome *reason);
};

/* NULL-terminated table. */
extern const struct gal_format *const gal_format_table[];
const struct gal_format *gal_format_find(const char *name);

/* Count a record that gives no post. */
void gal_parse_count(struct gal_parse *parse, enum gal_outcome outcome);
/* Count it as bad; reason is static text. */
void gal_parse_bad(struct gal_parse *parse, const char *reason);
/*
 * Fill has_author, author, and the flags BOT and NO_AUTHOR from a user name
 * as the archive has it; absent, empty and "[deleted]" are no author.
 * `scope` (may be empty) is put before the name where user ids are only
 * unique within a site or server. Errors: NOMEM.
 */
GAL_MUST_USE enum gal_status gal_parse_author(struct gal_parse *parse,
    struct gal_post *post, struct gal_str scope, struct gal_str name);
/* Whether community, author, kind and time are wanted; if not, counted. */
GAL_MUST_USE enum gal_status gal_parse_wanted(
    struct gal_parse *parse, const struct gal_post *post, bool *wanted);
/* Words, sample, deletion; then the post is appended to the batch and
 * counted, or the reason is. All strings must live in the arena or be
 * static. Errors: NOMEM. */
GAL_MUST_USE enum gal_status gal_parse_emit(
    struct gal_parse *parse, const struct gal_post *post);
/* Shorthand: copy or clean a string into the arena. */
GAL_MUST_USE enum gal_status gal_parse_text(struct gal_parse *parse,
    struct gal_str *out, struct gal_str text, unsigned clean_flags);
/* What tells people apart and may be a name or a number of theirs: 32 hex
 * digits that mean nothing without the project key; empty stays absent.
 * Errors: NOMEM. */
GAL_MUST_USE enum gal_status gal_parse_sealed(
    struct gal_parse *parse, struct gal_str *out, struct gal_str text);

#endif
