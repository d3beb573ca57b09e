/*
 * Makes a simulated corpus: plans every author (plan.h), then writes posts
 * in the order of time as two archives, or, author by author, only their
 * tags with errors; and the truth beside. Memory does not grow with posts.
 */
#ifndef GALATEA_CORPORA_CORPUS_H
#define GALATEA_CORPORA_CORPUS_H

#include "core/status.h"
#include "corpora/process.h"

/* The largest `first`: ids stay as long as they are. */
#define GAL_SIM_FIRST_MAX UINT64_C(100000000000)

struct gal_sim_corpus {
	struct gal_sim_process process;
	struct gal_sim_window window;
	uint64_t seed;
	uint64_t first;	       /* authors and posts are numbered from here on */
	uint64_t posts;	       /* exactly so many, as long as authors is 0 */
	uint64_t authors;      /* or all posts of so many authors */
	int64_t event;	       /* of the platform; INT64_MIN: none */
	int window_log;	       /* of the .zst files */
	const char *directory; /* for the archives and work files */
	const char *submissions; /* paths; both NULL: no archives */
	const char *comments;
	const char *tags;  /* path of tags with errors, NULL: none */
	const char *truth; /* path, NULL: none */
	/* Called now and then with posts done; returns false to stop (the
	 * result is CANCELLED). NULL: never. */
	bool (*progress)(void *context, uint64_t done, uint64_t planned);
	void *context;
};

struct gal_sim_totals {
	uint64_t authors;
	uint64_t silent_authors; /* of them, without a post in the window */
	uint64_t posts;		 /* by authors */
	uint64_t bot_posts;
	uint64_t copies;      /* later copies of posts already counted */
	uint64_t deleted;     /* copies of any age that lack text or author */
	uint64_t submissions; /* lines */
	uint64_t comments;
	uint64_t text_bytes; /* of author posts, titles not counted */
	uint64_t bytes_in;
	uint64_t bytes_out;
};

/* Two years up to 2026, an event in the second, 20,000 posts. */
void gal_sim_corpus_defaults(struct gal_sim_corpus *out);
/* Errors: ARGUMENT (a model that makes no sense, no posts, an empty window,
 * numbers beyond GAL_SIM_FIRST_MAX), NOMEM, IO, FULL, READ_ONLY, CANCELLED; no
 * file is left then. */
GAL_MUST_USE enum gal_status gal_sim_corpus_write(struct gal_sim_totals *out,
    const struct gal_sim_corpus *corpus, struct gal_error *err);

#endif
