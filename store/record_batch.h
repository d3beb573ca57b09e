/*
 * Records copied together with all they borrow, so that they outlive where
 * they came from: fill, seal, read, clear. One thread at a time.
 */
#ifndef GALATEA_STORE_RECORD_BATCH_H
#define GALATEA_STORE_RECORD_BATCH_H

#include "store/writer.h"

struct gal_record_batch {
	struct gal_store_record *records; /* to be read once it is sealed */
	size_t count;
	size_t capacity;
	struct gal_buffer strings; /* while filling, strings are offsets */
	struct gal_buffer tags;
	struct gal_buffer moves;
};

#define GAL_RECORD_BATCH                                                       \
	{                                                                      \
		NULL, 0, 0, GAL_BUFFER(SIZE_MAX / 4),                          \
		    GAL_BUFFER(SIZE_MAX / 4), GAL_BUFFER(SIZE_MAX / 4)         \
	}

/* Copy a record in; what it borrows is void until the batch is sealed. NOMEM:
 * the batch may only be cleared or freed. */
GAL_MUST_USE enum gal_status gal_record_batch_add(
    struct gal_record_batch *batch, const struct gal_store_record *record,
    struct gal_error *err);
/* Nothing more comes; may be called again. */
void gal_record_batch_seal(struct gal_record_batch *batch);
/* Empty it; its memory is kept. */
void gal_record_batch_clear(struct gal_record_batch *batch);
void gal_record_batch_free(struct gal_record_batch *batch);

#endif
