#include "test.h"

#include "core/rng.h"
#include "ingest/pack.h"
#include "ingest/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
	const char *name;
	pack_function *pack;
	bool joins;	/* frames may follow one another */
	bool checksums; /* a changed bit cannot pass unseen */
} codecs[] = {
	{ "plain", pack_plain, true, false },
	{ "zstd", pack_zstd, true, true },
	{ "gzip", pack_gzip, true, true },
	{ "bzip2", pack_bzip2, true, true },
	{ "xz", pack_xz, true, true },
	{ "zip", pack_zip, false, true },
	{ "tar", pack_tar, false, false },
};
#define CODECS (sizeof(codecs) / sizeof(codecs[0]))

/* What the packing holds: zip and tar carry a README between the halves. */
static void
assert_holds(
    size_t codec, const char *text, size_t len, const char *got, size_t got_len)
{
	if (codecs[codec].joins) {
		assert_int_equal(len, got_len);
		assert_memory_equal(text, got, len);
	} else {
		assert_int_equal(len + 15, got_len);
	}
}

static void
test_ingest_source__every_codec_gives_its_bytes_back(void **state)
{
	size_t len;
	char *text = invented_comments(2000, &len);

	(void)state;
	for (size_t i = 0; i < CODECS; i++) {
		struct packed packed = codecs[i].pack(text, len);
		struct gal_error err = { 0 };
		const char *codec = NULL;
		char *got;
		size_t got_len;

		assert_int_equal(
		    GAL_END, read_all(&packed, &got, &got_len, &codec, &err));
		assert_string_equal(codecs[i].name, codec);
		assert_holds(i, text, len, got, got_len);
		free(got);
		free(packed.bytes);
	}
	free(text);
}

static void
test_ingest_source__frames_one_after_another_are_one_stream(void **state)
{
	size_t len;
	char *text = invented_comments(500, &len);

	(void)state;
	for (size_t i = 0; i < CODECS; i++) {
		/* the middle frame is empty, the cut not at a line end */
		struct packed packed;
		struct gal_error err = { 0 };
		char *got;
		size_t got_len;

		if (!codecs[i].joins)
			continue;
		packed =
		    packed_append(pack_joined(codecs[i].pack, text, 1234, 0),
			pack_joined(
			    codecs[i].pack, text + 1234, len - 1234, 40000));
		assert_int_equal(
		    GAL_END, read_all(&packed, &got, &got_len, NULL, &err));
		assert_holds(i, text, len, got, got_len);
		free(got);
		free(packed.bytes);
	}
	free(text);
}

static void
test_ingest_source__skippable_frames_are_passed_by(void **state)
{
	static const unsigned char frame[] = { 0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0,
		0, 'x', 'y', 'z' };
	struct packed skip = { malloc(sizeof(frame)), sizeof(frame) };
	struct packed packed, tail = { malloc(sizeof(frame)), sizeof(frame) };
	struct gal_error err = { 0 };
	char *got;
	size_t len;

	(void)state;
	memcpy(skip.bytes, frame, sizeof(frame));
	memcpy(tail.bytes, frame, sizeof(frame));
	packed =
	    packed_append(packed_append(skip, pack_zstd("hello\n", 6)), tail);
	assert_int_equal(GAL_END, read_all(&packed, &got, &len, NULL, &err));
	assert_int_equal(6, len);
	assert_memory_equal("hello\n", got, 6);
	free(got);
	free(packed.bytes);
}

/* A frame header that asks for a window of 2 GiB, then one raw block: what
 * the library refuses unless told otherwise. */
static void
test_ingest_source__window_of_two_gib_is_read(void **state)
{
	static const unsigned char frame[] = { 0x28, 0xb5, 0x2f, 0xfd, 0x00,
		0xa8, 0x11, 0x00, 0x00, '{', '}' };
	struct packed packed = { (unsigned char *)(uintptr_t)frame,
		sizeof(frame) };
	struct gal_error err = { 0 };
	char *got;
	size_t len;

	(void)state;
	assert_int_equal(GAL_END, read_all(&packed, &got, &len, NULL, &err));
	assert_int_equal(2, len);
	free(got);
}

