/*
 * Why a post was read as it was: the same run as gal_classify(), with what
 * was blocked kept, written out for a person.
 */
#ifndef GALATEA_CLASSIFY_EXPLAIN_H
#define GALATEA_CLASSIFY_EXPLAIN_H

#include "classify/classify.h"

/*
 * Append an explanation to *out: tokens with marks, referents with reasons,
 * rules that fired, rules that were blocked and by what, and per code the
 * sum that decided. `code` (may be absent) limits the sums to codes that
 * start with it. Errors: NOMEM, LIMIT, those of gal_classify().
 */
GAL_MUST_USE enum gal_status gal_explain(struct gal_buffer *out,
    struct gal_scratch *scratch, const struct gal_input *input,
    struct gal_str code, struct gal_error *err);

#endif
