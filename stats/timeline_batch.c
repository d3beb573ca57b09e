/* Posts on their way into the author being read. */
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

enum gal_status
batch_end(struct gal_timeline *t, struct gal_error *err)
{
	enum gal_status status = GAL_OK;
	size_t count = t->waiting.count;
	struct gal_timed_post post = { .has_author = true };

	t->waiting.count = 0;
	for (size_t i = 0; i < count && status == GAL_OK; i++) {
		const struct waiting_post *w = &t->waiting.posts[i];

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

enum gal_status
batch_add(struct gal_timeline *t, const struct gal_timed_post *post,
    struct gal_error *err)
{
	struct waiting_post *w;
	enum gal_status status = GAL_OK;

	if (t->waiting.count == BATCH_POSTS || !can_wait(post))
		status = batch_end(t, err);
	if (status != GAL_OK)
		return status;
	if (!can_wait(post))
		return take(t, post, err);
	w = &t->waiting.posts[t->waiting.count++];
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
