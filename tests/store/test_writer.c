#include "store/copy_rule.h"
#include "store/world.h"

/* Any order, any batches, any split into shards: the same database. */
static void
test_store_writer__any_order_gives_the_same_database(void **state)
{
	char first[GAL_STORE_HASH_SIZE] = "", hash[GAL_STORE_HASH_SIZE];
	size_t order[WORLD_COPIES];

	(void)state;
	for (uint64_t round = 0; round < 12; round++) {
		struct gal_rng rng = { 77, round, 0 };
		const char *path = world_path("order");
		struct gal_store *store = world_open(path);
		struct gal_store_counts counts = { 0 };

		world_order(order, &rng);
		world_write(store, 5, order, 0, WORLD_COPIES, &rng, &counts);
		assert_int_equal(counts.inserted + counts.replaced +
			counts.older + counts.identical,
		    WORLD_COPIES);
		assert_whole(store);
		assert_ok(gal_store_dump(hash, store, NULL, NULL, &err));
		if (round == 0)
			memcpy(first, hash, sizeof(first));
		assert_string_equal(hash, first);
		/* All of it again changes nothing. */
		memset(&counts, 0, sizeof(counts));
		world_write(store, 5, order, 0, WORLD_COPIES, &rng, &counts);
		assert_int_equal(counts.inserted + counts.replaced, 0);
		assert_ok(gal_store_dump(hash, store, NULL, NULL, &err));
		assert_string_equal(hash, first);
		gal_store_close(store);
		(void)unlink(path);
	}
}

static void
test_store_writer__shards_merge_to_the_same_database(void **state)
{
	char whole[GAL_STORE_HASH_SIZE], merged[GAL_STORE_HASH_SIZE];
	size_t order[WORLD_COPIES];

	(void)state;
	for (uint64_t round = 0; round < 6; round++) {
		struct gal_rng rng = { 78, round, 0 };
		const char *paths[3] = { world_path("whole"),
			world_path("left"), world_path("right") };
		struct gal_store *stores[3];
		struct gal_store_counts counts = { 0 };
		size_t cut;

		world_order(order, &rng);
		cut = (size_t)gal_rng_next_below(&rng, WORLD_COPIES);
		for (size_t i = 0; i < 3; i++)
			stores[i] = world_open(paths[i]);
		world_write(stores[0], 5, order, 0, WORLD_COPIES, &rng, NULL);
		world_write(stores[1], 5, order, 0, cut, &rng, NULL);
		world_write(stores[2], 5, order, cut, WORLD_COPIES, &rng, NULL);
		assert_ok(gal_store_merge(stores[round % 2 ? 1 : 2],
		    &stores[round % 2 ? 2 : 1], 1, &counts, &err));
		assert_whole(stores[round % 2 ? 1 : 2]);
		assert_ok(gal_store_dump(whole, stores[0], NULL, NULL, &err));
		assert_ok(gal_store_dump(
		    merged, stores[round % 2 ? 1 : 2], NULL, NULL, &err));
		assert_string_equal(whole, merged);
		for (size_t i = 0; i < 3; i++) {
			gal_store_close(stores[i]);
			(void)unlink(paths[i]);
		}
	}
}

static void
bury_author(struct gal_store *store, uint8_t first)
{
	struct gal_pseudonym author = { { first } };
	struct gal_store_purged purged;

	assert_ok(gal_store_purge(store, NULL, 0, &author, 1, &purged, &err));
}

/* Where an author is buried, a copy without the author's name does not bring
 * a post back, in whatever order copies come. */
static void
test_store_writer__a_buried_author_takes_every_copy_along(void **state)
{
	char first[GAL_STORE_HASH_SIZE] = "", hash[GAL_STORE_HASH_SIZE];
	size_t order[WORLD_COPIES];

	(void)state;
	for (uint64_t round = 0; round < 8; round++) {
		struct gal_rng rng = { 79, round, 0 };
		const char *path = world_path("buried");
		struct gal_store *store = world_open(path);
		struct gal_store_counts counts = { 0 };

		bury_author(store, 3);
		world_order(order, &rng);
		world_write(store, 5, order, 0, WORLD_COPIES, &rng, &counts);
		assert_int_equal(counts.inserted + counts.replaced +
			counts.older + counts.identical + counts.purged,
		    WORLD_COPIES);
		assert_true(counts.purged > 0);
		assert_whole(store);
		assert_ok(gal_store_dump(hash, store, NULL, NULL, &err));
		if (round == 0)
			memcpy(first, hash, sizeof(first));
		assert_string_equal(hash, first);
		gal_store_close(store);
		(void)unlink(path);
	}
}

