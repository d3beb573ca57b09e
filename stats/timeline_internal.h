/* Inside of a timeline: what the pass collects and the reports read. */
#ifndef GALATEA_STATS_TIMELINE_INTERNAL_H
#define GALATEA_STATS_TIMELINE_INTERNAL_H

#include <pthread.h>

#include "core/buffer.h"
#include "stats/affect.h"
#include "stats/association.h"
#include "stats/measure_sums.h"
#include "stats/proportion.h"
#include "stats/sequence.h"
#include "stats/timeline.h"
#include "stats/trend.h"

#define RUNGS_MAX GAL_STATES_MAX
#define MONTHS_MAX 600		    /* from the window's first month */
#define MONTH_NONE RUNGS_MAX	    /* authors of a month without a rung */
#define MONTH_POSTS (RUNGS_MAX + 1) /* posts with a rung */
#define MONTH_CELLS (RUNGS_MAX + 2)
#define BINS_MAX 60    /* since the first post */
#define STRATA 8       /* of activity: 1, 2-3, 4-7, ... posts */
#define FAMILY_MAX 32  /* codes of one dimension */
#define TREND_POSTS 40 /* values of one author that a trend uses */
#define TREND_LEAST 5
#define EVENT_HALF 4 /* weeks on each side, week 0 .. 4 after */
#define EVENT_WEEKS (2 * EVENT_HALF + 1)
#define EVENT_AFTER (2 * EVENT_HALF)  /* week 4, not in the paired weeks */
#define EVENT_TERMS (EVENT_WEEKS - 1) /* all but the reference week -1 */
#define EVENT_MOMENTS (EVENT_TERMS * EVENT_TERMS + EVENT_TERMS)
#define SERIES_HALF 26 /* weeks on each side of the aggregate series */
#define SERIES_WEEKS (2 * SERIES_HALF)
#define OUTCOMES 4
#define FOLLOW_DAYS 90 /* window before and after a rupture */

#define AXES 3 /* bond, clinical safety, epistemic cost */

#define NO_SECONDS UINT32_MAX

/* What stays of an author; at most 64 bytes by contract. */
struct author_row {
	uint32_t reach_s;   /* follow-up to the first entry or end */
	uint32_t confirm_s; /* the same, entry at the SECOND observation */
	uint32_t left_s;    /* window of entry; right NO_SECONDS: open */
	uint32_t right_s;
	uint32_t material_s;  /* from entry to first materialization */
	uint32_t after_s;     /* from entry to the last post */
	uint32_t staged;      /* posts with a rung */
	uint32_t entry_posts; /* from the first observation to entry, with it */
	uint32_t marks;	      /* enum gal_mark of all posts that were read */
	float slope;	      /* of valence per day; NaN */
	uint16_t read;	      /* posts that were read, at most UINT16_MAX */
	uint16_t axis[AXES];  /* of these, posts with the axis */
	uint8_t reach_cause;  /* enum gal_outcome */
	uint8_t confirm_cause;
	uint8_t first_stage; /* 255: none */
	uint8_t max_stage;
	uint8_t flags;
};
enum author_flag {
	AUTHOR_INCIDENT = 1,
	AUTHOR_ENTERED = 2,	    /* reached the target at some time */
	AUTHOR_MATERIAL = 4,	    /* materialization at or after entry */
	AUTHOR_MATERIAL_BEFORE = 8, /* before entry: not at risk */
	AUTHOR_LEFT_TRUNCATED = 16
};
_Static_assert(sizeof(struct author_row) <= 64, "64 bytes an author");

/* An author all of whose posts were drawn together and coded. */
struct labelled_author {
	size_t row; /* by the tags */
	double pi;
	struct author_row gold; /* by the labels */
};
struct label_now {
	struct gal_author author; /* by the labels */
	uint32_t read, drawn, coded;
	uint32_t marks, since_origin, entry_posts;
	int64_t first_material;
	double pi;
};

