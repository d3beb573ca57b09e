#include "core/frame.h"
#include "test.h"

static struct gal_frame *
numbers(void)
{
	struct gal_frame *frame = NULL;

	assert_int_equal(
	    gal_frame_new(&frame, "numbers", "Numbers", NULL), GAL_OK);
	assert_int_equal(
	    gal_frame_column(frame, "n", GAL_CELL_INT, "", "the number", NULL),
	    GAL_OK);
	assert_int_equal(gal_frame_column(frame, "word", GAL_CELL_TEXT, "",
			     "in letters", NULL),
	    GAL_OK);
	for (int64_t i = 0; i < 10; i++) {
		assert_int_equal(gal_frame_int(frame, i, NULL), GAL_OK);
		assert_int_equal(
		    gal_frame_text(frame, i % 3 == 0 ? NULL : "w", NULL),
		    GAL_OK);
	}
	assert_int_equal(gal_frame_note(frame, NULL, "ten"), GAL_OK);
	return frame;
}

static bool
even(const struct gal_frame *frame, size_t row)
{
	return gal_frame_at(frame, row, 0)->u.integer % 2 == 0;
}

static void
test_core_frame_select__keeps_chosen_columns_and_rows(void **state)
{
	const char *const columns[] = { "word", "absent", "n", NULL };
	struct gal_frame *frame = numbers(), *part = NULL;

	(void)state;
	assert_int_equal(
	    gal_frame_select(&part, frame, columns, even, 3, NULL), GAL_OK);
	assert_int_equal(part->column_count, 2);
	assert_int_equal(gal_frame_rows(part), 3);
	assert_true(gal_frame_at(part, 0, 0)->missing);
	assert_string_equal(gal_frame_at(part, 1, 0)->u.text, "w");
	assert_int_equal(gal_frame_at(part, 2, 1)->u.integer, 4);
	assert_string_equal(part->notes[0], "ten");
	gal_frame_free(part);
	gal_frame_free(frame);
}

static void
test_core_frame_select__a_negative_limit_keeps_the_last(void **state)
{
	struct gal_frame *frame = numbers(), *part = NULL;

	(void)state;
	assert_int_equal(
	    gal_frame_select(&part, frame, NULL, NULL, -2, NULL), GAL_OK);
	assert_int_equal(gal_frame_rows(part), 2);
	assert_int_equal(gal_frame_at(part, 0, 0)->u.integer, 8);
	gal_frame_free(part);
	assert_int_equal(
	    gal_frame_select(&part, frame, NULL, even, -99, NULL), GAL_OK);
	assert_int_equal(gal_frame_rows(part), 5);
	gal_frame_free(part);
	gal_frame_free(frame);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_core_frame_select__keeps_chosen_columns_and_rows),
		cmocka_unit_test(
		    test_core_frame_select__a_negative_limit_keeps_the_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