/* Three shards of which one has buried an author: joined in any order, the
 * tombstones before the posts. */
static void
test_store_writer__shards_with_graves_merge_in_any_order(void **state)
{
	static const size_t orders[][3] = { { 0, 1, 2 }, { 2, 1, 0 },
		{ 1, 2, 0 } };
	char first[GAL_STORE_HASH_SIZE] = "", hash[GAL_STORE_HASH_SIZE];
	size_t order[WORLD_COPIES];
	struct gal_rng rng = { 80, 0, 0 };
	const char *paths[3] = { world_path("a"), world_path("b"),
		world_path("c") };
	struct gal_store *shards[3];

	(void)state;
	world_order(order, &rng);
	for (size_t i = 0; i < 3; i++) {
		shards[i] = world_open(paths[i]);
		world_write(
		    shards[i], 5, order, i * 120, i * 120 + 160, &rng, NULL);
	}
	bury_author(shards[1], 3);
	for (size_t k = 0; k < 3; k++) {
		const char *path = world_path("joined");
		struct gal_store *joined = world_open(path);
		struct gal_store_counts counts = { 0 };

		for (size_t i = 0; i < 3; i++)
			assert_ok(gal_store_merge_tombstones(
			    joined, shards[orders[k][i]], &err));
		if (k == 0) /* read together, then one after the other */
			assert_ok(
			    gal_store_merge(joined, shards, 3, &counts, &err));
		for (size_t i = 0; k > 0 && i < 3; i++)
			assert_ok(gal_store_merge(
			    joined, &shards[orders[k][i]], 1, &counts, &err));
		assert_whole(joined);
		assert_ok(gal_store_dump(hash, joined, NULL, NULL, &err));
		if (k == 0)
			memcpy(first, hash, sizeof(first));
		assert_string_equal(hash, first);
		gal_store_close(joined);
		(void)unlink(path);
	}
	for (size_t i = 0; i < 3; i++) {
		gal_store_close(shards[i]);
		(void)unlink(paths[i]);
	}
}

static void
test_store_writer__fold_is_commutative_and_associative(void **state)
{
	static struct copy c[3];

	(void)state;
	for (uint64_t i = 0; i < 3000; i++) {
		struct gal_store_record left, right, bc;
		size_t n = 0;

		/* Three copies of one post. */
		for (uint64_t k = i * 1000; n < 3; k++) {
			make_copy(&c[n], 9, k);
			if (n == 0 ||
			    (c[n].record.post.row_id ==
				    c[0].record.post.row_id &&
				strcmp(c[n].native, c[0].native) == 0))
				n++;
		}
		left = c[0].record;
		(void)gal_copy_fold(&left, &c[1].record);
		(void)gal_copy_fold(&left, &c[2].record);
		bc = c[2].record;
		(void)gal_copy_fold(&bc, &c[1].record);
		right = bc;
		(void)gal_copy_fold(&right, &c[0].record);
		assert_int_equal(gal_copy_compare_metrics(&left, &right), 0);
		assert_int_equal(gal_copy_compare_content(&left, &right), 0);
		assert_int_equal(left.content_utc, right.content_utc);
		assert_int_equal(gal_copy_fold(&left, &c[1].record), 0);
	}
}

static struct gal_store_record
plain(const char *id, int64_t observed, int64_t score, const char *text)
{
	struct gal_store_record r = { 0 };

	gal_post_clear(&r.post);
	r.post.kind = GAL_KIND_COMMENT;
	r.post.native_id = gal_str_of(id);
	assert_int_equal(gal_reddit_row_id(&r.post.row_id, GAL_KIND_COMMENT,
			     r.post.native_id, NULL),
	    GAL_OK);
	r.post.created_utc = 1000;
	r.post.observed_utc = observed;
	r.content_utc = observed;
	r.post.score = score;
	r.post.text = gal_str_of(text);
	return r;
}