/* Codes of one dimension ("benefit."). */
struct family {
	size_t count;
	uint16_t code[FAMILY_MAX];
	int8_t place[GAL_TIMELINE_CODES_MAX]; /* index in code[], or -1 */
};

/* Per code: shares by author, dominance, bootstrap sums. */
struct code_sums {
	struct gal_share_sums share;
	struct gal_share_sums corrected; /* k: predictions + (y - f) / pi */
	struct gal_share_sums ever; /* the same of authors drawn whole, n = 1 */
	double open; /* labelled posts that leave the code open */
	/* labelled posts: number, and 1 / pi by (predicted, gold) */
	double gold, weight[2][2], weight_squared[2][2];
	double y, f, yf;    /* plain sums over labelled posts */
	double most_posts;  /* of one author */
	double entered_any; /* authors who reached the target and show it */
	double other_any;   /* authors observed below it only */
	/* before and after a rupture */
	double before_after, before_only, after_only;
};

/* Authors by who shows what, in one stratum of activity. */
struct pair_counts {
	double authors;
	double first[FAMILY_MAX + 1], second[FAMILY_MAX + 1]; /* last: any */
	double both[FAMILY_MAX + 1][FAMILY_MAX + 1];
};

struct event_sums {
	double authors, posts;
	double xx[EVENT_TERMS * EVENT_TERMS];
	double weeks_n[EVENT_WEEKS];
	double weeks_authors[EVENT_WEEKS];
	struct {
		double xy[EVENT_TERMS];
		double weeks_y[EVENT_WEEKS];
		double *moments; /* EVENT_MOMENTS^2, owned */
		double pre_post, pre_only, post_only;
		struct gal_sum difference, difference_squared;
	} outcome[OUTCOMES];
	double both_sides; /* authors with posts before and after */
	double both_posts; /* their posts there */
	double series_authors;
	double series_n[SERIES_WEEKS];
	double series_y[OUTCOMES][SERIES_WEEKS];
};

struct totals {
	double posts, anonymous, bots, outside, unread, staged;
	double authors, one_post, no_stage, one_observation;
	double incident, prevalent, left_truncated;
	double reached, confirmed, disengaged, censored;
	double narrated_authors, narrated_posts;
	double up_authors, down_authors, skip_authors;
};

struct onset_sums {
	/* authors who tell of the onset, by how they were first seen */
	double authors[FAMILY_MAX][3]; /* below target, at or above, never */
	double posts[3];
	double narrated[RUNGS_MAX][RUNGS_MAX]; /* authors */
	double comparable, agree, contradict;
};

/* Authors who use a word. The last author who did is remembered, so that no
 * author counts twice. */
struct word_count {
	uint32_t group[2]; /* reached the target; observed below it only */
	uint32_t small;	   /* of both, who wrote it in small letters */
	uint32_t author, small_author; /* the last, by order from 1 */
};

struct word_sums {
	struct gal_buffer counts; /* struct word_count by word */
	struct gal_buffer now;	  /* words of the author being read */
	uint32_t author;
	double authors[2], posts;
};

static inline struct word_count *
word_counts(const struct word_sums *words)
{
	return (struct word_count *)(void *)words->counts.data;
}

/* Sequences of rungs of one cohort. */
#define SEQUENCE_INDICES 4 /* turbulence, entropy, complexity, length */
#define SEQUENCE_SAMPLE 200
struct sampled_sequence {
	size_t length;
	int cells[BINS_MAX];
};
struct sequence_sums {
	double authors, posts, missing;
	struct gal_sum sum[SEQUENCE_INDICES], square[SEQUENCE_INDICES];
	double sample_posts; /* read posts of the sampled authors */
	size_t sampled;
	struct sampled_sequence sample[SEQUENCE_SAMPLE];
};

