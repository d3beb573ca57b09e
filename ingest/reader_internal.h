/* Inside ingest/: a reader, for the files that make it up and for what
 * parser and tally need of it. */
#ifndef GALATEA_INGEST_READER_INTERNAL_H
#define GALATEA_INGEST_READER_INTERNAL_H

#include "ingest/format.h"
#include "ingest/reader.h"

const struct gal_settings *gal_reader_settings(const struct gal_reader *reader);
/* Where it was told to start. */
struct gal_place gal_reader_start(const struct gal_reader *reader);

#define READ_BYTES ((size_t)128 << 10) /* asked of the source at a time */

struct gal_reader {
	struct gal_source *source;
	struct gal_settings settings;
	const char *format_wanted;	 /* borrowed from the format table */
	const struct gal_format *format; /* of this member; NULL: none yet */
	void *cutter;			 /* its state */
	struct gal_place start;
	uint64_t drop_records;	 /* resume: records of the member read before */
	struct gal_buffer carry; /* a line whose end is not read yet */
	char *chunk;		 /* READ_BYTES, for cutters and discarding */
	enum gal_status held;	 /* how the archive ended */
	struct gal_error held_error;
	bool member_over;
	uint64_t passed_members;
	char passed_member[GAL_MEMBER_MAX]; /* the first of them */
	/* gal_reader_next() */
	struct gal_block *block;
	struct gal_batch batch;
	struct gal_parser *parser;
	size_t next;
};

/* Copy the options, with defaults where they name nothing; a scope is taken
 * from the path. Errors: KEY, ARGUMENT, FORMAT (the map), NOMEM. */
GAL_MUST_USE enum gal_status gal_reader_take_options(struct gal_reader *reader,
    const char *path, const struct gal_reader_options *options,
    struct gal_error *err);
/* Fill a cleared block from the member, up to its end or a fault: then it holds
 * the whole records before. Errors as gal_reader_block(). */
GAL_MUST_USE enum gal_status gal_reader_fill_lines(
    struct gal_reader *reader, struct gal_block *block, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_reader_fill_records(
    struct gal_reader *reader, struct gal_block *block, struct gal_error *err);

#endif
