/* The table format of frame_write.h. */
#ifndef GALATEA_NOTEBOOKS_EXPORT_FRAME_TABLE_H
#define GALATEA_NOTEBOOKS_EXPORT_FRAME_TABLE_H

#include "notebooks-export/frame_write.h"

/* Append n frames to out. Errors: NOMEM, LIMIT (of out). */
GAL_MUST_USE enum gal_status gal_frame_table_write(struct gal_buffer *out,
    const struct gal_frame *const *frames, size_t n,
    const struct gal_frame_options *options, struct gal_error *err);

#endif
