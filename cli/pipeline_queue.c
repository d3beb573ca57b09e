#include "cli/pipeline_queue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum gal_status
queue_init(struct queue *queue, size_t block_count, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	memset(queue, 0, sizeof(*queue));
	(void)pthread_mutex_init(&queue->lock, NULL);
	(void)pthread_cond_init(&queue->block_free, NULL);
	(void)pthread_cond_init(&queue->work_there, NULL);
	(void)pthread_cond_init(&queue->batch_done, NULL);
	queue->batches = calloc(QUEUE_BATCHES, sizeof(*queue->batches));
	if (queue->batches == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t i = 0; i < QUEUE_BATCHES; i++)
		readings_init(&queue->batches[i].readings);
	if (block_count > QUEUE_BLOCKS)
		block_count = QUEUE_BLOCKS;
	for (size_t i = 0; status == GAL_OK && i < block_count; i++) {
		status = gal_block_new(&queue->blocks[i], err);
		if (status != GAL_OK)
			break;
		queue->free_blocks[queue->free_count++] = queue->blocks[i];
		queue->block_count++;
	}
	return status;
}

void
queue_free(struct queue *queue)
{
	for (size_t i = 0; i < queue->block_count; i++)
		gal_block_free(queue->blocks[i]);
	for (size_t i = 0; queue->batches != NULL && i < QUEUE_BATCHES; i++) {
		gal_batch_free(&queue->batches[i].batch);
		readings_free(&queue->batches[i].readings);
	}
	free(queue->batches);
	(void)pthread_cond_destroy(&queue->block_free);
	(void)pthread_cond_destroy(&queue->work_there);
	(void)pthread_cond_destroy(&queue->batch_done);
	(void)pthread_mutex_destroy(&queue->lock);
	memset(queue, 0, sizeof(*queue));
}

static void
enter(struct queue *queue)
{
	(void)pthread_mutex_lock(&queue->lock);
}

static void
leave(struct queue *queue)
{
	(void)pthread_mutex_unlock(&queue->lock);
}

static void
wake_all(struct queue *queue)
{
	(void)pthread_cond_broadcast(&queue->block_free);
	(void)pthread_cond_broadcast(&queue->work_there);
	(void)pthread_cond_broadcast(&queue->batch_done);
}

struct gal_block *
queue_take_block(struct queue *queue)
{
	struct gal_block *block = NULL;

	enter(queue);
	while (queue->free_count == 0 && !queue->stopped)
		(void)pthread_cond_wait(&queue->block_free, &queue->lock);
	if (!queue->stopped)
		block = queue->free_blocks[--queue->free_count];
	leave(queue);
	return block;
}

void
queue_put_block(struct queue *queue, struct gal_block *block)
{
	enter(queue);
	queue->pending[queue->put % QUEUE_BLOCKS] = block;
	queue->put++;
	(void)pthread_cond_signal(&queue->work_there);
	leave(queue);
}

void
queue_close(struct queue *queue)
{
	enter(queue);
	queue->closed = true;
	wake_all(queue);
	leave(queue);
}

void
queue_stop(struct queue *queue)
{
	enter(queue);
	queue->stopped = true;
	wake_all(queue);
	leave(queue);
}

static bool
may_take(const struct queue *queue)
{
	return queue->taken < queue->put &&
	    queue->taken - queue->released < QUEUE_BATCHES;
}

bool
queue_take_work(
    struct queue *queue, struct gal_block **block, struct queue_batch **batch)
{
	bool found;

	enter(queue);
	while (!queue->stopped && !may_take(queue) &&
	    !(queue->closed && queue->taken == queue->put))
		(void)pthread_cond_wait(&queue->work_there, &queue->lock);
	found = !queue->stopped && may_take(queue);
	if (found) {
		*block = queue->pending[queue->taken % QUEUE_BLOCKS];
		*batch = &queue->batches[queue->taken % QUEUE_BATCHES];
		(*batch)->done = false;
		queue->taken++;
		if (queue->closed && queue->taken == queue->put)
			(void)pthread_cond_broadcast(&queue->work_there);
	}
	leave(queue);
	return found;
}

static bool
has_batch(const struct queue *queue)
{
	return queue->returned < queue->taken &&
	    queue->batches[queue->returned % QUEUE_BATCHES].done;
}

void
queue_done_work(
    struct queue *queue, struct gal_block *block, struct queue_batch *batch)
{
	enter(queue);
	queue->free_blocks[queue->free_count++] = block;
	batch->done = true;
	(void)pthread_cond_signal(&queue->block_free);
	if (has_batch(queue))
		(void)pthread_cond_signal(&queue->batch_done);
	leave(queue);
}

struct queue_batch *
queue_next_batch(struct queue *queue, long wait_ms, bool *timed_out)
{
	struct queue_batch *batch = NULL;
	struct timespec until;

	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += wait_ms % 1000 * 1000000;
	until.tv_sec += wait_ms / 1000 + until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	*timed_out = false;
	enter(queue);
	while (!queue->stopped && !has_batch(queue) && !*timed_out &&
	    !(queue->closed && queue->returned == queue->put))
		*timed_out = pthread_cond_timedwait(&queue->batch_done,
				 &queue->lock, &until) == ETIMEDOUT;
	if (!queue->stopped && has_batch(queue)) {
		batch = &queue->batches[queue->returned % QUEUE_BATCHES];
		queue->returned++;
		*timed_out = false;
	}
	leave(queue);
	return batch;
}

void
queue_release(struct queue *queue)
{
	enter(queue);
	queue->released = queue->returned;
	(void)pthread_cond_broadcast(&queue->work_there);
	leave(queue);
}
