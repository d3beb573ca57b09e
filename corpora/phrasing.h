/*
 * From what a post says (content.h) to its words: sentences by template,
 * slots filled by the author's voice, filler up to the length wanted, and
 * the small damage of real typing (case, apostrophes, emoji, typos).
 */
#ifndef GALATEA_CORPORA_PHRASING_H
#define GALATEA_CORPORA_PHRASING_H

#include "core/buffer.h"
#include "corpora/content.h"

/* Names and pronouns an author keeps to; all borrowed static text. */
struct gal_sim_voice {
	const char *name;
	const char *platform;
	bool she;
};

struct gal_sim_phrasing;

/* Tables and vocabulary. Read-only once made: any number of threads.
 * Errors: NOMEM. */
GAL_MUST_USE enum gal_status gal_sim_phrasing_new(
    struct gal_sim_phrasing **out, struct gal_error *err);
void gal_sim_phrasing_free(struct gal_sim_phrasing *phrasing);

void gal_sim_voice(
    struct gal_sim_voice *out, const struct gal_sim_author *author);

/*
 * Append the post's text, valid UTF-8 with newlines, not escaped; and, if
 * title is not NULL, a title. A function of author key, post index and
 * content alone. Errors: as gal_buffer_append().
 */
GAL_MUST_USE enum gal_status gal_sim_phrase_post(struct gal_buffer *text,
    struct gal_buffer *title, const struct gal_sim_phrasing *phrasing,
    const struct gal_sim_author *author, const struct gal_sim_post *post,
    const struct gal_sim_content *content, struct gal_error *err);
/* What bots write. */
const char *gal_sim_bot_text(void);

#endif
