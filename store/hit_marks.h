/*
 * Private to store/: where the words of a query stand in a post that was found.
 * The post is put alone into an index in memory, which is asked the same
 * expression: to ask the large one again looks each word up in every segment
 * and took four times as long.
 */
#ifndef GALATEA_STORE_HIT_MARKS_H
#define GALATEA_STORE_HIT_MARKS_H

#include "store/internal.h"
#include "store/query.h"

struct gal_hit_marks;

/* match is borrowed. */
GAL_MUST_USE enum gal_status gal_hit_marks_new(
    struct gal_hit_marks **out, const char *match, struct gal_error *err);
void gal_hit_marks_free(struct gal_hit_marks *marks);
/* Spans (struct gal_query_span) of title and text, put into the buffers in
 * place of what they held. */
GAL_MUST_USE enum gal_status gal_hit_marks_find(struct gal_hit_marks *marks,
    struct gal_buffer *title_hits, struct gal_buffer *text_hits,
    const struct gal_post *post, struct gal_error *err);

#endif
