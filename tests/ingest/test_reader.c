#include "test.h"

#include "core/rng.h"
#include "ingest/pack.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Everything a run hands out, as one hash. */
static uint64_t
hash_posts(const struct posts *posts)
{
	uint64_t hash = posts->count;

	for (size_t i = 0; i < posts->count; i++) {
		const struct gal_post *post = &posts->posts[i];

		hash = gal_hash_bytes(
		    post->native_id.data, post->native_id.len, hash);
		hash = gal_hash_bytes(post->text.data, post->text.len, hash);
		hash = gal_hash_bytes(post->author.bytes, 16, hash);
	}
	return hash;
}

static void
test_ingest_reader__block_size_changes_nothing(void **state)
{
	const size_t sizes[] = { 1, 100, 299, 4096, 1 << 20 };
	size_t len;
	char *text = invented_comments(700, &len);
	uint64_t expected = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct gal_reader_options options = { .block_bytes = sizes[i] };
		struct posts posts = read_posts(text, len, &options);

		assert_int_equal(GAL_END, posts.status);
		assert_int_equal(700, posts.count);
		assert_int_equal(700, posts.tally.place.records);
		assert_int_equal(len, posts.tally.place.byte);
		if (i == 0)
			expected = hash_posts(&posts);
		assert_true(expected == hash_posts(&posts));
		posts_free(&posts);
	}
	free(text);
}

static void
test_ingest_reader__resume_goes_on_where_it_stopped(void **state)
{
	pack_function *const packs[] = { pack_plain, pack_zstd, pack_zip,
		pack_tar };
	size_t len;
	char *text = invented_comments(300, &len);

	(void)state;
	for (size_t i = 0; i < sizeof(packs) / sizeof(packs[0]); i++) {
		struct packed packed = packs[i](text, len);
		struct gal_reader_options options = { .key = &test_key,
			.block_bytes = 5000 };
		struct posts all =
		    read_posts(packed.bytes, packed.len, &options);
		struct gal_place places[200];
		uint64_t posts_before[200];
		size_t count = 0;
		struct gal_reader *reader = NULL;
		struct gal_parser *parser = NULL;
		struct gal_block *block = NULL;
		struct gal_batch batch = { 0 };
		struct gal_tally tally;

		assert_int_equal(300, all.count);
		assert_int_equal(GAL_OK,
		    gal_reader_open_memory(&reader, "test", packed.bytes,
			packed.len, &options, NULL));
		assert_int_equal(GAL_OK, gal_parser_new(&parser, reader, NULL));
		assert_int_equal(GAL_OK, gal_block_new(&block, NULL));
		gal_tally_init(&tally, reader);
		while (gal_reader_block(reader, block, NULL) == GAL_OK) {
			assert_int_equal(GAL_OK,
			    gal_parser_run(parser, block, &batch, NULL));
			gal_tally_add(&tally, &batch);
			places[count] = tally.place;
			posts_before[count++] =
			    tally.outcomes[GAL_OUTCOME_POST];
		}
		assert_true(count > 10);
		for (size_t k = 0; k < count; k++) {
			struct posts rest;

			options.resume = places[k];
			rest = read_posts(packed.bytes, packed.len, &options);
			assert_int_equal(GAL_END, rest.status);
			assert_int_equal(300 - posts_before[k], rest.count);
			if (rest.count > 0)
				assert_memory_equal(
				    rest.posts[0].native_id.data,
				    all.posts[posts_before[k]].native_id.data,
				    rest.posts[0].native_id.len);
			assert_int_equal(
			    all.tally.place.records, rest.tally.place.records);
			posts_free(&rest);
		}
		gal_batch_free(&batch);
		gal_block_free(block);
		gal_parser_free(parser);
		gal_reader_free(reader);
		posts_free(&all);
		free(packed.bytes);
	}
	free(text);
}

/* ---- threads: blocks handed to four parsers, put back in order ---- */

struct work {
	struct gal_reader *reader;
	struct gal_block *block;
	struct gal_batch batch;
	pthread_t thread;
};

static void *
parse_one(void *payload)
{
	struct work *work = payload;
	struct gal_parser *parser = NULL;

	if (gal_parser_new(&parser, work->reader, NULL) == GAL_OK &&
	    gal_parser_run(parser, work->block, &work->batch, NULL) != GAL_OK)
		work->batch.post_count = 0;
	gal_parser_free(parser);
	return NULL;
}

static void
test_ingest_reader__threads_change_nothing(void **state)
{
	enum { WORKERS = 4 };
	size_t len;
	char *text = invented_comments(2000, &len);
	struct gal_reader_options options = { .key = &test_key,
		.block_bytes = 20000 };
	struct work works[WORKERS] = { 0 };
	struct gal_reader *reader = NULL;
	struct gal_tally tally;
	size_t expected = 1;
	bool over = false;

	(void)state;
	assert_int_equal(GAL_OK,
	    gal_reader_open_memory(&reader, "test", text, len, &options, NULL));
	gal_tally_init(&tally, reader);
	for (int i = 0; i < WORKERS; i++) {
		works[i].reader = reader;
		assert_int_equal(GAL_OK, gal_block_new(&works[i].block, NULL));
	}
	while (!over) {
		int started = 0;

		while (started < WORKERS &&
		    gal_reader_block(reader, works[started].block, NULL) ==
			GAL_OK) {
			assert_int_equal(0,
			    pthread_create(&works[started].thread, NULL,
				parse_one, &works[started]));
			started++;
		}
		over = started < WORKERS;
		for (int i = 0; i < started; i++) {
			assert_int_equal(
			    0, pthread_join(works[i].thread, NULL));
			gal_tally_add(&tally, &works[i].batch);
			for (size_t k = 0; k < works[i].batch.post_count; k++) {
				char id[32];

				(void)snprintf(
				    id, sizeof(id), "c%zu", expected++);
				assert_str(
				    id, works[i].batch.posts[k].native_id);
			}
		}
	}
	assert_int_equal(2000, tally.read);
	for (int i = 0; i < WORKERS; i++) {
		gal_batch_free(&works[i].batch);
		gal_block_free(works[i].block);
	}
	gal_reader_free(reader);
	free(text);
}

