/* What is kept of the members of damaged zips and tars, and of sparse files. */
#include "test.h"

#include "ingest/pack.h"
#include "ingest/source.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

/* Where `mark` first lies in packed; it must. */
static unsigned char *
find(const struct packed *packed, const char *mark, size_t len)
{
	for (size_t i = 0; i + len <= packed->len; i++)
		if (memcmp(packed->bytes + i, mark, len) == 0)
			return packed->bytes + i;
	fail();
	return NULL;
}

static void
test_ingest_members__a_wrong_checksum_loses_nothing(void **state)
{
	size_t len;
	char *text = invented_comments(400, &len);
	struct packed packed = pack_zip(text, len);
	struct posts posts;

	(void)state;
	/* the checksum that follows the first member */
	find(&packed, "PK\7\10", 4)[4] ^= 1;
	posts = read_posts(packed.bytes, packed.len, NULL);
	assert_int_equal(GAL_CORRUPT, posts.status);
	assert_non_null(strstr(posts.err.message, "damaged zip: a.ndjson: "));
	assert_non_null(strstr(posts.err.message, "CRC"));
	assert_true(posts.err.has_byte);
	assert_int_equal(400, posts.count);
	assert_int_equal(400, posts.tally.read);
	posts_free(&posts);
	free(packed.bytes);
	free(text);
}

/* Bytes of `packed` in reads of `step`, until it ends. */
static size_t
total_by(const struct packed *packed, size_t step, enum gal_status *ended)
{
	static char out[1 << 17];
	struct gal_source *source = NULL;
	size_t total = 0;

	*ended = gal_source_open_memory(
	    &source, "test", packed->bytes, packed->len, NULL);
	while (*ended == GAL_OK) {
		size_t got = 0;

		*ended = gal_source_read(source, out, step, &got, NULL);
		total += got;
		if (*ended == GAL_END)
			*ended = gal_source_next_member(source, NULL);
	}
	gal_source_free(source);
	return total;
}

static void
test_ingest_members__what_a_cut_zip_keeps_does_not_hang_on_the_reads(
    void **state)
{
	size_t len;
	char *text = invented_comments(3000, &len);
	struct packed packed = pack_zip(text, len);

	(void)state;
	for (size_t cut = 1; cut < 20; cut++) {
		struct packed part = { packed.bytes, packed.len * cut / 20 };
		enum gal_status small, large;
		size_t total = total_by(&part, 997, &small);

		assert_int_equal(total, total_by(&part, 1 << 17, &large));
		assert_int_equal(GAL_TRUNCATED, small);
		assert_int_equal(GAL_TRUNCATED, large);
		/* the members unpack evenly */
		assert_true(total + len / 10 > len * cut / 20);
	}
	free(packed.bytes);
	free(text);
}

/* A tar of one file, which is all data or only the `spans` {start, length} of
 * it. */
static struct packed
tar_of(const void *content, size_t len, const size_t (*spans)[2], size_t count)
{
	struct packed out = { malloc(len + (1 << 16)), 0 };
	struct archive *archive = archive_write_new();
	struct archive_entry *entry = archive_entry_new();

	assert_non_null(out.bytes);
	assert_int_equal(ARCHIVE_OK, archive_write_set_format_pax(archive));
	assert_int_equal(ARCHIVE_OK,
	    archive_write_open_memory(
		archive, out.bytes, len + (1 << 16), &out.len));
	archive_entry_set_pathname(entry, "a.ndjson");
	archive_entry_set_size(entry, (la_int64_t)len);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0600);
	for (size_t i = 0; i < count; i++)
		archive_entry_sparse_add_entry(
		    entry, (la_int64_t)spans[i][0], (la_int64_t)spans[i][1]);
	assert_int_equal(ARCHIVE_OK, archive_write_header(archive, entry));
	assert_int_equal(len, archive_write_data(archive, content, len));
	archive_entry_free(entry);
	assert_int_equal(ARCHIVE_OK, archive_write_free(archive));
	return out;
}

