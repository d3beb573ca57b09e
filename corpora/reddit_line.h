/*
 * One submission or comment as a line of JSON with the fields that dumps of
 * 2024 and 2025 have (two retrievals, `_meta`), and "galatea_simulated":true
 * besides. Keys stand in byte order as in those dumps.
 */
#ifndef GALATEA_CORPORA_REDDIT_LINE_H
#define GALATEA_CORPORA_REDDIT_LINE_H

#include "core/buffer.h"
#include "corpora/communities.h"

enum gal_sim_fate {
	GAL_SIM_KEPT,
	GAL_SIM_DELETED_LATER, /* text there, _meta says its author took it
				  away before the second retrieval */
	GAL_SIM_DELETED,       /* author and text "[deleted]" */
	GAL_SIM_REMOVED	       /* text "[removed]" by a moderator */
};

/* Everything borrowed; strings not escaped. */
struct gal_sim_line {
	bool comment;
	enum gal_sim_fate fate;
	const struct gal_sim_community *community;
	const char *author;	/* user name */
	const char *author_id;	/* without t2_ */
	const char *id;		/* without prefix */
	const char *submission; /* comments: the thread, without t3_ */
	const char *parent;	/* comments: with t1_ or t3_ */
	struct gal_str title;	/* submissions */
	struct gal_str text;
	int64_t created;
	int64_t retrieved; /* first and second time */
	int64_t retrieved_again;
	int64_t score;
	int64_t num_comments; /* submissions */
};

/* Replace out's content by the line, without newline. Errors: as
 * gal_buffer_append(). */
GAL_MUST_USE enum gal_status gal_sim_reddit_line(struct gal_buffer *out,
    const struct gal_sim_line *line, struct gal_error *err);

#endif
