#include "store/index_builder.h"

#include <pthread.h>
#include <stdlib.h>

/* Posts are handed over in groups, so that the lock is taken seldom. */
#define GROUP 256

enum wish { WISH_READ, WISH_BUILD, WISH_DROP, WISH_END };

struct gal_index_builder {
	struct gal_index_entry *entries;
	size_t capacity;
	size_t count; /* the owner's */
	struct gal_word_table *words;
	struct gal_segment segment;
	pthread_t thread;
	bool has_thread;
	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t changed;
	size_t offered; /* entries before this one may be read */
	enum wish wish;
	bool idle; /* the thread has done what was wished */
	enum gal_status status;
	struct gal_error error;
};

static enum gal_status
read_entries(
    struct gal_index_builder *b, size_t from, size_t to, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = from; status == GAL_OK && i < to; i++)
		status = gal_word_table_add(
		    b->words, b->entries[i].row_id, b->entries[i].columns, err);
	return status;
}

static enum gal_status
build(struct gal_index_builder *b, struct gal_error *err)
{
	enum gal_status status = gal_word_table_sort(b->words, err);

	if (status == GAL_OK)
		status = gal_segment_build(&b->segment, b->words, err);
	return status;
}

/* One batch, with the lock held at both ends: reads what is offered until
 * another wish comes. */
static void
serve(struct gal_index_builder *b)
{
	size_t done = 0;
	struct gal_error error = { 0 };
	enum gal_status status = GAL_OK;

	while (b->wish == WISH_READ ||
	    (b->wish == WISH_BUILD && done < b->offered)) {
		size_t offered = b->offered;

		if (done == offered) {
			(void)pthread_cond_wait(&b->changed, &b->lock);
			continue;
		}
		(void)pthread_mutex_unlock(&b->lock);
		if (status == GAL_OK)
			status = read_entries(b, done, offered, &error);
		done = offered;
		(void)pthread_mutex_lock(&b->lock);
	}
	if (b->wish == WISH_BUILD && status == GAL_OK) {
		(void)pthread_mutex_unlock(&b->lock);
		status = build(b, &error);
		(void)pthread_mutex_lock(&b->lock);
	}
	b->status = status;
	b->error = error;
}

static void *
run_builder(void *argument)
{
	struct gal_index_builder *b = argument;

	(void)pthread_mutex_lock(&b->lock);
	while (b->wish != WISH_END) {
		if (!b->idle) {
			serve(b);
			b->idle = true;
			(void)pthread_cond_broadcast(&b->changed);
		}
		while (b->idle && b->wish != WISH_END)
			(void)pthread_cond_wait(&b->changed, &b->lock);
	}
	(void)pthread_mutex_unlock(&b->lock);
	return NULL;
}

/* Say what is wanted and wait until it is done; without a thread, do it. */
static void
wish(struct gal_index_builder *b, enum wish what)
{
	(void)pthread_mutex_lock(&b->lock);
	b->offered = b->count;
	b->wish = what;
	(void)pthread_cond_broadcast(&b->changed);
	if (!b->has_thread && !b->idle) {
		serve(b);
		b->idle = true;
	}
	while (!b->idle)
		(void)pthread_cond_wait(&b->changed, &b->lock);
	(void)pthread_mutex_unlock(&b->lock);
}

enum gal_status
gal_index_builder_new(
    struct gal_index_builder **out, sqlite3 *db, struct gal_error *err)
{
	struct gal_index_builder *b = calloc(1, sizeof(*b));
	enum gal_status status;

	if (b == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	b->segment = (struct gal_segment)GAL_SEGMENT;
	b->idle = true;
	status = gal_word_table_new(&b->words, db, err);
	if (status != GAL_OK) {
		free(b);
		return status;
	}
	(void)pthread_mutex_init(&b->lock, NULL);
	(void)pthread_cond_init(&b->changed, NULL);
	b->has_thread = pthread_create(&b->thread, NULL, run_builder, b) == 0;
	*out = b;
	return GAL_OK;
}

void
gal_index_builder_free(struct gal_index_builder *b)
{
	if (b == NULL)
		return;
	wish(b, WISH_DROP);
	if (b->has_thread) {
		(void)pthread_mutex_lock(&b->lock);
		b->wish = WISH_END;
		(void)pthread_cond_broadcast(&b->changed);
		(void)pthread_mutex_unlock(&b->lock);
		(void)pthread_join(b->thread, NULL);
	}
	(void)pthread_cond_destroy(&b->changed);
	(void)pthread_mutex_destroy(&b->lock);
	gal_word_table_free(b->words);
	gal_segment_free(&b->segment);
	free(b->entries);
	free(b);
}

enum gal_status
gal_index_builder_begin(
    struct gal_index_builder *b, size_t n, struct gal_error *err)
{
	wish(b, WISH_DROP);
	if (n > b->capacity) {
		struct gal_index_entry *grown =
		    realloc(b->entries, n * sizeof(*grown));

		if (grown == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		b->entries = grown;
		b->capacity = n;
	}
	b->count = 0;
	gal_word_table_clear(b->words);
	(void)pthread_mutex_lock(&b->lock);
	b->offered = 0;
	b->wish = WISH_READ;
	b->idle = false;
	(void)pthread_cond_broadcast(&b->changed);
	(void)pthread_mutex_unlock(&b->lock);
	return GAL_OK;
}

void
gal_index_builder_push(
    struct gal_index_builder *b, const struct gal_index_entry *entry)
{
	b->entries[b->count++] = *entry;
	if (b->count % GROUP != 0)
		return;
	(void)pthread_mutex_lock(&b->lock);
	b->offered = b->count;
	(void)pthread_cond_broadcast(&b->changed);
	(void)pthread_mutex_unlock(&b->lock);
}

const struct gal_index_entry *
gal_index_builder_entries(const struct gal_index_builder *b, size_t *n)
{
	*n = b->count;
	return b->entries;
}

enum gal_status
gal_index_builder_finish(struct gal_index_builder *b,
    const struct gal_segment **segment, const struct gal_word_table **words,
    struct gal_error *err)
{
	wish(b, WISH_BUILD);
	*segment = &b->segment;
	*words = b->words;
	if (b->status != GAL_OK && err != NULL)
		*err = b->error;
	return b->status;
}

void
gal_index_builder_drop(struct gal_index_builder *b)
{
	wish(b, WISH_DROP);
}
