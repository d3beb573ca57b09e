/*
 * Words of posts as numbers for the statistics. The vocabulary is capped, so
 * that memory does not grow with the corpus; text of one post at a time.
 */
#ifndef GALATEA_CLI_STATS_WORDS_H
#define GALATEA_CLI_STATS_WORDS_H

#include "cli/turns_words.h"
#include "core/token.h"
#include "stats/timeline.h"

/* Words met after so many others are left out. */
#define STATS_WORDS_MAX (UINT32_C(1) << 19)

struct stats_words {
	struct turns_words numbers;
	struct gal_vocabulary vocabulary; /* what the reports read */
	struct gal_tokens tokens;
	struct gal_buffer post; /* words of the post, as timelines take them */
};

void stats_words_init(struct stats_words *words);
/* Adds the post's words; they are borrowed until the next call. */
GAL_MUST_USE enum gal_status stats_words_read(struct gal_timed_post *post,
    struct stats_words *words, struct gal_str title, struct gal_str text,
    struct gal_error *err);
void stats_words_free(struct stats_words *words);

#endif
