/* Inside ingest/: memory that is handed out piece by piece and taken back
 * all at once; its blocks are kept for the next round. */
#ifndef GALATEA_INGEST_ARENA_H
#define GALATEA_INGEST_ARENA_H

#include "core/buffer.h"

struct gal_arena;

GAL_MUST_USE enum gal_status gal_arena_new(
    struct gal_arena **out, struct gal_error *err);
void gal_arena_free(struct gal_arena *arena);
/* Forget everything; keeps up to a few MiB of blocks. */
void gal_arena_clear(struct gal_arena *arena);
/* n bytes, unaligned; NULL when out of memory. */
char *gal_arena_take(struct gal_arena *arena, size_t n);
/* Give back the end of the last piece taken: it now has `used` bytes. */
void gal_arena_trim(struct gal_arena *arena, const char *piece, size_t used);
/* A copy; absent stays absent. GAL_NOMEM leaves *out absent. */
GAL_MUST_USE enum gal_status gal_arena_copy(
    struct gal_arena *arena, struct gal_str *out, struct gal_str text);

#endif
