/*
 * LIWC dictionaries (.dic): "%", lines "number TAB category", "%", lines
 * "word TAB number TAB number …"; a word may end in "*" or be a phrase.
 */
#ifndef GALATEA_CLASSIFY_DIC_H
#define GALATEA_CLASSIFY_DIC_H

#include "core/buffer.h"

/*
 * Append the dictionary as lexicon lines, "category TAB term TAB 1 TAB
 * source TAB", in the order of the file. Categories are lower-cased; the
 * dictionary's licence is the user's affair. Errors: FORMAT with the line,
 * NOMEM, LIMIT.
 */
GAL_MUST_USE enum gal_status gal_dic_to_lexicon(struct gal_buffer *out,
    struct gal_str dic, const char *source, struct gal_error *err);

#endif