/* "first\n" at 0, "second\n" at 4096. */
static struct packed
sparse_tar(void)
{
	static const size_t spans[2][2] = { { 0, 6 }, { 4096, 7 } };
	char content[4103] = "first\n";

	memcpy(content + 4096, "second\n", 7);
	return tar_of(content, sizeof(content), spans, 2);
}

/* What a decoder has made of the bytes before the cut is not lost with it. */
static void
test_ingest_members__what_a_cut_packed_member_keeps_does_not_hang_on_the_reads(
    void **state)
{
	static pack_function *const packs[] = { pack_zstd, pack_gzip,
		pack_bzip2, pack_xz };
	size_t len;
	char *text = invented_comments(3000, &len);

	(void)state;
	for (size_t i = 0; i < sizeof(packs) / sizeof(packs[0]); i++) {
		struct packed inner = packs[i](text, len);
		struct packed tar = tar_of(inner.bytes, inner.len, NULL, 0);

		for (size_t cut = 3; cut < 20; cut++) {
			struct packed part = { tar.bytes,
				inner.len * cut / 20 };
			enum gal_status small, large;
			size_t total = total_by(&part, 997, &small);

			assert_int_equal(
			    total, total_by(&part, 1 << 17, &large));
			assert_int_equal(GAL_TRUNCATED, small);
			assert_int_equal(GAL_TRUNCATED, large);
		}
		free(tar.bytes);
		free(inner.bytes);
	}
	free(text);
}

static void
test_ingest_members__holes_of_a_sparse_file_are_zeros(void **state)
{
	struct packed packed = sparse_tar();
	struct gal_error err = { 0 };
	char *got;
	size_t len;

	(void)state;
	assert_int_equal(GAL_END, read_all(&packed, &got, &len, NULL, &err));
	assert_int_equal(4103, len);
	assert_memory_equal("first\n", got, 7);
	assert_memory_equal("\0second\n", got + 4095, 8);
	for (size_t i = 6; i < 4096; i++)
		assert_int_equal(0, got[i]);
	free(got);
	free(packed.bytes);
}

static void
test_ingest_members__blocks_that_lie_backwards_are_damage(void **state)
{
	struct packed packed = sparse_tar();
	struct gal_error err = { 0 };
	char *got;
	size_t len;

	(void)state;
	memcpy(find(&packed, "0\n6\n4096\n7\n", 11), "4096\n7\n0\n6\n", 11);
	assert_int_equal(
	    GAL_CORRUPT, read_all(&packed, &got, &len, NULL, &err));
	assert_string_equal(
	    "damaged tar: blocks of a member lie backwards", err.message);
	assert_true(err.has_byte);
	/* the map says now that six of these come after the hole and seven
	 * lie at its start */
	assert_int_equal(4103, len);
	free(got);
	free(packed.bytes);
}

/* A zip or tar of the halves of 400 posts, with a README between them, with one
 * fault; what is read of it. */
static struct posts
read_with_fault(pack_function *pack, void (*spoil)(struct packed *packed),
    const struct gal_reader_options *options)
{
	size_t len;
	char *text = invented_comments(400, &len);
	struct packed packed = pack(text, len);
	struct posts posts;

	spoil(&packed);
	posts = read_posts(packed.bytes, packed.len, options);
	free(packed.bytes);
	free(text);
	return posts;
}

static void
spoil_stream(struct packed *packed)
{
	/* behind the name and 16 bytes more of the header */
	memset(find(packed, "a.ndjson", 8) + 8 + 16, 0xff, 64);
}

static void
spoil_header(struct packed *packed)
{
	find(packed, "b.ndjson", 8)[-30] ^= 1; /* of PK\3\4 */
}

