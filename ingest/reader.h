/*
 * The reader: one archive in, posts out. Three steps, so that each may stand
 * on its own thread; what comes out does not depend on how many there are.
 *
 *   gal_reader_block()          gal_parser_run()          gal_tally_add()
 *   decompress, cut into   ─►   block ─► posts       ─►   counts, places,
 *   blocks of whole records     (one parser a thread)     stop; then store
 *   ONE thread                  ANY number of threads     ONE thread, in the
 *                                                         order of blocks
 *
 * Formats that are no lines (XML, JSON documents, mail, CSV) are cut into
 * records by a streaming library while the block is read; callers need not
 * know. Blocks and batches are the caller's, made once and used
 * again, so memory is bounded by how many the caller makes.
 *
 * Pipeline:
 *   gal_reader_open(&r, path, &options, err);
 *   gal_tally_init(&tally, r);
 *   reading thread:  while ((st = gal_reader_block(r, block, err)) == GAL_OK)
 *                            pass block on;
 *                    END: all read. TRUNCATED, CORRUPT, …: all that came
 *                    before is in earlier blocks; store it, then report.
 *   parsing thread:  gal_parser_new(&p, r, err); … gal_parser_run(p, block,
 *                    batch, err);   the block may be filled again after this
 *   storing thread:  gal_tally_add(&tally, batch, err); for each
 *                    batch->posts[i] …; commit with tally.place
 *
 * Single-threaded use: gal_reader_next().
 */
#ifndef GALATEA_INGEST_READER_H
#define GALATEA_INGEST_READER_H

#include "core/post.h"
#include "ingest/pseudonym.h"
#include "ingest/select.h"

/*
 * What became of each record read. A record is a line (of any content, also
 * blank) where the format has lines, else an element, row or mail.
 * read = sum of all of them. X(name, word as printed)
 */
#define GAL_OUTCOME_MAP(X)                                                     \
	X(POST, "post")                                                        \
	X(BAD, "bad")		    /* not readable; see bad[] */              \
	X(BLANK, "blank")	    /* nothing but space */                    \
	X(NOT_A_POST, "not a post") /* users, joins, calls, votes */           \
	/* not selected; the first of these that holds is counted */           \
	X(OTHER_COMMUNITY, "other community")                                  \
	X(OTHER_AUTHOR, "other author")                                        \
	X(OTHER_KIND, "other kind")                                            \
	X(OTHER_TIME, "other time")                                            \
	X(NO_MATCH, "no match")                                                \
	X(NOT_SAMPLED, "not sampled")                                          \
	X(DELETED_LATER, "deleted later")   /* unless keep_deleted_later */    \
	X(BEYOND_STOP, "beyond stop-after") /* read with the last block */
enum gal_outcome {
#define GAL_AS_OUTCOME(name, text) GAL_OUTCOME_##name,
	GAL_OUTCOME_MAP(GAL_AS_OUTCOME)
#undef GAL_AS_OUTCOME
	    GAL_OUTCOME_COUNT
};
const char *gal_outcome_name(enum gal_outcome outcome);

/*
 * How far an archive was read: everything before this place is in the posts
 * handed out. Plain numbers, for a checkpoint row; {0} is the beginning.
 */
struct gal_place {
	uint64_t member;  /* 0-based, for zip and tar */
	uint64_t byte;	  /* decompressed, in the member */
	uint64_t records; /* records of the member before here; lines where
			     the format has lines */
};

struct gal_reader_options {
	const struct gal_key *key;	       /* required; borrowed */
	const struct gal_selection *selection; /* NULL: everything; borrowed */
	const char *format; /* a name of gal_format_info(); NULL: by content */
	const char *map;    /* "text=body,author=user,…" for CSV and
			       NDJSON of any shape; see docs/formats.md */
	const char *scope;  /* site, server or list where the archive does
			       not say; NULL: from the archive or path */
	bool keep_deleted_later; /* also what its author deleted later */
	bool seal_ids; /* ids as in seal.h, addresses of posts in text as
			  "[post]"; not part of the settings of a run, as
			  a whole database is sealed or is not */
	struct gal_place resume; /* start here; {0}: at the beginning */
	size_t block_bytes;	 /* aimed size of a block; 0: 1 MiB. A longer
				    record makes a longer block */
};

#define GAL_RECORD_MAX ((size_t)16 << 20) /* a longer one is BAD */

struct gal_reader;
struct gal_parser;
struct gal_block; /* bytes, or posts already parsed, on their way */

#define GAL_MEMBER_MAX 128 /* of the name of a file inside a zip or tar */

struct gal_bad {
	uint64_t line; /* 1-based line, or record where there are no lines */
	uint64_t byte; /* where it starts, decompressed, in the member */
	const char *reason;	     /* static text, no content */
	char member[GAL_MEMBER_MAX]; /* that the line is of; "" without */
};
#define GAL_BATCH_BAD_MAX 16

/* The posts of one block. Read freely; strings of posts live until the batch
 * is filled again or freed. */
struct gal_batch {
	struct gal_post *posts;
	size_t post_count;
	uint64_t outcomes[GAL_OUTCOME_COUNT];
	uint64_t restored; /* posts whose text the archive had restored */
	struct gal_bad bad[GAL_BATCH_BAD_MAX]; /* the first of them; until
				gal_tally_add() their lines count from the
				block, after it from the member */
	size_t bad_count;     /* entries of bad[], not all bad records */
	struct gal_place end; /* place behind the block; records is set by
				 gal_tally_add() */
	void *arena;	      /* private */
	size_t post_capacity; /* private */
	bool counts_lines;    /* private */
};