/* The author being read. */
struct current {
	bool active;
	uint64_t key;
	struct gal_author author;
	int64_t last_t;
	double read_posts, staged, month_posts;
	uint32_t marks;	     /* of all posts that were read */
	uint32_t post_marks; /* of the last of them */
	struct label_now label_now;
	struct persona_now persona_now;
	struct published_now published_now;
	struct survival_now survival_now;
	struct belief_now belief_now;
	uint16_t axis[AXES];
	uint32_t since_origin; /* posts since the first observation */
	uint32_t entry_posts;  /* these at entry; 0: not entered */
	bool exposed[RUNGS_MAX];
	size_t touched_count;
	uint16_t touched[GAL_TIMELINE_CODES_MAX + 1];
	uint32_t k[GAL_TIMELINE_CODES_MAX];    /* posts with the code */
	double excess[GAL_TIMELINE_CODES_MAX]; /* sum of (y - f) / pi */
	bool labelled_with[GAL_TIMELINE_CODES_MAX];
	bool has_label;
	int64_t last_seen[GAL_TIMELINE_CODES_MAX];
	/* months */
	int month, month_stage;
	int64_t month_until; /* its end */
	/* bins */
	int64_t bin;
	int bin_state, before_state;
	int64_t before_bin;
	int64_t staged_bin, staged_until; /* of the last post with a rung */
	gal_author_moves moves, spells;
	uint32_t moved, spelled;   /* rows of these that are not all 0 */
	int8_t bin_rung[BINS_MAX]; /* -1: none */
	size_t bins_used;
	/* observations */
	bool has_observation;
	struct gal_observation observation;
	/* materialization, rupture */
	int64_t first_material, rupture;
	int64_t post_before_rupture, post_after_rupture;
	int stage_before_rupture, stage_after_rupture;
	uint8_t before[GAL_TIMELINE_CODES_MAX], after[GAL_TIMELINE_CODES_MAX];
	/* co-occurrence in posts */
	double cells[4]; /* a, n1, c, n0 */
	bool narrated[RUNGS_MAX][RUNGS_MAX];
	bool has_narrated;
	/* trend */
	size_t value_count, value_stride;
	double value_t[TREND_POSTS], value[TREND_POSTS];
	double score[TREND_POSTS]; /* running, after the same posts */
	struct gal_affect affect;
	double affect_lowest, cued_posts;
	double slopes[TREND_POSTS * TREND_POSTS / 2];
	/* events */
	double event_n[GAL_EVENTS_MAX][EVENT_WEEKS];
	double event_y[GAL_EVENTS_MAX][OUTCOMES][EVENT_WEEKS];
	bool in_event[GAL_EVENTS_MAX], in_series[GAL_EVENTS_MAX];
};

struct rupture_sums {
	double authors; /* with a rupture */
	double posts;	/* read posts of those followed */
	double stage_posts;
	double followed; /* whose window after it is observed */
	double silent;	 /* no post in the window after */
	double returned; /* posted again in it */
	double stage_known, stage_lower, stage_higher;
};

/*
 * Posts wait in batches, which a thread of the timeline takes in their order
 * while the caller reads the next rows. A post that waits takes 64 bytes: those
 * with more codes, with labels, words or told moves do not wait, and are taken
 * by the caller when no batch is left.
 */
#define BATCH_POSTS 256
#define BATCH_CODES 16
#define BATCHES 8
struct waiting_post {
	uint64_t author;
	int64_t t;
	double valence;
	uint16_t model;
	int8_t stage;
	uint8_t pressures;
	uint8_t code_count;
	bool read, self;
	uint16_t codes[BATCH_CODES];
};
_Static_assert(sizeof(struct waiting_post) == 64, "a post that waits");
struct batch {
	size_t count;
	struct waiting_post posts[BATCH_POSTS];
};
struct batches {
	/* the caller's alone */
	uint64_t author; /* the last post that was added */
	int64_t last_t;
	double posts, bots, anonymous, outside; /* only counted */
	bool has_thread;
	pthread_t thread;

	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t changed;
	size_t given, taken; /* batches so far; given % BATCHES is filled */
	bool stop;
	enum gal_status status; /* of the thread: its first fault */
	struct gal_error err;
	struct batch ring[BATCHES];
};