/* As a zip of 65,535 members and more ends. */
static void
spoil_large_header(struct packed *packed)
{
	static const unsigned char large[56 + 20] = { [0] = 'P',
		'K',
		6,
		6,
		44,
		[24] = 3,
		[32] = 3,
		[56] = 'P',
		'K',
		6,
		7,
		[72] = 1 };
	unsigned char *grown =
	    realloc(packed->bytes, packed->len + sizeof(large));
	unsigned char *end;

	assert_non_null(grown);
	packed->bytes = grown;
	spoil_header(packed);
	end = packed->bytes + packed->len - 22;
	assert_memory_equal("PK\5\6", end, 4);
	memmove(end + sizeof(large), end, 22);
	memcpy(end, large, sizeof(large));
	memset(end + sizeof(large) + 8, 0xff, 4); /* both counts */
	packed->len += sizeof(large);
}

static void
spoil_tar_header(struct packed *packed)
{
	find(packed, "b.ndjson", 8)[0] ^= 1; /* and so its checksum */
}

static void
cut_list(struct packed *packed)
{
	packed->len -= 5;
}

static void
cut_tar_between(struct packed *packed)
{
	packed->len = (size_t)(find(packed, "b.ndjson", 8) - packed->bytes);
}

static void
spoil_checksum(struct packed *packed)
{
	find(packed, "PK\7\10", 4)[4] ^= 1;
}

static const struct {
	pack_function *pack;
	void (*spoil)(struct packed *packed);
	enum gal_status status;
	size_t count; /* posts; of 400, each half near 200 */
	const char *message;
} faults[] = {
	{ pack_zip, spoil_stream, GAL_CORRUPT, 199,
	    "a.ndjson: damaged zip: ZIP decompression failed (-3)" },
	{ pack_zip, spoil_header, GAL_CORRUPT, 201,
	    "damaged zip: it lists 3 members, 2 were found" },
	{ pack_zip, spoil_large_header, GAL_CORRUPT, 201,
	    "damaged zip: it lists 3 members, 2 were found" },
	{ pack_zip, cut_list, GAL_TRUNCATED, 400,
	    "zip ends before its list of members does: incomplete download?" },
	{ pack_tar, spoil_tar_header, GAL_CORRUPT, 201,
	    "damaged tar: no header where one is due" },
	{ pack_tar, cut_tar_between, GAL_TRUNCATED, 201,
	    "tar ends without its end mark: incomplete download?" },
};

static void
test_ingest_members__a_fault_is_told_and_hides_no_other_member(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		struct posts posts =
		    read_with_fault(faults[i].pack, faults[i].spoil, NULL);

		assert_string_equal(faults[i].message, posts.err.message);
		assert_int_equal(faults[i].status, posts.status);
		assert_string_equal("test", posts.err.place);
		assert_true(posts.err.has_byte);
		assert_int_equal(faults[i].count, posts.count);
		assert_int_equal(faults[i].count, posts.tally.read);
		posts_free(&posts);
	}
}

static void
test_ingest_members__a_fault_before_the_place_to_resume_at_is_told(void **state)
{
	struct gal_reader_options options = { .resume = { .member = 2 } };
	struct posts posts =
	    read_with_fault(pack_zip, spoil_checksum, &options);

	(void)state;
	assert_int_equal(GAL_CORRUPT, posts.status);
	assert_non_null(strstr(posts.err.message, "damaged zip: a.ndjson: "));
	assert_int_equal(199, posts.count);
	posts_free(&posts);
}

/* Behind the end mark of a tar stands what a codec says of the whole. */
static void
test_ingest_members__the_checksum_around_a_tar_is_read(void **state)
{
	size_t len;
	char *text = invented_comments(3000, &len);
	struct packed tar = pack_tar(text, len), packed;
	struct posts posts;

	(void)state;
	tar.bytes = realloc(tar.bytes, tar.len + (1 << 20));
	assert_non_null(tar.bytes);
	memset(tar.bytes + tar.len, 0, 1 << 20);
	packed = pack_gzip((char *)tar.bytes, tar.len + (1 << 20));
	packed.bytes[packed.len - 6] ^= 1;
	posts = read_posts(packed.bytes, packed.len, NULL);
	assert_int_equal(GAL_CORRUPT, posts.status);
	assert_string_equal(
	    "damaged gzip data: incorrect data check", posts.err.message);
	assert_int_equal(3000, posts.count);
	posts_free(&posts);
	free(packed.bytes);
	free(tar.bytes);
	free(text);
}

