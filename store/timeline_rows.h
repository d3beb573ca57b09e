/*
 * Rows of the timeline on their way in. The timeline is kept in the order of
 * authors, posts come in the order of time: put in one by one, each row would
 * have a page of its own read, logged and written. So rows wait in memory
 * until their transaction ends and go in sorted, each page once; a later copy
 * of a post finds and changes the row that waits. Private to store/.
 */
#ifndef GALATEA_STORE_TIMELINE_ROWS_H
#define GALATEA_STORE_TIMELINE_ROWS_H

#include "store/writer.h"

struct gal_timeline_row;

/* Zero is empty. */
struct gal_timeline_rows {
	size_t part_rows; /* after so many the next part; 0: the default */
	struct gal_timeline_row *rows; /* owned, as they came */
	size_t count;
	size_t capacity;
	struct gal_buffer codes; /* of all rows, two bytes each */
	uint32_t *slots;	 /* by post, row + 1, one row each; 0 is free */
};

/* A post's row, in place of the one of the same key if `had` says that there
 * may be one; the record is not needed after the call. Inside a transaction;
 * gal_store_end() puts the row in. */
GAL_MUST_USE enum gal_status gal_timeline_put(struct gal_store *store,
    const struct gal_store_record *record, int64_t community, bool had,
    struct gal_error *err);
/* Put in what waits. Whoever reads the table in a transaction that writes it
 * calls this first; the functions below see what waits. */
GAL_MUST_USE enum gal_status gal_timeline_settle(
    struct gal_store *store, struct gal_error *err);
/* Forget what waits: the transaction is rolled back. */
void gal_timeline_forget(struct gal_store *store);
void gal_timeline_rows_free(struct gal_timeline_rows *rows);

GAL_MUST_USE enum gal_status gal_timeline_delete(struct gal_store *store,
    const struct gal_post *post, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_timeline_observed(struct gal_store *store,
    const struct gal_post *post, struct gal_error *err);
/* The reading of a post without tags and moves; has_reading is set. */
GAL_MUST_USE enum gal_status gal_reading_load(struct gal_store *store,
    struct gal_store_record *record, struct gal_error *err);

#endif
