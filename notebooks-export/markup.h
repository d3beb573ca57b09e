/*
 * Text from data inside HTML and Markdown: shown as it is, never obeyed.
 */
#ifndef GALATEA_NOTEBOOKS_EXPORT_MARKUP_H
#define GALATEA_NOTEBOOKS_EXPORT_MARKUP_H

#include "notebooks-export/export_dir.h"

/*
 * Append text on one line without controls (visible.h), with every character
 * that HTML, Markdown or knitr (`r code`) would act on as a numeric entity.
 * Errors: NOMEM, LIMIT.
 */
GAL_MUST_USE enum gal_status gal_markup_append(
    struct gal_buffer *out, const char *text, struct gal_error *err);

/* Markdown: the frame's title as a second heading, its notes as a list. */
GAL_MUST_USE enum gal_status gal_markup_frame_head(struct gal_buffer *out,
    const struct gal_frame *frame, struct gal_error *err);
/* Markdown: what the exports are about, the label of simulated data first. */
GAL_MUST_USE enum gal_status gal_markup_about(struct gal_buffer *out,
    const struct gal_export_about *about, struct gal_error *err);

#endif
