/*
 * What a person types into a search box, as an FTS5 expression that cannot
 * fail:
 *
 *   love grief          both words
 *   "moved in"          the phrase
 *   love OR adore       either; binds closer than "both"
 *   -recipe -"my ex"    none of these
 *   compan*             words that begin so
 *   love NEAR lost      within 10 words of one another; NEAR/3 within 3
 *
 * Everything else is a word: don't, gpt-4o, a:b, (x, NOT, 50%. It goes to
 * FTS5 as a quoted string, so its tokenizer splits it as it split the posts.
 */
#ifndef GALATEA_STORE_QUERY_WORDS_H
#define GALATEA_STORE_QUERY_WORDS_H

#include "core/buffer.h"

/* Most words and phrases of one query. */
#define GAL_QUERY_TERMS_MAX 64

/*
 * Append the expression to out. *dropped (nullable) counts what had no letter
 * or digit in it (emoji, dashes) and was left out: the index has only words.
 * Errors: ARGUMENT (nothing left to search for, or only exclusions, or too
 * many words: the message says which), NOMEM, LIMIT.
 */
GAL_MUST_USE enum gal_status gal_query_words(struct gal_buffer *out,
    size_t *dropped, struct gal_str typed, struct gal_error *err);

#endif
