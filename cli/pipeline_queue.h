/*
 * The bounded, ordered hand-over between the threads of a pipeline.
 *
 *   reader   take_block() ─► fill ─► put_block()
 *   parsers  take_work()  ─► parse ─► done_work()
 *   writer   next_batch() … release()
 *
 * Work is handed out and batches are returned in the order of put_block().
 * A parser gets work only when a batch is free for it, and the batches of a
 * window are taken in order, so the writer's next one can never wait for a
 * later one. queue_stop() wakes everybody; then all calls return NULL or
 * false.
 */
#ifndef GALATEA_CLI_PIPELINE_QUEUE_H
#define GALATEA_CLI_PIPELINE_QUEUE_H

#include <pthread.h>

#include "cli/readings.h"
#include "ingest/reader.h"

#define QUEUE_BATCHES 32
#define QUEUE_BLOCKS 16

/* One block's posts and readings. */
struct queue_batch {
	struct gal_batch batch;
	struct readings readings;
	bool done;
};

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t block_free; /* for the reader */
	pthread_cond_t
	    work_there; /* for parsers: block and batch, or the end */
	pthread_cond_t
	    batch_done; /* for the writer: its next one, or the end */
	struct gal_block *blocks[QUEUE_BLOCKS];
	struct gal_block *free_blocks[QUEUE_BLOCKS];
	size_t free_count;
	size_t block_count;
	struct gal_block *pending[QUEUE_BLOCKS]; /* ring, filled blocks */
	uint64_t put;				 /* blocks filled so far */
	uint64_t taken;				 /* handed to parsers */
	uint64_t returned;			 /* handed to the writer */
	uint64_t released;			 /* given back by it */
	struct queue_batch *batches;		 /* ring of QUEUE_BATCHES */
	bool closed;				 /* no block will follow */
	bool stopped;
};

GAL_MUST_USE enum gal_status queue_init(
    struct queue *queue, size_t block_count, struct gal_error *err);
void queue_free(struct queue *queue);

struct gal_block *queue_take_block(struct queue *queue);
void queue_put_block(struct queue *queue, struct gal_block *block);
void queue_close(struct queue *queue);
void queue_stop(struct queue *queue);

/* False: no more work. */
bool queue_take_work(
    struct queue *queue, struct gal_block **block, struct queue_batch **batch);
/* Only for what was parsed to its end: the writer may have it at once. */
void queue_done_work(
    struct queue *queue, struct gal_block *block, struct queue_batch *batch);

/* The next batch in order, waiting at most wait_ms (then *timed_out);
 * NULL when all were returned or the queue was stopped. */
struct queue_batch *queue_next_batch(
    struct queue *queue, long wait_ms, bool *timed_out);
/* Give back all batches returned so far. */
void queue_release(struct queue *queue);

#endif