static void
test_ingest_source__window_above_two_gib_is_a_limit(void **state)
{
	static const unsigned char frame[] = { 0x28, 0xb5, 0x2f, 0xfd, 0x00,
		0xb8, 0x11, 0x00, 0x00, '{', '}' };
	struct packed packed = { (unsigned char *)(uintptr_t)frame,
		sizeof(frame) };
	struct gal_error err = { 0 };
	char *got;
	size_t len;

	(void)state;
	assert_int_equal(GAL_LIMIT, read_all(&packed, &got, &len, NULL, &err));
	free(got);
}

/* All that a source gives, thrown away. */
static enum gal_status
count_all(uint64_t *made, const struct packed *packed, struct gal_error *err)
{
	static char scratch[1 << 16];
	struct gal_source *source = NULL;
	size_t got = 0;
	enum gal_status status = gal_source_open_memory(
	    &source, "bomb.zst", packed->bytes, packed->len, err);

	*made = 0;
	while (status == GAL_OK) {
		*made += got;
		status = gal_source_read(
		    source, scratch, sizeof(scratch), &got, err);
	}
	if (status != GAL_END) /* again the same */
		assert_int_equal(
		    status, gal_source_read(source, scratch, 1, &got, NULL));
	gal_source_free(source);
	return status;
}

/* A little more than is free in any case: of one letter it is a bomb, and not
 * where as much stands beside it as makes up for that. */
static void
test_ingest_source__what_unpacks_to_500_times_its_size_is_a_limit(void **state)
{
	const size_t len = 16 << 20;
	char *letters = calloc(1, len);
	struct packed frame = pack_zstd(letters, len);
	struct packed bomb = { NULL, 0 }, archive = { NULL, 0 };
	struct packed filling = { calloc(1, 4 << 20), 4 << 20 };
	struct gal_error err = { 0 };
	uint64_t made;

	(void)state;
	for (size_t i = 0; i < 66; i++) {
		struct packed one = { malloc(frame.len), frame.len };

		memcpy(one.bytes, frame.bytes, frame.len);
		bomb = packed_append(bomb, one);
	}
	assert_int_equal(GAL_LIMIT, count_all(&made, &bomb, &err));
	assert_true(made > GAL_SOURCE_BYTES_FREE &&
	    made < GAL_SOURCE_BYTES_FREE + (1 << 20));
	assert_string_equal(
	    "unpacks to more than 500 times its size", err.message);
	assert_string_equal("bomb.zst", err.place);
	assert_true(err.has_byte);
	/* a skippable frame */
	memcpy(filling.bytes, "\x5a\x2a\x4d\x18\xf8\xff\x3f", 7);
	archive = packed_append(filling, bomb);
	err = (struct gal_error){ 0 };
	assert_int_equal(GAL_END, count_all(&made, &archive, &err));
	assert_int_equal(66 * len, made);
	free(archive.bytes);
	free(frame.bytes);
	free(letters);
}

/* Wherever it is cut (but between frames) the end is TRUNCATED, and what
 * came before is there. */
