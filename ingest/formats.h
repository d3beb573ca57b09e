/* Inside ingest/: the formats, one file each. */
#ifndef GALATEA_INGEST_FORMATS_H
#define GALATEA_INGEST_FORMATS_H

#include "ingest/format.h"

extern const struct gal_format gal_format_reddit;

#endif
