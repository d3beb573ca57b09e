/*
 * Ordered author timelines -> everything the reports are made of, in one
 * pass. Posts come author by author, each author's in ascending time; the
 * pass keeps at most 64 bytes an author, 12 more of those with a course of
 * the emotion score and 16 of those with a companion, and sums whose size does
 * not depend on posts or authors. It knows nothing of a database.
 *
 *   gal_timeline_new(&timeline, &settings, &err);
 *   for each post: gal_timeline_add(timeline, &post, &err);
 *   gal_timeline_finish(timeline, &err);
 *   gal_report_make(…)                      stats/report.h
 *   gal_timeline_free(timeline);
 *
 * The numbers depend on the authors' posts alone: every sum is over authors,
 * bootstrap weights are keyed by seed, replicate and author. One thread at a
 * time; the timeline has one of its own that computes while the caller reads.
 */
#ifndef GALATEA_STATS_TIMELINE_H
#define GALATEA_STATS_TIMELINE_H

#include "core/reading.h"
#include "stats/derive.h"
#include "stats/hidden_markov_fit.h"
#include "stats/replies.h"

#define GAL_TIMELINE_CODES_MAX 512

/* A change of a platform that many met at once (stats/events.h). */
struct gal_event {
	const char *name;
	int64_t t;
};

/* How errors of the classifier are corrected where there are gold labels.
 * The mean over authors is always corrected by DSL. */
enum gal_correction {
	GAL_CORRECT_DSL,
	GAL_CORRECT_PPI,	  /* needs one and the same pi */
	GAL_CORRECT_ROGAN_GLADEN, /* sensitivity and specificity, 1 / pi */
	GAL_CORRECT_NONE
};

/* A model of a platform. */
struct gal_model {
	const char *name; /* with its platform: "chatgpt 4o" */
	uint16_t code;	  /* of the platform */
};

/* Names of the numbers that posts carry as words. It may grow while posts
 * are read; reports read it at the end. */
struct gal_vocabulary {
	const char *text;     /* all words, one after the other */
	const size_t *starts; /* [count + 1] */
	size_t count;
	bool full; /* words met later were left out */
};

/* All strings and arrays are borrowed for the life of the timeline. */
struct gal_timeline_settings {
	struct gal_derive_rules rules;	/* states = rungs, target from 0 */
	const char *const *rungs;	/* [rules.states] */
	const char *const *codes;	/* [code_count] */
	size_t code_count;		/* <= GAL_TIMELINE_CODES_MAX */
	const struct gal_model *models; /* that posts may name */
	size_t model_count;
	const struct gal_event *events; /* ascending in time */
	size_t event_count;		/* at most GAL_EVENTS_MAX are used */
	double conf;			/* level of every interval */
	int64_t k_anon;			/* smallest number of authors shown */
	int64_t bin;			/* seconds of a bin */
	int64_t expire;	   /* a state older than this is missing (seconds) */
	uint64_t seed;	   /* of the bootstrap */
	size_t replicates; /* 0: no bootstrap; else rounded up to 4 */
	bool simulated;	   /* say so in every title */
	bool no_text;	/* posts come without their words and what they answer:
			     from partial timelines */
	bool sequences; /* keep what the report of that name shows */
	bool labelled;	/* posts may carry gold labels: correct */
	enum gal_correction correction;		 /* of the share of posts */
	const struct gal_vocabulary *vocabulary; /* NULL: words are not read */
};
#define GAL_EVENTS_MAX 16

/* Defaults: companion ladder, 30-day bins, D 90 d, washout 30 d, H 180 d,
 * conf 0.95, k 10, seed 1, 2000 replicates; window and names are the
 * caller's. */
void gal_timeline_defaults(struct gal_timeline_settings *out);

/* Gold labels of one post that was drawn with probability pi. */
#define GAL_LABEL_OPEN (-2)
struct gal_post_label {
	double pi;
	int stage; /* -1 none, else rung from 0; GAL_LABEL_OPEN: not coded */
	const int8_t *codes; /* [code_count]: 1, 0, or -1 not labelled */
};

/* What a rupture is said to come from. */
enum gal_pressure {
	GAL_PRESSURE_FILTER = 1,
	GAL_PRESSURE_UPDATE = 2,
	GAL_PRESSURE_SHUTDOWN = 4,
	GAL_PRESSURE_JAILBREAK = 8
};

struct gal_timed_post {
	uint64_t author; /* first bytes of the pseudonym: same author, same
			    number; different authors differ in practice */
	bool has_author;
	bool bot;  /* a bot or an advert: only counted */
	int64_t t; /* inside the window, else the post is only counted */
	bool read; /* the classifier read it (language, not empty) */
	bool self; /* about the author's own use or relation (stance.self) */
	int stage; /* -1 none, else rung from 0 */
	double valence;
	const uint16_t *codes; /* distinct, ascending, < code_count */
	size_t code_count;
	uint8_t pressures; /* enum gal_pressure of a rupture told here */
	uint16_t model;	   /* named here: 1 + index into models; 0 none */
	const struct gal_move *moves; /* told inside this post */
	size_t move_count;
	const struct gal_post_label *label; /* NULL: not labelled */
	const uint32_t *words; /* number * 2, + 1 in small letters; any order,
				  again as often as written */
	size_t word_count;
};

struct gal_timeline;

/* Errors: NOMEM, LIMIT (codes, rungs), ARGUMENT. */
GAL_MUST_USE enum gal_status gal_timeline_new(struct gal_timeline **out,
    const struct gal_timeline_settings *settings, struct gal_error *err);
void gal_timeline_free(struct gal_timeline *timeline);
/* Errors: NOMEM, ARGUMENT (times of an author descend, a code out of
 * range). */
GAL_MUST_USE enum gal_status gal_timeline_add(struct gal_timeline *timeline,
    const struct gal_timed_post *post, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_timeline_finish(
    struct gal_timeline *timeline, struct gal_error *err);

/* Hidden Markov models of the same authors' posts, for the reports
 * "incidence" and "rates". */
enum gal_hidden_model {
	GAL_HIDDEN_OWN,	  /* tagger from labels; posts show the own rung */
	GAL_HIDDEN_SHOWN, /* tagger from labels; what posts show estimated */
	GAL_HIDDEN_FREE,  /* no labels: both estimated as one emission */
	GAL_HIDDEN_MODELS
};
/* fit is copied; NULL: it could not be fitted, and why. */
void gal_timeline_set_hidden(struct gal_timeline *timeline,
    enum gal_hidden_model model, const struct gal_hmm_fit *fit,
    const char *reason);

/* Replies of the same posts, for the report "replies"; copied. cut: only the
 * first repliers were read. */
void gal_timeline_set_replies(
    struct gal_timeline *timeline, const struct gal_replies *replies, bool cut);

#endif
