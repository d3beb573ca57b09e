/* Posts on their way into the author being read: a ring of batches between the
 * caller, who reads rows, and the thread of the timeline, which computes. */
#include "stats/timeline_internal.h"

static bool
can_wait(const struct gal_timed_post *post)
{
	return post->code_count <= BATCH_CODES && post->label == NULL &&
	    post->move_count == 0 && post->word_count == 0;
}

static enum gal_status
take(struct gal_timeline *t, const struct gal_timed_post *post,
    struct gal_error *err)
{
	if (t->now.active && t->now.key != post->author) {
		enum gal_status status = author_end(t, err);

		if (status != GAL_OK)
			return status;
	}
	if (!t->now.active)
		author_begin(t, post->author);
	t->totals.posts += 1;
	return author_add(t, post, err);
}

static enum gal_status
take_batch(
    struct gal_timeline *t, const struct batch *batch, struct gal_error *err)
{
	enum gal_status status = GAL_OK;
	struct gal_timed_post post = { .has_author = true };

	for (size_t i = 0; i < batch->count && status == GAL_OK; i++) {
		const struct waiting_post *w = &batch->posts[i];

		post.author = w->author;
		post.t = w->t;
		post.read = w->read;
		post.self = w->self;
		post.stage = w->stage;
		post.valence = w->valence;
		post.codes = w->codes;
		post.code_count = w->code_count;
		post.pressures = w->pressures;
		post.model = w->model;
		status = take(t, &post, err);
	}
	return status;
}

/* ---- the thread ---- */

/* Batches after a fault are passed over: the caller learns of it when it next
 * waits for the thread. */
static void *
run(void *timeline)
{
	struct gal_timeline *t = timeline;
	struct batches *b = &t->waiting;

	(void)pthread_mutex_lock(&b->lock);
	for (;;) {
		enum gal_status status = b->status;

		while (b->taken == b->given && !b->stop)
			(void)pthread_cond_wait(&b->changed, &b->lock);
		if (b->stop)
			break;
		(void)pthread_mutex_unlock(&b->lock);
		if (status == GAL_OK)
			status = take_batch(
			    t, &b->ring[b->taken % BATCHES], &b->err);
		(void)pthread_mutex_lock(&b->lock);
		b->status = status;
		b->taken++;
		(void)pthread_cond_broadcast(&b->changed);
	}
	(void)pthread_mutex_unlock(&b->lock);
	return NULL;
}

/* Until at most so many batches are left to the thread. */
static enum gal_status
wait_for(struct batches *b, size_t left, struct gal_error *err)
{
	enum gal_status status;

	(void)pthread_mutex_lock(&b->lock);
	while (b->given - b->taken > left)
		(void)pthread_cond_wait(&b->changed, &b->lock);
	status = b->status;
	if (status != GAL_OK && err != NULL)
		*err = b->err;
	(void)pthread_mutex_unlock(&b->lock);
	return status;
}

/* The batch being filled is the thread's now; the next one is free. */
static enum gal_status
give(struct gal_timeline *t, struct gal_error *err)
{
	struct batches *b = &t->waiting;
	struct batch *filled = &b->ring[b->given % BATCHES];
	enum gal_status status;

	if (!b->has_thread) {
		status = take_batch(t, filled, err);
		filled->count = 0;
		return status;
	}
	(void)pthread_mutex_lock(&b->lock);
	b->given++;
	(void)pthread_cond_broadcast(&b->changed);
	(void)pthread_mutex_unlock(&b->lock);
	status = wait_for(b, BATCHES - 1, err);
	b->ring[b->given % BATCHES].count = 0;
	return status;
}

void
batch_begin(struct gal_timeline *t)
{
	struct batches *b = &t->waiting;

	b->last_t = INT64_MIN;
	(void)pthread_mutex_init(&b->lock, NULL);
	(void)pthread_cond_init(&b->changed, NULL);
	b->has_thread = t->settings.vocabulary == NULL &&
	    pthread_create(&b->thread, NULL, run, t) == 0;
}

void
batch_free(struct gal_timeline *t)
{
	struct batches *b = &t->waiting;

	if (b->has_thread) {
		(void)pthread_mutex_lock(&b->lock);
		b->stop = true;
		(void)pthread_cond_broadcast(&b->changed);
		(void)pthread_mutex_unlock(&b->lock);
		(void)pthread_join(b->thread, NULL);
	}
	(void)pthread_cond_destroy(&b->changed);
	(void)pthread_mutex_destroy(&b->lock);
}

/* ---- the caller ---- */

enum gal_status
batch_end(struct gal_timeline *t, struct gal_error *err)
{
	struct batches *b = &t->waiting;
	enum gal_status status = GAL_OK;

	if (b->ring[b->given % BATCHES].count > 0)
		status = give(t, err);
	if (status == GAL_OK && b->has_thread)
		status = wait_for(b, 0, err);
	return status;
}

enum gal_status
batch_add(struct gal_timeline *t, const struct gal_timed_post *post,
    struct gal_error *err)
{
	struct batches *b = &t->waiting;
	struct batch *batch = &b->ring[b->given % BATCHES];
	struct waiting_post *w;
	enum gal_status status = GAL_OK;

	if (!can_wait(post)) {
		status = batch_end(t, err);
		return status == GAL_OK ? take(t, post, err) : status;
	}
	if (batch->count == BATCH_POSTS) {
		status = give(t, err);
		batch = &b->ring[b->given % BATCHES];
	}
	if (status != GAL_OK)
		return status;
	w = &batch->posts[batch->count++];
	w->author = post->author;
	w->t = post->t;
	w->valence = post->valence;
	w->model = post->model;
	w->stage = (int8_t)post->stage;
	w->pressures = post->pressures;
	w->code_count = (uint8_t)post->code_count;
	w->read = post->read;
	w->self = post->self;
	/* few: a call of memcpy() would take longer */
	for (size_t i = 0; i < post->code_count; i++)
		w->codes[i] = post->codes[i];
	return GAL_OK;
}
