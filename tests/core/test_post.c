#include "core/post.h"
#include "test.h"

static void
test_core_post__row_id_of_kinds_differs(void **state)
{
	int64_t submission = 0, comment = 0;

	(void)state;
	assert_int_equal(gal_reddit_row_id(&submission, GAL_KIND_SUBMISSION,
			     GAL_STR("1a"), NULL),
	    GAL_OK);
	assert_int_equal(
	    gal_reddit_row_id(&comment, GAL_KIND_COMMENT, GAL_STR("1A"), NULL),
	    GAL_OK);
	assert_int_equal(submission, (36 + 10) * 2);
	assert_int_equal(comment, submission + 1);
}

static void
test_core_post__row_id_refuses_what_is_not_base_36(void **state)
{
	struct gal_error err = { 0 };
	int64_t id = 0;

	(void)state;
	assert_int_equal(
	    gal_reddit_row_id(&id, GAL_KIND_COMMENT, GAL_STR("a_b"), &err),
	    GAL_ARGUMENT);
	assert_string_equal(err.message, "post id is not base 36");
	assert_int_equal(gal_reddit_row_id(&id, GAL_KIND_COMMENT,
			     GAL_STR("zzzzzzzzzzzzzz"), NULL),
	    GAL_ARGUMENT);
	assert_int_equal(
	    gal_reddit_row_id(&id, GAL_KIND_COMMENT, GAL_STR(""), NULL),
	    GAL_ARGUMENT);
}

static void
test_core_post__pseudonym_hex_round_trips(void **state)
{
	struct gal_pseudonym a = { { 0, 1, 254, 255 } }, b = { { 0 } };
	char hex[33];

	(void)state;
	gal_pseudonym_hex(&a, hex);
	assert_int_equal(gal_pseudonym_parse(&b, gal_str_of(hex)), GAL_OK);
	assert_memory_equal(&a, &b, sizeof(a));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_core_post__row_id_of_kinds_differs),
		cmocka_unit_test(
		    test_core_post__row_id_refuses_what_is_not_base_36),
		cmocka_unit_test(test_core_post__pseudonym_hex_round_trips),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
