/* How archives end: whole ones, and the same cut at every byte. */
#include "test.h"

#include "ingest/pack.h"
#include "ingest/tail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/galatea-tail-XXXXXX";
static char path[64];

static int
set_up(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/archive", folder);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	return rmdir(folder);
}

/* What is said of these bytes in a file. */
static enum gal_tail
look(const char *codec, const void *bytes, size_t len)
{
	FILE *f = fopen(path, "wb");
	enum gal_tail tail;

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(gal_tail_look(&tail, path, codec, NULL), GAL_OK);
	return tail;
}

static struct packed
packed_of(pack_function *pack, size_t lines)
{
	size_t len;
	char *text = invented_comments(lines, &len);
	struct packed packed = pack(text, len);

	free(text);
	return packed;
}

static void
test_ingest_tail__a_cut_is_seen_at_every_byte(void **state)
{
	static const struct {
		const char *codec;
		pack_function *pack;
	} cases[] = { { "zstd", pack_zstd }, { "xz", pack_xz },
		{ "zip", pack_zip } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct packed packed = packed_of(cases[i].pack, 3);

		assert_int_equal(look(cases[i].codec, packed.bytes, packed.len),
		    GAL_TAIL_WHOLE);
		for (size_t n = 1; n < packed.len; n++)
			if (look(cases[i].codec, packed.bytes, n) !=
			    GAL_TAIL_CUT)
				fail_msg("%s, %zu of %zu bytes", cases[i].codec,
				    n, packed.len);
		free(packed.bytes);
	}
}

/* Frames one after another, blocks that repeat a byte, frames to skip; a cut
 * between two frames leaves an archive that is whole. */
static void
test_ingest_tail__frames_of_zstd(void **state)
{
	static const unsigned char skipped[] = { 0x50, 0x2a, 0x4d, 0x18, 3, 0,
		0, 0, 'a', 'b', 'c' };
	static char zeros[400000];
	struct packed first = packed_of(pack_zstd, 2);
	struct packed repeated = pack_zstd(zeros, sizeof(zeros));
	size_t one = first.len, two = one + repeated.len,
	       three = two + sizeof(skipped);
	unsigned char *all = malloc(three);

	(void)state;
	assert_non_null(all);
	memcpy(all, first.bytes, one);
	memcpy(all + one, repeated.bytes, repeated.len);
	memcpy(all + two, skipped, sizeof(skipped));
	for (size_t n = 0; n <= three; n++) {
		enum gal_tail want =
		    n == 0 || n == one || n == two || n == three
		    ? GAL_TAIL_WHOLE
		    : GAL_TAIL_CUT;

		if (look("zstd", all, n) != want)
			fail_msg(
			    "%zu of %zu, %zu, %zu bytes", n, one, two, three);
	}
	/* what is no frame is left to the reader */
	all[0] ^= 1;
	assert_int_equal(look("zstd", all, three), GAL_TAIL_UNKNOWN);
	free(all);
	free(first.bytes);
	free(repeated.bytes);
}

static void
test_ingest_tail__last_bytes_of_the_others(void **state)
{
	static const struct {
		const char *codec, *bytes;
		enum gal_tail tail;
	} cases[] = {
		{ "plain", "{\"id\":1}\n", GAL_TAIL_WHOLE },
		{ "plain", "[{\"id\":1}]", GAL_TAIL_WHOLE },
		{ "plain", "{\"id\":1}", GAL_TAIL_WHOLE },
		{ "plain", "<posts></posts>", GAL_TAIL_WHOLE },
		{ "plain", "{\"id\":", GAL_TAIL_UNKNOWN },
		{ "plain", "", GAL_TAIL_UNKNOWN },
		{ "xz", "", GAL_TAIL_CUT },
		{ "xz", "Z", GAL_TAIL_CUT },
		{ "zip", "PK\x05\x06 a comment longer than its file",
		    GAL_TAIL_CUT },
		{ "zip", "PK\x05\x06", GAL_TAIL_CUT },
		/* only reading all of them tells */
		{ "gzip", "anything", GAL_TAIL_UNKNOWN },
		{ "bzip2", "anything", GAL_TAIL_UNKNOWN },
	};
	struct packed xz = packed_of(pack_xz, 2);
	unsigned char *padded = calloc(1, xz.len + 8);
	char *comment = calloc(1, 22 + 65536);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (look(cases[i].codec, cases[i].bytes,
			strlen(cases[i].bytes)) != cases[i].tail)
			fail_msg("%s: \"%s\"", cases[i].codec, cases[i].bytes);
	/* xz may be padded; a zip's comment may be long */
	assert_non_null(padded);
	memcpy(padded, xz.bytes, xz.len);
	assert_int_equal(look("xz", padded, xz.len + 8), GAL_TAIL_WHOLE);
	assert_non_null(comment);
	memcpy(comment, "PK\x05\x06", 4);
	comment[20] = comment[21] = (char)0xff;
	assert_int_equal(look("zip", comment, 22 + 65534), GAL_TAIL_CUT);
	assert_int_equal(look("zip", comment, 22 + 65535), GAL_TAIL_WHOLE);
	comment[0] = 'Q';
	assert_int_equal(look("zip", comment, 22 + 65535), GAL_TAIL_CUT);
	free(comment);
	free(padded);
	free(xz.bytes);
}

static void
test_ingest_tail__what_is_no_file(void **state)
{
	struct gal_error err = { 0 };
	enum gal_tail tail;

	(void)state;
	assert_int_equal(gal_tail_look(&tail, "-", "zstd", &err), GAL_OK);
	assert_int_equal(tail, GAL_TAIL_UNKNOWN);
	assert_int_equal(gal_tail_look(&tail, folder, "zstd", &err), GAL_OK);
	assert_int_equal(tail, GAL_TAIL_UNKNOWN);
	(void)unlink(path);
	err = (struct gal_error){ 0 };
	assert_int_equal(
	    gal_tail_look(&tail, path, "zstd", &err), GAL_NOT_FOUND);
	assert_string_equal(err.place, path);
	assert_string_equal(gal_tail_name(GAL_TAIL_WHOLE), "whole");
	assert_string_equal(gal_tail_name(GAL_TAIL_CUT), "cut");
	assert_string_equal(gal_tail_name(GAL_TAIL_UNKNOWN), "not known");
}

static void
test_ingest_tail__a_tar_ends_with_a_block_of_zeros(void **state)
{
	struct packed tar = packed_of(pack_tar, 2);
	size_t content = tar.len;

	(void)state;
	while (tar.bytes[content - 1] == 0)
		content--;
	assert_int_equal(look("tar", tar.bytes, tar.len), GAL_TAIL_WHOLE);
	assert_int_equal(look("tar", tar.bytes, content + 511), GAL_TAIL_CUT);
	assert_int_equal(look("tar", tar.bytes, content), GAL_TAIL_CUT);
	assert_int_equal(look("tar", tar.bytes, 511), GAL_TAIL_CUT);
	free(tar.bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ingest_tail__a_cut_is_seen_at_every_byte),
		cmocka_unit_test(test_ingest_tail__frames_of_zstd),
		cmocka_unit_test(test_ingest_tail__last_bytes_of_the_others),
		cmocka_unit_test(test_ingest_tail__what_is_no_file),
		cmocka_unit_test(
		    test_ingest_tail__a_tar_ends_with_a_block_of_zeros),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
