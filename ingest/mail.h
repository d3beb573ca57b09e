/*
 * Inside the module of ingest/readers.h: one message of a mailbox by GMime,
 * which knows MIME, encodings and charsets. Of a message the first text part
 * is kept, plain before HTML.
 */
#ifndef GALATEA_INGEST_MAIL_H
#define GALATEA_INGEST_MAIL_H

#include "ingest/format.h"

/* As open, parse and close of a struct gal_format. */
GAL_MUST_USE enum gal_status gal_mail_open(void **state, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_mail_parse(
    struct gal_parse *parse, const struct gal_record *record);
void gal_mail_close(void *state);

#endif