/* Totals of one archive, kept by the storing thread. Plain numbers: may be
 * copied; a caller that resumes adds them to those of its checkpoint. */
struct gal_tally {
	uint64_t read; /* records: the sum of outcomes */
	uint64_t outcomes[GAL_OUTCOME_COUNT];
	uint64_t restored;
	/* posts handed out that lack something without which less can be
	 * said of them */
	uint64_t without_time;
	uint64_t without_author;
	uint64_t without_community;
	int64_t first_utc; /* of the posts handed out; GAL_ABSENT if none */
	int64_t last_utc;
	struct gal_place place; /* all before it is in the counts */
	struct gal_bad bad[GAL_BATCH_BAD_MAX];
	size_t bad_count;
	uint64_t stop_after; /* 0: none */
	bool stopped;	     /* stop_after reached: read no further blocks */
};

/*
 * Open an archive ("-": stdin), find codec and format, go to the place to
 * resume at. Errors: those of gal_source_open(); UNSUPPORTED (no format fits
 * the content; the message names what may help); ARGUMENT (options);
 * TRUNCATED or CORRUPT before the first record or the place to resume at.
 * The caller owns *out; key and selection must outlive it.
 */
GAL_MUST_USE enum gal_status gal_reader_open(struct gal_reader **out,
    const char *path, const struct gal_reader_options *options,
    struct gal_error *err);
/* The same over bytes in memory, which must outlive the reader. */
GAL_MUST_USE enum gal_status gal_reader_open_memory(struct gal_reader **out,
    const char *name, const void *bytes, size_t len,
    const struct gal_reader_options *options, struct gal_error *err);
void gal_reader_free(struct gal_reader *reader);

/* Borrowed, never NULL: codec as gal_source_codec(); format as in
 * gal_format_info(), of the member being read. */
const char *gal_reader_codec(const struct gal_reader *reader);
const char *gal_reader_format(const struct gal_reader *reader);
/* Bytes of the file consumed, for progress: any thread, any time. */
uint64_t gal_reader_position(const struct gal_reader *reader);
/* Bytes of the file; 0 if not known. */
uint64_t gal_reader_size(const struct gal_reader *reader);
/* Files of a zip or tar that no format fits (a README, an empty file) and
 * that were passed by so far, and the name of the first, cut. Ask on the thread
 * that reads blocks, or after it is done. */
uint64_t gal_reader_passed_members(const struct gal_reader *reader);
const char *gal_reader_passed_member(const struct gal_reader *reader);
/*
 * Everything beside selection that changes what is read (format, map, scope,
 * keep_deleted_later, version of the reader) and the selection, as one line
 * of JSON: the settings of a run. Errors: NOMEM.
 */
GAL_MUST_USE enum gal_status gal_reader_options_describe(
    const struct gal_reader_options *options, struct gal_buffer *out,
    struct gal_error *err);

GAL_MUST_USE enum gal_status gal_block_new(
    struct gal_block **out, struct gal_error *err);
void gal_block_free(struct gal_block *block);

/*
 * Fill a block with the next whole records. One thread. END: all read.
 * TRUNCATED, CORRUPT, IO, FORMAT (a document broken in the middle), LIMIT:
 * the archive ends here; earlier blocks hold all that came before, and the
 * error says the path and the byte. NOMEM. A fault of one member of a zip or
 * tar is told, with its name, when all others are read.
 * An incomplete last line of a complete archive is a record like others; of
 * a truncated one it is left out.
 */
GAL_MUST_USE enum gal_status gal_reader_block(
    struct gal_reader *reader, struct gal_block *block, struct gal_error *err);

/* A parser belongs to one thread at a time and to its reader, which must
 * outlive it. */
GAL_MUST_USE enum gal_status gal_parser_new(struct gal_parser **out,
    const struct gal_reader *reader, struct gal_error *err);
void gal_parser_free(struct gal_parser *parser);

/* Zero-initialise a batch before its first use; gal_batch_free() empties it
 * (safe to call twice). */
void gal_batch_free(struct gal_batch *batch);

/*
 * Turn a block into posts. Bad records are counted, never an error. Errors:
 * NOMEM. The block may be filled again afterwards; the batch holds copies.
 */
GAL_MUST_USE enum gal_status gal_parser_run(struct gal_parser *parser,
    struct gal_block *block, struct gal_batch *batch, struct gal_error *err);

void gal_tally_init(struct gal_tally *tally, const struct gal_reader *reader);
/* Add a batch, in the order of blocks: fixes the lines in batch->bad, sets
 * batch->end.records, cuts posts beyond --stop-after. */
void gal_tally_add(struct gal_tally *tally, struct gal_batch *batch);

/*
 * The next post, on the caller's thread. *out is borrowed until the next
 * call. END, and the errors of gal_reader_block(). `tally` is the caller's,
 * from gal_tally_init(). Do not mix with gal_reader_block().
 */
GAL_MUST_USE enum gal_status gal_reader_next(struct gal_reader *reader,
    const struct gal_post **out, struct gal_tally *tally,
    struct gal_error *err);

/* The formats by name and one line of description, borrowed, for help texts:
 * ask for 0, 1, … until false. */
bool gal_format_info(size_t index, const char **name, const char **description);
/* Names and versions of the libraries behind mail, HTML, zip and tar, one
 * line, borrowed. UNSUPPORTED: they cannot be loaded. */
GAL_MUST_USE enum gal_status gal_reader_libraries(
    const char **out, struct gal_error *err);

#endif
