/*
 * Which settings of two runs over one archive are not the same: by the names
 * of the texts that gal_reader_options_describe() makes and the database keeps
 * (file.settings).
 */
#ifndef GALATEA_CLI_SETTINGS_DIFFERENCE_H
#define GALATEA_CLI_SETTINGS_DIFFERENCE_H

#include "core/buffer.h"

/* Append the names to out, joined by ", " ("communities, until"); nothing
 * where a text is none of these. Errors: NOMEM. */
GAL_MUST_USE enum gal_status settings_difference(struct gal_buffer *out,
    const char *before, const char *now, struct gal_error *err);

#endif
