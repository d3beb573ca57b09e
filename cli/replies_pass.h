/* Replies of the database into stats/replies, replier by replier. */
#ifndef GALATEA_CLI_REPLIES_PASS_H
#define GALATEA_CLI_REPLIES_PASS_H

#include "stats/timeline.h"
#include "store/timeline.h"

/* Pairs that are read at most: each costs three lookups. Repliers come by
 * keyed pseudonym, so the first are a random sample. */
#define CLI_REPLIES_MOST 200000

/* Posts that the filter takes, and answer a post of another author; both
 * read by the classifier, neither by a bot. Sets the timeline's replies. */
GAL_MUST_USE enum gal_status cli_replies_read(struct gal_timeline *timeline,
    struct gal_store *store, const struct gal_timeline_filter *filter,
    struct gal_error *err);

#endif
