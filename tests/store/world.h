/*
 * An invented world for the tests of store/: copies of posts of every
 * awkward kind, made from a seed, with readings under a small codebook.
 */
#ifndef GALATEA_TESTS_STORE_WORLD_H
#define GALATEA_TESTS_STORE_WORLD_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/rng.h"
#include "store/internal.h"
#include "store/query.h"
#include "store/timeline.h"
#include "store/upkeep.h"
#include "store/writer.h"
#include "test.h"

#define WORLD_POSTS 60
#define WORLD_COPIES 400

static const struct gal_store_code world_codes[] = {
	{ "bond.love", "says love" },
	{ "benefit.loneliness", "less alone" },
	{ "dependency.salience", NULL },
};
static const struct gal_store_rule world_rules[] = {
	{ "love.1", 1, 0, NULL },
	{ "alone.1", 3, 1, NULL },
	{ "alone.2", 1, 1, NULL },
	{ "always.1", 2, 2, "deep" },
};
static const char *const world_rungs[] = { "tool", "exploration", "companion" };

static inline struct gal_store_codebook
world_codebook(const char *hash)
{
	struct gal_store_codebook book = { .hash = hash,
		.name = "test",
		.codes = world_codes,
		.code_count = 3,
		.rules = world_rules,
		.rule_count = 4,
		.rungs = world_rungs,
		.rung_count = 3 };

	return book;
}

/* One copy with everything it borrows. */
struct copy {
	struct gal_store_record record;
	char native[24], title[48], text[96], community[24], community_id[8];
	struct gal_tag tags[3];
	struct gal_move moves[1];
};

static const char *const words[] = { "lonely", "rain", "Love", "kettle",
	"don't", "gpt-4o", "harbour", "quiet", "naïve", "so happy" };

/* Copy number i of the world of a seed: a pure function. */
static inline void
make_copy(struct copy *c, uint64_t seed, uint64_t i)
{
	struct gal_rng rng = { seed, i, 0 };
	uint64_t which = gal_rng_next_below(&rng, WORLD_POSTS);
	struct gal_post *post = &c->record.post;
	struct gal_reading *r = &c->record.reading;

	memset(c, 0, sizeof(*c));
	gal_post_clear(post);
	post->platform =
	    which % 5 == 4 ? GAL_PLATFORM_DISCORD : GAL_PLATFORM_REDDIT;
	post->kind = which % 2 ? GAL_KIND_COMMENT : GAL_KIND_SUBMISSION;
	if (post->platform == GAL_PLATFORM_DISCORD) {
		post->kind = GAL_KIND_MESSAGE;
		post->scope = gal_str_of(which % 3 ? "server a" : "server b");
		(void)snprintf(c->native, sizeof(c->native), "88%llu",
		    (unsigned long long)(which * 7919));
	} else {
		(void)snprintf(c->native, sizeof(c->native), "%llx",
		    (unsigned long long)(which * 1000003));
	}
	post->native_id = gal_str_of(c->native);
	if (post->platform == GAL_PLATFORM_REDDIT)
		assert_int_equal(gal_reddit_row_id(&post->row_id, post->kind,
				     post->native_id, NULL),
		    GAL_OK);
	(void)snprintf(c->community, sizeof(c->community), "%s%llu",
	    gal_rng_next_below(&rng, 6) == 0 ? "Place" : "place",
	    (unsigned long long)(which % 4));
	post->community = gal_str_of(c->community);
	if (gal_rng_next_below(&rng, 4) > 0) {
		(void)snprintf(c->community_id, sizeof(c->community_id),
		    "2s%llu", (unsigned long long)(which % 4));
		post->community_id = gal_str_of(c->community_id);
	}
	post->created_utc = 1600000000 + (int64_t)(which % 17) * 86400;
	if (gal_rng_next_below(&rng, 5) > 0)
		post->observed_utc =
		    1610000000 + (int64_t)gal_rng_next_below(&rng, 4) * 1000;
	post->score = (int64_t)gal_rng_next_below(&rng, 3) - 1;
	post->num_comments = gal_rng_next_below(&rng, 6) == 0
	    ? GAL_ABSENT
	    : (int64_t)gal_rng_next_below(&rng, 3);
	if (gal_rng_next_below(&rng, 8) == 0)
		post->deletion = GAL_DELETION_AUTHOR;
	else if (gal_rng_next_below(&rng, 8) == 0)
		post->deletion = GAL_DELETION_MODERATOR;
	post->has_author =
	    post->deletion != GAL_DELETION_AUTHOR && which % 11 != 0;
	if (post->has_author)
		post->author.bytes[0] = (uint8_t)(1 + which % 9);
	if (post->kind == GAL_KIND_SUBMISSION) {
		(void)snprintf(c->title, sizeof(c->title), "%s %s",
		    words[which % 10], words[gal_rng_next_below(&rng, 10)]);
		post->title = gal_str_of(c->title);
	}
	if (post->deletion == GAL_DELETION_NONE)
		(void)snprintf(c->text, sizeof(c->text), "%s and\t%s, %s\n",
		    words[which % 10], words[gal_rng_next_below(&rng, 10)],
		    words[gal_rng_next_below(&rng, 3)]);
	post->text = gal_str_of(c->text);
	c->record.content_utc = post->observed_utc;
	/* The reading is a function of the content, as a classifier's is. */
	c->record.has_reading = true;
	r->words = (uint16_t)strlen(c->text);
	r->stage = (uint8_t)(c->text[0] % 4);
	r->valence = (float)c->text[0] / 333.0f;
	r->unread = c->text[0] == '\0' ? GAL_UNREAD_EMPTY : GAL_READ;
	r->tags = c->tags;
	r->moves = c->moves;
	if (strstr(c->text, "Love") != NULL)
		c->tags[r->tag_count++] = (struct gal_tag){ 0, GAL_FIELD_TEXT,
			0, (uint32_t)(strstr(c->text, "Love") - c->text),
			(uint32_t)(strstr(c->text, "Love") - c->text) + 4,
			0.1f };
	if (strncmp(c->text, "lonely", 6) == 0) {
		c->tags[r->tag_count++] =
		    (struct gal_tag){ 1, GAL_FIELD_TEXT, 1, 0, 6, 1.0f };
		c->tags[r->tag_count++] =
		    (struct gal_tag){ 1, GAL_FIELD_NONE, 2, 0, 0, 0.5f };
		c->moves[r->move_count++] = (struct gal_move){ 1, 3 };
	}
}