struct gal_timeline {
	struct gal_timeline_settings settings;
	struct totals totals;
	struct author_row *rows; /* owned */
	size_t row_count, row_capacity;
	struct labelled_author *labelled; /* owned */
	size_t labelled_count, labelled_capacity;
	double drawn_in_part, coded_in_part; /* authors */
	struct gal_share_sums read_authors;  /* of any code: authors, posts */
	struct code_sums *codes;	     /* [code_count], owned */
	uint32_t marks[GAL_TIMELINE_CODES_MAX];
	uint32_t known_marks; /* that some code of the codebook carries */
	struct family benefit, dependency, material, persona, onset, platform;
	int rupture_code;	       /* -1: the codebook has none */
	double (*months)[MONTH_CELLS]; /* [MONTHS_MAX], authors by rung */
	int first_month;
	int64_t month_starts[MONTHS_MAX + 1];
	double bins[BINS_MAX][RUNGS_MAX];
	double bin_posts[BINS_MAX]; /* with a rung */
	double followed[BINS_MAX];  /* authors by the bin of their last post */
	struct gal_transitions by_time, by_spell;
	double exposure[RUNGS_MAX];	    /* days lived on a rung */
	double exposed[RUNGS_MAX];	    /* authors who lived them */
	double moves[RUNGS_MAX][RUNGS_MAX]; /* observed within expiry */
	double flows[RUNGS_MAX][RUNGS_MAX]; /* first -> highest, authors */
	double start[RUNGS_MAX];	    /* incident authors by first rung */
	struct gal_gaps gaps;
	struct pair_counts pairs[STRATA];
	double stage_pairs[RUNGS_MAX + 1][4]; /* a b c d by highest rung */
	double stage_posts[RUNGS_MAX + 1];    /* read posts of these authors */
	struct odds_sums odds;
	struct persona_sums persona_sums;
	struct published_sums published;
	struct companion_row *companions; /* owned */
	size_t companion_count, companion_capacity;
	double broken_before; /* authors: rupture told before entry */
	struct belief_sums belief_sums;
	bool has_replies, replies_cut;
	struct gal_replies replies;
	struct course_row *courses; /* owned */
	size_t course_count, course_capacity;
	double course_kendall;	/* authors whose score moves */
	double course_fell;	/* by a band, at least once */
	double course_restored; /* of these, after every fall */
	double course_posts;	/* read posts of authors with a course */
	double cued_posts;	/* of these, with appraisal cues */
	struct gal_sum course_s, course_variance;
	struct onset_sums onset_sums;
	struct rupture_sums rupture;
	struct event_sums *events; /* [event_count], owned */
	/* trends of valence */
	double trend_authors, trend_rising, trend_falling, trend_posts;
	struct gal_sum trend_s, trend_variance;
	/* bootstrap: sums over authors of weight x share, and of weight */
	size_t replicates;
	uint8_t *weights;     /* [replicates], owned */
	double *boot_authors; /* [replicates], owned */
	double *boot_share;   /* [code][replicates], owned */
	double *boot_any;     /* [code][replicates], owned */
	double least_pi, most_pi;
	struct {
		bool fitted;
		char reason[128]; /* why not; empty: nobody tried */
		struct gal_hmm_fit fit;
	} hidden[GAL_HIDDEN_MODELS];
	struct word_sums words;		   /* buffers owned */
	struct sequence_sums sequences[2]; /* reached the target; below */
	struct current now;
	struct batches waiting;
};

/* timeline_batch.c: posts wait, and go into the authors in their order. No
 * thread can be had, or posts come with words: the caller's takes them. */
void batch_begin(struct gal_timeline *timeline);
GAL_MUST_USE enum gal_status batch_add(struct gal_timeline *timeline,
    const struct gal_timed_post *post, struct gal_error *err);
/* None waits any more. */
GAL_MUST_USE enum gal_status batch_end(
    struct gal_timeline *timeline, struct gal_error *err);
