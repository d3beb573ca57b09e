/*
 * Dialogues of a person and an AI in memory, turn by turn, and the reports
 * made of them. Words are numbers: nothing here can print a text.
 *
 *   struct gal_dialogue d = { 0 };
 *   for each turn: gal_dialogue_add(&d, id, first, &turn, words, n, &err);
 *   gal_dialogue_label(&d, &err);
 *   gal_dialogue_report_listener(&d, &options, sink, payload, &err);
 *   gal_dialogue_free(&d);
 *
 * One thread at a time.
 */
#ifndef GALATEA_STATS_DIALOGUE_H
#define GALATEA_STATS_DIALOGUE_H

#include "core/buffer.h"
#include "stats/report.h"

/* Information, thoughts, feelings (Barak and Gluck-Ofri 2007). */
#define GAL_DEPTHS 3
#define GAL_NO_LABEL UINT32_MAX

struct gal_turn {
	bool ai;	/* the AI speaks, else the person */
	bool read;	/* the classifier read it; else the rest is 0 */
	double valence; /* [-1, 1] */
	double cues;	/* gal_affect_cues() of its appraisals */
	uint8_t depth[GAL_DEPTHS]; /* 1 .. 3 */
	bool solving;		   /* cues of problem-solving */
	bool empathic;		   /* cues of empathy */
	size_t first_word;	   /* set by gal_dialogue_add() */
	size_t word_count;
};

struct gal_conversation {
	char *id; /* owned; only read for its labels */
	size_t first_turn;
	size_t turn_count;
	uint32_t persona;  /* or GAL_NO_LABEL */
	uint32_t scenario; /* its own where the id names none */
};

/* Zero-initialise; read freely. */
struct gal_dialogue {
	struct gal_conversation *conversations;
	size_t count, capacity;
	struct gal_turn *turns;
	size_t turn_count, turn_capacity;
	uint32_t *words;
	size_t word_count, word_capacity;
	uint32_t vocabulary; /* words are below it */
	/* after gal_dialogue_label() */
	char **personas; /* labels, owned */
	uint32_t persona_count;
	uint32_t *partner; /* [personas]: the other one of its pair, or
			      GAL_NO_LABEL */
	uint32_t scenario_count;
};

/* A turn, in order; `first` begins a conversation. The turn is copied with
 * its words. Errors: NOMEM (also, said in err, for 2^31 words). */
GAL_MUST_USE enum gal_status gal_dialogue_add(struct gal_dialogue *dialogue,
    struct gal_str conversation, bool first, const struct gal_turn *turn,
    const uint32_t *words, size_t n, struct gal_error *err);

/*
 * Labels from conversation ids: "PERSONA__SCENARIO", and "SCENARIO_PERSONA"
 * where another id names that persona. Personas whose labels begin alike up
 * to the first "_" are a group; a group of two is a pair ("ED_Anna",
 * "ED_Mark"). Errors: NOMEM, LIMIT (1000 personas).
 */
GAL_MUST_USE enum gal_status gal_dialogue_label(
    struct gal_dialogue *dialogue, struct gal_error *err);

/* Take words out of every turn: hidden[word] != 0. */
void gal_dialogue_hide(struct gal_dialogue *dialogue, const uint8_t *hidden);

void gal_dialogue_free(struct gal_dialogue *dialogue);

struct gal_dialogue_options {
	double conf;	       /* of every interval */
	int64_t k;	       /* smallest count of conversations shown */
	uint64_t seed;	       /* of permutations, mixing and bootstrap */
	size_t permutations;   /* 0: no p */
	size_t permuted_words; /* none where the dialogues hold more words, as
				  each learns them anew; 0: no limit */
	size_t replicates;     /* of the bootstrap; 0: no interval */
	bool ai;	       /* whose turns: the AI's, else the person's */
};

/* Each sends its frames in a fixed order; data that carry nothing give a
 * frame with a note. Errors: NOMEM and the sink's. */
typedef enum gal_status gal_dialogue_report(const struct gal_dialogue *dialogue,
    const struct gal_dialogue_options *options, gal_report_sink sink,
    void *payload, struct gal_error *err);
gal_dialogue_report gal_dialogue_report_listener;
gal_dialogue_report gal_dialogue_report_reciprocity;
gal_dialogue_report gal_dialogue_report_emotion;

#endif