static void
test_ingest_source__every_truncation_is_seen(void **state)
{
	size_t len;
	char *text = invented_comments(700, &len);

	(void)state;
	for (size_t i = 1; i < CODECS; i++) {
		struct packed packed = codecs[i].pack(text, len);
		size_t most = 0;
		/* a tar may end without its empty blocks, a zip without its
		 * directory of names: nothing is lost then */
		size_t last = strcmp(codecs[i].name, "tar") == 0
		    ? packed.len - 12 * 1024
		    : strcmp(codecs[i].name, "zip") == 0 ? packed.len - 400
							 : packed.len - 1;

		for (int k = 0; k < 500; k++) {
			struct gal_error err = { 0 };
			struct packed cut = packed;
			enum gal_status status;
			char *got;
			size_t got_len;

			cut.len =
			    12 + gal_rng_bits(7, i, (uint64_t)k) % (last - 12);
			status = read_all(&cut, &got, &got_len, NULL, &err);
			if (strcmp(codecs[i].name, "tar") == 0 && cut.len < 512)
				status = GAL_TRUNCATED; /* not yet a tar */
			if (status != GAL_TRUNCATED)
				print_error("%s cut at %zu of %zu: %s\n",
				    codecs[i].name, cut.len, packed.len,
				    gal_status_text(status));
			assert_int_equal(GAL_TRUNCATED, status);
			if (codecs[i].joins) {
				assert_true(got_len <= len);
				assert_memory_equal(text, got, got_len);
			}
			if (got_len > most)
				most = got_len;
			free(got);
		}
		assert_true(most > len / 4);
		free(packed.bytes);
	}
	free(text);
}

/* One bit turned: no crash; and where the codec has checksums, either the
 * bytes are the same or the reader says that they are damaged. */
static void
test_ingest_source__every_bit_flip_is_seen(void **state)
{
	size_t len;
	char *text = invented_comments(400, &len);

	(void)state;
	for (size_t i = 1; i < CODECS; i++) {
		struct packed packed = codecs[i].pack(text, len);
		struct gal_error none = { 0 };
		char *whole;
		size_t whole_len;

		assert_int_equal(GAL_END,
		    read_all(&packed, &whole, &whole_len, NULL, &none));
		for (int k = 0; k < 500; k++) {
			uint64_t bits = gal_rng_bits(11, i, (uint64_t)k);
			size_t at = (size_t)(bits >> 8) % packed.len;
			struct gal_error err = { 0 };
			const char *codec = codecs[i].name;
			enum gal_status status;
			char *got;
			size_t got_len;

			packed.bytes[at] ^= (unsigned char)(1 << (bits & 7));
			status =
			    read_all(&packed, &got, &got_len, &codec, &err);
			/* a broken magic makes it another kind of file; a
			 * flipped name in a zip is another file name */
			if (status == GAL_END && codecs[i].checksums &&
			    strcmp(codec, codecs[i].name) == 0) {
				if (got_len != whole_len)
					print_error(
					    "%s flip at %zu\n", codec, at);
				assert_int_equal(whole_len, got_len);
				assert_memory_equal(whole, got, got_len);
			}
			free(got);
			packed.bytes[at] ^= (unsigned char)(1 << (bits & 7));
		}
		free(whole);
		free(packed.bytes);
	}
	free(text);
}

static void
test_ingest_source__damage_says_its_place(void **state)
{
	size_t len;
	char *text = invented_comments(3000, &len);
	struct packed packed = pack_gzip(text, len);
	struct gal_error err = { 0 };
	char *got, message[1024];
	size_t got_len;

	(void)state;
	memset(packed.bytes + packed.len / 2, 0xff, 64);
	assert_int_equal(
	    GAL_CORRUPT, read_all(&packed, &got, &got_len, NULL, &err));
	assert_string_equal("test", err.place);
	assert_true(err.has_byte);
	assert_in_range(err.byte, packed.len / 2 - 65536, packed.len);
	gal_error_format(&err, message, sizeof(message));
	assert_non_null(strstr(message, "damaged gzip"));
	assert_true(got_len > len / 4);
	free(got);
	free(packed.bytes);
	free(text);
}

