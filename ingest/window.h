/*
 * Inside ingest/: the memory of a decoder's window. Each page of a window of
 * 2 GiB has to be made by the kernel when it is first written, which is half
 * of the time that decoding takes, and to give them back takes a tenth of a
 * second. A thread of its own makes them shortly before the decoder comes to
 * them, and gives them back while others still parse and write.
 *
 * That thread is help, never a condition: where it cannot be had, comes late,
 * or the kernel knows no MADV_POPULATE_WRITE (Linux before 5.14), the decoder
 * makes its pages as ever. Without it no byte is another.
 *
 * Threads: all functions are called by the one thread that decodes.
 */
#ifndef GALATEA_INGEST_WINDOW_H
#define GALATEA_INGEST_WINDOW_H

#include <stddef.h>

#include "core/status.h"

/* Blocks from this size on are windows; their pages are made ahead. */
#define GAL_WINDOW_MIN ((size_t)32 << 20)
/* So far ahead of the decoder: what a window may take up more than is used. */
#define GAL_WINDOW_AHEAD ((size_t)16 << 20)

struct gal_window;

GAL_MUST_USE enum gal_status gal_window_new(
    struct gal_window **out, struct gal_error *err);
/* Blocks of it are to be released before. The thread may still be at that: it
 * ends by itself. */
void gal_window_free(struct gal_window *window);
/* Memory for the decoder, as malloc() and free() give and take it; in the
 * order of the hooks of zstd. The newest block of at least GAL_WINDOW_MIN
 * bytes is the window. */
void *gal_window_take(void *window, size_t size);
void gal_window_release(void *window, void *block);
/* The decoder wrote `bytes` more of the window, from its beginning on. */
void gal_window_advance(struct gal_window *window, size_t bytes);
/* It begins again at the window's beginning: a new frame. */
void gal_window_rewind(struct gal_window *window);

#endif