/* ---- damage ---- */

/* A cut archive gives the whole lines before the cut and no half one. */
static void
test_ingest_reader__truncation_keeps_whole_lines(void **state)
{
	pack_function *const packs[] = { pack_zstd, pack_gzip, pack_bzip2,
		pack_xz };
	size_t len;
	char *text = invented_comments(700, &len);

	(void)state;
	for (size_t i = 0; i < sizeof(packs) / sizeof(packs[0]); i++) {
		struct packed packed = packs[i](text, len);

		for (uint64_t k = 0; k < 40; k++) {
			size_t cut = packed.len / 2 +
			    gal_rng_bits(3, i, k) % (packed.len / 2);
			struct posts posts =
			    read_posts(packed.bytes, cut, NULL);

			if (posts.status == GAL_OK || cut == packed.len)
				continue;
			assert_int_equal(GAL_TRUNCATED, posts.status);
			assert_true(posts.err.has_byte);
			assert_string_equal("test", posts.err.place);
			assert_int_equal(
			    0, posts.tally.outcomes[GAL_OUTCOME_BAD]);
			assert_int_equal(posts.count, posts.tally.read);
			for (size_t n = 0; n < posts.count; n++) {
				char id[32];

				(void)snprintf(id, sizeof(id), "c%zu", n + 1);
				assert_str(id, posts.posts[n].native_id);
			}
			posts_free(&posts);
		}
		free(packed.bytes);
	}
	free(text);
}

static void
test_ingest_reader__members_are_read_and_others_passed_by(void **state)
{
	pack_function *const packs[] = { pack_zip, pack_tar };
	size_t len;
	char *text = invented_comments(100, &len);

	(void)state;
	for (size_t i = 0; i < sizeof(packs) / sizeof(packs[0]); i++) {
		struct packed packed = packs[i](text, len);
		struct packed twice =
		    pack_gzip((char *)packed.bytes, packed.len);
		struct posts posts = read_posts(packed.bytes, packed.len, NULL);

		assert_int_equal(GAL_END, posts.status);
		assert_int_equal(100, posts.count);
		assert_int_equal(2, posts.tally.place.member);
		assert_int_equal(1, posts.passed_members);
		posts_free(&posts);
		/* .tar.gz */
		posts = read_posts(twice.bytes, twice.len, NULL);
		assert_int_equal(100, posts.count);
		posts_free(&posts);
		free(twice.bytes);
		free(packed.bytes);
	}
	free(text);
}

static void
test_ingest_reader__unknown_content_is_refused_with_advice(void **state)
{
	struct posts posts =
	    read_text("nothing anyone knows\nor reads\n", NULL);

	(void)state;
	assert_int_equal(GAL_UNSUPPORTED, posts.status);
	assert_non_null(strstr(posts.err.message, "--map"));
	posts_free(&posts);
	posts = read_posts("", 0, NULL);
	assert_int_equal(GAL_FORMAT, posts.status);
	posts_free(&posts);
}

static void
test_ingest_reader__options_that_make_no_sense_are_refused(void **state)
{
	struct gal_reader_options options = { .format = "parchment" };
	struct gal_reader *reader = NULL;
	struct posts posts = read_text("{}", &options);

	(void)state;
	assert_int_equal(GAL_ARGUMENT, posts.status);
	options.format = NULL;
	options.map = "text=a,wing=b";
	posts = read_text("{}", &options);
	assert_int_equal(GAL_ARGUMENT, posts.status);
	options.map = NULL;
	assert_int_equal(GAL_KEY,
	    gal_reader_open_memory(&reader, "test", "{}", 2, &options, NULL));
}

static void
test_ingest_reader__settings_are_described_alike(void **state)
{
	struct gal_reader_options options = { .map = "text=\"a\"" };
	struct gal_buffer text = GAL_BUFFER(4096);

	(void)state;
	assert_int_equal(
	    GAL_OK, gal_reader_options_describe(&options, &text, NULL));
	assert_string_equal(
	    "{\"reader\":3,\"keep_deleted_later\":false,\"format\":null,"
	    "\"map\":\"text=\\u0022a\\u0022\",\"scope\":null,\"select\":null}",
	    text.data);
	gal_buffer_free(&text);
}

static void
test_ingest_reader__formats_are_listed(void **state)
{
	const char *name = NULL, *description = NULL;
	size_t i = 0;

	(void)state;
	while (gal_format_info(i, &name, &description)) {
		assert_non_null(name);
		assert_non_null(description);
		i++;
	}
	assert_true(i >= 1);
}

#define RUN(name) cmocka_unit_test(test_ingest_reader__##name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(block_size_changes_nothing),
		RUN(resume_goes_on_where_it_stopped),
		RUN(threads_change_nothing),
		RUN(truncation_keeps_whole_lines),
		RUN(members_are_read_and_others_passed_by),
		RUN(unknown_content_is_refused_with_advice),
		RUN(options_that_make_no_sense_are_refused),
		RUN(settings_are_described_alike),
		RUN(formats_are_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
