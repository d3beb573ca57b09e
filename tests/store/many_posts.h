/* A database with more posts than common words are counted in (store/rank.h).
 * Every second post says "tea", every third "rain", every 500th "umbrella";
 * lengths differ. */
#ifndef GALATEA_TESTS_STORE_MANY_POSTS_H
#define GALATEA_TESTS_STORE_MANY_POSTS_H

#include <stdio.h>
#include <string.h>

#include "store/rank.h"
#include "test.h"

#define MANY_POSTS (GAL_RANK_SAMPLE + 5000)
#define MANY_BATCH 5000

static inline void
many_text(char out[256], int i)
{
	static const char *const filler[] = { "we", "sat", "and", "talked",
		"until", "it", "was", "late" };
	size_t n = 0;

	out[0] = '\0';
	for (int k = 0; k <= i % 8; k++)
		n += (size_t)snprintf(out + n, 256 - n, "%s ", filler[k]);
	for (int k = 0; k < 1 + i % 3 && i % 2 == 0; k++)
		n += (size_t)snprintf(out + n, 256 - n, "tea ");
	if (i % 3 == 0)
		n += (size_t)snprintf(out + n, 256 - n, "rain ");
	if (i % 500 == 0)
		(void)snprintf(out + n, 256 - n, "umbrella");
}

static inline struct gal_store *
many_posts(const char *path)
{
	static struct gal_store_record records[MANY_BATCH];
	static char texts[MANY_BATCH][256], ids[MANY_BATCH][16];
	struct gal_store *store = NULL;
	struct gal_error err = { 0 };

	assert_int_equal(
	    gal_store_open(&store, path, GAL_STORE_CREATE, &err), GAL_OK);
	for (int from = 0; from < MANY_POSTS; from += MANY_BATCH) {
		size_t n = 0;

		for (int i = from; i < MANY_POSTS && i < from + MANY_BATCH;
		     i++, n++) {
			struct gal_post *post = &records[n].post;

			memset(&records[n], 0, sizeof(records[n]));
			gal_post_clear(post);
			many_text(texts[n], i);
			(void)snprintf(ids[n], sizeof(ids[n]), "%d", 10000 + i);
			post->kind = GAL_KIND_COMMENT;
			post->native_id = gal_str_of(ids[n]);
			assert_int_equal(gal_reddit_row_id(&post->row_id,
					     post->kind, post->native_id, &err),
			    GAL_OK);
			post->created_utc = 1704067200 + i;
			post->observed_utc = post->created_utc;
			post->text = gal_str_of(texts[n]);
			records[n].content_utc = post->observed_utc;
		}
		assert_int_equal(
		    gal_store_write_batch(store, records, n, NULL, NULL, &err),
		    GAL_OK);
	}
	return store;
}

#endif
