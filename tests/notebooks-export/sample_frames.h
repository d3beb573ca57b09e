/*
 * Invented frames, one for each chart, with hostile text among the names:
 * markup, terminal escapes, bidi controls, spreadsheet formulas, quotes.
 */
#ifndef GALATEA_TESTS_SAMPLE_FRAMES_H
#define GALATEA_TESTS_SAMPLE_FRAMES_H

#include "core/frame.h"

#define SAMPLE_FRAME_MAX 48
#define SAMPLE_HOSTILE "</script><b>x\x1b[31m\u202e'\"`$(x)"

/* Fill frames[0 .. SAMPLE_FRAME_MAX) and return how many there are; 0 when
 * something failed. */
size_t sample_frames(struct gal_frame **frames);
void sample_frames_free(struct gal_frame **frames, size_t n);

#endif
