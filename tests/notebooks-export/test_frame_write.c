#include "notebooks-export/frame_write.h"

#include <math.h>
#include <string.h>

#include "test.h"

static struct gal_frame *
sample(const char *name, const char *text)
{
	struct gal_frame *f = NULL;

	assert_int_equal(gal_frame_new(&f, name, "A sample", NULL), GAL_OK);
	assert_int_equal(
	    gal_frame_column(f, "code", GAL_CELL_TEXT, "", "code", NULL),
	    GAL_OK);
	assert_int_equal(
	    gal_frame_column(f, "n", GAL_CELL_INT, "authors", "count", NULL),
	    GAL_OK);
	assert_int_equal(
	    gal_frame_column(f, "share", GAL_CELL_REAL, "share", "part", NULL),
	    GAL_OK);
	assert_int_equal(gal_frame_text(f, text, NULL), GAL_OK);
	assert_int_equal(gal_frame_int(f, INT64_MAX, NULL), GAL_OK);
	assert_int_equal(gal_frame_real(f, 0.1, NULL), GAL_OK);
	assert_int_equal(gal_frame_text(f, "ñ 愛", NULL), GAL_OK);
	assert_int_equal(gal_frame_missing(f, NULL), GAL_OK);
	assert_int_equal(gal_frame_real(f, NAN, NULL), GAL_OK);
	assert_int_equal(
	    gal_frame_note(f, NULL, "cells below %d hidden", 10), GAL_OK);
	return f;
}

static void
check(const struct gal_frame *const *frames, size_t n,
    enum gal_frame_format format, const struct gal_frame_options *options,
    const char *expected)
{
	struct gal_buffer out = GAL_BUFFER(1 << 20);

	assert_int_equal(
	    gal_frame_write(&out, frames, n, format, options, NULL), GAL_OK);
	assert_string_equal(out.data, expected);
	gal_buffer_free(&out);
}

static void
check_one(const char *text, enum gal_frame_format format,
    const struct gal_frame_options *options, const char *expected)
{
	struct gal_frame *f = sample("s", text);
	const struct gal_frame *frames[] = { f };

	check(frames, 1, format, options, expected);
	gal_frame_free(f);
}

static void
test_notebooks_export_frame_write__table_aligns_wide_characters(void **state)
{
	(void)state;
	check_one("bond.love", GAL_FRAME_TABLE, NULL,
	    "A sample\n"
	    "code                         n  share\n"
	    "---------  -------------------  -----\n"
	    "bond.love  9223372036854775807    0.1\n"
	    "ñ 愛\n"
	    "note: cells below 10 hidden\n");
}

static void
test_notebooks_export_frame_write__table_fits_the_line(void **state)
{
	const struct gal_frame_options cut = { .line_width = 60 };
	const struct gal_frame_options blocks = { .line_width = 39 };
	const struct gal_frame_options notes = { .line_width = 20 };

	(void)state;
	check_one("愛愛愛愛愛愛愛愛愛愛愛愛愛愛愛愛愛愛", GAL_FRAME_TABLE, &cut,
	    "A sample\n"
	    "code                                               n  share\n"
	    "-------------------------------  -------------------  -----\n"
	    "愛愛愛愛愛愛愛愛愛愛愛愛愛愛愛…  9223372036854775807    0.1\n"
	    "ñ 愛\n"
	    "note: cells below 10 hidden\n");
	/* no number is cut: columns go below, with the name of the row */
	check_one("愛愛愛愛愛愛愛愛", GAL_FRAME_TABLE, &blocks,
	    "A sample\n"
	    "code                                n\n"
	    "----------------  -------------------\n"
	    "愛愛愛愛愛愛愛愛  9223372036854775807\n"
	    "ñ 愛\n"
	    "\n"
	    "code              share\n"
	    "----------------  -----\n"
	    "愛愛愛愛愛愛愛愛    0.1\n"
	    "ñ 愛\n"
	    "note: cells below 10 hidden\n");
	check_one("x", GAL_FRAME_TABLE, &notes,
	    "A sample\n"
	    "code                    n\n"
	    "----  -------------------\n"
	    "x     9223372036854775807\n"
	    "ñ 愛\n"
	    "\n"
	    "code  share\n"
	    "----  -----\n"
	    "x       0.1\n"
	    "ñ 愛\n"
	    "note: cells below 10\n"
	    "      hidden\n");
}

static void
test_notebooks_export_frame_write__table_shows_no_controls(void **state)
{
	(void)state;
	check_one("\x1b[31m\u202ex\ny\x9b", GAL_FRAME_TABLE, NULL,
	    "A sample\n"
	    "code                          n  share\n"
	    "----------  -------------------  -----\n"
	    "\uFFFD[31m\uFFFDx y\uFFFD  9223372036854775807    0.1\n"
	    "ñ 愛\n"
	    "note: cells below 10 hidden\n");
}

