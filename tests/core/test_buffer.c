#include "test.h"

#include <string.h>

#include "core/buffer.h"

static void
test_core_buffer__printf_grows_and_appends(void **state)
{
	struct gal_buffer b = GAL_BUFFER(1000);
	struct gal_error err = { 0 };

	(void)state;
	for (int i = 0; i < 100; i++)
		assert_int_equal(
		    gal_buffer_printf(&b, &err, "<%03d>", i), GAL_OK);
	assert_int_equal(b.len, 500);
	assert_int_equal(strlen(b.data), 500);
	for (int i = 0; i < 100; i++) {
		char expected[6] = { '<', '0', (char)('0' + i / 10),
			(char)('0' + i % 10), '>', '\0' };

		assert_memory_equal(b.data + (size_t)i * 5, expected, 5);
	}
	gal_buffer_free(&b);
}

/* The allocation may be larger than the limit; the limit still holds, and
 * nothing of the text that did not fit remains. */
static void
test_core_buffer__printf_over_the_limit_changes_nothing(void **state)
{
	struct gal_buffer b = GAL_BUFFER(10);
	struct gal_error err = { 0 };

	(void)state;
	assert_int_equal(gal_buffer_append_str(&b, "1234567", &err), GAL_OK);
	assert_int_equal(gal_buffer_printf(&b, &err, "%s", "abcd"), GAL_LIMIT);
	assert_int_equal(b.len, 7);
	assert_string_equal(b.data, "1234567");
	assert_int_equal(gal_buffer_printf(&b, NULL, "%s", "abc"), GAL_OK);
	assert_string_equal(b.data, "1234567abc");
	gal_buffer_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_core_buffer__printf_grows_and_appends),
		cmocka_unit_test(
		    test_core_buffer__printf_over_the_limit_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
