/* Inside ingest/: the formats, one file each. */
#ifndef GALATEA_INGEST_FORMATS_H
#define GALATEA_INGEST_FORMATS_H

#include "ingest/format.h"

extern const struct gal_format gal_format_reddit;
extern const struct gal_format gal_format_reddit_json;
extern const struct gal_format gal_format_stackexchange;
extern const struct gal_format gal_format_discord;
extern const struct gal_format gal_format_telegram;
extern const struct gal_format gal_format_mbox;
extern const struct gal_format gal_format_transcript;
extern const struct gal_format gal_format_conversations;
extern const struct gal_format gal_format_ndjson;
extern const struct gal_format gal_format_csv;

/* Whether a role of a dialogue is the person's ("user", "human"), not the
 * AI's. */
bool gal_role_is_person(struct gal_str role);

#endif