static void
test_ingest_source__what_came_before_a_fault_is_kept(void **state)
{
	/* a raw block, then the head of one of a kind there is not */
	static const unsigned char frame[] = { 0x28, 0xb5, 0x2f, 0xfd, 0x00,
		0x50, 0x30, 0x00, 0x00, 'h', 'e', 'l', 'l', 'o', '\n', 0x36,
		0x00, 0x00, 'x', 'x', 'x', 'x', 'x', 'x' };
	struct packed packed = { (unsigned char *)(uintptr_t)frame,
		sizeof(frame) };
	struct gal_error err = { 0 };
	size_t len, got_len;
	char *text = invented_comments(2000, &len), *got;

	(void)state;
	assert_int_equal(
	    GAL_CORRUPT, read_all(&packed, &got, &got_len, NULL, &err));
	assert_int_equal(6, got_len);
	assert_memory_equal("hello\n", got, 6);
	assert_int_equal(15, err.byte);
	free(got);
	/* only the checksum behind the last byte is wrong */
	for (size_t i = 0; i < CODECS; i++) {
		if (strcmp(codecs[i].name, "zstd") != 0 &&
		    strcmp(codecs[i].name, "gzip") != 0)
			continue;
		packed = codecs[i].pack(text, len);
		packed.bytes[packed.len - 1] ^= 1;
		assert_int_equal(
		    GAL_CORRUPT, read_all(&packed, &got, &got_len, NULL, &err));
		assert_int_equal(len, got_len);
		assert_memory_equal(text, got, len);
		assert_true(err.byte + 16 > packed.len);
		free(got);
		free(packed.bytes);
	}
	free(text);
}

/* A block of 100,000 letters, of which a read takes a part, then such a head.
 */
static void
test_ingest_source__a_fault_takes_nothing_of_any_read(void **state)
{
	static const unsigned char frame[] = { 0x28, 0xb5, 0x2f, 0xfd, 0x00,
		0x50, 0x02, 0x35, 0x0c, 'a', 0x36, 0x00, 0x00 };
	static const size_t pieces[] = { 7, 2913, 30000, 65535, 131072 };

	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct gal_source *source = NULL;
		struct gal_error err = { 0 };
		char *text = malloc(pieces[i]);
		size_t len = 0, got = 0;
		enum gal_status status = gal_source_open_memory(
		    &source, "letters.zst", frame, sizeof(frame), &err);

		while (status == GAL_OK) {
			status = gal_source_read(
			    source, text, pieces[i], &got, &err);
			len += got;
		}
		assert_int_equal(GAL_CORRUPT, status);
		assert_int_equal(100000, len);
		assert_int_equal(10, err.byte);
		gal_source_free(source);
		free(text);
	}
}

static void
test_ingest_source__garbage_behind_the_last_frame_is_seen(void **state)
{
	(void)state;
	for (size_t i = 1; i < CODECS; i++) {
		struct packed packed;
		struct gal_error err = { 0 };
		enum gal_status status;
		char *got;
		size_t len;

		if (!codecs[i].joins)
			continue;
		packed = packed_append(codecs[i].pack("{}\n", 3),
		    pack_plain("garbage garbage", 15));
		status = read_all(&packed, &got, &len, NULL, &err);
		assert_int_equal(GAL_CORRUPT, status);
		assert_int_equal(3, len);
		free(got);
		free(packed.bytes);
	}
}

static void
test_ingest_source__zeros_behind_gzip_are_padding(void **state)
{
	struct packed packed =
	    packed_append(pack_gzip("{}\n", 3), pack_plain("\0\0\0\0\0", 5));
	struct gal_error err = { 0 };
	char *got;
	size_t len;

	(void)state;
	assert_int_equal(GAL_END, read_all(&packed, &got, &len, NULL, &err));
	assert_int_equal(3, len);
	free(got);
	free(packed.bytes);
}

