/* The author being read: which words, once each. What an author wrote a
 * thousand times counts once. */
#include "stats/timeline_internal.h"

void
words_begin(struct gal_timeline *t)
{
	struct word_sums *w = &t->words;

	gal_buffer_clear(&w->now);
	w->author++;
}

/* Zeros up to the word's place: numbers ascend as words are met. */
static enum gal_status
make_room(struct word_sums *w, uint32_t word, struct gal_error *err)
{
	const struct word_count none = { .small = 0 };
	enum gal_status status = GAL_OK;

	while (status == GAL_OK && w->counts.len / sizeof(none) <= word)
		status =
		    gal_buffer_append(&w->counts, &none, sizeof(none), err);
	return status;
}

enum gal_status
words_add(struct gal_timeline *t, const struct gal_timed_post *post,
    struct gal_error *err)
{
	struct word_sums *w = &t->words;
	enum gal_status status = GAL_OK;

	for (size_t i = 0; i < post->word_count && status == GAL_OK; i++) {
		uint32_t word = post->words[i] / 2;
		struct word_count *count;

		status = make_room(w, word, err);
		if (status != GAL_OK)
			break;
		count = &word_counts(w)[word];
		if (post->words[i] % 2 == 1)
			count->small_author = w->author;
		if (count->author == w->author)
			continue;
		count->author = w->author;
		status = gal_buffer_append(&w->now, &word, sizeof(word), err);
	}
	return status;
}

void
words_end(struct gal_timeline *t)
{
	struct word_sums *w = &t->words;
	const uint32_t *words = (const void *)w->now.data;
	size_t n = w->now.len / sizeof(*words);
	bool entered = t->now.author.max_stage >= t->settings.rules.target;

	if (t->now.author.observations == 0 || t->now.read_posts == 0)
		return;
	w->authors[entered ? 0 : 1] += 1;
	w->posts += t->now.read_posts;
	for (size_t i = 0; i < n; i++) {
		struct word_count *count = &word_counts(w)[words[i]];

		count->group[entered ? 0 : 1]++;
		count->small += count->small_author == w->author;
	}
}
