/*
 * Turns of dialogues with an AI, conversation by conversation: ascending
 * (platform, scope, conversation id, turn number, time, row id). The text of
 * one turn is in memory at a time.
 */
#ifndef GALATEA_STORE_TURNS_H
#define GALATEA_STORE_TURNS_H

#include "store/store.h"

struct gal_store_turns;

/* Whether there is any turn; no scan of the posts of a forum. */
GAL_MUST_USE enum gal_status gal_store_has_turns(
    bool *out, struct gal_store *store, struct gal_error *err);

/* Strings are borrowed until the next call. */
struct gal_store_turn {
	struct gal_str scope;
	struct gal_str conversation; /* id as the archive gives it */
	struct gal_str community;    /* the AI's platform, where it is said */
	struct gal_str text;	     /* empty where it was taken away */
	bool ai;		     /* the AI speaks, else the person */
	bool first;		     /* another conversation than before */
};

GAL_MUST_USE enum gal_status gal_store_turns_open(struct gal_store_turns **out,
    struct gal_store *store, struct gal_error *err);
/* The next turn or END. */
GAL_MUST_USE enum gal_status gal_store_turns_next(struct gal_store_turn *out,
    struct gal_store_turns *turns, struct gal_error *err);
void gal_store_turns_close(struct gal_store_turns *turns);

#endif
