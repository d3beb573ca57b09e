/*
 * Posts in any order → sorted runs, each a part of one unnamed temporary file
 * that holds partial timelines. Copies of a post within one run are resolved
 * here, those of several runs by whoever combines them.
 */
#ifndef GALATEA_CLI_LINE_RUNS_H
#define GALATEA_CLI_LINE_RUNS_H

#include "cli/turns_words.h"
#include "stats/partial.h"

/* Posts of one run: some thirty megabytes. */
#define LINE_RUN_POSTS ((size_t)1 << 18)

struct line_runs {
	struct gal_partial_head head;	/* names; communities are set here */
	struct turns_words communities; /* four texts with SEPARATOR between */
	struct gal_buffer rows;		/* struct line_row */
	struct gal_buffer codes;	/* uint16_t */
	struct gal_buffer told;		/* struct gal_move */
	FILE *file;			/* of all runs; NULL: none yet */
	struct gal_buffer files;	/* struct gal_partial *, parts of it */
};
#define LINE_SEPARATOR '\x01'

/* One post; post.timed.codes and moves are copied. */
struct line_row {
	struct gal_partial_post post;
	struct gal_pseudonym author;
	struct gal_copy_rank rank;
	size_t code_at, move_at; /* set by line_runs_add() */
	bool lost;		 /* against another copy of the run */
};

/* Zero-initialise, then line_runs_init() with the names, which are
 * borrowed. */
void line_runs_init(
    struct line_runs *runs, const struct gal_partial_head *head);
/* The number of a community; 0 where it has neither name nor id. */
GAL_MUST_USE enum gal_status line_runs_community(uint32_t *out,
    struct line_runs *runs, enum gal_platform platform, struct gal_str scope,
    struct gal_str name, struct gal_str native_id, struct gal_error *err);
GAL_MUST_USE enum gal_status line_runs_add(
    struct line_runs *runs, const struct line_row *row, struct gal_error *err);
/* The last run; then the files are complete: at least one. */
GAL_MUST_USE enum gal_status line_runs_finish(
    struct line_runs *runs, struct gal_error *err);
/* The file and its parts stay the caller's where they were taken out. */
void line_runs_free(struct line_runs *runs);

#endif