/* A fresh path of a database below the working directory. */
static inline const char *
world_path(const char *name)
{
	static char path[4][160];
	static int next;
	char *p = path[next++ % 4];
	char side[200];

	(void)snprintf(
	    p, sizeof(path[0]), "test_store_%s_%ld.db", name, (long)getpid());
	(void)unlink(p);
	(void)snprintf(side, sizeof(side), "%s-wal", p);
	(void)unlink(side);
	(void)snprintf(side, sizeof(side), "%s-shm", p);
	(void)unlink(side);
	return p;
}

#define assert_ok(call)                                                        \
	do {                                                                   \
		struct gal_error err = { 0 };                                  \
		enum gal_status got = (call);                                  \
		if (got != GAL_OK)                                             \
			fail_msg("%s:%d: %s: %s", __FILE__, __LINE__, #call,   \
			    err.message);                                      \
	} while (0)

/* Another number for each row id, as the project key would give. */
static inline int64_t
world_number(const void *self, int64_t row_id)
{
	(void)self;
	return (int64_t)((uint64_t)row_id * UINT64_C(0x9e3779b97f4a7c15));
}

static inline void
world_give_veil(struct gal_store *store)
{
	const struct gal_veil veil = { world_number, NULL };

	assert_ok(gal_store_set_veil(store, &veil, &err));
}

static inline struct gal_store *
world_open(const char *path)
{
	struct gal_store *store = NULL;
	struct gal_store_codebook book = world_codebook("aa11");

	assert_ok(gal_store_open(&store, path, GAL_STORE_CREATE, &err));
	/* few, so that a small world has many parts */
	store->timeline_rows.part_rows = 7;
	assert_ok(gal_store_set_codebook(store, &book, &err));
	world_give_veil(store);
	return store;
}

/* Write copies order[from .. to) in batches of random size, any number of them
 * in a transaction. */
static inline void
world_write(struct gal_store *store, uint64_t seed, const size_t *order,
    size_t from, size_t to, struct gal_rng *rng,
    struct gal_store_counts *counts)
{
	static struct copy copies[WORLD_COPIES];
	static struct gal_store_record records[WORLD_COPIES];

	while (from < to) {
		size_t n = (size_t)gal_rng_next_below(rng, 50) + 1;

		n = n < to - from ? n : to - from;
		for (size_t i = 0; i < n; i++) {
			make_copy(&copies[i], seed, order[from + i]);
			records[i] = copies[i].record;
		}
		assert_ok(
		    gal_store_add_batch(store, records, n, NULL, counts, &err));
		if (gal_rng_next_below(rng, 3) == 0)
			assert_ok(gal_store_commit(store, NULL, &err));
		from += n;
	}
	assert_ok(gal_store_commit(store, NULL, &err));
}

static inline void
world_order(size_t *order, struct gal_rng *rng)
{
	for (size_t i = 0; i < WORLD_COPIES; i++)
		order[i] = i;
	for (size_t i = WORLD_COPIES - 1; i > 0; i--) {
		size_t j = (size_t)gal_rng_next_below(rng, i + 1);
		size_t kept = order[i];

		order[i] = order[j];
		order[j] = kept;
	}
}

static inline void
assert_whole(struct gal_store *store)
{
	struct gal_buffer faults = GAL_BUFFER(1 << 16);
	bool checked = false;

	assert_ok(gal_store_verify(&faults, &checked, store, &err));
	assert_true(checked);
	if (faults.len > 0)
		fail_msg("%s", faults.data);
	gal_buffer_free(&faults);
}

#endif