static void
test_ingest_source__packings_we_do_not_read_are_named(void **state)
{
	static const char *const heads[][2] = {
		{ "7z\xbc\xaf\x27\x1c....", "7z" },
		{ "PAR1....", "Parquet" },
		{ "%PDF-1.4", "PDF" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		struct packed packed =
		    pack_plain(heads[i][0], strlen(heads[i][0]));
		struct gal_error err = { 0 };
		char *got;
		size_t len;

		assert_int_equal(
		    GAL_UNSUPPORTED, read_all(&packed, &got, &len, NULL, &err));
		assert_non_null(strstr(err.message, heads[i][1]));
		free(got);
		free(packed.bytes);
	}
}

static void
test_ingest_source__what_is_no_archive_says_why(void **state)
{
	struct gal_source *source = NULL;
	struct gal_error err = { 0 };

	(void)state;
	assert_int_equal(
	    GAL_NOT_FOUND, gal_source_open(&source, "/nonexistent/file", &err));
	assert_string_equal("/nonexistent/file", err.place);
	gal_error_clear(&err);
	assert_int_equal(GAL_IO, gal_source_open(&source, "/tmp", &err));
	assert_non_null(strstr(err.message, "directory"));
	gal_error_clear(&err);
	assert_int_equal(
	    GAL_FORMAT, gal_source_open(&source, "/dev/null", &err));
	assert_non_null(strstr(err.message, "empty"));
}

static void
test_ingest_source__fingerprint_tells_files_apart(void **state)
{
	char path[] = "/tmp/galatea-test-XXXXXX";
	char first[GAL_FINGERPRINT_HEX], second[GAL_FINGERPRINT_HEX];
	char byte = 'x';
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	/* 40 MB with a hole: sampled, not read whole */
	assert_int_equal(0, ftruncate(fd, 40 << 20));
	assert_int_equal(GAL_OK, gal_source_fingerprint(first, path, NULL));
	assert_int_equal(32, strlen(first));
	assert_int_equal(1, pwrite(fd, &byte, 1, (40 << 20) - 1));
	assert_int_equal(GAL_OK, gal_source_fingerprint(second, path, NULL));
	assert_string_not_equal(first, second);
	assert_int_equal(0, ftruncate(fd, (40 << 20) - 1));
	assert_int_equal(GAL_OK, gal_source_fingerprint(second, path, NULL));
	assert_string_not_equal(first, second);
	(void)close(fd);
	(void)unlink(path);
	assert_int_equal(GAL_OK, gal_source_fingerprint(first, "-", NULL));
	assert_string_equal("", first);
	/* what is no file */
	assert_int_equal(
	    GAL_NOT_FOUND, gal_source_fingerprint(first, path, NULL));
	assert_int_equal(GAL_IO, gal_source_fingerprint(first, "/tmp", NULL));
	assert_int_equal(
	    GAL_OK, gal_source_fingerprint(first, "/dev/null", NULL));
	assert_string_equal("", first);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_ingest_source__every_codec_gives_its_bytes_back),
		cmocka_unit_test(
		    test_ingest_source__frames_one_after_another_are_one_stream),
		cmocka_unit_test(
		    test_ingest_source__skippable_frames_are_passed_by),
		cmocka_unit_test(test_ingest_source__window_of_two_gib_is_read),
		cmocka_unit_test(
		    test_ingest_source__window_above_two_gib_is_a_limit),
		cmocka_unit_test(
		    test_ingest_source__what_unpacks_to_500_times_its_size_is_a_limit),
		cmocka_unit_test(test_ingest_source__every_truncation_is_seen),
		cmocka_unit_test(test_ingest_source__every_bit_flip_is_seen),
		cmocka_unit_test(test_ingest_source__damage_says_its_place),
		cmocka_unit_test(
		    test_ingest_source__what_came_before_a_fault_is_kept),
		cmocka_unit_test(
		    test_ingest_source__a_fault_takes_nothing_of_any_read),
		cmocka_unit_test(
		    test_ingest_source__garbage_behind_the_last_frame_is_seen),
		cmocka_unit_test(
		    test_ingest_source__zeros_behind_gzip_are_padding),
		cmocka_unit_test(
		    test_ingest_source__packings_we_do_not_read_are_named),
		cmocka_unit_test(
		    test_ingest_source__what_is_no_archive_says_why),
		cmocka_unit_test(
		    test_ingest_source__fingerprint_tells_files_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