static void
read_one(struct gal_store *store, char *text, size_t size, int64_t *score)
{
	struct gal_query query = { .order = GAL_QUERY_OLDEST };
	struct gal_query_run *run = NULL;
	const struct gal_query_hit *hit = NULL;
	const struct gal_post *post;

	assert_ok(gal_query_open(&run, store, &query, &err));
	assert_ok(gal_query_next(&hit, run, &err));
	post = &hit->record->post;
	(void)snprintf(text, size, "%.*s", (int)post->text.len,
	    post->text.data != NULL ? post->text.data : "");
	*score = post->score;
	gal_query_close(run);
}

static void
test_store_writer__deletion_by_the_author_is_final(void **state)
{
	const char *path = world_path("deletion");
	struct gal_store *store = world_open(path);
	struct gal_store_record copies[3] = {
		plain("b", 200, 5, "newest text"),
		plain("b", 100, 1, ""),
		plain("b", 300, 9, "newer still"),
	};
	char text[64];
	int64_t score = 0;

	(void)state;
	copies[1].post.deletion = GAL_DELETION_AUTHOR;
	for (size_t i = 0; i < 3; i++)
		assert_ok(gal_store_write_batch(
		    store, &copies[i], 1, NULL, NULL, &err));
	read_one(store, text, sizeof(text), &score);
	assert_string_equal(text, "");
	assert_int_equal(score, 9); /* metrics of the newest copy */
	assert_whole(store);
	gal_store_close(store);
	(void)unlink(path);
}

static void
test_store_writer__counts_what_became_of_each_copy(void **state)
{
	const char *path = world_path("counts");
	struct gal_store *store = world_open(path);
	struct gal_store_record copies[5] = {
		plain("c", 100, 1, "x"), /* inserted */
		plain("c", 100, 1, "x"), /* identical */
		plain("c", 50, 1, "w"),	 /* older */
		plain("c", 200, 1, "y"), /* replaced */
		plain("d", 1, 1, "z"),	 /* inserted */
	};
	struct gal_store_counts counts = { 0 };

	(void)state;
	assert_ok(gal_store_write_batch(store, copies, 5, NULL, &counts, &err));
	assert_int_equal(counts.inserted, 2);
	assert_int_equal(counts.identical, 1);
	assert_int_equal(counts.older, 1);
	assert_int_equal(counts.replaced, 1);
	gal_store_close(store);
	(void)unlink(path);
}

static struct gal_store_file
plain_file(void)
{
	return (struct gal_store_file){ .name = "a",
		.size = 1,
		.hash = "h",
		.settings = "s",
		.first_utc = GAL_ABSENT,
		.last_utc = GAL_ABSENT };
}

/* Of a code that is not there: the record is refused. */
static void
give_wild_tag(struct gal_store_record *record)
{
	static const struct gal_tag wild = { 999, GAL_FIELD_TEXT, 0, 0, 1,
		1.0f };

	record->has_reading = true;
	record->reading.tags = &wild;
	record->reading.tag_count = 1;
}

static void
test_store_writer__a_failed_batch_leaves_nothing(void **state)
{
	const char *path = world_path("failed");
	struct gal_store *store = world_open(path);
	struct gal_store_record copies[2] = { plain("e", 1, 1, "fine"),
		plain("f", 1, 1, "bad") };
	struct gal_store_file file = plain_file();
	struct gal_store_info info;
	struct gal_error err = { 0 };

	(void)state;
	give_wild_tag(&copies[1]);
	copies[0].post.community = GAL_STR("somewhere");
	assert_ok(gal_store_file_begin(store, &file, &err));
	file.read = 2;
	assert_int_equal(
	    gal_store_write_batch(store, copies, 2, &file, NULL, &err),
	    GAL_ARGUMENT);
	assert_int_equal(file.counts.inserted, 0);
	assert_ok(gal_store_info(&info, store, &err));
	assert_int_equal(info.posts, 0);
	assert_int_equal(info.communities, 0);
	/* The handle goes on working. */
	assert_ok(gal_store_write_batch(store, copies, 1, &file, NULL, &err));
	assert_ok(gal_store_info(&info, store, &err));
	assert_int_equal(info.posts, 1);
	assert_int_equal(info.communities, 1);
	gal_store_close(store);
	(void)unlink(path);
}

