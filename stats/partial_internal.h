/*
 * Private to stats/partial_*.c: a file of partial timelines being read.
 */
#ifndef GALATEA_STATS_PARTIAL_INTERNAL_H
#define GALATEA_STATS_PARTIAL_INTERNAL_H

#include <sys/types.h>
#include <time.h>

#include "stats/partial.h"
#include "stats/partial_format.h"
#include "stats/partial_pool.h"

struct gal_partial {
	FILE *file;		       /* NULL: closed for a while */
	struct gal_partial_pool *pool; /* NULL: it stays open */
	bool borrowed;		       /* the file */
	uint64_t base; /* the byte of the file where it begins */
	char *name;
	ino_t inode; /* of the pool's: which file it is; 0: not known yet */
	struct timespec changed;
	uint64_t file_bytes;

	/* the block being read */
	uint8_t *payload;
	size_t capacity; /* at most PARTIAL_BLOCK_MAX */
	size_t len, at;
	int section; /* of the block; 0: none yet */
	uint32_t number;
	uint64_t block_byte; /* where its header stands */
	uint64_t next_byte;  /* where the next one does */
	uint32_t next_number;
	uint64_t body_byte; /* the first block behind what is buried */
	uint32_t body_number;

	struct gal_partial_head head;
	struct gal_buffer strings; /* all names, each ends with NUL */
	struct gal_buffer codes, rungs, models, communities; /* of offsets */
	const char **pointers;	     /* of codes, then rungs */
	struct gal_buffer graves[2]; /* posts, authors */

	int64_t row_before, t_before;
	uint64_t copies, posts; /* read so far */
	struct gal_partial_post post;
	bool has_author, any_author;
	struct gal_pseudonym author;
	bool any_post; /* of this author */
	struct gal_buffer told;
	uint16_t post_codes[GAL_TIMELINE_CODES_MAX];
};

/* The file's place and byte with what is wrong; CORRUPT. */
enum gal_status partial_corrupt(
    const struct gal_partial *p, const char *what, struct gal_error *err);
/* The next block is the one at that byte. */
void partial_go_to(struct gal_partial *p, uint64_t byte, uint32_t number);
/* So many bytes at that place of the file. TRUNCATED: it has not as many. */
GAL_MUST_USE enum gal_status partial_read_at(struct gal_partial *p,
    uint64_t byte, void *out, size_t n, struct gal_error *err);
/* The header of the next block; its payload is not read. */
GAL_MUST_USE enum gal_status partial_read_header(
    struct gal_partial *p, struct gal_error *err);
/* Make sure that a record of the section can be read; END: the next block is
 * of a later one, and stays to be read. */
GAL_MUST_USE enum gal_status partial_begin_record(
    struct gal_partial *p, int section, struct gal_error *err);

uint64_t partial_load_le(const uint8_t *bytes, int n);
/* The next number, bytes. CORRUPT where the block does not hold them; `what`
 * is said of a number that is not below the limit. */
GAL_MUST_USE enum gal_status partial_get(
    uint64_t *out, struct gal_partial *p, struct gal_error *err);
GAL_MUST_USE enum gal_status partial_get_below(uint64_t *out,
    struct gal_partial *p, uint64_t limit, const char *what,
    struct gal_error *err);
GAL_MUST_USE enum gal_status partial_get_difference(
    int64_t *out, struct gal_partial *p, int64_t before, struct gal_error *err);
GAL_MUST_USE enum gal_status partial_get_bytes(const uint8_t **out,
    struct gal_partial *p, size_t n, struct gal_error *err);

/* partial_pool.c: its file is open, until another one is held. */
GAL_MUST_USE enum gal_status partial_hold(
    struct gal_partial *p, struct gal_error *err);
void partial_let_go(struct gal_partial *p);

/* partial_head.c: the sections before copies and timelines. */
GAL_MUST_USE enum gal_status partial_read_head(
    struct gal_partial *p, struct gal_error *err);
GAL_MUST_USE enum gal_status partial_read_graves(
    struct gal_partial *p, struct gal_error *err);
/* Whether numbers of both stand for the same codes, rungs and models. */
bool partial_same_book(
    const struct gal_partial_head *a, const struct gal_partial_head *b);

#endif
