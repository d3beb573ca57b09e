/* Inside ingest/: what parser and tally need of a reader. */
#ifndef GALATEA_INGEST_READER_INTERNAL_H
#define GALATEA_INGEST_READER_INTERNAL_H

#include "ingest/reader.h"

struct gal_settings;

const struct gal_settings *gal_reader_settings(const struct gal_reader *reader);
/* Where it was told to start. */
struct gal_place gal_reader_start(const struct gal_reader *reader);

#endif
