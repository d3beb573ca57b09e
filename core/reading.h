/*
 * What the classifier says of one post: stance, stage, tags with their
 * evidence, narrated moves. Filled by classify/, kept by store/, counted by
 * stats/. Codes and rules are numbers here; the codebook (or the database's
 * code and rule tables) names them.
 */
#ifndef GALATEA_CORE_READING_H
#define GALATEA_CORE_READING_H

#include "core/status.h"

enum gal_field { GAL_FIELD_TITLE, GAL_FIELD_TEXT, GAL_FIELD_NONE };

enum gal_stance { GAL_STANCE_SELF, GAL_STANCE_OTHER, GAL_STANCE_FICTION };

/* Why a post carries no tags although it was read. */
enum gal_unread {
	GAL_READ,	     /* it was classified */
	GAL_UNREAD_EMPTY,    /* no words */
	GAL_UNREAD_LANGUAGE, /* not English */
	GAL_UNREAD_BOT,	     /* bot or advert */
	GAL_UNREAD_ROLE	     /* the AI's own turn in a transcript */
};

/* One decided code with one piece of its evidence. A code decided from
 * several pieces has several tags, in ascending (code, field, start, rule).
 * Span: half-open byte offsets into the named field as given to the
 * classifier; start = end = 0 with GAL_FIELD_NONE for context evidence. */
struct gal_tag {
	uint16_t code;
	uint8_t field; /* enum gal_field */
	uint32_t rule;
	uint32_t start;
	uint32_t end;
	float weight;
};

/* A change of rung told inside one post: never an observed time. */
struct gal_move {
	uint8_t from; /* rung, 1 = lowest */
	uint8_t to;
};

struct gal_reading {
	uint8_t unread; /* enum gal_unread */
	uint8_t stance; /* enum gal_stance */
	uint8_t stage;	/* 0 = none, else rung 1 .. n of the codebook */
	float valence;	/* [-1, 1], 0 where nothing was found */
	uint16_t words;
	const struct gal_tag *tags; /* borrowed from whoever filled it */
	size_t tag_count;
	const struct gal_move *moves; /* ascending (from, to), distinct */
	size_t move_count;
};

const char *gal_stance_name(uint8_t stance);
const char *gal_field_name(uint8_t field);
const char *gal_unread_name(uint8_t unread);

#endif
