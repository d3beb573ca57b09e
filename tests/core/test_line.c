#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "core/line.h"

static FILE *
file_of(const char *bytes, size_t n)
{
	FILE *file = fmemopen((void *)(uintptr_t)bytes, n, "r");

	assert_non_null(file);
	return file;
}

static void
test_core_line__lines_are_given_with_their_ends(void **state)
{
	static const char text[] = "one\n\n\0two\0\n\0\nlast";
	static const struct gal_str expected[] = { { "one\n", 4 }, { "\n", 1 },
		{ "\0two\0\n", 6 }, { "\0\n", 2 }, { "last", 4 } };
	struct gal_buffer line = GAL_BUFFER(100);
	FILE *file = file_of(text, sizeof(text) - 1);

	(void)state;
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		assert_int_equal(gal_line_read(&line, file, NULL), GAL_OK);
		assert_int_equal(line.len, expected[i].len);
		assert_memory_equal(line.data, expected[i].data, line.len);
	}
	assert_int_equal(gal_line_read(&line, file, NULL), GAL_END);
	assert_int_equal(gal_line_read(&line, file, NULL), GAL_END);
	assert_int_equal(line.len, 0);
	gal_buffer_free(&line);
	(void)fclose(file);
}

/* Lines of every length around those of the pieces that are read. */
static void
test_core_line__lengths_are_right(void **state)
{
	char text[4000];
	struct gal_buffer line = GAL_BUFFER(sizeof(text));

	(void)state;
	for (size_t len = 1; len < sizeof(text) - 2;
	     len += len % 1000 ? 1 : 17) {
		FILE *file;

		memset(text, 'a', len);
		memcpy(text + len, "\nb", 2);
		file = file_of(text, len + 2);
		assert_int_equal(gal_line_read(&line, file, NULL), GAL_OK);
		assert_int_equal(line.len, len + 1);
		assert_memory_equal(line.data, text, len + 1);
		assert_int_equal(gal_line_read(&line, file, NULL), GAL_OK);
		assert_int_equal(line.len, 1);
		(void)fclose(file);
	}
	gal_buffer_free(&line);
}

/* Passed by without being kept, what stands behind it is there. */
static void
test_core_line__a_longer_line_is_a_limit(void **state)
{
	const size_t len = 1 << 20;
	char *text = malloc(len);
	struct gal_buffer line = GAL_BUFFER(5000);
	struct gal_error err = { 0 };
	FILE *file;

	(void)state;
	assert_non_null(text);
	memset(text, 'a', len);
	memcpy(text + 4999, "\n", 1);
	memcpy(text + 10000, "\n", 1);
	memcpy(text + len - 6, "\nlast\n", 6);
	file = file_of(text, len);
	assert_int_equal(gal_line_read(&line, file, &err), GAL_OK);
	assert_int_equal(line.len, 5000);
	for (int i = 0; i < 2; i++) {
		err = (struct gal_error){ 0 };
		assert_int_equal(gal_line_read(&line, file, &err), GAL_LIMIT);
		assert_string_equal(err.message, "line longer than 5000 bytes");
		assert_int_equal(line.len, 0);
		assert_true(line.capacity < 20000);
	}
	assert_int_equal(gal_line_read(&line, file, &err), GAL_OK);
	assert_string_equal(line.data, "last\n");
	assert_int_equal(gal_line_read(&line, file, &err), GAL_END);
	gal_buffer_free(&line);
	(void)fclose(file);
	free(text);
}

static void
test_core_line__a_file_that_fails_is_no_end(void **state)
{
	struct gal_buffer line = GAL_BUFFER(100);
	struct gal_error err = { 0 };
	FILE *folder = fopen("/", "r");

	(void)state;
	assert_non_null(folder);
	assert_int_equal(gal_line_read(&line, folder, &err), GAL_IO);
	gal_buffer_free(&line);
	(void)fclose(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_core_line__lines_are_given_with_their_ends),
		cmocka_unit_test(test_core_line__lengths_are_right),
		cmocka_unit_test(test_core_line__a_longer_line_is_a_limit),
		cmocka_unit_test(test_core_line__a_file_that_fails_is_no_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
