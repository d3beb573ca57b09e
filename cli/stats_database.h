/* Posts of the database for the ordered pass. */
#ifndef GALATEA_CLI_STATS_DATABASE_H
#define GALATEA_CLI_STATS_DATABASE_H

#include "cli/rule_facts.h"
#include "cli/stats_pass.h"
#include "store/narrated.h"
#include "store/timeline.h"

struct stats_database {
	struct stats_source source; /* for cli_stats_run() */
	struct gal_store *store;
	struct gal_store_timeline *posts;
	struct gal_store_narrated *moves;
	struct gal_move found[STATS_MOVES_MAX];
	struct gal_store_rule_tags *tags;
	struct cli_rule_facts facts;
	struct gal_buffer communities; /* ids, ascending */
	struct gal_timeline_filter filter;
};

/* Close it also on failure, and not before the pass is freed. Errors:
 * NOT_FOUND (a community), UNDEFINED (nothing was classified). */
GAL_MUST_USE enum gal_status stats_database_open(struct stats_database *out,
    const struct cli_stats_options *options, struct gal_store *store,
    struct gal_error *err);
void stats_database_close(struct stats_database *database);

/* A post of the database as statistics take it; codes are borrowed. */
void stats_post_convert(
    struct gal_timed_post *out, const struct gal_timeline_post *post);

#endif
