/*
 * What was read and what became of it, as frames for the exports and the
 * report: files, reasons for skipping, communities, deletions by month, how
 * often each code was given. Aggregates only; counts that rest on fewer than
 * `least` authors are missing.
 */
#ifndef GALATEA_STORE_PROVENANCE_H
#define GALATEA_STORE_PROVENANCE_H

#include "core/frame.h"
#include "store/store.h"

/* How many frames there are. */
size_t gal_provenance_count(void);

/*
 * Frame `index` < gal_provenance_count(), owned by the caller. File names
 * stand without their folders. One pass over posts or timelines each: seconds
 * on a large database.
 */
GAL_MUST_USE enum gal_status gal_provenance_frame(struct gal_frame **out,
    struct gal_store *store, size_t index, int least, struct gal_error *err);

/*
 * Authors who showed a rung, and those of them who showed `target` or more,
 * by community and quarter: columns community, quarter (its first month),
 * authors, companions. Rows where either number, or their difference, is
 * below `least` are left out, so that no small cell can be worked out.
 */
GAL_MUST_USE enum gal_status gal_provenance_companions(struct gal_frame **out,
    struct gal_store *store, int target, int least, struct gal_error *err);

#endif
