/*
 * Inside ingest/: names in the text of a mail that stand where mail programs
 * put them. The line that introduces a quote ("On …, X wrote:", in several
 * languages) becomes "[user] wrote:"; the header lines of a mail that is
 * repeated in the text ("From: X", "Cc: X, Y" and what continues them) become
 * "From: [user]". Names within sentences and signatures stay.
 */
#ifndef GALATEA_INGEST_MAIL_NAMES_H
#define GALATEA_INGEST_MAIL_NAMES_H

#include "core/buffer.h"

/* Append text (ends with NUL) to out without these names. Errors: NOMEM,
 * LIMIT (out is full). */
GAL_MUST_USE enum gal_status gal_mail_hide_names(
    struct gal_buffer *out, const char *text);

#endif