static void
test_notebooks_export_frame_write__csv_quotes_what_needs_it(void **state)
{
	(void)state;
	check_one("a \"b\", c\nd", GAL_FRAME_CSV, NULL,
	    "code,n,share\n"
	    "\"a \"\"b\"\", c\nd\",9223372036854775807,0.1\n"
	    "ñ 愛,,\n");
}

static void
test_notebooks_export_frame_write__csv_guards_formulas_on_request(void **state)
{
	const struct gal_frame_options guard = { .formula_guard = true };

	(void)state;
	check_one("=HYPERLINK(1)", GAL_FRAME_CSV, &guard,
	    "code,n,share\n"
	    "'=HYPERLINK(1),9223372036854775807,0.1\n"
	    "ñ 愛,,\n");
	check_one("=1+1", GAL_FRAME_CSV, NULL,
	    "code,n,share\n=1+1,9223372036854775807,0.1\nñ 愛,,\n");
}

static void
test_notebooks_export_frame_write__ndjson_escapes_markup(void **state)
{
	(void)state;
	check_one("</script>\u202e\x1b", GAL_FRAME_NDJSON, NULL,
	    "{\"code\":\"\\u003c/script\\u003e\uFFFD\uFFFD\","
	    "\"n\":9223372036854775807,\"share\":0.1}\n"
	    "{\"code\":\"ñ 愛\",\"n\":null,\"share\":null}\n");
}

static void
test_notebooks_export_frame_write__several_frames_name_their_rows(void **state)
{
	struct gal_frame *a = sample("a", "x"), *b = sample("b", "y");
	const struct gal_frame *frames[] = { a, b };

	(void)state;
	check(frames, 2, GAL_FRAME_NDJSON, NULL,
	    "{\"frame\":\"a\",\"code\":\"x\",\"n\":9223372036854775807,"
	    "\"share\":0.1}\n"
	    "{\"frame\":\"a\",\"code\":\"ñ 愛\",\"n\":null,\"share\":null}\n"
	    "{\"frame\":\"b\",\"code\":\"y\",\"n\":9223372036854775807,"
	    "\"share\":0.1}\n"
	    "{\"frame\":\"b\",\"code\":\"ñ 愛\",\"n\":null,\"share\":null}\n");
	gal_frame_free(a);
	gal_frame_free(b);
}

static void
test_notebooks_export_frame_write__json_holds_columns_and_notes(void **state)
{
	struct gal_frame *f = sample("s", "x");
	const struct gal_frame *frames[] = { f };
	struct gal_buffer out = GAL_BUFFER(1 << 20);

	(void)state;
	assert_int_equal(
	    gal_frame_write(&out, frames, 1, GAL_FRAME_JSON, NULL, NULL),
	    GAL_OK);
	assert_non_null(strstr(out.data, "\"unit\":\t\"authors\""));
	assert_non_null(strstr(out.data, "cells below 10 hidden"));
	gal_buffer_free(&out);
	gal_frame_free(f);
}

static void
test_notebooks_export_frame_write__a_small_buffer_is_a_limit(void **state)
{
	struct gal_frame *f = sample("s", "x");
	const struct gal_frame *frames[] = { f };

	(void)state;
	for (int format = 0; format < GAL_FRAME_FORMAT_COUNT; format++) {
		struct gal_buffer out = GAL_BUFFER(10);

		assert_int_equal(gal_frame_write(&out, frames, 1,
				     (enum gal_frame_format)format, NULL, NULL),
		    GAL_LIMIT);
		gal_buffer_free(&out);
	}
	gal_frame_free(f);
}

static void
test_notebooks_export_frame_write__reals_lead_back(void **state)
{
	static const struct {
		double value;
		const char *text;
	} cases[] = { { 0.1, "0.1" }, { 1e22, "1e+22" }, { 3.0, "3" },
		{ 0.1 + 0.2, "0.30000000000000004" }, { NAN, "" },
		{ INFINITY, "" } };
	char text[32];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		gal_real_text(cases[i].value, text);
		assert_string_equal(text, cases[i].text);
	}
}

#define T(behaviour)                                                           \
	cmocka_unit_test(test_notebooks_export_frame_write__##behaviour)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(table_aligns_wide_characters),
		T(table_fits_the_line),
		T(table_shows_no_controls),
		T(csv_quotes_what_needs_it),
		T(csv_guards_formulas_on_request),
		T(ndjson_escapes_markup),
		T(several_frames_name_their_rows),
		T(json_holds_columns_and_notes),
		T(a_small_buffer_is_a_limit),
		T(reals_lead_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
