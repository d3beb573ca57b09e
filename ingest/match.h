/*
 * Inside ingest/: whether a text holds words, for --match. Letters are
 * compared in any case, curly and straight apostrophes are one, and so are
 * runs of blanks and line ends. Words are whole: no letter or digit stands
 * before or behind them, but for scripts that write without blanks.
 */
#ifndef GALATEA_INGEST_MATCH_H
#define GALATEA_INGEST_MATCH_H

#include "core/buffer.h"

/* The words as gal_match_holds() takes them. Errors: NOMEM, LIMIT. */
GAL_MUST_USE enum gal_status gal_match_fold(
    struct gal_buffer *out, struct gal_str words, struct gal_error *err);
/* `folded` is not empty. */
bool gal_match_holds(struct gal_str text, struct gal_str folded);

#endif