/* Batches of one transaction hold together, the checkpoint with them. */
static void
test_store_writer__a_failed_batch_takes_back_what_is_not_committed(void **state)
{
	const char *path = world_path("gathered");
	struct gal_store *store = world_open(path);
	struct gal_store_record copies[4] = { plain("a", 1, 1, "kept"),
		plain("b", 1, 1, "lost"), plain("a", 2, 2, "lost again"),
		plain("c", 1, 1, "bad") };
	struct gal_store_file file = plain_file();
	struct gal_store_info info;
	struct gal_error err = { 0 };

	(void)state;
	give_wild_tag(&copies[3]);
	assert_ok(gal_store_file_begin(store, &file, &err));
	file.read = 1;
	assert_ok(gal_store_add_batch(store, copies, 1, &file, NULL, &err));
	assert_ok(gal_store_commit(store, &file, &err));
	assert_ok(gal_store_commit(store, &file, &err)); /* nothing to do */
	assert_ok(gal_store_add_batch(store, copies + 1, 1, &file, NULL, &err));
	assert_ok(gal_store_add_batch(store, copies + 2, 1, &file, NULL, &err));
	assert_int_equal(file.counts.inserted, 2);
	assert_int_equal(file.counts.replaced, 1);
	assert_int_equal(
	    gal_store_add_batch(store, copies + 3, 1, &file, NULL, &err),
	    GAL_ARGUMENT);
	assert_int_equal(file.counts.inserted, 1);
	assert_int_equal(file.counts.replaced, 0);
	assert_ok(gal_store_commit(store, &file, &err));
	assert_ok(gal_store_info(&info, store, &err));
	assert_int_equal(info.posts, 1);
	/* What waited for the end is gone, too. */
	file.read = 3;
	assert_ok(gal_store_add_batch(store, copies + 1, 2, &file, NULL, &err));
	assert_ok(gal_store_commit(store, &file, &err));
	assert_ok(gal_store_info(&info, store, &err));
	assert_int_equal(info.posts, 2);
	assert_whole(store);
	gal_store_close(store);
	(void)unlink(path);
}

static void
test_store_writer__checkpoints_are_found_again(void **state)
{
	const char *path = world_path("checkpoint");
	struct gal_store *store = world_open(path);
	struct gal_store_record copy = plain("g", 1, 1, "t");
	struct gal_store_file file = { .name = "a.zst",
		.size = 77,
		.hash = "hh",
		.settings = "one",
		.codec = "zstd",
		.format = "reddit",
		.first_utc = 5,
		.last_utc = 9 };
	struct gal_store_file again = file;
	enum gal_store_known known = GAL_FILE_KNOWN;

	(void)state;
	assert_ok(gal_store_file_lookup(&known, store, &file, &err));
	assert_int_equal(known, GAL_FILE_NEW);
	assert_ok(gal_store_file_begin(store, &file, &err));
	file.bytes = 1234;
	file.records = 10;
	file.read = 10;
	file.skips[0] = (struct gal_store_skip){ "bad", 9 };
	file.skip_count = 1;
	assert_ok(gal_store_write_batch(store, &copy, 1, &file, NULL, &err));
	assert_ok(gal_store_file_lookup(&known, store, &again, &err));
	assert_int_equal(known, GAL_FILE_RESUMABLE);
	assert_int_equal(again.bytes, 1234);
	assert_int_equal(again.records, 10);
	assert_int_equal(again.counts.inserted, 1);
	assert_int_equal(again.skip_count, 1);
	assert_string_equal(again.skips[0].reason, "bad");
	assert_int_equal(again.skips[0].count, 9);
	again.settings = "two";
	assert_ok(gal_store_file_lookup(&known, store, &again, &err));
	assert_int_equal(known, GAL_FILE_OTHER);
	file.state = GAL_FILE_DONE;
	assert_ok(gal_store_write_batch(store, NULL, 0, &file, NULL, &err));
	assert_ok(gal_store_file_lookup(&known, store, &again, &err));
	assert_int_equal(known, GAL_FILE_NEW);
	again.settings = "one";
	assert_ok(gal_store_file_lookup(&known, store, &again, &err));
	assert_int_equal(known, GAL_FILE_KNOWN);
	assert_whole(store);
	gal_store_close(store);
	(void)unlink(path);
}