/* Ends the thread, whatever still waits. */
void batch_free(struct gal_timeline *timeline);
/* timeline_codes.c: what the posts show. */
void codes_add(
    struct gal_timeline *timeline, const struct gal_timed_post *post);
void codes_end(struct gal_timeline *timeline);
/* timeline_author.c: one post into the current author; the author's end. */
/* Where months begin, from that of `start` on, in seconds; its number since
 * year 0. */
int months_begin(int64_t starts[MONTHS_MAX + 1], int64_t start);
void author_begin(struct gal_timeline *timeline, uint64_t key);
GAL_MUST_USE enum gal_status author_add(struct gal_timeline *timeline,
    const struct gal_timed_post *post, struct gal_error *err);
GAL_MUST_USE enum gal_status author_end(
    struct gal_timeline *timeline, struct gal_error *err);
/* timeline_rows.c: the row that stays of an author. */
GAL_MUST_USE enum gal_status rows_end(
    struct gal_timeline *timeline, float slope, struct gal_error *err);
/* Rungs, times and flags into a row that is else filled. */
void row_fill(struct author_row *row, const struct gal_author *author,
    int target, int64_t first_material);
/* timeline_labels.c: authors as their labels have them. */
void labels_begin(struct gal_timeline *timeline);
/* Only where posts may be labelled. */
void labels_add(
    struct gal_timeline *timeline, const struct gal_timed_post *post);
GAL_MUST_USE enum gal_status labels_end(
    struct gal_timeline *timeline, struct gal_error *err);
/* Marks that labels say yes to, and that they leave open. */
void label_marks(const struct gal_timeline *timeline, const int8_t *codes,
    uint32_t *yes, uint32_t *open);
/* Stratum of activity of an author with so many read posts. */
size_t stratum_of(double posts);
/* timeline_marks.c: the marks of the author being read. */
void marks_begin(struct gal_timeline *timeline);
void marks_add(
    struct gal_timeline *timeline, const struct gal_timed_post *post);
/* timeline_measures.c: persona as document, published shares. */
void measures_begin(struct gal_timeline *timeline);
void measures_add(struct gal_timeline *timeline,
    const struct gal_timed_post *post, uint32_t marks);
void measures_end(struct gal_timeline *timeline);
/* timeline_survival.c: from companion to rupture, and what follows. */
void survival_begin(struct gal_timeline *timeline);
void survival_add(struct gal_timeline *timeline,
    const struct gal_timed_post *post, uint32_t marks);
GAL_MUST_USE enum gal_status survival_end(
    struct gal_timeline *timeline, struct gal_error *err);
/* timeline_beliefs.c: real or simulated. */
void beliefs_begin(struct gal_timeline *timeline);
void beliefs_add(struct gal_timeline *timeline,
    const struct gal_timed_post *post, uint32_t marks);
void beliefs_end(struct gal_timeline *timeline);
/* timeline_affect.c: the running emotion score. */
void affect_begin(struct gal_timeline *timeline);
void affect_add(
    struct gal_timeline *timeline, const struct gal_timed_post *post);
GAL_MUST_USE enum gal_status affect_end(
    struct gal_timeline *timeline, struct gal_error *err);
/* The marks of an axis, and its name in print. */
extern const struct axis {
	const char *name;
	uint32_t mark;
} axes[AXES];
/* timeline_sequences.c */
void sequences_end(struct gal_timeline *timeline);
/* timeline_words.c: which words the author being read uses. */
void words_begin(struct gal_timeline *timeline);
GAL_MUST_USE enum gal_status words_add(struct gal_timeline *timeline,
    const struct gal_timed_post *post, struct gal_error *err);
void words_end(struct gal_timeline *timeline);
/* timeline_events.c */
void events_add(
    struct gal_timeline *timeline, const struct gal_timed_post *post);
void events_end(struct gal_timeline *timeline);
/* Whether a post shows an outcome, and its value. */
double event_outcome(const struct gal_timeline *timeline,
    const struct gal_timed_post *post, int outcome);
extern const char *const event_outcomes[OUTCOMES];

#endif
