/*
 * Turns of a database, in order, read by a codebook, into a stats/dialogue:
 * where dialogues, codebook and database meet. The AI's turns are read as
 * if a person had written them, which galatea classify never does: their
 * readings live only here and are not stored.
 */
#ifndef GALATEA_CLI_TURNS_PASS_H
#define GALATEA_CLI_TURNS_PASS_H

#include "classify/classify.h"
#include "stats/dialogue.h"
#include "store/store.h"

/*
 * Fill a zero-initialised dialogue: labelled, and words that are part of a
 * persona's label hidden. The caller frees it, also on failure.
 */
GAL_MUST_USE enum gal_status cli_turns_read(struct gal_dialogue *out,
    struct gal_store *store, const struct gal_codebook *book,
    struct gal_error *err);

#endif
