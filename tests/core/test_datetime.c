#include "core/datetime.h"
#include "test.h"

static void
test_core_datetime__parses_what_people_type(void **state)
{
	static const struct {
		const char *text;
		int64_t utc;
	} cases[] = {
		{ "1970", 0 },
		{ "2024-01", 1704067200 },
		{ "2024-01-01", 1704067200 },
		{ "2024-01-01T00:00:05Z", 1704067205 },
		{ "2024-01-01 02:00:00.25+02:00", 1704067200 },
		{ "1704067200", 1704067200 },
		{ "1704067200123", 1704067200 },
		{ "2024-02-29", 1709164800 },
		{ "2024-01-01t00:00", 1704067200 },
		{ "2024-01-01T00:00:05,5z", 1704067205 },
		{ "2024-01-01T05:30:00+0530", 1704067200 },
		{ "2023-12-31T19:00:00-05", 1704067200 },
		{ "2024-01-01 00:00:05 UTC", 1704067205 },
		{ "2024-01-01 00:00:05.25 GMT", 1704067205 },
		{ "2024-01-01 02:00:00 +0200", 1704067200 },
		{ "2023-12-31T24:00:00Z", 1704067200 },
		{ "2023-12-31T23:59:60Z", 1704067200 },
		{ "1969-12-31T23:59:59Z", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t utc = -1;

		assert_int_equal(
		    gal_time_parse(&utc, gal_str_of(cases[i].text), NULL),
		    GAL_OK);
		assert_int_equal(utc, cases[i].utc);
	}
}

static void
test_core_datetime__refuses_impossible_dates(void **state)
{
	static const char *const texts[] = { "", "2023-02-29", "2024-13",
		"yesterday", "2024-01-01T25:00:00", "2024-1-1",
		"2024-01-01x10:00", "2024-01-01T1:00", "2024-01-01T10-00",
		"2024-01-01T10:0", "2024-01-01T10:60", "2024-01-01T10:00:6",
		"2024-01-01T10:00:61", "2024-01-01T10:00:00 CET",
		"2024-01-01T10:00:00+", "2024-01-01T10:00:00+1",
		"2024-01-01T10:00:00+01:3", "2024-00-01", "2024-01-32",
		"2024-04-31", "2024-01-01T10:00:00Zz" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		int64_t utc = 0;

		assert_int_equal(
		    gal_time_parse(&utc, gal_str_of(texts[i]), NULL),
		    GAL_ARGUMENT);
	}
}

static void
test_core_datetime__formats_before_the_epoch(void **state)
{
	char text[32];

	(void)state;
	gal_time_format(-1, text);
	assert_string_equal(text, "1969-12-31T23:59:59Z");
	gal_time_format(1704067205, text);
	assert_string_equal(text, "2024-01-01T00:00:05Z");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_core_datetime__parses_what_people_type),
		cmocka_unit_test(test_core_datetime__refuses_impossible_dates),
		cmocka_unit_test(test_core_datetime__formats_before_the_epoch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