static void
test_ingest_members__tars_one_behind_another_are_all_read(void **state)
{
	size_t len;
	char *text = invented_comments(400, &len);
	struct packed packed = pack_joined(pack_tar, text, len, len / 2);
	struct posts posts;

	(void)state;
	posts = read_posts(packed.bytes, packed.len, NULL);
	assert_int_equal(GAL_END, posts.status);
	/* cut in the middle of a line: both parts of it are records */
	assert_int_equal(401, posts.tally.read);
	assert_int_equal(2, posts.passed_members);
	posts_free(&posts);
	free(packed.bytes);
	free(text);
}

static void
add_file(struct archive *archive, const char *name, struct packed content)
{
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, name);
	archive_entry_set_size(entry, (la_int64_t)content.len);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0600);
	assert_int_equal(ARCHIVE_OK, archive_write_header(archive, entry));
	assert_int_equal((la_ssize_t)content.len,
	    archive_write_data(archive, content.bytes, content.len));
	archive_entry_free(entry);
	free(content.bytes);
}

static void
test_ingest_members__a_member_cut_in_its_own_packing_is_named(void **state)
{
	size_t len, room = 1 << 20;
	char *text = invented_comments(400, &len);
	struct packed packed = { malloc(room), 0 }, cut;
	struct archive *archive = archive_write_new();
	struct posts posts;

	(void)state;
	assert_non_null(packed.bytes);
	assert_int_equal(ARCHIVE_OK, archive_write_set_format_ustar(archive));
	assert_int_equal(ARCHIVE_OK,
	    archive_write_open_memory(
		archive, packed.bytes, room, &packed.len));
	cut = pack_gzip(text, len);
	cut.len = 5;
	add_file(archive, "head.gz", cut);
	cut = pack_bzip2(text, len);
	cut.len -= 3;
	add_file(archive, "tail\033.bz2", cut);
	add_file(archive, "whole.xz", pack_xz(text, len));
	add_file(archive, "inner.tar", pack_tar(text, len));
	assert_int_equal(ARCHIVE_OK, archive_write_free(archive));
	posts = read_posts(packed.bytes, packed.len, NULL);
	assert_int_equal(GAL_TRUNCATED, posts.status);
	assert_string_equal("test: head.gz", posts.err.place);
	assert_int_equal(5, posts.err.byte);
	assert_string_equal("gzip data ends inside a member: incomplete "
			    "download? (and 1 more)",
	    posts.err.message);
	assert_int_equal(800, posts.count);
	assert_int_equal(1, posts.passed_members); /* the tar inside */
	posts_free(&posts);
	free(packed.bytes);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_ingest_members__a_wrong_checksum_loses_nothing),
		cmocka_unit_test(
		    test_ingest_members__a_fault_is_told_and_hides_no_other_member),
		cmocka_unit_test(
		    test_ingest_members__a_fault_before_the_place_to_resume_at_is_told),
		cmocka_unit_test(
		    test_ingest_members__the_checksum_around_a_tar_is_read),
		cmocka_unit_test(
		    test_ingest_members__tars_one_behind_another_are_all_read),
		cmocka_unit_test(
		    test_ingest_members__a_member_cut_in_its_own_packing_is_named),
		cmocka_unit_test(
		    test_ingest_members__what_a_cut_zip_keeps_does_not_hang_on_the_reads),
		cmocka_unit_test(
		    test_ingest_members__what_a_cut_packed_member_keeps_does_not_hang_on_the_reads),
		cmocka_unit_test(
		    test_ingest_members__holes_of_a_sparse_file_are_zeros),
		cmocka_unit_test(
		    test_ingest_members__blocks_that_lie_backwards_are_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
