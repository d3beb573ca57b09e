#include "ingest/window.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Made at a time: a millisecond, for which a release has to wait. */
#define STEP ((size_t)1 << 20)
/* A frame that ends before is done before a thread would be of use; so heads
 * and tails of archives are read without one. */
#define START ((size_t)1 << 20)

struct gal_window {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	pthread_t maker;
	bool started; /* `maker` is there, or could not be had */
	bool has_maker;
	bool stop;   /* nobody else has the window any more */
	bool busy;   /* the maker is in the kernel, without the lock */
	void *old;   /* a block to give back */
	void *block; /* the window; NULL: none */
	char *pages; /* its whole pages */
	size_t size; /* of these */
	size_t at;   /* bytes the decoder wrote of this frame */
	size_t made; /* before this place nothing is left to make */
};

/* Make the pages; false where the kernel does not. */
static bool
make(char *pages, size_t size)
{
#ifdef MADV_POPULATE_WRITE
	return madvise(pages, size, MADV_POPULATE_WRITE) == 0;
#else
	(void)pages, (void)size;
	return false;
#endif
}

static void
destroy(struct gal_window *self)
{
	(void)pthread_cond_destroy(&self->changed);
	(void)pthread_mutex_destroy(&self->lock);
	free(self);
}

/* The maker's, who holds the lock. */
static void
give_back(struct gal_window *self)
{
	void *old = self->old;

	(void)pthread_mutex_unlock(&self->lock);
	free(old);
	(void)pthread_mutex_lock(&self->lock);
	self->old = NULL;
	(void)pthread_cond_broadcast(&self->changed);
}

static void *
maker_run(void *argument)
{
	struct gal_window *self = argument;
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	(void)pthread_mutex_lock(&self->lock);
	while (!self->stop || self->old != NULL) {
		size_t left;
		bool done;

		if (self->old != NULL) {
			give_back(self);
			continue;
		}
		if (self->made < self->at) /* it made these itself */
			self->made = self->at - self->at % page;
		if (self->made > self->size) /* a frame of several windows */
			self->made = self->size;
		left = self->size - self->made;
		if (left == 0 || self->made >= self->at + GAL_WINDOW_AHEAD) {
			(void)pthread_cond_wait(&self->changed, &self->lock);
			continue;
		}
		if (left > STEP)
			left = STEP;
		self->busy = true;
		(void)pthread_mutex_unlock(&self->lock);
		done = make(self->pages + self->made, left);
		(void)pthread_mutex_lock(&self->lock);
		self->busy = false;
		self->made = done ? self->made + left : self->size;
		(void)pthread_cond_broadcast(&self->changed);
	}
	(void)pthread_mutex_unlock(&self->lock);
	destroy(self);
	return NULL;
}

enum gal_status
gal_window_new(struct gal_window **out, struct gal_error *err)
{
	struct gal_window *self = calloc(1, sizeof(*self));

	if (self == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	(void)pthread_mutex_init(&self->lock, NULL);
	(void)pthread_cond_init(&self->changed, NULL);
	*out = self;
	return GAL_OK;
}

void
gal_window_free(struct gal_window *self)
{
	pthread_t maker;

	if (self == NULL)
		return;
	if (!self->has_maker) {
		destroy(self);
		return;
	}
	maker = self->maker;
	(void)pthread_mutex_lock(&self->lock);
	self->stop = true;
	(void)pthread_cond_broadcast(&self->changed);
	(void)pthread_mutex_unlock(&self->lock);
	(void)pthread_detach(maker);
}

/* Take the lock while the maker is not at work on a window. */
static void
enter(struct gal_window *self)
{
	(void)pthread_mutex_lock(&self->lock);
	while (self->busy || self->old != NULL)
		(void)pthread_cond_wait(&self->changed, &self->lock);
}

/* The window is `block` of `size` bytes from now on; NULL and 0: none. The
 * maker gives back what was before, if any. */
static void
set_block(struct gal_window *self, void *block, size_t size, void *old)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t before = (page - (uintptr_t)block % page) % page;

	enter(self);
	self->old = old;
	self->block = block;
	self->pages = block == NULL ? NULL : (char *)block + before;
	self->size = block == NULL ? 0 : (size - before) / page * page;
	self->at = 0;
	self->made = 0;
	(void)pthread_cond_broadcast(&self->changed);
	(void)pthread_mutex_unlock(&self->lock);
}

void *
gal_window_take(void *window, size_t size)
{
	void *block = malloc(size);

	if (block != NULL && size >= GAL_WINDOW_MIN)
		set_block(window, block, size, NULL);
	return block;
}

void
gal_window_release(void *window, void *block)
{
	struct gal_window *self = window;
	bool is_window = block != NULL && block == self->block;
	void *old = is_window && self->has_maker ? block : NULL;

	if (is_window)
		set_block(self, NULL, 0, old);
	if (old == NULL)
		free(block);
}

void
gal_window_advance(struct gal_window *self, size_t bytes)
{
	if (self->block == NULL)
		return;
	(void)pthread_mutex_lock(&self->lock);
	self->at += bytes;
	if (!self->started && self->at >= START) {
		self->started = true;
		self->has_maker =
		    pthread_create(&self->maker, NULL, maker_run, self) == 0;
	}
	/* not for every step of the decoder */
	if (self->made < self->at + GAL_WINDOW_AHEAD / 2 &&
	    self->made < self->size)
		(void)pthread_cond_broadcast(&self->changed);
	(void)pthread_mutex_unlock(&self->lock);
}

void
gal_window_rewind(struct gal_window *self)
{
	if (self->block == NULL)
		return;
	(void)pthread_mutex_lock(&self->lock);
	self->at = 0;
	(void)pthread_mutex_unlock(&self->lock);
}
