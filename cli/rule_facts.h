/* What broke a companion, from the names of the rules that said so. */
#ifndef GALATEA_CLI_PRESSURES_H
#define GALATEA_CLI_PRESSURES_H

#include "stats/timeline.h"
#include "store/rule_marks.h"

struct cli_pressures {
	struct gal_store_rule_marks *marks;
	int rupture; /* code index; -1: this codebook has none */
};

GAL_MUST_USE enum gal_status cli_pressures_open(
    struct cli_pressures *out, struct gal_store *store, struct gal_error *err);
/* Fills post->pressures where the post tells of a rupture. */
GAL_MUST_USE enum gal_status cli_pressures_add(struct gal_timed_post *post,
    const struct cli_pressures *pressures, int64_t row_id,
    struct gal_error *err);
void cli_pressures_close(struct cli_pressures *pressures);

#endif