static void
read_all(struct gal_store *store, bool stop_early)
{
	const struct gal_store_record *records;
	size_t n = 0;
	enum gal_status status = GAL_OK;
	struct gal_error err = { 0 };

	while ((status = gal_store_retag_next(store, &records, &n, &err)) ==
	    GAL_OK) {
		struct gal_reading *readings = calloc(n, sizeof(*readings));

		for (size_t i = 0; i < n; i++) {
			readings[i].words = (uint16_t)records[i].post.text.len;
			readings[i].stage = 2;
		}
		assert_ok(gal_store_retag_write(store, readings, &err));
		free(readings);
		if (stop_early)
			return;
	}
	assert_int_equal(status, GAL_END);
	assert_ok(gal_store_retag_end(store, &err));
}

static void
test_store_writer__retagging_resumes_and_equals_tagging_at_once(void **state)
{
	char once[GAL_STORE_HASH_SIZE], later[GAL_STORE_HASH_SIZE];
	const char *path = world_path("retag");
	struct gal_store *store = world_open(path), *reader = NULL;
	struct gal_store_codebook book = world_codebook("bb22");
	size_t order[WORLD_COPIES];
	struct gal_rng rng = { 1, 1, 0 };
	uint64_t pending = 0;
	struct gal_error err = { 0 };

	(void)state;
	world_order(order, &rng);
	world_write(store, 5, order, 0, WORLD_COPIES, &rng, NULL);
	assert_int_equal(
	    gal_store_set_codebook(store, &book, &err), GAL_CODEBOOK);
	assert_ok(gal_store_retag_begin(store, &book, &pending, &err));
	assert_true(pending > 50);
	read_all(store, true);
	gal_store_close(store);
	/* Two codebooks in one database: readers are told. */
	gal_error_clear(&err);
	assert_int_equal(
	    gal_store_open(&reader, path, GAL_STORE_READ, &err), GAL_CODEBOOK);
	assert_ok(gal_store_open(&store, path, GAL_STORE_WRITE, &err));
	assert_ok(gal_store_retag_begin(store, &book, &pending, &err));
	assert_int_equal(pending, 0); /* one batch held them all */
	read_all(store, false);
	assert_whole(store);
	assert_ok(gal_store_dump(later, store, NULL, NULL, &err));
	assert_ok(gal_store_retag_begin(store, &book, &pending, &err));
	assert_int_equal(pending, 0);
	gal_store_close(store);
	(void)unlink(path);
	/* The same posts entered without readings, tagged afterwards. */
	assert_ok(gal_store_open(&store, path, GAL_STORE_CREATE, &err));
	for (size_t i = 0; i < WORLD_COPIES; i++) {
		struct copy c;

		make_copy(&c, 5, i);
		c.record.has_reading = false;
		assert_ok(gal_store_write_batch(
		    store, &c.record, 1, NULL, NULL, &err));
	}
	assert_ok(gal_store_retag_begin(store, &book, &pending, &err));
	assert_true(pending > 50);
	read_all(store, false);
	assert_ok(gal_store_dump(once, store, NULL, NULL, &err));
	assert_string_equal(once, later);
	gal_store_close(store);
	(void)unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_store_writer__any_order_gives_the_same_database),
		cmocka_unit_test(
		    test_store_writer__shards_merge_to_the_same_database),
		cmocka_unit_test(
		    test_store_writer__a_buried_author_takes_every_copy_along),
		cmocka_unit_test(
		    test_store_writer__shards_with_graves_merge_in_any_order),
		cmocka_unit_test(
		    test_store_writer__fold_is_commutative_and_associative),
		cmocka_unit_test(
		    test_store_writer__deletion_by_the_author_is_final),
		cmocka_unit_test(
		    test_store_writer__counts_what_became_of_each_copy),
		cmocka_unit_test(
		    test_store_writer__a_failed_batch_leaves_nothing),
		cmocka_unit_test(
		    test_store_writer__a_failed_batch_takes_back_what_is_not_committed),
		cmocka_unit_test(
		    test_store_writer__checkpoints_are_found_again),
		cmocka_unit_test(
		    test_store_writer__retagging_resumes_and_equals_tagging_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
